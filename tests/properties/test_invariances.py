"""What may be written in another way, or added, without changing what is true."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from engine.arrays import Amount, Kind
from engine.evidence import NOTHING_DECLARED
from engine.outcomes import Outcome, Status
from tests.strategies import Draft, NodeDraft, UsageDraft, drafts, seeded

from .effort import SOME
from .outcomes import RULES, cells_of, statuses

FACTORS = st.fractions(min_value=Fraction(1, 10**6), max_value=10**6, max_denominator=10**6)
TOWARDS_UNKNOWN = (Outcome.POSSIBLE, Outcome.NO_DATA)


@given(drafts(), FACTORS.filter(bool))
@SOME
def test_scaling_every_mass_changes_nothing(draft: Draft, factor: Fraction) -> None:
    scaled = draft.copy()
    scaled.nodes = [
        replace(node, mass=None if node.mass is None else node.mass * factor)
        for node in draft.nodes
    ]
    scaled.rows = [
        replace(
            row, mass=None if row.mass is None else (row.mass[0] * factor, row.mass[1] * factor)
        )
        for row in draft.rows
    ]
    assert cells_of(scaled) == cells_of(draft)


@given(drafts(), st.integers(0, 2**32))
@SOME
def test_the_order_of_nodes_usages_and_rows_changes_nothing(draft: Draft, seed: int) -> None:
    rng = seeded(seed)
    places = list(range(len(draft.nodes)))
    rng.shuffle(places)
    moved = draft.copy()
    for old, place in enumerate(places):
        moved.nodes[place] = draft.nodes[old]
    moved.usages = [
        replace(usage, parent=places[usage.parent], child=places[usage.child])
        for usage in draft.usages
    ]
    moved.rows = [replace(row, material=places[row.material]) for row in draft.rows]
    rng.shuffle(moved.usages)
    rng.shuffle(moved.rows)
    expected = {(places[node], rule): word for (node, rule), word in cells_of(draft).items()}
    assert cells_of(moved) == expected
    assert [statuses(moved)[place] for place in places] == statuses(draft)


@given(drafts(), st.fractions(min_value=0, max_value=1, max_denominator=997))
@SOME
def test_an_amount_in_two_rows_is_the_same_amount(draft: Draft, part: Fraction) -> None:
    split = draft.copy()
    split.rows = []
    for row in draft.rows:
        if row.amount != Amount.SHARE or row.low is None or row.high is None:
            split.rows.append(row)
            continue
        split.rows.append(replace(row, low=row.low * part, high=row.high * part))
        split.rows.append(replace(row, low=row.low * (1 - part), high=row.high * (1 - part)))
    assert cells_of(split) == cells_of(draft)


@given(drafts())
@SOME
def test_an_undeclared_part_beside_it_never_hides_a_violation(draft: Draft) -> None:
    wider = draft.copy()
    top = wider.add(NodeDraft(Kind.PART, is_boundary=True))
    stranger = wider.add(NodeDraft(Kind.PART, is_article=True, is_unit=True, is_boundary=True))
    wider.usages += [UsageDraft(top, 0), UsageDraft(top, stranger)]
    wider.nodes[0] = replace(wider.nodes[0], is_boundary=True)
    before = draft.copy()
    before.nodes[0] = wider.nodes[0]
    for alone, together in zip(statuses(before)[0], statuses(wider)[top], strict=True):
        worse = alone is Status.NON_COMPLIANT
        assert together is (Status.NON_COMPLIANT if worse else Status.UNKNOWN)


@given(drafts(), st.integers(0, 2**32))
@SOME
def test_an_amount_that_is_no_longer_told_only_moves_towards_unknown(
    draft: Draft, seed: int
) -> None:
    if not draft.rows:
        return
    place = seeded(seed).randrange(len(draft.rows))
    vague = draft.copy()
    vague.rows[place] = replace(draft.rows[place], low=None, high=None, amount=Amount.UNKNOWN)
    _only_towards_unknown(draft, vague)


@given(drafts(), st.integers(0, 2**32))
@SOME
def test_a_mass_that_is_no_longer_told_only_moves_towards_unknown(draft: Draft, seed: int) -> None:
    # Only where the whole weighs what its parts weigh is its share between theirs; a stated mass
    # may differ from the sum, and an alternative stands in no sum.
    holders = {usage.parent for usage in draft.usages}
    draft.usages = [replace(usage, alternative=False) for usage in draft.usages]
    draft.nodes = [
        replace(node, mass=None) if n in holders else node for n, node in enumerate(draft.nodes)
    ]
    told = [n for n, node in enumerate(draft.nodes) if node.mass is not None and n not in holders]
    if not told:
        return
    place = seeded(seed).choice(told)
    vague = draft.copy()
    vague.nodes[place] = replace(draft.nodes[place], mass=None)
    _only_towards_unknown(draft, vague)


@given(drafts(), st.integers(0, 2**32))
@SOME
def test_a_declaration_that_is_withdrawn_never_makes_a_status_better(
    draft: Draft, seed: int
) -> None:
    place = seeded(seed).randrange(len(draft.nodes))
    vague = draft.copy()
    vague.nodes[place] = replace(draft.nodes[place], evidence=NOTHING_DECLARED)
    for before, after in zip(statuses(draft), statuses(vague), strict=True):
        for known, unknown in zip(before, after, strict=True):
            # A substance without a number that somebody vouches for concerns no entry; without
            # his word it is compared, and may be below all of them.
            heard_now = (known, unknown) == (Status.NOT_APPLICABLE, Status.COMPLIANT)
            assert unknown in {known, Status.UNKNOWN} or heard_now


def _only_towards_unknown(draft: Draft, vague: Draft) -> None:
    before, after = cells_of(draft), cells_of(vague)
    assert before.keys() == after.keys()
    for cell, outcome in after.items():
        exempt_anyway = outcome is Outcome.EXEMPT and before[cell] is Outcome.BELOW
        allowed = outcome is before[cell] or outcome in TOWARDS_UNKNOWN or exempt_anyway
        assert allowed, (cell, RULES.entries[cell[1]].id, before[cell], outcome)
