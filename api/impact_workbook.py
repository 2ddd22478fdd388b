"""The impact of a list as a workbook: what a team sends around before it publishes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from api.errors import OutputRefused
from api.wire.body import Json
from api.workbook import Row, Sheet, workbook

__all__ = ["impact_workbook", "write_impact"]

_CONSEQUENCES: Final = ("newly_affected", "newly_not_covered", "improved", "unchanged")
_PART: Final = ("part_number", "revision", "manufacturer", "name")


def impact_workbook(body: Json) -> bytes:
    """Four sheets from the body of `lists impact --json`."""
    return workbook(
        Sheet("summary", ("", ""), _summary(body)),
        Sheet(
            "parts",
            (*_PART, "consequence", "before", "after", "entries", "outcome", "path"),
            map(_part, body["rows"]),
        ),
        Sheet("suppliers", ("supplier", *_CONSEQUENCES), map(_supplier, body["suppliers"])),
        Sheet("products", (*_PART, "consequence"), map(_product, body["products"])),
    )


def write_impact(path: Path, body: Json) -> None:
    """Write the workbook.

    Raises:
        OutputRefused: the file cannot be written.
    """
    try:
        path.write_bytes(impact_workbook(body))
    except OSError as wrong:
        told = wrong.strerror or type(wrong).__name__
        raise OutputRefused(f"{path} cannot be written: {told}") from wrong


def _summary(body: Json) -> Iterator[Row]:
    yield "list", body["list"]
    yield "from", f"{body['from']} ({body['as_of']['before']})"
    yield "to", f"{body['to']} ({body['as_of']['after']})"
    yield "known at", body["known_at"] or ""
    yield "parts", body["parts"]
    yield from body["counts"].items()
    for one in body["entries"]:
        yield f"{one['consequence']}: {one['list']} {one['entry']} {one['name']}", one["parts"]


def _supplier(row: Json) -> Row:
    return row["supplier"], *(row[word] for word in _CONSEQUENCES)


def _product(row: Json) -> Row:
    return tuple(row[key] for key in (*_PART, "consequence"))


def _part(row: Json) -> Row:
    case = row["case"]
    return (
        *(row[key] for key in _PART),
        row["consequence"],
        "; ".join(f"{name}: {status}" for name, status in row["before"].items()),
        "; ".join(f"{name}: {status}" for name, status in row["after"].items()),
        "; ".join(f"{one['list']} {one['entry']}" for one in row["entries"]),
        case["outcome"] if case else "",
        " › ".join(case["path"]) if case else "",
    )
