"""Problems in a document that someone sent: told, never thrown."""

from __future__ import annotations

from dataclasses import dataclass

from regulations.sentences import Saying, named

__all__ = ["Finding", "found"]


@dataclass(frozen=True, slots=True)
class Finding(Saying):
    """One problem, where it is, and what to do.

    Attributes:
        where: path of the element (``/Main/Product/…``), or of the member or byte for containers.
        line: line in the XML text, None where there is none.
    """

    where: str
    line: int | None


def found(key: str, where: str = "", line: int | None = None, /, **values: str | int) -> Finding:
    """A finding of this package.

    Args:
        key: of its sentence in `texts/*.toml`; severity and words stand there.
        where: path of the element, or "".
        line: line in the XML text.
        values: what stands for the sentence's placeholders.
    """
    return Finding(key, named(values), "chemsherpa", where, line)
