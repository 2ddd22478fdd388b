"""The smallest set of questions after a change of law: enough, and not one too many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from random import Random

import numpy as np
import pytest

from engine.arrays import BomArrays, Kind
from engine.compile import compile_rules
from engine.differences import newly_silent
from engine.evaluate import Evaluation, evaluate
from engine.evidence import NOTHING_DECLARED, Evidence
from engine.resurvey import Inquiry, Survey, survey
from engine.rules import RuleSet
from tests.strategies import Draft, NodeDraft, random_draft, seeded
from tests.written_catalog import catalog_of, written_catalog
from tests.written_law import AS_OF, ENTRIES

LISTS = tuple(ENTRIES)
AFTER = compile_rules(written_catalog(), LISTS, as_of=AS_OF, categories=frozenset({"1"}))
SUPPLIERS = ("", "Aoki", "Baba", "Chiba")
DAYS = date(2000, 1, 1), date(2016, 1, 1)
"""Before the written law began, and when only its latest entry was missing."""

SEEDS = range(8)


def law_before(rng: Random) -> RuleSet:
    """The law before some of its entries were there."""
    fewer = {
        name: tuple(one for one in held if rng.random() < 0.7) for name, held in ENTRIES.items()
    }
    return compile_rules(catalog_of(fewer), LISTS, as_of=AS_OF, categories=frozenset({"1"}))


def said(rng: Random) -> tuple[Evidence, ...]:
    """A full declaration, and three that speak about what was asked when they were made."""
    some = [tuple((name, rng.choice(DAYS)) for name in LISTS) for _ in range(3)]
    answers = [(entry["id"], name) for name in LISTS for entry in ENTRIES[name]]
    told = [tuple(((name, one), "below") for one, name in rng.sample(answers, rng.randint(0, 14)))
            for _ in some]  # fmt: skip
    return Evidence(full_material=True), *(
        Evidence(lists=lists, below=below) for lists, below in zip(some, told, strict=True)
    )


def drawn(seed: int) -> tuple[BomArrays, RuleSet, dict[int, str]]:
    rng = seeded(seed)
    draft = random_draft(rng, parts=4)
    draft.evidences = said(rng)
    bom, _ = draft.arrays()
    return bom, law_before(rng), {n: rng.choice(SUPPLIERS) for n in range(len(bom.nodes))}


def around(bom: BomArrays, node: int) -> int:
    """The declared part around a node, one step at a time."""
    above = np.flatnonzero(bom.usages.child == node).tolist()
    if bom.nodes.is_boundary[node] or len(above) != 1:
        return node
    return around(bom, int(bom.usages.parent[above[0]]))


def open_parts(bom: BomArrays, before: RuleSet) -> set[int]:
    """Declared parts of which an entry is newly open, part by part and entry by entry."""
    one, other = evaluate(bom, before), evaluate(bom, AFTER)
    names = sorted({(e.list_id, e.id) for rules in (before, AFTER) for e in rules.entries})
    silent, _ = newly_silent(one, other, {name: place for place, name in enumerate(names)})
    return {
        around(bom, unit)
        for unit in spoken_units(bom)
        if silent[int(bom.nodes.evidence[unit])].any()
    }


def spoken_units(bom: BomArrays) -> Iterator[int]:
    for unit in np.flatnonzero(bom.nodes.is_unit).tolist():
        is_spoken = bom.nodes.evidence[unit] != NOTHING_DECLARED
        if is_spoken and bom.nodes.kind[unit] != Kind.MIXTURE:
            yield unit


def answered(bom: BomArrays, inquiries: list[Inquiry]) -> BomArrays:
    """The structure when every question was answered “below”."""
    told = {one.part: tuple((name, "below") for name in one.entries) for one in inquiries}
    evidences, evidence = list(bom.evidences), bom.nodes.evidence.copy()
    for unit in spoken_units(bom):
        says = bom.evidences[int(evidence[unit])]
        evidence[unit] = len(evidences)
        below = (*says.below, *told.get(around(bom, unit), ()))
        evidences.append(replace(says, below=below))
    return replace(bom, evidences=tuple(evidences), nodes=replace(bom.nodes, evidence=evidence))


def planned(bom: BomArrays, before: RuleSet, suppliers: dict[int, str]) -> Survey:
    both: list[Evaluation] = [evaluate(bom, rules) for rules in (before, AFTER)]
    return survey(*both, suppliers)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_answers_to_a_survey_are_enough_and_without_any_of_them_they_are_not(seed: int) -> None:
    bom, before, suppliers = drawn(seed)
    found = planned(bom, before, suppliers)
    asked = [one for request in found.requests for one in request.inquiries]
    assert open_parts(answered(bom, asked), before) == set()
    for place, one in enumerate(asked):
        for entry in one.entries:
            kept = tuple(name for name in one.entries if name != entry)
            fewer = [*asked[:place], replace(one, entries=kept), *asked[place + 1 :]]
            assert open_parts(answered(bom, fewer), before) == {one.part}


@pytest.mark.parametrize("seed", SEEDS)
def test_each_open_part_is_asked_about_once_and_a_full_declaration_never(seed: int) -> None:
    bom, before, suppliers = drawn(seed)
    found = planned(bom, before, suppliers)
    asked = {
        (request.supplier, one.part) for request in found.requests for one in request.inquiries
    }
    assert asked == {(suppliers[part], part) for part in open_parts(bom, before)}
    assert len({request.supplier for request in found.requests}) == len(found.requests)
    spoken = {around(bom, unit) for unit in spoken_units(bom)}
    assert found.spared == len(spoken) - len(asked)
    full = {around(bom, u) for u in spoken_units(bom) if bom.nodes.evidence[u] == 0}
    partly = {around(bom, u) for u in spoken_units(bom) if bom.nodes.evidence[u] != 0}
    assert (full - partly).isdisjoint(part for _, part in asked)


def test_the_drawn_surveys_ask_spare_and_leave_out_what_the_law_proves() -> None:
    found = [planned(*drawn(seed)) for seed in SEEDS]
    assert sum(len(one.requests) for one in found) > 8
    assert sum(one.spared for one in found) > 8
    proven = ("company-controlled", "oxide"), ("eu-reach-candidate-list", "oxide")
    entries = [
        set(inquiry.entries) for one in found for r in one.requests for inquiry in r.inquiries
    ]
    assert any(proven[1] in one for one in entries)
    assert not any(set(proven) <= one for one in entries)


def test_a_law_that_is_all_new_is_asked_in_full_and_what_it_proves_is_not() -> None:
    part = NodeDraft(Kind.PART, is_article=True, evidence=0, is_unit=True, is_boundary=True)
    bom, _ = Draft([part], evidences=(Evidence(told="nothing that counts"),)).arrays()
    nothing = compile_rules(written_catalog(), LISTS, as_of=DAYS[0])
    (request,) = planned(bom, nothing, {0: "Aoki"}).requests
    (inquiry,) = request.inquiries
    every = {(entry.list_id, entry.id) for entry in AFTER.entries}
    assert len(nothing) == 0
    assert every - set(inquiry.entries) == {("company-controlled", "oxide")}
    assert inquiry.entries == tuple(sorted(inquiry.entries))
