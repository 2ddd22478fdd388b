"""What can be wrong with a question, or with where it is asked.

```
ComplianceError
├── InvalidStoreUrl     (ValueError)   the address of the store cannot be read
├── StoreUnreachable    (RuntimeError) nothing answers there, or something that is no store
├── UnknownCategory     (ValueError)   an EEE category that the Directive does not know
├── ImpossibleSwap      (ValueError)   a part that cannot stand in the place of another
├── UnknownPlace        (LookupError)  a place that the tree of a part does not have
├── NotAcceptable       (ValueError)   a form in which an answer is not given
├── InvalidCursor       (ValueError)   a cursor that nobody handed out
├── OutputRefused       (OSError)      a file that is already there, or cannot be written
└── NoText              (ValueError)   something that is no character, where a text belongs
```

Which of them is which exit code says `api.cli`, which is which HTTP status `api.problems`.
"""

from __future__ import annotations

from regulations.errors import ComplianceError

__all__ = [
    "ImpossibleSwap",
    "InvalidCursor",
    "InvalidStoreUrl",
    "NoText",
    "NotAcceptable",
    "OutputRefused",
    "StoreUnreachable",
    "UnknownCategory",
    "UnknownPlace",
]


class InvalidStoreUrl(ComplianceError, ValueError):
    """The address of the store is none that SQLAlchemy understands."""

    code = "invalid-store-url"


class StoreUnreachable(ComplianceError, RuntimeError):
    """Nothing answers behind the address, or something that is no store."""

    code = "store-unreachable"


class UnknownCategory(ComplianceError, ValueError):
    """An EEE category that Directive 2011/65/EU, Annex I, does not know."""

    code = "unknown-eee-category"


class ImpossibleSwap(ComplianceError, ValueError):
    """A swap of a part that is not there, is not one part, or would stand inside itself."""

    code = "impossible-swap"


class UnknownPlace(ComplianceError, LookupError):
    """A place that the tree of a part does not have."""

    code = "unknown-place"


class NotAcceptable(ComplianceError, ValueError):
    """A form in which an answer is not given."""

    code = "not-acceptable"


class InvalidCursor(ComplianceError, ValueError):
    """A cursor that nobody handed out."""

    code = "invalid-cursor"


class NoText(ComplianceError, ValueError):
    """A text that cannot be written as UTF-8."""

    code = "no-text"


class OutputRefused(ComplianceError, OSError):
    """A file that is already there, or a place where none can be written."""

    code = "output-refused"
