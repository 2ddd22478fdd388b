"""List versions on a day become rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Final

import numpy as np

from engine.rules import LEVELS, RuleSet
from engine.silence import proofs_of
from engine.vocabulary import vocabulary_of
from regulations.catalog import Catalog
from regulations.errors import InvalidListData
from regulations.membership import Membership
from regulations.model import Breached, Effect, Entry, Exemption, Threshold

__all__ = ["DEFAULT_CATEGORIES", "EFFECTS", "compile_rules"]

DEFAULT_CATEGORIES: Final = frozenset({"1", "2", "3", "4", "5", "6", "7", "10"})
"""Assumed when nobody says: the categories that RoHS bound first.

Source:
    Directive 2011/65/EU, Annex I; Commission Delegated Directive (EU) 2015/863.
"""

EFFECTS: Final = tuple(Effect)


def compile_rules(
    catalog: Catalog,
    lists: Sequence[str],
    *,
    as_of: date,
    categories: frozenset[str] = DEFAULT_CATEGORIES,
) -> RuleSet:
    """Rules of some lists as in force on a day.

    Args:
        catalog: where the lists are.
        lists: ids of the lists to judge.
        as_of: the day whose law applies.
        categories: EEE categories of the product.

    Raises:
        UnknownList: a list id that the catalog does not hold.
        InvalidListData: two thresholds of one entry hold on the same day for the same product.
    """
    rows: list[tuple[int, Entry, Threshold]] = []
    for position, list_id in enumerate(lists):
        for entry in catalog.entries_in_force(list_id, as_of):
            threshold = _threshold(entry, as_of, categories)
            if threshold is not None:
                rows.append((position, entry, threshold))
    entries = tuple(entry for _, entry, _ in rows)
    thresholds = tuple(threshold for *_, threshold in rows)
    limits = tuple(threshold.fraction for threshold in thresholds)
    return RuleSet(
        catalog=catalog,
        as_of=as_of,
        categories=categories,
        lists=tuple(lists),
        versions={list_id: _version(catalog, list_id, as_of) for list_id in lists},
        entries=entries,
        thresholds=thresholds,
        list_of=np.array([position for position, *_ in rows], dtype=np.int64),
        effect=np.array([EFFECTS.index(entry.effect) for entry in entries], dtype=np.int8),
        level=np.array([LEVELS.index(entry.level) for entry in entries], dtype=np.int8),
        limits=limits,
        limit=np.array([float(limit) for limit in limits], dtype=np.float64),
        at_or_above=np.array([t.breached is Breached.AT_OR_ABOVE for t in thresholds], dtype=bool),
        intentional=np.array([entry.intentional for entry in entries], dtype=bool),
        membership=Membership.of(entries).widened(catalog.identity, catalog.kin),
        identity=catalog.identity,
        kin=catalog.kin,
        proofs=proofs_of(catalog, entries),
        vocabulary=vocabulary_of(entries, catalog.identity),
        exemptions=_exemptions(catalog, entries),
    )


def _threshold(entry: Entry, as_of: date, categories: frozenset[str]) -> Threshold | None:
    held = [
        threshold
        for threshold in entry.thresholds
        if threshold.in_force_from <= as_of
        and (threshold.in_force_until is None or as_of < threshold.in_force_until)
        and (not threshold.categories or threshold.categories & categories)
    ]
    # A limit without an end is succeeded by the next one that starts.
    starts = [threshold.in_force_from for threshold in held]
    if len(set(starts)) < len(starts):
        raise InvalidListData(
            f"{entry.list_id} {entry.id} has {len(held)} limits on {as_of}",
            hint="two limits for one product start on the same day",
        )
    return max(held, key=lambda threshold: threshold.in_force_from, default=None)


def _version(catalog: Catalog, list_id: str, as_of: date) -> str | None:
    held = [v for v in catalog.get(list_id).versions if v.effective_from <= as_of]
    return max(held, key=lambda version: version.effective_from).id if held else None


def _exemptions(
    catalog: Catalog, entries: Sequence[Entry]
) -> dict[tuple[str, str], tuple[Exemption, ...]]:
    found: defaultdict[tuple[str, str], list[Exemption]] = defaultdict(list)
    for list_id in sorted({name for entry in entries for name in entry.exemption_lists}):
        for exemption in catalog.get(list_id).exemptions:
            for name in (exemption.id, *exemption.aliases):
                found[list_id, name].append(exemption)
    return {key: tuple(rows) for key, rows in found.items()}
