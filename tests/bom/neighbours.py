"""Files in neighbouring formats, read as an import reads them."""

from __future__ import annotations

from pathlib import Path

from bom.exchange import formats
from bom.exchange.sheet_columns import SheetColumns
from chemsherpa import Reading, read
from chemsherpa.document import Declaration

EXCHANGE = Path(__file__).resolve().parents[2] / "fixtures" / "exchange"


def fixture(name: str) -> bytes:
    return (EXCHANGE / name).read_bytes()


def altered(name: str, old: str, new: str) -> bytes:
    text = fixture(name).decode()
    assert old in text, old
    return text.replace(old, new, 1).encode()


def readings(
    data: bytes, name: str = "file", columns: SheetColumns | None = None
) -> tuple[Reading, ...]:
    return read(data, name, formats=formats(columns)).members


def declared(data: bytes) -> Declaration:
    (one,) = readings(data)
    assert one.document is not None, [finding.message for finding in one.findings]
    return one.document


def codes(data: bytes) -> list[str]:
    return [finding.code for one in readings(data) for finding in one.findings]


def refusal(data: bytes, columns: SheetColumns | None = None) -> tuple[str, int | None]:
    (one,) = readings(data, columns=columns)
    assert one.document is None
    (finding,) = one.findings
    return finding.key, finding.line
