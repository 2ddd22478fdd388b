"""Full-material sheets of vendors, in CSV or XLSX: one declaration for each part number.

A row is one substance in one homogeneous material of one part. Masses are those of one part, or of
one component where a count is mapped. Silence is vouched for only where the column map says that
the sheet is a full material declaration.

Source:
    Our format, documented in `docs/material-sheets.md`; the columns are those of published sheets
    of Bourns, Lattice, Pericom and others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, TypeVar

from bom.exchange.errors import Refused
from bom.exchange.findings import found
from bom.exchange.sheet_rows import Sheet, SheetRow
from bom.exchange.workbook import Kind
from chemsherpa.amounts import Written, mass_of, percent_of, units_of
from chemsherpa.checks.composition import check_composition
from chemsherpa.checks.rules import USUAL, ContentRules
from chemsherpa.days import told_day
from chemsherpa.document import (
    BusinessInfo,
    Company,
    Composition,
    Contact,
    Declaration,
    EntryRef,
    Exemption,
    ExemptionSet,
    ListRef,
    Main,
    Mass,
    Material,
    Part,
    Product,
    ProductComment,
    ProductId,
    Response,
    Scheme,
    Share,
    Substance,
)
from chemsherpa.findings import Finding
from chemsherpa.formats import Told

__all__ = ["read_sheet"]

_Fact = TypeVar("_Fact", str, Mass | None)
_ONE: Final = "1"
_ANNEX: Final = ListRef("EU-RoHS-AnnexIII", "", "")


@dataclass(slots=True)
class _Material:
    """A material while its rows are being collected."""

    line: int
    name: str
    code: str = ""
    mass: Mass | None = None
    substances: list[Substance] = field(default_factory=list)

    def made(self) -> Material:
        return Material(
            name=self.name,
            material_id=EntryRef(None, self.code) if self.code else None,
            mass=self.mass,
            substances=tuple(self.substances),
            line=self.line,
        )


@dataclass(slots=True)
class _Component:
    """A component, or the part itself where its materials stand in no component."""

    line: int
    count: str = ""
    materials: dict[str, _Material] = field(default_factory=dict)


@dataclass(slots=True)
class _Part:
    """A part while its rows are being collected."""

    line: int
    number: str
    revision: str
    manufacturer: str
    name: str = ""
    mass: Mass | None = None
    components: dict[str, _Component] = field(default_factory=dict)
    told: list[Finding] = field(default_factory=list)


def read_sheet(sheet: Sheet, rules: ContentRules = USUAL) -> tuple[Told, ...]:
    """The declarations of a sheet, in the order in which their parts appear.

    Raises:
        Refused: `sheet-row`, `sheet-cell`, `sheet-contradiction`, `sheet-empty`, `value-…`.
    """
    parts: dict[tuple[str, str, str], _Part] = {}
    for row in sheet.rows:
        _take(parts, row)
    if not parts:
        raise Refused("sheet-empty")
    told = []
    for at, part in enumerate(parts.values()):
        notices = list(sheet.notices) if at == 0 else []
        declaration = _declaration(part, sheet, notices)
        told.append((declaration, (*notices, *part.told, *check_composition(declaration, rules))))
    return tuple(told)


def _take(parts: dict[tuple[str, str, str], _Part], row: SheetRow) -> None:
    key = row.text("part_number"), row.text("revision"), row.text("manufacturer")
    name = row.text("material")
    if not key[0] or not name:
        missing = "part_number" if not key[0] else "material"
        raise Refused("sheet-row", where=row.where(missing), line=row.number)
    part = parts.setdefault(key, _Part(row.number, *key))
    part.name = _once(part.name, row.text("part_name"), row, "part_name")
    part.mass = _once(part.mass, _mass(row, "part_mass"), row, "part_mass")
    held = part.components.setdefault(row.text("component"), _Component(row.number))
    held.count = _once(held.count, _count(row), row, "count")
    material = held.materials.setdefault(name, _Material(row.number, name))
    material.mass = _once(material.mass, _mass(row, "material_mass"), row, "material_mass")
    material.code = _once(material.code, row.text("material_code"), row, "material_code")
    substance = _substance(row, part.told)
    if substance is not None:
        material.substances.append(substance)


def _once(known: _Fact, told: _Fact, row: SheetRow, name: str) -> _Fact:
    """A fact that several rows repeat; empty cells repeat it silently."""
    if not told or told == known:
        return known
    if known:
        raise row.refused("sheet-contradiction", name)
    return told


def _mass(row: SheetRow, name: str) -> Mass | None:
    number = row.number_of(name)
    return None if number is None else mass_of(number, row.columns.columns[name].unit)


def _count(row: SheetRow) -> str:
    number = row.number_of("count")
    return "" if number is None else units_of(number)


def _substance(row: SheetRow, told: list[Finding]) -> Substance | None:
    number, name = _cas(row, told), row.text("substance")
    if not number and not name and not row.cell("cas").text:
        return None
    exemption = row.text("exemption")
    return Substance(
        name=name,
        ids=(EntryRef(None, number),) if number else (),
        mass=_mass(row, "substance_mass"),
        share=_share(row),
        exemption_sets=(_claim(exemption, row.number),) if exemption else (),
        line=row.number,
    )


def _cas(row: SheetRow, told: list[Finding]) -> str:
    """The number as typed; a date or a number is an error and no identifier, never a guess."""
    cell = row.cell("cas")
    if cell.kind is Kind.TEXT:
        return cell.text
    told.append(found("cas-changed", row.where("cas"), row.number, cell=cell.text))
    return ""


def _share(row: SheetRow) -> Share | None:
    """The share of the material.

    Raises:
        Refused: `sheet-contradiction`: percent and ppm are both written and differ.
    """
    percent, ppm = row.number_of("percent"), row.number_of("ppm")
    shares = [*_shares(percent, "percent"), *_shares(ppm, "ppm")]
    if len({each.percent.rstrip("0").rstrip(".") for each in shares}) > 1:
        raise row.refused("sheet-contradiction", "ppm")
    return shares[0] if shares else None


def _shares(number: Written | None, unit: str) -> Iterator[Share]:
    if number is not None:
        yield percent_of(number, unit)


def _claim(index: str, line: int) -> ExemptionSet:
    return ExemptionSet(_ANNEX, (Exemption("", index, "", line),))


def _declaration(part: _Part, sheet: Sheet, told: list[Finding]) -> Declaration:
    columns = sheet.columns
    manufacturer = part.manufacturer or columns.manufacturer
    materials = part.components.get("")
    composition = Composition(
        is_full=True if columns.full_material else None,
        parts=tuple(_inner(name, each) for name, each in part.components.items() if name),
        materials=tuple(each.made() for each in materials.materials.values()) if materials else (),
    )
    product = Product(
        unit_type="each",
        ids=(
            ProductId(
                name=part.name, identifier=part.number, version=part.revision, mass=part.mass
            ),
        ),
        composition=composition,
        told=ProductComment(manufacturer=manufacturer),
        line=part.line,
    )
    business = BusinessInfo("Distribution", response=_response(sheet, manufacturer, told))
    return Declaration(
        Scheme.MATERIAL_SHEET, Main(schema_version="", business=business, products=(product,))
    )


def _inner(name: str, component: _Component) -> Part:
    return Part(
        number_of_units=component.count or _ONE,
        product_id=ProductId(name=name),
        materials=tuple(each.made() for each in component.materials.values()),
        line=component.line,
    )


def _response(sheet: Sheet, manufacturer: str, told: list[Finding]) -> Response | None:
    if not sheet.columns.date:
        told.append(found("sheet-undated"))
        return None
    nobody = Contact(name="", title="", email="", phone="")
    return Response(
        date=told_day(sheet.columns.date, "column map", None, told),
        authorizer=nobody,
        contact=nobody,
        company_info=Company(manufacturer),
    )
