"""What the kinds of jobs do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from api.jobs.hand import Hand
from api.services.feed import follow
from api.services.portfolio import evaluate_portfolio, portfolio_json
from api.services.today import today
from api.wire.body import Json
from api.wire.imports import import_json
from bom.importing.files import import_bytes
from regulations.language import Language

__all__ = ["EVALUATION", "IMPORT", "WORK", "Work"]

IMPORT: Final = "import"
EVALUATION: Final = "evaluation"

Work = Callable[[Hand], Json]
"""Does a job and gives its result; asks `Hand.go_on` between steps."""


def _imported(hand: Hand) -> Json:
    """Store each file once; what was done before a runner died is not done again.

    Between the storing of a file and the note of it lies one transaction: a runner that dies just
    there leaves a file that the next one answers for as `already_known`.
    """
    language = Language(hand.job.arguments["language"])
    for number, name in hand.job.files():
        hand.go_on()
        content = hand.job.content(number)
        report = import_bytes(hand.job.database.writers, content, name)
        hand.job.read(number, import_json(report, language))
    return _joined(hand)


def _joined(hand: Hand) -> Json:
    counts: Counter[str] = Counter()
    body: dict[str, list[Any]] = {"files": [], "notices": []}
    for outcome in hand.job.outcomes():
        for key, rows in body.items():
            rows.extend(outcome[key])
        counts.update(outcome["counts"])
    return {"files": body["files"], "counts": dict(counts), "notices": body["notices"]}


def _evaluated(hand: Hand) -> Json:
    """Judge the portfolio; the parts themselves are asked for one by one or by the batch."""
    told = hand.job.arguments.get("as_of")
    day = date.fromisoformat(told) if told else today()
    database = hand.job.database
    changes = follow(database)
    hand.go_on()
    with database.readers() as session:
        body = portfolio_json(evaluate_portfolio(session, as_of=day, causes=0))
    del body["rows"]
    return {**body, "changes": changes}


WORK: Final[Mapping[str, Work]] = {IMPORT: _imported, EVALUATION: _evaluated}
