"""A job as JSON."""

from __future__ import annotations

from api.wire.body import Json
from bom.jobs.queue import JobState

__all__ = ["job_json"]


def job_json(job: JobState) -> Json:
    """The body of `GET /v1/jobs/{id}`; `result` once finished, `problem` where it failed."""
    body: Json = {
        "id": job.id,
        "kind": job.kind,
        "status": job.status,
        "progress": {"done": job.done, "total": job.total},
        "asked_at": job.recorded_at,
        "ended_at": job.ended_at,
    }
    if job.is_unwanted and not job.is_over:
        body["is_unwanted"] = True
    if job.result is not None:
        body["result"] = dict(job.result)
    if job.problem is not None:
        body["problem"] = dict(job.problem)
    return body
