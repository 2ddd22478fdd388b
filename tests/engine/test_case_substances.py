"""How a case names and weighs the substances behind it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from engine.arrays import Kind
from engine.case_substances import case_substances
from engine.evaluate import evaluate
from engine.verdict import CaseSubstance
from tests.judging import SVHC, judged, mass, structure
from tests.strategies import Draft, NodeDraft, RowDraft, UsageDraft
from tests.toy_law import LEAD, SUBSTANCES, toy_rules

AS_OF = date(2024, 6, 1)
DEHP = {"cas": "117-81-7", "percent": "0.2"}


def behind(*substances: dict[str, Any], full: bool = True, **more: Any) -> list[CaseSubstance]:
    """Of the worst case of a part that is one material."""
    part = {"part_number": "p", "substances": list(substances), **more}
    return list(judged(structure(part, full=full), AS_OF, [SVHC]).verdict.cases[0].substances)


def test_a_substance_has_its_declared_name_else_that_of_the_law() -> None:
    (named,) = behind({**DEHP, "name": "plasticiser"})
    assert named.name == "plasticiser"
    (unnamed,) = behind(DEHP)
    assert unnamed.name == "Bis (2-ethylhexyl)phthalate (DEHP)"


def test_two_rows_of_one_substance_are_one_and_their_masses_add_up() -> None:
    (found,) = behind(DEHP, {**DEHP, "percent": "0.3"}, mass=mass("2 g"))
    assert found.mass == Fraction(10**7)


def test_numbers_of_one_substance_are_shown_as_one() -> None:
    (found,) = behind(DEHP, {"ec": "204-211-0", "percent": "0.3"}, mass=mass("2 g"))
    assert (str(found.substance), found.mass) == ("117-81-7", Fraction(10**7))


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
