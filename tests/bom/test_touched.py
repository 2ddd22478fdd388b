"""Which answers a change takes away: those that looked one of its part numbers up, all by law."""

from __future__ import annotations

from bom.history import last_change
from bom.snapshots.pulse import Pulse
from bom.snapshots.touched import Touched, touched_since

from .factories import COPPER, Shelf, declaration, material, substance


def since(shelf: Shelf, instant: str | None) -> Touched:
    with shelf.session() as session:
        return touched_since(session, instant)


def now(shelf: Shelf) -> str | None:
    with shelf.session() as session:
        return last_change(session)


def test_nothing_is_touched_while_nothing_changes(shelf: Shelf) -> None:
    shelf.put(declaration("A"))
    found = since(shelf, now(shelf))
    assert (found.numbers, found.is_law) == (frozenset(), False)


def test_a_declaration_touches_its_number_and_the_one_it_was_asked_by(shelf: Shelf) -> None:
    shelf.put(declaration("A"))
    before = now(shelf)
    shelf.put(declaration("B", requester_part_number="OUR-B"))
    assert since(shelf, before) == Touched(frozenset({"B", "OUR-B"}), False, False, now(shelf))


def test_a_usage_touches_its_parent_and_a_child_that_nobody_named_before(shelf: Shelf) -> None:
    shelf.put(declaration("A"))
    shelf.load("TOP,,A,,1,,")
    before = now(shelf)
    shelf.load("TOP,,A,,2,,", "TOP,,NEW,,1,,")
    assert since(shelf, before) == Touched(frozenset({"TOP", "NEW"}), False, False, now(shelf))


def test_a_store_with_another_past_is_as_good_as_unknown(shelf: Shelf) -> None:
    shelf.put(declaration("A"))
    before = now(shelf)
    shelf.put(declaration("B"))
    assert not since(shelf, before).is_foreign
    for another in ("2099-01-01T00:00:00.000000Z", "2026-10-31T23:59:59.000000Z", None):
        found = since(shelf, another)
        assert found.is_law
        assert found.is_foreign


def test_the_pulse_notices_what_others_commit(shelf: Shelf) -> None:
    pulse = Pulse(shelf.database)
    assert pulse.last_change(waits=True) is None
    shelf.put(declaration("A"))
    first = pulse.last_change(waits=False)
    assert first == now(shelf) is not None
    shelf.put(declaration("A", materials=(material("M", "1", substance(COPPER, "2")),)))
    second = pulse.last_change(waits=False)
    assert second == now(shelf)
    assert second > first
    pulse.close()
