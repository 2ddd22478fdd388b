"""What a route needs: a reading session on the store, and the jobs of this process."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Header, Query, Request
from sqlalchemy.orm import Session

from api.jobs import Jobs
from bom.database import Database
from regulations.language import Language

__all__ = ["Reading", "Spoken", "Store", "TheJobs", "database", "jobs", "reading", "spoken"]


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


def spoken(
    lang: Annotated[
        Language | None, Query(description="Default: the first of Accept-Language")
    ] = None,
    accept_language: Annotated[str, Header()] = "",
) -> Language:
    """The language asked for: `?lang=`, else the header's first that we speak, else English.

    Source:
        RFC 9110, 12.5.4; weights are not read, browsers list the preferred language first.
    """
    if lang is not None:
        return lang
    asked = (one.strip().lower()[:2] for one in accept_language.split(","))
    return next((Language(one) for one in asked if one in set(Language)), Language.ENGLISH)


Store = Annotated[Database, Depends(database)]
TheJobs = Annotated[Jobs, Depends(jobs)]
Spoken = Annotated[Language, Depends(spoken)]
# `scope="function"` ends the transaction before the answer leaves; the default ends it after.
Reading = Annotated[Session, Depends(reading, scope="function")]
