"""Under which key a compliance answer is stored: its entry, and its list where that matters."""

from __future__ import annotations

import re
from typing import Final

from chemsherpa.document import ListRef, Scheme

__all__ = ["list_prefix", "shown_entry"]

_DSL: Final = re.compile(r"IEC[ _]?62474", re.IGNORECASE)
_MARK: Final = ":"


def list_prefix(scheme: Scheme, answered: ListRef) -> str:
    """What goes before the ids of a list's entries, "" for a declarable list of IEC 62474.

    Source:
        IPC-1752 numbers the entries of its own lists 00001, 00002 … too: taken for ids of the
        IEC 62474 list, they would speak of other substances.
    """
    is_dsl = scheme is not Scheme.IPC1752A or _DSL.match(answered.identity)
    return "" if is_dsl else f"{answered.identity}{_MARK}"


def shown_entry(key: str) -> str:
    """The entry as people know it: ``IEC 62474 DSL 00021`` or ``EUROHS-1907 00005``."""
    listed, mark, entry = key.rpartition(_MARK)
    return f"{listed} {entry}" if mark else f"IEC 62474 DSL {key}"
