"""Work that outlives the request that asked for it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from bom.models.base import Base, Instant

__all__ = ["Job", "JobFile"]


class Job(Base):
    """One piece of work in the queue; unlike other rows it changes until it has ended.

    Attributes:
        id: 32 hexadecimal digits nobody can guess.
        kind: `import` or `evaluation`.
        status: queued, running, finished, failed or cancelled.
        asked_by: who asked, as the audit trail names people.
        arguments: what the work needs besides its files.
        attempts: how often somebody began it; also tells apart two runners of one job.
        taken_by: the runner that has it, "" for none.
        lease_until: after this instant a runner that has not said it lives has lost the job.
        is_unwanted: somebody asked for it to be cancelled.
        done, total: progress, in files or in parts.
        result: what it came to, once it is finished.
        problem: why it failed.
    """

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint(
            "status IN ('queued', 'running', 'finished', 'failed', 'cancelled')", name="status"
        ),
        Index("ix_job_status_recorded_at", "status", "recorded_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(12))
    asked_by: Mapped[str]
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    attempts: Mapped[int]
    taken_by: Mapped[str]
    lease_until: Mapped[Instant | None]
    is_unwanted: Mapped[bool]
    done: Mapped[int]
    total: Mapped[int]
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    problem: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    recorded_at: Mapped[Instant]
    ended_at: Mapped[Instant | None]


class JobFile(Base):
    """An uploaded file of a job; its bytes are kept until it has been read.

    Attributes:
        content: NULL once the file is done, so that the spool holds no finished work.
        outcome: what became of it, as the job's result tells; NULL until then.
    """

    __tablename__ = "job_file"

    job_id: Mapped[str] = mapped_column(ForeignKey("job.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    size: Mapped[int]
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    outcome: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    recorded_at: Mapped[Instant]
