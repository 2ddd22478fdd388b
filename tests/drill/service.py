"""The real service in a process of its own, on a free port of this machine."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx2

__all__ = ["Service", "serving"]

_START_SECONDS: Final = 120
_OPEN: Final = {"CHEMGATE_KEYS": "off", "CHEMGATE_REQUESTS_PER_SECOND": "0",
                "CHEMGATE_UPLOADS_PER_MINUTE": "0", "CHEMGATE_LOG_LEVEL": "error"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Service:
    """A running server.

    Attributes:
        command: what answers; its children are the workers.
    """

    port: int
    process: subprocess.Popen[bytes]

    def client(self) -> httpx2.Client:
        """A client that waits long enough for cold answers."""
        return httpx2.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=600)

    def resident_mb(self) -> float:
        """Megabytes of the server and its workers, shared pages counted in each."""
        found = subprocess.run(
            ["ps", "-o", "rss=", "--ppid", str(self.process.pid), "-p", str(self.process.pid)],
            capture_output=True, check=True, text=True,
        )  # fmt: skip
        return sum(map(int, found.stdout.split())) / 1000


@contextmanager
def serving(
    arguments: list[str], *, ready: str = "/readyz", settings: Mapping[str, str] | None = None
) -> Iterator[Service]:
    """Start `python -m …` with `--port N` and wait until it is ready; ended politely."""
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", *arguments, "--port", str(port)],
        env={**os.environ, **_OPEN, **(settings or {})},
        cwd=Path(__file__).resolve().parent.parent.parent,
    )
    service = Service(port, process)
    try:
        _wait(service, ready)
        yield service
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def _wait(service: Service, ready: str) -> None:
    until = time.monotonic() + _START_SECONDS
    with service.client() as client:
        while time.monotonic() < until and service.process.poll() is None:
            try:
                if client.get(ready).is_success:
                    return
            except httpx2.TransportError:
                time.sleep(0.1)
    raise RuntimeError("the service did not become ready")


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])
