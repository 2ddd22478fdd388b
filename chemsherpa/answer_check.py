"""Compliance answers that contradict each other, or lack the amount that they speak of."""

from __future__ import annotations

from collections.abc import Iterator

from chemsherpa.document import Answer, Declaration, Scheme
from chemsherpa.findings import Finding, Severity
from chemsherpa.walk import PRODUCT

__all__ = ["answers_twice", "answers_without_amount"]


def _key(answer: Answer) -> tuple[str, str, str]:
    listed = answer.list
    return (listed.authority, listed.identity, answer.entry) if listed else ("", "", answer.entry)


def answers_twice(declaration: Declaration) -> Iterator[Finding]:
    """An entry answered twice with different answers, which nobody can rely on, or alike.

    Source:
        chemSHERPA: every entry of the stated list present exactly once.
    """
    first: dict[tuple[str, str, str], Answer] = {}
    for number, answer in enumerate(declaration.answers, 1):
        earlier = first.setdefault(_key(answer), answer)
        if earlier is not answer:
            how = "differently" if earlier.above != answer.above else "alike"
            yield Finding(
                Severity.ERROR,
                "answer-twice",
                f"{PRODUCT}/Compliance/DsDsg[{number}]",
                answer.line,
                f"entry {answer.entry} is answered {how} in line {earlier.line} already",
                "keep one answer; until then the worse one counts",
            )


def answers_without_amount(declaration: Declaration) -> Iterator[Finding]:
    """“Above the threshold” without mass and percentage.

    Source:
        chemSHERPA: above = true goes with Mass and MassPercent; IEC 62474 leaves them optional.
    """
    if declaration.scheme is Scheme.IEC62474:
        return
    for number, answer in enumerate(declaration.answers, 1):
        if answer.above and (answer.mass is None or answer.share is None):
            yield Finding(
                Severity.WARNING,
                "above-without-amount",
                f"{PRODUCT}/Compliance/DsDsg[{number}]",
                answer.line,
                f"entry {answer.entry} is above its threshold, but mass or percentage is missing",
                "ask how much it is and of what",
            )
