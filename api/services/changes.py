"""Who flipped: after each change of law the portfolio is judged before and after it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from api.services.impact import Judged, judged_twice
from api.services.list_versions import AtVersion, touched_lists
from api.wire.body import Json
from bom.database import Database
from bom.lists.drafts import Draft, read_draft
from bom.lists.law_book import read_law_book, stored_published
from bom.part_index import PartKey
from bom.verdict_changes import Turn, add_changes, changes_of, read_changes, turns_to_judge
from engine.impact import Consequence

__all__ = ["MOST_CHANGES", "changes_json", "record_changes", "told_changes"]

MOST_CHANGES: Final = 1_000


def record_changes(database: Database) -> int:
    """Judge what no change of law since has been judged for; how many rows the feed gained.

    Reading and judging take no write lock: suppliers' files go on being stored meanwhile. What is
    judged is the portfolio as known at the instant of the change, so it is no matter when.
    """
    with database.readers() as session:
        waiting = turns_to_judge(session)
    added = 0
    for turn in waiting:
        with database.readers() as session:
            judged = _judged(session, turn)
            rows = list(_rows(judged))
        with database.writers.begin() as session:
            added += add_changes(session, turn, rows, as_of=judged.laws[1].day.isoformat())
    return added


def changes_json(session: Session, *, since: str = "", most: int = MOST_CHANGES) -> Json:
    """A page of the feed; ask again with `since` = `next` for what comes after.

    Raises:
        InvalidInstant: `since` is no cursor and no instant.
    """
    rows, more = read_changes(session, since=since, most=most)
    return {
        "changes": _told(session, rows),
        "next": str(rows[-1]["id"]) if rows else since,
        "more": more,
    }


def told_changes(session: Session, part: PartKey) -> list[Json]:
    """What the feed has told of one part, oldest first."""
    return _told(session, changes_of(session, part))


def _told(session: Session, rows: Sequence[Mapping[str, Any]]) -> list[Json]:
    numbers = {row["draft_id"] for row in rows} - {None}
    drafts: dict[int, Draft] = {number: read_draft(session, number) for number in numbers}
    return [_change(row, drafts.get(row["draft_id"])) for row in rows]


def _change(row: Mapping[str, Any], draft: Draft | None) -> Json:
    """One row; it announces where its day had not come when it was written."""
    return {
        "id": row["id"],
        "recorded_at": row["recorded_at"],
        "part_number": row["part_number"],
        "revision": row["revision"],
        "manufacturer": row["manufacturer"],
        "name": row["name"],
        "list": row["list_id"],
        "consequence": row["kind"],
        "before": row["before"] or None,
        "after": row["after"] or None,
        "as_of": row["as_of"],
        "is_announced": row["as_of"] > row["recorded_at"][: len(row["as_of"])],
        "cause": {
            "kinds": row["cause"].split(),
            "draft": row["draft_id"],
            "list": draft.list_id if draft else None,
            "version": draft.version if draft else None,
        },
    }


def _judged(session: Session, turn: Turn) -> Judged:
    """The portfolio as known when the law changed, by the law before and after."""
    draft = read_draft(session, turn.draft_id)
    one = stored_published(session, turn.draft_id)
    book = read_law_book(session, known_at=turn.recorded_at).without(turn.draft_id)
    happened = datetime.fromisoformat(turn.recorded_at).date()
    day = max(draft.effective_from, happened)
    without, with_ = (AtVersion("", each, day) for each in (book, book.with_one(one)))
    laws = (with_, without) if turn.is_retirement else (without, with_)
    lists = touched_lists(*laws, draft.list_id)
    return judged_twice(session, laws, lists, known_at=turn.recorded_at)


def _rows(judged: Judged) -> Iterator[dict[str, str]]:
    """One row for each part and list that something happened to."""
    for row in judged.rows:
        if row.consequence is Consequence.UNCHANGED:
            continue
        for list_id in sorted({name for name, _ in row.entries}):
            before, after = row.before.get(list_id), row.after.get(list_id)
            yield {
                "part_number": row.facts.part_number,
                "revision": row.facts.revision,
                "manufacturer": row.facts.manufacturer,
                "name": row.facts.name,
                "list_id": list_id,
                "kind": row.consequence.word,
                "before": before.value if before else "not_applicable",
                "after": after.value if after else "not_applicable",
            }
