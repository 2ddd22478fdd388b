"""Stores that are killed, filled up and made read-only while declarations come in (R06, R17, R19).

`python -m tests.drill.broken_stores` is the whole of it: PostgreSQL killed fifty times.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import func, select

from bom.backup.archive import back_up, restore
from bom.database import open_database, upgrade
from bom.models import Declaration
from tests.bom.stored import unlike_their_files
from tests.postgres_server import DURABLE, Absent, Server, server

from .declarations import FIXTURES, template

__all__ = [
    "Outcome",
    "Unmountable",
    "filled_up",
    "killed",
    "made_read_only",
    "mount",
    "mounted",
    "nearly_full",
    "on_small_disk",
    "restored",
    "written",
]

ROOT: Final = Path(__file__).resolve().parents[2]
_CHUNK: Final = 1 << 20
_ROOM: Final = 1_500_000


class Unmountable(Exception):
    """No file system of our own can be mounted here, and why."""


@dataclass(slots=True)
class Outcome:
    """What a drill saw.

    Attributes:
        told: codes of the errors that the command ended with.
        broken: promises that were not kept, in words.
        facts: what else is worth knowing.
    """

    told: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    facts: dict[str, object] = field(default_factory=dict)


def written(folder: Path, count: int) -> Path:
    """So many declarations of real size in a folder of their own."""
    made = folder / "in"
    made.mkdir()
    for number in range(count):
        part = f"P-{number:05}"
        file = made / f"SHAI_20240819100500_{part}_001.xml"
        file.write_bytes(template(FIXTURES[number % len(FIXTURES)]).written(part))
    return made


def killed(running: Server, files: Path, *, kills: int) -> Outcome:
    """Kill the server again and again while one command after the other imports the same files."""
    seen, chance, total = Outcome(), random.Random(62474), len(list(files.iterdir()))
    restarts = []
    for number in range(kills):
        url = running.create()
        upgrade(url)
        command = started(url, files)
        while not stored(url):
            time.sleep(0.01)
        time.sleep(chance.uniform(0, total / 300))
        running.kill()
        seen.told.append(ending(command))
        began = time.monotonic()
        running.start()
        restarts.append(time.monotonic() - began)
        seen.broken += [f"kill {number}: {wrong}" for wrong in partial(url)]
        left = total - stored(url)
        rest = ending(started(url, files))
        if rest != "done" or stored(url) != total:
            seen.broken.append(f"kill {number}: {left} of {total} were left, then: {rest}")
        seen.facts[f"kill {number}"] = f"{total - left} of {total} stored"
        running.drop(url)
    seen.facts["slowest restart"] = f"{max(restarts):.2f} s"
    return seen


def filled_up(url: str, files: Path, grow: Callable[[], None]) -> Outcome:
    """Import until there is no room, make room, import the rest into the same store."""
    seen, total = Outcome(), len(list(files.iterdir()))
    seen.told.append(ending(started(url, files)))
    before = stored(url)
    seen.facts["stored when it was full"] = f"{before} of {total}"
    seen.broken += partial(url)
    if not 0 < before < total:
        seen.broken.append(f"{before} of {total} stored: the disk was not filled while importing")
    grow()
    rest = ending(started(url, files))
    if rest != "done" or stored(url) != total:
        seen.broken.append(f"with room again: {rest}, {stored(url)} of {total}")
    return seen


def made_read_only(url: str, files: Path, remount: Callable[[str], None]) -> Outcome:
    """Import into a store whose file system takes no writes, read it, then make it writable."""
    seen = Outcome()
    remount("ro")
    seen.told.append(ending(started(url, files)))
    seen.facts["readable meanwhile"] = stored(url)
    remount("rw")
    rest = ending(started(url, files))
    if rest != "done":
        seen.broken.append(f"writable again: {rest}")
    return seen


def restored(url: str, target: str, files: Path, folder: Path) -> Outcome:
    """Back up while an import runs, restore into an empty store, import the rest into that."""
    seen, total = Outcome(), len(list(files.iterdir()))
    command = started(url, files)
    while stored(url) < total // 4:
        time.sleep(0.02)
    began = time.monotonic()
    backup = back_up(url, folder / "a.backup")
    seen.facts["backup"] = f"{time.monotonic() - began:.1f} s, {backup.size / 1e6:.1f} MB"
    seen.told.append(ending(command))
    began = time.monotonic()
    restore(folder / "a.backup", target)
    seen.facts["restore"] = f"{time.monotonic() - began:.1f} s, {backup.contents.rows} rows"
    seen.broken += partial(target)
    held = stored(target)
    seen.facts["in the backup"] = f"{held} of {total} declarations"
    if not 0 < held < total:
        seen.broken.append(f"{held} of {total} in the backup: it was not taken under load")
    rest = ending(started(target, files))
    if rest != "done" or stored(target) != total:
        seen.broken.append(f"after the restore: {rest}, {stored(target)} of {total}")
    return seen


def started(url: str, files: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "api", "--db", url, "--quiet", "import", str(files)]
    return subprocess.Popen(
        [*command, "--workers", "1"],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def ending(command: subprocess.Popen[str]) -> str:
    """`done`, or the code of the error that the command told, or what it said instead."""
    _, told = command.communicate(timeout=600)
    if command.returncode == 0:
        return "done"
    # The driver may say something of its own before, when its connection breaks.
    codes = re.findall(r"^error ([a-z-]+)(?::| at )", told, re.MULTILINE)
    return codes[-1] if codes else told[-300:]


def stored(url: str) -> int:
    with closing(open_database(url)) as database, database.readers() as session:
        return session.execute(select(func.count()).select_from(Declaration)).scalar_one()


def partial(url: str) -> list[str]:
    """Declarations of which the store holds something else than their files say."""
    with closing(open_database(url)) as database, database.readers() as session:
        return [f"{part} is not what its file says" for part in unlike_their_files(session)]


@contextmanager
def mounted(size: str) -> Iterator[Path]:
    """A file system in memory of so many bytes.

    Raises:
        Unmountable: this machine does not let us.
    """
    place = Path(tempfile.mkdtemp(prefix="chemgate-disk-"))
    try:
        mount("-t", "tmpfs", "-o", f"size={size},mode=777", "tmpfs", str(place))
        try:
            yield place
        finally:
            subprocess.run(["umount", "-l", str(place)], check=False)
    finally:
        place.rmdir()


def mount(*arguments: str) -> None:
    program = shutil.which("mount")
    if program is None:
        raise Unmountable("there is no mount")
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unmountable(done.stderr.strip())


def nearly_full(place: Path, *, room: int) -> Path:
    """A file that takes up all of a disk but so many bytes; removing it makes room."""
    ballast = place / "ballast"
    left = shutil.disk_usage(place).free - room
    with ballast.open("wb") as filled:
        for start in range(0, left, _CHUNK):
            filled.write(b"\0" * min(_CHUNK, left - start))
    return ballast


def on_small_disk(running: Server, place: Path) -> str:
    """A database whose tables lie on a disk of their own."""
    folder = place / "tables"
    folder.mkdir()
    if running.owner is not None:
        shutil.chown(folder, *running.owner)
    running.say(f"CREATE TABLESPACE small LOCATION '{folder}'")
    url = running.address("chemgate_small")
    running.say("CREATE DATABASE chemgate_small TABLESPACE small")
    upgrade(url)
    return url


def main() -> int:
    """Drill; 0 when every promise was kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--files", type=int, default=300)
    asked = parser.parse_args()
    sys.stdout.write(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC\n")
    with tempfile.TemporaryDirectory(prefix="chemgate-drill-") as name:
        folder = Path(name)
        files = written(folder, asked.files)
        return max(
            _said(title, drill)
            for title, drill in (
                ("PostgreSQL killed", lambda: _killed(files, asked.kills)),
                ("disk full, SQLite", lambda: _sqlite_full(files)),
                ("disk full, PostgreSQL", lambda: _postgresql_full(files)),
                ("read-only file system, SQLite", lambda: _sqlite_read_only(files)),
                ("restore, SQLite", lambda: _sqlite_restored(files, folder)),
                ("restore, PostgreSQL", lambda: _postgresql_restored(files, folder / "pg")),
            )
        )


def _said(title: str, drill: Callable[[], Outcome]) -> int:
    try:
        seen = drill()
    except (Absent, Unmountable) as absent:
        sys.stdout.write(f"{title}: NOT DONE, {absent}\n")
        return 1
    facts = "; ".join(f"{name}: {fact}" for name, fact in seen.facts.items() if "kill" not in name)
    told = {code: seen.told.count(code) for code in sorted(set(seen.told))}
    sys.stdout.write(f"{title}: told {told}; {facts}\n")
    for promise in seen.broken:
        sys.stdout.write(f"  BROKEN: {promise}\n")
    sys.stdout.write(f"  {len(seen.broken)} promises broken\n")
    sys.stdout.flush()
    return 1 if seen.broken else 0


def _killed(files: Path, kills: int) -> Outcome:
    with server(**DURABLE) as running:
        return killed(running, files, kills=kills)


def _sqlite_full(files: Path) -> Outcome:
    with mounted("400m") as place:
        url = f"sqlite:///{place}/a.db"
        upgrade(url)
        return filled_up(url, files, nearly_full(place, room=_ROOM).unlink)


def _postgresql_full(files: Path) -> Outcome:
    with mounted("400m") as place, server(**DURABLE) as running:
        url = on_small_disk(running, place)
        return filled_up(url, files, nearly_full(place, room=_ROOM).unlink)


def _sqlite_read_only(files: Path) -> Outcome:
    with mounted("400m") as place:
        url = f"sqlite:///{place}/a.db"
        upgrade(url)
        return made_read_only(url, files, lambda how: mount("-o", f"remount,{how}", str(place)))


def _sqlite_restored(files: Path, folder: Path) -> Outcome:
    url = f"sqlite:///{folder}/a.db"
    upgrade(url)
    return restored(url, f"sqlite:///{folder}/b.db", files, folder)


def _postgresql_restored(files: Path, folder: Path) -> Outcome:
    folder.mkdir()
    with server(**DURABLE) as running:
        url = running.create()
        upgrade(url)
        return restored(url, running.create(), files, folder)


if __name__ == "__main__":
    sys.exit(main())
