"""Who does it: the name that goes with every step of a list."""

from __future__ import annotations

import getpass
import os
from typing import Final

import click

__all__ = ["BY"]


def _by(_context: click.Context, _option: click.Parameter, value: str | None) -> str:
    """As given, else `$CHEMGATE_USER`, else who is logged in; "" where nobody is."""
    if value is not None:
        return value
    named = os.environ.get("CHEMGATE_USER", "")
    if named:
        return named
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):
        return ""


BY: Final = click.option(
    "--by",
    metavar="NAME",
    callback=_by,
    help="Who does this; default $CHEMGATE_USER, else the user who is logged in.",
)
