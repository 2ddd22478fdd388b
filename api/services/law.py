"""The law of a day for a question, compiled once."""

from __future__ import annotations

import functools
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from api.errors import UnknownCategory
from api.services.product_uses import profile
from bom.lists.law_book import BUNDLED, LawBook
from engine.compile import DEFAULT_CATEGORIES, compile_rules
from engine.rules import RuleSet
from regulations.catalog import Catalog
from regulations.model import Entry
from regulations.substances import SubstanceId
from regulations.tables import CATEGORIES
from regulations.uses import NO_USES, Uses, under

__all__ = ["Law", "engine_version", "law_of"]

_COMPILING: Final = threading.Lock()
_ASSUMED_CATEGORIES: Final = "eee_category=1-7,10"


@dataclass(frozen=True, slots=True)
class Law:
    """Rules of one day for one product, and what was assumed to choose them.

    Attributes:
        book: the lists of every day, so that another day can be asked about.
        uses: what the products are used for, as far as somebody said.
    """

    book: LawBook
    rules: RuleSet
    assumptions: tuple[str, ...]
    uses: Uses = NO_USES

    @property
    def catalog(self) -> Catalog:
        """The lists of the day."""
        return self.rules.catalog

    def on(self, day: date) -> RuleSet:
        """The same lists and categories on another day."""
        catalog = under(self.book.on(day), self.uses)
        return _rules(catalog, self.rules.lists, day, self.rules.categories)

    @property
    def names(self) -> dict[SubstanceId, str]:
        """Names of substances as the lists write them, for those that nobody named."""
        return {
            member.substance: member.name
            for entry in self.rules.entries
            for member in entry.members
        }

    @property
    def elements(self) -> list[Entry]:
        """Entries that count an element or ion, for rollups."""
        return [entry for entry in self.catalog.get("eu-rohs").entries if entry.element]


def law_of(
    *,
    as_of: date,
    lists: Sequence[str] = (),
    eee_category: str | None = None,
    book: LawBook = BUNDLED,
    uses: Uses | None = None,
) -> Law:
    """The law for a question.

    Args:
        as_of: the day whose law applies.
        lists: list ids; none = the binding ones, which may depend on the uses.
        book: the lists of every day; a store has its own, a structure file has the bundled ones.
        eee_category: `1` to `11`, `8-ivd`, `9-industrial`; None = 1 to 7 and 10, and said so.
        uses: what the products are used for; None = what the deployment says, `$CHEMGATE_USES`.

    Raises:
        UnknownList: a list id that does not exist.
        UnknownCategory: a category that does not exist.
        UnknownUse: the deployment's own words are none that a law asks for.
    """
    told = profile() if uses is None else uses
    catalog = under(book.on(as_of), told)
    # Sorted: the same question in another order gives the same bytes.
    asked = tuple(sorted(set(lists) or catalog.binding()))
    for list_id in asked:
        catalog.get(list_id)
    if eee_category is not None and eee_category not in CATEGORIES:
        hint = f"one of {' '.join(sorted(CATEGORIES, key=_by_number))}"
        raise UnknownCategory(f"no EEE category “{eee_category[:20]}”", hint=hint)
    categories = frozenset({eee_category}) if eee_category else DEFAULT_CATEGORIES
    assumptions = () if eee_category else (_ASSUMED_CATEGORIES,)
    rules = _rules(catalog, asked, as_of, categories)
    return Law(book, rules, (*assumptions, *told.assumptions), told)


def _by_number(category: str) -> tuple[int, str]:
    return int(category.partition("-")[0]), category


@functools.cache
def engine_version() -> str:
    """Version of the installed engine; `0` when run from files that were never installed.

    Looked up once: what is installed is parsed anew each time, a millisecond in every verdict.
    """
    try:
        return version("chemgate")
    except PackageNotFoundError:
        return "0"


def _rules(
    catalog: Catalog, lists: tuple[str, ...], as_of: date, categories: frozenset[str]
) -> RuleSet:
    # After a publication everybody asks for rules that nobody has compiled yet; one does it.
    with _COMPILING:
        return _compiled(catalog, lists, as_of, categories)


@functools.lru_cache(maxsize=256)
def _compiled(
    catalog: Catalog, lists: tuple[str, ...], as_of: date, categories: frozenset[str]
) -> RuleSet:
    return compile_rules(catalog, lists, as_of=as_of, categories=categories)
