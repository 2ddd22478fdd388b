"""From rows in a database to verdicts: what reading costs beside judging and beside mapping."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from api.services.stores import upgraded
from bom.database import open_database
from bom.portfolio.snapshot import Snapshot, read_snapshot
from bom.snapshots.current import current_snapshot, home_of
from engine.compile import compile_rules
from engine.planes.backend import Backend
from engine.planes.judge import judge_portfolio
from engine.planes.law import law_of
from engine.planes.leaves import leaves_of
from regulations.catalog import bundled
from tests.drill.stored_portfolio import fill

from .ours import Figures
from .timing import Seconds, timed

__all__ = ["stored"]

AS_OF = date(2026, 1, 1)
VERSION = "benchmark"
LATER = """
import json, sys, time
from pathlib import Path
from bom.database import open_database
from bom.snapshots.current import current_snapshot
started = time.perf_counter()
database = open_database(sys.argv[1])
with database.readers() as session:
    found = current_snapshot(session, Path(sys.argv[2]), engine_version=sys.argv[3], least=0)
print(json.dumps([time.perf_counter() - started, int(found.arrays.contents[-1])]))
"""


def stored(parts: int) -> tuple[Figures, dict[str, int]]:
    """A store of so many parts read, judged, written as files and mapped by another process."""
    found: Figures = {}
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.db"
        upgraded(url)
        database = open_database(url)
        size = fill(database, parts)
        kept: list[Snapshot] = []
        with database.readers() as session:
            found["store, read"] = timed(lambda: kept.append(read_snapshot(session)), 1)
            home = home_of(url)
            found["store, read and write files"] = timed(
                lambda: current_snapshot(session, home, engine_version=VERSION, least=0), 1
            )
        found |= _judged(kept[0])
        found["store, map in the next process"] = _mapped(url, home, kept[0])
        database.close()
    return found, {"parts": size.parts, "constituents": size.constituents}


def _judged(snapshot: Snapshot) -> Figures:
    """Against the bundled binding lists."""
    law, made = bundled(), []
    rules = compile_rules(law, law.binding(), as_of=AS_OF)
    found = {"store, lay out": timed(lambda: made.append(leaves_of(snapshot.arrays)), 1)}
    compiled = law_of(rules, made[0])
    judge_portfolio(made[0], compiled, Backend.NUMBA)
    found["store, judge"] = timed(lambda: judge_portfolio(made[0], compiled, Backend.NUMBA), 3)
    return found


def _mapped(url: str, home: Path, snapshot: Snapshot) -> Seconds:
    """Seconds that a new process needs, imports left out; it must find the same constituents."""
    said = subprocess.run(
        [sys.executable, "-c", LATER, url, str(home), VERSION],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    seconds, constituents = json.loads(said)
    if constituents != len(snapshot.arrays.constituents):
        raise AssertionError("the mapped snapshot is another one")
    return Seconds(seconds, 1)
