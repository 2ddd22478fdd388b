"""Many ask at once: one looks, one judges, and no answer is older than its question."""

from __future__ import annotations

import asyncio
import gc
import threading
from datetime import date
from typing import Any

import pytest

from api.asking import Asking
from api.services.served import ServedVerdict
from api.services.verdicts import Ask
from api.turn import Turn
from bom.errors import UnknownPart
from bom.sweeping import unswept

ASK = Ask(date(2026, 11, 21))


class Slow:
    """As `Verdicts`, where each step waits until it is let go."""

    def __init__(self) -> None:
        self.state, self.noticed, self.busy = "1", "0", False
        self.shelf: dict[str, bytes] = {}
        self.steps: list[str] = []
        self.go = threading.Event()
        self.go.set()

    def now(self) -> str | None:
        return None if self.busy else self.state

    def has_noticed(self, now: str) -> bool:
        return now == self.noticed

    def notice(self) -> None:
        self.steps.append("notice")
        self.noticed = self.state

    def kept(self, part_number: str, _ask: Ask, **_which: Any) -> ServedVerdict | None:
        found = self.shelf.get(part_number) if self.now() == self.noticed else None
        return None if found is None else ServedVerdict(found, "sha256:0")

    def told(self, part_number: str, _ask: Ask, **_which: Any) -> ServedVerdict:
        self.steps.append(f"judge {part_number}")
        state = self.state
        assert self.go.wait(10)
        if part_number == "NOBODY":
            raise UnknownPart("nobody declared it")
        return ServedVerdict(f"{part_number} {state}".encode(), "sha256:0")

    async def reaches(self, *steps: str) -> None:
        async with asyncio.timeout(10):
            while self.steps != [*steps]:  # noqa: ASYNC110 - threads write the steps
                await asyncio.sleep(0.001)


def asked(slow: Slow, *parts: str) -> list[Any]:
    async def all_of_them() -> list[Any]:
        asking = Asking(slow)  # type: ignore[arg-type]
        return await asyncio.gather(
            *(asking.told(part, ASK) for part in parts), return_exceptions=True
        )

    return asyncio.run(all_of_them())


def test_after_a_change_one_looks_what_was_touched_and_one_judges() -> None:
    slow = Slow()
    told = asked(slow, *["A"] * 50)
    assert {one.content for one in told} == {b"A 1"}
    assert slow.steps == ["notice", "judge A"]


def test_what_the_change_did_not_touch_is_not_judged_again() -> None:
    slow = Slow()
    slow.shelf["A"] = b"as before"
    assert [one.content for one in asked(slow, *["A"] * 9)] == [b"as before"] * 9
    assert slow.steps == ["notice"]


def test_different_questions_are_judged_each() -> None:
    slow = Slow()
    assert [one.content for one in asked(slow, "A", "B", "A")] == [b"A 1", b"B 1", b"A 1"]
    assert sorted(slow.steps) == ["judge A", "judge B", "notice"]


def test_a_refusal_is_everybodys_who_asked() -> None:
    told = asked(Slow(), "NOBODY", "NOBODY", "A")
    assert [type(one) for one in told] == [UnknownPart, UnknownPart, ServedVerdict]


def test_while_the_store_is_busy_nobody_shares() -> None:
    slow = Slow()
    slow.busy = True
    asked(slow, "A", "A")
    assert slow.steps == ["judge A", "judge A"]


def test_who_asks_after_a_change_gets_no_answer_begun_before_it() -> None:
    slow = Slow()
    slow.noticed = slow.state
    slow.go.clear()

    async def before_and_after() -> list[bytes]:
        asking = Asking(slow)  # type: ignore[arg-type]
        early = asyncio.create_task(asking.told("A", ASK))
        await slow.reaches("judge A")
        slow.state = "2"
        late = asyncio.create_task(asking.told("A", ASK))
        await slow.reaches("judge A", "notice", "judge A")
        slow.go.set()
        return [(await early).content, (await late).content]

    assert asyncio.run(before_and_after()) == [b"A 1", b"A 2"]


def test_who_leaves_does_not_take_the_answer_from_the_others() -> None:
    slow = Slow()
    slow.noticed = slow.state
    slow.go.clear()

    async def one_leaves() -> bytes:
        asking = Asking(slow)  # type: ignore[arg-type]
        leaves, stays = (asyncio.create_task(asking.told("A", ASK)) for _ in range(2))
        await slow.reaches("judge A")
        leaves.cancel()
        slow.go.set()
        return (await stays).content

    assert asyncio.run(one_leaves()) == b"A 1"


def test_long_work_is_done_one_after_the_other() -> None:
    inside, most = 0, 0

    def works() -> None:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        threading.Event().wait(0.01)
        inside -= 1

    async def five_requests_and_a_thread() -> None:
        turn = Turn()

        async def request() -> None:
            async with turn.awaited():
                await asyncio.to_thread(works)

        await asyncio.gather(*(request() for _ in range(5)), asyncio.to_thread(turn.taken, works))

    asyncio.run(five_requests_and_a_thread())
    assert (inside, most) == (0, 1)


def test_a_fault_ends_the_turn() -> None:
    async def fails_then_goes_on() -> str:
        turn = Turn()
        with pytest.raises(UnknownPart):
            async with turn.awaited():
                raise UnknownPart("nobody declared it")
        async with turn.awaited():
            return "next"

    assert asyncio.run(fails_then_goes_on()) == "next"


def test_who_leaves_the_line_does_not_keep_the_turn() -> None:
    async def one_leaves() -> str:
        turn, begun, go = Turn(), threading.Event(), threading.Event()

        def works() -> None:
            begun.set()
            assert go.wait(10)

        async def request() -> None:
            async with turn.awaited():
                pass

        aside = asyncio.create_task(asyncio.to_thread(turn.taken, works))
        assert await asyncio.to_thread(begun.wait, 10)
        leaves = asyncio.create_task(request())
        await asyncio.sleep(0.05)
        leaves.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaves
        go.set()
        await aside
        await asyncio.wait_for(request(), 10)
        return "next"

    assert asyncio.run(one_leaves()) == "next"


def test_sweeps_go_on_when_the_last_one_is_out() -> None:
    assert gc.isenabled()
    with unswept():
        with unswept():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
