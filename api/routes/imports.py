"""`POST /v1/imports`: declarations in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

from fastapi import APIRouter, File, UploadFile
from fastapi.responses import JSONResponse

from api.access.permission import TheCaller, needs
from api.access.roles import Permission
from api.access.uploads import require_own_files
from api.dependencies import IN_TURN, Spoken, TheRunner
from api.jobs.work import IMPORT
from api.problems import PROBLEM
from api.routing import StrictRoute
from api.wire.jobs import job_json
from bom.jobs.queue import Upload

__all__ = ["router"]

router = APIRouter(
    prefix="/v1",
    tags=["jobs"],
    route_class=StrictRoute,
    responses=PROBLEM,
    dependencies=[needs(Permission.IMPORT)],
)

_FEW_FILES: Final = 20
_FEW_BYTES: Final = 1 << 20
"""So much is stored while the sender waits: less than a second, and a poll is saved."""


@router.post("/imports", status_code=202, response_class=JSONResponse, dependencies=[IN_TURN])
def take(
    runner: TheRunner,
    language: Spoken,
    caller: TheCaller,
    files: Annotated[list[UploadFile], File(min_length=1, description=".shai, .shci, .xml or zip")],
) -> JSONResponse:
    """Import declarations as a job; a small one is finished when the answer comes."""
    uploads = [Upload(file.filename or "upload", file.file.read()) for file in files]
    require_own_files(caller, ((upload.name, upload.content) for upload in uploads))
    job = runner.queue.put(
        IMPORT,
        asked_by=caller.subject,
        arguments={"language": language.value},
        files=uploads,
    )
    if _is_small(uploads):
        runner.step(job.id)
    else:
        runner.nudge()
    told = job_json(runner.queue.state(job.id))
    return JSONResponse(told, status_code=202, headers={"Location": f"/v1/jobs/{job.id}"})


def _is_small(uploads: Sequence[Upload]) -> bool:
    size = sum(len(upload.content) for upload in uploads)
    return len(uploads) <= _FEW_FILES and size <= _FEW_BYTES
