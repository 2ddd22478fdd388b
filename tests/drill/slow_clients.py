"""`python -m tests.drill.slow_clients`: requests that never end, beside clients that do.

500 connections send the beginning of a request and then nothing. Others ask for verdicts at their
usual pace: what do they feel, and when are the silent ones shown the door?

Source:
    The attack is known as “slowloris”; `api.punctual` is the remedy, and nginx knows it as
    `client_header_timeout`.
"""

from __future__ import annotations

import argparse
import json
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from api.services.demonstration import demonstrated

from .load_client import Pace, ask_at_rate, get
from .service import serving

HALF_OPEN, RATE, READERS = 500, 100.0, 50
MOST_SECONDS = 0.5
PATH = "/v1/parts/LAMP-100/verdict?as_of=2024-10-01"


def main() -> int:
    """Drill; 0 when the others felt nothing of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="chemgate-drill-") as folder:
        url = f"sqlite:///{Path(folder) / 'drill.db'}"
        demonstrated(url, lambda _message: None)
        with serving(["api", "--db", url, "serve"]) as service:
            with service.client() as client:
                client.get(PATH).raise_for_status()
            pace = Pace(RATE, asked.seconds, READERS)
            alone = ask_at_rate(service.port, [get(PATH)], Pace(RATE, asked.seconds / 6, READERS))
            with _half_open(service.port) as silent:
                beside = ask_at_rate(service.port, [get(PATH)], pace)
                still = sum(map(_is_open, silent))
    report = {
        "half_open": len(silent),
        "half_open_afterwards": still,
        "answers": dict(beside.statuses),
        "faults": dict(beside.faults),
        "p99_ms_alone": round(alone.quantile(0.99) * 1000, 1),
        "p99_ms_beside": round(beside.quantile(0.99) * 1000, 1),
    }
    sys.stdout.write(json.dumps(report, indent=1) + "\n")
    wrong = set(beside.statuses) != {200} or beside.faults or still
    return int(bool(wrong) or beside.quantile(0.99) > MOST_SECONDS)


@contextmanager
def _half_open(port: int) -> Iterator[list[socket.socket]]:
    with ExitStack() as stack:
        silent = []
        for _ in range(HALF_OPEN):
            line = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            line.sendall(f"GET {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow:".encode())
            silent.append(line)
        time.sleep(1)
        yield silent


def _is_open(line: socket.socket) -> bool:
    line.setblocking(False)
    try:
        return line.recv(1) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main())
