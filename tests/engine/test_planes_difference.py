"""What a new edition touches: its own entries, and nothing that it shares with the last one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.planes.difference import Difference, difference
from engine.planes.law import law_of
from engine.planes.leaves import Leaves, leaves_of
from engine.planes.narrowed import within
from regulations.model import Effect, Entry, Level
from tests.portfolios import compiled_law, odd_portfolio
from tests.strategies import seeded
from tests.toy_law import SUBSTANCES, entry, member


def some(list_id: str, substances: range, limit: str = "0.001") -> list[Entry]:
    """One entry per substance."""
    return [
        entry(list_id, f"{n}", Effect.RESTRICT, Level.ARTICLE, limit, member(SUBSTANCES[n]))
        for n in substances
    ]


FIRST, SECOND = some("list-0", range(5)), some("list-1", range(2, 5))


@pytest.fixture(scope="module")
def leaves() -> Leaves:
    return leaves_of(odd_portfolio(seeded(5)).arrays()[0])


def found(leaves: Leaves, first: list[Entry], second: list[Entry]) -> Difference:
    """What changes where the two lists become these."""
    before = law_of(compiled_law([FIRST, SECOND]), leaves)
    return difference(before, law_of(compiled_law([first, second]), leaves))


def touched(change: Difference, leaves: Leaves) -> set[int]:
    """Which of the toy substances are looked at again."""
    places = [leaves.bom.substances.index(one) for one in SUBSTANCES]
    return {n for n, place in enumerate(places) if place in change.substances.tolist()}


def test_the_same_entries_read_again_touch_nothing(leaves: Leaves) -> None:
    again = found(leaves, [replace(one) for one in FIRST], SECOND[::-1])
    assert (len(again.substances), again.lists.tolist()) == (0, [0])
    assert again.added is not None
    assert len(again.added) == 0


def test_an_entry_that_joins_touches_its_substance_and_takes_nothing_back(leaves: Leaves) -> None:
    joined = some("list-0", range(5, 6))
    for first in ([*FIRST, *joined], [*FIRST[:2], *joined, *FIRST[2:]], [*joined, *FIRST]):
        change = found(leaves, first, SECOND)
        assert (touched(change, leaves), change.lists.tolist()) == ({5}, [0b01])
        assert change.added is not None
        assert change.added.tolist() == [first.index(joined[0])]


def test_an_entry_that_tells_two_numbers_apart_takes_back_what_the_other_counted(
    leaves: Leaves,
) -> None:
    # The register pairs both numbers: alone in its list the one may be the other.
    one, other = some("list-0", range(11, 13))
    apart, alone = ([*FIRST, one, other], [*FIRST, one])
    laws = [law_of(compiled_law([first, SECOND]), leaves) for first in (alone, apart)]
    for before, after in (laws, laws[::-1]):
        change = difference(before, after)
        assert touched(change, leaves) == {11, 12}
        assert change.lists.tolist() == [0b01]
        assert change.added is None


@pytest.mark.parametrize("place", [0, 2, 4])
def test_an_entry_that_goes_or_has_another_limit_touches_its_list_alone(
    leaves: Leaves, place: int
) -> None:
    gone = FIRST[:place] + FIRST[place + 1 :]
    stricter = [*FIRST[:place], *some("list-0", range(place, place + 1), "0.0001")]
    for first in (gone, [*stricter, *FIRST[place + 1 :]]):
        change = found(leaves, first, SECOND)
        # Others may stand in for a substance by name; no other entry's substance is among them.
        assert touched(change, leaves) & set(range(5)) == {place}
        assert change.lists.tolist() == [0b01]
        assert change.added is None


def test_the_law_of_some_lists_counts_what_only_they_count(leaves: Leaves) -> None:
    law = law_of(compiled_law([FIRST, SECOND]), leaves)
    part = within(law, np.array([0b10], dtype=np.uint64))
    assert (len(part.limit), np.unique(part.place).tolist()) == (3, [1])
    counted = {SUBSTANCES.index(leaves.bom.substances[n]) for n in part.substance}
    assert counted & set(range(5)) == {2, 3, 4}
    assert np.array_equal(np.repeat(np.arange(len(part.starts) - 1), np.diff(part.starts)),
                          part.substance)  # fmt: skip
    assert not np.any(part.silence & np.uint64(0b01))
