"""The head of an edition after a file was read into it: one source more, looked at on a later day.

It is changed as text, so that comments and order stay as a person wrote them.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from bom.lists.edition import Edition
from bom.lists.list_toml import source_table
from regulations.header import FILE
from regulations.model import Trust

__all__ = ["head_of"]

_CHECKED: Final = re.compile(r"^checked_on = .*$", re.MULTILINE)


def head_of(
    base: Edition, *, source: str, title: str, seen_on: date | None, is_used: bool
) -> bytes:
    """The `list.toml` of a base, brought up to a file.

    Args:
        base: the edition that the file is read into.
        source: key of the file as a source.
        title: what the file is, with its hash.
        seen_on: day of the file; None where it tells none.
        is_used: whether a row rests on it; one that none rests on is not named.
    """
    head, header = base.files[FILE].decode("utf-8"), base.header()
    if is_used and source not in header.sources:
        # An approver has taken it from the authority's site; the hash says which file it was.
        table: dict[str, object] = {"title": title, "trust": str(Trust.A)}
        head += source_table(
            source, table if seen_on is None else {**table, "retrieved_on": seen_on}
        )
    if seen_on is not None and seen_on > header.checked_on:
        head = _CHECKED.sub(f"checked_on = {seen_on}", head, count=1)
    return head.encode("utf-8")
