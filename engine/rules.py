"""The law of one day as columns: what is counted, over what, up to where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.arrays import BoolArray
from engine.exact import FloatArray, IntArray
from engine.vocabulary import Vocabulary
from regulations.catalog import Catalog
from regulations.identity import Identity
from regulations.kinship import Kin
from regulations.membership import Membership
from regulations.model import Entry, Exemption, Level, Member, Threshold
from regulations.substances import SubstanceId

__all__ = ["LEVELS", "EntryName", "RuleSet"]

LEVELS: Final = tuple(Level)
"""Denominators by the number that `RuleSet.level` holds."""

EntryName = tuple[str, str]
"""List id and entry id: what an entry is called everywhere, on every day."""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Entries in force on a day, ready to evaluate; row r of every column is rule r.

    Attributes:
        catalog: the lists it was compiled from, also those not judged.
        lists: ids of the lists judged, also those without an entry in force.
        versions: version id of each list, None when none is in force yet.
        list_of: position in `lists`.
        level: position in `LEVELS` of what each rule divides by.
        limits: mass of what is counted over mass of the level, 1 = all.
        vocabulary: numbers and words by which the members are known.
        identity: numbers that name one substance, and numbers that may.
        kin: single substances that a group or alloy may stand for.
        proofs: for company entries the entries of law whose absence proves theirs.
        membership: rules by substance; an entry there is the number of a rule.
        exemptions: all rows of an exemption by (list id, exemption id); rows differ in category.
        categories: EEE categories of the product; all of them must be covered by an exemption.
        members: members of a rule's entry by every number, filled when first asked for
            (`engine.case_trust.members_of`): a group of four thousand is spelt out once, not for
            every case.
    """

    catalog: Catalog
    as_of: date
    categories: frozenset[str]
    lists: tuple[str, ...]
    versions: Mapping[str, str | None]
    entries: tuple[Entry, ...]
    thresholds: tuple[Threshold, ...]
    list_of: IntArray
    effect: NDArray[np.int8]
    level: NDArray[np.int8]
    limits: tuple[Fraction, ...]
    limit: FloatArray
    at_or_above: BoolArray
    intentional: BoolArray
    membership: Membership
    identity: Identity
    kin: Kin
    proofs: tuple[tuple[frozenset[EntryName], ...] | None, ...]
    vocabulary: Vocabulary
    exemptions: Mapping[tuple[str, str], tuple[Exemption, ...]]
    members: dict[int, Mapping[SubstanceId, Member]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def __len__(self) -> int:
        return len(self.entries)

    @property
    def is_article_level(self) -> BoolArray:
        """Rules that divide by the article, bool [rules]."""
        return np.asarray(self.level == LEVELS.index(Level.ARTICLE))

    def breaches(self, share: Fraction, rule: int) -> bool:
        """Whether a share lies beyond the limit of the rule, on the side that its law says."""
        limit = self.limits[rule]
        return share >= limit if self.at_or_above[rule] else share > limit
