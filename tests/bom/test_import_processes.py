"""Imports by several processes at once, and imports that are killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bom.importing.files import import_paths
from bom.importing.report import FileReport
from bom.models import Declaration
from tests.stores import POSTGRESQL, SQLITE, Stores

from .factories import Shelf, shelf_of
from .stored import unlike_their_files

FEW = 70
"""Files of an import that is killed: enough to be killed in their midst."""

ASKED_KILLS = os.environ.get("CHEMGATE_KILLS", "")
KILLS = {kind: int(ASKED_KILLS or few) for kind, few in ((SQLITE, 6), (POSTGRESQL, 4))}
"""Ten together; `make nightly` takes 50 of each."""

TERMINAL = "SHAI_20240819100500_TERMINAL-310_001.xml"
IMPORTERS = 16
SIXTEEN = """
import os, sys
from sqlalchemy import create_engine, select
from sqlalchemy.orm import configure_mappers
from bom.database import open_database
from bom.importing.files import import_bytes
from bom.importing.prepared import prepare
from bom.models import Declaration

url, path, importers = sys.argv[1], sys.argv[2], int(sys.argv[3])
data = open(path, "rb").read()
# What each would read and compile for itself is here before they part; none is connected yet.
prepare(data, os.path.basename(path))
create_engine(url)
configure_mappers()
held, starting = os.pipe()
children = []
for _ in range(importers):
    pid = os.fork()
    if pid == 0:
        os.close(starting)
        os.read(held, 1)  # returns to all at once, when the parent closes its end
        database = open_database(url)
        report = import_bytes(database.writers, data, os.path.basename(path))
        with database.readers() as session:
            (number,) = session.execute(select(Declaration.id)).scalars()
        (member,) = report.files[0].members
        os.write(1, f"{member.status} {number}\\n".encode())
        os._exit(0)
    children.append(pid)
os.close(starting)
sys.exit(max(os.waitpid(pid, 0)[1] for pid in children))
"""
IMPORT = """
import sys
from pathlib import Path
from bom.database import open_database
from bom.importing.files import import_paths

if __name__ == "__main__":
    database = open_database(sys.argv[1])
    print("began", flush=True)
    import_paths(database.writers, [Path(sys.argv[2])], dry_run=False, workers=int(sys.argv[3]))
    print("done", flush=True)
"""


@pytest.fixture
def folder(root: Path, tmp_path: Path) -> Path:
    """A hundred and twenty small declarations, made from one of our own."""
    text = (root / "fixtures" / "chemsherpa" / TERMINAL).read_bytes()
    made = tmp_path / "in"
    made.mkdir()
    for number in range(120):
        part = f"TERMINAL-{number:03}"
        file = made / f"SHAI_20240819100500_{part}_001.xml"
        file.write_bytes(text.replace(b"TERMINAL-310", part.encode()))
    return made


def started(root: Path, script: str, *arguments: str) -> subprocess.Popen[str]:
    """A script in a process and a process group of its own."""
    file = Path(arguments[1]).parent / "script.py"
    file.write_text(script)
    command = (sys.executable, str(file), *arguments)
    return subprocess.Popen(
        command,
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def stored(shelf: Shelf) -> int:
    with shelf.session() as session:
        return session.execute(select(func.count()).select_from(Declaration)).scalar_one()


def alive_in(session: int) -> Sequence[int]:
    """Processes that a killed one left behind: those of its own session."""
    found = []
    for each in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, its_session = each.read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(its_session) == session and state != "Z":
            found.append(int(each.parent.name))
    return found


def test_of_sixteen_importers_of_one_file_one_stores_it_and_all_succeed(
    shelf: Shelf, root: Path, tmp_path: Path
) -> None:
    file = tmp_path / TERMINAL
    file.write_bytes((root / "fixtures" / "chemsherpa" / TERMINAL).read_bytes())
    process = started(root, SIXTEEN, shelf.url, str(file), str(IMPORTERS))
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    statuses, numbers = zip(*(line.split() for line in out.splitlines()), strict=True)
    assert sorted(statuses) == ["accepted", *["already_known"] * (IMPORTERS - 1)]
    assert len(set(numbers)) == 1
    assert stored(shelf) == 1


def test_a_killed_import_leaves_no_part_of_a_declaration_and_the_next_takes_the_rest(
    stores: Stores, root: Path, folder: Path
) -> None:
    chance = random.Random(62474)
    reached = []
    for late in sorted(folder.iterdir())[FEW:]:
        late.unlink()
    for number in range(KILLS[stores.kind]):
        shelf = shelf_of(stores)
        workers = 1 + number % 2
        process = started(root, IMPORT, shelf.url, str(folder), str(workers))
        assert process.stdout is not None
        assert process.stdout.readline() == "began\n"
        while workers > 1 and stored(shelf) == 0:
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 0.5 / workers))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        with shelf.session() as session:
            assert unlike_their_files(session) == []
        reached.append(stored(shelf))
        report = import_paths(shelf.database.writers, [folder], dry_run=False)
        assert report.counts["rejected"] == 0
        assert report.counts["already_known"] == reached[-1]
        assert stored(shelf) == FEW
    assert any(0 < number < FEW for number in reached), reached


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are listed in /proc")
def test_readers_do_not_outlive_a_killed_import(shelf: Shelf, root: Path, folder: Path) -> None:
    process = started(root, IMPORT, shelf.url, str(folder), "2")
    while stored(shelf) == 0:
        time.sleep(0.02)
    assert len(alive_in(process.pid)) >= 3
    process.send_signal(signal.SIGKILL)
    process.communicate()
    until = time.monotonic() + 10
    while alive_in(process.pid) and time.monotonic() < until:
        time.sleep(0.02)
    assert alive_in(process.pid) == []


def test_readers_beside_store_what_one_process_stores(
    shelves: Callable[[], Shelf], root: Path, folder: Path
) -> None:
    (folder / "broken.xml").write_bytes(b"<Main")
    one, several = shelves(), shelves()
    alone = import_paths(one.database.writers, [folder], dry_run=False)
    started(root, IMPORT, several.url, str(folder), "2").communicate()
    with one.session() as session, several.session() as other:
        told = select(Declaration.id, Declaration.content_sha256, Declaration.member_name)
        told = told.order_by(Declaration.id)
        assert session.execute(told).all() == other.execute(told).all()
        assert unlike_their_files(other) == []
    again = import_paths(several.database.writers, [folder], dry_run=False)
    assert again.files == tuple(known(file) for file in alone.files)


def known(file: FileReport) -> FileReport:
    """The answer when the file comes a second time."""
    members = tuple(
        member if member.status == "rejected" else replace(member, status="already_known")
        for member in file.members
    )
    return replace(file, members=members)
