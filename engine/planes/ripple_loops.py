"""The same as `ripple` in loops that numba compiles; imported only when chosen.

Bits that join are lifted: whatever holds the part has them too. Bits that go are looked for: what
held them is put together again from all that it holds, in one sweep from the bottom up.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.ahead import fetch
from engine.compiled import compiled
from engine.exact import IntArray
from engine.planes.flips import Flips
from engine.planes.parts import Numbers, Parts
from engine.planes.plane import Bits, flat
from engine.planes.postings import Postings
from engine.planes.ripple import Own, Step
from engine.planes.room import BLOCK, Marks, Queue, Room
from engine.planes.wide import Words

__all__ = ["ripple_loops"]

_BLOCK, _MASKS, _MANY = BLOCK, 8, 8


class _Graph(NamedTuple):
    """Down, up, and own bits of parts that hold others."""

    starts: Numbers
    child: Numbers
    up_starts: Numbers
    up: Numbers
    mixed: IntArray
    own: Words


class _Wave(NamedTuple):
    """What the loops work on: the graph, the answers, where to look, what was turned."""

    graph: _Graph
    words: Words
    marks: Marks
    queue: Queue


def ripple_loops(
    parts: Parts, above: Postings, own: Own, bits: Bits, step: Step, *, room: Room
) -> Flips:
    """As `engine.planes.ripple.ripple`, in memory that is there already.

    Args:
        parts: the graph.
        above: its ways back.
        own: own bits of parts that hold others, the step taken.
        bits: answers before the step.
        step: where to begin.
        room: to work in.
    """
    graph = _Graph(parts.starts, parts.child, above.starts, above.part, own.part, flat(own.bits))
    wave, count = _Wave(graph, flat(bits), room.marks, room.queue), 0
    for number, more in enumerate(flat(step.more)):
        if more.any():
            wave = _roomy(wave, room, count + len(more))
            head, count = count, _begin(wave, number, step.part, more, count)
            while head < count and len(graph.up):
                head, count = _lift(wave, number, head, count)
                # It stopped for want of room, however much there is: a part may be held by many.
                wave = _roomy(wave, room, len(wave.queue.part) + 1 if head < count else 0)
    if step.less is not None and step.less.any():
        wave = _roomy(wave, room, count + step.less.size)
        count, is_done = _drop(wave, step.part, flat(step.less), count), False
        while not is_done:
            count, is_done = _sweep(wave, count)
            wave = _roomy(wave, room, 0 if is_done else len(wave.queue.part) + len(wave.words))
    return room.flips(count)


def _roomy(wave: _Wave, room: Room, rows: int) -> _Wave:
    """The same with a queue for so many rows at least."""
    if rows > len(room.queue.part):
        room.grow(rows)
    return wave._replace(queue=room.queue)


@compiled
def _push(queue: Queue, count: int, part: int, word: int, bits: np.uint64) -> int:
    queue.part[count], queue.word[count], queue.bits[count] = part, word, bits
    return count + 1


@compiled
def _begin(wave: _Wave, number: int, part: Numbers, more: Words, count: int) -> int:
    """Set what joins, where it begins."""
    word = wave.words[number]
    for place in range(len(part)):
        fetch(word, part[min(place + 16, len(part) - 1)])
        gained = more[place] & ~word[part[place]]
        if gained:
            word[part[place]] |= gained
            count = _push(wave.queue, count, part[place], number, gained)
    return count


@compiled
def _look_ahead(wave: _Wave, word: Words, head: int, count: int) -> None:
    """Ask for what parts a little later in the queue will read, a step for each column."""
    part, starts, up, last = wave.queue.part, wave.graph.up_starts, wave.graph.up, count - 1
    fetch(starts, part[min(head + 24, last)])
    fetch(up, starts[part[min(head + 16, last)]])
    one = part[min(head + 8, last)]
    for edge in range(starts[one], min(starts[one + 1], starts[one] + _MANY)):
        fetch(word, up[edge])


@compiled
def _lift(wave: _Wave, number: int, head: int, count: int) -> tuple[int, int]:
    """Carry up what is in the queue from `head` on; stops where the queue has no room left."""
    graph, queue, word = wave.graph, wave.queue, wave.words[number]
    while head < count:
        _look_ahead(wave, word, head, count)
        first, end = graph.up_starts[queue.part[head]], graph.up_starts[queue.part[head] + 1]
        if count + end - first > len(queue.part):
            return head, count
        risen = queue.bits[head]
        for edge in range(first, end):
            gained = risen & ~word[graph.up[edge]]
            if gained:
                word[graph.up[edge]] |= gained
                count = _push(queue, count, graph.up[edge], number, gained)
        head += 1
    return head, count


@compiled
def _stir(graph: _Graph, part: int, mask: np.uint8, marks: Marks) -> None:
    """Mark what holds a part."""
    for edge in range(graph.up_starts[part], graph.up_starts[part + 1]):
        marks.dirty[graph.up[edge]] |= mask
        marks.stirred[graph.up[edge] // _BLOCK] = True


@compiled
def _drop(wave: _Wave, part: Numbers, less: Words, count: int) -> int:
    """Clear what goes, where it begins; a part that holds others may have it from them."""
    graph, marks = wave.graph, wave.marks
    for place in range(len(part)):
        one = part[place]
        for number in range(len(less)):
            lost = less[number, place] & wave.words[number, one]
            mask = np.uint8(1 << number % _MASKS)
            if lost and graph.starts[one + 1] > graph.starts[one]:
                marks.dirty[one] |= mask
                marks.stirred[one // _BLOCK] = True
            elif lost:
                wave.words[number, one] ^= lost
                count = _push(wave.queue, count, one, number, lost)
                _stir(graph, one, mask, marks)
    return count


@compiled
def _below(graph: _Graph, words: Words, word: int, part: int) -> np.uint64:
    """A word of a part from its own bits and those of what it holds."""
    found = np.uint64(0)
    if len(graph.mixed):
        place = np.searchsorted(graph.mixed, part)
        if place < len(graph.mixed) and graph.mixed[place] == part:
            found = graph.own[word, place]
    for edge in range(graph.starts[part], graph.starts[part + 1]):
        found |= words[word, graph.child[edge]]
    return found


@compiled
def _sweep(wave: _Wave, count: int) -> tuple[int, bool]:
    """Put every dirty part together again, children first; stops where the queue is full."""
    words, dirty, stirred = wave.words, wave.marks.dirty, wave.marks.stirred
    for block in range(len(stirred)):
        if not stirred[block]:
            continue
        for part in range(block * _BLOCK, min((block + 1) * _BLOCK, len(dirty))):
            if dirty[part] and count + len(words) > len(wave.queue.part):
                return count, False
            changed = 0
            for word in range(len(words) if dirty[part] else 0):
                if dirty[part] >> (word % _MASKS) & 1:
                    differs = words[word, part] ^ _below(wave.graph, words, word, part)
                    if differs:
                        words[word, part] ^= differs
                        changed |= 1 << word % _MASKS
                        count = _push(wave.queue, count, part, word, differs)
            dirty[part] = 0
            if changed:
                _stir(wave.graph, part, np.uint8(changed), wave.marks)
        stirred[block] = False
    return count, True
