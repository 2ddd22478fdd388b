"""Compliance answers: one per entry of a declarable-substance list."""

from __future__ import annotations

from typing import Final

from chemsherpa.comments import AnswerComment, answer_comment
from chemsherpa.document import Answer, ListRef, Scheme
from chemsherpa.names import Element, attributes, flag, line_of, split_children
from chemsherpa.read_values import (
    read_exemptions,
    read_list_ref,
    read_mass,
    read_share,
    surplus,
)

__all__ = ["read_compliance"]

_COMPLIANCE: Final = frozenset({"DeclarableSubstanceList", "DsDsg"})
_ANSWER: Final = frozenset({"DsDsgID", "Mass", "MassPercent", "ComplianceThreshold", "Exemptions"})
_ANSWER_ATTRIBUTES: Final = frozenset({"name", "comment", "descriptionOfUse"})


def read_compliance(
    element: Element, path: str, *, scheme: Scheme
) -> tuple[ListRef, tuple[Answer, ...]]:
    """The list of one `Compliance` section and its answers in file order."""
    found, _ = split_children(element, path, _COMPLIANCE)
    listed = read_list_ref(found["DeclarableSubstanceList"][0][0])
    answers = (
        _answer(child, child_path, listed=listed, scheme=scheme)
        for child, child_path in found["DsDsg"]
    )
    return listed, tuple(answers)


def _answer(element: Element, path: str, *, listed: ListRef, scheme: Scheme) -> Answer:
    found, raw = split_children(element, path, _ANSWER)
    values = attributes(element)
    entry = attributes(found["DsDsgID"][0][0])
    threshold = attributes(found["ComplianceThreshold"][0][0])
    told = _told(values.get("comment"), scheme=scheme)
    return Answer(
        entry=entry["entryIdentity"],
        name=values["name"],
        above=flag(threshold["aboveComplianceThreshold"]) is True,
        application=threshold["reportableApplication"],
        threshold=threshold["reportingThreshold"],
        mass=read_mass(found),
        share=read_share(found),
        exemptions=read_exemptions(found),
        remark=told.remark,
        use=told.use,
        place=told.place,
        scip=told.scip,
        scip_material_category=told.scip_material_category,
        material_code=told.material_code,
        comment=values.get("comment"),
        line=line_of(element) or 0,
        raw=tuple(raw),
        list=listed,
        entry_description=entry.get("entryDescription", ""),
        use_description=values.get("descriptionOfUse"),
        extra=surplus(values, _ANSWER_ATTRIBUTES),
    )


def _told(comment: str | None, *, scheme: Scheme) -> AnswerComment:
    # Generic IEC 62474 has comments too, but they are just comments.
    if scheme is Scheme.IEC62474:
        return AnswerComment(comment or "", "", "", None, "", "")
    return answer_comment(comment)
