"""What a verdict would be with one part in the place of another; nothing is stored."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy.orm import Session

from api.errors import ImpossibleSwap
from api.services.law import Law, engine_version, law_of
from api.services.parts import answered
from api.services.product_uses import uses_of
from api.services.verdicts import Ask
from api.wire.body import Json, hashed
from api.wire.verdict import verdict_json
from bom.errors import UnknownPart
from bom.lists.law_book import read_law_book
from bom.portfolio.snapshot import Snapshot, read_snapshot
from bom.resolution import KnownPart, find_parts
from engine.errors import CyclicStructure
from engine.evaluate import evaluate
from engine.judge import Question, judge
from engine.product import Product, product_of
from engine.swap import swapped

__all__ = ["what_if_json"]

_LINES = ("cases", "duties", "gaps", "conflicts")


def what_if_json(session: Session, part_number: str, old: str, new: str, ask: Ask) -> Json:
    """The difference that a swap makes to a verdict: what goes, what comes, nothing else.

    The new part takes the places of the old one in the same quantities, wherever the product uses
    it and however deep; it is not looked at who would have to build that.

    Raises:
        UnknownPart: the store knows no such part.
        ImpossibleSwap: the product does not use the old part, a number means several parts, or
            the new part holds the product itself.
        UnknownList, UnknownCategory, InvalidInstant: a question that cannot be answered.
    """
    book = read_law_book(session, known_at=ask.known_at)
    law = law_of(
        as_of=ask.as_of,
        lists=ask.lists,
        eee_category=ask.eee_category,
        book=book,
        uses=uses_of(ask.uses),
    )
    whole, other = (_one(session, number, ask.known_at) for number in (part_number, new))
    roots = [whole.part_id, other.part_id]
    snapshot = read_snapshot(session, roots=roots, known_at=ask.known_at)
    node = snapshot.part_nodes[whole.part_id]
    product = product_of(answered(snapshot), node, snapshot.labels)
    olds = _places(session, snapshot, product, old, ask.known_at)
    try:
        changed = swapped(product, olds, snapshot.part_nodes[other.part_id])
    except CyclicStructure as cycle:
        raise ImpossibleSwap(
            f"“{new[:80]}” holds “{part_number[:80]}”, or something between it and “{old[:80]}”",
            hint="a part cannot stand inside itself",
        ) from cycle
    before, after = (_verdict(law, snapshot, one, whole) for one in (product, changed))
    return _difference(before, after, {"old": old, "new": new, "replaced": len(olds)})


def _one(session: Session, number: str, known_at: str | None) -> KnownPart:
    found = find_parts(session, number, known_at=known_at)
    if not found:
        raise UnknownPart(
            f"no part “{number[:80]}”",
            hint="import its declaration, or load a bill of materials that names it",
        )
    if len(found) > 1:
        shown = "; ".join(f"revision “{one.revision}” of “{one.manufacturer}”" for one in found)
        raise ImpossibleSwap(
            f"“{number[:80]}” may be one of several parts: {shown}",
            hint="a swap compares two products; it needs to know which",
        )
    return found[0]


def _places(
    session: Session, snapshot: Snapshot, product: Product, old: str, known_at: str | None
) -> list[int]:
    """Nodes of the old part inside the product; every part that the number may mean."""
    found = find_parts(session, old, known_at=known_at)
    nodes = [snapshot.part_nodes.get(one.part_id, product.root) for one in found]
    inside = [node for node in nodes if node != product.root and product.inside[node]]
    if not inside:
        raise ImpossibleSwap(
            f"the product does not use “{old[:80]}”",
            hint="name a part of its bill of materials, as `where-used` shows it",
        )
    return inside


def _verdict(law: Law, snapshot: Snapshot, product: Product, part: KnownPart) -> Json:
    question = Question(names=snapshot.names, assumptions=law.assumptions)
    return verdict_json(
        judge(evaluate(product.bom, law.rules), product, question),
        part={
            "part_number": part.part_number,
            "revision": part.revision,
            "manufacturer": part.manufacturer,
            "name": part.name,
        },
        known_at=snapshot.recorded_at,
        engine_version=engine_version(),
        next_change=None,
    )


def _difference(before: Json, after: Json, swap: Json) -> Json:
    same = ("part", "as_of", "known_at", "engine_version", "assumptions")
    body: Json = {name: before[name] for name in same} | {"swap": swap}
    for name in ("status", "coverage"):
        body[name] = {"before": before[name], "after": after[name]}
    body["lists"] = [
        {"list": old["list"], "before": old["status"], "after": new["status"]}
        for old, new in zip(before["lists"], after["lists"], strict=True)
        if old["status"] != new["status"]
    ]
    for name in _LINES:
        body[name] = {
            "goes": _missing(before[name], after[name]),
            "comes": _missing(after[name], before[name]),
        }
    return hashed(body)


def _missing(lines: Sequence[Json], others: Sequence[Json]) -> list[Json]:
    """Lines that the others do not hold, in their order."""
    known = {json.dumps(one, sort_keys=True) for one in others}
    return [one for one in lines if json.dumps(one, sort_keys=True) not in known]
