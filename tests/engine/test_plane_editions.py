"""What an edition changes, found by a comparison that knows nothing of the order of rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType

import numpy as np
import pytest

from engine.compile import compile_rules
from engine.planes.difference import Difference, difference
from engine.planes.law import Law, law_of
from engine.planes.leaves import Leaves, leaves_of
from engine.rules import RuleSet
from regulations.catalog import Catalog
from regulations.model import Effect, Entry, Level, Threshold
from tests.portfolios import compiled_law, odd_portfolio, related_laws
from tests.strategies import seeded
from tests.toy_law import AS_OF, LATER, SUBSTANCES, entry, member, toy_catalog, toy_list

START = date(2015, 1, 1)


@pytest.fixture(scope="module")
def leaves() -> Leaves:
    return leaves_of(odd_portfolio(seeded(5)).arrays()[0])


def one(list_id: str, name: str, substance: int, limit: str = "0.001") -> Entry:
    return entry(
        list_id, name, Effect.RESTRICT, Level.ARTICLE, limit, member(SUBSTANCES[substance])
    )


def holds(before: Law, after: Law) -> Difference:
    """The difference, after it was found to be that of a slow comparison."""
    found = difference(before, after)
    substances, added, lists, silence = slowly(before, after)
    assert found.is_comparable
    assert found.substances.tolist() == sorted(substances)
    assert found.silence.tolist() == silence
    assert (None if found.added is None else found.added.tolist()) == added
    assert sum(int(word) << 64 * place for place, word in enumerate(found.lists)) == lists
    return found


def slowly(before: Law, after: Law) -> tuple[set[int], list[int] | None, int, list[bool]]:
    """Substances, rules added, bits of lists, and silence: every rule looked for by its name."""
    was, now = named(before), named(after)
    gone = {name for name, what in was.items() if now.get(name) != what}
    new = {name for name, what in now.items() if was.get(name) != what}
    silence = [
        bool(np.any(before.silence[..., place] != after.silence[..., place]))
        for place in range(before.silence.shape[2])
    ]
    lists = sum({1 << before.rules.lists.index(list_id) for list_id, _ in gone | new})
    for word in range(before.silence.shape[1]):
        differs = np.bitwise_or.reduce(before.silence[:, word] ^ after.silence[:, word], axis=None)
        lists |= int(differs) << 64 * word
    counted = [what[2] for names, law in ((gone, was), (new, now)) for what in map(law.get, names)
               if what is not None]  # fmt: skip
    added = [place for place, name in enumerate(now) if name in new]
    is_more = not gone and not any(silence)
    return {one for some in counted for one in some}, added if is_more else None, lists, silence


_Told = tuple[Entry, Threshold, dict[int, int]]


def named(law: Law) -> dict[tuple[str, str], _Told]:
    """What a law says by the names of its rules: entry, limit, and factors of substances."""
    counted: list[dict[int, int]] = [{} for _ in law.rules.entries]
    for substance, rule, factor in zip(law.substance, law.rule, law.factor, strict=True):
        counted[rule][int(substance)] = int(factor)
    rules = zip(law.rules.entries, law.rules.thresholds, counted, strict=True)
    return {(entry.list_id, entry.id): (entry, limit, some) for entry, limit, some in rules}


@pytest.mark.parametrize("lists", [1, 3, 66])
def test_editions_change_what_a_slow_comparison_says(lists: int, leaves: Leaves) -> None:
    joined = 0
    for seed in range(2):
        laws = [law_of(rules, leaves) for rules in related_laws(seeded(seed), 5, lists=lists)]
        for before, after in pairwise(laws):
            found = holds(before, after)
            holds(after, before)
            joined += found.added is not None and len(found.added)
        holds(laws[0], laws[-1])
    assert joined


ORDERS = [
    "", "a", "ab", "ac", "bc", "abc", "cab", "cba", "xabc", "abcx", "axbc", "axc", "xyz",
    "Abc", "aBc", "abC", "AbC", "cxB",
]  # fmt: skip


@pytest.mark.parametrize("order", ORDERS)
def test_rules_may_come_in_any_order_among_those_of_their_list(order: str, leaves: Leaves) -> None:
    """Letters are entries; a capital has another limit than the small one."""

    def edition(letters: str) -> RuleSet:
        first = [
            one("list-0", name.lower(), ord(name.lower()) % 7, limit(name)) for name in letters
        ]
        others = [one("list-1", name, place) for place, name in enumerate("pqr")]
        return compiled_law([first, others, [one("list-2", "s", 3)]])

    def limit(name: str) -> str:
        return "0.001" if name.islower() else "0.002"

    before = law_of(edition("abc"), leaves)
    for other in (order, order + "e"):
        after = law_of(edition(other), leaves)
        holds(before, after)
        holds(after, before)


def test_the_objects_of_an_edition_may_be_new_or_the_same(leaves: Leaves) -> None:
    first = [one("list-0", name, place) for place, name in enumerate("abcd")]
    again = [replace(some) for some in first]
    mixed = [first[1], first[0], again[2], again[3], one("list-0", "e", 4)]
    stricter = [one("list-0", name, place, "0.0005") for place, name in enumerate("abcd")]
    edges = [first[0], stricter[1], first[2], first[3]], [*first[:2], stricter[2], first[3]]
    before = law_of(compiled_law([first]), leaves)
    for later in (again, mixed, mixed[::-1], [*again, first[0]][1:], first[:2], again[2:], *edges):
        holds(before, law_of(compiled_law([later]), leaves))
        holds(law_of(compiled_law([later]), leaves), before)


def test_what_another_list_counts_of_the_same_numbers_is_not_touched(leaves: Leaves) -> None:
    # In list-0 the one number may be the other, until both have an entry; list-1 names both.
    both = entry("list-1", "both", Effect.RESTRICT, Level.ARTICLE, "0.001",
                 *(member(SUBSTANCES[place], "1/2") for place in (0, 11, 12)))  # fmt: skip
    alone, other = one("list-0", "one", 11), one("list-0", "other", 12)
    laws = [law_of(compiled_law([some, [both]]), leaves) for some in ([alone], [alone, other])]
    for before, after in (laws, laws[::-1]):
        assert holds(before, after).lists.tolist() == [0b01]


def test_what_has_no_room_in_one_law_and_has_in_the_other_is_looked_at_again(
    leaves: Leaves,
) -> None:
    # A hundred thousand millionth of a third: the finer of a rule's factors have no room.
    fine = [entry("list-0", str(place), Effect.RESTRICT, Level.ARTICLE, f"0.{place}1",
                  *(member(SUBSTANCES[n], factor) for n, factor in enumerate(("1", "1/3", "1e-9"))))
            for place in range(4)]  # fmt: skip
    halves = [member(SUBSTANCES[n], factor) for n, factor in enumerate(("1", "1/2", "1/4"))]
    coarse = entry("list-1", "coarse", Effect.RESTRICT, Level.ARTICLE, "0.001", *halves)
    rules = compiled_law([fine, [coarse]])
    laws = [law_of(rules, replace(leaves, range=replace(leaves.range, share=share)))
            for share in (1, 10**10, 3 * 10**18)]  # fmt: skip
    assert len({tuple(law.factor.tolist()) for law in laws}) > 1
    for before, after in (laws[:2], laws[1:], laws[::-2], laws[::2]):
        holds(before, after)


def steps(list_id: str, name: str, substance: int) -> Entry:
    """An entry whose limit falls later, and which then holds for one category only."""
    made = one(list_id, name, substance)
    early = replace(made.thresholds[0], in_force_until=LATER)
    late = replace(early, in_force_from=LATER, in_force_until=None, fraction=Fraction(1, 10**6))
    other = replace(early, fraction=Fraction(1, 50), categories=frozenset({"8"}))
    return replace(made, thresholds=(replace(early, categories=frozenset({"1"})), late, other))


@pytest.mark.parametrize("category", ["1", "8"])
@pytest.mark.parametrize("day", [AS_OF, LATER])
def test_the_same_lists_on_another_day_or_for_another_category_are_compared(
    day: date, category: str, leaves: Leaves
) -> None:
    lists = {"list-0": toy_list("list-0", (one("list-0", "a", 1), steps("list-0", "b", 2))),
             "list-1": toy_list("list-1", (steps("list-1", "c", 3),))}  # fmt: skip
    catalog = Catalog(MappingProxyType(dict(toy_catalog().lists) | lists))

    def on(day: date, category: str) -> Law:
        some = frozenset({category})
        return law_of(compile_rules(catalog, tuple(lists), as_of=day, categories=some), leaves)

    found = holds(on(AS_OF, "1"), on(day, category))
    is_same = (day, category) == (AS_OF, "1")
    assert found.lists.tolist() == [0 if is_same else 0b11]


def test_laws_of_other_lists_are_not_compared_at_all(leaves: Leaves) -> None:
    laws = [law_of(compiled_law([[one("list-0", "a", 1)]] * many), leaves) for many in (1, 2)]
    found = difference(*laws)
    assert not found.is_comparable
    assert (len(found.substances), len(found.silence), len(found.lists)) == (0, 0, 0)
    assert found.added is None
