"""Verdicts judged before anybody asks, by as many processes as there are cores."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from api.services.served import Verdicts
from api.services.verdicts import Ask
from api.services.whole import whole_portfolio
from api.wire.body import Json
from bom.chunks import chunks
from bom.database import open_database
from bom.errors import UnknownPart
from bom.resolution import asked_numbers
from bom.snapshots.answers import Answers
from bom.snapshots.current import home_of

__all__ = ["Warmed", "answers_of", "warm", "warmed_json"]

_AT_ONCE: Final = 2_000
"""Parts that a process judges before it gives its files back: opening them takes a second."""

_FORGETFUL: Final = 1
"""Bytes of answers that are kept in memory: they are written for others."""


@dataclass(frozen=True, slots=True)
class Warmed:
    """What was done: parts whose verdict lies ready, and numbers that mean no part."""

    ready: int
    unknown: int


def answers_of(url: str) -> Answers:
    """The answers that all processes of this machine share about a store."""
    return Answers(home_of(url) / "answers.db")


def warm(url: str, *, as_of: date, processes: int = 1) -> Warmed:
    """Judge every part by the binding lists of a day, where nobody did it before.

    Args:
        url: of the store.
        as_of: today, or tomorrow before it comes: a new day is a new question.
        processes: that judge; 1 = this one.
    """
    with closing(open_database(url)) as database, database.readers() as session:
        numbers = asked_numbers(session)
        whole_portfolio(session)  # Whoever judges below cuts his parts out of its files.
    jobs = [(url, as_of, tuple(some)) for some in chunks(numbers, most=_AT_ONCE)]
    done = list(map(_warmed, jobs) if processes == 1 else _spread(jobs, processes))
    return Warmed(sum(one.ready for one in done), sum(one.unknown for one in done))


def warmed_json(url: str, *, as_of: date, processes: int) -> Json:
    """The same for `evaluate --warm`; yesterday's answers go."""
    answers_of(url).forget_days((as_of - timedelta(days=1)).isoformat())
    done = warm(url, as_of=as_of, processes=processes)
    return {"ready": done.ready, "unknown": done.unknown}


def _spread(jobs: Sequence[tuple[str, date, tuple[str, ...]]], processes: int) -> Iterator[Warmed]:
    # Started anew: a forked process would share the connections of this one.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        yield from pool.map(_warmed, jobs)


def _warmed(job: tuple[str, date, tuple[str, ...]]) -> Warmed:
    url, as_of, numbers = job
    ready = 0
    with (
        closing(open_database(url)) as database,
        closing(Verdicts(database, answers=answers_of(url), most_bytes=_FORGETFUL)) as verdicts,
    ):
        for number in numbers:
            try:
                verdicts.told(number, Ask(as_of))
                ready += 1
            except UnknownPart:
                continue
    return Warmed(ready, len(numbers) - ready)
