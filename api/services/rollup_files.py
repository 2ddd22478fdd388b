"""A rollup as a table for people: one row for each substance at each place."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Final

from api.wire.body import Json
from api.workbook import Sheet, workbook

__all__ = ["MEDIA_TYPES", "RollupForm", "rollup_file"]

_Row = tuple[str, ...]
_HEAD: Final = (
    "id", "id_type", "name", "lists", "mass_mg", "ppm_of_product", "path", "count",
    "mass_mg_here", "ppm_of_material", "ppm_of_article",
)  # fmt: skip
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


class RollupForm(StrEnum):
    """In which form a rollup is given."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


MEDIA_TYPES: Final = {
    RollupForm.JSON: "application/json",
    RollupForm.CSV: "text/csv; charset=utf-8",
    RollupForm.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def rollup_file(body: Json, form: RollupForm) -> bytes:
    """The table as bytes.

    Args:
        body: as `api.wire.rollup.rollup_json` makes it.
        form: CSV or XLSX.
    """
    rows = list(_rows(body))
    return _csv(rows) if form is RollupForm.CSV else _xlsx(body, rows)


def _rows(body: Json) -> Iterator[_Row]:
    """Substances first, then the elements, whose masses count the same atoms once more."""
    for one in (*body["substances"], *body["elements"]):
        own = (
            _text(one["id"]),
            one["id_type"],
            _text(one.get("name")),
            " ".join(one.get("lists", ())),
            _text(one["mass_mg"]),
            _text(one.get("ppm_of_product")),
        )
        for place in one["locations"]:
            yield (
                *own,
                " › ".join(place["path"]),
                *(
                    _text(place.get(key))
                    for key in ("count", "mass_mg", "ppm_of_material", "ppm_of_article")
                ),
            )


def _csv(rows: Sequence[_Row]) -> bytes:
    """With a byte order mark, or a spreadsheet reads UTF-8 as something else."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(_HEAD)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    """A part named `=cmd()` must not be run by who opens the file.

    Source:
        OWASP, “CSV Injection”.
    """
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _xlsx(body: Json, rows: Sequence[_Row]) -> bytes:
    about = [(key, _text(value)) for key, value in body["part"].items()]
    about += [(key, _text(body[key])) for key in ("mass_mg", "undeclared_mass_mg", "hash")]
    return workbook(Sheet("rollup", _HEAD, rows), Sheet("part", ("field", "value"), about))


def _text(value: str | None) -> str:
    return value or ""
