"""The queue: put in, taken by one runner at a time, taken again from one that fell silent.

A runner holds a job by a lease that it renews while it lives. Who dies renews nothing, so after
the lease the job is another's; who only slept finds that it lost the job before it writes a word:
every write of a runner names the attempt that it belongs to.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Select, and_, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from bom.database import Database
from bom.history import Clock, utc_now
from bom.instants import instant_text
from bom.jobs.errors import JobIsOver, QueueIsFull, UnknownJob
from bom.jobs.held import HeldJob, rows_of
from bom.models import Job, JobFile

__all__ = ["KEPT", "LEASE", "MOST_ATTEMPTS", "JobState", "Queue", "Upload"]

LEASE: Final = timedelta(seconds=15)
"""How long a silent runner keeps its job; it renews three times as often."""

MOST_ATTEMPTS: Final = 3
"""A job that took three runners with it is not given a fourth."""

KEPT: Final = timedelta(days=30)
"""How long a job can be asked about after it has ended; what it did stands elsewhere for good."""

_FORGOTTEN_AT_ONCE: Final = 100
_MOST_WAITING: Final = 1_000
_MOST_BYTES: Final = 1 << 30
_OPEN: Final = ("queued", "running")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came over the wire."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class JobState:
    """A job as everybody may see it; the names are those of `bom.models.Job`."""

    id: str
    kind: str
    status: str
    asked_by: str
    is_unwanted: bool
    done: int
    total: int
    result: Mapping[str, Any] | None
    problem: Mapping[str, Any] | None
    recorded_at: str
    ended_at: str | None

    @property
    def is_over(self) -> bool:
        """Whether nothing will happen to it any more."""
        return self.status not in _OPEN


@dataclass(frozen=True, slots=True)
class Queue:
    """The jobs of a store.

    Its statements are short and stand alone, so they go past the writers' line: a runner can say
    that it lives while a large import is being stored.

    Attributes:
        lease: how long a silent runner keeps its job.
        most_bytes: uploaded and not read yet, all jobs together.
    """

    database: Database
    clock: Clock = utc_now
    lease: timedelta = LEASE
    most_bytes: int = _MOST_BYTES

    def put(
        self,
        kind: str,
        *,
        asked_by: str = "",
        arguments: Mapping[str, Any] | None = None,
        files: Sequence[Upload] = (),
    ) -> JobState:
        """Add a job; its files are kept in the store until they have been read.

        Raises:
            QueueIsFull: too many jobs or bytes wait already.
        """
        now = instant_text(self.clock())
        job: dict[str, Any] = {
            "id": uuid.uuid4().hex,
            "kind": kind,
            "status": "queued",
            "asked_by": asked_by,
            "arguments": dict(arguments or {}),
            "attempts": 0,
            "taken_by": "",
            "is_unwanted": False,
            "done": 0,
            "total": len(files),
            "recorded_at": now,
        }
        with self.database.writers.begin() as session:
            self._refuse_when_full(session, sum(len(file.content) for file in files))
            self._forget(session)
            session.execute(insert(Job), [job])
            if files:
                session.execute(insert(JobFile), list(_rows(job["id"], files, now)))
        return self.state(job["id"])

    def state(self, job_id: str) -> JobState:
        """A job as it stands.

        Raises:
            UnknownJob: there is none of that id.
        """
        with self._session() as session:
            row = session.execute(_states().where(Job.id == job_id)).first()
        if row is None:
            raise UnknownJob(f"no job “{job_id[:40]}”", hint="POST /v1/imports names the job's")
        return JobState(*row)

    def waiting(self) -> int:
        """How many jobs nobody has ended."""
        with self._session() as session:
            count = select(func.count()).select_from(Job).where(Job.status.in_(_OPEN))
            return int(session.execute(count).scalar_one())

    def take(self, runner: str, *, job_id: str | None = None) -> HeldJob | None:
        """Take the oldest job that nobody holds, or a certain one; None where there is none.

        Source:
            PostgreSQL documentation, SELECT, “The Locking Clause”: SKIP LOCKED for queue-like
            tables. SQLite has one writer at a time and needs no clause.
        """
        now = self.clock()
        free = self._free(instant_text(now))
        if job_id is not None:
            free = free.where(Job.id == job_id)
        oldest = free.order_by(Job.recorded_at, Job.id).limit(1).with_for_update(skip_locked=True)
        taking = (
            update(Job)
            .where(Job.id == oldest.scalar_subquery())
            .values(
                status="running",
                taken_by=runner,
                attempts=Job.attempts + 1,
                lease_until=instant_text(now + self.lease),
            )
            .returning(Job.id, Job.kind, Job.asked_by, Job.arguments, Job.attempts)
            .execution_options(synchronize_session=False)
        )
        with self._session() as session, session.begin():
            row = session.execute(taking).first()
        if row is None:
            return None
        return HeldJob(self.database, self.clock, self.lease, *row)

    def bury(self) -> list[str]:
        """Fail the jobs that took every runner with them; their ids."""
        now = instant_text(self.clock())
        problem = {
            "code": "job-lost",
            "title": f"{MOST_ATTEMPTS} runners ended while they worked on it",
        }
        dead = (
            update(Job)
            .where(_is_silent(now), Job.attempts >= MOST_ATTEMPTS)
            .values(status="failed", problem=problem, ended_at=now, lease_until=None)
            .returning(Job.id)
            .execution_options(synchronize_session=False)
        )
        with self._session() as session, session.begin():
            return list(session.execute(dead).scalars())

    def cancel(self, job_id: str) -> JobState:
        """Cancel a job: at once where it waits, at its next step where it runs.

        Raises:
            UnknownJob: there is none of that id.
            JobIsOver: it has ended already.
        """
        now = instant_text(self.clock())
        with self._session() as session, session.begin():
            waits = and_(Job.id == job_id, Job.status == "queued")
            ended = update(Job).where(waits).values(status="cancelled", ended_at=now)
            heard = bool(rows_of(session.execute(ended)))
            if heard:
                unread = update(JobFile).where(JobFile.job_id == job_id).values(content=None)
                session.execute(unread)
            else:
                runs = and_(Job.id == job_id, Job.status == "running")
                asked = update(Job).where(runs).values(is_unwanted=True)
                heard = bool(rows_of(session.execute(asked)))
        state = self.state(job_id)
        if not heard:
            raise JobIsOver(f"the job is {state.status}", hint="what it stored stays")
        return state

    def _session(self) -> Session:
        return Session(self.database.engine)

    def _free(self, now: str) -> Select[str]:
        silent = and_(_is_silent(now), Job.attempts < MOST_ATTEMPTS)
        return select(Job.id).where(or_(Job.status == "queued", silent))

    def _forget(self, session: Session) -> None:
        """Drop some jobs that ended long ago; each new one drops more than it adds."""
        before = instant_text(self.clock() - KEPT)
        ended = select(Job.id).where(Job.status.not_in(_OPEN), Job.ended_at < before)
        old = session.execute(ended.limit(_FORGOTTEN_AT_ONCE)).scalars().all()
        if old:
            session.execute(delete(JobFile).where(JobFile.job_id.in_(old)))
            session.execute(delete(Job).where(Job.id.in_(old)))

    def _refuse_when_full(self, session: Session, size: int) -> None:
        kept = select(func.coalesce(func.sum(JobFile.size), 0)).where(JobFile.content.is_not(None))
        waiting = select(func.count()).select_from(Job).where(Job.status.in_(_OPEN))
        full = session.execute(waiting).scalar_one() >= _MOST_WAITING
        if full or session.execute(kept).scalar_one() + size > self.most_bytes:
            raise QueueIsFull(
                "too much is waiting to be read", hint="try again when some jobs have ended"
            )


def _is_silent(now: str) -> Any:  # noqa: ANN401 - a condition of SQLAlchemy
    return and_(Job.status == "running", Job.lease_until < now)


def _states() -> Select[*tuple[Any, ...]]:
    return select(
        Job.id, Job.kind, Job.status, Job.asked_by, Job.is_unwanted, Job.done, Job.total,
        Job.result, Job.problem, Job.recorded_at, Job.ended_at,
    )  # fmt: skip


def _rows(job_id: str, files: Sequence[Upload], now: str) -> list[dict[str, Any]]:
    return [
        {
            "job_id": job_id,
            "number": number,
            "name": file.name,
            "size": len(file.content),
            "content": file.content,
            "recorded_at": now,
        }
        for number, file in enumerate(files)
    ]
