"""The order in which a bill of materials can be walked: children first, and no cycles."""

from __future__ import annotations

import numpy as np

from engine.errors import CyclicStructure
from engine.exact import IntArray

__all__ = ["csr_starts", "heights"]


def heights(parents: IntArray, children: IntArray, nodes: int) -> IntArray:
    """Height of every node: 0 for leaves, else one more than its highest child.

    Kahn's algorithm by waves: one numpy pass per level of the structure, never per node.

    Args:
        parents: the part that holds, one usage per row.
        children: the part held.
        nodes: how many nodes there are.

    Raises:
        CyclicStructure: some node contains itself.
    """
    order = np.argsort(children, kind="stable")
    by_child, starts = parents[order], csr_starts(children[order], nodes)
    waiting = np.bincount(parents, minlength=nodes)
    height = np.zeros(nodes, dtype=np.int64)
    ready = np.flatnonzero(waiting == 0)
    done = len(ready)
    level = 0
    while len(ready):
        level += 1
        above = by_child[_spans(starts, ready)]
        np.subtract.at(waiting, above, 1)
        touched = np.unique(above)
        ready = touched[waiting[touched] == 0]
        height[ready] = level
        done += len(ready)
    if done < nodes:
        raise _cycle(parents, children, waiting > 0)
    return height


def csr_starts(sorted_keys: IntArray, keys: int) -> IntArray:
    """Where each key's rows start in a sorted column; length `keys + 1`."""
    starts = np.zeros(keys + 1, dtype=np.int64)
    np.cumsum(np.bincount(sorted_keys, minlength=keys), out=starts[1:])
    return starts


def _spans(starts: IntArray, keys: IntArray) -> IntArray:
    lengths = starts[keys + 1] - starts[keys]
    total = int(lengths.sum())
    offsets = np.repeat(starts[keys] - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths)
    return np.arange(total, dtype=np.int64) + offsets


def _cycle(parents: IntArray, children: IntArray, stuck: np.ndarray) -> CyclicStructure:
    inside = stuck[parents] & stuck[children]
    below = dict(zip(parents[inside].tolist(), children[inside].tolist(), strict=True))
    # Every stuck node still waits for a stuck child, so following one child each must repeat.
    path = [next(iter(below))]
    while path.count(path[-1]) == 1:
        path.append(below[path[-1]])
    cycle = path[path.index(path[-1]) :]
    return CyclicStructure("a part contains itself", cycle=cycle)
