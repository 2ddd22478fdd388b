"""What the integers of `engine.totals` must not lose: great numbers, missing ones, and the way."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random

import numpy as np
import pytest

from engine.arrays import BomArrays, Kind
from engine.compiled import is_available
from engine.planes.backend import Backend
from engine.planes.judge import judge_portfolio
from engine.planes.law import law_of
from engine.planes.leaves import leaves_of
from engine.planes.plane import Plane
from engine.product import product_of
from engine.roll_up import Rollup, roll_up
from engine.totals import portfolio
from engine.totals.holdings import Held, holdings_of
from engine.totals.portfolio import Ledger, masses_of
from engine.totals.product import totals_of
from engine.totals.why import sources
from tests.strategies import Draft, NodeDraft, RowDraft, UsageDraft, random_draft
from tests.toy_law import toy_rules

BACKENDS = [Backend.NUMPY, *([Backend.NUMBA] if is_available() else [])]
every_backend = pytest.mark.parametrize("backend", BACKENDS)

LEAD, COPPER = 0, 8


def chain(*quantities: Fraction | None, mass: int = 10, share: str = "0.5") -> Draft:
    """A material in a part in a part …, the innermost first; half lead."""
    draft = Draft()
    below = draft.add(NodeDraft(Kind.MATERIAL, mass=Fraction(mass)))
    draft.rows.append(RowDraft(below, LEAD, Fraction(share), Fraction(share)))
    for quantity in quantities:
        part = draft.add(NodeDraft(Kind.PART, is_boundary=True))
        draft.usages.append(UsageDraft(part, below, quantity))
        below = part
    return draft


def top(bom: BomArrays) -> int:
    return int(bom.height.argmax())


def rolled_up(draft: Draft) -> Rollup:
    bom, _ = draft.arrays()
    return roll_up(product_of(bom, top(bom), [str(n) for n in range(len(bom.nodes))]), {})


@every_backend
@pytest.mark.parametrize(
    "quantities",
    [
        (10**6, 10**6, 10**6, 10**3),  # the mass passes 2**61 on the way
        (1, 2**32, 2**32),  # the count alone does
        (10**9, 10**9, 1),  # the weight of the material in its part does
    ],
)
def test_a_product_too_heavy_for_a_word_is_added_in_fractions(
    backend: Backend, quantities: tuple[int, ...]
) -> None:
    bom, _ = chain(*map(Fraction, quantities), mass=7, share="0.000000003").arrays()
    holdings = holdings_of(bom)
    told = Fraction(7 * 3, 10**9) * np.prod([Fraction(n) for n in quantities])
    assert totals_of(bom, holdings, top(bom), backend=backend).masses() == {LEAD: told}


@every_backend
def test_the_ledger_says_of_what_it_cannot_hold_that_it_is_open(backend: Backend) -> None:
    bom, _ = chain(*map(Fraction, (1, 10**9, 10**9))).arrays()
    table = Ledger(holdings_of(bom), bom.height).write(backend)
    parts = np.flatnonzero(bom.nodes.kind == Kind.PART).tolist()
    assert [bool(table.is_open[part]) for part in parts] == [False, False, True]
    assert masses_of(table, parts[1]) == {LEAD: Fraction(5 * 10**9)}
    assert masses_of(table, parts[2]) == {}


@every_backend
def test_a_ledger_that_is_too_small_grows_and_keeps_what_it_has(
    backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = random_draft(Random(4), parts=12)
    bom, _ = draft.arrays()
    holdings = holdings_of(bom)
    roomy = Ledger(holdings, bom.height).write(backend)
    monkeypatch.setattr(portfolio, "_FIRST_ROWS", -len(holdings.held.content))
    tight = Ledger(holdings, bom.height)
    before = len(tight.table.number)
    table = tight.write(backend)
    assert len(table.number) > before
    for node in range(len(bom.nodes)):
        assert masses_of(table, node) == masses_of(roomy, node)


def test_a_quantity_that_nobody_told_leaves_the_substance_in_sight() -> None:
    (total,) = rolled_up(chain(Fraction(1), None)).substances
    (place,) = total.locations
    assert (total.mass, place.units, place.mass) == (None, None, None)
    assert place.of_material == Fraction(1, 2)


def test_a_quantity_that_nobody_told_gives_no_share_of_the_article_either() -> None:
    draft = chain(None, Fraction(1), share="0.5")
    draft.nodes[1] = NodeDraft(Kind.PART)
    draft.nodes[2] = NodeDraft(Kind.PART, is_article=True, mass=Fraction(100))
    (total,) = rolled_up(draft).substances
    (place,) = total.locations
    assert (place.of_material, place.of_article) == (Fraction(1, 2), None)


def test_what_is_used_no_time_is_not_there() -> None:
    assert rolled_up(chain(Fraction(1), Fraction(0))).substances == ()


def test_a_length_of_cable_counts_by_its_fraction() -> None:
    (total,) = rolled_up(chain(Fraction(1), Fraction(15, 100), Fraction(2))).substances
    assert total.mass == Fraction(10 * 15 * 2, 2 * 100)


def test_locations_are_worked_out_once_and_compare_by_value() -> None:
    one, other = (rolled_up(chain(Fraction(1), Fraction(3))).substances[0] for _ in range(2))
    assert one.locations[0] is one.locations[0]
    assert one == other
    assert hash(one) == hash(other)
    assert one.locations != rolled_up(chain(Fraction(1), Fraction(4))).substances[0].locations


@pytest.mark.parametrize("plane", [Plane.EXCEEDED, Plane.DUTY, Plane.UNKNOWN])
def test_the_sources_of_a_bit_are_the_parts_below_that_have_it_by_themselves(plane: Plane) -> None:
    rules, seen = toy_rules(), 0
    for seed in range(12):
        bom, _ = random_draft(Random(seed), parts=8).arrays()
        leaves = leaves_of(bom)
        judged = judge_portfolio(leaves, law_of(rules, leaves))
        parts = leaves.parts
        own = judged.planes.bits.copy()
        holds = np.flatnonzero(np.diff(parts.starts) > 0)
        own[..., holds] = 0
        own[..., judged.mixed] = judged.own
        for place, list_id in enumerate(rules.lists):
            for root in range(len(parts)):
                wanted = {
                    part for part in below(parts.starts, parts.child, root)
                    if int(own[plane, 0, part]) >> place & 1
                }  # fmt: skip
                assert set(sources(parts, judged, root, plane, list_id).tolist()) == wanted
                seen += len(wanted) > 1
    assert seen


def below(starts: np.ndarray, child: np.ndarray, root: int) -> set[int]:
    return {root}.union(
        *(below(starts, child, int(c)) for c in child[starts[root] : starts[root + 1]])
    )


@every_backend
def test_a_product_is_added_up_from_mapped_files_as_from_memory(
    backend: Backend, tmp_path: Path
) -> None:
    bom, _ = random_draft(Random(5), parts=6).arrays()
    holdings = holdings_of(bom)
    columns = []
    for name, column in zip(Held._fields, holdings.held, strict=True):
        np.save(tmp_path / f"{name}.npy", column)
        columns.append(np.load(tmp_path / f"{name}.npy", mmap_mode="r" if len(column) else None))
    mapped = replace(holdings, held=Held(*columns))
    assert isinstance(mapped.held.content, np.memmap)
    for root in np.flatnonzero(bom.nodes.kind == Kind.PART).tolist():
        found = [totals_of(bom, one, root, backend=backend).masses() for one in (holdings, mapped)]
        assert found[0] == found[1]
