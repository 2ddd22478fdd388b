"""What a declarant answered “below”: known without a composition, a conflict against one."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType

import pytest

from engine.arrays import Kind
from engine.compile import compile_rules
from engine.evaluate import Evaluation, evaluate
from engine.evidence import NOTHING_DECLARED, Answer, Evidence
from engine.judge import Question, judge
from engine.outcomes import Outcome, Status
from engine.product import product_of
from engine.rules import EntryName
from engine.silence import covered_by
from engine.unweighed import least_share
from engine.verdict import PartVerdict
from regulations.catalog import Catalog
from regulations.model import Effect, Level
from regulations.substances import SubstanceId
from tests.properties.outcomes import RULES
from tests.strategies import Draft, NodeDraft, RowDraft, UsageDraft, random_draft, seeded
from tests.toy_law import (
    AS_OF,
    CADMIUM,
    LEAD,
    OXIDE,
    SUBSTANCES,
    entry,
    member,
    toy_catalog,
    toy_list,
)

PB, CD = ("toy-law", "lead"), ("toy-law", "cd")
# The same entry, asked for by a company at the same level and limit as the law does.
COMPANY = compile_rules(
    Catalog(
        MappingProxyType(
            {
                "toy-law": toy_catalog().lists["toy-law"],
                "company-toy": toy_list(
                    "company-toy",
                    (entry("company-toy", "cd", Effect.RESTRICT, Level.HOMOGENEOUS_MATERIAL,
                           "0.0001", member(CADMIUM)),),
                ),
            }
        )
    ),
    ("company-toy",),
    as_of=AS_OF,
)  # fmt: skip
LAW: tuple[EntryName, ...] = tuple(
    (one.list_id, one.id) for one in RULES.entries if one.list_id == "toy-law"
)


def answered(
    *names: EntryName,
    above: frozenset[EntryName] = frozenset(),
    partly: frozenset[EntryName] = frozenset(),
) -> Evidence:
    below = tuple((name, f"{name[1]} answered below") for name in names)
    return Evidence(told="answers", below=below, above=above, partly=partly)


def verdict(
    evidence: Evidence, *held: tuple[SubstanceId, str], answers: tuple[Answer, ...] = ()
) -> PartVerdict:
    """A declared part of one material, and what its supplier answered."""
    part = NodeDraft(Kind.PART, is_article=True, evidence=0, is_unit=True, is_boundary=True)
    rows = [
        RowDraft(1, SUBSTANCES.index(one), Fraction(share), Fraction(share)) for one, share in held
    ]
    draft = Draft([part, NodeDraft(Kind.MATERIAL, evidence=0)], [UsageDraft(0, 1)], rows)
    draft.evidences = (evidence,)
    bom, new = draft.arrays()
    bom = replace(bom, answers=tuple(replace(one, node=int(new[one.node])) for one in answers))
    product = product_of(bom, int(new[0]), ["m", "p"])
    return judge(evaluate(bom, RULES), product, Question(explain=True))


def status(found: PartVerdict, list_id: str = "toy-law") -> Status:
    return next(one.status for one in found.lists if one.list_id == list_id)


def test_a_list_answered_below_throughout_is_compliant_without_a_composition() -> None:
    found = verdict(answered(*LAW))
    assert status(found) is Status.COMPLIANT
    assert next(one for one in found.lists if one.list_id == "toy-law").coverage.by_part == 1
    told = {case.entry.id: case for case in found.cases if case.list_id == "toy-law"}
    assert (told["lead"].reason, told["lead"].basis) == ("lead answered below", "answer")


def test_what_a_certificate_says_below_rests_on_the_certificate() -> None:
    found = verdict(replace(answered(PB, CD), certified=frozenset({CD})))
    told = {case.entry.id: case.basis for case in found.cases if case.list_id == "toy-law"}
    assert told == {"lead": "answer", "cd": "certificate"}


@pytest.mark.parametrize("name", LAW)
def test_one_entry_that_was_not_answered_stays_open(name: EntryName) -> None:
    found = verdict(answered(*(one for one in LAW if one != name)))
    assert status(found) is Status.UNKNOWN
    (gap,) = (gap for gap in found.gaps if gap.list_id == "toy-law")
    assert (gap.outcome, gap.entries) == ("not_covered", 1)
    assert f"known are {len(LAW) - 1} of {len(LAW)} entries" in gap.reason


def test_an_answer_above_is_known_as_well_and_counts_as_what_it_says() -> None:
    others = (name for name in LAW if name != PB)
    evidence = answered(*others, above=frozenset({PB}))
    found = verdict(evidence, answers=(Answer(0, PB, has_composition=False),))
    assert status(found) is Status.NON_COMPLIANT
    assert [gap for gap in found.gaps if gap.list_id == "toy-law"] == []
    assert [case.outcome for case in found.cases if case.entry.id == "lead"] == [Outcome.EXCEEDED]


def test_an_answer_above_an_earlier_threshold_is_possible_and_known() -> None:
    others = (name for name in LAW if name != PB)
    evidence = answered(*others, above=frozenset({PB}))
    above = Answer(0, PB, has_composition=False, has_same_limit=False)
    assert status(verdict(evidence, answers=(above,))) is Status.UNKNOWN


def test_below_against_a_composition_that_exceeds_is_a_listed_conflict_and_fails() -> None:
    found = verdict(answered(*LAW), (LEAD, "0.02"))
    (conflict,) = found.conflicts
    assert (conflict.entry, conflict.worse) == ("lead", Outcome.EXCEEDED)
    assert conflict.declared == "lead answered below"
    assert conflict.computed == "20000 ppm in p › m, limit 1000 ppm"
    assert status(found) is Status.NON_COMPLIANT


def test_below_and_a_composition_at_the_limit_agree() -> None:
    found = verdict(answered(*LAW), (LEAD, "0.001"), (CADMIUM, "0.0001"))
    assert found.conflicts == ()
    assert status(found) is Status.COMPLIANT


def test_below_against_a_duty_is_a_conflict_that_leaves_the_list_open() -> None:
    oxide = ("toy-duties", "oxide")
    found = verdict(answered(oxide), (OXIDE, "0.5"))
    assert [(one.list_id, one.worse) for one in found.conflicts] == [
        ("toy-duties", Outcome.DECLARE)
    ]
    assert status(found, "toy-duties") is Status.UNKNOWN


def test_below_against_something_only_possible_is_no_conflict() -> None:
    slag = SUBSTANCES[2]
    found = verdict(answered(*LAW), (slag, "0.5"))
    assert found.conflicts == ()
    assert status(found) is Status.UNKNOWN


def test_an_answer_about_some_uses_proves_nothing_for_a_company_list() -> None:
    everywhere, somewhere = answered(*LAW), answered(*LAW, partly=frozenset({CD}))
    whole, part = (covered_by((one,), COMPANY)[0].tolist() for one in (everywhere, somewhere))
    assert (whole, part) == ([True], [False])


def test_random_answers_and_compositions_give_the_conflicts_of_a_plain_count() -> None:
    rng = seeded(9)
    for seed in range(60):
        draft = random_draft(seeded(seed), parts=3)
        names = [(one.list_id, one.id) for one in RULES.entries]
        draft.evidences = tuple(
            answered(*(name for name in names if rng.random() < 0.5)) for _ in draft.evidences
        )
        bom, _ = draft.arrays()
        found = evaluate(bom, RULES)
        assert {(one.node, one.rule) for one in found.denials} == _plainly(found), f"seed {seed}"


def _plainly(found: Evaluation) -> set[tuple[int, int]]:
    """(declared part, rule) where a cell surely beyond the limit meets an answer below."""
    bom, cells = found.line.bom, found.line.cells
    above = {int(child): int(parent) for parent, child in
             zip(bom.usages.parent, bom.usages.child, strict=True)}  # fmt: skip
    counted: set[tuple[int, int]] = set()
    for cell in range(len(cells)):
        at, rule = int(cells.node[cell]), int(cells.rule[cell])
        law, evidence = RULES.entries[rule], int(bom.nodes.evidence[at])
        said = () if evidence == NOTHING_DECLARED else bom.evidences[evidence].below
        is_told = (law.list_id, law.id) in dict(said)
        is_settled = Outcome(int(found.outcomes[cell])) not in _SOFT
        # An exemption may excuse what only may exceed; that contradicts nobody.
        is_beyond = RULES.breaches(least_share(found.line, cell), rule) or law.intentional
        if not (is_told and is_settled and is_beyond):
            continue
        while not bom.nodes.is_boundary[at] and at in above:
            at = above[at]
        counted.add((at, rule))
    return counted


_SOFT = (Outcome.BELOW, Outcome.POSSIBLE, Outcome.NO_DATA, Outcome.NOT_APPLICABLE)


def test_a_conflict_with_a_duty_leaves_its_list_open_and_says_whose_word_it_is() -> None:
    name = ("toy-duties", "oxide")
    # Every entry is answered, so that nothing but the conflict can leave the list open.
    told = answered(name, ("toy-duties", "bde"), ("toy-duties", "dehp"))
    assert status(verdict(told), "toy-duties") is Status.COMPLIANT
    for source, evidence in (
        ("answer", told),
        ("certificate", replace(told, certified=frozenset({name}))),
    ):
        found = verdict(evidence, (OXIDE, "0.02"))
        of_duty = [one for one in found.conflicts if one.list_id == name[0]]
        assert [one.source for one in of_duty] == [source]
        assert status(found, "toy-duties") is Status.UNKNOWN


def test_above_against_below_in_one_declaration_without_content_is_a_conflict() -> None:
    above = Answer(0, PB, has_composition=False)
    assert [one.entry for one in verdict(answered(PB), answers=(above,)).conflicts] == [PB[1]]
    assert verdict(answered(*set(LAW) - {PB}), answers=(above,)).conflicts == ()
