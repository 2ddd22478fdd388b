"""Answers as bytes with what they rest on; what is touched goes, and what was asked long ago."""

from __future__ import annotations

import zlib
from collections import OrderedDict, defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from typing import Final

__all__ = ["Kept", "Shelf"]

_LARGE: Final = 1 << 20
"""Bytes: unpacking fewer than these would take longer than anything else about an answer."""

_LEVEL: Final = 1


@dataclass(frozen=True, slots=True)
class Kept:
    """A body in two pieces, between which the instant stands that it knows of.

    Attributes:
        head: up to that instant; all of it where the instant was part of the question.
        tail: after it; None where there is no gap.
        hash: of the verdict.
        numbers: part numbers that were looked up for it.
        recorded_at: last change when it was read; it is true from then on until it is touched.
        is_packed: the pieces are compressed; unpacking takes long enough that nobody may wait.
    """

    head: bytes
    tail: bytes | None
    hash: str
    numbers: tuple[str, ...]
    recorded_at: str
    is_packed: bool = False

    def packed(self) -> Kept:
        """The same in a tenth of the memory where it is large, e.g. a product's whole rollup."""
        if not self.is_large:
            return self
        tail = None if self.tail is None else zlib.compress(self.tail, _LEVEL)
        return replace(self, head=zlib.compress(self.head, _LEVEL), tail=tail, is_packed=True)

    @property
    def is_large(self) -> bool:
        """Whether packing it is worth the time."""
        return not self.is_packed and self.size >= _LARGE

    @property
    def size(self) -> int:
        """Bytes that it holds, the numbers not counted: products of one house share them."""
        return len(self.head) + len(self.tail or b"")

    def told(self, instant: bytes) -> bytes:
        """The whole body, with an instant, as JSON, at which it still is true."""
        head, tail = self.head, self.tail
        if self.is_packed:
            head = zlib.decompress(head)
            tail = None if tail is None else zlib.decompress(tail)
        return head if tail is None else head + instant + tail


class Shelf:
    """The latest answers up to so many bytes; the caller holds a lock around each call."""

    def __init__(self, most_bytes: int) -> None:
        """An empty shelf."""
        self.most_bytes = most_bytes
        self._bytes = 0
        self._answers: OrderedDict[Hashable, Kept] = OrderedDict()
        self._resting: defaultdict[str, set[Hashable]] = defaultdict(set)

    def __len__(self) -> int:
        return len(self._answers)

    def get(self, key: Hashable) -> Kept | None:
        """An answer, which becomes the last to go."""
        found = self._answers.get(key)
        if found is not None:
            self._answers.move_to_end(key)
        return found

    def put(self, key: Hashable, answer: Kept) -> None:
        """Keep an answer; the ones not asked for longest make room."""
        self._drop(key)
        self._answers[key] = answer
        self._bytes += answer.size
        for number in answer.numbers:
            self._resting[number].add(key)
        while self._bytes > self.most_bytes:
            self._drop(next(iter(self._answers)))

    def drop(self, numbers: Iterable[str]) -> None:
        """Forget the answers that rest on some part numbers."""
        for number in numbers:
            for key in tuple(self._resting.get(number, ())):
                self._drop(key)

    def clear(self) -> None:
        """Forget all."""
        self._answers.clear()
        self._resting.clear()
        self._bytes = 0

    def _drop(self, key: Hashable) -> None:
        gone = self._answers.pop(key, None)
        if gone is None:
            return
        self._bytes -= gone.size
        for number in gone.numbers:
            self._resting[number].discard(key)
            if not self._resting[number]:
                del self._resting[number]
