"""What was answered then is answered now, byte for byte (R14).

A history of imports, corrections, bills of materials, transfers and list versions; after each of
them some answers are written down, and all are asked again when the history is over.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from api.services.verdicts import Ask, verdict_of
from bom.assembly.transfers import load_transfer
from bom.errors import UnknownPart
from bom.history import last_change
from bom.importing.ingest import SourceFile, store
from bom.instants import instant_text
from bom.lists.lifecycle import retire
from bom.usages.load import load_usages
from bom.usages.table import read_table
from tests.bom.factories import Shelf, reading, shelf_of
from tests.bom.list_editions import NEW_DAY, published, with_copper
from tests.bom.test_transfers import written
from tests.random_stores import random_declaration, random_usages
from tests.stores import Stores

INSTANTS = int(os.environ.get("CHEMGATE_INSTANTS", "16"))
"""`make nightly` takes 1000."""

CHANGES = 50 if INSTANTS >= 1000 else 8
BEGAN = datetime(2026, 11, 20, 12, tzinfo=UTC)
"""As `tests.bom.list_editions` counts its minutes."""

COLUMNS = "parent,parent_revision,child,child_revision,quantity,unit,manufacturer"
PRODUCTS = ("LAMP", "BOARD")
LEAVES = ("A", "B", "C", "PASTE")
DAYS = (date(2021, 1, 1), date(2024, 10, 1), NEW_DAY, date(2026, 11, 21))


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said when it was the newest that anybody knew."""

    part: str
    day: date
    known_at: str
    body: str


def asked(session: Session, part: str, day: date, known_at: str | None) -> str:
    try:
        body: Any = verdict_of(session, part, Ask(day, known_at=known_at))
    except UnknownPart:
        body = "nobody has named it"
    return json.dumps(body, ensure_ascii=False, indent=1)


class History:
    """Changes of a store, each of a random kind; some take back what one before made."""

    def __init__(self, shelf: Shelf, rng: Random) -> None:
        self.shelf, self.rng = shelf, rng
        self.minute, self.standing = 0, list[int]()

    def changes(self) -> Iterator[Callable[[], None]]:
        yield self.declare
        yield self.build
        yield self.publish
        yield self.convert
        yield self.retire
        while True:
            yield self.rng.choice((
                self.declare, self.declare, self.declare, self.build, self.convert, self.publish,
                self.retire,
            ))  # fmt: skip

    def clock(self) -> datetime:
        return BEGAN + timedelta(minutes=self.minute)

    def declare(self) -> None:
        made = random_declaration(self.rng, self.rng.choice((*LEAVES, *PRODUCTS)))
        found = reading(made)
        source = SourceFile("file.shai", found.sha256, found.xml)
        with self.shelf.database.writers.begin() as session:
            store(session, found, source=source, clock=self.clock)

    def build(self) -> None:
        inner = tuple(self.rng.sample(LEAVES, 3))
        lines = random_usages(self.rng, self.rng.choice(PRODUCTS), inner)
        table = read_table("\n".join((COLUMNS, *lines)).encode(), "bom.csv")
        load_usages(self.shelf.database.writers, table, clock=self.clock)

    def convert(self) -> None:
        data = written(reason=f"reflow {self.minute}")
        load_transfer(self.shelf.database.writers, data, "t.json", clock=self.clock)

    def publish(self) -> None:
        day = self.rng.choice((NEW_DAY, date(2024, 1, 1), date(2026, 11, 20)))
        made = published(
            self.shelf,
            with_copper(f"Copper {self.minute}"),
            minute=self.minute,
            effective_from=day,
            version=f"v{self.minute}",
        )
        self.standing.append(made.number)

    def retire(self) -> None:
        if not self.standing:
            return self.declare()
        with self.shelf.database.writers.begin() as session:
            number = self.standing.pop(self.rng.randrange(len(self.standing)))
            retire(session, number, by="Baba", reason="announced in error", clock=self.clock)
        return None


def test_every_answer_of_the_past_is_given_again(stores: Stores) -> None:
    rng = Random(14)
    shelf = shelf_of(stores)
    history, answers = History(shelf, rng), list[Answer]()
    for number, change in zip(range(CHANGES), history.changes(), strict=False):
        history.minute = number
        change()
        answers += noted(shelf, rng, -(-INSTANTS // CHANGES))
    assert len({answer.known_at for answer in answers}) >= CHANGES - 3
    assert len({answer.body for answer in answers}) > INSTANTS // 3
    rng.shuffle(answers)
    with shelf.session() as session:
        for answer in answers[:INSTANTS]:
            again = asked(session, answer.part, answer.day, answer.known_at)
            assert again == answer.body, answer
            later = thirty_seconds_later(answer.known_at)
            expected = answer.body.replace(answer.known_at, later)
            assert asked(session, answer.part, answer.day, later) == expected, answer


def noted(shelf: Shelf, rng: Random, many: int) -> Iterator[Answer]:
    for _ in range(many):
        part, day = rng.choice((*PRODUCTS, *LEAVES)), rng.choice(DAYS)
        with shelf.session() as session:
            known_at = last_change(session)
            assert known_at is not None
            yield Answer(part, day, known_at, asked(session, part, day, None))


def thirty_seconds_later(instant: str) -> str:
    """Before the next change."""
    return instant_text(datetime.fromisoformat(instant) + timedelta(seconds=30))
