"""A newer package does not rewrite what was answered before it was installed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from bom.history import last_change
from bom.instants import instant_text
from bom.lists.bundled_law import installed_editions, is_recorded, record_bundled_law
from bom.lists.edition import Edition
from bom.lists.law_book import BUNDLED, read_law_book
from bom.lists.refusals import DamagedRecord
from bom.models import BundledEdition, BundledLaw
from regulations.errors import UnknownList

from .factories import Shelf
from .stored import unguarded

ON = date(2026, 11, 21)
FIRST = datetime(2026, 1, 10, tzinfo=UTC)
LATER = FIRST + timedelta(days=100)
ROHS = "eu-rohs"


def at(moment: datetime) -> str:
    return instant_text(moment)


def older_package() -> Mapping[str, Edition]:
    """As the installed one, but lead may be 0.2 %, and the list of China did not exist yet."""
    editions = dict(installed_editions())
    del editions["china-rohs"]
    files = dict(editions[ROHS].files)
    limits = files["thresholds.csv"]
    assert limits.startswith(b"entry,")
    files["thresholds.csv"] = limits.replace(b"lead,0.1,", b"lead,0.2,")
    assert files["thresholds.csv"] != limits
    return {**editions, ROHS: Edition(ROHS, files)}


def limit_of_lead(shelf: Shelf, *, known_at: str | None = None) -> str:
    with shelf.database.readers() as session:
        catalog = read_law_book(session, known_at=known_at).on(ON)
    (lead,) = [entry for entry in catalog.get(ROHS).entries if entry.id == "lead"]
    return str(lead.thresholds[-1].fraction)


def recorded(shelf: Shelf, moment: datetime, editions: Mapping[str, Edition] | None) -> bool:
    with shelf.database.writers.begin() as session:
        return record_bundled_law(session, editions, clock=lambda: moment)


def test_what_the_package_said_at_an_instant_is_what_counts_for_it(shelf: Shelf) -> None:
    assert recorded(shelf, FIRST, older_package())
    assert recorded(shelf, LATER, None)
    assert limit_of_lead(shelf) == "1/1000"
    assert limit_of_lead(shelf, known_at=at(LATER)) == "1/1000"
    assert limit_of_lead(shelf, known_at=at(LATER - timedelta(microseconds=1))) == "1/500"
    assert limit_of_lead(shelf, known_at=at(FIRST)) == "1/500"


def test_before_the_first_recording_the_first_one_counts(shelf: Shelf) -> None:
    recorded(shelf, FIRST, older_package())
    recorded(shelf, LATER, None)
    assert limit_of_lead(shelf, known_at=at(FIRST - timedelta(days=900))) == "1/500"


def test_a_list_that_a_package_brings_did_not_exist_before(shelf: Shelf) -> None:
    recorded(shelf, FIRST, older_package())
    recorded(shelf, LATER, None)
    with shelf.database.readers() as session:
        now, then = (read_law_book(session, known_at=k) for k in (None, at(FIRST)))
        assert now.on(ON).get("china-rohs").entries
        with pytest.raises(UnknownList):
            then.on(ON).get("china-rohs")
        assert then.edition("china-rohs", ON) is None


def test_a_package_that_nobody_recorded_changes_no_answer_yet(shelf: Shelf) -> None:
    recorded(shelf, FIRST, older_package())
    assert limit_of_lead(shelf) == "1/500"
    with shelf.database.readers() as session:
        assert not is_recorded(session)


def test_a_store_with_nothing_recorded_has_the_lists_of_the_package(shelf: Shelf) -> None:
    with shelf.database.readers() as session:
        assert read_law_book(session) == read_law_book(session, known_at=at(FIRST)) == BUNDLED
        assert is_recorded(session)


def test_the_same_package_is_recorded_once_and_its_contents_are_kept_once(shelf: Shelf) -> None:
    assert recorded(shelf, FIRST, None)
    assert not recorded(shelf, LATER, None)
    assert recorded(shelf, LATER, older_package())
    assert recorded(shelf, LATER, None)
    with shelf.database.readers() as session:
        laws = session.execute(select(func.count()).select_from(BundledLaw)).scalar_one()
        contents = session.execute(select(func.count()).select_from(BundledEdition)).scalar_one()
    assert (laws, contents) == (3, len(installed_editions()) + 1)


def test_the_change_of_a_package_is_a_change_and_its_first_recording_is_none(shelf: Shelf) -> None:
    recorded(shelf, FIRST, older_package())
    with shelf.database.readers() as session:
        assert last_change(session) is None
    recorded(shelf, LATER, None)
    with shelf.database.readers() as session:
        assert last_change(session) == at(LATER)


def test_a_recorded_content_cannot_be_changed_and_a_damaged_one_is_not_used(shelf: Shelf) -> None:
    recorded(shelf, FIRST, older_package())
    with pytest.raises(DatabaseError, match="append-only"), shelf.database.writers.begin() as one:
        one.execute(text("UPDATE bundled_edition SET recorded_at = '2030'"))
    wrong = {**older_package()[ROHS].files, "thresholds.csv": b"entry\n"}
    damaged = {name: content.decode() for name, content in wrong.items()}
    with shelf.database.writers.begin() as session:
        law = session.execute(select(BundledLaw)).scalar_one()
        unguarded(session, "bundled_law")
        session.add(
            BundledEdition(list_id=ROHS, sha256="0" * 64, files=damaged, recorded_at=at(LATER))
        )
        law.editions = {**law.editions, ROHS: "0" * 64}
    with shelf.database.readers() as session, pytest.raises(DamagedRecord, match=ROHS):
        read_law_book(session)
