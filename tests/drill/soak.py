"""`python -m tests.drill.soak`: hours of mixed questions and imports, and whether anything grows.

One worker on the demo store. Every round asks for verdicts, reasons, rollups, trees, lists, changes
and batches at a steady rate, for what is not there and for what has not changed; beside them a
declaration comes in every few seconds, each of another part. Between rounds nobody is connected,
and the memory and the open files of the service are read.

What is asked for repeats, so all that is kept for it is kept after the warm-up, a third of the run:
what is kept compiled and mapped fills up within minutes. Each import adds rows to the store, and a
part to the portfolio that the worker holds.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

import httpx2

from api.services.demonstration import demonstrated

from .declarations import FIXTURES, template
from .load_client import Answers, Pace, ask_at_rate, get
from .service import Service, serving

__all__ = ["Sample", "Slack", "asked", "broken_promises", "soak"]

RATE, AT_ONCE = 50.0, 20
FEWEST: Final = 6
"""Rounds: a third warms up, and of the rest the first half is held against the last."""

BETWEEN_IMPORTS: Final = 5.0
DAYS: Final = ("2024-10-01", "2026-11-21")
FOUND: Final = {200, 304, 404, 422}
"""What the questions below may be answered with; anything else is a fault."""


@dataclass(frozen=True, slots=True)
class Slack:
    """How much more there may be in the last third of the rounds than in the second.

    Allocators and caches move by megabytes within minutes, so a short run finds coarse leaks alone;
    four hours with the same slack find six megabytes an hour.
    """

    megabytes: float = 8.0
    files: int = 2


@dataclass(frozen=True, slots=True)
class Sample:
    """One round: what the service held after it, and what it had answered in it."""

    seconds: float
    megabytes: float
    files: int
    answers: Answers
    imported: int

    @property
    def line(self) -> str:
        p50, p99 = (self.answers.quantile(share) * 1000 for share in (0.5, 0.99))
        many = sum(self.answers.statuses.values())
        return (
            f"| {self.seconds / 60:.1f} | {self.megabytes:.1f} | {self.files} | {many} "
            f"| {self.imported} | {p50:.1f} | {p99:.1f} |"
        )


HEAD: Final = "| minute | RSS, MB | open files | answers | imports | p50, ms | p99, ms |\n" + (
    "|---:" * 7 + "|"
)


def main() -> int:
    """Soak; 1 when something grew or an answer was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--round", type=float, default=30, help="seconds from sample to sample")
    parser.add_argument("--rate", type=float, default=RATE, help="questions a second")
    parser.add_argument("--slack-mb", type=float, default=Slack().megabytes)
    parser.add_argument("--slack-files", type=int, default=Slack().files)
    parser.add_argument("--db", help="an empty store; default: SQLite in a temporary folder")
    told = parser.parse_args()
    rounds = max(FEWEST, round(told.minutes * 60 / told.round))
    with tempfile.TemporaryDirectory(prefix="chemgate-soak-") as folder:
        url = told.db or f"sqlite:///{Path(folder) / 'soak.db'}"
        demonstrated(url, lambda _message: None)
        with serving(["api", "--db", url, "serve", "--workers", "1"]) as service:
            _say(HEAD)
            samples = []
            for sample in soak(service, rounds, told.round, told.rate):
                samples.append(sample)
                _say(sample.line)
    broken = broken_promises(samples, Slack(told.slack_mb, told.slack_files))
    _say(f"\n{_grown(samples)}")
    for promise in broken:
        _say(f"BROKEN: {promise}")
    return int(bool(broken))


def soak(service: Service, rounds: int, seconds: float, rate: float = RATE) -> Iterator[Sample]:
    """Rounds of questions with imports beside them, a sample after each."""
    questions, began, imported = asked(service), time.monotonic(), 0
    for _ in range(rounds):
        done, beside = threading.Event(), list[str]()
        importer = threading.Thread(target=_import, args=(service, imported, beside, done))
        importer.start()
        try:
            answers = ask_at_rate(service.port, questions, Pace(rate, seconds, AT_ONCE))
        finally:
            done.set()
            importer.join()
        imported += len(beside)
        answers.faults.update(word for word in beside if word)
        time.sleep(1)  # until the service has noticed that everybody is gone
        yield Sample(
            time.monotonic() - began, service.resident_mb(), _open_files(service), answers, imported
        )


def asked(service: Service) -> list[bytes]:
    """What a portal, an engineer and the regulatory team ask in a day, and what they mistype."""
    paths = [
        f"/v1/parts/{part}/{which}as_of={day}"
        for part in (*FIXTURES, "LAMP-100")
        for day in DAYS
        for which in ("verdict?", "verdict?explain=true&", "rollup?")
    ]
    paths += [f"/v1/parts/{part}/tree" for part in FIXTURES]
    paths += ["/v1/substances/7439-92-1/where-used", "/v1/lists", "/v1/changes", "/metrics"]
    paths += ["/v1/parts/NOBODY-1/verdict", f"/v1/parts/{FIXTURES[0]}/verdict?as_of=tomorrow"]
    with service.client() as client:
        answers = {path: client.get(path) for path in paths}
    tags = {path: told.headers["etag"] for path, told in answers.items() if "etag" in told.headers}
    return [
        *map(get, paths),
        *(get(path, if_none_match=tag) for path, tag in tags.items()),
        _batch(FIXTURES),
    ]


def broken_promises(samples: Sequence[Sample], slack: Slack) -> list[str]:
    """What grew from the second third of the rounds to the last, and what was answered wrong."""
    _, first, last = _thirds(samples)
    broken = [f"{fault} ×{many}" for one in samples for fault, many in one.answers.faults.items()]
    statuses = {status for one in samples for status in one.answers.statuses}
    broken += [f"answered with {status}" for status in sorted(statuses - FOUND)]
    grown = median(one.megabytes for one in last) - median(one.megabytes for one in first)
    if grown > slack.megabytes:
        broken.append(f"memory grew by {grown:.1f} MB, more than {slack.megabytes:g}")
    opened = min(one.files for one in last) - min(one.files for one in first)
    if opened > slack.files:
        broken.append(f"{opened} more open files, more than {slack.files}")
    return broken


def _thirds(samples: Sequence[Sample]) -> tuple[Sequence[Sample], ...]:
    """The warm-up, what follows it, and the end."""
    third = len(samples) // 3
    return samples[: -2 * third], samples[-2 * third : -third], samples[-third:]


def _grown(samples: Sequence[Sample]) -> str:
    """From the second third to the last, as a rate too."""
    _, first, last = _thirds(samples)
    hours = (median(one.seconds for one in last) - median(one.seconds for one in first)) / 3600
    megabytes = median(one.megabytes for one in last) - median(one.megabytes for one in first)
    before, after = (median(one.answers.quantile(0.99) for one in some) for some in (first, last))
    return (
        f"{megabytes:+.1f} MB in {hours * 60:.1f} minutes, {megabytes / hours:+.1f} MB/h; "
        f"p99 {before * 1000:.1f} → {after * 1000:.1f} ms"
    )


def _import(service: Service, first: int, told: list[str], done: threading.Event) -> None:
    with service.client() as client:
        while not done.wait(BETWEEN_IMPORTS):
            name = f"SOAK-{first + len(told)}"
            content = template(FIXTURES[len(told) % len(FIXTURES)]).written(name)
            try:
                answer = client.post("/v1/imports", files={"files": (f"{name}.xml", content)})
            except httpx2.TransportError as fault:
                told.append(f"import: {fault}")
            else:
                told.append("" if answer.is_success else f"import: {answer.status_code}")


def _batch(parts: Sequence[str]) -> bytes:
    items = ",".join(f'{{"part_number":"{part}"}}' for part in parts)
    body = f'{{"items":[{items}]}}'.encode()
    head = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return b"POST /v1/verdicts HTTP/1.1\r\nHost: 127.0.0.1\r\n" + head.encode() + body


def _open_files(service: Service) -> int:
    """Files, sockets and pipes of the server and its workers."""
    pid = service.process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return sum(len(list(Path(f"/proc/{one}/fd").iterdir())) for one in (pid, *children))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
