"""What is found in a file of another format; sentences in `bom/texts/exchange.toml`."""

from __future__ import annotations

from chemsherpa.findings import Finding
from regulations.sentences import named

__all__ = ["found"]


def found(key: str, where: str = "", line: int | None = None, /, **values: str | int) -> Finding:
    """A finding of this package; the arguments as in `chemsherpa.findings.found`."""
    return Finding(key, named(values), "bom", where, line or None)
