"""`lists`: what the law says, as far as it is data here."""

from __future__ import annotations

from datetime import date

import click

from api.commands.front import AS_OF, DONE, REFUSED, Front, shared
from api.text.reports import list_text, lists_text

__all__ = ["lists"]


@click.group(invoke_without_command=True)
@AS_OF
@shared
@click.pass_context
def lists(context: click.Context, front: Front, *, as_of: date | None) -> int:
    """The substance lists; without a verb, all of them with their version in force."""
    if context.invoked_subcommand is not None:
        return DONE
    from api.services.catalog import lists_json  # noqa: PLC0415
    from api.services.today import today  # noqa: PLC0415

    body = lists_json(as_of=as_of or today())
    front.answer(body, lambda: lists_text(body))
    return DONE


@lists.command()
@click.argument("list_id", metavar="ID")
@click.option("--version", "version", help="The version of that name; default the one in force.")
@AS_OF
@shared
def show(front: Front, list_id: str, *, version: str | None, as_of: date | None) -> int:
    """One list with its entries in force, their limits, sources and trust."""
    from api.services.catalog import list_json, version_day  # noqa: PLC0415
    from api.services.today import today  # noqa: PLC0415

    on = version_day(list_id, version) if version else as_of or today()
    body = list_json(list_id, as_of=on)
    front.answer(body, lambda: list_text(body))
    return DONE


@lists.command()
@shared
def check(front: Front) -> int:
    """Run every data lint over the bundled lists."""
    from api.services.catalog import check_lists  # noqa: PLC0415

    body = check_lists()
    told = "\n".join(
        f"{p['file']}:{p['row']}:{p['column']}: {p['message']}" for p in body["problems"]
    )
    front.answer(body, lambda: told or f"{body['lists']} lists, nothing to complain about")
    return REFUSED if body["problems"] else DONE
