"""What a composition surely holds: bounds are taken on the safe side, arithmetic is exact."""

from __future__ import annotations

from fractions import Fraction

import pytest

from chemsherpa import read
from chemsherpa.checks.held import Held, held_in
from chemsherpa.checks.listed import law
from chemsherpa.checks.rules import ContentRules

from .test_every_content_check import Change, changed, told

TERMINAL, CABLE = "TERMINAL-310", "CABLE-401"
LEAD = "last:" + 'massPercent="2.5"'
DENIED = ('aboveComplianceThreshold="true"', 'aboveComplianceThreshold="false"')
CLAIMED = ("last:" + 'massPercent="2"', 'massPercent="0.1"')


def held(data: bytes) -> Held:
    (member,) = read(data, "a.xml").members
    assert member.document is not None
    return held_in(member.document)


def place(list_id: str, entry_id: str) -> int:
    entries = law().entries
    return next(at for at, e in enumerate(entries) if (e.list_id, e.id) == (list_id, entry_id))


def test_a_material_holds_its_share_and_an_article_less(declarations: dict[str, bytes]) -> None:
    found = held(declarations[TERMINAL])
    lead = place("eu-rohs", "lead")
    assert found.materials[0].least[lead] == Fraction(25, 1000)
    # 2.5 % of 2.4 g of copper alloy in a terminal of 2.5 g.
    ((_, terminal),) = [one for one in found.articles if one[1]][-1:]
    assert terminal[lead] == Fraction(24, 1000)
    assert found.is_complete


def test_a_compound_counts_by_its_element(declarations: dict[str, bytes]) -> None:
    found = held(declarations["RES-340"])
    (most,) = {one.least[place("eu-rohs", "lead")] for one in found.materials if one.least}
    assert most == Fraction("0.4") * Fraction("0.92832")


@pytest.mark.parametrize(
    ("share", "is_told"),
    [
        ('massPercent="0.1"', False),
        ('massPercent="0.100000000001"', True),
        ('massPercent="0.2" massPercentRangeMin="0.1"', False),
        ('massPercent="0.2" massPercentRangeMin="0.11"', True),
    ],
)
def test_below_is_contradicted_only_by_what_is_certain(
    share: str, declarations: dict[str, bytes], *, is_told: bool
) -> None:
    # Answer 00154 is about the article: 0.1 % of 2.4 g in 2.5 g are not 0.1 % of the terminal.
    data = changed(declarations[TERMINAL], (DENIED, DENIED, (LEAD, share)))
    assert ("answer-conflict.below" in told(data)) is is_told


@pytest.mark.parametrize(
    "doubt",
    [
        ('massPercent="0.1"', 'massPercent="0.1" massPercentRangeMax="0.11"'),
        ('entryIdentity="117-81-7"', 'entryIdentity=""'),
        ('<MassPercent massPercent="0.1" />', ""),
        ('SubstanceList" authority="chemSHERPA" version="2.10.00"',
         'SubstanceList" authority="chemSHERPA" version="unknown"'),
    ],
)  # fmt: skip
def test_above_is_contradicted_only_where_nothing_may_hide(
    doubt: Change, declarations: dict[str, bytes]
) -> None:
    cable = declarations[CABLE]
    assert "answer-conflict.above" in told(changed(cable, (CLAIMED,)))
    assert "answer-conflict.above" not in told(changed(cable, (CLAIMED, doubt)))


def test_the_tolerance_is_the_callers(declarations: dict[str, bytes]) -> None:
    data = changed(declarations["SCREW-M3"], (('mass="0.95"', 'mass="0.951"'),))
    for tolerance, codes in ((Fraction(0), 1), (Fraction(1, 1000), 1), (Fraction(2, 1000), 0)):
        (member,) = read(data, "a.xml", rules=ContentRules(tolerance)).members
        assert sum(1 for one in member.findings if one.code == "mass-sum") == codes
