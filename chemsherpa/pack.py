"""Several declarations in one `.shai` or `.shci` file: a plain archive, always the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from chemsherpa.document import Declaration, Scheme
from chemsherpa.writer import Mode, write

__all__ = ["MOST_PRODUCTS", "member_name", "pack"]

MOST_PRODUCTS: Final = 100
"""Of one archive.

Source:
    chemSHERPA: at most 100 XML files in one file; more products make several files.
"""

_PREFIXES: Final = {Scheme.CHEMSHERPA_AI: "SHAI", Scheme.CHEMSHERPA_CI: "SHCI"}
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]+", re.ASCII)
# No clock: the same declarations give the same archive. 1980 is the format's first year.
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
_READABLE_FILE: Final = 0o100644 << 16


def pack(
    declarations: Sequence[Declaration], *, stamp: datetime, mode: Mode = Mode.HONEST
) -> tuple[bytes, ...]:
    """The declarations in archives of at most `MOST_PRODUCTS` each, in the order given.

    Args:
        declarations: one or more.
        stamp: the time that the members' names carry, the same for all of one export.
        mode: under whose name they are written.
    """
    chunks = (
        declarations[start : start + MOST_PRODUCTS]
        for start in range(0, len(declarations), MOST_PRODUCTS)
    )
    return tuple(
        _archive(
            (member_name(each, number, stamp=stamp), write(each, mode=mode))
            for number, each in enumerate(chunk, 1)
        )
        for chunk in chunks
    )


def member_name(declaration: Declaration, number: int, *, stamp: datetime) -> str:
    """`SHAI_{time}_{product identifier}_{number}.xml`, in characters that every archiver keeps.

    Source:
        Names of the official tool's files; readers take the identifier from the XML, never from
        the name, so a replaced character loses nothing.
    """
    prefix = _PREFIXES.get(declaration.scheme, "IEC62474")
    identifier = _UNSAFE.sub("-", declaration.part_number)[:100] or "product"
    return f"{prefix}_{stamp:%Y%m%d%H%M%S}_{identifier}_{number:03}.xml"


def _archive(members: Iterable[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            about = zipfile.ZipInfo(name, _NO_TIME)
            about.external_attr = _READABLE_FILE
            archive.writestr(about, data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
