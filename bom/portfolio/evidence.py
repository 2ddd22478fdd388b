"""What a declaration's silence means, from the lists that it was made against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bom.importing.answered_entry import shown_entry
from bom.portfolio.answer_ranges import AnsweredBelow, above_entries, below_entries
from bom.resolution import DeclarationHead, KnownPart
from engine.evidence import NOTHING_DECLARED, Evidence
from regulations.coverage import covers_until
from regulations.declarable import asks_about_all

__all__ = ["Evidences", "evidence_of", "evidences_of"]


@dataclass(frozen=True, slots=True)
class Evidences:
    """The distinct kinds of evidence and which one each part has, by part id."""

    distinct: tuple[Evidence, ...]
    index: Mapping[int, int]

    def of(self, part: KnownPart) -> int:
        """Evidence number of a part's declaration, `NOTHING_DECLARED` without one."""
        return self.index.get(part.part_id, NOTHING_DECLARED)


def evidences_of(declared: Sequence[KnownPart]) -> Evidences:
    """Number the evidence of every declared part."""
    distinct: dict[Evidence, int] = {}
    numbers: dict[tuple[object, ...], int] = {}
    index: dict[int, int] = {}
    for part in declared:
        head = part.speaking
        if head is None:
            continue
        # An evidence with two hundred answers is dear to hash; what it is made from is not.
        key = (
            head.has_composition,
            head.covers,
            head.full_material,
            head.list_version,
            head.answers,
        )
        if key not in numbers:
            numbers[key] = distinct.setdefault(evidence_of(head), len(distinct))
        index[part.part_id] = numbers[key]
    return Evidences(tuple(distinct), index)


def evidence_of(head: DeclarationHead) -> Evidence:
    """What silence and answers prove in one declaration.

    A composition that nobody confirmed proves nothing, whatever list it names; nor do answers
    “below” that nobody confirmed. An answer “above” counts all the same.

    Source:
        chemSHERPA: a composition names the managed substances of its list version; what it does
        not name, the responder says is not contained above the criteria.
    """
    answers = head.answers
    below = () if answers.is_unconfirmed else below_entries(answers.below, answers.above)
    return replace(
        _silence(head),
        below=_told(below),
        above=above_entries(answers.above),
        partly=_partly(below),
    )


@lru_cache(maxsize=8192)
def _told(below: AnsweredBelow) -> tuple[tuple[tuple[str, str], str], ...]:
    return tuple(
        (entry, f"{shown_entry(key)} answered below its threshold") for entry, key in below
    )


@lru_cache(maxsize=8192)
def _partly(below: AnsweredBelow) -> frozenset[tuple[str, str]]:
    return frozenset(entry for entry, key in below if not asks_about_all(key))


def _silence(head: DeclarationHead) -> Evidence:
    if not head.has_composition:
        versions = " ".join(filter(None, head.answers.versions))
        return Evidence(told=f"compliance answers only ({versions or 'no list named'})")
    if not head.covers:
        return Evidence(told="composition not confirmed")
    if head.full_material:
        return Evidence(full_material=True, told="full material declaration")
    if not head.list_version:
        return Evidence(told="composition without a chemSHERPA list")
    return Evidence(
        scheme_until=covers_until(head.list_version), told=f"chemSHERPA list {head.list_version}"
    )
