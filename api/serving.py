"""Run the application under uvicorn."""

from __future__ import annotations

import os

import uvicorn

from api.app import create_app

__all__ = ["application", "run"]

_URL = "CHEMGATE_DB"


def run(url: str, *, host: str, port: int, workers: int) -> None:
    """Serve until stopped; several workers are processes of their own."""
    os.environ[_URL] = url
    create_app(url)  # refuses a store that is not ready here, not in every worker
    uvicorn.run(
        "api.serving:application",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        server_header=False,
        timeout_graceful_shutdown=30,
    )


def application() -> object:
    """The application on the store that `run` named; called once in every worker."""
    return create_app(os.environ[_URL])
