"""Many short texts, facts of many parts: as columns that can be mapped, read only where asked."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import ItemsView, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, overload

import numpy as np
from numpy.typing import NDArray

from bom.portfolio.snapshot import PartFacts
from engine.exact import IntArray

__all__ = ["Facts", "PartNodes", "Texts"]

_TEXTS: Final = 6


@dataclass(frozen=True, slots=True, eq=False)
class Texts(Sequence[str]):
    """Texts one after the other in UTF-8; text i is `data[starts[i]:starts[i + 1]]`."""

    starts: IntArray
    data: NDArray[np.uint8]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Texts:
        """From texts in memory."""
        encoded = [text.encode() for text in texts]
        starts = np.zeros(len(encoded) + 1, dtype=np.int64)
        np.cumsum([len(each) for each in encoded], out=starts[1:])
        return cls(starts, np.frombuffer(b"".join(encoded), dtype=np.uint8))

    def __len__(self) -> int:
        return len(self.starts) - 1

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...
    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        # Through memory views: single numbers come out of them in a third of the time.
        starts, data = self.starts.data, self.data.data
        if isinstance(place, slice):
            wanted = range(*place.indices(len(starts) - 1))
            return tuple(str(data[starts[one] : starts[one + 1]], "utf-8") for one in wanted)
        one = place if place >= 0 else place + len(starts) - 1
        if not 0 <= one < len(starts) - 1:
            raise IndexError(place)
        return str(data[starts[one] : starts[one + 1]], "utf-8")

    def __iter__(self) -> Iterator[str]:
        data, starts = self.data.tobytes(), self.starts.tolist()
        for first, last in pairwise(starts):
            yield data[first:last].decode()


@dataclass(frozen=True, slots=True, eq=False)
class PartNodes(Mapping[int, int]):
    """Node of each part, by part id.

    Attributes:
        part_id: ascending.
    """

    part_id: IntArray
    node: IntArray

    @classmethod
    def of(cls, nodes: Mapping[int, int]) -> PartNodes:
        """From a mapping in memory."""
        pairs = np.array(sorted(nodes.items()), dtype=np.int64).reshape(-1, 2)
        return cls(np.ascontiguousarray(pairs[:, 0]), np.ascontiguousarray(pairs[:, 1]))

    def __getitem__(self, part_id: int) -> int:
        return int(self.node[_place(self.part_id, part_id)])

    def __iter__(self) -> Iterator[int]:
        return iter(self.part_id.tolist())

    def __len__(self) -> int:
        return len(self.part_id)


@dataclass(frozen=True, slots=True, eq=False)
class Facts(Mapping[int, PartFacts]):
    """Who stands behind each node of the company's graph.

    Attributes:
        node: ascending.
        texts: six for each node: part number, revision, manufacturer, name, SHA-256 of the
            declaration that speaks, and those of the others with blanks between.
    """

    node: IntArray
    part_id: IntArray
    texts: Texts

    @classmethod
    def of(cls, facts: Mapping[int, PartFacts]) -> Facts:
        """From a mapping in memory."""
        nodes = sorted(facts)
        ordered = [facts[node] for node in nodes]
        return cls(
            np.array(nodes, dtype=np.int64),
            np.array([each.part_id for each in ordered], dtype=np.int64),
            Texts.of([text for each in ordered for text in _written(each)]),
        )

    def __getitem__(self, node: int) -> PartFacts:
        place = _place(self.node, node)
        texts = self.texts[_TEXTS * place : _TEXTS * (place + 1)]
        return _facts(int(self.part_id[place]), texts)

    def items(self) -> ItemsView[int, PartFacts]:
        """All of them, read in one go: by node each would be looked for by itself."""
        texts = iter(self.texts)
        told = zip(self.part_id.tolist(), zip(*[texts] * _TEXTS, strict=True), strict=True)
        return dict(zip(self, (_facts(*each) for each in told), strict=True)).items()

    def __iter__(self) -> Iterator[int]:
        return iter(self.node.tolist())

    def __len__(self) -> int:
        return len(self.node)


def _facts(part_id: int, texts: Sequence[str]) -> PartFacts:
    number, revision, maker, name, sha256, others = texts
    return PartFacts(part_id, number, revision, maker, name, sha256, tuple(others.split()))


def _written(facts: PartFacts) -> tuple[str, ...]:
    return (
        facts.part_number,
        facts.revision,
        facts.manufacturer,
        facts.name,
        facts.declaration_sha256,
        " ".join(facts.others),
    )


def _place(ascending: IntArray, wanted: int) -> int:
    numbers = ascending.data
    place = bisect_left(numbers, wanted)
    if place == len(numbers) or numbers[place] != wanted:
        raise KeyError(wanted)
    return place
