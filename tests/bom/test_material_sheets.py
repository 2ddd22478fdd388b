"""Vendors' sheets: read by plain headers or by a map; what a spreadsheet changed is no number."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from bom.exchange.errors import Refused
from bom.exchange.sheet_columns import SheetColumns, read_columns
from chemsherpa import Scheme
from chemsherpa.document import Mass, Share

from .neighbours import altered, fixture, readings, refusal

SHEET = "material-sheet.csv"
HEADER = "Part Number,Material,Material Mass (mg),Substance,CAS No.,% of material\n"
ROW = "P,Brass,5,Lead,7439-92-1,2.5\n"


def vendor_columns() -> SheetColumns:
    return read_columns(fixture("vendor-columns.toml"))


def workbook(rows: list[list[Any]], *, formats: dict[tuple[int, int], str] | None = None) -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for at, row in enumerate(rows):
            for place, value in enumerate(row):
                style = (formats or {}).get((at, place))
                made = book.add_format({"num_format": style}) if style else None
                if isinstance(value, dt.date):
                    page.write_datetime(at, place, value, made)  # type: ignore[arg-type]
                else:
                    page.write(at, place, value, made)
    return held.getvalue()


def cells(text: str = HEADER + ROW) -> list[list[Any]]:
    return [list(line.split(",")) for line in text.splitlines()]


def test_each_part_number_is_a_declaration() -> None:
    resistor, capacitor = readings(fixture(SHEET), "sheet.csv")
    assert resistor.document is not None
    assert capacitor.document is not None
    assert (resistor.member_name, capacitor.member_name) == ("sheet.csv", "sheet.csv#2")
    assert resistor.document.scheme is Scheme.MATERIAL_SHEET
    assert (resistor.document.part_number, resistor.document.manufacturer) == (
        "R-100",
        "Tsukuyomi Devices",
    )
    assert resistor.document.mass == Mass("8", "mg")
    element, body = resistor.document.parts
    (glass,) = element.materials
    assert (element.name, glass.name, glass.mass) == ("Element", "Lead glass", Mass("0.5", "mg"))
    lead, _ = glass.substances
    assert (lead.identity, lead.share, lead.line) == ("1317-36-8", Share("40"), 2)
    assert [claim.reg_index for claim in lead.exemptions] == ["7(c)-I"]
    assert body.materials[0].name == "Alumina"
    (ceramic,) = capacitor.document.materials
    assert [one.identity for one in ceramic.substances] == ["12047-27-7", ""]


def test_a_sheet_is_no_full_material_declaration_unless_its_map_says_so() -> None:
    for one in readings(fixture(SHEET)):
        assert one.document is not None
        assert one.document.declared.full_material is None
    (mapped,) = readings(fixture("vendor-sheet.csv"), columns=vendor_columns())
    assert mapped.document is not None
    assert mapped.document.declared.full_material is True


def test_a_map_says_what_headers_leave_open() -> None:
    (one,) = readings(fixture("vendor-sheet.csv"), columns=vendor_columns())
    found = one.document
    assert found is not None
    assert found.response is not None
    assert (found.part_number, found.manufacturer, found.response.date) == (
        "TR-5",
        "Tsukuyomi Devices",
        "2023-02-01",
    )
    frame, die = found.materials
    assert [share and share.percent for share in (one.share for one in frame.substances)] == [
        "99.97",
        "0.03",
    ]
    assert die.mass == Mass("0.5", "mg")
    assert [finding.code for finding in one.findings] == []


def test_without_its_map_that_sheet_is_no_declaration() -> None:
    assert refusal(fixture("vendor-sheet.csv"))[0] == "not-a-declaration.bytes"


@pytest.mark.parametrize(
    ("header", "key"),
    [
        (HEADER.replace("% of material", "%"), "sheet-ambiguous.columns"),
        (HEADER.replace("% of material", "ppm"), "sheet-ambiguous.columns"),
        (HEADER.replace("Material Mass (mg)", "Material Mass"), "sheet-ambiguous.columns"),
        (HEADER.replace("Material Mass (mg)", "Qty"), "sheet-ambiguous.columns"),
        (HEADER.replace("Substance", "Material Name"), "sheet-ambiguous.columns"),
        (HEADER.replace("% of material", "Comment"), "sheet-ambiguous.amount"),
    ],
)
def test_a_header_that_leaves_something_open_is_refused(header: str, key: str) -> None:
    assert refusal((header + ROW).encode())[0] == key


def test_the_doubtful_columns_are_named() -> None:
    doubtful = HEADER.replace("% of material", "Conc.").replace("Substance", "Content")
    assert "Content" in readings((doubtful + ROW).encode())[0].findings[0].message


@pytest.mark.parametrize(
    ("row", "key"),
    [
        (",Brass,5,Lead,7439-92-1,2.5\n", "sheet-row"),
        ("P,,5,Lead,7439-92-1,2.5\n", "sheet-row"),
        ("P,Brass,5,Lead,7439-92-1,2.5 %\n", "value-percent"),
        ("P,Brass,5 mg,Lead,7439-92-1,2.5\n", "value-mass"),
        ('P,Brass,5,Lead,7439-92-1,"2,5"\n', "value-percent"),
        (ROW + "P,Brass,6,Zinc,7440-66-6,3\n", "sheet-contradiction"),
        ("", "sheet-empty"),
    ],
)
def test_what_would_be_a_guess_refuses_the_sheet(row: str, key: str) -> None:
    assert refusal((HEADER + row).encode())[0] == key


def test_other_columns_are_named_and_left_out() -> None:
    noted = HEADER.replace("\n", ",Colour\n") + ROW.replace("\n", ",red\n")
    (one,) = readings(noted.encode())
    assert [finding.code for finding in one.findings] == ["unknown-column", "sheet-undated"]


def test_shift_jis_and_japanese_headers_are_read() -> None:
    text = "型番,材料,物質名,CAS番号,材料中含有率\nX-1,黄銅,鉛,7439-92-1,2.5\n"
    (one,) = readings(text.encode("cp932"))
    assert one.document is not None
    assert one.document.materials[0].name == "黄銅"


def test_a_workbook_reads_like_the_text_it_was_typed_as() -> None:
    rows = cells(HEADER + "P,Brass,17.4,Lead,7439-92-1,2.5\n")
    rows[1][2], rows[1][5] = 17.4, 2.5
    (sheet,), (text,) = (
        readings(workbook(rows)),
        readings((HEADER + "P,Brass,17.4,Lead,7439-92-1,2.5\n").encode()),
    )
    assert sheet.document is not None
    assert sheet.document == text.document


def test_a_cell_that_shows_fifteen_percent_and_holds_a_fraction_is_refused() -> None:
    rows = cells()
    rows[1][5] = 0.15
    for style in ("0%", "0.00%", '0.0"x"%'):
        assert refusal(workbook(rows, formats={(1, 5): style}))[0] == "sheet-cell.percentage"


@pytest.mark.parametrize(("place", "key"), [(0, "sheet-cell.changed"), (5, "sheet-cell.changed")])
def test_a_date_where_a_text_or_number_belongs_is_refused(place: int, key: str) -> None:
    rows = cells()
    rows[1][place] = dt.date(2024, 2, 1)
    assert refusal(workbook(rows, formats={(1, place): "yyyy-mm-dd"}))[0] == key


@pytest.mark.parametrize("value", [dt.date(7439, 2, 1), 7439921.0])
def test_a_cas_number_that_became_a_date_or_number_is_an_error_and_no_guess(value: Any) -> None:
    rows = cells()
    rows[1][4] = value
    style = {(1, 4): "yyyy-mm-dd"} if isinstance(value, dt.date) else {}
    (one,) = readings(workbook(rows, formats=style))
    assert one.document is not None
    assert one.document.materials[0].substances[0].ids == ()
    assert "cas-changed" in [finding.code for finding in one.findings]


def test_two_distant_cells_cost_no_memory() -> None:
    rows = cells()
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
        page.write(1_048_575, 0, "x")
    assert refusal(held.getvalue())[0] == "sheet-row"


def test_another_workbook_is_an_office_document_as_before() -> None:
    assert refusal(workbook([["Name", "Phone"], ["A", "1"]]))[0] == "not-a-declaration.office"


def test_a_conflict_minerals_workbook_is_refused_with_advice() -> None:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        for name in ("Revision", "Declaration", "Smelter List", "Product List"):
            book.add_worksheet(name)
    assert refusal(held.getvalue())[0] == "not-a-declaration.conflict-minerals"


def test_a_jama_sheet_is_refused_with_advice() -> None:
    (one,) = readings(fixture("jama.csv"))
    (finding,) = one.findings
    assert finding.key == "not-a-declaration.jama"
    assert "chemSHERPA-AI" in finding.hint


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('part_number = "Item"\n', "", "column-map.missing"),
        ('ppm = "ppm"\n', "", "column-map.missing"),
        ('unit = "mg" }\nmaterial =', 'unit = "lb" }\nmaterial =', "column-map.unit"),
        ('cas = "Number"', 'casno = "Number"', "column-map.word"),
        ("full_material = true", 'full_material = "yes"', "column-map.word"),
        ("[columns]", "[columns", "column-map.toml"),
    ],
)
def test_a_map_with_a_slip_is_refused(old: str, new: str, key: str) -> None:
    with pytest.raises(Refused) as refused:
        read_columns(altered("vendor-columns.toml", old, new))
    assert refused.value.finding.key == key


def test_a_map_that_does_not_fit_names_the_missing_columns() -> None:
    other = altered("vendor-sheet.csv", "Chemical", "Chemistry")
    (one,) = readings(other, columns=vendor_columns())
    assert one.findings[0].message == "the header row does not hold: Chemical"


def test_published_sheets_written_as_tables_are_read_whole(shared: Path) -> None:
    samples = sorted((shared / "samples" / "fmd").glob("*.json"))
    assert len(samples) >= 10
    for sample in samples:
        sheet = json.loads(sample.read_text(encoding="utf-8"), parse_float=str, parse_int=str)
        table = io.StringIO()
        write = csv.writer(table)
        write.writerow(cells()[0])
        for material in sheet["materials"]:
            mass = material["mass_mg"] or ""
            for one in material["substances"]:
                row = [sheet["id"], material["name"], mass, one["name"], one["cas"] or ""]
                write.writerow([*row, one["pct"] if one["pct"] is not None else ""])
        found = readings(table.getvalue().encode())[0].document
        assert found is not None, sample.name
        read = {
            (material.name, one.name): one.share and one.share.percent
            for material in found.materials
            for one in material.substances
        }
        assert read == {
            (material["name"], one["name"]): one["pct"]
            for material in sheet["materials"]
            for one in material["substances"]
        }, sample.name
