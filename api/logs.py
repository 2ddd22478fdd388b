"""Lines of the log: one JSON object each, without what suppliers keep secret.

Messages of exceptions are left out, also of those that caused them: they repeat the value that
could not be read, and that may be part of a composition. Where it happened is told instead.
"""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from api.settings import Settings

__all__ = ["TOLD", "JsonLines", "PlainLines", "logging_config"]

TOLD: Final = "told"
"""Key of `extra` under which a line carries facts of its own."""

_FRAMES: Final = 12


class JsonLines(logging.Formatter):
    """A record as one line of JSON; line ends inside of it are escaped, so nobody forges another.

    Source:
        OWASP ASVS 5.0, 16.4.1 (encode what is logged), 16.2.5 (log no secrets).
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        body: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, TOLD, {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            body["faults"] = list(_faults(record.exc_info[1]))
        return json.dumps(body, ensure_ascii=True, default=str)


class PlainLines(logging.Formatter):
    """The same for somebody who watches it scroll by."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        told = " ".join(f"{name}={value!a}" for name, value in getattr(record, TOLD, {}).items())
        faults = "".join(
            f"\n  {one['type']} in {'; '.join(one['stack'])}"
            for one in (
                _faults(record.exc_info[1]) if record.exc_info and record.exc_info[1] else ()
            )
        )
        message = json.dumps(record.getMessage())[1:-1]
        return f"{record.levelname.lower()} {message} {told}".rstrip() + faults


def logging_config(settings: Settings) -> dict[str, Any]:
    """For `logging.config.dictConfig`: everything of the process through one formatter."""
    formatter = JsonLines if settings.log_format == "json" else PlainLines
    level = settings.log_level.upper()
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": formatter}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "lines",
                "stream": "ext://sys.stderr",
            }
        },
        "root": {"level": level, "handlers": ["stderr"]},
        # Its access lines hold the address as sent, with part numbers and CAS numbers in it.
        "loggers": {"uvicorn.access": {"level": "CRITICAL", "propagate": False}},
    }


def _faults(fault: BaseException) -> Iterator[dict[str, Any]]:
    """An exception and those behind it: their kinds and places, not their words."""
    seen: set[int] = set()
    behind: BaseException | None = fault
    while behind is not None and id(behind) not in seen:
        seen.add(id(behind))
        frames = traceback.extract_tb(behind.__traceback__)[-_FRAMES:]
        yield {
            "type": type(behind).__name__,
            "stack": [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames],
        }
        behind = behind.__cause__ or behind.__context__


def _short(filename: str) -> str:
    """The last two steps of a path: enough to find the file, nothing of the machine."""
    return "/".join(filename.replace("\\", "/").split("/")[-2:])
