"""What every verb has: the store, the form of the answer, the language, the exit code."""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final, TypeVar

import click

from api.text.words import LANGUAGES
from regulations.language import Language

__all__ = [
    "AS_OF",
    "DONE",
    "FAULT",
    "NOT_COMPLIANT",
    "REFUSED",
    "UNKNOWN",
    "WRONG_USAGE",
    "Front",
    "shared",
]

_DEFAULT_URL: Final = "sqlite:///chemgate.db"
DONE: Final = 0
NOT_COMPLIANT: Final = 1
WRONG_USAGE: Final = 2
UNKNOWN: Final = 3
REFUSED: Final = 4
FAULT: Final = 5

_Verb = TypeVar("_Verb", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Front:
    """How somebody wants to be answered; `given_db` is "" when nobody named a store."""

    given_db: str = ""
    as_json: bool = False
    lang: str = "en"
    quiet: bool = False

    @property
    def language(self) -> Language:
        """The same for whoever speaks more languages than words."""
        return Language(self.lang)

    @property
    def is_watched(self) -> bool:
        """Whether somebody may want to see how far it has come."""
        return not self.quiet and not self.as_json

    @property
    def db(self) -> str:
        """The store: as given, else `$CHEMGATE_DB`, else a file in the current folder."""
        return self._named_db or _DEFAULT_URL

    @property
    def db_is_default(self) -> bool:
        """Whether nobody named a store, neither here nor in the environment."""
        return not self._named_db

    @property
    def _named_db(self) -> str:
        return self.given_db or os.environ.get("CHEMGATE_DB", "")

    def answer(self, body: Any, text: Callable[[], str]) -> None:  # noqa: ANN401 - any JSON
        """One JSON document, or text for people; nothing else goes to stdout."""
        if self.as_json:
            click.echo(json.dumps(body, ensure_ascii=False, indent=1))
        else:
            click.echo(text())

    def notice(self, message: str) -> None:
        """Progress and notices, to stderr."""
        if not self.quiet:
            click.echo(message, err=True)


def shared(verb: _Verb) -> _Verb:
    """Give a verb the global options, so that they stand before or after it alike."""

    @click.option("--db", metavar="URL", help="The store, an SQLAlchemy URL.")
    @click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
    @click.option("--lang", type=click.Choice(LANGUAGES), help="Language of the text.")
    @click.option("--quiet", is_flag=True, help="No notices on stderr.")
    @click.pass_context
    @functools.wraps(verb)
    def fronted(
        context: click.Context,
        /,
        *args: Any,  # noqa: ANN401
        db: str | None,
        as_json: bool,
        lang: str | None,
        quiet: bool,
        **options: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        front: Front = context.ensure_object(_Fronts).given
        front = replace(
            front,
            given_db=db or front.given_db,
            as_json=as_json or front.as_json,
            lang=lang or front.lang,
            quiet=quiet or front.quiet,
        )
        context.ensure_object(_Fronts).given = front
        return verb(front, *args, **options)

    return fronted  # type: ignore[return-value]


class _Fronts:
    """The options given so far, from the left to the right."""

    def __init__(self) -> None:
        self.given = Front()


def _day(_context: click.Context, _option: click.Parameter, value: datetime | None) -> date | None:
    """A click date as a date."""
    return value.date() if value else None


AS_OF: Final = click.option(
    "--as-of",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    callback=_day,
    metavar="YYYY-MM-DD",
    help="The day whose law applies; default today (UTC).",
)
