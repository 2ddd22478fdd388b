"""Who did what, and whether the record of it is whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from api.errors import OutputRefused
from api.wire.body import Json
from bom.audit import Event, chain_head, read_trail, trail_of

__all__ = ["anchored", "event_json", "page_json", "read_anchors", "verified"]

_HASH_LETTERS: Final = 64


def event_json(event: Event) -> Json:
    """An event as it is told everywhere."""
    return {
        "number": event.number,
        "at": event.recorded_at,
        "by": event.actor,
        "action": event.action,
        "subject": event.subject,
        "facts": dict(event.facts),
        "hash": event.hash,
    }


def page_json(session: Session, *, after: int, most: int) -> Json:
    """Events after a number; `next` is the number to ask on with."""
    found = list(islice(read_trail(session, after=after), most + 1))
    events = found[:most]
    return {
        "events": [event_json(one) for one in events],
        "next": events[-1].number if events else after,
        "more": len(found) > most,
    }


def verified(session: Session, *, anchors: Iterable[str] = ()) -> Json:
    """Whether the chain is whole and holds every hash that was written down elsewhere.

    The chain alone cannot tell that its end was cut off, or that all of it was written anew; a
    hash that was kept out of reach can.
    """
    wanted = set(anchors)
    missing = set(wanted)
    trail = trail_of(_ticked_off(read_trail(session), missing))
    return {
        "whole": trail.is_whole and not missing,
        "events": trail.events,
        "head": trail.head,
        "broken_at": trail.broken_at,
        "anchors": len(wanted),
        "anchors_missing": sorted(missing),
    }


def anchored(session: Session, file: Path) -> Json:
    """Append where the chain ends to a file that is kept elsewhere.

    Raises:
        OutputRefused: the file cannot be written.
    """
    head = chain_head(session)
    number, digest = (head.number, head.hash) if head else (0, "")
    if head is not None:
        try:
            with file.open("a", encoding="ascii") as opened:
                opened.write(f"{number} {digest}\n")
        except OSError as wrong:
            told = wrong.strerror or type(wrong).__name__
            raise OutputRefused(f"{file} cannot be written: {told}") from wrong
    return {"number": number, "hash": digest, "file": str(file)}


def read_anchors(text: str) -> tuple[str, ...]:
    """The hashes in an anchor file; each line ends in one.

    Raises:
        ValueError: a line that does not.
    """
    hashes = []
    for number, line in enumerate(text.splitlines(), 1):
        word = line.split()[-1] if line.strip() else ""
        if len(word) != _HASH_LETTERS or set(word) - set("0123456789abcdef"):
            raise ValueError(f"line {number} holds no hash")
        hashes.append(word)
    return tuple(hashes)


def _ticked_off(events: Iterator[Event], missing: set[str]) -> Iterator[Event]:
    for event in events:
        missing.discard(event.hash)
        yield event
