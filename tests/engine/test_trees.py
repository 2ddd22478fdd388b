"""A product opened step by step: what each branch says, where its red comes from, what is cut."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from engine.arrays import Kind
from engine.evaluate import evaluate
from engine.outcomes import Outcome, Status
from engine.product import product_of
from engine.tree import Branch, Place, open_tree
from tests.strategies import Draft, RowDraft, UsageDraft
from tests.toy_law import CADMIUM, LEAD, OXIDE, SLAG

from .test_exemptions import annex, exemption
from .test_reasons import claimed
from .test_scope_and_limits import ARTICLE, MATERIAL, PLAIN, row

OWN = replace(ARTICLE, is_boundary=True)
TOP = replace(PLAIN, is_unit=False)
NODES = [TOP, OWN, OWN, OWN, MATERIAL, MATERIAL, MATERIAL]
"""A product of three parts, of one material each."""

USAGES = [UsageDraft(0, 1, Fraction(2)), UsageDraft(0, 2, alternative=True), UsageDraft(0, 3, None)]
USAGES += [UsageDraft(part, part + 3, Fraction(4)) for part in (1, 2, 3)]
LATE = annex(exemption("any"), exemption("ended", until=date(2020, 1, 1)))


def opened(
    *rows: RowDraft, place: Place = (), depth: int = 9, most: int = 99, problems_only: bool = False
) -> tuple[Branch | None, bool]:
    bom, new = Draft(NODES, USAGES, list(rows)).arrays()
    labels = [""] * len(NODES)
    for drafted, word in enumerate(("top", "part", "part", "other", "", "m", "n")):
        labels[new[drafted]] = word
    product = product_of(bom, int(new[0]), labels)
    return open_tree(
        evaluate(bom, LATE), product, place=place, depth=depth, most=most,
        problems_only=problems_only,
    )  # fmt: skip


def branch(*rows: RowDraft, place: Place = (), depth: int = 9) -> Branch:
    found, is_cut = opened(*rows, place=place, depth=depth)
    assert found is not None
    assert not is_cut
    return found


def below(found: Branch) -> tuple[Branch, ...]:
    assert found.children is not None
    return found.children


def test_a_branch_says_its_word_count_and_whether_it_is_a_second_candidate() -> None:
    root = branch()
    assert (root.word, root.path, root.count, root.holds) == ("top", ("top",), 1, 3)
    assert (root.place, root.is_alternative, root.kind) == ((), False, Kind.PART)
    told = [(one.word, one.count, one.is_alternative, one.place) for one in below(root)]
    assert told == [
        ("part", 2, False, (0,)),
        ("part#2", 1, True, (1,)),
        ("other", None, False, (2,)),
    ]
    materials = [below(one)[0] for one in below(root)]
    assert [one.path for one in materials] == [
        ("top", "part"),
        ("top", "part#2", "m"),
        ("top", "other", "n"),
    ]
    assert [one.word for one in materials] == ["", "m", "n"]
    assert {(one.kind, one.count, one.holds, one.children) for one in materials} == {
        (Kind.MATERIAL, 4, 0, ())
    }


@pytest.mark.parametrize("place", [(0,), (1,), (2,), (1, 0)])
def test_a_branch_that_is_opened_by_its_place_is_the_one_that_stands_there(place: Place) -> None:
    found = branch()
    for step in place:
        found = below(found)[step]
    assert branch(place=place) == found


@pytest.mark.parametrize("place", [(3,), (-1,), (0, 1), (0, 0, 0)])
def test_where_nothing_stands_there_is_no_branch(place: Place) -> None:
    assert opened(place=place) == (None, False)


def test_a_branch_is_opened_as_deep_as_was_asked() -> None:
    assert branch(depth=0).children is None
    assert [one.children for one in below(branch(depth=1))] == [None] * 3


@pytest.mark.parametrize(("most", "shown"), [(1, 1), (2, 2), (3, 3), (6, 6), (7, 7), (8, 7)])
def test_no_more_is_shown_than_was_asked_for_and_what_was_cut_is_said(
    most: int, shown: int
) -> None:
    found, is_cut = opened(most=most)
    assert found is not None
    seen = [found, *(found.children or ())]
    seen += [inner for one in found.children or () for inner in one.children or ()]
    assert (len(seen), is_cut) == (shown, shown < 7)


def test_what_is_neither_red_nor_open_can_be_left_out_and_keeps_its_neighbours_places() -> None:
    rows = row(6, LEAD, "0.5"), row(5, SLAG, "0.5")
    found, is_cut = opened(*rows, problems_only=True)
    assert found is not None
    assert not is_cut
    assert [one.place for one in below(found)] == [(1,), (2,)]
    statuses = [one.whole.status for one in below(found)]
    assert statuses == [Status.UNKNOWN, Status.NON_COMPLIANT]


@pytest.mark.parametrize(
    ("rows", "cause"),
    [
        ([], None),
        ([row(4, OXIDE, "0.5", claims=claimed("any"))], None),
        ([row(6, LEAD, "0.5")], (2, 0)),
        ([row(5, LEAD, "0.5"), row(6, LEAD, "0.5")], (1, 0)),
        ([row(4, SLAG, "0.5"), row(5, LEAD, "0.5")], (1, 0)),
        ([row(4, CADMIUM, "0.5"), row(5, SLAG, "0.5")], (0, 0)),
        ([row(5, SLAG, "0.5")], (1, 0)),
        ([row(6, LEAD, "0.5", claims=claimed("ended"))], (2, 0)),
        ([row(4, LEAD, "0.5", claims=claimed("ended")), row(5, LEAD, "0.5")], (1, 0)),
    ],
    ids=["green", "excused", "red", "two reds", "open before red", "red before open", "open",
         "no longer excused", "no longer excused before never excused"],
)  # fmt: skip
def test_a_line_leads_down_to_the_first_node_that_makes_the_status(
    rows: list[RowDraft], cause: Place | None
) -> None:
    root = branch(*rows)
    assert root.cause == cause
    if cause is not None:
        assert branch(*rows, place=cause).whole.status is root.whole.status
        assert branch(*rows, place=cause[:1]).cause == cause


def test_both_axes_of_every_list_and_of_the_whole_stand_at_a_branch() -> None:
    rows = row(4, LEAD, "0.5"), row(4, SLAG, "0.5"), row(4, CADMIUM, "0.5")
    found = branch(*rows)
    named = dict(zip(LATE.lists, found.lists, strict=True))
    assert (named["toy-law"].status, named["toy-law"].known) == (
        Status.NON_COMPLIANT,
        Outcome.EXCEEDED,
    )
    assert (named["toy-duties"].status, named["toy-duties"].open) == (Status.COMPLIANT, ())
    assert named["toy-uses"].known is Outcome.POSSIBLE
    assert named["toy-uses"].open == found.whole.open == (Outcome.POSSIBLE,)
    assert (found.whole.status, found.whole.known) == (Status.NON_COMPLIANT, Outcome.EXCEEDED)
