"""Options that take a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import click

__all__ = ["day_option"]


def day_option(name: str, *, told: str) -> Callable[[Any], Any]:
    """An option for an ISO day, handed over as a date; `told` is its help."""
    return click.option(
        name,
        type=click.DateTime(formats=["%Y-%m-%d"]),
        callback=_day,
        metavar="YYYY-MM-DD",
        help=told,
    )


def _day(_context: click.Context, _option: click.Parameter, value: datetime | None) -> date | None:
    return value.date() if value else None
