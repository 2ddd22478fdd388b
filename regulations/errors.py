"""Root of every error that chemgate raises on purpose.

```
ComplianceError                a code, a message, a hint
├── InvalidQuantity            (ValueError)   a number that is no plain decimal, an unknown unit
├── InvalidSubstanceId         (ValueError)   a CAS, EC or SN number that is none
├── InvalidListData            (ValueError)   list data that breaks a data lint, with file and row
├── UnknownList                (LookupError)  no list of that id
├── NoVersionInForce           (LookupError)  the list exists, but not yet on that day
├── UnknownUse                 (ValueError)   a use of products that no law asks for
└── NotModelled                (ValueError)   the law says more than the data can express
```

Every other package derives from `ComplianceError` too; each error also inherits the builtin
that a Python reader expects.
"""

from __future__ import annotations

from regulations.language import Language, Wording

__all__ = [
    "ComplianceError",
    "InvalidListData",
    "InvalidQuantity",
    "InvalidSubstanceId",
    "NoVersionInForce",
    "NotModelled",
    "UnknownList",
    "UnknownUse",
]


class ComplianceError(Exception):
    """An error with a stable code, a message that says what and where, and a hint what to do."""

    code = "error"

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def said(self, language: Language) -> Wording:  # noqa: ARG002 - refusals of files have both
        """Message and hint in a language; English where there is no other text."""
        return Wording(self.message, self.hint)


class InvalidQuantity(ComplianceError, ValueError):
    """A declared number that is no plain non-negative decimal, or a unit we do not know."""

    code = "invalid-quantity"


class InvalidSubstanceId(ComplianceError, ValueError):
    """An identifier whose form or check digit is wrong."""

    code = "invalid-substance-id"


class InvalidListData(ComplianceError, ValueError):
    """List data that cannot be trusted; the message names file, row and column."""

    code = "invalid-list-data"


class UnknownList(ComplianceError, LookupError):
    """No substance list has that id."""

    code = "unknown-list"


class NoVersionInForce(ComplianceError, LookupError):
    """The list has no version in force on the day asked for."""

    code = "no-version-in-force"


class UnknownUse(ComplianceError, ValueError):
    """A word for a use that no law asks for, or two that contradict each other."""

    code = "unknown-use"


class NotModelled(ComplianceError, ValueError):
    """A rule of the law that this version cannot judge; never answered with a guess."""

    code = "not-modelled"
