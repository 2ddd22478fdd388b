"""The fewest nodes of a graph through which every way from the top to some targets leads."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

__all__ = ["vertex_cut"]

_ENDLESS: Final = 1 << 60


def vertex_cut(
    edges: Iterable[tuple[int, int]],
    root: int,
    targets: Collection[int],
    removable: Collection[int],
) -> frozenset[int] | None:
    """A smallest set of removable nodes that every way from the root to a target passes.

    Menger's theorem: it has as many nodes as there are ways that share no removable node, and the
    greatest flow counts those. Of several smallest sets the one nearest the targets is taken: no
    other leaves more of the graph in place. Exact for any size; for a deep graph of n nodes and m
    edges the flow costs O(m √n).

    Args:
        edges: (parent, child).
        root: where the ways begin.
        targets: nodes that must not be reached any more; a removable target may go itself.
        removable: nodes that may be in the set.

    Returns:
        The set; None where some way holds nothing removable.
    """
    flow = _Flow()
    for node in removable:
        flow.join((node, False), (node, True), 1)
    end = (-1, True)
    pairs = set(edges)
    fixed = {node for pair in pairs for node in pair} | {root, *targets}
    for node in fixed.difference(removable):
        flow.join((node, False), (node, True), _ENDLESS)
    for parent, child in sorted(pairs):
        flow.join((parent, True), (child, False), _ENDLESS)
    for node in sorted(targets):
        flow.join((node, True), end, _ENDLESS)
    if not flow.fill((root, False), end):
        return None
    near = flow.reaching(end)
    return frozenset(n for n in removable if (n, True) in near and (n, False) not in near)


_Place = tuple[int, bool]
"""A node and the side of it: where ways come in, or where they go out."""


@dataclass(slots=True)
class _Flow:
    """What may still pass between two places; Dinic's algorithm without recursion."""

    left: dict[_Place, dict[_Place, int]] = field(default_factory=dict)

    def join(self, one: _Place, other: _Place, much: int) -> None:
        self.left.setdefault(one, {})[other] = much
        self.left.setdefault(other, {}).setdefault(one, 0)

    def fill(self, start: _Place, end: _Place) -> bool:
        """Send as much as there is room for; False where there is no bound."""
        while True:
            level = self._levels(start)
            if end not in level:
                return True
            ways = {place: iter(self.left[place]) for place in level}
            while way := self._way(start, end, level, ways):
                steps = list(pairwise(way))
                much = min(self.left[a][b] for a, b in steps)
                if much > len(self.left):
                    return False
                for a, b in steps:
                    self.left[a][b] -= much
                    self.left[b][a] += much

    def _levels(self, start: _Place) -> dict[_Place, int]:
        level, waiting = {start: 0}, deque([start])
        while waiting:
            at = waiting.popleft()
            for other, room in self.left.get(at, {}).items():
                if room and other not in level:
                    level[other] = level[at] + 1
                    waiting.append(other)
        return level

    def _way(
        self,
        start: _Place,
        end: _Place,
        level: dict[_Place, int],
        ways: dict[_Place, Iterator[_Place]],
    ) -> list[_Place]:
        way = [start]
        while way and way[-1] != end:
            at = way[-1]
            for other in ways[at]:
                if self.left[at][other] and level.get(other) == level[at] + 1:
                    way.append(other)
                    break
            else:
                # A dead end: its own iterator is spent, so nobody comes here again.
                way.pop()
        return way

    def reaching(self, end: _Place) -> set[_Place]:
        """Places from which something could still be sent to the end."""
        found, waiting = {end}, [end]
        while waiting:
            at = waiting.pop()
            for other in self.left[at]:
                if self.left[other][at] and other not in found:
                    found.add(other)
                    waiting.append(other)
        return found
