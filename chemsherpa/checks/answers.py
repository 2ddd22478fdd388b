"""Compliance answers that contradict each other, are missing, or lack what they speak of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from chemsherpa.document import Answer, Declaration, Scheme, Scip
from chemsherpa.findings import Finding, found
from chemsherpa.walk import PRODUCT, answers_of, parts_of, spoken_answers_of
from regulations.declarable import dsl_entries

__all__ = ["answers_missing", "answers_twice", "answers_without_amount", "scip_fields"]

_AUTHORITY: Final = "IEC62474"
_NAMED: Final = 8


def answers_twice(declaration: Declaration) -> Iterator[Finding]:
    """An entry answered twice with different answers, which nobody can rely on, or alike.

    Source:
        chemSHERPA: every entry of the stated list present exactly once.
    """
    first: dict[tuple[str, str, str], Answer] = {}
    for path, listed, answer in answers_of(declaration):
        key = (listed.authority, listed.identity, answer.entry)
        earlier = first.setdefault(key, answer)
        if earlier is not answer:
            alike = earlier.above == answer.above
            yield found(
                "answer-twice.alike" if alike else "answer-twice.differently",
                path,
                answer.line,
                entry=answer.entry,
                earlier=earlier.line,
            )


def answers_missing(declaration: Declaration) -> Iterator[Finding]:
    """Entries of the stated list version that nobody answered; they are unknown, not “no”.

    Only versions whose entries are known here are judged, never a number of entries.

    Source:
        chemSHERPA: every entry of the stated list present exactly once. Data:
        `regulations/data/iec-62474-dsl/versions.csv`.
    """
    for compliance in declaration.product.compliances:
        if compliance.list.authority != _AUTHORITY:
            continue
        answered = {answer.entry for answer in compliance.answers}
        missing = sorted(dsl_entries(compliance.list.version) - answered)
        if missing:
            more = "" if len(missing) <= _NAMED else " …"
            yield found(
                "answers-missing",
                f"{PRODUCT}/Compliance",
                declaration.line,
                count=len(missing),
                version=compliance.list.version,
                entries=" ".join(missing[:_NAMED]) + more,
            )


def answers_without_amount(declaration: Declaration) -> Iterator[Finding]:
    """“Above the threshold” without mass and percentage.

    Source:
        chemSHERPA: above = true goes with Mass and MassPercent; IEC 62474 leaves them optional.
    """
    if declaration.scheme is Scheme.IEC62474:
        return
    for path, _, answer in spoken_answers_of(declaration):
        if answer.above and (answer.mass is None or answer.share is None):
            yield found("above-without-amount", path, answer.line, entry=answer.entry)


def scip_fields(declaration: Declaration) -> Iterator[Finding]:
    """SCIP data that is begun and not finished: these fields need each other.

    Source:
        chemSHERPA: identifier, article name, category, production in EU and safe use are all
        filled or all empty in files of the official tool; ECHA's SCIP format requires identifier,
        category and production in the EU.
    """
    if declaration.scheme is not Scheme.CHEMSHERPA_AI:
        return
    for path, scip, line in _scips(declaration):
        for key, text in (
            ("scip-incomplete.identifier", scip.identifier),
            ("scip-incomplete.category", scip.article_category),
            ("scip-incomplete.production", scip.production_in_eu),
        ):
            if not text.strip():
                yield found(key, path, line)


def _scips(declaration: Declaration) -> Iterator[tuple[str, Scip, int]]:
    if declaration.comment.scip is not None:
        yield PRODUCT, declaration.comment.scip, declaration.line
    for path, part in parts_of(declaration):
        if part.scip is not None:
            yield path, part.scip, part.line
    for path, _, answer in spoken_answers_of(declaration):
        if answer.scip is not None:
            yield path, answer.scip, answer.line
