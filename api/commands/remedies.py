"""`witness` and `what-if`: what to replace, and what that would change."""

from __future__ import annotations

from datetime import date

import click

from api.commands.front import AS_OF, DONE, Front, shared
from api.commands.product import EEE_CATEGORY, USE
from api.text.what_if import what_if_text
from api.text.witness import witness_text

__all__ = ["what_if", "witness"]

_LISTS = click.option(
    "--list", "lists", multiple=True, metavar="ID", help="Judge this list; repeatable."
)
_KNOWN_AT = click.option("--known-at", help="As known at this instant (ISO 8601); default now.")


@click.command()
@click.argument("part")
@click.option("--revision", default="", help="Only this revision.")
@click.option("--manufacturer", default="", help="Only this manufacturer.")
@AS_OF
@_KNOWN_AT
@_LISTS
@EEE_CATEGORY
@USE
@shared
def witness(
    front: Front,
    part: str,
    *,
    revision: str,
    manufacturer: str,
    as_of: date | None,
    known_at: str | None,
    lists: tuple[str, ...],
    eee_category: str | None,
    uses: tuple[str, ...],
) -> int:
    """The fewest parts of PART that must be replaced to end every breach."""
    from api.services.stores import reading  # noqa: PLC0415 - the store costs 0.6 s to import
    from api.services.today import today  # noqa: PLC0415
    from api.services.verdicts import Ask  # noqa: PLC0415
    from api.services.witness import witness_json  # noqa: PLC0415

    ask = Ask(as_of or today(), lists, eee_category, known_at, uses=uses)
    with reading(front.db) as session:
        body = witness_json(session, part, ask, revision=revision, manufacturer=manufacturer)
    front.answer(body, lambda: witness_text(body, front.lang))
    return DONE


@click.command("what-if")
@click.argument("part")
@click.option("--swap", required=True, metavar="OLD=NEW", help="NEW in the place of OLD.")
@AS_OF
@_KNOWN_AT
@_LISTS
@EEE_CATEGORY
@USE
@shared
def what_if(
    front: Front,
    part: str,
    *,
    swap: str,
    as_of: date | None,
    known_at: str | None,
    lists: tuple[str, ...],
    eee_category: str | None,
    uses: tuple[str, ...],
) -> int:
    """What another part in the place of one would change in the verdict on PART.

    Nothing is stored.
    """
    from api.services.stores import reading  # noqa: PLC0415 - the store costs 0.6 s to import
    from api.services.today import today  # noqa: PLC0415
    from api.services.verdicts import Ask  # noqa: PLC0415
    from api.services.what_if import what_if_json  # noqa: PLC0415

    old, sign, new = swap.partition("=")
    if not (old and sign and new):
        raise click.UsageError("--swap takes OLD=NEW, two part numbers")
    ask = Ask(as_of or today(), lists, eee_category, known_at, uses=uses)
    with reading(front.db) as session:
        body = what_if_json(session, part, old, new, ask)
    front.answer(body, lambda: what_if_text(body, front.lang))
    return DONE
