"""A company's table with a column map: what it becomes, and what is refused with its place."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pytest

from bom.lists.column_map import ColumnMap, read_column_map
from bom.lists.edition import Edition
from bom.lists.errors import UnreadableList
from bom.lists.preview import Preview, preview_file
from regulations.diff import ChangeKind
from regulations.language import Language
from regulations.model import Effect, SubstanceList

from .workbooks import Cell, workbook

TODAY = dt.date(2026, 11, 21)
MAP = """
[list]
id = "our-list"
name = "Our list"
authority = "us"
legal_basis = "our guideline"
binding = true
checked_on = 2026-11-21

[columns]
id = "No"
name = "Name"
cas = "CAS"
ec = "EC"
limit = "Limit"
unit = "Unit"
included_on = "From"
until = "Until"
categories = "Categories"
element = "Element"
citation = "Citation"

[defaults]
effect = "restrict"
level = "article"
breached = "above"
source = "own"

[source.own]
title = "our guideline"
trust = "A"
"""
HEAD = ("No", "Name", "CAS", "EC", "Limit", "Unit", "From", "Until", "Categories", "Element",
        "Citation")  # fmt: skip
LEAD: tuple[Cell, ...] = (
    "P1", "Lead", "7439-92-1", "231-100-4", "0.1", "percent", "2013-04-01", "", "", "Pb", "1.1",
)  # fmt: skip
TIN: tuple[Cell, ...] = (
    "P2",
    "Tin",
    "7440-31-5",
    "",
    "1000",
    "ppm",
    "2013-04-01",
    "",
    "",
    "",
    "1.2",
)


def columns(text: str = MAP) -> ColumnMap:
    return read_column_map(text.encode(), "map.toml")


def changed(row: Sequence[Cell], **cells: Cell) -> tuple[Cell, ...]:
    return tuple(cells.get(title, cell) for title, cell in zip(HEAD, row, strict=True))


def read(
    *rows: Sequence[Cell], base: Edition | None = None, reason: str = "", text: str = MAP
) -> Preview:
    return preview_file(
        workbook([HEAD, *rows]), "list.xlsx", base=base, known={}, read_on=TODAY,
        columns=columns(text), reason=reason,
    )  # fmt: skip


def loaded(preview: Preview) -> SubstanceList:
    assert preview.found is not None, [one.message for one in preview.findings]
    return preview.found


def errors(preview: Preview) -> list[tuple[int, str | None, str]]:
    assert preview.edition is None
    return [(one.row, one.column, one.key) for one in preview.findings if one.severity == "error"]


def test_rows_become_entries_with_members_limits_and_citation() -> None:
    found = loaded(read(LEAD, TIN))
    lead, tin = found.entries
    assert (lead.id, lead.name, lead.effect, lead.citation) == (
        "P1",
        "Lead",
        Effect.RESTRICT,
        "1.1",
    )
    assert [str(one.substance) for one in lead.members] == ["7439-92-1", "231-100-4"]
    assert (lead.thresholds[0].fraction, tin.thresholds[0].fraction) == (
        Fraction(1, 1000), Fraction(1, 1000),
    )  # fmt: skip
    assert found.versions[0].effective_from == dt.date(2013, 4, 1)


def test_a_csv_in_shift_jis_is_read_when_the_map_says_so() -> None:
    text = ",".join(HEAD) + "\n" + ",".join(map(str, changed(LEAD, Name="鉛"))) + "\n"
    read_as = columns(MAP + '\n[table]\nencoding = "cp932"\n')
    preview = preview_file(
        text.encode("cp932"), "l.csv", base=None, known={}, read_on=TODAY, columns=read_as
    )
    assert loaded(preview).entries[0].name == "鉛"
    with pytest.raises(UnreadableList, match="utf-8"):
        preview_file(
            text.encode("cp932"), "l.csv", base=None, known={}, read_on=TODAY, columns=columns()
        )


def test_a_json_list_of_rows_is_a_table_too() -> None:
    rows = [dict(zip(HEAD, row, strict=True)) for row in (LEAD, TIN)]
    content = json.dumps(rows).encode()
    preview = preview_file(content, "l.json", base=None, known={}, read_on=TODAY, columns=columns())
    assert loaded(preview).entries == loaded(read(LEAD, TIN)).entries


def test_a_limit_may_stand_with_its_unit_and_a_day_as_a_date_cell() -> None:
    row = changed(LEAD, Limit="0.01 %", Unit=None, From=dt.date(2019, 1, 1))
    (entry,) = loaded(read(row)).entries
    assert entry.thresholds[0].fraction == Fraction(1, 10_000)
    assert entry.included_on == dt.date(2019, 1, 1)


def test_rows_of_one_entry_are_its_members_and_its_steps() -> None:
    first = changed(LEAD, Until="2019-01-01", Element=None)
    step = changed(LEAD, Limit="0.01", From="2013-04-01", Element=None, EC=None)
    text = MAP.replace('until = "Until"', 'until = "Until"\nfrom = "Citation"').replace(
        'citation = "Citation"\n', ""
    ).replace("[defaults]", '[defaults]\ncitation = "1.1"')  # fmt: skip
    rows = [changed(first, Citation="2013-04-01"), changed(step, Citation="2019-01-01")]
    (entry,) = loaded(read(*rows, text=text)).entries
    steps = [(str(one.fraction), one.in_force_from.year) for one in entry.thresholds]
    assert steps == [("1/1000", 2013), ("1/10000", 2019)]
    assert len(entry.members) == 2


@pytest.mark.parametrize(
    ("cells", "column", "key"),
    [
        ({"CAS": dt.date(2001, 3, 4)}, "CAS", "list-cell.date"),
        ({"CAS": 7439921.0}, "CAS", "list-cell.number"),
        ({"CAS": "7.44E+06"}, "CAS", "list-cell.scientific"),
        ({"CAS": "7439921"}, "CAS", "list-number.form"),
        ({"CAS": "７４３９-92-1"}, "CAS", "list-cell.full-width"),
        ({"CAS": "7439-92-2"}, "CAS", "list-number.digit"),
        ({"CAS": "7439-92-1; 7440-31-6"}, "CAS", "list-number.digit"),
        ({"CAS": True}, "CAS", "list-cell.boolean"),
        ({"EC": "31-100-4"}, "EC", "list-number.form"),
        ({"EC": 231.0}, "EC", "list-cell.number"),
        ({"No": 12.0}, "No", "list-cell.number"),
        ({"No": None}, "No", "list-row.no-id"),
        ({"Name": 12.0}, "Name", "list-cell.number"),
        ({"Name": None}, "Name", "list-row.missing"),
        ({"From": 43466.0}, "From", "list-date.serial"),
        ({"From": "01/02/2019"}, "From", "list-date.form"),
        ({"From": "2019-02-30"}, "From", "list-date.form"),
        ({"From": dt.datetime(2019, 1, 1, 23, 30)}, "From", "list-date.time"),  # noqa: DTZ001 - a cell has no zone
        ({"From": "２０１９-01-01"}, "From", "list-cell.full-width"),
        ({"Limit": 0.001}, "Limit", "list-limit.percent-cell"),
        ({"Limit": "0,1"}, "Limit", "list-limit.form"),
        ({"Limit": "1E-3"}, "Limit", "list-limit.form"),
        ({"Limit": dt.date(2019, 1, 10)}, "Limit", "list-cell.date"),
        ({"Limit": "1000 ppm"}, "Limit", "list-limit.two-units"),
        ({"Limit": None}, "Limit", "list-limit.none"),
        ({"Unit": None}, "Unit", "list-limit.unit"),
        ({"Unit": "per mille"}, "Unit", "list-word"),
        ({"Categories": "12"}, "Categories", "list-word.category"),
        ({"Citation": None}, "Citation", "list-row.no-citation"),
        ({"CAS": None, "EC": "-"}, "No", "list-entry.empty"),
    ],
    ids=lambda value: f"{value}" if isinstance(value, dict) else "",
)
def test_a_cell_that_cannot_be_trusted_is_refused_with_its_place(
    cells: dict[str, Cell], column: str, key: str
) -> None:
    rows = [TIN, changed(LEAD, **cells)]
    if key == "list-word.category":
        rows.append(changed(LEAD, EC=None, Limit="1", From="2014-01-01"))
    assert (3, column, key) in errors(read(*rows))


@pytest.mark.parametrize("language", list(Language))
def test_a_refusal_says_what_is_wrong_and_what_to_do(language: Language) -> None:
    (finding,) = read(changed(LEAD, CAS="7439-92-2")).findings
    said = finding.said(language)
    assert (finding.file, finding.row, finding.column) == ("list.xlsx", 2, "CAS")
    assert "7439-92-2" in said.reason
    assert said.hint


def test_a_list_with_several_faults_names_all_of_them() -> None:
    preview = read(changed(LEAD, CAS="7439-92-2"), changed(TIN, Citation=None, From="soon"))
    assert errors(preview) == [(2, "CAS", "list-number.digit"), (3, "From", "list-date.form")]


def test_a_number_that_stands_twice_is_refused_with_both_rows() -> None:
    again = changed(TIN, No="P3", Name="Stannum")
    (finding,) = [one for one in read(LEAD, TIN, again).findings if one.severity == "error"]
    assert (finding.key, finding.row, finding.column) == ("list-number.twice", 4, "CAS")
    assert "row 3" in finding.message


def test_two_entries_that_count_elements_may_share_a_compound() -> None:
    lead = changed(LEAD, CAS="7758-97-6", EC=None)
    chromium = changed(lead, No="P3", Name="Chromium", Element="Cr(VI)")
    assert len(loaded(read(lead, chromium)).entries) == 2


def test_overlapping_limits_are_refused_with_both_rows() -> None:
    step = changed(LEAD, Limit="0.01", EC=None)
    preview = read(LEAD, step)
    assert (3, "from", "list-limit.overlap") in errors(preview)
    assert "row 2" in preview.findings[-1].message


def test_rows_of_one_entry_must_not_contradict_each_other() -> None:
    other = changed(LEAD, CAS="1317-36-8", EC=None, Citation="9.9", Limit="0.1")
    assert (3, "Citation", "list-row.contradiction") in errors(read(LEAD, other))


def test_a_merged_cell_and_a_column_without_a_title_are_refused() -> None:
    content = workbook([HEAD, LEAD, TIN, (*LEAD[:4],)], merged=["B5:B6"])
    merged = preview_file(
        content, "l.xlsx", base=None, known={}, read_on=TODAY, columns=columns()
    )  # fmt: skip
    assert (5, None, "list-cell.merged") in errors(merged)
    blank = workbook([(*HEAD, ""), (*LEAD, "what is this?")])
    preview = preview_file(blank, "l.xlsx", base=None, known={}, read_on=TODAY, columns=columns())
    assert errors(preview) == [(1, None, "list-header.blank")]


def test_a_column_that_is_not_mapped_is_told() -> None:
    content = workbook([(*HEAD, "Remarks"), (*LEAD, "none")])
    preview = preview_file(content, "l.xlsx", base=None, known={}, read_on=TODAY, columns=columns())
    assert [(one.key, one.column) for one in preview.findings] == [
        ("list-column.unread", "Remarks")
    ]
    assert not preview.is_refused


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (MAP.replace('cas = "CAS"', 'cas = "CAS No."'), "no column CAS No."),
        (MAP.replace('cas = "CAS"', 'kas = "CAS"'), "kas"),
        (MAP.replace('id = "No"\n', ""), r"\[columns\] must name id"),
        (MAP.replace('"restrict"', "1"), "effect"),
        (MAP + "\n[table]\nheader_row = 0\n", "header_row"),
        (MAP + "\n[table]\nheader_row = 9\n", "row 9"),
        (MAP + '\n[table]\nsheet = "Level 3"\n', "Level 3"),
        (MAP + '\n[table]\nencoding = "klingon"\n', "encoding"),
        (MAP + "\n[", "TOML"),
        ("[columns]\n" + MAP.partition("[columns]")[2], "the map says nothing|says nothing of it"),
    ],
)
def test_a_map_that_does_not_fit_is_refused_whole(text: str, words: str) -> None:
    with pytest.raises(UnreadableList, match=words):
        read(LEAD, text=text)


def test_what_the_lints_of_list_data_find_is_told_of_the_row_that_was_sent() -> None:
    late = changed(TIN, Until="2012-01-01")
    preview = read(LEAD, late)
    assert [(one.file, one.row, one.key) for one in preview.findings] == [
        ("list.xlsx", 3, "list-data")
    ]
    assert preview.is_refused


def test_the_2015_edition_of_a_company_list_shows_what_it_changes(root: Path) -> None:
    folder = root / "fixtures" / "lists"
    read_as = read_column_map((folder / "company-levels.toml").read_bytes(), "company-levels.toml")
    base = None
    for name in ("company-levels-2013.csv", "company-levels-2015.csv"):
        content = (folder / name).read_bytes()
        preview = preview_file(
            content, name, base=base, known={}, read_on=TODAY, columns=read_as
        )  # fmt: skip
        base = preview.edition
    kinds = {(one.kind, one.subject.entry) for one in preview.diff.changes}
    assert {
        (ChangeKind.ADDED, "K03"),
        (ChangeKind.REMOVED, "K02"),
        (ChangeKind.MOVED, "K01"),
        (ChangeKind.MEMBERSHIP, "P01"),
    } <= kinds
    (pcn,) = preview.diff.of(ChangeKind.MEMBERSHIP)
    assert any("28699-88-9" in member for member in pcn.after)
    assert [one.key for one in preview.findings] == ["list-entry-vanished.dropped"]


USES = MAP.replace('until = "Until"', 'context = "Until"').replace(
    'categories = "Categories"', 'sunset_on = "Categories"'
)
"""The same columns, read as uses and as the day of sunset."""


def test_uses_relatives_and_the_day_of_sunset_are_read() -> None:
    text = USES.replace('element = "Element"', 'relatives = "Element"')
    row = changed(
        LEAD,
        Until="toy plasticised; childcare",
        Categories=dt.date(2025, 5, 1),
        Element=r"lead naphthen; \bplumbane",
    )
    (entry,) = loaded(read(row, text=text)).entries
    assert entry.context == (frozenset({"toy", "plasticised"}), frozenset({"childcare"}))
    assert entry.relatives == ("lead naphthen", r"\bplumbane")
    assert entry.sunset_on == dt.date(2025, 5, 1)


def test_a_use_that_no_declaration_can_tell_is_refused_in_its_cell() -> None:
    preview = read(TIN, changed(LEAD, Until="toys"), text=USES)
    assert errors(preview) == [(3, "Until", "list-word")]


def test_a_pattern_that_any_name_fits_is_refused_in_its_row() -> None:
    text = MAP.replace('element = "Element"', 'relatives = "Element"')
    preview = read(changed(TIN, Element=None), changed(LEAD, Element="x*"), text=text)
    assert [(row, key) for row, _, key in errors(preview)] == [(3, "list-data")]


def test_a_table_without_uses_keeps_the_bytes_that_it_had_before_they_were_known() -> None:
    edition = read(LEAD, TIN).edition
    assert edition is not None
    head = edition.files["entries.csv"].splitlines()[0].decode()
    assert head.endswith("article57,source,note")
    assert "relatives.csv" not in edition.files
