"""Compositions, answers, or both of one part: what each of the three says by itself."""

from __future__ import annotations

import random
from datetime import date

import pytest
from sqlalchemy import select

from api.services.parts import answered
from bom.models import ComplianceAnswer, Declaration
from bom.portfolio.answer_ranges import packed, unpacked
from bom.portfolio.snapshot import Snapshot, read_snapshot
from chemsherpa.document import Answer, ProductComment
from engine.compile import compile_rules
from engine.evaluate import Evaluation, evaluate
from engine.judge import Question, judge
from engine.outcomes import Outcome, Status
from engine.product import product_of
from engine.verdict import PartVerdict
from regulations.bridge import entries_answered, entries_of_dsl
from regulations.catalog import bundled
from regulations.declarable import dsl_entries

from .factories import LEAD, Shelf, answer, declaration, material, substance

ROHS, SVHC = "eu-rohs", "eu-reach-candidate-list"
LEAD_ENTRY, LEAD_SVHC = "00021", "00154"
D29 = sorted(dsl_entries("D29.00"))
AS_OF = date(2024, 9, 30)


def answers(*above: str, without: tuple[str, ...] = ()) -> tuple[Answer, ...]:
    """All of D29.00 answered, “above” where named."""
    return tuple(answer(one, above=one in above) for one in D29 if one not in without)


def take(shelf: Shelf) -> Snapshot:
    with shelf.session() as session:
        return read_snapshot(session)


def evaluated(shelf: Shelf, as_of: date = AS_OF) -> tuple[Evaluation, dict[str, PartVerdict]]:
    taken = take(shelf)
    arrays = answered(taken)
    rules = compile_rules(bundled(), (SVHC, ROHS), as_of=as_of)
    found = evaluate(arrays, rules)
    verdicts = {
        fact.part_number: judge(found, product_of(arrays, node, taken.labels), Question())
        for node, fact in taken.parts.items()
    }
    return found, verdicts


def status(found: PartVerdict, list_id: str) -> Status:
    return next(one.status for one in found.lists if one.list_id == list_id)


def open_entries(found: PartVerdict, list_id: str) -> int:
    return sum(gap.entries for gap in found.gaps if gap.list_id == list_id)


def test_three_files_of_one_part_say_what_each_can_know(shelf: Shelf) -> None:
    steel = (material("Steel", "100", substance("7440-02-0", "10")),)
    shelf.put(
        declaration("both", materials=steel, answers=answers()),
        declaration("composition", materials=steel),
        declaration("answers", has_composition=False, answers=answers()),
    )
    _, found = evaluated(shelf)
    for number in ("both", "composition"):
        assert status(found[number], ROHS) is Status.COMPLIANT
        assert status(found[number], SVHC) is Status.COMPLIANT
    assert status(found["answers"], ROHS) is Status.COMPLIANT
    # D29.00 asks about half of the Candidate List at the level of the article.
    asked = sum(list_id == SVHC for list_id, _ in entries_answered(dsl_entries("D29.00")))
    assert status(found["answers"], SVHC) is Status.UNKNOWN
    assert open_entries(found["answers"], SVHC) == 241 - asked


def test_the_reason_of_a_gap_says_how_far_the_declared_version_reaches(shelf: Shelf) -> None:
    shelf.put(declaration("answers", has_composition=False, answers=answers()))
    _, found = evaluated(shelf)
    (gap,) = (gap for gap in found["answers"].gaps if gap.list_id == SVHC)
    assert gap.reason == "compliance answers only (D29.00); known are 121 of 241 entries"


def test_answers_above_alone_give_a_breach_and_a_duty(shelf: Shelf) -> None:
    shelf.put(
        declaration("x", has_composition=False, answers=answers(LEAD_ENTRY, LEAD_SVHC)),
    )
    _, found = evaluated(shelf)
    assert status(found["x"], ROHS) is Status.NON_COMPLIANT
    assert {(case.list_id, case.outcome, case.basis) for case in found["x"].cases} == {
        (ROHS, Outcome.EXCEEDED, "answer"),
        (SVHC, Outcome.DECLARE, "answer"),
    }
    assert open_entries(found["x"], ROHS) == 0


@pytest.mark.parametrize("has_answer", [True, False])
def test_no_while_the_composition_exceeds_is_a_conflict_and_fails(
    shelf: Shelf, *, has_answer: bool
) -> None:
    leaded = (material("Brass", "100", substance(LEAD, "2")),)
    given = answers() if has_answer else ()
    shelf.put(declaration("x", materials=leaded, answers=given))
    _, found = evaluated(shelf)
    assert status(found["x"], ROHS) is Status.NON_COMPLIANT
    conflicts = [(one.entry, one.worse) for one in found["x"].conflicts if one.list_id == ROHS]
    assert conflicts == ([("lead", Outcome.EXCEEDED)] if has_answer else [])


def test_yes_while_the_composition_is_clear_is_a_conflict_and_never_compliant(
    shelf: Shelf,
) -> None:
    clear = (material("Steel", "100", substance("7440-02-0", "10")),)
    shelf.put(declaration("x", materials=clear, answers=answers(LEAD_ENTRY)))
    _, found = evaluated(shelf)
    assert [one.entry for one in found["x"].conflicts] == ["lead"]
    assert status(found["x"], ROHS) is Status.NON_COMPLIANT


def test_answers_that_nobody_confirmed_prove_no_absence(shelf: Shelf) -> None:
    told = ProductComment(compliance_confirmed=False)
    shelf.put(declaration("x", has_composition=False, answers=answers(LEAD_ENTRY), comment=told))
    _, found = evaluated(shelf)
    assert status(found["x"], ROHS) is Status.NON_COMPLIANT
    assert open_entries(found["x"], ROHS) == 9


def test_an_entry_answered_both_ways_is_above(shelf: Shelf) -> None:
    twice = (*answers(), answer(LEAD_ENTRY, above=True))
    shelf.put(declaration("x", has_composition=False, answers=twice))
    _, found = evaluated(shelf)
    assert status(found["x"], ROHS) is Status.NON_COMPLIANT


def test_a_later_batch_opens_only_its_own_entries_as_a_plain_count_says(shelf: Shelf) -> None:
    rng = random.Random(8)
    skipped = {f"P{n}": tuple(rng.sample(D29, rng.choice((0, 0, 1, 3, 40)))) for n in range(30)}
    shelf.put(
        *(
            declaration(number, has_composition=False, answers=answers(without=without))
            for number, without in skipped.items()
        ),
        *(declaration(f"C{n}", materials=()) for n in range(5)),
    )
    before, after = date(2024, 6, 27), date(2024, 11, 7)
    (then, _), (now, found) = evaluated(shelf, before), evaluated(shelf, after)
    new = {e.id for e in now.line.rules.entries} - {e.id for e in then.line.rules.entries}
    assert new == {"SVHC-242"}
    for number, without in skipped.items():
        told = {name for key in D29 if key not in without for name in entries_of_dsl(key)}
        asked = {(e.list_id, e.id) for e in now.line.rules.entries}
        plain = {
            list_id: sum(one[0] == list_id for one in asked - told) for list_id in (ROHS, SVHC)
        }
        assert plain == {name: open_entries(found[number], name) for name in (ROHS, SVHC)}
    for number in ("C0", "C4"):
        assert open_entries(found[number], SVHC) == 1
    was_open = ~then.covered[:, _columns(then, new)]
    is_open = ~now.covered[:, _columns(now, new)]
    assert (was_open == is_open).all()


def _columns(found: Evaluation, new: set[str]) -> list[int]:
    entries = enumerate(found.line.rules.entries)
    by_name = {(e.list_id, e.id): rule for rule, e in entries if e.id not in new}
    return [by_name[name] for name in sorted(by_name)]


def test_declarations_of_one_answer_pattern_share_one_evidence(shelf: Shelf) -> None:
    shelf.put(*(declaration(f"P{n}", has_composition=False, answers=answers()) for n in range(9)))
    assert len(take(shelf).arrays.evidences) == 1


@pytest.mark.parametrize(
    ("keys", "runs"),
    [
        ((), []),
        (("00001",), ["00001"]),
        (("00003", "00001", "00002", "00002"), ["00001..00003"]),
        (("00001", "00003", "00004"), ["00001", "00003..00004"]),
        (("EUROHS-1907:00005", "00007"), ["00007", "EUROHS-1907:00005"]),
        (("99999", "00000", "C0001"), ["00000", "99999", "C0001"]),
    ],
)
def test_answered_keys_are_kept_as_runs(keys: tuple[str, ...], runs: list[str]) -> None:
    assert packed(keys) == runs
    assert unpacked(runs) == set(keys)


def test_all_of_a_version_takes_a_few_runs() -> None:
    assert unpacked(packed(D29)) == set(D29)
    assert len(packed(D29)) < 10


def test_an_answer_that_says_nothing_but_below_takes_no_row_of_its_own(shelf: Shelf) -> None:
    remarked = answer("00063", above=False, comment="checked twice@@@@@@@@@@@")
    plain = tuple(one for one in answers(LEAD_ENTRY) if one.entry != "00063")
    shelf.put(declaration("A", answers=(*plain, remarked)))
    with shelf.session() as session:
        rows = session.execute(select(ComplianceAnswer.dsl_entry, ComplianceAnswer.above)).all()
        (declared,) = session.execute(select(Declaration.declared)).scalars()
    assert sorted(tuple(row) for row in rows) == [(LEAD_ENTRY, True), ("00063", False)]
    told = declared["answered"]
    assert unpacked(told["below"]) | unpacked(told["above"]) == set(D29)
    assert unpacked(told["above"]) == {LEAD_ENTRY}
