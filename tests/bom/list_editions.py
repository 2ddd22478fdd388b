"""Contents of a list made from the bundled one, each with one entry more or another limit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Final

from sqlalchemy.orm import Session

from bom.history import Clock
from bom.lists.contents import bundled_edition
from bom.lists.drafting import add_draft, examine
from bom.lists.drafts import Draft
from bom.lists.edition import Edition
from bom.lists.lifecycle import approve, publish

from .factories import Shelf

SVHC: Final = "eu-reach-candidate-list"
COPPER: Final = "7440-50-8"
NEW_DAY: Final = date(2026, 11, 1)


def at(minute: int) -> Clock:
    """A clock that shows a minute of a day after everything that the factories record."""
    return lambda: datetime(2026, 11, 20, 12, minute, tzinfo=UTC)


def with_copper(name: str = "Copper", day: date = NEW_DAY) -> Edition:
    """The Candidate List with one batch more: copper, which the factories' parts hold."""
    return with_lines(
        f"SVHC-901,{name},{day},57(f),,", [f"SVHC-901,cas,{COPPER},{name},"], batch=day
    )


def with_lines(entry: str, members: Iterable[str], *, batch: date) -> Edition:
    files = dict(bundled_edition(SVHC).files)
    total = files["batches.csv"].decode().strip().splitlines()[-1].split(",")[2]
    size = int(total) + 1
    files["entries.csv"] += f"{entry}\n".encode()
    files["members.csv"] += "".join(f"{line}\n" for line in members).encode()
    files["batches.csv"] += f"{batch},1,{size},{size}\n".encode()
    return Edition(SVHC, files)


def draft(
    session: Session,
    edition: Edition,
    *,
    minute: int = 0,
    effective_from: date | None = None,
    **how: str,
) -> Draft:
    examined = examine(session, edition, effective_from=effective_from)
    made = add_draft(session, examined, by="Aoki", clock=at(minute), **how)
    assert made is not None
    return made


def published(
    shelf: Shelf,
    edition: Edition,
    *,
    minute: int = 0,
    effective_from: date | None = None,
    **how: str,
) -> Draft:
    """Drafted, approved and published by two people."""
    with shelf.database.writers.begin() as session:
        made = draft(session, edition, minute=minute, effective_from=effective_from, **how)
        approve(session, made.number, by="Baba", clock=at(minute))
        return publish(session, made.number, by="Aoki", clock=at(minute))
