"""Questions sent at a steady rate, whether or not the last one is answered: an open loop.

A client that waits for its answer asks less often while the server is slow, and so hides the very
slowness that it measures; here a late answer counts from the moment its question was due.
"""

from __future__ import annotations

import asyncio
import gc
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import cycle

__all__ = ["Answers", "Pace", "ask_at_rate", "get"]

Check = Callable[[int, bytes], str | None]
"""Says what is wrong with a status and a body, or None."""

_Due = tuple[float, bytes]


@dataclass(frozen=True, slots=True)
class Pace:
    """How questions are sent.

    Attributes:
        rate: questions per second.
        seconds: for how long.
        at_once: connections; a question that finds none free waits, and its wait counts.
    """

    rate: float
    seconds: float
    at_once: int


@dataclass(slots=True)
class Answers:
    """What came back.

    Attributes:
        seconds: from the moment a question was due until its last byte was here.
        statuses: how often which HTTP status.
        size: bytes of all bodies.
        faults: what was wrong with an answer, or why there was none, with how often.
    """

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    size: int = 0
    faults: Counter[str] = field(default_factory=Counter)

    def quantile(self, share: float) -> float:
        """Seconds within which that share of the answers came; infinite without an answer."""
        if not self.seconds:
            return float("inf")
        return sorted(self.seconds)[min(int(len(self.seconds) * share), len(self.seconds) - 1)]


def get(path: str, **headers: str) -> bytes:
    """A GET request; `if_none_match="…"` becomes the header `If-None-Match`."""
    told = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{told}\r\n".encode()


def ask_at_rate(
    port: int,
    requests: Sequence[bytes],
    pace: Pace,
    reader: Callable[[], Check] = lambda: _trusts,
) -> Answers:
    """Send whole requests in turn, the first again after the last, to this machine.

    Args:
        port: of the server on 127.0.0.1.
        requests: as `get` writes them.
        pace: how often, how long.
        reader: makes what looks at the answers of one connection, in their order.
    """
    # A sweep of this process would count as a slow answer of the other.
    gc.collect()
    gc.disable()
    try:
        return asyncio.run(_asking(port, requests, pace, reader))
    finally:
        gc.enable()


def _trusts(_status: int, _body: bytes) -> None:
    return None


async def _asking(
    port: int, requests: Sequence[bytes], pace: Pace, reader: Callable[[], Check]
) -> Answers:
    answers, due = Answers(), asyncio.Queue[_Due | None]()
    askers = [
        asyncio.create_task(_asker(port, due, answers, reader())) for _ in range(pace.at_once)
    ]
    start, turn = time.perf_counter(), cycle(requests)
    for number in range(int(pace.rate * pace.seconds)):
        moment = start + number / pace.rate
        await asyncio.sleep(max(0.0, moment - time.perf_counter()))
        due.put_nowait((moment, next(turn)))
    for _ in askers:
        due.put_nowait(None)
    await asyncio.gather(*askers)
    return answers


async def _asker(
    port: int, due: asyncio.Queue[_Due | None], answers: Answers, check: Check
) -> None:
    wire: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
    while (one := await due.get()) is not None:
        moment, request = one
        try:
            wire = wire or await asyncio.open_connection("127.0.0.1", port)
            wire[1].write(request)
            status, body = await _answer(wire[0])
        except (OSError, EOFError, ValueError) as fault:
            answers.faults[f"{type(fault).__name__}: {fault}"] += 1
            wire = None
            continue
        answers.seconds.append(time.perf_counter() - moment)
        answers.statuses[status] += 1
        answers.size += len(body)
        wrong = check(status, body)
        if wrong:
            answers.faults[wrong] += 1
    if wire is not None:
        wire[1].close()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Status and body of one answer, by its length or in chunks."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.splitlines()
    fields = dict(line.lower().split(": ", 1) for line in lines if ": " in line)
    status = int(first.split(" ", 2)[1])
    if fields.get("transfer-encoding") != "chunked":
        return status, await reader.readexactly(int(fields.get("content-length", 0)))
    body = bytearray()
    while size := int(await reader.readline(), 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readexactly(2)
    return status, bytes(body)
