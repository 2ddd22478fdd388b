"""`make drill`: ten thousand files through the real command, twice; says what it saw."""

from __future__ import annotations

import argparse
import platform
import sqlite3
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from lxml import etree

from api.services.stores import upgraded

from .bulk import Bulk, Run, import_bulk, write_bulk
from .expectations import broken_promises, stored_declarations

_MEGABYTE = 1_000_000
_LIBRARIES = ("chemgate", "lxml", "sqlalchemy", "xmlschema")


def main() -> int:
    """Drill; 0 when every promise was kept."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="chemgate-drill-", dir=asked.folder) as folder:
        bulk = write_bulk(Path(folder) / "in", asked.files)
        url = asked.db or f"sqlite:///{folder}/drill.db"
        upgraded(url)
        options = ("--workers", str(asked.workers)) if asked.workers else ()
        _say(_versions())
        _say(
            f"{len(bulk.files)} files, {bulk.size / _MEGABYTE:.0f} MB, "
            f"{bulk.size / len(bulk.files) / 1000:.1f} kB each; {len(bulk.broken)} broken "
            f"in {len(set(bulk.broken.values()))} ways"
        )
        first = _run("first run", bulk, url, options)
        stored = stored_declarations(url)
        second = _run("second run", bulk, url, options)
        _say(f"refused by code: {dict(sorted(first.rejected.items()))}")
        if url.startswith("sqlite"):
            size = Path(folder, "drill.db").stat().st_size
            _say(f"store: {size / _MEGABYTE:.0f} MB, {stored} declarations")
        broken = broken_promises(bulk, first, second, stored=(stored, stored_declarations(url)))
    for promise in broken:
        _say(f"BROKEN: {promise}")
    _say("every promise kept" if not broken else f"{len(broken)} promises broken")
    return 1 if broken else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.drill", description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--workers", type=int, help="default: what the command takes by itself")
    parser.add_argument("--folder", type=Path, help="where to write the files; default: /tmp")
    parser.add_argument("--db", help="an empty store; default: SQLite beside the files")
    return parser.parse_args()


def _run(name: str, bulk: Bulk, url: str, options: tuple[str, ...]) -> Run:
    run = import_bulk(bulk, url, *options)
    rate = len(bulk.files) / run.seconds
    counts = ", ".join(f"{number} {status}" for status, number in run.counts.items() if number)
    _say(
        f"{name}: {run.seconds:.1f} s, {rate:.0f} files/s, "
        f"{bulk.size / _MEGABYTE / run.seconds:.1f} MB/s, {run.cpu_seconds:.1f} s CPU "
        f"({run.cpu_seconds / len(bulk.files) * 1000:.1f} ms a file), "
        f"peak {run.peak_mb:.0f} MB; {counts}"
    )
    return run


def _versions() -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    libxml2 = ".".join(map(str, etree.LIBXML_VERSION))
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, Python {platform.python_version()}, {libraries}, "
        f"libxml2 {libxml2}, SQLite {sqlite3.sqlite_version}"
    )


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
