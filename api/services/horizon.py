"""The first day on which a listed date changes the answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import lru_cache

from api.services.law import Law
from bom.lists.law_book import LawBook
from engine.answer import answer_of
from engine.duties import SCIP_FROM, notify_by
from engine.evaluate import Evaluation, evaluate
from engine.product import Product
from regulations.catalog import Catalog
from regulations.substances import SubstanceId

__all__ = ["listed_dates", "next_change"]


def next_change(
    law: Law, product: Product, now: Evaluation, tonnes: Mapping[SubstanceId, Fraction]
) -> date | None:
    """The first listed day after the law's own on which status, cases or duties differ.

    Every candidate day is judged anew, so nothing can be overlooked that the engine knows; None
    means that no date in the lists changes the answer, not that the law stays as it is.
    """
    bom, before = product.bom, answer_of(now, product, tonnes)
    for day in listed_dates(law, has_claims=bool(len(bom.claims.constituent))):
        if answer_of(evaluate(bom, law.on(day)), product, tonnes) != before:
            return day
    return None


def listed_dates(law: Law, *, has_claims: bool) -> list[date]:
    """Days after the law's own on which something that the lists date begins or ends."""
    found = _entry_days(law.book, law.catalog, law.rules.lists, law.rules.as_of)
    if has_claims:
        found |= set(_exemption_dates(law))
    return sorted(day for day in found if day > law.rules.as_of)


@lru_cache(maxsize=64)
def _entry_days(
    book: LawBook, catalog: Catalog, lists: tuple[str, ...], as_of: date
) -> frozenset[date]:
    """The same for every part that is asked about: two thousand dates, read once."""
    catalogs = _catalogs(book, catalog, as_of)
    return frozenset({*_entry_dates(catalogs, lists), *book.days, SCIP_FROM})


def _catalogs(book: LawBook, catalog: Catalog, as_of: date) -> list[Catalog]:
    """The lists of the day, and those of each later day from which others hold."""
    return [catalog, *(book.on(day) for day in book.days if day > as_of)]


def _exemption_dates(law: Law) -> Iterator[date]:
    names = {name for name, _ in law.rules.exemptions}
    for catalog in _catalogs(law.book, law.catalog, law.rules.as_of):
        for name in names & catalog.lists.keys():
            for row in catalog.lists[name].exemptions:
                yield from filter(None, (row.in_force_from, row.in_force_until))


def _entry_dates(catalogs: Iterable[Catalog], lists: tuple[str, ...]) -> Iterator[date]:
    for catalog in catalogs:
        for list_id in lists:
            for entry in catalog.get(list_id).entries:
                yield entry.included_on
                yield notify_by(entry.included_on)
                if entry.removed_on is not None:
                    yield entry.removed_on
                for threshold in entry.thresholds:
                    yield from filter(None, (threshold.in_force_from, threshold.in_force_until))
