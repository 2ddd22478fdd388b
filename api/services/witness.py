"""What must be replaced in a product of the store to end its breaches."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from api.services.law import Law, engine_version, law_of
from api.services.parts import FoundPart, find
from api.services.product_uses import uses_of
from api.services.verdicts import Ask
from api.wire.body import Json, hashed
from bom.lists.law_book import read_law_book
from engine.awaited import awaited
from engine.evaluate import evaluate
from engine.outcomes import Status
from engine.product import Product
from engine.rules import RuleSet
from engine.witness import FailingLeaf, Witness, witness_of

__all__ = ["witness_json"]


def witness_json(
    session: Session, part_number: str, ask: Ask, *, revision: str = "", manufacturer: str = ""
) -> Json:
    """The smallest sets of materials and of parts whose replacement ends every breach.

    `awaits` names the parts whose suppliers have to answer before the status is clear.

    Of several parts of that number the one that is worst off answers, like in a verdict.

    Raises:
        UnknownPart: nobody declared it and no bill of materials names it.
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
    found = find(
        session, part_number, revision=revision, manufacturer=manufacturer, known_at=ask.known_at
    )
    told = [(one, *_asked(one.product, law.rules)) for one in found.parts]
    part, witness, waits = max(told, key=lambda one: list(Status).index(one[1].status))
    return _body(part, witness, waits, law)


def _asked(product: Product, rules: RuleSet) -> tuple[Witness, tuple[int, ...]]:
    evaluation = evaluate(product.bom, rules)
    return witness_of(evaluation, product), awaited(evaluation, product)


def _body(part: FoundPart, witness: Witness, waits: Sequence[int], law: Law) -> Json:
    return hashed(
        {
            "part": dict(part.facts),
            "as_of": law.rules.as_of.isoformat(),
            "engine_version": engine_version(),
            "assumptions": list(law.assumptions),
            "status": witness.status.value,
            "leaves": [_leaf(one, part.product, law.rules) for one in witness.leaves],
            "parts": [_part(node, part.product) for node in witness.parts],
            "after": witness.after.value,
            "awaits": [_part(node, part.product) for node in waits],
        }
    )


def _part(node: int, product: Product) -> Json:
    return {"path": list(product.path(node)), "ways": int(product.paths[node])}


def _leaf(leaf: FailingLeaf, product: Product, rules: RuleSet) -> Json:
    entries = [rules.entries[rule] for rule in leaf.rules]
    return {
        "path": list(product.path(leaf.node)),
        "entries": [
            {"list": one.list_id, "entry": one.id, "name": one.name, "level": one.level.value}
            for one in entries
        ],
    }
