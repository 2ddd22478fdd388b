"""Which entries of another law bring what upon which part: those, and no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from engine.arrays import BomArrays, Kind
from engine.compile import compile_rules
from engine.evaluate import evaluate
from engine.evidence import Answer
from engine.impact import Consequence, Impact, impact_of
from engine.rules import EntryName, RuleSet
from tests.strategies import Draft, UsageDraft
from tests.toy_law import AS_OF, CADMIUM, LEAD, OXIDE, toy_catalog, toy_rules

from .test_scope_and_limits import ARTICLE, MATERIAL, PLAIN, row

RULES = toy_rules()
NAMES = sorted((one.list_id, one.id) for one in RULES.entries)
NOTHING = compile_rules(toy_catalog(), RULES.lists, as_of=date(1990, 1, 1))
FULL, TOO_OLD, NOBODY = 0, 3, -1
OWN = replace(ARTICLE, is_boundary=True)
TOP = replace(PLAIN, is_unit=False)


def without(*names: EntryName) -> RuleSet:
    """The law before some of its entries were there."""
    toy = toy_catalog()
    fewer = {
        list_id: replace(
            found, entries=tuple(e for e in found.entries if (list_id, e.id) not in names)
        )
        for list_id, found in toy.lists.items()
    }
    return compile_rules(
        toy.with_lists(fewer), RULES.lists, as_of=AS_OF, categories=RULES.categories
    )


def changed(bom: BomArrays, before: RuleSet, after: RuleSet = RULES) -> Impact:
    return impact_of(evaluate(bom, before), evaluate(bom, after))


def test_each_part_is_told_the_entries_that_hit_it_and_its_product_all_of_them() -> None:
    lead, cadmium = ("toy-law", "lead"), ("toy-law", "cd")
    usages = [UsageDraft(0, 1), UsageDraft(0, 2), UsageDraft(1, 3), UsageDraft(2, 4)]
    rows = [row(3, LEAD, "0.5"), row(4, CADMIUM, "0.5")]
    bom, new = Draft([TOP, OWN, OWN, MATERIAL, MATERIAL], usages, rows).arrays()
    expected = [(cadmium, lead), (lead,), (cadmium,)]
    before = without(lead, cadmium)
    for consequence, found in (
        (Consequence.NEWLY_AFFECTED, changed(bom, before)),
        (Consequence.IMPROVED, changed(bom, RULES, before)),
    ):
        assert found.entries == (cadmium, lead)
        assert [found.causes(int(node), consequence) for node in new[:3]] == expected
        assert {int(found.consequence[node]) for node in new} == {consequence}
        for other in set(Consequence) - {consequence}:
            assert found.causes(int(new[0]), other) == ()


@pytest.mark.parametrize("evidence", [TOO_OLD, NOBODY])
def test_a_law_of_more_than_sixteen_entries_is_told_to_its_last(evidence: int) -> None:
    bom, _ = Draft([replace(ARTICLE, evidence=evidence)]).arrays()
    found = changed(bom, NOTHING)
    assert len(NAMES) > 16
    assert found.causes(0, Consequence.NEWLY_NOT_COVERED) == found.entries == tuple(NAMES)
    assert {words.shape for words in found.bits.values()} == {(1, 2)}


@pytest.mark.parametrize(
    ("evidence", "kind", "newest", "all_new"),
    [
        (FULL, Kind.MATERIAL, 0, 0),
        (TOO_OLD, Kind.MATERIAL, 1, len(NAMES)),
        (NOBODY, Kind.MATERIAL, 0, len(NAMES)),
        (FULL, Kind.MIXTURE, 0, len(NAMES)),
        (TOO_OLD, Kind.MIXTURE, 0, len(NAMES)),
    ],
    ids=["in full", "too long ago", "never", "a mixture in full", "a mixture too long ago"],
)
def test_who_never_declared_anything_is_silent_about_a_list_and_not_about_its_newest_entry(
    evidence: int, kind: Kind, newest: int, all_new: int
) -> None:
    # What its supplier says of a mixture is nothing about the article that it ends up in.
    unit = replace(MATERIAL, kind=kind, evidence=evidence, is_unit=True)
    bom, new = Draft([TOP, unit], [UsageDraft(0, 1)]).arrays()
    for before, entries in ((without(("toy-law", "lead")), newest), (NOTHING, all_new)):
        found = changed(bom, before)
        assert len(found.causes(int(new[0]), Consequence.NEWLY_NOT_COVERED)) == entries


def test_a_mass_that_a_new_entry_lacks_is_told_of_that_entry() -> None:
    name = ("toy-duties", "oxide")
    unweighed = replace(MATERIAL, mass=None)
    usages, rows = [UsageDraft(0, 1), UsageDraft(0, 2)], [row(1, OXIDE, "0.5")]
    bom, new = Draft([ARTICLE, unweighed, unweighed], usages, rows).arrays()
    there, gone = changed(bom, without(name)), changed(bom, RULES, without(name))
    assert there.causes(int(new[0]), Consequence.NEWLY_NOT_COVERED) == (name,)
    assert gone.causes(int(new[0]), Consequence.IMPROVED) == (name,)


def test_a_law_of_one_entry_and_a_law_of_none_are_laws_as_well() -> None:
    one = without(*(name for name in NAMES if name != ("toy-law", "lead")))
    usages, rows = [UsageDraft(0, 1)], [row(1, LEAD, "0.5")]
    bom, new = Draft([ARTICLE, MATERIAL], usages, rows).arrays()
    found = changed(bom, NOTHING, one)
    assert found.causes(int(new[0]), Consequence.NEWLY_AFFECTED) == (("toy-law", "lead"),)
    assert found.consequence.tolist() == [Consequence.NEWLY_AFFECTED] * 2
    nothing = changed(bom, NOTHING, NOTHING)
    assert (nothing.entries, nothing.consequence.tolist()) == ((), [Consequence.UNCHANGED] * 2)


def test_an_answer_above_is_told_of_its_own_entry_and_part() -> None:
    name = ("toy-law", "cd")
    usages = [UsageDraft(0, 1), UsageDraft(0, 2)]
    bom, new = Draft([TOP, OWN, OWN], usages).arrays()
    bom = replace(bom, answers=(Answer(int(new[2]), name, has_composition=False),))
    found = changed(bom, without(name))
    told = [found.causes(int(node), Consequence.NEWLY_AFFECTED) for node in new]
    assert told == [(name,), (), (name,)]
