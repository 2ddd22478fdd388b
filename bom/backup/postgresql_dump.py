"""A PostgreSQL store by PostgreSQL's own programs."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

from sqlalchemy import URL

from bom.backup.errors import ToolMissing

__all__ = ["dump", "load"]

_DEBIAN: Final = Path("/usr/lib/postgresql")
_TOLD: Final = 500


def dump(address: URL, target: Path, *, snapshot: str) -> None:
    """Write the database as one of its transactions sees it; others read and write on.

    Args:
        address: of the store.
        target: file to be written, in the custom format.
        snapshot: what `pg_export_snapshot()` said in that transaction, which is still open.

    Raises:
        ToolMissing: there is no `pg_dump`, or it failed.
    """
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
    _run("pg_dump", [*options, f"--file={target}"], address)


def load(address: URL, source: Path) -> None:
    """Fill an empty database from such a file: all of it or nothing.

    Raises:
        ToolMissing: there is no `pg_restore`, or it failed.
    """
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    _run("pg_restore", [*options, str(source)], address)


def _run(program: str, options: list[str], address: URL) -> None:
    # The password goes by the environment: arguments can be read by every user of the machine.
    bare = address.set(drivername="postgresql", password=None).render_as_string()
    secret = {} if address.password is None else {"PGPASSWORD": str(address.password)}
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL, found below
        [_found(program), f"--dbname={bare}", *options],
        env={**os.environ, **secret},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        told = done.stderr.strip()[:_TOLD] or f"exit code {done.returncode}"
        raise ToolMissing(
            f"{program} failed: {told}",
            hint=f"{program} must not be older than the server",
        )


def _found(program: str) -> str:
    newest = sorted(_DEBIAN.glob(f"*/bin/{program}"), key=lambda path: -float(path.parts[-3]))
    on_path = shutil.which(program)
    if not newest and on_path is None:
        raise ToolMissing(
            f"{program} is not on this machine",
            hint="install PostgreSQL's client programs: apt-get install postgresql-client",
        )
    # Debian's wrapper on the path takes the version of a local cluster, which need not exist.
    return str(newest[0]) if newest else str(on_path)
