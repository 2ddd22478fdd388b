"""`lists show` leaves nothing out that a regulatory reader has to know of a list."""

from __future__ import annotations

from typing import Any

import pytest

from regulations import Trust, bundled
from regulations.trust import MEANINGS, trust_of

from .conftest import Run

ON = "2026-11-21"


def shown(run: Run, list_id: str, *options: str) -> Any:
    said = run("lists", "show", list_id, "--as-of", ON, "--json", *options)
    assert said.code == 0, said
    return said.body


def text(run: Run, list_id: str, *options: str) -> str:
    said = run("lists", "show", list_id, "--as-of", ON, *options)
    assert said.code == 0, said
    return said.out


def entry(body: Any, entry_id: str) -> Any:
    return next(one for one in body["entries_in_force"] if one["id"] == entry_id)


def test_every_source_says_its_letter_what_it_means_and_whose_words_it_is(
    run: Run,
) -> None:
    for list_id, found in bundled().lists.items():
        sources = shown(run, list_id)["sources"]
        assert len(sources) == len(found.sources) > 0
        for one in sources:
            assert one["trust_means"] == MEANINGS[Trust(one["trust"])]
            assert trust_of(one["trust_words"]) == one["trust"], (list_id, one)


def test_a_source_that_was_read_from_a_file_shows_which_file_and_when(run: Run) -> None:
    (first, *_) = shown(run, "eu-reach-candidate-list")["sources"]
    assert first["url"].startswith("https://echa.europa.eu/")
    assert first["retrieved_on"] == "2026-03-11"
    assert [len(sha256) for sha256 in first["sha256"]] == [64, 64]
    told = text(run, "eu-reach-candidate-list")
    for fact in (first["url"], first["retrieved_on"], *first["sha256"], first["trust_words"]):
        assert fact in told


def test_both_days_of_a_dispute_are_told_and_that_the_earlier_counts(run: Run) -> None:
    (told,) = entry(shown(run, "eu-reach-candidate-list"), "SVHC-017")["disputed"]
    assert (told["column"], told["taken"], told["other"]) == (
        "included_on", "2010-01-13", "2011-12-19",
    )  # fmt: skip
    lines = text(run, "eu-reach-candidate-list").splitlines()
    (line,) = [one for one in lines if "sources differ" in one]
    assert "2010-01-13 / 2011-12-19" in line
    assert "the earlier counts" in line


def test_both_ends_of_a_disputed_exemption_and_its_successors_are_told(run: Run) -> None:
    rows = shown(run, "eu-rohs-annex-iii")["exemptions"]
    solder = next(row for row in rows if row["id"] == "7(a)" and "3" in row["categories"])
    assert (solder["expires_on"], solder["other_end"]) == ("2026-12-31", "2027-06-30")
    assert solder["successors"][0] == "7(a)-I"
    told = text(run, "eu-rohs-annex-iii")
    assert "last day 2026-12-31 / 2027-06-30; the earlier counts" in told
    assert "followed by: 7(a)-I, 7(a)-II, 7(a)-III" in told


def test_every_step_of_a_limit_is_told_and_which_of_them_holds(run: Run) -> None:
    steps = entry(shown(run, "eu-pops"), "pbde")["limits"]
    known = [(one["ppm"], one["from"], one["until"], one["in_force"]) for one in steps]
    assert known[-3:] == [
        ("500", "2019-07-15", "2025-12-30", False),
        ("350", "2025-12-30", "2027-12-30", True),
        ("200", "2027-12-30", None, False),
    ]
    assert "limit: above 350 ppm, from 2025-12-30 until 2027-12-30, trust C" in text(run, "eu-pops")


def test_uses_relatives_and_what_is_not_modelled_are_told(run: Run) -> None:
    body, told = shown(run, "eu-reach-annex-xvii"), text(run, "eu-reach-annex-xvii")
    assert entry(body, "51-toys")["context"] == [
        ["plasticised", "toy"],
        ["childcare", "plasticised"],
    ]
    assert "only for: plasticised + toy, or childcare + plasticised" in told
    assert entry(body, "68")["relatives"]
    assert entry(body, "68")["relatives"][0] in told
    assert body["not_modelled"]
    assert all(sentence in told for sentence in body["not_modelled"])


def test_days_of_authorisation_are_told(run: Run) -> None:
    body = shown(run, "eu-reach-annex-xiv")
    lead = next(one for one in body["entries_in_force"] if one["name"] == "Tetraethyllead")
    assert (lead["apply_until"], lead["sunset_on"]) == ("2023-11-01", "2025-05-01")
    assert "apply for authorisation until 2023-11-01" in text(run, "eu-reach-annex-xiv")
    assert "sunset 2025-05-01" in text(run, "eu-reach-annex-xiv")


@pytest.mark.parametrize("list_id", ["eu-rohs", "eu-pops", "eu-reach-annex-xvii", "us-tsca-6h"])
def test_every_citation_is_printed(run: Run, list_id: str) -> None:
    told = text(run, list_id)
    assert all(one["citation"] in told for one in shown(run, list_id)["entries_in_force"])


def test_the_page_is_japanese_where_somebody_asks_for_it(run: Run) -> None:
    told = text(run, "eu-reach-candidate-list", "--lang", "ja")
    assert "早い日を採用" in told
    assert "sources differ" not in told
