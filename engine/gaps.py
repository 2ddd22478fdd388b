"""What is not known about a product, grouped by place and list, with the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from engine.arrays import BoolArray, Kind
from engine.coverage import Known
from engine.evaluate import Evaluation
from engine.evidence import NOBODY, NOTHING_DECLARED, Evidence
from engine.outcomes import Outcome
from engine.product import Product
from engine.verdict import Gap

__all__ = ["gaps_of"]


def gaps_of(evaluation: Evaluation, product: Product, known: Known) -> Iterator[Gap]:
    """Units whose silence leaves entries open, and nodes that a missing mass leaves open."""
    bom, rules = product.bom, evaluation.line.rules
    for unit in known.units.tolist():
        evidence = int(bom.nodes.evidence[unit])
        outcome, reason = "not_covered", ""
        if bom.nodes.kind[unit] == Kind.MIXTURE:
            outcome, reason = "no_data", _of_mixture(product, unit)
        elif evidence == NOTHING_DECLARED:
            outcome, reason = "no_data", "nobody declared this part"
        else:
            reason = bom.evidences[evidence].told or "the declaration names no list"
        silent = ~evaluation.covered[NOTHING_DECLARED if outcome == "no_data" else evidence]
        told = NOBODY if outcome == "no_data" else bom.evidences[evidence]
        for position, list_id in enumerate(rules.lists):
            of_list = rules.list_of == position
            entries = int((silent & of_list).sum())
            if entries:
                why = _answered(reason, told, silent, of_list)
                yield Gap(product.path(unit), outcome, list_id, entries, why)
    yield from _massless(evaluation, product)


def _answered(reason: str, told: Evidence, silent: BoolArray, of_list: BoolArray) -> str:
    """A reason with how much of the list the declarant's own answers settle."""
    if not told.below and not told.above:
        return reason
    known = int((of_list & ~silent).sum())
    return f"{reason}; known are {known} of {int(of_list.sum())} entries"


def _of_mixture(product: Product, unit: int) -> str:
    """Why a mixture leaves everything open."""
    told = product.bom.provenance.get(unit)
    name = product.labels[unit]
    return "; ".join(told) if told else f"the mixture {name} needs a declared transfer to say more"


def _massless(evaluation: Evaluation, product: Product) -> Iterator[Gap]:
    cells, rules = evaluation.line.cells, evaluation.line.rules
    lacking = (evaluation.outcomes == Outcome.NO_DATA) & product.inside[cells.node]
    counts: defaultdict[tuple[tuple[str, ...], str], int] = defaultdict(int)
    for cell in np.flatnonzero(lacking).tolist():
        entry = rules.entries[int(cells.rule[cell])]
        counts[product.path(int(cells.node[cell])), entry.list_id] += 1
    for (path, list_id), entries in sorted(counts.items()):
        yield Gap(path, "no_data", list_id, entries, "a mass is missing that would decide")
