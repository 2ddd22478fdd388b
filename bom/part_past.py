"""The declarations of a part, and when each of them spoke."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bom.models import Declaration

__all__ = ["PastDeclaration", "read_past"]


@dataclass(frozen=True, slots=True)
class PastDeclaration:
    """One declaration, in the order in which they were recorded.

    Attributes:
        speaks_from: since when it is the one that counts, None where it never was: an older answer
            that came late.
        speaks_until: when a newer one, or its withdrawal, took the word from it.
    """

    sha256: str
    scheme: str
    response_date: str
    recorded_at: str
    status: str
    speaks_from: str | None
    speaks_until: str | None


def read_past(session: Session, part_id: int) -> list[PastDeclaration]:
    """The declarations of one part, oldest record first.

    Who speaks is decided as `bom.resolution` does: the newest response, then confirmation, then
    content, among those recorded and not withdrawn.
    """
    columns = (
        Declaration.content_sha256,
        Declaration.scheme,
        Declaration.response_date,
        Declaration.recorded_at,
        Declaration.status,
        Declaration.confirmed_at,
        Declaration.superseded_at,
    )
    rows = session.execute(
        select(*columns).where(Declaration.part_id == part_id).order_by(Declaration.recorded_at)
    ).all()
    age = {row[0]: (row[2], row[5], row[0]) for row in rows}
    moments = sorted({row[3] for row in rows} | {row[6] for row in rows if row[6]})
    spans: dict[str, tuple[str, str | None]] = {}
    speaking: str | None = None
    for moment in moments:
        heard = [row[0] for row in rows if row[3] <= moment and not (row[6] and row[6] <= moment)]
        now = max(heard, key=lambda digest: age[digest], default=None)
        if now == speaking:
            continue
        if speaking is not None:
            spans[speaking] = (spans[speaking][0], moment)
        if now is not None:
            spans[now] = (spans[now][0] if now in spans else moment, None)
        speaking = now
    return [PastDeclaration(*row[:5], *spans.get(row[0], (None, None))) for row in rows]
