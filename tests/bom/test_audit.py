"""The record of who did what betrays whoever touches it (R15)."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from bom.audit import Event, read_trail, record_event, trail_of

from .factories import Shelf

EVENTS, PLACES, WRITERS = 60, 100, 32


def chain(length: int = EVENTS) -> list[Event]:
    """A sound chain made by hand."""
    events, previous = [], ""
    for number in range(1, length + 1):
        event = Event(number, f"2026-{number}", "Aoki", "list-draft", f"draft {number}",
                      {"list": "eu-rohs", "size": number}, previous, "")  # fmt: skip
        event = replace(event, hash=event.expected_hash())
        events.append(event)
        previous = event.hash
    return events


def changed(events: list[Event], at: int) -> None:
    events[at] = replace(events[at], actor="Baba")


def changed_with_its_hash(events: list[Event], at: int) -> None:
    forged = replace(events[at], actor="Baba")
    events[at] = replace(forged, hash=forged.expected_hash())


def removed(events: list[Event], at: int) -> None:
    del events[at]


def swapped(events: list[Event], at: int) -> None:
    events[at], events[at + 1] = events[at + 1], events[at]


def inserted(events: list[Event], at: int) -> None:
    events.insert(at, events[at])


def test_a_chain_that_nobody_touched_is_whole() -> None:
    trail = trail_of(iter(chain()))
    assert (trail.is_whole, trail.events, trail.head) == (True, EVENTS, chain()[-1].hash)
    assert trail_of(iter(())).is_whole


@pytest.mark.parametrize("harm", [changed, changed_with_its_hash, removed, swapped, inserted])
def test_a_touched_event_is_found_wherever_it_is(
    harm: Callable[[list[Event], int], None],
) -> None:
    choose = random.Random(15)
    for _ in range(PLACES):
        events = chain()
        at = choose.randrange(EVENTS - 2)
        harm(events, at)
        assert not trail_of(iter(events)).is_whole, at


def test_a_tail_that_was_cut_off_is_found_by_a_hash_kept_elsewhere() -> None:
    events = chain()
    anchor = events[-1].hash
    assert trail_of(iter(events), anchor=anchor).is_whole
    assert trail_of(iter(events[:-1])).is_whole
    assert not trail_of(iter(events[:-1]), anchor=anchor).is_whole


def test_many_writers_at_once_make_one_chain(shelf: Shelf) -> None:
    start = threading.Barrier(WRITERS)

    def write(number: int) -> None:
        start.wait()
        with shelf.database.writers.begin() as session:
            record_event(
                session,
                actor=f"writer {number}",
                action="test",
                subject="nothing",
                facts={"名": "値", "n": number},
                recorded_at="2026-11-20T12:00:00.000000Z",
            )

    writers = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with shelf.session() as session:
        events = list(read_trail(session))
    assert trail_of(iter(events)).is_whole
    assert {event.actor for event in events} == {f"writer {n}" for n in range(WRITERS)}
