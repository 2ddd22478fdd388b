"""Greatest share of a substance: in fractions where floats cannot tell, open where nobody can."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from engine.arrays import UNIDENTIFIED, Amount, Kind
from engine.totals.greatest import Peak, Peaks, peaks_of
from engine.totals.wholes import wholes_of
from tests.strategies import Draft, NodeDraft, RowDraft, UsageDraft

LEAD, COPPER = 0, 8
HALF, THIRD = Fraction(1, 2), Fraction(1, 3)
HAIR = Fraction(1, 10**25)


class Shelf:
    """Articles of one material each, side by side; article n is the n-th that was put there."""

    def __init__(self) -> None:
        self.draft = Draft()
        self.articles: list[int] = []

    def put(
        self,
        share: Fraction | None,
        *,
        mass: Fraction | int | None = 10,
        pieces: Fraction | int | None = 1,
        whole: Fraction | int | None = None,
        substance: int = LEAD,
        amount: Amount = Amount.SHARE,
    ) -> None:
        material = self.draft.add(NodeDraft(Kind.MATERIAL, mass=number(mass)))
        article = self.draft.add(NodeDraft(Kind.PART, is_article=True, mass=number(whole)))
        self.draft.usages.append(UsageDraft(article, material, number(pieces)))
        self.draft.rows.append(RowDraft(material, substance, share, share, amount))
        self.articles.append(article)

    def peaks(self) -> Peaks:
        """Nodes by their places on the shelf."""
        bom, new = self.draft.arrays()
        parts = new[self.articles]
        found = peaks_of(bom, wholes_of(bom), parts)
        place = {int(node): n for n, node in enumerate(parts.tolist())}
        place |= {int(new[one.child]): place[int(new[one.parent])] for one in self.draft.usages}
        for peaks in (found.in_material, found.in_article):
            for one, peak in peaks.items():
                peaks[one] = Peak(peak.share, place[peak.node])
        return found


def number(told: Fraction | int | None) -> Fraction | None:
    return None if told is None else Fraction(told)


def test_an_article_counts_by_what_all_pieces_of_its_material_are_of_it() -> None:
    shelf = Shelf()
    shelf.put(Fraction(9, 10), mass=1, whole=100)
    shelf.put(Fraction(1, 2), mass=10, pieces=2, whole=1000)
    shelf.put(Fraction(1, 10), mass=10, pieces=5, whole=100)
    shelf.put(Fraction(3, 10), mass=10, pieces=1, whole=100)
    assert shelf.peaks() == Peaks(
        {LEAD: Peak(Fraction(9, 10), 0)}, {LEAD: Peak(Fraction(1, 20), 2)}
    )


@pytest.mark.parametrize("reverse", [False, True])
def test_shares_that_floats_cannot_tell_apart_are_told_apart(*, reverse: bool) -> None:
    shelf, shares = Shelf(), [THIRD, THIRD + HAIR]
    for share in sorted(shares, reverse=reverse):
        shelf.put(share)
    peak = {LEAD: Peak(THIRD + HAIR, 0 if reverse else 1)}
    assert shelf.peaks() == Peaks(peak, peak)


def test_of_equal_shares_the_first_stands() -> None:
    shelf = Shelf()
    for _ in range(3):
        shelf.put(HALF)
    assert shelf.peaks().in_article == {LEAD: Peak(HALF, 0)}


def test_an_article_of_no_mass_hides_no_other() -> None:
    shelf = Shelf()
    shelf.put(HALF, pieces=0)
    shelf.put(THIRD, whole=20)
    found = shelf.peaks()
    assert found.in_article == {LEAD: Peak(THIRD / 2, 1)}
    assert (found.open_article, found.open_material) == ({LEAD}, set())


@pytest.mark.parametrize(
    ("mass", "pieces", "whole"),
    [(10, None, 100), (None, 1, 100), (10, None, None), (None, 2, None)],
)
def test_a_share_of_an_article_that_nobody_knows_is_open_beside_greater_ones(
    mass: int | None, pieces: int | None, whole: int | None
) -> None:
    shelf = Shelf()
    shelf.put(Fraction(9, 10))
    shelf.put(Fraction(1, 100), mass=mass, pieces=pieces, whole=whole)
    found = shelf.peaks()
    assert found.in_article == {LEAD: Peak(Fraction(9, 10), 0)}
    assert (found.open_article, found.open_material) == ({LEAD}, set())


@pytest.mark.parametrize(
    ("mass", "pieces", "whole"),
    [
        (10, HALF, 100),
        (HALF, 1, Fraction(5)),
        (1, 1, 10),
        (2**40, 2**25, 2**66),
        (2**62, 1, 10 * 2**62),
        (3, THIRD, 10),
    ],
)
def test_what_no_integer_holds_is_compared_with_what_one_holds(
    mass: Fraction | int, pieces: Fraction | int, whole: Fraction | int
) -> None:
    for other in (-1, 1):
        shelf = Shelf()
        share = Fraction(1, 3)
        here = share * mass * pieces / Fraction(whole)
        shelf.put(here + other * Fraction(1, 10**6), mass=10, whole=10)
        shelf.put(share, mass=mass, pieces=pieces, whole=whole)
        expected = Peak(here + Fraction(1, 10**6), 0) if other > 0 else Peak(here, 1)
        assert shelf.peaks().in_article == {LEAD: expected}


@pytest.mark.parametrize("amount", [Amount.UNKNOWN, Amount.MASS_ONLY])
def test_what_was_not_told_as_a_share_is_open_whatever_its_column_holds(amount: Amount) -> None:
    shelf = Shelf()
    shelf.put(HALF)
    shelf.put(Fraction(1, 10**6), amount=amount)
    found = shelf.peaks()
    assert found.in_material == found.in_article == {LEAD: Peak(HALF, 0)}
    assert found.open_material == found.open_article == {LEAD}


def test_a_share_without_a_number_is_open() -> None:
    shelf = Shelf()
    shelf.put(HALF)
    shelf.put(None)
    found = shelf.peaks()
    assert found.in_material == found.in_article == {LEAD: Peak(HALF, 0)}
    assert found.open_material == found.open_article == {LEAD}


def test_what_nobody_identifies_has_no_peak() -> None:
    shelf = Shelf()
    shelf.put(HALF, substance=UNIDENTIFIED)
    shelf.put(THIRD, substance=COPPER)
    peak = {COPPER: Peak(THIRD, 1)}
    assert shelf.peaks() == Peaks(peak, peak)


def test_without_content_there_is_no_peak() -> None:
    draft = Draft([NodeDraft(Kind.PART)])
    bom, _ = draft.arrays()
    assert peaks_of(bom, wholes_of(bom), np.array([0])) == Peaks()
