"""The order and the names of a rollup, and when two lists of places say the same."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from engine.arrays import UNIDENTIFIED, Amount
from engine.locations import Locations
from tests.strategies import RowDraft, UsageDraft
from tests.toy_law import CADMIUM, DEHP, LEAD, MERCURY, OXIDE

from .test_places import ONE_NANOGRAM, rolled
from .test_scope_and_limits import MATERIAL, PLAIN, row


def secret(material: int, share: str, number: str, name: str) -> RowDraft:
    told = Fraction(share)
    return RowDraft(material, UNIDENTIFIED, told, told, written=(number, name))


def test_the_heaviest_stands_first_and_what_nobody_weighed_last() -> None:
    nodes = [PLAIN, MATERIAL, replace(MATERIAL, mass=None)]
    usages = [UsageDraft(0, 1), UsageDraft(0, 2)]
    rows = row(1, DEHP, "1/7"), row(1, LEAD, "1/5"), row(1, OXIDE, "1/6"), row(1, CADMIUM, "1/7")
    unweighed = row(2, MERCURY, "0.9")
    found = rolled(nodes, usages, *rows, unweighed)
    order = [one.substance for one in found.substances]
    assert order == [LEAD, OXIDE, *sorted([DEHP, CADMIUM], key=str), MERCURY]


def test_what_nobody_identifies_is_told_as_it_was_written() -> None:
    rows = [secret(1, "0.3", "999", "trade secret"), secret(1, "0.2", "", "")]
    rows.append(secret(1, "0.1", "999", "trade secret"))
    found = rolled([PLAIN, ONE_NANOGRAM], [UsageDraft(0, 1)], *rows)
    assert [(one.substance, one.name, one.written, one.mass) for one in found.substances] == [
        (None, "trade secret", "999", Fraction("0.4")),
        (None, "unidentified", "", Fraction("0.2")),
    ]


def test_places_are_the_same_where_each_says_the_same() -> None:
    nodes, usages = [PLAIN, ONE_NANOGRAM], [UsageDraft(0, 1)]
    half, more = (
        rolled(nodes, usages, row(1, LEAD, share)).substances[0].locations
        for share in ("0.5", "0.6")
    )
    again = rolled(nodes, usages, row(1, LEAD, "0.5")).substances[0].locations
    untold = rolled(nodes, usages, row(1, LEAD, None, amount=Amount.UNKNOWN))
    assert half == again
    assert hash(half) == hash(again)
    assert half != more
    assert half != untold.substances[0].locations
    assert half != Locations(lambda: iter([*half, *half]))
    assert half != Locations(lambda: iter([]))
    assert half != tuple(half)
