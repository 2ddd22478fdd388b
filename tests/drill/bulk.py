"""A folder of declarations, one in a hundred broken, through the real command; then again."""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from .corruptions import CORRUPTIONS, zipped
from .declarations import FIXTURES, template

__all__ = ["Bulk", "Run", "import_bulk", "write_bulk"]

ROOT: Final = Path(__file__).resolve().parents[2]
_IN_A_FOLDER: Final = 500
_MEGABYTE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Bulk:
    """What was written: files in the order of an import, and what is wrong with the broken ones.

    Attributes:
        size: bytes of all files.
    """

    folder: Path
    files: tuple[Path, ...]
    broken: Mapping[Path, str]
    size: int


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the command: its answer, how long it took, what it held in memory at most.

    Attributes:
        cpu_seconds: of the command and the processes that it started.
        peak_mb: of all of them together, pages that they share counted for each.
    """

    code: int
    body: Mapping[str, Any]
    seconds: float
    cpu_seconds: float
    peak_mb: float

    @property
    def counts(self) -> Mapping[str, int]:
        found: Mapping[str, int] = self.body["counts"]
        return found

    @property
    def rejected(self) -> Counter[str]:
        """Rejected files by the code of what was found first."""
        return Counter(
            member["findings"][0]["code"]
            for file in self.body["files"]
            for member in file["members"]
            if member["status"] == "rejected"
        )


def write_bulk(folder: Path, count: int, *, seed: int = 62474) -> Bulk:
    """Write so many files, one in a hundred broken, one in ten of the others an archive."""
    chance = random.Random(seed)
    places = sorted(chance.sample(range(count), count // 100))
    kinds = dict(zip(places, list(CORRUPTIONS) * count, strict=False))
    files, broken, size = [], {}, 0
    for number in range(count):
        part = f"P-{number:05}"
        data = template(FIXTURES[number % len(FIXTURES)]).written(part)
        name = f"SHAI_20240819100500_{part}_001"
        below = folder / f"{number // _IN_A_FOLDER:03}"
        below.mkdir(parents=True, exist_ok=True)
        path = below / f"{name}.xml"
        if number in kinds:
            data = CORRUPTIONS[kinds[number]](data)
            broken[path] = kinds[number]
        elif number % 10 == 0:
            path, data = path.with_suffix(".shai"), zipped(data, f"{name}.xml")
        path.write_bytes(data)
        files.append(path)
        size += len(data)
    return Bulk(folder, tuple(files), broken, size)


def import_bulk(bulk: Bulk, url: str, *options: str) -> Run:
    """`chemgate import FOLDER --json` in a process of its own."""
    command = (sys.executable, "-m", "api", "--db", url, "import", str(bulk.folder), "--json")
    began, cpu = time.monotonic(), _cpu_of_children()
    with (bulk.folder.parent / "answer.json").open("w+b") as answer:
        process = subprocess.Popen([*command, *options], cwd=ROOT, stdout=answer)
        with _memory(process.pid) as peak:
            code = process.wait()
        seconds = time.monotonic() - began
        assert code in {0, 4}, f"the command ended with {code}"
        answer.seek(0)
        body = json.load(answer)
    return Run(code, body, seconds, _cpu_of_children() - cpu, max(peak) / _MEGABYTE)


@contextmanager
def _memory(pid: int) -> Iterator[list[int]]:
    """Bytes held by the process and those that it started, looked at five times a second."""
    peak, stop = [0], threading.Event()

    def look() -> None:
        while not stop.wait(0.2):
            peak.append(sum(_resident(each) for each in (pid, *_children(pid))))

    watcher = threading.Thread(target=look)
    watcher.start()
    yield peak
    stop.set()
    watcher.join()


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        return [int(each) for each in tasks.read_text().split()]
    except OSError:
        return []


def _resident(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * resource.getpagesize()
