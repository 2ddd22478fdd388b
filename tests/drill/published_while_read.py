"""Versions published and files imported while many read: every answer is that of one state.

`python -m tests.drill.published_while_read` is the whole of it: 200 readers, 60 versions, and a
declaration stored every second.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from api.services.demonstration import demonstrated
from api.services.editions import Proposal, approved, proposed, published
from api.services.served import Verdicts
from api.services.verdicts import Ask, verdict_of
from api.services.warming import answers_of
from api.wire.body import Json
from bom.database import open_database
from bom.importing.files import import_bytes
from bom.lists.contents import bundled_edition
from bom.lists.edition import Edition
from bom.store_faults import StoreFault

from .declarations import template

__all__ = ["Importer", "Reader", "broken_promises", "drill"]

SVHC: Final = "eu-reach-candidate-list"
MIRROR: Final = "company-controlled"
PART: Final = "TERMINAL-310"
COPPER: Final = "7440-50-8"
ASK: Final = Ask(date(2026, 12, 1), (SVHC, MIRROR))
SLOWEST_SHARE: Final = 0.99
AT_ONCE: Final = 10
"""Answers under way: as many as the service lends threads to, and the pool lends connections."""
BETWEEN_IMPORTS: Final = 1.0


@dataclass(slots=True)
class Reader:
    """What one reader was told, in the order in which it asked.

    Attributes:
        answers: (instant of the last change that it knows, hash, entry names by list).
    """

    answers: list[tuple[str, str, tuple[tuple[str, str], ...]]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def version(number: int) -> Edition:
    """The Candidate List with copper on it, under another name in every version."""
    files = dict(bundled_edition(SVHC).files)
    size = int(files["batches.csv"].decode().strip().splitlines()[-1].split(",")[2]) + 1
    files["entries.csv"] += f"SVHC-901,Copper {number},2026-11-01,57(f),,\n".encode()
    files["members.csv"] += f"SVHC-901,cas,{COPPER},Copper {number},\n".encode()
    files["batches.csv"] += f"2026-11-01,1,{size},{size}\n".encode()
    return Edition(SVHC, files)


@dataclass(slots=True)
class Importer:
    """What became of the declarations that were imported beside the readers.

    Attributes:
        seconds: of each import, those that were refused included.
        refused: what was said to each that was not stored.
    """

    stored: int = 0
    seconds: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def drill(
    url: str, *, readers: int, versions: int, between: float = 0.0
) -> tuple[list[Reader], Importer]:
    """Publish one version after the other into a demo store while readers never stop asking.

    Args:
        url: of the store.
        readers: threads that ask.
        versions: how many are published, one right after the other.
        between: seconds that a reader waits after an answer.
    """
    database = open_database(url)
    verdicts = Verdicts(database, answers=answers_of(url))
    done, seen = threading.Event(), [Reader() for _ in range(readers)]
    importer = Importer()
    desk = threading.BoundedSemaphore(AT_ONCE)
    threads = [
        threading.Thread(target=_read, args=(verdicts, one, desk, done, between)) for one in seen
    ]
    threads.append(threading.Thread(target=_import, args=(url, importer, done)))
    for thread in threads:
        thread.start()
    try:
        for number in range(1, versions + 1):
            draft = proposed(database, version(number), Proposal("Aoki"))["draft"]["draft"]
            approved(database, draft, by="Baba")
            published(database, draft, by="Aoki")
    finally:
        done.set()
        for thread in threads:
            thread.join()
        verdicts.close()
        database.close()
    return seen, importer


def broken_promises(
    url: str, seen: list[Reader], importer: Importer, *, versions: int
) -> list[str]:
    """What was not kept, in words; none when all was."""
    broken = [fault for one in seen for fault in one.faults]
    broken += [f"an import was refused: {why}" for why in importer.refused]
    told = {answer for one in seen for answer in one.answers}
    database = open_database(url)
    for instant, hash_, names in sorted(told):
        with database.readers() as session:
            again = _answer(session, known_at=instant)
        if (hash_, names) != again[1:]:
            broken.append(f"the answer of {instant} is none of a published state")
        if len({name for _, name in names}) > 1:
            broken.append(f"the answer of {instant} mixes two versions: {names}")
    for one in seen:
        instants = [instant for instant, *_ in one.answers]
        if instants != sorted(instants):
            broken.append("a reader went back to an older version")
    if len({hash_ for _, hash_, _ in told}) > versions + 1:
        broken.append("there are more answers than states")
    database.close()
    return broken


def _import(url: str, importer: Importer, done: threading.Event) -> None:
    """Store one declaration more, of a part that nobody asks about, again and again."""
    database = open_database(url)
    number = 0
    while not done.wait(BETWEEN_IMPORTS if number else 0.0):
        number += 1
        name = f"MORE-{number}"
        start = time.perf_counter()
        try:
            import_bytes(database.writers, template("RES-340").written(name), f"{name}.xml")
            importer.stored += 1
        except StoreFault as refused:
            importer.refused.append(refused.message)
        importer.seconds.append(time.perf_counter() - start)
    database.close()


def _read(
    verdicts: Verdicts,
    reader: Reader,
    desk: threading.BoundedSemaphore,
    done: threading.Event,
    between: float,
) -> None:
    while True:
        last = done.is_set()
        start = time.perf_counter()
        try:
            answer = verdicts.kept(PART, ASK)
            if answer is None:
                with desk:
                    answer = verdicts.told(PART, ASK)
            reader.answers.append(_told(json.loads(answer.content)))
        except Exception as fault:  # noqa: BLE001 - any fault of a reader is what is looked for
            reader.faults.append(f"{type(fault).__name__}: {fault}")
        reader.seconds.append(time.perf_counter() - start)
        if last:
            return
        done.wait(between)


def _answer(session: Any, *, known_at: str) -> Any:
    ask = Ask(ASK.as_of, ASK.lists, known_at=known_at)
    return _told(verdict_of(session, PART, ask))


def _told(body: Json) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    names = tuple(
        sorted((c["list"], c["entry_name"]) for c in body["cases"] if c["entry"] == "SVHC-901")
    )
    return body["known_at"], body["hash"], names


def main() -> int:
    """Drill; 0 when every promise was kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readers", type=int, default=200)
    parser.add_argument("--versions", type=int, default=60)
    parser.add_argument("--between", type=float, default=10.0, help="seconds between two questions")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="chemgate-drill-") as folder:
        url = f"sqlite:///{Path(folder) / 'drill.db'}"
        demonstrated(url, lambda _message: None)
        start = time.perf_counter()
        seen, importer = drill(
            url, readers=asked.readers, versions=asked.versions, between=asked.between
        )
        took = time.perf_counter() - start
        broken = broken_promises(url, seen, importer, versions=asked.versions)
    seconds = sorted(second for one in seen for second in one.seconds)
    report = {
        "readers": asked.readers,
        "versions": asked.versions,
        "answers": sum(len(one.answers) for one in seen),
        "states_seen": len({hash_ for one in seen for _, hash_, _ in one.answers}),
        "seconds": round(took, 1),
        "p99_seconds": round(seconds[int(len(seconds) * SLOWEST_SHARE)], 3),
        "imports": importer.stored,
        "imports_refused": len(importer.refused),
        "slowest_import_seconds": round(max(importer.seconds, default=0.0), 3),
        "broken": broken[:20],
    }
    sys.stdout.write(json.dumps(report, indent=1) + "\n")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
