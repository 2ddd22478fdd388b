"""Requests that may be sent again: the first answer under a key is kept for a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bom.database import Database
from bom.history import Clock, utc_now
from bom.inserts import insert_new
from bom.instants import instant_text
from bom.models import RepeatedRequest
from regulations.errors import ComplianceError

__all__ = ["KEPT_FOR", "Answer", "KeyInUse", "KeyReused", "Repeats"]

KEPT_FOR: Final = timedelta(hours=24)
_GIVEN_UP: Final = timedelta(minutes=10)
"""A first request that has not ended by then died with its process."""


class KeyReused(ComplianceError, ValueError):
    """The same `Idempotency-Key` with another request."""

    code = "idempotency-key-reused"


class KeyInUse(ComplianceError, RuntimeError):
    """The first request with that `Idempotency-Key` has not been answered yet."""

    code = "idempotency-key-in-use"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered, 0 for nothing yet; `headers` as JSON."""

    status: int
    headers: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Repeats:
    """The keys of a store."""

    database: Database
    clock: Clock = utc_now

    def begin(self, caller: str, key: str, sha256: str) -> Answer | None:
        """The first answer to the same request; None where this one is the first.

        Raises:
            KeyReused: the key came with another request.
            KeyInUse: the first request is still being worked on.
        """
        now = self.clock()
        own = (RepeatedRequest.caller == caller, RepeatedRequest.key == key)
        row = {
            "caller": caller,
            "key": key,
            "sha256": sha256,
            "status": None,
            "headers": "",
            "content": b"",
            "recorded_at": instant_text(now),
        }
        old = RepeatedRequest.recorded_at < instant_text(now - KEPT_FOR)
        lost = RepeatedRequest.status.is_(None) & (
            RepeatedRequest.recorded_at < instant_text(now - _GIVEN_UP)
        )
        with Session(self.database.engine) as session, session.begin():
            session.execute(delete(RepeatedRequest).where(old | lost))
            added = insert_new(session, RepeatedRequest, unique=["caller", "key"]).returning(
                RepeatedRequest.key
            )
            if session.execute(added, row).first() is not None:
                return None
            table = RepeatedRequest
            columns = (table.sha256, table.status, table.headers, table.content)
            digest, status, headers, content = session.execute(select(*columns).where(*own)).one()
        return _first(digest, Answer(status or 0, headers, content), sha256)

    def end(self, caller: str, key: str, answer: Answer) -> None:
        """Keep the answer to the first request."""
        with Session(self.database.engine) as session, session.begin():
            session.execute(
                update(RepeatedRequest)
                .where(RepeatedRequest.caller == caller, RepeatedRequest.key == key)
                .values(status=answer.status, headers=answer.headers, content=answer.content)
            )

    def forget(self, caller: str, key: str) -> None:
        """The request came to nothing: the same key may be tried again."""
        with Session(self.database.engine) as session, session.begin():
            own = (RepeatedRequest.caller == caller, RepeatedRequest.key == key)
            session.execute(delete(RepeatedRequest).where(*own))


def _first(digest: str, answer: Answer, sha256: str) -> Answer:
    if digest != sha256:
        raise KeyReused(
            "this Idempotency-Key came with another request before",
            hint="a key is for one request and the repeats of it; take a new one",
        )
    if not answer.status:
        raise KeyInUse(
            "the first request with this Idempotency-Key is still being worked on",
            hint="ask again in a moment",
        )
    return answer
