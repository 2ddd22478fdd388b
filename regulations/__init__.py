"""The vocabulary of substance law, and the law itself as dated, sourced data.

Reading order:

1. `errors`: what can go wrong, as one tree.
2. `quantities`: declared numbers as exact fractions.
3. `substances`: what a substance is called.
4. `model`: lists, versions, entries, limits, members, exemptions.
5. `tables`, `header`: CSV and TOML whose every cell knows where it stands.
6. `entries`, `exemptions`, `loader`: a folder of `data/` becomes a `SubstanceList`.
7. `catalog`: which lists exist, and what is in force on a day.
8. `identity`, `kinship`, `membership`: from a substance, by whichever number, to the entries that
   count it; `names`, `resolver`: from whatever someone calls it to its numbers.
9. `coverage`, `bridge`: what chemSHERPA list versions and IEC 62474 answers say about the lists.
10. `checks`: lints of list data, of single cells and of rows against rows.
11. `context`: what a law is for, and whether that is what something is.
12. `trust`, `criteria`, `declarable`: letters of trust, chemSHERPA criteria, IEC 62474 versions.

Standard library only. Decisions stand in `DECISIONS.md`, changes of data in `CHANGES.md`.
"""

from __future__ import annotations

from regulations.bridge import entries_of_dsl, has_same_limit
from regulations.catalog import Catalog, bundled
from regulations.checks import check
from regulations.coverage import covers_until
from regulations.errors import (
    ComplianceError,
    InvalidListData,
    InvalidQuantity,
    InvalidSubstanceId,
    NotModelled,
    NoVersionInForce,
    UnknownList,
)
from regulations.loader import load_list, load_lists
from regulations.membership import Membership
from regulations.model import (
    Breached,
    Effect,
    Entry,
    Exemption,
    Level,
    ListVersion,
    Member,
    Source,
    SubstanceList,
    Threshold,
    Trust,
)
from regulations.quantities import (
    decimal_text,
    exact_decimal,
    json_number,
    mass_fraction,
    nanograms,
)
from regulations.substances import IdType, SubstanceId, is_cas, is_ec, normalised, substance_id
from regulations.tables import Problem

__all__ = [
    "Breached",
    "Catalog",
    "ComplianceError",
    "Effect",
    "Entry",
    "Exemption",
    "IdType",
    "InvalidListData",
    "InvalidQuantity",
    "InvalidSubstanceId",
    "Level",
    "ListVersion",
    "Member",
    "Membership",
    "NoVersionInForce",
    "NotModelled",
    "Problem",
    "Source",
    "SubstanceId",
    "SubstanceList",
    "Threshold",
    "Trust",
    "UnknownList",
    "bundled",
    "check",
    "covers_until",
    "decimal_text",
    "entries_of_dsl",
    "exact_decimal",
    "has_same_limit",
    "is_cas",
    "is_ec",
    "json_number",
    "load_list",
    "load_lists",
    "mass_fraction",
    "nanograms",
    "normalised",
    "substance_id",
]
