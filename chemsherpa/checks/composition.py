"""The content checks that hold for a composition in whatever format it came."""

from __future__ import annotations

from collections.abc import Iterator

from chemsherpa.checks.answers import answers_twice
from chemsherpa.checks.masses import (
    mass_sums,
    percent_ranges,
    percent_sums,
    substance_masses,
    zero_masses,
)
from chemsherpa.checks.rules import USUAL, ContentRules
from chemsherpa.checks.substances import substance_ids, substances_twice
from chemsherpa.document import Declaration
from chemsherpa.findings import Finding, found
from chemsherpa.walk import PRODUCT

__all__ = ["check_composition"]


def check_composition(declaration: Declaration, rules: ContentRules = USUAL) -> Iterator[Finding]:
    """Masses, percentages, substance numbers and answers; nothing that only chemSHERPA promises.

    Paths are those of the model that the file was read into; lines are those of the file.
    """
    yield from _part_number(declaration)
    yield from zero_masses(declaration)
    yield from mass_sums(declaration, rules)
    yield from substance_masses(declaration, rules)
    yield from percent_ranges(declaration)
    yield from percent_sums(declaration, rules)
    yield from substance_ids(declaration)
    yield from substances_twice(declaration)
    yield from answers_twice(declaration)


def _part_number(declaration: Declaration) -> Iterator[Finding]:
    if not declaration.part_number:
        yield found("part-number-missing", PRODUCT, declaration.line or None)
