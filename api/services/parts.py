"""Parts of the store with everything that a question about them needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from bom.errors import UnknownPart
from bom.importing.answered_entry import shown_entry
from bom.portfolio.cut import Whole
from bom.portfolio.snapshot import PartFacts, Snapshot, read_snapshot
from bom.portfolio.statements import AboveAnswer
from bom.resolution import find_parts
from engine.arrays import BomArrays
from engine.equivalents import Place
from engine.evidence import NOTHING_DECLARED, Answer
from engine.judge import Question
from engine.product import Product, product_of
from engine.verdict import Gap
from regulations.bridge import entries_of_dsl, has_same_limit

__all__ = ["Found", "FoundPart", "answered", "find", "find_in", "unknown_part"]


@dataclass(frozen=True, slots=True)
class FoundPart:
    """One part that a question may mean.

    Attributes:
        facts: part_number, revision, manufacturer, name.
        declarations: the one that speaks first, then those kept as history.
    """

    facts: Mapping[str, str]
    product: Product
    question: Question
    declarations: tuple[Mapping[str, object], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """All parts that match, and the instant of the last change they include.

    Attributes:
        numbers: part numbers that the answer depends on.
        part_of: part id of each node that stands for a part of the company.
        speaking: sha256 of the declaration that speaks in a node, by node.
    """

    parts: tuple[FoundPart, ...]
    recorded_at: str | None
    numbers: tuple[str, ...]
    part_of: Mapping[int, int]
    speaking: Mapping[int, str]


def find(
    session: Session,
    part_number: str,
    *,
    revision: str = "",
    manufacturer: str = "",
    known_at: str | None = None,
) -> Found:
    """The parts that a number means.

    Raises:
        UnknownPart: none.
    """
    matches = find_parts(
        session, part_number, revision=revision, manufacturer=manufacturer, known_at=known_at
    )
    if not matches:
        raise unknown_part(part_number)
    snapshot = read_snapshot(session, roots=[m.part_id for m in matches], known_at=known_at)
    return _found(snapshot, part_number, [match.part_id for match in matches])


def find_in(
    whole: Whole, part_number: str, *, revision: str = "", manufacturer: str = ""
) -> Found | None:
    """The same out of the whole portfolio, byte for byte; None where the rows have to be asked."""
    nodes = whole.meant(part_number, revision=revision, manufacturer=manufacturer)
    snapshot = whole.cut(nodes) if nodes else None
    if nodes is None or snapshot is None:
        return None
    return _found(snapshot, part_number, [whole.snapshot.parts[node].part_id for node in nodes])


def _found(snapshot: Snapshot, part_number: str, part_ids: Sequence[int]) -> Found:
    arrays, nodes = answered(snapshot), [snapshot.part_nodes[one] for one in part_ids]
    several = _several([snapshot.parts[node] for node in nodes]) if len(nodes) > 1 else ""
    parts = tuple(_part(snapshot, arrays, node, several) for node in nodes)
    part_of = {node: facts.part_id for node, facts in snapshot.parts.items()}
    speaking = {node: facts.declaration_sha256 for node, facts in snapshot.parts.items()}
    numbers = (part_number, *snapshot.numbers)
    return Found(parts, snapshot.recorded_at, numbers, part_of, speaking)


def unknown_part(part_number: str) -> UnknownPart:
    """What is said of a number that no declaration and no bill of materials names."""
    return UnknownPart(
        f"no part “{part_number[:80]}”",
        hint="import its declaration, or load a bill of materials that names it",
    )


def answered(snapshot: Snapshot) -> BomArrays:
    """The arrays with the suppliers' own answers, in terms of list entries, and with the names.

    A name is what tells a relative of a group that no member list holds; it belongs to the
    substance, whoever wrote it.
    """
    answers = tuple(
        _answer(snapshot, told, entry)
        for told in snapshot.answers
        for entry in entries_of_dsl(told.entry)
    )
    return replace(snapshot.arrays, answers=answers, names=snapshot.names)


def _answer(snapshot: Snapshot, told: AboveAnswer, entry: tuple[str, str]) -> Answer:
    evidence = int(snapshot.arrays.nodes.evidence[told.node])
    composed = evidence != NOTHING_DECLARED and (
        snapshot.arrays.evidences[evidence].scheme_until is not None
        or snapshot.arrays.evidences[evidence].full_material
    )
    return Answer(
        node=told.node,
        entry=entry,
        exemptions=told.exemptions,
        has_composition=composed,
        has_same_limit=has_same_limit(told.entry),
        told=f"{shown_entry(told.entry)} answered above its threshold",
    )


def _part(snapshot: Snapshot, arrays: BomArrays, node: int, several: str) -> FoundPart:
    facts = snapshot.parts[node]
    product = product_of(arrays, node, snapshot.labels)
    gaps = _doubts(snapshot, product)
    if several:
        gaps.append(Gap((facts.part_number,), "ambiguous", "", 0, several))
    speaking = [facts.declaration_sha256] if facts.declaration_sha256 else []
    return FoundPart(
        facts={
            "part_number": facts.part_number,
            "revision": facts.revision,
            "manufacturer": facts.manufacturer,
            "name": facts.name,
        },
        product=product,
        question=Question(
            names=snapshot.names, equivalents=_equivalents(snapshot, product), gaps=tuple(gaps)
        ),
        declarations=tuple(
            {"sha256": digest, "speaks": place == 0}
            for place, digest in enumerate((*speaking, *facts.others))
        ),
    )


def _equivalents(snapshot: Snapshot, product: Product) -> tuple[Place, ...]:
    """Places below a part for which several parts may be meant."""
    return tuple(
        (doubt.parent, doubt.candidates)
        for doubt in snapshot.ambiguities
        if product.inside[doubt.parent]
    )


def _doubts(snapshot: Snapshot, product: Product) -> list[Gap]:
    """What the bill of materials leaves open below a part."""
    doubts = [
        Gap(product.path(doubt.parent), "ambiguous", "", 0, doubt.text)
        for doubt in snapshot.ambiguities
        if product.inside[doubt.parent]
    ]
    doubts += [
        Gap(product.path(doubt.child), "no_data", "", 0, doubt.text)
        for doubt in snapshot.unit_conflicts
        if product.inside[doubt.parent]
    ]
    return doubts


def _several(matches: Sequence[PartFacts]) -> str:
    shown = "; ".join(
        f"{m.part_number} revision “{m.revision}” of “{m.manufacturer}” ({m.name})" for m in matches
    )
    return f"several parts match: {shown}"
