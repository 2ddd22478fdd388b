"""What a declaration's silence means, from the lists that it was made against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bom.resolution import DeclarationHead, KnownPart
from engine.arrays import NOTHING_DECLARED, Evidence
from regulations.coverage import covers_until

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
    index = {
        part.part_id: distinct.setdefault(evidence_of(part.speaking), len(distinct))
        for part in declared
        if part.speaking is not None
    }
    return Evidences(tuple(distinct), index)


def evidence_of(head: DeclarationHead) -> Evidence:
    """What silence proves in one declaration.

    A composition that nobody confirmed proves nothing, whatever list it names.

    Source:
        chemSHERPA: a composition names the managed substances of its list version; what it does
        not name, the responder says is not contained above the criteria.
    """
    if not head.has_composition:
        return Evidence(told="compliance answers only")
    if not head.covers:
        return Evidence(told="composition not confirmed")
    if head.full_material:
        return Evidence(full_material=True, told="full material declaration")
    if not head.list_version:
        return Evidence(told="composition without a chemSHERPA list")
    return Evidence(
        scheme_until=covers_until(head.list_version), told=f"chemSHERPA list {head.list_version}"
    )
