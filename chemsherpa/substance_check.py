"""Slips in the substances of a declaration: their numbers, their flags, one of them twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from chemsherpa.document import Declaration, Scheme, Substance
from chemsherpa.findings import Finding, Severity
from chemsherpa.walk import PRODUCT, substance_lists_of
from regulations.errors import InvalidSubstanceId
from regulations.substances import IdType, has_form, normalised, substance_id

__all__ = ["contains_flag", "substance_ids", "substances_twice", "voluntary_flags"]

_CHECKED: Final = (IdType.CAS, IdType.EC)


def _substances(declaration: Declaration) -> Iterator[tuple[str, Substance]]:
    for path, substances in substance_lists_of(declaration):
        for number, substance in enumerate(substances, 1):
            yield f"{path}/Substance[{number}]", substance


def substance_ids(declaration: Declaration) -> Iterator[Finding]:
    """Ids with a wrong check digit (error), of no known form, or missing; then unidentified.

    Source:
        CAS and EC check digit rules; chemSHERPA's own ids start with SN.
    """
    for path, substance in _substances(declaration):
        text = substance.identity
        try:
            if text.strip():
                substance_id(text)
                continue
        except InvalidSubstanceId as error:
            wrong_digit = any(has_form(kind, normalised(text)) for kind in _CHECKED)
            yield Finding(
                Severity.ERROR if wrong_digit else Severity.WARNING,
                "cas-check-digit" if wrong_digit else "substance-id-unknown",
                path,
                substance.line,
                error.message,
                error.hint,
            )
            continue
        yield Finding(
            Severity.NOTICE,
            "substance-undisclosed",
            path,
            substance.line,
            f"“{substance.name[:80]}” has no number and counts as unidentified",
            "ask whether it may be on a list; a supplier may keep its number confidential",
        )


def substances_twice(declaration: Declaration) -> Iterator[Finding]:
    """One substance twice in one material; the amounts are added up.

    Source:
        Never seen in files of the official tool.
    """
    for path, substances in substance_lists_of(declaration):
        counts = Counter(normalised(s.identity) for s in substances if s.identity.strip())
        for number, count in counts.items():
            if count > 1:
                yield Finding(
                    Severity.WARNING,
                    "substance-twice",
                    path,
                    substances[0].line,
                    f"{number[:80]} is declared {count} times in one material; added up",
                    "declare it once with its whole amount",
                )


def voluntary_flags(declaration: Declaration) -> Iterator[Finding]:
    """A substance without flag, or flagged as listed here and as voluntary there.

    Source:
        chemSHERPA: the comment ends in 0 (declarable) or 1 (reported voluntarily).
    """
    if declaration.scheme is Scheme.IEC62474:
        return
    first: dict[str, bool] = {}
    for path, substance in _substances(declaration):
        key = normalised(substance.identity) or substance.name
        flag = substance.voluntary
        if flag is not None and first.setdefault(key, flag) == flag:
            continue
        problem = "no flag" if flag is None else "two different flags in this file"
        yield Finding(
            Severity.WARNING,
            "voluntary-flag",
            path,
            substance.line,
            f"“{substance.name[:80]}” has {problem} for declarable or voluntary",
            "the flag follows from the substance list; open and save it in the tool",
        )


def contains_flag(declaration: Declaration) -> Iterator[Finding]:
    """CI: the answer “contains declarable substances” against the substances themselves.

    Source:
        chemSHERPA-CI product comment field 3 = whether any substance has flag 0; so in all files
        of the official tool.
    """
    told = declaration.comment.contains_declarable
    if declaration.scheme is not Scheme.CHEMSHERPA_CI or told is None:
        return
    if told != any(substance.voluntary is False for substance in declaration.substances):
        yield Finding(
            Severity.WARNING,
            "contains-declarable",
            PRODUCT,
            declaration.line,
            f"the file says that it {'contains' if told else 'does not contain'} declarable "
            "substances; its substances say the opposite",
            "ask the supplier which is true; the substances are judged",
        )
