"""Laws for some uses: what was told decides, what was not told never clears."""

from __future__ import annotations

import pytest

from regulations.context import CONTEXTS, Fit, Kind, fit

TOYS = (frozenset({"toy", "plasticised"}), frozenset({"childcare", "plasticised"}))


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ((), Fit.OPEN),
        (("toy", "plasticised"), Fit.APPLIES),
        (("childcare", "plasticised", "mouthable"), Fit.APPLIES),
        (("toy",), Fit.OPEN),
        (("plasticised",), Fit.OPEN),
        (("packaging", "plasticised"), Fit.ELSEWHERE),
        (("toy", "leather"), Fit.ELSEWHERE),
        (("packaging",), Fit.ELSEWHERE),
    ],
)
def test_who_tells_one_use_tells_all_and_who_tells_a_matter_tells_that(
    told: tuple[str, ...], expected: Fit
) -> None:
    assert fit(TOYS, told) is expected


def test_a_misspelt_word_tells_nothing() -> None:
    assert fit(TOYS, {"toys"}) is fit(TOYS, ()) is Fit.OPEN


def test_a_law_without_a_context_holds_anywhere() -> None:
    assert fit((), ()) is fit((), {"packaging"}) is Fit.APPLIES


def test_the_words_of_the_contract_are_known() -> None:
    words = {"toy", "mouthable", "skin_contact", "plasticised", "packaging", "battery_portable"}
    assert words <= CONTEXTS.keys()
    assert CONTEXTS["plasticised"] is Kind.MATTER
