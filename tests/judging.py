"""A structure file judged in one call, and the ways to ask the result."""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bom.structures.arrays import Structure, structure_arrays
from bom.structures.structure import parse_structure
from engine.compile import DEFAULT_CATEGORIES, compile_rules
from engine.evaluate import Evaluation, evaluate
from engine.judge import Question, judge
from engine.outcomes import Status, status_of
from engine.product import Product, product_of
from engine.roll_up import Rollup, roll_up
from engine.rules import RuleSet
from engine.verdict import PartVerdict
from regulations.catalog import Catalog, bundled

__all__ = ["SVHC", "Example", "judged", "mass", "structure"]

SVHC = "eu-reach-candidate-list"


@dataclass(frozen=True, slots=True)
class Example:
    """A judged structure."""

    structure: Structure
    evaluation: Evaluation
    product: Product
    verdict: PartVerdict
    rollup: Rollup

    def node(self, label: str) -> int:
        return self.structure.root if label == "@unit" else self.structure.labels.index(label)

    def status(self, label: str, list_id: str) -> Status:
        position = self.evaluation.line.rules.lists.index(list_id)
        return status_of(int(self.evaluation.flags[self.node(label), position]))

    def duties(self, duty: str, label: str = "@unit") -> set[str]:
        at = self.structure.labels[self.node(label)]
        return {d.substance for d in self.verdict.duties if d.duty == duty and at in d.path}

    def outcomes(self, entry: str = "") -> list[str]:
        """Words of the cases, worst first, of one entry or of all."""
        cases = self.verdict.cases
        return [case.outcome.word for case in cases if entry in ("", case.entry.id)]


def judged(
    tree: dict[str, Any],
    as_of: date,
    lists: Sequence[str],
    category: str | None = None,
    *,
    catalog: Catalog | None = None,
    explain: bool = False,
) -> Example:
    catalog = catalog or bundled()
    found = structure_arrays(parse_structure(json.dumps(tree)), catalog)
    categories = frozenset({category}) if category else DEFAULT_CATEGORIES
    rules = _rules(catalog, tuple(lists), as_of, categories)
    evaluation = evaluate(found.arrays, rules)
    product = product_of(found.arrays, found.root, found.labels)
    question = Question(names=found.names, tonnes=found.tonnes, explain=explain)
    elements = [entry for entry in bundled().get("eu-rohs").entries if entry.element]
    return Example(
        found,
        evaluation,
        product,
        judge(evaluation, product, question),
        roll_up(product, found.names, elements),
    )


@functools.lru_cache(maxsize=32)
def _rules(
    catalog: Catalog, lists: tuple[str, ...], as_of: date, categories: frozenset[str]
) -> RuleSet:
    """Compiling takes longer than judging a small structure does."""
    return compile_rules(catalog, lists, as_of=as_of, categories=categories)


def structure(part: dict[str, Any], *, full: bool = True, **more: Any) -> dict[str, Any]:
    """A structure file around a part; a full declaration unless said otherwise."""
    declared = {"declared": {"full_material_declaration": True}} if full else {}
    return {"format": "chemgate-structure/1", **declared, **more, "part": part}


def mass(text: str) -> dict[str, str]:
    """A mass as people write it, e.g. ``0.5 g``."""
    value, unit = text.split()
    return {"value": value, "unit": unit}
