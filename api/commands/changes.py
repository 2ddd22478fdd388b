"""`changes`: which parts flipped since somebody last looked."""

from __future__ import annotations

import click

from api.commands.front import DONE, Front, shared
from api.text.impact import changes_text

__all__ = ["changes"]


@click.command()
@click.option("--since", default="", metavar="CURSOR", help="The `next` of the page before.")
@shared
def changes(front: Front, *, since: str) -> int:
    """The parts whose answer changed because a list did, oldest change first."""
    from api.services.changes import changes_json  # noqa: PLC0415
    from api.services.stores import reading  # noqa: PLC0415

    with reading(front.db) as session:
        body = changes_json(session, since=since)
    front.answer(body, lambda: changes_text(body, front.lang))
    return DONE
