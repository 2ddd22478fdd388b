"""What the schema cannot see: contradictions and slips inside a valid declaration.

These checks are ours, not those of the official tool, whose list is not public. None of them
refuses a file; the value concerned counts as unidentified or unknown.
"""

from __future__ import annotations

from chemsherpa.answer_check import answers_twice, answers_without_amount
from chemsherpa.confirmation_check import (
    missing_sections,
    signatures,
    temporary_files,
    unconfirmed,
    unknown_stamps,
)
from chemsherpa.document import Declaration
from chemsherpa.findings import Finding
from chemsherpa.mass_check import mass_sums, percent_sums, zero_masses
from chemsherpa.substance_check import (
    contains_flag,
    substance_ids,
    substances_twice,
    voluntary_flags,
)

__all__ = ["check_content"]


def check_content(declaration: Declaration, file_name: str) -> tuple[Finding, ...]:
    """All findings of all checks, the checks in the order of this list."""
    return (
        *temporary_files(declaration, file_name),
        *unknown_stamps(declaration),
        *missing_sections(declaration),
        *unconfirmed(declaration),
        *signatures(declaration),
        *zero_masses(declaration),
        *mass_sums(declaration),
        *percent_sums(declaration),
        *substance_ids(declaration),
        *substances_twice(declaration),
        *voluntary_flags(declaration),
        *contains_flag(declaration),
        *answers_twice(declaration),
        *answers_without_amount(declaration),
    )
