"""The same answers byte for byte from SQLite and PostgreSQL."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from random import Random
from typing import Any

import orjson
import pytest

from api.services.catalog import book_of, lists_json
from api.services.portfolio import evaluate_portfolio, portfolio_json
from api.services.rollups import rollup_of
from api.services.verdicts import Ask, read_part, verdict_on
from api.wire.body import rendered
from bom.importing.files import import_paths
from bom.usages.load import load_usages
from bom.usages.table import read_table
from tests.bom.factories import Shelf, shelf_of, ticking
from tests.random_stores import random_declaration, random_usages
from tests.stores import PostgresStores, SqliteStores, Stores

from .said import DECLARATIONS, ROOT, Said

STRUCTURES = int(os.environ.get("CHEMGATE_STORES", "25"))
"""`make nightly` takes 5000."""

AT_ONCE = 250
"""Products of one store."""

SPARSE = 5 if STRUCTURES < AT_ONCE else 1
DAYS = tuple(map(date.fromisoformat, ("2019-07-01", "2024-10-01", "2026-11-21")))

Pair = tuple[Shelf, Shelf]


@pytest.fixture
def pairs(
    sqlite_stores: SqliteStores, postgres_stores: PostgresStores
) -> Iterator[Callable[[], Pair]]:
    """An empty store of each kind, as often as it is called."""
    with ExitStack() as stack:
        both = [
            stack.enter_context(Stores(yard).lent()) for yard in (sqlite_stores, postgres_stores)
        ]
        yield lambda: (shelf_of(both[0]), shelf_of(both[1]))


def told(shelf: Shelf, ask: Callable[[Any], Any]) -> str:
    with shelf.session() as session:
        return json.dumps(ask(session), ensure_ascii=False, indent=1)


def test_every_answer_about_the_demo_is_the_same(
    pairs: Callable[[], Pair], run: Callable[..., Said]
) -> None:
    both = pairs()
    usages = ROOT / "fixtures" / "boms" / "demo.csv"
    for shelf in both:
        import_paths(shelf.database.writers, [DECLARATIONS], dry_run=False, clock=ticking)
        table = read_table(usages.read_bytes(), usages.name)
        load_usages(shelf.database.writers, table, clock=ticking)
    for day in DAYS:
        ask = lambda session, day=day: portfolio_json(evaluate_portfolio(session, as_of=day))  # noqa: E731
        one, other = (told(shelf, ask) for shelf in both)
        assert one == other
    parts = {row["part_number"] for row in json.loads(one)["rows"]}
    assert len(parts) > 15
    for part in sorted(parts)[::SPARSE]:
        options = ("check", part, "--as-of", "2026-11-21", "--explain", "--json")
        one, other = (run("--db", shelf.url, *options) for shelf in both)
        assert one == other
        assert one.body["hash"].startswith("sha256:")
        one, other = (
            told(shelf, lambda s, part=part: rollup_of(s, part, as_of=DAYS[-1])) for shelf in both
        )
        assert one == other
    one, other = (told(shelf, lambda s: lists_json(book_of(s), as_of=DAYS[-1])) for shelf in both)
    assert one == other


@pytest.mark.parametrize("share", range(-(-STRUCTURES // AT_ONCE)))
def test_verdicts_on_random_structures_are_the_same(pairs: Callable[[], Pair], share: int) -> None:
    """As the service reads, judges and sends them, up to `AT_ONCE` products of one pair."""
    rng, statuses = Random(62474 + share), Counter[str]()
    many, both = min(STRUCTURES - share * AT_ONCE, AT_ONCE), pairs()
    products = filled(both, rng, many + many // 5 + 5)[:many]
    for product in products:
        ask = Ask(rng.choice(DAYS), explain=rng.random() < 0.2)
        one, other = (sent(shelf, product, ask) for shelf in both)
        assert one == other, product
        statuses[orjson.loads(one)["status"]] += 1
    assert statuses.total() == many
    assert len(statuses) >= (2 if many < 100 else 3), statuses


def sent(shelf: Shelf, product: str, ask: Ask) -> bytes:
    with shelf.session() as session:
        read = read_part(session, product, ask)
    return rendered(verdict_on(read))


def filled(both: Pair, rng: Random, size: int) -> list[str]:
    """So many products of one to three declared parts each, some parts shared.

    One in fifteen is left out: its usages are refused, as their units cannot be converted.
    """
    leaves = [f"P-{number}" for number in range(size * 2)]
    declarations = [random_declaration(rng, leaf) for leaf in leaves if rng.random() < 0.95]
    declarations += [random_declaration(rng, rng.choice(leaves)) for _ in range(size // 5)]
    products = [f"T-{number}" for number in range(size)]
    lines = [
        line
        for place, product in enumerate(products)
        for line in random_usages(
            rng,
            product,
            tuple(rng.sample(leaves, rng.choice((1, 2, 3))))
            + (tuple(rng.sample(products[:place], 1)) if place and rng.random() < 0.3 else ()),
        )
    ]
    for shelf in both:
        shelf.put_together(*declarations)
    one, other = (shelf.load(*lines) for shelf in both)
    assert one == other
    refused = {number for number, _ in one.refused_parents}
    return [product for product in products if product not in refused]
