"""`lists`: what the law says, as far as it is data here or in the store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

import click

from api.commands.front import AS_OF, DONE, REFUSED, Front, shared
from api.commands.list_covers import covers
from api.commands.list_diff import diff
from api.commands.list_impact import calendar, impact, resurvey
from api.commands.list_steps import approve, audit, drafts, load, publish, retire
from api.text.lists import list_text, lists_text

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

__all__ = ["lists"]


@click.group(invoke_without_command=True)
@AS_OF
@shared
@click.pass_context
def lists(context: click.Context, front: Front, *, as_of: date | None) -> int:
    """The substance lists; without a verb, all of them with their version in force.

    The lists of the store, where there is one; else those that travel with the package.
    """
    if context.invoked_subcommand is not None:
        return DONE
    from api.services.catalog import book_of, lists_json  # noqa: PLC0415
    from api.services.today import today  # noqa: PLC0415

    with _store_if_there(front) as session:
        body = lists_json(book_of(session), as_of=as_of or today())
    front.answer(body, lambda: lists_text(body, front.lang))
    return DONE


@lists.command()
@click.argument("list_id", metavar="ID")
@click.option("--version", "version", help="The version of that name; default the one in force.")
@AS_OF
@shared
def show(front: Front, list_id: str, *, version: str | None, as_of: date | None) -> int:
    """One list with its entries in force, their limits, sources and trust."""
    from api.services.catalog import book_of, list_json, version_json  # noqa: PLC0415
    from api.services.today import today  # noqa: PLC0415

    with _store_if_there(front) as session:
        if version:
            body = version_json(session, list_id, version)
        else:
            body = list_json(book_of(session), list_id, as_of=as_of or today())
    front.answer(body, lambda: list_text(body, front.lang))
    return DONE


@lists.command()
@shared
def check(front: Front) -> int:
    """Run every data lint over the bundled lists, and over those that the store published."""
    from api.services.catalog import book_of, check_lists  # noqa: PLC0415

    with _store_if_there(front) as session:
        body = check_lists(book_of(session))
    told = "\n".join(
        f"{p['file']}:{p['row']}:{p['column']}: {p['message']}" for p in body["problems"]
    )
    front.answer(body, lambda: told or f"{body['lists']} lists, nothing to complain about")
    return REFUSED if body["problems"] else DONE


@contextmanager
def _store_if_there(front: Front) -> Iterator[Session | None]:
    """A reading session; None where nobody named a store and the default one does not exist."""
    from api.services.stores import has_no_file, reading  # noqa: PLC0415

    if front.db_is_default and has_no_file(front.db):
        yield None
        return
    with reading(front.db) as session:
        yield session


for _verb in (
    covers, diff, load, drafts, approve, publish, retire, impact, resurvey, calendar, audit,
):  # fmt: skip
    lists.add_command(_verb)
