"""Some parts with everything below them out of the whole portfolio, as if read by themselves."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import TypeVar

from bom.portfolio.joins import Ambiguity, UnitConflict
from bom.portfolio.lookup import Lookup, rows_of
from bom.portfolio.snapshot import PartFacts, Snapshot
from bom.portfolio.statements import AboveAnswer
from engine.arrays import BomArrays
from engine.below import below
from engine.exact import IntArray
from regulations.substances import SubstanceId

__all__ = ["Whole"]

_Told = TypeVar("_Told")
_Placed = Mapping[int, Sequence[tuple[int, _Told]]]
"""By node what is told of it, each with its place among all that is told."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A portfolio with what is looked for by node; made once for each snapshot.

    Attributes:
        bare: its arrays, without what a cut takes from here.
    """

    snapshot: Snapshot
    lookup: Lookup
    bare: BomArrays
    answers: _Placed[AboveAnswer]
    ambiguities: _Placed[Ambiguity]
    conflicts: _Placed[UnitConflict]

    @classmethod
    def of(cls, snapshot: Snapshot) -> Whole:
        """Index a snapshot by node.

        Raises:
            ValueError: it is of some parts only.
        """
        lookup = snapshot.lookup
        if lookup is None:
            raise ValueError("only the whole portfolio can be cut")
        return cls(
            snapshot,
            lookup,
            replace(snapshot.arrays, answers=(), names={}),
            _by_node((one.node, one) for one in snapshot.answers),
            _by_node((one.parent, one) for one in snapshot.ambiguities),
            _by_node((one.parent, one) for one in snapshot.unit_conflicts),
        )

    def cut(self, roots: Sequence[int]) -> Snapshot | None:
        """What `read_snapshot` gives for some parts; None where they have to be read themselves.

        The numbers that it rests on are a few more: what shares a number is always counted.

        Args:
            roots: nodes of company parts.
        """
        found = below(self.bare, roots)
        node, snapshot = found.node, self.snapshot
        if self.lookup.is_delicate[node].any():
            return None
        place = {outer: inner for inner, outer in enumerate(node.tolist())}
        parts = list(self._parts(node))
        return Snapshot(
            arrays=found.bom,
            labels=tuple(snapshot.labels[outer] for outer in place),
            part_nodes={
                facts.part_id: place[outer]
                for outer, facts in parts
                if snapshot.part_nodes[facts.part_id] == outer
            },
            parts={place[outer]: facts for outer, facts in parts},
            applied=frozenset(),
            ambiguities=tuple(_doubts(_in(self.ambiguities, place), place)),
            unit_conflicts=tuple(_conflicts(_in(self.conflicts, place), place)),
            answers=tuple(replace(one, node=place[one.node]) for one in _in(self.answers, place)),
            names=self._names(node, found.bom),
            numbers=tuple(snapshot.numbers[one] for one in self.lookup.resting(node).tolist()),
            recorded_at=snapshot.recorded_at,
        )

    def meant(self, part_number: str, *, revision: str, manufacturer: str) -> list[int] | None:
        """Nodes of the parts that a question means, as `Directory.candidates` finds them.

        None where the rows have to be asked: where nothing here bears the number, and where one of
        several parts is our own, as declarations of the same part do not compete with it.
        """
        numbers = self.snapshot.numbers
        place = bisect_left(numbers, part_number)
        if place == len(numbers) or numbers[place] != part_number:
            return None
        nodes = self.lookup.means(place)
        facts = {node: self.snapshot.parts[node] for node in nodes.tolist()}
        meant = [node for node in facts if _answers(facts[node], revision, manufacturer)]
        known = [node for node in meant if self.lookup.is_known[node]]
        if len(known) > 1 and self.lookup.is_built[known].any():
            return None
        if known or not self.lookup.is_whole[place]:
            return known or None
        asked = (part_number, revision, manufacturer, "")
        return [node for node in meant if _identity(facts[node]) == asked] or meant or None

    def _parts(self, node: IntArray) -> Iterator[tuple[int, PartFacts]]:
        for outer in node[self.lookup.is_part[node]].tolist():
            yield outer, self.snapshot.parts[outer]

    def _names(self, node: IntArray, cut: BomArrays) -> dict[SubstanceId, str]:
        rows = rows_of(self.bare.contents, node)
        return self.lookup.names_in(rows, cut.substances, cut.constituents.substance)


def _answers(facts: PartFacts, revision: str, manufacturer: str) -> bool:
    """As `KnownPart.answers_to`."""
    return revision in {"", facts.revision} and manufacturer in {"", facts.manufacturer}


def _identity(facts: PartFacts) -> tuple[str, str, str, str]:
    return facts.part_number, facts.revision, facts.manufacturer, facts.name


def _by_node(told: Iterable[tuple[int, _Told]]) -> _Placed[_Told]:
    found: dict[int, list[tuple[int, _Told]]] = defaultdict(list)
    for place, (node, one) in enumerate(told):
        found[node].append((place, one))
    return dict(found)


def _in(told: _Placed[_Told], nodes: Iterable[int]) -> list[_Told]:
    """What is told of some nodes, in the order of the whole."""
    if not told:
        return []
    found = [pair for node in nodes for pair in told.get(node, ())]
    return [one for _, one in sorted(found, key=itemgetter(0))]


def _doubts(told: Iterable[Ambiguity], place: Mapping[int, int]) -> Iterator[Ambiguity]:
    for one in told:
        candidates = tuple(place[node] for node in one.candidates)
        yield replace(one, parent=place[one.parent], candidates=candidates)


def _conflicts(told: Iterable[UnitConflict], place: Mapping[int, int]) -> Iterator[UnitConflict]:
    for one in told:
        yield replace(one, parent=place[one.parent], child=place[one.child])
