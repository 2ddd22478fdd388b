"""Columns of text that stand under one another, wide characters included."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

__all__ = ["table"]


def table(rows: Sequence[Sequence[str]], *, indent: str = "") -> str:
    """Left-aligned columns, one line for each row."""
    widths = [max(_width(row[place]) for row in rows) for place in range(len(rows[0]))]
    return "\n".join(
        (indent + "  ".join(_filled(cell, size) for cell, size in zip(row, widths, strict=True)))
        .rstrip()
        for row in rows
    )  # fmt: skip


def _width(text: str) -> int:
    """Columns that a terminal needs; East Asian wide characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _filled(text: str, size: int) -> str:
    return text + " " * (size - _width(text))
