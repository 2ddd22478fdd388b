"""The HTTP application; nothing happens on import."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from api.jobs import Jobs
from api.problems import install
from api.routes import (
    declarations,
    health,
    imports,
    list_versions,
    lists,
    parts,
    substances,
)
from api.services.law import engine_version
from api.services.stores import ready
from api.services.today import today
from bom.database import open_database
from bom.lists.law_book import read_law_book
from chemsherpa.limits import Limits

__all__ = ["create_app"]


def create_app(url: str) -> FastAPI:
    """The service on one store.

    Raises:
        InvalidStoreUrl, StoreUnreachable: there is no store at that address.
        StoreOutOfDate: `chemgate db upgrade` has to run first.
    """
    ready(url)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.database = open_database(url)
        with app.state.database.readers() as session:
            # The lists take a second to load; nobody's first question waits for it.
            read_law_book(session).on(today())
        app.state.jobs = Jobs()
        yield
        app.state.database.close()

    app = FastAPI(
        title="chemgate",
        version=engine_version(),
        summary="Chemical-substance compliance: verdicts per part number",
        lifespan=lifespan,
        # The interactive pages load their scripts from another host; the document itself is here.
        docs_url=None,
        redoc_url=None,
        max_body_size=Limits().file_bytes,
        generate_unique_id_function=lambda route: str(route.name),
    )
    install(app)
    for routes in (parts, declarations, substances, lists, list_versions, imports, health):
        app.include_router(routes.router)
    return app
