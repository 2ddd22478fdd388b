"""Which column of a vendor's sheet means what: by a map that somebody wrote, or by plain words.

A header decides what a number is a share of; one that leaves that open is refused with the columns
named, never read by what is usual.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeVar

from bom.exchange.errors import Refused

__all__ = ["AMOUNTS", "NAMES", "Column", "SheetColumns", "named_by", "read_columns"]

NAMES: Final = (
    "part_number", "part_name", "revision", "manufacturer", "part_mass", "component", "count",
    "material", "material_code", "material_mass", "substance", "cas",
    "percent", "ppm", "substance_mass", "exemption",
)  # fmt: skip
"""Every column that a sheet may have."""

AMOUNTS: Final = ("percent", "ppm", "substance_mass")
_MASSES: Final = ("part_mass", "material_mass", "substance_mass")
_NEEDED: Final = ("part_number", "material", "cas")
_UNITS: Final = {"mg": "mg", "g": "g", "kg": "kg", "ug": "ug", "μg": "ug"}
_UNIT: Final = re.compile(r"[(\[]\s*(?P<unit>[^()\[\]]{1,12})\s*[)\]]\s*$")
_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "part_number": (
        "part number", "part no", "part no.", "mpn", "manufacturer part number", "品番", "型番",
    ),
    "part_name": ("part name", "part description", "品名"),
    "revision": ("revision", "part revision"),
    "manufacturer": ("manufacturer", "manufacturer name", "メーカー", "製造者"),
    "part_mass": ("part mass", "part weight", "unit weight", "total mass", "製品質量"),
    "component": ("component", "component name", "sub-part", "construction element", "構成部品"),
    "material": (
        "material", "material name", "homogeneous material", "homogeneous material name",
        "材料", "均質材料",
    ),
    "material_mass": ("material mass", "material weight", "homogeneous material mass", "材料質量"),
    "substance": ("substance", "substance name", "化学物質名", "物質名"),
    "cas": ("cas", "cas no", "cas no.", "cas number", "cas rn", "cas番号"),
    "percent": (
        "% of material", "% in material", "percent of material", "mass % of material",
        "材料中含有率",
    ),
    "ppm": ("ppm of material", "ppm in material"),
    "substance_mass": ("substance mass", "substance weight", "物質質量"),
    "exemption": ("rohs exemption", "rohs exemptions", "eu rohs exemption"),
}  # fmt: skip
_OPEN: Final = frozenset(
    {
        "%", "ppm", "percent", "percentage", "concentration", "content", "mass %", "wt%",
        "weight %", "mass", "weight", "qty", "quantity", "count", "pieces", "pcs",
        "含有率", "含有量", "濃度", "質量", "重量", "員数", "数量",
    }
)  # fmt: skip
"""Words that say a number without saying of what; a map has to."""

_NOT_UNLESS_STATED: Final[bool] = False
_TOP: Final = frozenset({"columns", "sheet"})
_SHEET: Final = frozenset({"name", "header_row", "full_material", "date", "manufacturer"})


_Value = TypeVar("_Value", str, int, bool)


@dataclass(frozen=True, slots=True)
class Column:
    """One column by the words of its header; `unit` of the masses in it, "" for others."""

    header: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class SheetColumns:
    """A column map.

    Attributes:
        columns: by name, one of `part_number`, `material`, `cas` …
        sheet: of a workbook, "" for the first.
        header_row: as people count; 0 to look for it.
        full_material: the vendor states that nothing is left out. Never by default.
        date: ISO day of the statement, "" when not told.
    """

    columns: Mapping[str, Column] = field(default_factory=dict)
    sheet: str = ""
    header_row: int = 0
    full_material: bool = False
    date: str = ""
    manufacturer: str = ""


def read_columns(content: bytes) -> SheetColumns:
    """A column map in TOML; its words are those of `docs/material-sheets.md`.

    Raises:
        Refused: `column-map`: no TOML, or a word that is not known.
    """
    try:
        told = tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise Refused("column-map.toml", detail=str(wrong)) from wrong
    columns, sheet = told.get("columns", {}), told.get("sheet", {})
    if not isinstance(columns, dict) or not isinstance(sheet, dict):
        raise Refused("column-map.word", word="columns, sheet")
    unknown = [*(set(told) - _TOP), *(set(columns) - set(NAMES)), *(set(sheet) - _SHEET)]
    if unknown:
        raise Refused("column-map.word", word=min(unknown))
    read = {name: _mapped(name, value) for name, value in columns.items()}
    missing = [name for name in ("part_number", "material") if name not in read]
    if missing or not any(name in read for name in AMOUNTS):
        raise Refused("column-map.missing", columns=", ".join(missing or AMOUNTS))
    return SheetColumns(
        columns=read,
        sheet=_typed(sheet, "name", ""),
        header_row=_typed(sheet, "header_row", 1),
        full_material=_typed(sheet, "full_material", _NOT_UNLESS_STATED),
        date=str(sheet.get("date", "")),
        manufacturer=_typed(sheet, "manufacturer", ""),
    )


def _mapped(name: str, value: object) -> Column:
    table = {"header": value} if isinstance(value, str) else value
    if not isinstance(table, dict) or set(table) - {"header", "unit"}:
        raise Refused("column-map.word", word=name)
    header, unit = table.get("header"), table.get("unit", "")
    if not isinstance(header, str) or not isinstance(unit, str):
        raise Refused("column-map.word", word=name)
    if name in _MASSES and unit not in _UNITS:
        raise Refused("column-map.unit", word=name)
    return Column(header, _UNITS.get(unit, ""))


def _typed(table: Mapping[str, Any], name: str, default: _Value) -> _Value:
    value = table.get(name, default)
    if type(value) is not type(default):
        raise Refused("column-map.word", word=name)
    return value


def named_by(header: Sequence[str]) -> SheetColumns | None:
    """The map that a header row speaks for itself, None where it is no header of ours.

    Raises:
        Refused: `sheet-ambiguous`: two columns for one thing, a number of nobody says what, or no
            amount at all.
    """
    found: dict[str, Column] = {}
    twice: list[str] = []
    for text in header:
        name, unit = _name_of(text)
        if not name:
            continue
        if name in found:
            twice += [found[name].header, text]
        found[name] = Column(text, unit)
    if any(name not in found for name in _NEEDED):
        return None
    vague = [text for text in header if _words(text)[0] in _OPEN]
    no_unit = [found[name].header for name in _MASSES if name in found and not found[name].unit]
    doubtful = list(dict.fromkeys([*twice, *vague, *no_unit]))
    if doubtful:
        raise Refused("sheet-ambiguous.columns", columns=", ".join(doubtful))
    if not any(name in found for name in AMOUNTS):
        raise Refused("sheet-ambiguous.amount", columns=", ".join(AMOUNTS))
    return replace(SheetColumns(), columns=found)


def _name_of(text: str) -> tuple[str, str]:
    words, unit = _words(text)
    for name, known in _WORDS.items():
        if words in known:
            return name, unit
    return "", ""


def _words(text: str) -> tuple[str, str]:
    """A header's words, plainly written, and the unit in brackets behind them."""
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    match = _UNIT.search(plain)
    unit = _UNITS.get(match["unit"].strip(), "") if match else ""
    if match and unit:
        plain = plain[: match.start()]
    return " ".join(plain.replace("_", " ").split()), unit
