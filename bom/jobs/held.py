"""A job in the hands of one runner: every word of the runner names the attempt it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import CursorResult, and_, select, update
from sqlalchemy.orm import Session

from bom.database import Database
from bom.history import Clock
from bom.instants import instant_text
from bom.jobs.errors import LostLease, Unwanted
from bom.models import Job, JobFile

__all__ = ["HeldJob", "rows_of"]


@dataclass(frozen=True, slots=True)
class HeldJob:
    """A job that `bom.jobs.queue.Queue.take` gave out; the names are those of `bom.models.Job`.

    Attributes:
        lease: how long it stays with a runner that says nothing.
        attempt: tells the writes of this runner from those of another.
    """

    database: Database
    clock: Clock
    lease: timedelta
    id: str
    kind: str
    asked_by: str
    arguments: Mapping[str, Any]
    attempt: int

    def files(self) -> list[tuple[int, str]]:
        """Number and name of the files that no runner has read yet."""
        left = (
            select(JobFile.number, JobFile.name)
            .where(JobFile.job_id == self.id, JobFile.outcome.is_(None))
            .order_by(JobFile.number)
        )
        with Session(self.database.engine) as session:
            return [(row[0], row[1]) for row in session.execute(left)]

    def content(self, number: int) -> bytes:
        """The bytes of a file of the job."""
        one = select(JobFile.content).where(JobFile.job_id == self.id, JobFile.number == number)
        with Session(self.database.engine) as session:
            return session.execute(one).scalar_one() or b""

    def renew(self) -> None:
        """Say that the runner lives.

        Raises:
            LostLease: too late, somebody else has the job.
            Unwanted: somebody cancelled it.
        """
        with Session(self.database.engine) as session, session.begin():
            self._write(session, lease_until=instant_text(self.clock() + self.lease))
            unwanted = select(Job.is_unwanted).where(Job.id == self.id)
            if session.execute(unwanted).scalar_one():
                raise Unwanted("the job was cancelled")

    def read(self, number: int, outcome: Mapping[str, Any]) -> None:
        """Keep what became of a file; its bytes are let go.

        Raises:
            LostLease: somebody else has the job.
        """
        with Session(self.database.engine) as session, session.begin():
            self._write(session, done=Job.done + 1)
            session.execute(
                update(JobFile)
                .where(JobFile.job_id == self.id, JobFile.number == number)
                .values(outcome=dict(outcome), content=None)
            )

    def advance(self, done: int, total: int) -> None:
        """Say how far it has come.

        Raises:
            LostLease: somebody else has the job.
        """
        with Session(self.database.engine) as session, session.begin():
            self._write(session, done=done, total=total)

    def outcomes(self) -> list[Mapping[str, Any]]:
        """What became of the files, in order."""
        read = (
            select(JobFile.outcome)
            .where(JobFile.job_id == self.id, JobFile.outcome.is_not(None))
            .order_by(JobFile.number)
        )
        with Session(self.database.engine) as session:
            return [dict(outcome) for outcome in session.execute(read).scalars() if outcome]

    def end(
        self,
        status: str,
        *,
        result: Mapping[str, Any] | None = None,
        problem: Mapping[str, Any] | None = None,
    ) -> None:
        """End a job; bytes that nobody read are let go.

        Args:
            status: finished, failed or cancelled.
            result: what it came to.
            problem: why it failed, `code` and `title`.

        Raises:
            LostLease: somebody else has the job.
        """
        with Session(self.database.engine) as session, session.begin():
            self._write(
                session,
                status=status,
                result=None if result is None else dict(result),
                problem=None if problem is None else dict(problem),
                ended_at=instant_text(self.clock()),
                lease_until=None,
            )
            session.execute(update(JobFile).where(JobFile.job_id == self.id).values(content=None))

    def give_back(self) -> None:
        """Leave a job to the next runner: this one was told to stop.

        Raises:
            LostLease: somebody else has the job.
        """
        with Session(self.database.engine) as session, session.begin():
            self._write(session, status="queued", lease_until=None, attempts=Job.attempts - 1)

    def _write(self, session: Session, **values: Any) -> None:  # noqa: ANN401
        own = and_(Job.id == self.id, Job.attempts == self.attempt, Job.status == "running")
        statement = update(Job).where(own).values(**values)
        if not rows_of(session.execute(statement.execution_options(synchronize_session=False))):
            raise LostLease(f"job {self.id} is in other hands")


def rows_of(result: Any) -> int:  # noqa: ANN401 - typed wider than what an UPDATE gives
    """How many rows a statement changed."""
    return result.rowcount if isinstance(result, CursorResult) else 0
