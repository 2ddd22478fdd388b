"""What differs between two states of a list."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulations.catalog import bundled
from regulations.change_texts import exact_text
from regulations.diff import ChangeKind, ListDiff, diff, diff_together
from regulations.list_state import ListState, state_on, whole
from regulations.model import (
    Breached,
    Effect,
    Entry,
    Exemption,
    Level,
    Member,
    Source,
    Threshold,
    Trust,
)
from regulations.substances import IdType, SubstanceId

SOURCE = Source("a guideline", Trust.A)
DAY = date(2013, 4, 1)
few = settings(max_examples=40, deadline=None)
PCN = ("1321-65-9", "1335-88-2", "2234-13-1")
DICHLORO = "28699-88-9"


def member(number: str, *, factor: Fraction = Fraction(1)) -> Member:
    return Member(SubstanceId(IdType.CAS, number), f"Name of {number}", factor, Trust.A)


def limit(percent: str, start: date = DAY, *categories: str) -> Threshold:
    share = Fraction(percent) / 100
    return Threshold(share, Breached.ABOVE, start, None, Trust.A, frozenset(categories))


def entry(name: str, *numbers: str) -> Entry:
    return Entry(
        id=name,
        list_id="a-list",
        name=name.title(),
        effect=Effect.RESTRICT,
        level=Level.ARTICLE,
        thresholds=(limit("0.1"),),
        members=tuple(map(member, numbers)),
        included_on=DAY,
        citation="Guideline, 1",
        source=SOURCE,
    )


def exemption(name: str, end: date) -> Exemption:
    return Exemption(name, "a-list", "In solders", ("Pb",), frozenset(), DAY, end, SOURCE)


def state(
    *entries: Entry, exemptions: tuple[Exemption, ...] = (), name: str = "a-list"
) -> ListState:
    own = tuple(replace(one, list_id=name) for one in entries)
    return ListState(name, name, None, own, exemptions, ())


def kinds(found: ListDiff) -> list[tuple[str, str, str]]:
    return [(one.kind.value, one.subject.entry, one.aspect) for one in found.changes]


@pytest.mark.parametrize("list_id", sorted(bundled().lists))
def test_a_bundled_list_does_not_differ_from_itself(list_id: str) -> None:
    found = bundled().get(list_id)
    assert not diff(whole(found), whole(found))


def test_the_february_batch_of_2026_added_two_entries() -> None:
    found = bundled().get("eu-reach-candidate-list")
    changes = diff(state_on(found, date(2025, 11, 5)), state_on(found, date(2026, 2, 4))).changes
    assert [(one.kind, one.subject.entry) for one in changes] == [
        (ChangeKind.ADDED, "SVHC-252"),
        (ChangeKind.ADDED, "SVHC-253"),
    ]


def test_rohs_gained_four_phthalates_and_its_limits_reached_other_equipment() -> None:
    found = bundled().get("eu-rohs")
    changes = diff(state_on(found, date(2014, 7, 22)), state_on(found, date(2019, 7, 22)))
    added = {one.subject.entry for one in changes.of(ChangeKind.ADDED)}
    assert added == {"dehp", "bbp", "dbp", "dibp"}
    lead = next(one for one in changes.of(ChangeKind.LIMIT) if one.subject.entry == "lead")
    assert lead.before == ()
    assert "above 0.1 %, categories 8-ivd, from 2016-07-22" in lead.after


def test_an_ended_exemption_shows_with_the_terms_that_it_had() -> None:
    found = bundled().get("eu-rohs-annex-iii")
    changes = diff(state_on(found, date(2024, 7, 21)), state_on(found, date(2024, 7, 22)))
    gone = [one for one in changes.changes if one.subject.entry == "34" and one.before]
    assert gone
    assert gone[0].kind is ChangeKind.EXEMPTION
    assert "2024-07-21" in gone[0].before[0]


def test_a_scope_widened_from_three_chlorines_to_one_shows_as_membership() -> None:
    narrow, wide = entry("pcn", *PCN), entry("pcn", *PCN, DICHLORO)
    (change,) = diff(state(narrow), state(wide)).changes
    assert (change.kind, change.aspect) == (ChangeKind.MEMBERSHIP, "members")
    assert (change.before, change.after) == ((), (f"cas {DICHLORO} Name of {DICHLORO}",))


def test_level_2_to_level_1_within_a_list_is_a_move() -> None:
    one = entry("hbcdd", "3194-55-6")
    found = diff(state(replace(one, effect=Effect.CONTROL)), state(one))
    assert kinds(found) == [("moved", "hbcdd", "effect")]
    assert (found.changes[0].before, found.changes[0].after) == (("control",), ("restrict",))


@pytest.mark.parametrize("other_id", ["hbcdd", "P-14"], ids=["by its id", "by its numbers"])
def test_an_entry_that_leaves_one_list_for_another_is_moved(other_id: str) -> None:
    one = entry("hbcdd", "3194-55-6", "25637-99-4")
    before = [state(name="level-1"), state(one, name="level-2")]
    after = [state(replace(one, id=other_id), name="level-1"), state(name="level-2")]
    found = diff_together(before, after)
    moves = [one for one in found.of(ChangeKind.MOVED) if one.aspect == "list_id"]
    assert [(move.before, move.after) for move in moves] == [(("level-2",), ("level-1",))]
    assert not found.of(ChangeKind.ADDED)
    assert not found.of(ChangeKind.REMOVED)


def test_two_entries_with_the_same_numbers_are_not_taken_for_each_other() -> None:
    old, new = entry("old", "3194-55-6"), entry("new", "3194-55-6")
    found = diff(state(old), state(new, replace(new, id="newer")))
    assert sorted(kinds(found)) == [
        ("added", "new", "included_on"),
        ("added", "newer", "included_on"),
        ("removed", "old", "included_on"),
    ]


@pytest.mark.parametrize(
    ("changed", "kind", "aspect"),
    [
        ({"name": "Other"}, "renamed", "name"),
        ({"level": Level.HOMOGENEOUS_MATERIAL}, "moved", "level"),
        ({"thresholds": (limit("0.01"),)}, "limit", "thresholds"),
        ({"thresholds": (limit("0.1"), limit("0.01", date(2020, 1, 1)))}, "limit", "thresholds"),
        ({"thresholds": (limit("0.1", date(2014, 1, 1)),)}, "date", "thresholds"),
        ({"intentional": True}, "limit", "intentional"),
        ({"included_on": date(2014, 1, 1)}, "date", "included_on"),
        ({"removed_on": date(2030, 1, 1)}, "date", "removed_on"),
        ({"exemption_lists": ("eu-rohs-annex-iii",)}, "exemption", "exemption_lists"),
        ({"members": (member("7439-92-1", factor=Fraction(2, 3)),)}, "membership", "factors"),
        ({"members_exhaustive": False}, "membership", "members_exhaustive"),
        ({"citation": "Guideline, 2"}, "restated", "citation"),
        ({"source": Source("another", Trust.K)}, "restated", "source"),
    ],
    ids=lambda value: "-".join(map(str, value.values()))[:40] if isinstance(value, dict) else value,
)
def test_a_change_has_its_kind(changed: dict[str, object], kind: str, aspect: str) -> None:
    one = entry("lead", "7439-92-1")
    assert kinds(diff(state(one), state(replace(one, **changed)))) == [(kind, "lead", aspect)]


PLAIN = sorted({field.name for field in fields(Entry)} - {"list_id", "members", "thresholds"})


@pytest.mark.parametrize("name", PLAIN)
def test_no_attribute_of_an_entry_changes_unseen(name: str) -> None:
    one = entry("lead", "7439-92-1")
    other = replace(one, **{name: "something else"})
    assert name in {change.aspect for change in diff(state(one), state(other)).changes}


def test_a_renewed_exemption_shows_both_ends() -> None:
    old, new = exemption("7(a)", date(2024, 7, 22)), exemption("7(a)", date(2027, 1, 1))
    (change,) = diff(state(exemptions=(old,)), state(exemptions=(new,))).changes
    assert (change.kind, change.aspect) == (ChangeKind.EXEMPTION, "terms")
    assert "2024-07-22" in change.before[0]
    assert "2027-01-01" in change.after[0]


def test_a_number_is_told_exactly() -> None:
    assert exact_text(Fraction(1, 3)) == "1/3"
    assert exact_text(Fraction(1, 1000)) == "0.001"


ENTRIES = st.builds(
    lambda name, numbers, percent, effect, day, title: replace(
        entry(name, *sorted(numbers)),
        name=title,
        effect=effect,
        included_on=day,
        thresholds=(limit(percent, day),),
    ),
    st.sampled_from(["a", "b", "c", "d", "e"]),
    st.sets(st.sampled_from([*PCN, DICHLORO, "7439-92-1"]), min_size=1),
    st.sampled_from(["0.1", "0.01", "0"]),
    st.sampled_from(Effect),
    st.sampled_from([DAY, date(2015, 10, 1)]),
    st.sampled_from(["One", "Other"]),
)
STATES = st.lists(ENTRIES, unique_by=lambda one: one.id, max_size=5).map(lambda one: state(*one))
ENDS = st.sampled_from([date(2024, 7, 22), date(2027, 1, 1)])
EXEMPT = st.lists(
    st.builds(exemption, st.sampled_from(["6(a)", "7(a)"]), ENDS), unique_by=lambda one: one.id
)
WITH_EXEMPTIONS = st.builds(lambda one, x: replace(one, exemptions=tuple(x)), STATES, EXEMPT)


@few
@given(WITH_EXEMPTIONS)
def test_a_state_does_not_differ_from_itself(one: ListState) -> None:
    assert not diff(one, one)


@few
@given(WITH_EXEMPTIONS, WITH_EXEMPTIONS)
def test_the_other_way_round_is_the_same_difference_reversed(
    old: ListState, new: ListState
) -> None:
    forth, back = diff(old, new), diff(new, old)
    assert forth.reversed() == back
    assert forth.counts[ChangeKind.ADDED] == back.counts[ChangeKind.REMOVED]
    assert forth.reversed().reversed() == forth


@few
@given(WITH_EXEMPTIONS, WITH_EXEMPTIONS)
def test_nothing_differs_only_where_everything_is_equal(old: ListState, new: ListState) -> None:
    same_entries = {e.id: e for e in old.entries} == {e.id: e for e in new.entries}
    same_exemptions = set(old.exemptions) == set(new.exemptions)
    assert bool(diff(old, new)) is not (same_entries and same_exemptions)


@few
@given(WITH_EXEMPTIONS, WITH_EXEMPTIONS)
def test_changes_stand_in_one_order_whatever_that_of_the_rows(
    old: ListState, new: ListState
) -> None:
    turned = replace(new, entries=tuple(reversed(new.entries)))
    assert diff(old, turned) == diff(old, new)


@few
@given(WITH_EXEMPTIONS, WITH_EXEMPTIONS)
def test_every_entry_is_added_removed_or_compared(old: ListState, new: ListState) -> None:
    found = diff(old, new)
    gone = {one.was.entry for one in found.of(ChangeKind.REMOVED) if one.was}
    come = {one.now.entry for one in found.of(ChangeKind.ADDED) if one.now}
    renumbered = [one for one in found.of(ChangeKind.RENAMED) if one.aspect == "id"]
    gone |= {one.before[0] for one in renumbered}
    come |= {one.after[0] for one in renumbered}
    before, after = {one.id for one in old.entries}, {one.id for one in new.entries}
    assert before - after == gone
    assert after - before == come
