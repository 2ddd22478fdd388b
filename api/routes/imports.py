"""`/v1/imports` and `/v1/jobs`: declarations in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, UploadFile
from fastapi.responses import JSONResponse

from api.dependencies import Spoken, Store, TheJobs
from api.problems import PROBLEM
from api.wire.body import Json
from api.wire.imports import import_json
from bom.importing.files import import_bytes
from bom.importing.report import ImportReport

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["imports"], responses=PROBLEM)


@router.post("/imports", status_code=202, response_class=JSONResponse)
def take(
    store: Store,
    jobs: TheJobs,
    language: Spoken,
    files: Annotated[list[UploadFile], File(description=".shai, .shci, .xml or zip")],
) -> JSONResponse:
    """Import declarations; answers with a job that is already finished."""
    reports = [
        import_bytes(store.writers, file.file.read(), file.filename or "upload") for file in files
    ]
    report = ImportReport(
        tuple(file for each in reports for file in each.files),
        tuple(notice for each in reports for notice in each.notices),
    )
    job = jobs.finished("import", import_json(report, language))
    return JSONResponse(job, status_code=202, headers={"Location": f"/v1/jobs/{job['id']}"})


@router.get("/jobs/{job_id}")
def job(job_id: str, jobs: TheJobs) -> Json:
    """A job and, once it is finished, its result."""
    return jobs.get(job_id)
