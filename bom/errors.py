"""What can be wrong with the store, or with what somebody wants to put into it.

```
ComplianceError
├── StoreOutOfDate      (RuntimeError) the store's schema is older than the code, or it has none
├── UnknownPart         (LookupError)  no declaration and no usage names that part
├── UnitMismatch        (ValueError)   a quantity in a unit of another dimension; both are named
├── UnreadableTable     (ValueError)   a file of usages that is no table at all
├── InvalidStructureFile (ValueError)  a structure file with something in it that is not understood
├── InvalidTransfer     (ValueError)   a transfer file with something in it that is not understood
├── InvalidHeader       (ValueError)   a header file that leaves out who answers, or is no TOML
├── NothingToExport     (LookupError)  a part of which no declaration can be written
└── InvalidInstant      (ValueError)   a point in time that is no ISO 8601 instant
```

A cycle among usages is `engine.errors.CyclicStructure`, with the part numbers in its message.
"""

from __future__ import annotations

from regulations.errors import ComplianceError
from regulations.language import Language, Wording
from regulations.sentences import Saying, named

__all__ = [
    "InvalidHeader",
    "InvalidInstant",
    "InvalidStructureFile",
    "InvalidTransfer",
    "NothingToExport",
    "StoreOutOfDate",
    "UnitMismatch",
    "UnknownPart",
    "UnreadableTable",
]


class StoreOutOfDate(ComplianceError, RuntimeError):
    """A store whose schema this code does not know how to read."""

    code = "store-out-of-date"


class UnknownPart(ComplianceError, LookupError):
    """No declaration and no usage names that part."""

    code = "unknown-part"


class UnitMismatch(ComplianceError, ValueError):
    """A quantity whose unit measures something else than the part is declared by."""

    code = "unit-mismatch"


class UnreadableTable(ComplianceError, ValueError):
    """A file of usages that is no table, or lacks a needed column.

    Attributes:
        saying: the same in every language.
    """

    code = "unreadable-table"

    def __init__(self, key: str, /, **values: str | int) -> None:
        self.saying = Saying(key, named(values), "bom")
        super().__init__(self.saying.message, hint=self.saying.hint)

    def said(self, language: Language) -> Wording:
        """Reason and hint in a language."""
        return self.saying.said(language)


class InvalidInstant(ComplianceError, ValueError):
    """A point in time that cannot be read."""

    code = "invalid-instant"


class InvalidStructureFile(ComplianceError, ValueError):
    """A structure file that cannot be read faithfully.

    Attributes:
        where: JSON pointer, or line and column where the text is no JSON.
    """

    code = "invalid-structure-file"

    def __init__(self, message: str, *, where: str, hint: str = "", code: str = "") -> None:
        super().__init__(message, hint=hint)
        self.where = where
        self.code = code or type(self).code


class InvalidTransfer(ComplianceError, ValueError):
    """A transfer file that cannot be read faithfully.

    Attributes:
        where: pointer to the place, as in JSON, or line and column.
    """

    code = "invalid-transfer"

    def __init__(self, message: str, *, where: str, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.where = where


class InvalidHeader(ComplianceError, ValueError):
    """A file that should say who answers for a declaration, and does not.

    Attributes:
        where: the entry concerned, e.g. ``contact.email``.
    """

    code = "invalid-header"

    def __init__(self, message: str, *, where: str, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.where = where


class NothingToExport(ComplianceError, LookupError):
    """A part that is known, but of which no declaration can be written."""

    code = "nothing-to-export"
