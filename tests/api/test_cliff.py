"""The calendar of the portfolio against every single day of some weeks."""

from __future__ import annotations

from datetime import date, timedelta

from api.services.calendar import calendar_json
from api.services.law import law_of
from api.services.parts import answered
from api.services.stores import import_declarations, reading
from bom.portfolio.snapshot import read_snapshot
from engine.evaluate import evaluate
from engine.outcomes import status_of

from .said import DECLARATIONS

START, DAYS = date(2027, 6, 27), 6
LISTS = ("eu-rohs",)


def test_the_cliff_is_where_the_status_of_a_day_differs_from_that_of_the_day_before(
    store: str,
) -> None:
    # Parts that nothing uses are products; the lamp of the demo would hide theirs behind its own.
    import_declarations(store, [DECLARATIONS], dry_run=False)
    with reading(store) as session:
        told = calendar_json(session, start=START, until=START + timedelta(DAYS), lists=LISTS)
        snapshot = read_snapshot(session)
    bom = answered(snapshot)
    roots = set(snapshot.parts) - set(bom.usages.child.tolist())
    law = law_of(as_of=START, lists=LISTS)
    daily = [evaluate(bom, law.on(START + timedelta(n))).flags[:, 0] for n in range(DAYS + 1)]
    fell = {
        ((START + timedelta(n)).isoformat(), snapshot.parts[node].part_number)
        for n in range(1, DAYS + 1)
        for node in roots
        if status_of(int(daily[n][node])) is not status_of(int(daily[n - 1][node]))
    }
    forecast = {
        (day["day"], product["part_number"])
        for day in told["days"]
        for product in day["products"]
        if any(one["before"] != one["after"] for one in product["lists"])
    }
    assert forecast == fell
    assert {day for day, _ in fell} == {"2027-07-01"}
