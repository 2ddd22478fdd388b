"""What a route needs: a reading session on the store, and who does its jobs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Final

from fastapi import Depends, Header, Query, Request
from sqlalchemy.orm import Session

from api.asking import Asking
from api.jobs.runner import Runner
from api.services.served import Verdicts
from api.turn import Turn
from bom.database import Database
from regulations.language import Language

__all__ = [
    "IN_TURN",
    "Reading",
    "Spoken",
    "Store",
    "TheAsking",
    "TheRunner",
    "TheVerdicts",
    "asking",
    "database",
    "in_turn",
    "reading",
    "runner",
    "spoken",
    "verdicts",
]


# These are `async` though they wait for nothing: for any other a thread would be lent.
async def database(request: Request) -> Database:
    """The store that the service was started with."""
    found: Database = request.app.state.database
    return found


async def runner(request: Request) -> Runner:
    """Who does the jobs of this process."""
    found: Runner = request.app.state.runner
    return found


async def verdicts(request: Request) -> Verdicts:
    """The verdicts of the store, kept by this process."""
    found: Verdicts = request.app.state.verdicts
    return found


async def asking(request: Request) -> Asking:
    """The same verdicts, for who asks on the event loop."""
    found: Asking = request.app.state.asking
    return found


async def in_turn(request: Request) -> AsyncIterator[None]:
    """Long work waits until no other is done in this process."""
    found: Turn = request.app.state.turn
    async with found.awaited():
        yield


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
TheRunner = Annotated[Runner, Depends(runner)]
TheAsking = Annotated[Asking, Depends(asking)]
TheVerdicts = Annotated[Verdicts, Depends(verdicts)]
Spoken = Annotated[Language, Depends(spoken)]
# `scope="function"` ends the transaction before the answer leaves; the default ends it after.
IN_TURN: Final = Depends(in_turn, scope="function")
Reading = Annotated[Session, Depends(reading, scope="function")]
