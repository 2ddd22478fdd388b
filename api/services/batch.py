"""Many verdicts by one question: in order, of one state of the store, each with its own trouble."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from api.services.parts import unknown_part
from api.services.served import Verdicts, View
from api.services.verdicts import Ask
from api.wire.body import Json
from bom.database import Database
from bom.history import last_change
from bom.instants import read_instant
from bom.part_index import named_numbers
from regulations.errors import ComplianceError

__all__ = ["MOST_ITEMS", "Item", "answers"]

MOST_ITEMS: Final = 10_000
_KNOWN_AT: Final = b'"known_at":'


@dataclass(frozen=True, slots=True)
class Item:
    """One part that is asked for; blank means any."""

    part_number: str
    revision: str = ""
    manufacturer: str = ""

    @property
    def named(self) -> dict[str, str]:
        """What tells parts of one number apart, as keyword arguments."""
        return {"revision": self.revision, "manufacturer": self.manufacturer}


def answers(
    database: Database,
    verdicts: Verdicts,
    items: Sequence[Item],
    ask: Ask,
    *,
    view: View,
    admitted: Callable[[Item], None],
    told: Callable[[ComplianceError], Json],
) -> Iterator[bytes]:
    """The body of each item in order, a verdict or an object with `problem`, as JSON bytes.

    The store may change while ten thousand parts are judged. All items answer as of the instant
    of the first look: an item that knows more is asked again as it was known then.

    Args:
        database: of the store.
        verdicts: of the same store.
        items: the parts.
        ask: the law that is asked for.
        view: how much of a verdict is seen.
        admitted: raises what keeps the caller from an item.
        told: an error as the body of a problem.
    """
    with database.readers() as session:
        named = named_numbers(session, {item.part_number for item in items})
        instant = read_instant(ask.known_at) if ask.known_at else last_change(session)
    batch = _Batch(verdicts, ask, view, json.dumps(instant).encode())
    said: dict[Item, bytes] = {}
    for item in items:
        if item not in said:
            try:
                admitted(item)
                if item.part_number not in named:
                    raise unknown_part(item.part_number)
                said[item] = batch.content(item)
            except ComplianceError as refused:
                said[item] = _refused(item, told(refused))
        yield said[item]


@dataclass(frozen=True, slots=True)
class _Batch:
    """One question about many parts; `instant` as JSON writes it."""

    verdicts: Verdicts
    ask: Ask
    view: View
    instant: bytes

    def content(self, item: Item) -> bytes:
        """The verdict on an item as known at the instant of the batch."""
        content = self._asked(item, self.ask)
        if content[_place(content) :].startswith(self.instant):
            return content
        return self._asked(item, replace(self.ask, known_at=json.loads(self.instant)))

    def _asked(self, item: Item, ask: Ask) -> bytes:
        number, which, view = item.part_number, item.named, self.view
        found = self.verdicts.kept(number, ask, **which, view=view)
        if found is None:
            found = self.verdicts.told(number, ask, **which, view=view)
        return found.content


def _place(content: bytes) -> int:
    """Where the instant stands: inside a text quotes are escaped, so the first hit is the key."""
    return content.index(_KNOWN_AT) + len(_KNOWN_AT)


def _refused(item: Item, problem: Json) -> bytes:
    body = {"part": {"part_number": item.part_number, **item.named}, "problem": problem}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
