"""Slips in the substances of a declaration: their numbers, their flags, one of them twice."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator
from typing import Final

from chemsherpa.checks.listed import covered_until, identified, law
from chemsherpa.document import Declaration, Scheme
from chemsherpa.findings import Finding, found
from chemsherpa.walk import PRODUCT, substance_lists_of, substances_of
from regulations.catalog import bundled
from regulations.errors import InvalidSubstanceId
from regulations.resolver import contradicts
from regulations.substances import IdType, SubstanceId, has_form, normalised, substance_id

__all__ = [
    "contains_flag",
    "hidden_behind_voluntary",
    "names_and_numbers",
    "substance_ids",
    "substances_twice",
    "voluntary_flags",
]

_CHECKED: Final = (IdType.CAS, IdType.EC)
_OFTEN: Final = 4096


def substance_ids(declaration: Declaration) -> Iterator[Finding]:
    """Ids with a wrong check digit (error), of no known form, or missing; then unidentified.

    Source:
        CAS and EC check digit rules; chemSHERPA's own ids start with SN.
    """
    for path, substance in substances_of(declaration):
        text = substance.identity
        try:
            if text.strip():
                substance_id(text)
                continue
        except InvalidSubstanceId:
            number = normalised(text)
            wrong_digit = any(has_form(kind, number) for kind in _CHECKED)
            key = "cas-check-digit" if wrong_digit else "substance-id-unknown"
            yield found(key, path, substance.line, number=number)
            continue
        yield found("substance-undisclosed", path, substance.line, name=substance.name or "")


def names_and_numbers(declaration: Declaration) -> Iterator[Finding]:
    """A valid number beside the exact name of another listed substance; the number decides.

    Nothing is said of names that no list knows, of names that several substances bear, and of
    numbers that may be the named substance's after all.

    Source:
        chemSHERPA: substances are identified by CAS or SN number; names are shown, not compared.
    """
    for path, substance in substances_of(declaration):
        others = _named_otherwise(substance.identity, substance.name or "")
        if others:
            yield found(
                "name-number-mismatch",
                path,
                substance.line,
                name=substance.name or "",
                number=normalised(substance.identity),
                listed=" / ".join(map(str, others)),
            )


@functools.lru_cache(maxsize=_OFTEN)
def _named_otherwise(text: str, name: str) -> tuple[SubstanceId, ...]:
    identity = identified(text)
    if identity is None or identity.id_type not in _CHECKED:
        return ()
    return contradicts(identity, name, bundled())


def substances_twice(declaration: Declaration) -> Iterator[Finding]:
    """One substance twice in one material; the amounts are added up.

    Source:
        Never seen in files of the official tool.
    """
    for path, substances in substance_lists_of(declaration):
        counts = Counter(normalised(s.identity) for s in substances if s.identity.strip())
        for number, count in counts.items():
            if count > 1:
                line = substances[0].line
                yield found("substance-twice", path, line, number=number, count=count)


def voluntary_flags(declaration: Declaration) -> Iterator[Finding]:
    """A substance without flag, or flagged as listed here and as voluntary there.

    Source:
        chemSHERPA: the comment ends in 0 (declarable) or 1 (reported voluntarily).
    """
    if declaration.scheme is Scheme.IEC62474:
        return
    first: dict[str, bool] = {}
    for path, substance in substances_of(declaration):
        key = normalised(substance.identity) or substance.name or ""
        flag = substance.voluntary
        if flag is not None and first.setdefault(key, flag) == flag:
            continue
        flag_key = "voluntary-flag.none" if flag is None else "voluntary-flag.two"
        yield found(flag_key, path, substance.line, name=substance.name or "")


def hidden_behind_voluntary(declaration: Declaration) -> Iterator[Finding]:
    """A substance reported voluntarily although a list of law that was covered names it.

    Only what the bundled lists name can be judged; nothing is said of a substance that they do
    not know, since the chemSHERPA list holds more than they.

    Source:
        chemSHERPA: flag 1 is for substances outside its management criteria (LR01 to LR09, IC01,
        IC02); its list version covers each entry from a known day on.
    """
    until = covered_until(declaration)
    if until is None:
        return
    for path, substance in substances_of(declaration):
        identity = identified(substance.identity) if substance.voluntary else None
        if identity is None:
            continue
        entries = (law().entries[one.entry] for one in law().entries_of(identity))
        listed = next((e for e in entries if e.managed_from and e.managed_from <= until), None)
        if listed is not None:
            number = str(identity)
            line = substance.line
            yield found("voluntary-but-listed", path, line, number=number, list=listed.list_id)


def contains_flag(declaration: Declaration) -> Iterator[Finding]:
    """CI: the answer “contains declarable substances” against the substances themselves.

    Source:
        chemSHERPA-CI product comment field 3 = whether any substance has flag 0; so in all files
        of the official tool.
    """
    if declaration.scheme is not Scheme.CHEMSHERPA_CI:
        return
    told = declaration.comment.contains_declarable
    if told is None:
        yield found("contains-declarable.unanswered", PRODUCT, declaration.line)
    elif told != any(substance.voluntary is False for substance in declaration.substances):
        key = "contains-declarable.claimed" if told else "contains-declarable.denied"
        yield found(key, PRODUCT, declaration.line)
