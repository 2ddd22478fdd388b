"""Why a file of another format was refused."""

from __future__ import annotations

from bom.exchange.findings import found
from chemsherpa import errors
from regulations.errors import ComplianceError

__all__ = ["Refused"]


class Refused(errors.Refused):
    """The same refusal, in the words of this package's catalogue (`bom/texts/exchange.toml`)."""

    def __init__(
        self, key: str, /, *, where: str = "", line: int | None = None, **values: str | int
    ) -> None:
        self.finding = found(key, where, line, **values)
        # Not the parent's: it would look the sentence up in its own catalogue.
        ComplianceError.__init__(self, self.finding.message, hint=self.finding.hint)
        self.code = self.finding.code
        self.line = line
        self.where = where
