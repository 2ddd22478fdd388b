"""Files whose every declaration is in the store already, answered for without reading them.

The second run over a folder, or the one after a crash, then costs a look-up for each file and not
a reading. Only what would be answered equally is skipped: each member's bytes are stored, from a
file of these bytes and this name, nothing was found in them, and they declare one product. (Of a
member with several, some may be missing after a crash: each is a transaction of its own.)
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from bom.chunks import padded
from bom.importing.report import ALREADY_KNOWN, FileReport, MemberReport, ProductReport
from bom.models import Declaration, Document, Finding, Part
from chemsherpa.archive.container import open_container
from chemsherpa.document import Scheme
from chemsherpa.errors import Refused
from chemsherpa.limits import Limits

__all__ = ["Candidate", "answers_from_store"]

_PRODUCT: Final = re.compile(rb"[<:]Product[\s>/]")
_SCHEMES: Final = (Scheme.CHEMSHERPA_AI.value, Scheme.CHEMSHERPA_CI.value, Scheme.IEC62474.value)
"""Those whose products `_PRODUCT` counts."""

_Known = Mapping[str, MemberReport]


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A file about to be read; `name` without its folder, `path` as it is told.

    Two are never equal: the same bytes may come twice, and each is answered for.
    """

    path: str
    name: str
    content: bytes
    sha256: str


def answers_from_store(
    session: Session, candidates: Sequence[Candidate]
) -> dict[Candidate, FileReport]:
    """The answers for those files that the store can answer for, in two queries for all."""
    stored = _stored(session, [candidate.sha256 for candidate in candidates])
    answers = {}
    for candidate in candidates:
        known = stored.get((candidate.sha256, candidate.name))
        if known is not None:
            members = _members(candidate, known)
            if members is not None:
                answers[candidate] = FileReport(candidate.path, candidate.sha256, members)
    return answers


def _stored(session: Session, digests: Sequence[str]) -> Mapping[tuple[str, str], _Known]:
    """By file digest and name: the clean members by their own digest."""
    own = (Declaration.content_sha256, Declaration.member_name, Declaration.scheme)
    part = (Part.part_number, Part.name, Part.revision, Part.manufacturer)
    clean = (
        select(Document.sha256, Document.name, *own, *part)
        .join(Declaration, Declaration.document_id == Document.id)
        .join(Part, Declaration.part_id == Part.id)
        .where(Document.sha256.in_(padded(digests)), Declaration.scheme.in_(_SCHEMES))
        .where(~exists().where(Finding.declaration_id == Declaration.id))
    )
    found: dict[tuple[str, str], dict[str, MemberReport]] = defaultdict(dict)
    rows: list[tuple[Any, ...]] = [tuple(row) for row in session.execute(clean)]
    for sha256, name, content_sha256, member, scheme, *product in rows:
        report = MemberReport(member, ALREADY_KNOWN, scheme, ProductReport(*product), ())
        found[sha256, name][content_sha256] = report
    return found


def _members(candidate: Candidate, known: _Known) -> tuple[MemberReport, ...] | None:
    """What is told of the members; None where one of them has to be read."""
    try:
        container = open_container(candidate.content, candidate.name, limits=Limits())
    except Refused:
        return None
    if container.findings:
        return None
    members = []
    for member in container.members:
        report = known.get(hashlib.sha256(member.data).hexdigest())
        if report is None or report.name != member.name:
            return None
        if len(_PRODUCT.findall(member.data)) != 1:
            return None
        members.append(report)
    return tuple(members)
