"""`python -m tests.drill.served_while_published`: the service, over HTTP, while the law changes.

200 connections ask one worker for a verdict; beside them list versions are published and
declarations imported, over HTTP too. Every answer must be that of one state of the store.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import tempfile
import threading
import time
import zipfile
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx2

from api.services.demonstration import demonstrated
from api.services.verdicts import verdict_of
from bom.database import open_database

from .declarations import template
from .load_client import Answers, Pace, ask_at_rate, get
from .published_while_read import ASK, MIRROR, PART, SVHC, version
from .service import Service, serving

RATE, READERS = 200.0, 200
PAUSE: Final = 3.0
"""Seconds from one version to the next. A version costs a second of CPU, so `--pause 0` measures
how fast one process can publish; authorities publish twice a year."""

SLOWEST_SHARE, MOST_SECONDS = 0.99, 0.5
PATH: Final = f"/v1/parts/{PART}/verdict?as_of={ASK.as_of}&list={SVHC}&list={MIRROR}"


@dataclass(slots=True)
class Told:
    """What all readers were told together, and what the writers did.

    Attributes:
        states: verdict hash by the instant that its body says it knows; more than one is a mixture.
    """

    states: dict[str, set[str]] = field(default_factory=dict)
    published: int = 0
    imported: int = 0
    refused: list[str] = field(default_factory=list)


class Reader:
    """One connection: what it knows never goes back."""

    def __init__(self, told: Told) -> None:
        self._told, self._last = told, ""

    def __call__(self, status: int, body: bytes) -> str | None:
        if status != 200:
            return f"{status}: {body[:200]!r}"
        answer = json.loads(body)
        self._told.states.setdefault(answer["known_at"], set()).add(answer["hash"])
        before, self._last = self._last, answer["known_at"]
        return "a reader went back to an older state" if self._last < before else None


def main() -> int:
    """Drill; 0 when every promise was kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rate", type=float, default=RATE, help="questions a second")
    parser.add_argument("--pause", type=float, default=PAUSE, help="seconds between versions")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--db", help="an empty store; default: SQLite in a temporary folder")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="chemgate-drill-") as folder:
        url = asked.db or f"sqlite:///{Path(folder) / 'drill.db'}"
        demonstrated(url, lambda _message: None)
        with serving(["api", "--db", url, "serve", "--workers", str(asked.workers)]) as service:
            pace = Pace(asked.rate, asked.seconds, READERS)
            answers, told = drill(service, pace, asked.pause)
        mixed = mixtures(url, told)
    slowest = answers.quantile(SLOWEST_SHARE)
    report = {
        "answers": dict(answers.statuses), "p50_ms": round(answers.quantile(0.5) * 1000, 1),
        "p99_ms": round(slowest * 1000, 1), "versions_published": told.published,
        "files_imported": told.imported, "writers_refused": told.refused[:5],
        "states_seen": len(told.states), "mixed": mixed[:5], "faults": dict(answers.faults),
    }  # fmt: skip
    sys.stdout.write(json.dumps(report, indent=1) + "\n")
    broken = mixed or answers.faults or told.refused or slowest > MOST_SECONDS
    return int(bool(broken))


def drill(service: Service, pace: Pace, pause: float = PAUSE) -> tuple[Answers, Told]:
    """Readers at their pace, one publisher and one supplier beside them."""
    told, done = Told(), threading.Event()
    with service.client() as client:
        client.get(PATH).raise_for_status()
    writers = [
        threading.Thread(target=_publish, args=(service, told, done, pause)),
        threading.Thread(target=_import, args=(service, told, done)),
    ]
    for writer in writers:
        writer.start()
    try:
        answers = ask_at_rate(service.port, [get(PATH)], pace, lambda: Reader(told))
    finally:
        done.set()
        for writer in writers:
            writer.join()
    return answers, told


def mixtures(url: str, told: Told) -> list[str]:
    """Answers that are not what the store says today that it said then."""
    wrong = []
    with closing(open_database(url)) as database:
        for instant, hashes in sorted(told.states.items()):
            ask = type(ASK)(ASK.as_of, ASK.lists, known_at=instant)
            with database.readers() as session:
                then = verdict_of(session, PART, ask)["hash"]
            if hashes != {then}:
                wrong.append(f"{instant}: served {sorted(hashes)}, recomputed {then}")
    return wrong


def _publish(service: Service, told: Told, done: threading.Event, pause: float) -> None:
    with service.client() as client:
        number = 0
        while not done.is_set():
            number += 1
            started = time.monotonic()
            files = {"file": ("list.zip", _zipped(number), "application/zip")}
            base = f"/v1/lists/{SVHC}/versions"
            draft = _done(client.post(base, files=files, data={"by": "Aoki"}), told)
            if draft:
                kept = draft["draft"]["draft"]
                _done(client.post(f"{base}/{kept}:approve", json={"by": "Baba"}), told)
                told.published += bool(
                    _done(client.post(f"{base}/{kept}:publish", json={"by": "Aoki"}), told)
                )
            done.wait(max(0.0, pause - (time.monotonic() - started)))


def _import(service: Service, told: Told, done: threading.Event) -> None:
    with service.client() as client:
        number = 0
        while not done.wait(1.0):
            number += 1
            name = f"MORE-{number}"
            files = {"files": (f"{name}.xml", template("RES-340").written(name))}
            told.imported += bool(_done(client.post("/v1/imports", files=files), told))


def _done(answer: httpx2.Response, told: Told) -> dict[str, dict[str, int]] | None:
    if answer.is_success:
        return dict(answer.json())
    told.refused.append(f"{answer.request.url.path}: {answer.status_code} {answer.text[:200]}")
    return None


def _zipped(number: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in version(number).files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


if __name__ == "__main__":
    sys.exit(main())
