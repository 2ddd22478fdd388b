"""Two people make a list law; what is published stays as it is (GL-3, RL-5, R11, R14, R29)."""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, IntegrityError

from bom.lists.contents import bundled_edition
from bom.lists.drafting import add_draft, examine
from bom.lists.drafts import State, read_draft, read_drafts
from bom.lists.edition import Edition
from bom.lists.law_book import read_law_book, stored_edition
from bom.lists.lifecycle import approve, publish, retire
from bom.lists.refusals import (
    DamagedRecord,
    InvalidStep,
    SamePerson,
    StaleDraft,
    StepOutOfOrder,
    UnknownDraft,
)
from regulations.catalog import DATA, bundled
from regulations.errors import InvalidListData

from .factories import Shelf
from .list_editions import NEW_DAY, SVHC, at, draft, published, with_copper
from .stored import unguarded

RACES = int(os.environ.get("CHEMGATE_RACES", "2"))
"""`make nightly` takes 100."""

APPEND_ONLY = (
    "list_draft",
    "list_approval",
    "list_publication",
    "list_retirement",
    "audit_event",
)


def test_a_draft_is_no_law(shelf: Shelf) -> None:
    with shelf.database.writers.begin() as session:
        made = draft(session, with_copper())
        assert made.state is State.DRAFT
        assert read_law_book(session).on(NEW_DAY) is bundled()


def test_two_people_make_it_law_from_its_first_day_on(shelf: Shelf) -> None:
    made = published(shelf, with_copper())
    with shelf.session() as session:
        book = read_law_book(session)
    assert (made.state, made.version, made.effective_from) == ("published", "2026-11-01", NEW_DAY)
    assert "SVHC-901" in {e.id for e in book.on(NEW_DAY).entries_in_force(SVHC, NEW_DAY)}
    assert book.on(date(2026, 10, 31)) is bundled()


@pytest.mark.parametrize("name", ["Aoki", "aoki", " AOKI ", "Ａoki"])
def test_the_author_cannot_approve_however_the_name_is_written(shelf: Shelf, name: str) -> None:
    with shelf.database.writers.begin() as session:
        made = draft(session, with_copper())
        with pytest.raises(SamePerson):
            approve(session, made.number, by=name)


def test_the_database_itself_refuses_the_author_as_approver(shelf: Shelf) -> None:
    with shelf.database.writers() as session:
        made = draft(session, with_copper())
        with pytest.raises(IntegrityError):
            session.execute(
                text("INSERT INTO list_approval VALUES (:number, 'Aoki', 'Aoki', '2026')"),
                {"number": made.number},
            )


def test_nothing_is_published_that_nobody_approved(shelf: Shelf) -> None:
    with shelf.database.writers.begin() as session:
        made = draft(session, with_copper())
        with pytest.raises(StepOutOfOrder):
            publish(session, made.number, by="Baba")


def test_a_step_is_taken_once(shelf: Shelf) -> None:
    made = published(shelf, with_copper())
    with shelf.database.writers.begin() as session:
        with pytest.raises(StepOutOfOrder):
            approve(session, made.number, by="Baba")
        with pytest.raises(StepOutOfOrder):
            publish(session, made.number, by="Baba")
        retire(session, made.number, by="Baba", reason="wrong", clock=at(9))
        with pytest.raises(StepOutOfOrder):
            retire(session, made.number, by="Baba", reason="wrong")


def test_nobody_is_no_person_and_no_reason_no_retirement(shelf: Shelf) -> None:
    made = published(shelf, with_copper())
    with shelf.database.writers.begin() as session:
        with pytest.raises(InvalidStep, match="nobody says who"):
            add_draft(session, examine(session, with_copper("Cuprum")), by="  ")
        with pytest.raises(InvalidStep, match="nobody says why"):
            retire(session, made.number, by="Baba", reason=" ")
        with pytest.raises(UnknownDraft):
            read_draft(session, 999)


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("verb", ["UPDATE {} SET recorded_at = '2000'", "DELETE FROM {}"])
def test_the_database_refuses_to_change_history(shelf: Shelf, table: str, verb: str) -> None:
    made = published(shelf, with_copper())
    with shelf.database.writers.begin() as session:
        retire(session, made.number, by="Baba", reason="wrong", clock=at(9))
    with shelf.database.writers() as session, pytest.raises(DatabaseError, match="append-only"):
        session.execute(text(verb.format(table)))


def test_loading_the_same_content_again_changes_nothing(shelf: Shelf) -> None:
    first = published(shelf, with_copper())
    with shelf.database.writers.begin() as session:
        assert add_draft(session, examine(session, with_copper()), by="Aoki") is None
        rohs = examine(session, bundled_edition("eu-rohs"))
        assert add_draft(session, rohs, by="Aoki") is None
        open_draft = draft(session, with_copper("Cuprum"))
        assert draft(session, with_copper("Cuprum")) == open_draft
        assert [each.number for each in read_drafts(session)] == [first.number, open_draft.number]


def test_a_correction_is_a_version_of_its_own(shelf: Shelf) -> None:
    published(shelf, with_copper())
    corrected = published(shelf, with_copper("Cuprum"), minute=1)
    assert corrected.version == "2026-11-01-2"
    with shelf.session() as session:
        now = read_law_book(session).on(NEW_DAY)
        then = read_law_book(session, known_at="2026-11-20T12:00:30Z").on(NEW_DAY)
    assert [c.get(SVHC).entries[-1].name for c in (then, now)] == ["Copper", "Cuprum"]
    assert then.version_in_force(SVHC, NEW_DAY).id == "2026-11-01"
    assert now.version_in_force(SVHC, NEW_DAY).id == "2026-11-01+2026-11-01-2"


def test_a_version_name_is_given_once(shelf: Shelf) -> None:
    published(shelf, with_copper())
    with shelf.database.writers.begin() as session:
        for taken in ("2026-11-01", "2026-02-04"):
            with pytest.raises(InvalidStep, match="already"):
                draft(session, with_copper("Cuprum"), version=taken)
        with pytest.raises(InvalidStep, match="cannot name"):
            draft(session, with_copper("Cuprum"), version="../x")


def test_a_draft_made_against_another_content_is_refused_at_publishing(shelf: Shelf) -> None:
    with shelf.database.writers.begin() as session:
        numbers = [draft(session, with_copper(name)).number for name in ("Copper", "Cuprum")]
        for number in numbers:
            approve(session, number, by="Baba")
    with shelf.database.writers.begin() as session:
        publish(session, numbers[0], by="Baba", clock=at(1))
    with shelf.database.writers() as session, pytest.raises(StaleDraft):
        publish(session, numbers[1], by="Baba", clock=at(2))


def test_of_two_who_publish_at_once_one_wins(shelf: Shelf) -> None:
    for race in range(RACES):
        with shelf.database.writers.begin() as session:
            names = (f"Copper {race}", f"Cuprum {race}")
            numbers = [
                draft(session, with_copper(name), version=f"v{race}-{place}").number
                for place, name in enumerate(names)
            ]
            for number in numbers:
                approve(session, number, by="Baba")
        assert sorted(raced(shelf, numbers)) == ["published", "stale-draft"]
        with shelf.session() as session:
            book = read_law_book(session)
        assert len(book.published) == race + 1
        assert book.on(NEW_DAY).get(SVHC).entries[-1].name in names


def raced(shelf: Shelf, numbers: list[int]) -> list[str]:
    """What each of two people is told who publish at the same moment."""
    start, told = threading.Barrier(len(numbers)), []

    def race(number: int) -> None:
        start.wait()
        try:
            with shelf.database.writers.begin() as session:
                publish(session, number, by="Baba", clock=at(1))
            told.append("published")
        except StaleDraft as stale:
            told.append(stale.code)

    racers = [threading.Thread(target=race, args=(number,)) for number in numbers]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    return told


def test_one_content_has_one_successor_even_past_the_code(shelf: Shelf) -> None:
    first = published(shelf, with_copper())
    with shelf.database.writers() as session:
        second = draft(session, with_copper("Cuprum"))
        approve(session, second.number, by="Baba")
        with pytest.raises(IntegrityError):
            session.execute(
                text("INSERT INTO list_publication VALUES (:n, :list, 'v', 0, 'Baba', '2027')"),
                {"n": second.number, "list": first.list_id},
            )


def test_retired_content_gives_way_to_the_one_before_and_the_past_stays(shelf: Shelf) -> None:
    made = published(shelf, with_copper())
    with shelf.database.writers.begin() as session:
        gone = retire(session, made.number, by="Baba", reason="announced in error", clock=at(5))
    with shelf.session() as session:
        assert gone.state is State.RETIRED
        assert read_law_book(session).on(NEW_DAY) is bundled()
        before = read_law_book(session, known_at="2026-11-20T12:04:00Z").on(NEW_DAY)
    assert "SVHC-901" in {entry.id for entry in before.get(SVHC).entries}


def test_a_correction_of_the_past_ends_where_the_next_version_begins(shelf: Shelf) -> None:
    published(shelf, with_copper(), effective_from=date(2026, 11, 1))
    published(shelf, with_copper("Cuprum"), minute=1, effective_from=date(2026, 3, 1))
    with shelf.session() as session:
        book = read_law_book(session)
    names = [book.on(day).get(SVHC).entries[-1].name for day in (date(2026, 5, 1), NEW_DAY)]
    assert names == ["Cuprum", "Copper"]


def test_lists_that_borrow_members_follow_the_list_they_borrow_from(shelf: Shelf) -> None:
    edition = bundled_edition(SVHC)
    entries = edition.files["members.csv"].decode()
    borrowed = next(
        e for e in bundled().get("company-prohibited").entries if e.id == "uv-320"
    ).members[0]
    line = next(row for row in entries.splitlines() if borrowed.substance.value in row)
    more = entries + line.replace(borrowed.substance.value, "7440-50-8") + "\n"
    changed = Edition(SVHC, {**edition.files, "members.csv": more.encode()})
    published(shelf, changed, effective_from=NEW_DAY)
    with shelf.session() as session:
        company = read_law_book(session).on(NEW_DAY).get("company-prohibited")
    members = {m.substance.value for e in company.entries if e.id == "uv-320" for m in e.members}
    assert "7440-50-8" in members


def test_bad_rows_are_named_and_nothing_is_stored(shelf: Shelf) -> None:
    edition = with_copper()
    members = edition.files["members.csv"].replace(b"7440-50-8", b"7440-50-9")
    with shelf.database.writers() as session:
        with pytest.raises(InvalidListData, match=r"members\.csv:\d+:id.*7440-50-9"):
            draft(session, Edition(SVHC, {**edition.files, "members.csv": members}))
        assert read_drafts(session) == ()


def test_what_another_list_borrows_cannot_go(shelf: Shelf) -> None:
    smaller = _without(bundled_edition("eu-rohs"), {"dibp"})
    with shelf.database.writers() as session, pytest.raises(InvalidListData, match="dibp"):
        draft(session, smaller, reason="repealed")


def test_a_list_that_shrinks_by_more_than_a_twentieth_needs_a_reason(shelf: Shelf) -> None:
    smaller = _without(bundled_edition("company-prohibited"), {"dechlorane-plus", "uv-328"})
    with shelf.database.writers() as session:
        with pytest.raises(InvalidStep, match="more than 5 %"):
            draft(session, smaller)
        assert draft(session, smaller, reason="court ruling").reason == "court ruling"


def _without(edition: Edition, ids: set[str]) -> Edition:
    """The list without some entries, their members and limits; nothing counts its batches."""
    files = {
        name: b"".join(
            line for line in content.splitlines(keepends=True)
            if line.split(b",")[0].decode() not in ids
        ) if name.endswith(".csv") else content
        for name, content in edition.files.items()
        if name != "batches.csv"
    }  # fmt: skip
    return Edition(edition.list_id, files)


def test_names_that_would_leave_the_folder_are_refused() -> None:
    with pytest.raises(InvalidListData):
        Edition("../etc", {})
    with pytest.raises(InvalidListData):
        Edition("eu-rohs", {"../list.toml": b""})


def test_a_content_that_was_tampered_with_is_not_judged_with(shelf: Shelf) -> None:
    made = published(shelf, with_copper())
    with shelf.database.writers.begin() as session:
        unguarded(session, "list_draft")
        session.execute(text("UPDATE list_draft SET files = '{}' WHERE id = 1"))
    with shelf.session() as session, pytest.raises(DamagedRecord):
        stored_edition(session, made.number)


def test_an_edition_is_the_bytes_of_its_folder() -> None:
    for folder in sorted(DATA.iterdir()):
        if (folder / "list.toml").exists():
            edition = Edition.of_folder(folder)
            assert edition.sha256 == replace(edition).sha256
            assert edition == bundled_edition(folder.name)
