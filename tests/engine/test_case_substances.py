"""How a case names and weighs the substances behind it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from engine.arrays import Kind
from engine.case_substances import case_substances
from engine.evaluate import evaluate
from engine.verdict import CaseSubstance
from tests.judging import SVHC, judged, mass, structure
from tests.strategies import Draft, NodeDraft, RowDraft, UsageDraft
from tests.toy_law import LEAD, SUBSTANCES, toy_rules

AS_OF = date(2024, 6, 1)
DEHP = {"cas": "117-81-7", "percent": "0.2"}


def behind(
    *substances: dict[str, Any], full: bool = True, law: str = SVHC, **more: Any
) -> list[CaseSubstance]:
    """Of the worst case of a part that is one material."""
    part = {"part_number": "p", "substances": list(substances), **more}
    return list(judged(structure(part, full=full), AS_OF, [law]).verdict.cases[0].substances)


def test_a_substance_has_its_declared_name_else_that_of_the_law() -> None:
    (named,) = behind({**DEHP, "name": "plasticiser"})
    assert named.name == "plasticiser"
    (unnamed,) = behind(DEHP)
    assert unnamed.name == "Bis (2-ethylhexyl)phthalate (DEHP)"


def test_two_rows_of_one_substance_are_one_and_their_masses_add_up() -> None:
    (found,) = behind(DEHP, {**DEHP, "percent": "0.3"}, mass=mass("2 g"))
    assert found.mass == Fraction(10**7)


def test_a_compound_is_shown_with_its_own_mass_and_the_factor_of_its_element() -> None:
    (found,) = behind({"cas": "1317-36-8", "percent": "0.2"}, law="eu-rohs", mass=mass("2 g"))
    assert (found.mass, found.factor) == (4 * 10**6, Fraction("0.92832"))


def test_numbers_of_one_substance_are_shown_as_one() -> None:
    (found,) = behind(DEHP, {"ec": "204-211-0", "percent": "0.3"}, mass=mass("2 g"))
    assert (str(found.substance), found.mass) == ("117-81-7", Fraction(10**7))


@pytest.mark.parametrize(
    ("weighed", "beside", "milligrams"),
    [(None, [], 3), ("1 g", [{"id": "rest", "mass": mass("0.5 g"), "substances": []}], 2)],
    ids=["all of an article that was weighed", "one of its materials"],
)
def test_the_mass_shown_is_that_in_the_article_of_what_holds_it(
    weighed: str | None, beside: list[dict[str, Any]], milligrams: int
) -> None:
    sheath: dict[str, Any] = {"id": "sheath", "substances": [DEHP]}
    sheath |= {"mass": mass(weighed)} if weighed else {}
    part = {"part_number": "p", "mass": mass("1.5 g"), "materials": [sheath, *beside]}
    (case, *_) = judged(structure(part), AS_OF, [SVHC]).verdict.cases
    assert [one.mass for one in case.substances] == [milligrams * 10**6]


def test_of_a_range_the_most_is_shown() -> None:
    told = {"cas": "117-81-7", "percent": {"min": "0.2", "max": "0.4"}}
    (found,) = behind(told, mass=mass("2 g"))
    assert found.mass == 8 * 10**6


def test_a_row_of_which_nobody_knows_the_mass_leaves_the_sum_unknown() -> None:
    (found,) = behind(DEHP, {"cas": "117-81-7"}, mass=mass("2 g"))
    assert found.mass is None


def test_what_nobody_can_identify_is_called_so() -> None:
    (found,) = behind({"name": "trade secret", "percent": "3"}, full=False)
    assert (found.substance, found.name) == (None, "unidentified")


def test_without_any_declared_name_the_member_of_the_entry_gives_it() -> None:
    nodes = [NodeDraft(Kind.PART, is_article=True), NodeDraft(Kind.MATERIAL)]
    rows = [RowDraft(1, SUBSTANCES.index(LEAD), Fraction(1, 2), Fraction(1, 2))]
    bom, _ = Draft(nodes, [UsageDraft(0, 1)], rows).arrays()
    line = evaluate(bom, toy_rules()).line
    (found,) = case_substances(line, 0, {}, is_weighed=False)
    assert (found.substance, found.name, found.factor) == (LEAD, f"name of {LEAD}", 1)
