"""Everything that `make bench` measures, once and small: so that it runs, and every answer agrees.

The rivals and the recount in fractions check what they compute; a wrong answer stops the run.
"""

from __future__ import annotations

import importlib.util
from collections import Counter

import numpy as np
import pytest

from engine.arrays import BomArrays
from engine.assemble import assemble
from engine.compiled import is_available
from engine.exact import PARTS_PER_BILLION
from engine.planes.backend import Backend
from engine.product import product_of
from engine.totals.holdings import holdings_of
from engine.totals.portfolio import Ledger, masses_of

from .flat import checksum, totals_by_part
from .forty_lists import tieable
from .page import Report, page
from .portfolio_at_scale import portfolio_at_scale
from .run import HEAVY, Effort, Measured, measured

PARTS = 1_500
SMALL = Effort(rounds=1, budget=0.05, articles=400, changes=("rare",), copied=16)

needs_numba = pytest.mark.skipif(not is_available(), reason="numba (extra `fast`) is missing")


@pytest.fixture(scope="module")
def small() -> Measured:
    return measured(PARTS, SMALL, lambda _: None)


@needs_numba
def test_no_article_tied_at_a_limit_is_judged_or_added_up_wrongly(small: Measured) -> None:
    assert small.ties["tied"] >= 15
    assert (small.ties["wrong lists"], small.ties["wrong totals"]) == (0, 0)


@needs_numba
def test_floats_get_ties_wrong(small: Measured) -> None:
    assert small.wrong_floats > 0


@needs_numba
def test_every_rival_that_is_installed_took_part(small: Measured) -> None:
    took_part = {name.split()[1] for name in small.figures if name.startswith("rollup ")}
    there = {name for name in ("duckdb", "scipy") if importlib.util.find_spec(name)}
    assert took_part >= {"numba", "numpy", "naive", "sqlite", *there}
    assert small.skipped.keys() == {"duckdb", "scipy"} - there


@needs_numba
def test_the_page_names_every_goal_and_whether_it_is_met(small: Measured) -> None:
    written = page(Report({PARTS: small}, heavy=1.0, seconds=1.0))
    rows = [line for line in written.splitlines() if line.startswith("| G")]
    assert {row.split()[1] for row in rows} == {"G1", "G2", "G3", "G4", "G5", "G8"}
    assert all(row.endswith(("met |", "**missed** |", "installed |", "measured |")) for row in rows)


@pytest.mark.parametrize("shape", [None, HEAVY], ids=["normal", "heavy"])
def test_the_portfolio_is_in_the_order_that_the_engine_would_give_it(shape: object) -> None:
    bom = portfolio_at_scale(600, tieable(), shape).bom  # type: ignore[arg-type]
    again, new = _assembled(bom)
    assert np.array_equal(new, np.arange(len(bom.nodes)))
    assert np.array_equal(again.height, bom.height)
    assert np.array_equal(again.children, bom.children)
    assert np.array_equal(again.contents, bom.contents)
    assert np.array_equal(again.usages.child, bom.usages.child)
    assert np.array_equal(again.constituents.material, bom.constituents.material)


def _assembled(bom: BomArrays) -> tuple[BomArrays, np.ndarray]:
    return assemble(
        nodes=bom.nodes,
        usages=bom.usages,
        constituents=bom.constituents,
        claims=bom.claims,
        substances=bom.substances,
        exemptions=bom.exemptions,
        evidences=bom.evidences,
    )


@needs_numba
def test_seventy_thousand_ways_to_one_material_add_up_to_what_a_walk_counts() -> None:
    bom = portfolio_at_scale(600, tieable(), HEAVY).bom
    ledger = Ledger(holdings_of(bom), bom.height)
    first = len(bom.nodes) - 600
    backends = (Backend.NUMBA, Backend.NUMPY)
    sums = {checksum(totals_by_part(ledger.write(who), first)) for who in backends}
    assert len(sums) == 1
    top = len(bom.nodes) - 1
    walked = product_of(bom, top, [""] * len(bom.nodes))
    assert max(walked.paths) > 50_000
    assert not ledger.table.is_open[top]
    held, told = bom.constituents, Counter[int]()
    for row, material in enumerate(held.material.tolist()):
        mass = int(bom.nodes.mass.counts[material]) * int(held.high.counts[row])
        told[int(held.substance[row])] += int(walked.count[material]) * mass
    found = {one: mass * PARTS_PER_BILLION for one, mass in masses_of(ledger.table, top).items()}
    assert found == {one: mass for one, mass in told.items() if mass}
