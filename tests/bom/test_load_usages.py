"""Bills of materials: read from three formats, replaced by parent, cycles named."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from fractions import Fraction

import pytest
from sqlalchemy import select

from bom.errors import UnitMismatch, UnreadableTable
from bom.models import Usage
from bom.usages.load import load_usages
from bom.usages.table import BomTable, read_table
from bom.usages.units import conversion, unit_code
from engine.errors import CyclicStructure
from regulations.errors import InvalidQuantity

from .factories import Shelf, declaration

HEADER = "parent,parent_revision,child,child_revision,quantity,unit,manufacturer\n"


def stored(shelf: Shelf) -> list[tuple[str, str | None]]:
    with shelf.session() as session:
        found = session.execute(select(Usage.quantity, Usage.superseded_at).order_by(Usage.id))
        return [tuple(row) for row in found]


def table(rows: str) -> BomTable:
    return read_table((HEADER + rows).encode(), "bom.csv")


def workbook(cells: str) -> bytes:
    """The smallest XLSX: one sheet, inline strings and numbers, one date style."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/s.xml"/>'
        f'<Relationship Id="r2" Type="{office}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{main}"><cellXfs><xf numFmtId="0"/>'
        '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
        "xl/worksheets/s.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData>'
        "</worksheet>",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return packed.getvalue()


def cell(place: str, value: str | float, *, style: int = 0) -> str:
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{place}" s="{style}"><v>{value!r}</v></c>'


def sheet(quantity: float, *, style: int = 0) -> bytes:
    head = "".join(
        cell(f"{c}1", t) for c, t in zip("ABC", ("Parent", "CHILD", "quantity"), strict=True)
    )
    row = cell("A2", "P") + cell("B2", 4711.0) + cell("C2", quantity, style=style)
    return workbook(f'<row r="1">{head}</row><row r="2">{row}</row>')


def test_columns_are_found_whatever_their_case_and_the_rest_is_ignored_aloud() -> None:
    found = read_table(b"Child,QUANTITY,Parent,Note\nC,2,P,x\n", "b.csv")
    (line,) = found.lines
    assert (line.parent, line.child, line.quantity, line.unit) == ("P", "C", "2", "each")
    assert [(each.code, each.column) for each in found.findings] == [("unknown-column", "Note")]


def test_a_japanese_csv_is_read() -> None:
    content = (HEADER + "親,,子,,1,,\n").encode("cp932")
    (line,) = read_table(content, "b.csv").lines
    assert (line.parent, line.child) == ("親", "子")


def test_a_json_number_is_read_by_its_own_text() -> None:
    content = (
        b'[{"parent":"P","child":"C","quantity":1e-3,"unit":"m"},'
        b'{"parent":"P","child":"D","quantity":"0.25"}]'
    )
    found = read_table(content, "b.json")
    assert [line.quantity for line in found.lines] == ["0.001", "0.25"]


@pytest.mark.parametrize(("value", "text"), [(2.0, "2"), (0.1, "0.1"), (1250.5, "1250.5")])
def test_a_spreadsheet_number_is_what_was_typed(value: float, text: str) -> None:
    (line,) = read_table(sheet(value), "b.xlsx").lines
    assert (line.child, line.quantity) == ("4711", text)


def test_a_date_where_a_number_belongs_is_an_error() -> None:
    found = read_table(sheet(45000.0, style=1), "b.xlsx")
    assert found.lines == ()
    assert [(each.row, each.column, each.code) for each in found.findings] == [
        (2, "quantity", "invalid-quantity")
    ]
    assert str(dt.date(2023, 3, 15)) in found.findings[0].message


def test_a_float_without_a_plain_decimal_is_an_error() -> None:
    assert read_table(sheet(1e-07), "b.xlsx").lines == ()


@pytest.mark.parametrize("text", ["0", "-1", "1e3", "NaN", "INF", "１", "", "1,5"])
def test_a_quantity_must_be_a_plain_number_above_zero(text: str) -> None:
    found = table(f'P,,C,,"{text}",,')
    assert found.lines == ()
    assert found.refused_parents == {("P", "")}


@pytest.mark.parametrize(
    "content",
    [b"", b"a,b\n1,2\n", b"{}", b"[1]", b'[{"parent":["x"]}]', b"PK\x03\x04junk", b"[" * 9999],
)
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableTable):
        read_table(content, "b")


def test_loading_the_same_file_again_stores_nothing(shelf: Shelf) -> None:
    first = shelf.load("P,,C,,2,,", "P,,C,,2,,", "P,,D,,1,,")
    again = shelf.load("P,,C,,2,,", "P,,C,,2,,", "P,,D,,1,,")
    assert (first.added, first.superseded, first.unchanged) == (3, 0, 0)
    assert (again.added, again.superseded, again.unchanged) == (0, 0, 3)


def test_a_new_file_replaces_the_parents_that_it_names(shelf: Shelf) -> None:
    shelf.load("P,,C,,2,,", "Q,,C,,1,,")
    report = shelf.load("P,,C,,3,,")
    assert (report.added, report.superseded) == (1, 1)
    assert [(quantity, at is None) for quantity, at in stored(shelf)] == [
        ("2", False),
        ("1", True),
        ("3", True),
    ]


def test_a_parent_with_a_refused_row_keeps_what_it_had(shelf: Shelf) -> None:
    shelf.load("P,,C,,2,,")
    report = shelf.load("P,,C,,9,,", "P,,D,,-1,,", "Q,,C,,1,,")
    assert report.is_refused
    assert report.refused_parents == (("P", ""),)
    assert [quantity for quantity, _ in stored(shelf)] == ["2", "1"]


def test_a_row_without_a_parent_refuses_the_file(shelf: Shelf) -> None:
    report = shelf.load("P,,C,,2,,", ",,D,,1,,")
    assert report.is_refused
    assert stored(shelf) == []


def test_a_cycle_is_refused_with_its_part_numbers_and_nothing_is_stored(shelf: Shelf) -> None:
    shelf.load("A,,B,,1,,", "B,,C,,1,,")
    with pytest.raises(CyclicStructure) as refused:
        shelf.load("C,,A,,1,,")
    named = refused.value.message.split(": ")[1].split(" → ")
    assert named[0] == named[-1]
    assert set(named) == {"A", "B", "C"}
    assert len(stored(shelf)) == 2


def test_a_part_of_the_same_number_by_another_maker_is_no_cycle(shelf: Shelf) -> None:
    assert shelf.load("100,,100,,1,,Bosch").added == 1


def test_another_dimension_is_refused_with_both_named(shelf: Shelf) -> None:
    shelf.put(declaration("Wire", unit_type="m"))
    report = shelf.load("P,,Wire,,2,kg,")
    (finding,) = report.findings
    assert (finding.code, finding.row, finding.column) == ("unit-mismatch", 2, "unit")
    assert "“kg”" in finding.message
    assert "“m”" in finding.message
    assert stored(shelf) == []


def test_our_own_assemblies_are_counted_in_pieces_from_the_first_file_on(shelf: Shelf) -> None:
    report = shelf.load("TOP,,SUB,,2,kg,", "SUB,,C,,1,,")
    assert report.refused_parents == (("TOP", ""),)
    assert report.added == 1


def test_while_one_candidate_fits_the_unit_the_line_is_taken(shelf: Shelf) -> None:
    shelf.put(declaration("W", unit_type="m"), declaration("W", name="Other"))
    assert shelf.load("P,,W,,2,cm,").added == 1
    assert shelf.load("Q,,W,,2,kg,").is_refused


def test_an_unknown_unit_is_refused() -> None:
    assert [each.code for each in table("P,,C,,1,furlong,").findings] == ["unknown-unit"]


@pytest.mark.parametrize(
    ("used", "declared", "factor"),
    [
        ("cm", "m", Fraction(1, 100)),
        ("kg", "g", Fraction(1000)),
        ("l", "cm^3", Fraction(1000)),
        ("mm^2", "m^2", Fraction(1, 10**6)),
        ("each", "each", Fraction(1)),
    ],
)
def test_units_convert_exactly(used: str, declared: str, factor: Fraction) -> None:
    assert conversion(used, declared) == factor


@pytest.mark.parametrize(
    ("used", "declared"), [("each", "m"), ("m", "m^2"), ("g", "each"), ("m", "bag")]
)
def test_units_of_different_dimensions_do_not_convert(used: str, declared: str) -> None:
    with pytest.raises(UnitMismatch):
        conversion(used, declared)


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "each"), ("PCS", "each"), ("m²", "m^2"), ("㎏", "kg"), ("µg", "ug"), ("M2", "m^2")],
)
def test_units_are_read_as_people_write_them(text: str, code: str) -> None:
    assert unit_code(text) == code


def test_a_unit_nobody_knows_is_refused() -> None:
    with pytest.raises(InvalidQuantity):
        unit_code("bag")


def test_an_empty_table_changes_nothing(shelf: Shelf) -> None:
    assert load_usages(shelf.database.writers, table("")).added == 0
