"""`/v1/jobs/{id}`: how far a job has come, as a poll or as events, and the end of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Final

import anyio
from fastapi import APIRouter, Depends, Path
from fastapi.concurrency import run_in_threadpool
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.access.caller import Caller
from api.access.errors import NotAllowed
from api.access.permission import TheCaller, needs
from api.access.roles import Permission
from api.dependencies import TheRunner
from api.jobs.work import IMPORT
from api.problems import PROBLEM
from api.wire.body import Json
from api.wire.jobs import job_json
from bom.jobs.errors import UnknownJob
from bom.jobs.queue import JobState, Queue

__all__ = ["asked", "router"]

router = APIRouter(
    prefix="/v1/jobs", tags=["jobs"], responses=PROBLEM, dependencies=[needs(Permission.READ_JOBS)]
)

_LOOK_SECONDS: Final = 0.25
_MOST_SECONDS: Final = 3_600
"""A job that runs longer is asked for again; a stream for ever would be a leak."""

_JobId = Annotated[str, Path(min_length=1, max_length=64)]


def asked(job_id: _JobId, runner: TheRunner, caller: TheCaller) -> JobState:
    """The job, if the caller asked for it; somebody else's is not told of.

    Raises:
        UnknownJob: there is none of that id, or it is another's.
    """
    return _own(runner.queue.state(job_id), caller)


_Asked = Annotated[JobState, Depends(asked)]


def _own(job: JobState, caller: Caller) -> JobState:
    if not caller.is_local and job.asked_by != caller.subject:
        raise UnknownJob(f"no job “{job.id}”", hint="POST /v1/imports names the job's")
    return job


@router.get("/{job_id}")  # noqa: FAST003 - `asked` reads it
def job(found: _Asked) -> Json:
    """A job and, once it is finished, its result."""
    return job_json(found)


@router.get("/{job_id}/events", response_class=EventSourceResponse)  # noqa: FAST003
async def events(found: _Asked, runner: TheRunner) -> AsyncIterator[ServerSentEvent]:
    """The job each time that it has moved, until it has ended; the last event bears its status."""
    async for state in _moves(runner.queue, found):
        name = state.status if state.is_over else "progress"
        yield ServerSentEvent(data=job_json(state), event=name)


async def _moves(queue: Queue, state: JobState) -> AsyncIterator[JobState]:
    """The states of a job as they come."""
    # No thread waits with the listener: forty of them would leave none for anybody else.
    until = anyio.current_time() + _MOST_SECONDS
    yield state
    while not state.is_over and anyio.current_time() < until:
        await anyio.sleep(_LOOK_SECONDS)
        seen = await run_in_threadpool(queue.state, state.id)
        if seen != state:
            state = seen
            yield state


@router.delete("/{job_id}")  # noqa: FAST003
def cancel(found: _Asked, runner: TheRunner, caller: TheCaller) -> Json:
    """Cancel a job: at once where it waits, after its present step where it runs.

    What it has stored stays: a declaration is never taken back.
    """
    permission = Permission.IMPORT if found.kind == IMPORT else Permission.EVALUATE
    if not caller.may(permission):
        raise NotAllowed(f"this needs the permission “{permission}”")
    return job_json(runner.queue.cancel(found.id))
