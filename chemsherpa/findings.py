"""Problems in a document that someone sent: told, never thrown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Finding", "Severity"]


class Severity(StrEnum):
    """How much a finding matters: an error makes a value unusable, a notice only informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem, where it is, and what to do.

    Attributes:
        code: stable and documented, e.g. ``mass-sum``.
        where: path of the element (``/Main/Product/…``), or of the member or byte for containers.
        line: line in the XML text, None where there is none.
    """

    severity: Severity
    code: str
    where: str
    line: int | None
    message: str
    hint: str = ""
