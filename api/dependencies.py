"""What a route needs: a reading session on the store, and the jobs of this process."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from api.jobs import Jobs
from bom.database import Database

__all__ = ["Reading", "Store", "TheJobs", "database", "jobs", "reading"]


def database(request: Request) -> Database:
    """The store that the service was started with."""
    found: Database = request.app.state.database
    return found


def jobs(request: Request) -> Jobs:
    """The latest jobs of this process."""
    found: Jobs = request.app.state.jobs
    return found


def reading(store: Annotated[Database, Depends(database)]) -> Iterator[Session]:
    """One reading transaction per request: all its queries see the same state."""
    with store.readers() as session:
        yield session


Store = Annotated[Database, Depends(database)]
TheJobs = Annotated[Jobs, Depends(jobs)]
# `scope="function"` ends the transaction before the answer leaves; the default ends it after.
Reading = Annotated[Session, Depends(reading, scope="function")]
