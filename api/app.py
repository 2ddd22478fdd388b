"""The HTTP application; nothing happens on import."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from pathlib import Path

from fastapi import FastAPI
from starlette.types import Scope

from api.access.doors import Doors
from api.access.gate import Gate
from api.access.permission import require_permissions, routes_of
from api.access.rates import Buckets
from api.access.recorder import Recorder
from api.access.tokens import Tokens
from api.asking import Asking
from api.jobs.runner import Runner
from api.leaving import Leaving
from api.metrics import Meter, meter_of
from api.problems import install
from api.routes import (
    audit,
    batch,
    certificates,
    changes,
    declarations,
    description,
    evaluations,
    health,
    imports,
    jobs,
    justifications,
    list_versions,
    lists,
    metrics,
    part_pages,
    parts,
    rollups,
    substances,
    trees,
)
from api.routing import Replayed, replayed
from api.services.following import Follower
from api.services.law import engine_version
from api.services.served import Verdicts
from api.services.stores import ready
from api.services.today import today
from api.services.warming import answers_of
from api.settings import EMBEDDED, Settings
from api.turn import Turn
from api.watch import UNMATCHED, Watch
from bom.database import Database, open_database
from bom.jobs.queue import Queue
from bom.lists.law_book import read_law_book
from bom.sweeping import settle

__all__ = ["create_app"]


def create_app(url: str, settings: Settings = EMBEDDED, *, is_following: bool = False) -> FastAPI:
    """The service on one store.

    Args:
        url: of the store.
        settings: how it runs; as they stand, it is for this process alone: no keys, any host.
        is_following: whether this process writes the change feed when it has nothing else to do.

    Raises:
        InvalidStoreUrl, StoreUnreachable: there is no store at that address.
        StoreOutOfDate: `chemgate db upgrade` has to run first.
        InvalidSettings: what they ask for is not installed.
    """
    ready(url)
    app = FastAPI(
        title="chemgate",
        version=engine_version(),
        summary="Chemical-substance compliance: verdicts per part number",
        lifespan=_lifespan(url, settings, is_following=is_following),
        # The interactive pages load their scripts from another host, and FastAPI's own route of the
        # document is open to everybody.
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        # Log records of the SDK would hold the messages of exceptions, and those hold values.
        telemetry={"tracing": settings.telemetry, "metrics": settings.telemetry, "logs": False},
        generate_unique_id_function=lambda route: str(route.name),
    )
    app.state.meter = meter_of(wanted=settings.metrics)
    app.state.leaving = Leaving(settings.drain_seconds)
    install(app)
    app.add_exception_handler(Replayed, replayed)
    for routes in (
        parts, declarations, substances, lists, list_versions, imports, evaluations, jobs, health,
        audit, description, metrics, batch, trees, rollups, part_pages, justifications,
        certificates, changes,
    ):  # fmt: skip
        app.include_router(routes.router)
    require_permissions(app)
    _surround(app)
    return app


def _lifespan(
    url: str, settings: Settings, *, is_following: bool
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """What is opened when a worker starts, and closed in the opposite order when it ends."""
    tokens = Tokens.of(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        database = open_database(url)
        app.state.database = database
        _load_law(database)
        if is_following:
            settle()
        meter: Meter = app.state.meter
        app.state.turn, follower = Turn(), Follower(database)
        app.state.runner = Runner(
            Queue(database),
            follow=partial(app.state.turn.taken, follower) if is_following else None,
            finished=lambda kind, result: meter.counted(kind, result.get("counts", {})),
        )
        if is_following or app.state.runner.queue.waiting():
            app.state.runner.nudge()
        app.state.verdicts = Verdicts(
            database,
            answers=answers_of(url),
            judged=lambda status: meter.counted("verdict", {status: 1}),
        )
        app.state.asking = Asking(app.state.verdicts)
        buckets = Buckets(Path(settings.rates_file) if settings.rates_file else None)
        app.state.doors = Doors(settings, buckets, database, tokens)
        anchor = Path(settings.anchor_file) if settings.anchor_file else None
        app.state.recorder = Recorder(database, anchor=anchor)
        app.state.leaving.wait_for_signals()
        yield
        app.state.recorder.close()
        buckets.close()
        app.state.runner.stop()
        app.state.verdicts.close()
        database.close()

    return lifespan


def _load_law(database: Database) -> None:
    """The lists take a second; nobody's first question waits for it."""
    with database.readers() as session:
        read_law_book(session).on(today())


def _surround(app: FastAPI) -> None:
    """The gate, and around it what sees every request; the one added last is outermost."""
    templates = {route.endpoint: str(route.path) for route in routes_of(app)}

    def template(scope: Scope) -> str:
        return templates.get(scope.get("endpoint"), UNMATCHED)

    app.add_middleware(Gate, doors=lambda: app.state.doors)
    app.add_middleware(
        Watch,
        meter=app.state.meter,
        recorder=lambda: getattr(app.state, "recorder", None),
        template=template,
    )
