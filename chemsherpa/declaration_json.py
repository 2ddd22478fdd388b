"""A declaration as JSON: every field of the document model under its own name, nothing computed.

`{"format": "chemgate-declaration/1", "scheme": …, "main": {…}}`. Names are those of
`chemsherpa.document`; texts and decimals are the declared texts, Booleans are Booleans; what was
not written is left out, so an attribute that is there but empty stays "". Comments stand as
written, beside the fields that were read from them. Lines are those of the file it came from.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, Final

from chemsherpa.document import Declaration

__all__ = ["DECLARATION_FORMAT", "declaration_json"]

DECLARATION_FORMAT: Final = "chemgate-declaration/1"


def declaration_json(declaration: Declaration) -> dict[str, Any]:
    """The whole document that a declaration stands in, ready for `json.dumps`."""
    alone = declaration.alone
    return {
        "format": DECLARATION_FORMAT,
        "scheme": alone.scheme.value,
        "main": _told(alone.main),
    }


def _told(value: Any) -> Any:  # noqa: ANN401 - any value of the model
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_told(each) for each in value]
    if is_dataclass(value):
        named = ((each.name, getattr(value, each.name)) for each in fields(value))
        return {name: _told(found) for name, found in named if found not in (None, ())}
    return value
