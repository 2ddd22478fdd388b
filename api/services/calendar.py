"""The exemption cliff: which products change their status on which listed day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from sqlalchemy.orm import Session

from api.services.horizon import listed_dates
from api.services.law import law_of
from api.services.parts import answered
from api.services.whole import whole_portfolio
from api.wire.body import Json
from bom.lists.law_book import read_law_book
from bom.portfolio.snapshot import Snapshot
from engine.evaluate import Evaluation, evaluate
from engine.impact import Consequence, Impact, impact_of
from engine.outcomes import status_of

__all__ = ["calendar_json"]

_YEARS: Final = 10


def calendar_json(
    session: Session,
    *,
    start: date,
    until: date | None = None,
    lists: Sequence[str] = (),
    eee_category: str | None = None,
) -> Json:
    """Every day on which some product's answer changes by the calendar alone.

    The portfolio is judged on each listed day after `start`; what suppliers or authorities will
    say until then is not known and not guessed.

    Args:
        session: of the store.
        start: the day before the first that is looked at.
        until: the last day; None = ten years on.
        lists: ids to judge; none = the binding ones.
        eee_category: of all products; None = 1 to 7 and 10.

    Raises:
        UnknownList: a list id that does not exist.
        UnknownCategory: a category that does not exist.
    """
    last = until or start + timedelta(days=366 * _YEARS)
    book = read_law_book(session)
    law = law_of(as_of=start, lists=lists, eee_category=eee_category, book=book)
    snapshot = whole_portfolio(session)
    bom = answered(snapshot)
    held = set(bom.usages.child.tolist())
    roots = [node for node in snapshot.parts if node not in held]
    before, days = evaluate(bom, law.rules), []
    for day in listed_dates(law, has_claims=bool(len(bom.claims.constituent))):
        if day > last:
            break
        after = evaluate(bom, law.on(day))
        told = list(_changes(snapshot, before, after, roots))
        if told:
            days.append({"day": day.isoformat(), "products": told})
        before = after
    return {
        "from": start.isoformat(),
        "until": last.isoformat(),
        "known_at": snapshot.recorded_at,
        "assumptions": list(law.assumptions),
        "lists": list(law.rules.lists),
        "products": len(roots),
        "days": days,
    }


def _changes(
    snapshot: Snapshot, before: Evaluation, after: Evaluation, roots: Sequence[int]
) -> Iterator[Json]:
    impact = impact_of(before, after)
    for node in sorted(roots, key=lambda one: snapshot.parts[one].part_number):
        if impact.consequence[node] == Consequence.UNCHANGED:
            continue
        facts = snapshot.parts[node]
        yield {
            "part_number": facts.part_number,
            "revision": facts.revision,
            "manufacturer": facts.manufacturer,
            "name": facts.name,
            "consequence": Consequence(int(impact.consequence[node])).word,
            "lists": list(_lists(before, after, impact, node)),
        }


def _lists(before: Evaluation, after: Evaluation, impact: Impact, node: int) -> Iterator[Json]:
    """The lists that change something, with both statuses and the entries that do it."""
    causes = impact.causes(node, Consequence(int(impact.consequence[node])))
    for place, list_id in enumerate(after.line.rules.lists):
        entries = [entry for name, entry in causes if name == list_id]
        if entries:
            was, will_be = (status_of(int(one.flags[node, place])) for one in (before, after))
            yield {
                "list": list_id,
                "before": was.value,
                "after": will_be.value,
                "entries": entries,
            }
