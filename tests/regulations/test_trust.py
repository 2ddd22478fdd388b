"""How far values can be relied on: one table from words to letters, and no value without one."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from regulations import Catalog, InvalidListData, Trust
from regulations.trust import MEANINGS, trust_of


def test_every_letter_has_a_meaning() -> None:
    assert set(MEANINGS) == set(Trust)


@pytest.mark.parametrize(
    ("words", "letter"),
    [
        ("sourced: reachonline.eu", "C"),
        ("knowledge; IEC DSL D29 entry 4", "K"),
        ("secondary-conflict", "C"),
        ("draft+secondary", "C"),
        ("medium - amended 2025, check", None),
        ("formula", "D"),
        ("official", "B"),
        ("trust me", None),
        ("", None),
    ],
)
def test_words_of_a_source_come_to_a_letter_and_never_to_a_default(
    words: str, letter: str | None
) -> None:
    if letter is None:
        with pytest.raises(InvalidListData, match="says nothing that is known"):
            trust_of(words)
    else:
        assert trust_of(words) is Trust(letter)


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("rohs_annex_iii_2025_amendments.csv", "trust"),
        ("rohs_annex_iii_history_from_knowledge.csv", "trust"),
        ("rohs_group_members_derived.csv", "basis"),
        ("other_limits_from_knowledge.csv", "basis"),
        ("reach_annex_xvii_key_limits_from_knowledge.csv", "basis"),
        ("eu_pops_trace_limits_from_knowledge.csv", "source"),
    ],
)
def test_every_word_of_the_collected_files_comes_to_a_letter(
    shared: Path, name: str, column: str
) -> None:
    with (shared / "data" / "lists" / name).open(encoding="utf-8", newline="") as stream:
        words = {part for row in csv.DictReader(stream) for part in [row[column]]}
    assert words
    assert {trust_of(word) for word in words} <= set(Trust)


def test_no_entry_limit_member_or_exemption_is_without_source_date_and_trust(
    catalog: Catalog,
) -> None:
    entries = [entry for found in catalog.lists.values() for entry in found.entries]
    rows = [row for found in catalog.lists.values() for row in found.exemptions]
    assert len(entries) > 2500
    for entry in entries:
        assert entry.source.title
        assert entry.citation
        assert entry.included_on
        assert entry.source.trust in MEANINGS
        assert all(limit.trust in MEANINGS and limit.in_force_from for limit in entry.thresholds)
        assert all(member.trust in MEANINGS for member in entry.members)
    assert all(row.source.title and row.in_force_from for row in rows)
    assert all(found.sources and len(found.sha256) == 64 for found in catalog.lists.values())
