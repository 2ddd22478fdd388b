"""Run the application under uvicorn.

Workers are processes of their own and get the settings through the environment, each field under
its name: what was read once is what all of them run by.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import uvicorn

from api.app import create_app
from api.heaps import few_heaps
from api.logs import logging_config
from api.metrics import SHARED
from api.punctual import Punctual
from api.settings import PREFIX, Settings, read_settings
from bom.sweeping import sweep_rarely

__all__ = ["application", "run"]

_URL = "CHEMGATE_DB"


def run(url: str, settings: Settings, *, host: str, port: int, workers: int) -> None:
    """Serve until stopped; several workers are processes of their own.

    Args:
        url: of the store.
        settings: bound to the host (`Settings.bound_to`).
        host: address to listen at.
        port: to listen at.
        workers: how many processes.

    Raises:
        InvalidStoreUrl, StoreUnreachable, StoreOutOfDate, InvalidSettings: as `create_app`; told
            here once, and not by every worker.
    """
    create_app(url, settings)
    with tempfile.TemporaryDirectory(prefix="chemgate-") as folder:
        os.environ |= _environment(url, settings, Path(folder), workers=workers)
        uvicorn.run(
            "api.serving:application",
            factory=True,
            http=Punctual,
            host=host,
            port=port,
            workers=workers,
            server_header=False,
            log_config=logging_config(settings),
            access_log=False,  # `api.watch` tells of each request, without its address
            limit_concurrency=settings.concurrency,
            h11_max_incomplete_event_size=settings.header_bytes,
            timeout_keep_alive=settings.keepalive_seconds,
            timeout_graceful_shutdown=settings.shutdown_seconds,
        )


def application() -> object:
    """The application on the store that `run` named; called once in every worker."""
    sweep_rarely()
    few_heaps()
    return create_app(os.environ[_URL], read_settings(), is_following=True)


def _environment(url: str, settings: Settings, folder: Path, *, workers: int) -> dict[str, str]:
    """What the workers have to know, and a folder that they share."""
    told = {f"{PREFIX}{name.upper()}": _text(value) for name, value in asdict(settings).items()}
    told[_URL] = url
    if not settings.rates_file:
        told[f"{PREFIX}RATES_FILE"] = str(folder / "rates")
    if workers > 1:
        counts = folder / "metrics"
        counts.mkdir()
        told[SHARED] = str(counts)
    return told


def _text(value: Any) -> str:  # noqa: ANN401 - a setting of any type
    if isinstance(value, tuple):
        return ",".join(value)
    return str(value).lower() if isinstance(value, bool) else str(value)
