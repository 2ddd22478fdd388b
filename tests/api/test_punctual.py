"""Lines on which half a request came are closed; those that are answered are not."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn

from api import punctual

SOON, LATER = 0.2, 0.6
HEAD = b"GET /slow HTTP/1.1\r\nHost: a\r\n"


async def answers_late(scope: dict[str, object], _receive: object, send: object) -> None:
    if scope["path"] == "/slow":
        await asyncio.sleep(LATER)
    start = {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]}
    await send(start)  # type: ignore[operator]
    await send({"type": "http.response.body", "body": b"ok"})  # type: ignore[operator]


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Of a server that waits for heads a fifth of a second."""
    monkeypatch.setattr(punctual, "HEAD_SECONDS", SOON)
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        config = uvicorn.Config(
            answers_late, http=punctual.Punctual, lifespan="off", log_config=None
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([door],))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield int(door.getsockname()[1])
        server.should_exit = True
        thread.join()


def opened(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=5)


def answer(line: socket.socket) -> bytes:
    came = b""
    while not came.endswith(b"ok"):
        came += line.recv(1000) or b"closed: ok"
    return came


def test_half_a_head_is_not_waited_for(port: int) -> None:
    with opened(port) as line:
        line.sendall(HEAD)
        assert line.recv(100) == b""


def test_half_a_second_head_is_not_waited_for_either(port: int) -> None:
    with opened(port) as line:
        line.sendall(HEAD.replace(b"slow", b"fast") + b"\r\n")
        assert answer(line).startswith(b"HTTP/1.1 200")
        line.sendall(HEAD)
        assert line.recv(100) == b""


def test_an_answer_may_take_longer_than_a_head(port: int) -> None:
    with opened(port) as line:
        for _ in range(2):
            line.sendall(HEAD + b"\r\n")
            assert answer(line).startswith(b"HTTP/1.1 200")
