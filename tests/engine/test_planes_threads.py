"""Several threads give what one gives; what one of them cannot do, the caller hears."""

from __future__ import annotations

import os
from threading import get_ident

import numpy as np
import pytest

from engine.arrays import BomArrays
from engine.compiled import is_available
from engine.planes import crew
from engine.planes.backend import Backend
from engine.planes.judge import judge_portfolio
from engine.planes.law import law_of
from engine.planes.leaves import leaves_of
from engine.totals.holdings import holdings_of
from engine.totals.portfolio import Ledger, masses_of
from tests.portfolios import odd_portfolio, random_law
from tests.strategies import seeded

needs_numba = pytest.mark.skipif(not is_available(), reason="numba (extra `fast`) is missing")


@pytest.fixture
def three_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHEMGATE_THREADS", "3")
    monkeypatch.setattr(crew, "PAYS", 1)


@pytest.mark.usefixtures("three_threads")
def test_every_row_is_gone_through_once() -> None:
    seen = np.zeros(1000, dtype=np.int64)

    def count(first: int, last: int) -> None:
        seen[first:last] += 1

    with crew.crew(1000) as each:
        each(count, 5, 1000)
        each(count, 0, 5)
    assert np.all(seen == 1)


@pytest.mark.usefixtures("three_threads")
def test_what_a_thread_raises_reaches_the_caller() -> None:
    def refuse(first: int, last: int) -> None:
        if first <= 500 < last:
            raise OverflowError("row 500")

    with pytest.raises(OverflowError, match="row 500"), crew.crew(1000) as each:
        each(refuse, 0, 1000)


def test_few_rows_are_not_worth_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHEMGATE_THREADS", "8")
    assert [crew.hands(rows) for rows in (0, 2 * crew.PAYS - 1, 2 * crew.PAYS)] == [1, 1, 2]
    assert crew.hands(100 * crew.PAYS) == 8


def test_one_hand_is_the_callers_own_and_several_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "PAYS", 1)
    for many, is_own in (("1", True), ("2", False)):
        monkeypatch.setenv("CHEMGATE_THREADS", many)
        seen: set[int] = set()
        with crew.crew(9) as each:
            each(lambda _first, _last, seen=seen: seen.add(get_ident()), 0, 9)
        assert (get_ident() in seen) is is_own


def test_the_cores_of_this_process_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHEMGATE_THREADS", raising=False)
    cores = {0: {1, 4, 5}}
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: cores.get(pid, set()), raising=False)
    assert crew.hands(10**12) == 3


def test_without_a_word_there_is_one_thread_for_each_core(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHEMGATE_THREADS", raising=False)
    assert crew.hands(10**12) <= (os.cpu_count() or 1)
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    assert crew.hands(10**12) == (os.cpu_count() or 1)
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert crew.hands(10**12) == 1


@needs_numba
@pytest.mark.parametrize("seed", range(6))
def test_three_threads_judge_and_add_up_as_one(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = seeded(seed)
    bom, _ = odd_portfolio(rng).arrays()
    leaves = leaves_of(bom)
    law = law_of(random_law(rng), leaves)
    one, once = judge_portfolio(leaves, law, Backend.NUMBA), _written(bom)
    monkeypatch.setenv("CHEMGATE_THREADS", "3")
    monkeypatch.setattr(crew, "PAYS", 1)
    three, thrice = judge_portfolio(leaves, law, Backend.NUMBA), _written(bom)
    assert np.array_equal(one.planes.bits, three.planes.bits)
    assert np.array_equal(one.own, three.own)
    assert once == thrice


def _written(bom: BomArrays) -> list[object]:
    table = Ledger(holdings_of(bom), bom.height).write(Backend.NUMBA)
    rows = [masses_of(table, node) for node in range(len(bom.nodes))]
    return [table.is_open.tolist(), table.most.tolist(), rows]


def test_a_number_of_threads_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHEMGATE_THREADS", "all")
    with pytest.raises(ValueError, match="CHEMGATE_THREADS is a number of threads, not 'all'"):
        crew.hands(crew.PAYS * 2)
