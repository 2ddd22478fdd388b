"""Which entries count a number: its own, those of its other numbers, and those it may belong to."""

from __future__ import annotations

from fractions import Fraction
from types import MappingProxyType

from regulations.catalog import Catalog
from regulations.membership import Counted, Membership
from regulations.model import Effect, Entry, Level
from regulations.substances import IdType, SubstanceId
from tests.toy_law import LEAD, LEAD_EC, OXIDE, OXIME, OXIME_TOO, cas, entry, member, toy_list

MATERIAL = Level.HOMOGENEOUS_MATERIAL
PBDE, DECA = SubstanceId(IdType.GROUP, "pbde"), cas("1163-19-5")


def plain(list_id: str, name: str, *members: SubstanceId, factor: str = "1") -> Entry:
    counted = [member(one, factor) for one in members]
    return entry(list_id, name, Effect.RESTRICT, MATERIAL, "0.001", *counted)


def widened(*entries: Entry) -> Membership:
    by_list: dict[str, list[Entry]] = {}
    for one in entries:
        by_list.setdefault(one.list_id, []).append(one)
    lists = {name: toy_list(name, tuple(held)) for name, held in by_list.items()}
    catalog = Catalog(MappingProxyType(lists))
    return Membership.of(entries).widened(catalog.identity, catalog.kin)


def test_a_member_counts_with_its_factor_by_every_number_of_it() -> None:
    found = widened(plain("law", "pb", LEAD, factor="0.5"))
    assert found.entries_of(LEAD) == (Counted(0, Fraction(1, 2)),)
    assert found.entries_of(LEAD_EC) == found.entries_of(LEAD)
    assert found.entries_of(OXIDE) == ()


def test_a_number_that_a_register_pairs_with_a_member_counts_whole_and_at_most() -> None:
    found = widened(plain("law", "oxime", OXIME, factor="0.5"))
    assert found.entries_of(OXIME) == (Counted(0, Fraction(1, 2)),)
    assert found.entries_of(OXIME_TOO) == (Counted(0, Fraction(1), is_upper_bound=True),)


def test_a_list_that_names_both_numbers_tells_them_apart() -> None:
    one, other = plain("law", "one", OXIME), plain("law", "other", OXIME_TOO)
    found = widened(one, other, plain("another", "one", OXIME))
    assert found.entries_of(OXIME) == (Counted(0, Fraction(1)), Counted(2, Fraction(1)))
    assert found.entries_of(OXIME_TOO) == (
        Counted(1, Fraction(1)),
        Counted(2, Fraction(1), is_upper_bound=True),
    )


def test_a_group_may_be_each_of_its_kin_and_is_at_most_that() -> None:
    found = widened(plain("law", "pbde", PBDE, DECA), plain("law", "deca", DECA))
    assert found.entries_of(PBDE) == (
        Counted(0, Fraction(1)),
        Counted(1, Fraction(1), is_upper_bound=True),
    )


def test_a_member_that_is_listed_twice_counts_once_as_written_last() -> None:
    twice = entry(
        "law", "pb", Effect.RESTRICT, MATERIAL, "0.001", member(LEAD), member(LEAD, "0.5")
    )
    assert Membership.of([twice]).entries_of(LEAD) == (Counted(0, Fraction(1, 2)),)


def test_the_lists_that_count_a_number_are_named_once_each() -> None:
    found = widened(plain("b", "x", LEAD), plain("a", "y", LEAD), plain("b", "z", LEAD))
    assert found.lists_of(LEAD) == ("a", "b")
    assert found.lists_of(OXIDE) == ()
