"""What this package finds in what somebody sends; its sentences stand in `texts/*.toml`."""

from __future__ import annotations

from dataclasses import dataclass

from chemsherpa.findings import Finding
from regulations.sentences import Saying, named

__all__ = ["RowFinding", "found", "found_in_row"]

_PACKAGE = "bom"


@dataclass(frozen=True, slots=True)
class RowFinding(Saying):
    """A problem in one row; `column` is None where it concerns the whole row or file.

    Attributes:
        row: as a reader counts, the header being row 1; 0 for the whole file.
    """

    file: str
    row: int
    column: str | None


def found(key: str, where: str = "", /, **values: str | int) -> Finding:
    """A finding of this package in a file without lines.

    Args:
        key: of its sentence in `texts/*.toml`; severity and words stand there.
        where: JSON pointer of what it concerns, or "".
        values: what stands for the sentence's placeholders.
    """
    return Finding(key, named(values), _PACKAGE, where, None)


def found_in_row(
    key: str, file: str, row: int, column: str | None, /, **values: str | int
) -> RowFinding:
    """A finding of this package in a table; the arguments as in `found` and `RowFinding`."""
    return RowFinding(key, named(values), _PACKAGE, file, row, column)
