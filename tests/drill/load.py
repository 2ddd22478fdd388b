"""`python -m tests.drill.load`: one worker of the service under load, beside an empty answer.

100 000 parts lie in the store; two products are put on top: one of 5 000 parts, and one of 100 000
nodes (33 000 parts, each with its declaration's materials). The store has been judged once, as one
that lives has. Client and server share the machine's cores; what counts is the last byte, not what
a client does with it.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import httpx2

from api.services.feed import follow
from api.services.stores import load_bom, upgraded
from bom.database import open_database

from .load_client import Answers, Pace, ask_at_rate, get
from .service import Service, serving
from .stored_portfolio import LEAVES, fill, number_of

ASKED, BATCH = 2_000, 10_000
RATE: Final = 500
AT_ONCE: Final = 50
SMALL, LARGE = "PRODUCT-5000", "PRODUCT-100000-NODES"
_PARTS: Final = {SMALL: 5_000, LARGE: 33_000}
_ON_A_SHELF: Final = 100


@dataclass(frozen=True, slots=True)
class Goal:
    """What was measured, and what it had to be; `most` is in the unit of `told`."""

    name: str
    told: float
    unit: str
    most: float | None = None

    @property
    def line(self) -> str:
        verdict = "" if self.most is None else "met" if self.told <= self.most else "MISSED"
        goal = "" if self.most is None else f"<= {self.most:g} {self.unit}"
        return f"| {self.name} | {self.told:,.3g} {self.unit} | {goal} | {verdict} |"


def main() -> int:
    """Measure; 1 when an answer was wrong or a goal was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--db", help="an empty store; default: SQLite in a temporary folder")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="chemgate-load-") as folder:
        url = asked.db or f"sqlite:///{folder}/load.db"
        _fill(url, asked.parts, Path(folder))
        floor = _floor(asked.seconds)
        with serving(["api", "--db", url, "serve", "--workers", "1"]) as service:
            goals = [floor, *_measured(service, asked.parts, asked.seconds)]
    _say(f"{datetime.now(UTC):%Y-%m-%d}, {asked.parts} parts, one worker")
    _say("| | measured | goal | |\n|---|---:|---:|---|")
    for goal in goals:
        _say(goal.line)
    return int(any(goal.most is not None and goal.told > goal.most for goal in goals))


def _fill(url: str, parts: int, folder: Path) -> None:
    upgraded(url)
    with closing(open_database(url)) as database:
        _say(f"{fill(database, parts)}")
    file = folder / "products.csv"
    with file.open("w", newline="", encoding="utf-8") as sheet:
        table = csv.writer(sheet)
        table.writerow(("parent", "child", "quantity", "unit"))
        for product in _PARTS:
            table.writerows((*row, "1", "each") for row in _shelves(product, parts))
    load_bom(url, file)
    with closing(open_database(url)) as database:
        follow(database)


def _shelves(product: str, parts: int) -> Iterator[tuple[str, str]]:
    """A product, its shelves, and on each a hundred different leaves of the store."""
    leaves = int(parts * LEAVES)
    chosen = random.Random(7).sample(range(leaves), min(_PARTS[product], leaves))
    for place, part in enumerate(chosen):
        shelf = f"{product}-SHELF-{place // _ON_A_SHELF}"
        if place % _ON_A_SHELF == 0:
            yield product, shelf
        yield shelf, number_of(part)


def _floor(seconds: float) -> Goal:
    with serving(["tests.drill.floor"]) as empty:
        answers = ask_at_rate(empty.port, [get("/readyz")], Pace(RATE, seconds / 4, AT_ONCE))
    return Goal(f"floor: an empty 200 at {RATE}/s, p99", answers.quantile(0.99) * 1000, "ms")


def _measured(service: Service, parts: int, seconds: float) -> list[Goal]:
    numbers = [number_of(n) for n in random.Random(3).sample(range(parts), ASKED)]
    paths = [f"/v1/parts/{number}/verdict" for number in numbers]
    with service.client() as client:
        cold, tags = _timed(lambda: [client.get(path).headers["etag"] for path in paths])
        warm = _asked(service, [get(path) for path in paths], seconds, 200)
        known = [get(path, if_none_match=tag) for path, tag in zip(paths, tags, strict=True)]
        unchanged = _asked(service, known, seconds, 304)
        goals = [
            Goal("verdict, first time, mean", cold / ASKED * 1000, "ms"),
            Goal(f"verdict, warm, {RATE}/s, p50", warm.quantile(0.5) * 1000, "ms"),
            Goal(f"verdict, warm, {RATE}/s, p99", warm.quantile(0.99) * 1000, "ms", 10),
            Goal(f"304, {RATE}/s, p99", unchanged.quantile(0.99) * 1000, "ms", 10),
            *_batches(client, parts),
            *_rollups(client),
        ]
    return [*goals, Goal("memory of the worker at the end", service.resident_mb(), "MB")]


def _asked(service: Service, requests: Sequence[bytes], seconds: float, status: int) -> Answers:
    answers = ask_at_rate(service.port, requests, Pace(RATE, seconds, AT_ONCE))
    if set(answers.statuses) != {status} or answers.faults:
        raise RuntimeError(f"not only {status}: {answers.statuses} {answers.faults}")
    return answers


def _batches(client: httpx2.Client, parts: int) -> list[Goal]:
    chosen = random.Random(5).sample(range(parts), min(BATCH, parts))
    body = {"items": [{"part_number": number_of(n)} for n in chosen]}

    def ask() -> bytes:
        return client.post("/v1/verdicts", json=body).raise_for_status().content

    first, cold = _timed(ask)
    again, warm = _timed(ask)
    if cold != warm:
        raise RuntimeError("the same batch gave two answers")
    name = f"batch of {len(chosen)}"
    return [Goal(f"{name}, first time", first, "s"), Goal(f"{name}, warm", again, "s", 2)]


def _rollups(client: httpx2.Client) -> list[Goal]:
    goals: list[Goal] = []
    for part, most_cold, most in ((SMALL, 1.0, 0.1), (LARGE, None, 1.0)):
        first, cold = _timed(lambda part=part: client.get(f"/v1/parts/{part}/rollup"))
        again, warm = _timed(lambda part=part: client.get(f"/v1/parts/{part}/rollup"))
        cold.raise_for_status()
        if cold.content != warm.content:
            raise RuntimeError("the same rollup gave two answers")
        name = f"rollup of {part}, {len(warm.content) / 1e6:.1f} MB"
        goals += [
            Goal(f"{name}, cold", first, "s", most_cold),
            Goal(f"{name}, warm", again, "s", most),
        ]
    return goals


def _timed(ask: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    answer = ask()
    return time.perf_counter() - start, answer


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
