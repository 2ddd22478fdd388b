"""What the schema cannot see: contradictions and slips inside a valid declaration.

These checks are ours, not those of the official tool, whose list is not public. None of them
refuses a file; the value concerned counts as unidentified or unknown.
"""

from __future__ import annotations

from collections.abc import Iterator

from chemsherpa.checks.answers import (
    answers_missing,
    answers_twice,
    answers_without_amount,
    scip_fields,
)
from chemsherpa.checks.confirmation import (
    missing_sections,
    signatures,
    temporary_files,
    unconfirmed,
    unknown_stamps,
)
from chemsherpa.checks.conflicts import answer_conflicts
from chemsherpa.checks.exemptions import exemption_claims, exemptions_missing
from chemsherpa.checks.held import held_in
from chemsherpa.checks.masses import (
    mass_sums,
    percent_ranges,
    percent_sums,
    substance_masses,
    zero_masses,
)
from chemsherpa.checks.rules import USUAL, ContentRules
from chemsherpa.checks.substances import (
    contains_flag,
    hidden_behind_voluntary,
    names_and_numbers,
    substance_ids,
    substances_twice,
    voluntary_flags,
)
from chemsherpa.checks.uses import article_flags, material_uses, use_codes
from chemsherpa.checks.wording import comment_fields, half_width, named_products, review_comments
from chemsherpa.document import Declaration
from chemsherpa.findings import Finding

__all__ = ["check_content"]


def check_content(
    declaration: Declaration, file_name: str, rules: ContentRules = USUAL
) -> tuple[Finding, ...]:
    """All findings of all checks: the file as a whole, then amounts, substances, answers."""
    return (
        *temporary_files(declaration, file_name),
        *unknown_stamps(declaration),
        *missing_sections(declaration),
        *unconfirmed(declaration),
        *signatures(declaration),
        *named_products(declaration),
        *half_width(declaration),
        *comment_fields(declaration),
        *review_comments(declaration),
        *_amounts(declaration, rules),
        *_substances_and_answers(declaration),
    )


def _amounts(declaration: Declaration, rules: ContentRules) -> Iterator[Finding]:
    yield from zero_masses(declaration)
    yield from mass_sums(declaration, rules)
    yield from substance_masses(declaration, rules)
    yield from percent_ranges(declaration)
    yield from percent_sums(declaration, rules)


def _substances_and_answers(declaration: Declaration) -> Iterator[Finding]:
    held = held_in(declaration)
    yield from substance_ids(declaration)
    yield from names_and_numbers(declaration)
    yield from substances_twice(declaration)
    yield from voluntary_flags(declaration)
    yield from hidden_behind_voluntary(declaration)
    yield from contains_flag(declaration)
    yield from use_codes(declaration)
    yield from article_flags(declaration)
    yield from material_uses(declaration)
    yield from exemption_claims(declaration)
    yield from exemptions_missing(declaration, held)
    yield from answers_twice(declaration)
    yield from answers_missing(declaration)
    yield from answers_without_amount(declaration)
    yield from answer_conflicts(declaration, held)
    yield from scip_fields(declaration)
