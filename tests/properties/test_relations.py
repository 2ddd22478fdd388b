"""What more content, cleaner mass, other names, stricter law and other days may do, and may not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.arrays import Amount, Kind
from engine.compile import compile_rules
from engine.evaluate import evaluate
from engine.outcomes import Outcome, status_of
from regulations.quantities import SHARE_UNITS, decimal_text
from tests.strategies import Draft, NodeDraft, RowDraft, UsageDraft, drafts, seeded
from tests.toy_law import SUBSTANCES
from tests.written_catalog import catalog_of
from tests.written_law import AS_OF, ENTRIES, Row

from .effort import SOME
from .outcomes import RULES, Cells, cells_of, statuses
from .test_oracle import asked, engine_told

SEEDS = st.integers(0, 2**32)
TO_COME = date(2029, 1, 1)
FROM_85 = 2  # more content may make an exemption hold that asks for at least so much
RANK = {
    Outcome.NOT_APPLICABLE: 0,
    Outcome.BELOW: 0,
    Outcome.EXEMPT: 1,
    Outcome.POSSIBLE: 2,
    Outcome.NO_DATA: 2,
    Outcome.INFORM: 3,
    Outcome.DECLARE: 3,
    Outcome.CONTROLLED: 3,
    Outcome.EXEMPTION_INVALID: 3,
    Outcome.EXCEEDED: 3,
}


def without_least_content(draft: Draft) -> Draft:
    plain = draft.copy()
    plain.rows = [
        replace(row, claims=tuple(claim for claim in row.claims if claim != FROM_85))
        for row in draft.rows
    ]
    return plain


def worse_or_same(before: Cells, after: Cells) -> None:
    for cell, outcome in before.items():
        assert RANK[after[cell]] >= RANK[outcome], (cell, RULES.entries[cell[1]].id, outcome)


@given(drafts(), SEEDS)
@SOME
def test_a_substance_more_never_makes_anything_better(draft: Draft, seed: int) -> None:
    draft, rng = without_least_content(draft), seeded(seed)
    materials = [n for n, node in enumerate(draft.nodes) if node.kind != Kind.PART]
    if not materials:
        return
    wider = draft.copy()
    share = Fraction(rng.randrange(0, 10**6), 10**6)
    number = rng.randrange(len(SUBSTANCES))
    wider.rows.append(RowDraft(rng.choice(materials), number, share, share, intentional=0))
    worse_or_same(cells_of(draft), cells_of(wider))


@given(drafts(), SEEDS)
@SOME
def test_a_greater_amount_never_makes_anything_better(draft: Draft, seed: int) -> None:
    draft, rng = without_least_content(draft), seeded(seed)
    told = [n for n, row in enumerate(draft.rows) if row.amount == Amount.SHARE]
    if not told:
        return
    more, place = draft.copy(), rng.choice(told)
    row, factor = draft.rows[place], Fraction(rng.choice(("1.000000000001", "1.5", "10")))
    more.rows[place] = replace(row, low=(row.low or 0) * factor, high=(row.high or 0) * factor)
    worse_or_same(cells_of(draft), cells_of(more))


@given(drafts(), st.fractions(min_value=1, max_value=10**15))
@SOME
def test_clean_mass_in_another_article_changes_nothing(draft: Draft, mass: Fraction) -> None:
    wider = draft.copy()
    wider.nodes[0] = replace(draft.nodes[0], is_boundary=True)
    before = wider.copy()
    top = wider.add(NodeDraft(Kind.PART))
    article = wider.add(NodeDraft(Kind.PART, is_article=True, mass=mass, evidence=0, is_unit=True))
    clean = wider.add(NodeDraft(Kind.MATERIAL, mass=mass, evidence=0))
    wider.usages += [UsageDraft(top, 0), UsageDraft(top, article), UsageDraft(article, clean)]
    assert cells_of(wider) == cells_of(before)
    assert statuses(wider)[top] == statuses(before)[0]


@given(drafts(), st.fractions(min_value=1, max_value=10**15), SEEDS)
@SOME
def test_clean_mass_in_the_same_article_never_makes_it_worse(
    draft: Draft, mass: Fraction, seed: int
) -> None:
    draft = without_least_content(draft)
    parts = [n for n, node in enumerate(draft.nodes) if node.kind == Kind.PART]
    wider = draft.copy()
    clean = wider.add(NodeDraft(Kind.MATERIAL, mass=mass, evidence=0))
    wider.usages.append(UsageDraft(seeded(seed).choice(parts), clean))
    after = cells_of(wider)
    for cell, outcome in cells_of(draft).items():
        # A material that was alone had the mass of its article; beside another nobody knows. And
        # what nobody had weighed before has a mass now, which may decide either way.
        if Outcome.NO_DATA not in {outcome, after[cell]}:
            assert RANK[after[cell]] <= RANK[outcome], cell


@given(SEEDS)
@SOME
def test_other_names_of_parts_and_materials_change_nothing_but_the_paths(seed: int) -> None:
    tree, day, category = asked(seeded(seed))
    before, after = engine_told(tree, day, category), engine_told(renamed(tree), day, category)
    assert after.statuses == before.statuses
    assert after.by_part == before.by_part
    assert after.cells == {(tuple(map(other, path)), *rest): word
                           for (path, *rest), word in before.cells.items()}  # fmt: skip


def other(word: str) -> str:
    return f"又 {word}"


def renamed(tree: Any) -> Any:
    if isinstance(tree, list):
        return [renamed(one) for one in tree]
    if not isinstance(tree, dict):
        return tree
    return {
        name: other(one) if name in {"part_number", "id"} else renamed(one)
        for name, one in tree.items()
    }


def at_limits() -> Iterator[Any]:
    for list_id, entries in ENTRIES.items():
        for entry in entries:
            for unit in (*SHARE_UNITS, "mass"):
                if not entry["intentional"]:
                    yield pytest.param(list_id, entry, unit, id=f"{list_id}-{entry['id']}-{unit}")


@pytest.mark.parametrize(("list_id", "entry", "unit"), list(at_limits()))
def test_a_millionth_of_a_millionth_beside_the_limit_decides(
    list_id: str, entry: Row, unit: str
) -> None:
    sides = [beyond(list_id, entry, unit, Fraction(n, 10**12)) for n in (-1, 0, 1)]
    assert sides == [False, entry["at_or_above"], True]


def beyond(list_id: str, entry: Row, unit: str, nudge: Fraction) -> bool:
    """Whether one declared substance, so far beside the limit of its entry, is beyond it."""
    limit = next(
        limit for limit, start, until, categories in entry["limits"]
        if start <= AS_OF and (until is None or until > AS_OF)
        and (not categories or "1" in categories)
    )  # fmt: skip
    number, (factor, _) = next(iter(entry["members"].items()))
    share = limit * (1 + nudge) / factor
    amount: dict[str, Any] = {unit: decimal_text(share * SHARE_UNITS.get(unit, 1), digits=22)}
    if unit == "mass":
        amount = {"mass": {"value": decimal_text(share * 10**6, digits=22), "unit": "mg"}}
    part = {"part_number": "p", "mass": {"value": "1", "unit": "kg"},
            "substances": [{"cas": number} | amount]}  # fmt: skip
    tree = {"format": "chemgate-structure/1", "part": part,
            "declared": {"full_material_declaration": True}}  # fmt: skip
    word = engine_told(tree, AS_OF, "1").cells[("p",), list_id, entry["id"]]
    return word != "below"


@given(drafts(), st.fractions(min_value=Fraction(1, 100), max_value=1))
@SOME
def test_a_lower_limit_never_makes_anything_better(draft: Draft, factor: Fraction) -> None:
    strict = {
        name: tuple(
            entry | {"limits": [(limit * factor, *rest) for limit, *rest in entry["limits"]]}
            for entry in entries
        )
        for name, entries in ENTRIES.items()
    }
    draft.evidences = tuple(replace(one, lists=()) for one in draft.evidences)
    usual, closer = (outcomes_under(draft, law) for law in (ENTRIES, strict))
    assert usual.keys() == closer.keys()
    for cell, outcome in usual.items():
        assert RANK[closer[cell]] >= RANK[outcome], cell


@given(drafts())
@SOME
def test_an_entry_more_never_makes_a_list_better(draft: Draft) -> None:
    draft.evidences = tuple(replace(one, lists=()) for one in draft.evidences)
    shorter = {name: entries[:-1] or entries for name, entries in ENTRIES.items()}
    usual, fewer = (list_statuses(draft, law) for law in (ENTRIES, shorter))
    order = ["not_applicable", "compliant", "compliant_with_exemption", "unknown", "non_compliant"]
    for more, less in zip(usual, fewer, strict=True):
        for one, another in zip(more, less, strict=True):
            assert order.index(one) >= order.index(another)


def outcomes_under(
    draft: Draft, law: dict[str, tuple[Row, ...]], day: date = AS_OF
) -> dict[Any, Outcome]:
    bom, _ = draft.arrays()
    rules = compile_rules(catalog_of(law), tuple(law), as_of=day, categories=frozenset({"1"}))
    found = evaluate(bom, rules)
    cells = found.line.cells
    return {
        (node, rules.entries[rule].list_id, rules.entries[rule].id): Outcome(outcome)
        for node, rule, outcome in zip(
            cells.node.tolist(), cells.rule.tolist(), found.outcomes.tolist(), strict=True
        )
    }


def list_statuses(draft: Draft, law: dict[str, tuple[Row, ...]]) -> list[list[str]]:
    bom, _ = draft.arrays()
    rules = compile_rules(catalog_of(law), tuple(law), as_of=AS_OF, categories=frozenset({"1"}))
    flags = evaluate(bom, rules).flags
    return [[status_of(int(bits)).value for bits in row] for row in flags]


@given(drafts())
@SOME
def test_a_part_is_as_bad_as_its_worst_child_and_worse_only_by_its_own(draft: Draft) -> None:
    found, cells = statuses(draft), cells_of(draft)
    order = [status.value for status in type(found[0][0])]
    for part, node in enumerate(draft.nodes):
        held = [usage.child for usage in draft.usages if usage.parent == part]
        own = node.is_unit or any(at == part for at, _ in cells)
        for position in range(len(RULES.lists)):
            worst = max((order.index(found[c][position].value) for c in held), default=0)
            mine = order.index(found[part][position].value)
            assert mine >= worst
            assert own or mine == worst


@given(drafts(), SEEDS)
@SOME
def test_a_part_that_moves_changes_nothing_but_what_stood_or_stands_above_it(
    draft: Draft, seed: int
) -> None:
    rng, moved = seeded(seed), draft.copy()
    movable = [n for n, usage in enumerate(draft.usages) if draft.nodes[usage.child].is_boundary]
    if not movable:
        return
    place = rng.choice(movable)
    usage = draft.usages[place]
    inside = reached(draft, usage.child, upwards=False)
    holders = [n for n, node in enumerate(draft.nodes)
               if node.kind == Kind.PART and n not in inside]  # fmt: skip
    moved.usages[place] = replace(usage, parent=rng.choice(holders))
    above = reached(draft, usage.parent) | reached(moved, moved.usages[place].parent)
    pairs = list(zip(statuses(draft), statuses(moved), strict=True))
    assert all(before == after for n, (before, after) in enumerate(pairs) if n not in above)


def reached(draft: Draft, node: int, *, upwards: bool = True) -> set[int]:
    """A node and all above it, or all below it."""
    found, waiting = set(), [node]
    while waiting:
        at = waiting.pop()
        found.add(at)
        ways = [(one.child, one.parent) if upwards else (one.parent, one.child)
                for one in draft.usages]  # fmt: skip
        waiting += [end for start, end in ways if start == at and end not in found]
    return found


@given(drafts(), st.sampled_from([date(2024, 5, 31), AS_OF, date(2026, 1, 1)]))
@SOME
def test_law_of_other_days_changes_nothing_today(draft: Draft, day: date) -> None:
    draft.evidences = tuple(replace(one, lists=()) for one in draft.evidences)
    other_days = {
        name: (*map(stepped, entries), entries[0] | {"id": "to come", "included": TO_COME})
        for name, entries in ENTRIES.items()
    }
    assert outcomes_under(draft, other_days, day) == outcomes_under(draft, ENTRIES, day)


def stepped(entry: Row) -> Row:
    """The entry with limits that end on a day to come, and a total ban from then on."""
    limits = [(limit, start, until or TO_COME, only) for limit, start, until, only in
              entry["limits"]]  # fmt: skip
    return entry | {"limits": [*limits, (Fraction(0), TO_COME, None, ())]}
