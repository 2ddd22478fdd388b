"""`lists impact` and `lists calendar`: whom a list hits, and when."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from api.commands.days import day_option
from api.commands.front import AS_OF, DONE, Front, shared
from api.commands.product import EEE_CATEGORY
from api.text.impact import calendar_text, impact_text

__all__ = ["calendar", "impact"]


@click.command()
@click.argument("list_id", metavar="[ID", required=False)
@click.argument("old", metavar="FROM", required=False)
@click.argument("new", metavar="TO]", required=False)
@click.option("--draft", type=click.IntRange(min=1), metavar="N", help="What a draft would change.")
@click.option(
    "--xlsx",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the whole of it as a workbook, too.",
)
@EEE_CATEGORY
@shared
def impact(
    front: Front,
    list_id: str | None,
    old: str | None,
    new: str | None,
    *,
    draft: int | None,
    xlsx: Path | None,
    eee_category: str | None,
) -> int:
    """Whom a list's version TO hits, compared with its version FROM; or what a draft would change.

    Versions go by their names or by a day. Nothing is stored.
    """
    from api.impact_workbook import write_impact  # noqa: PLC0415
    from api.services.impact import draft_impact, version_impact  # noqa: PLC0415
    from api.services.stores import reading  # noqa: PLC0415

    with reading(front.db) as session:
        if draft is not None and not (list_id or old or new):
            body = draft_impact(session, draft, eee_category=eee_category)
        elif draft is None and list_id and old and new:
            body = version_impact(session, list_id, old, new, eee_category=eee_category)
        else:
            raise click.UsageError("give either ID FROM TO or --draft N")
    if xlsx is not None:
        write_impact(xlsx, body)
    front.answer(body, lambda: impact_text(body, front.lang))
    return DONE


@click.command()
@AS_OF
@day_option("--until", told="The last day that is looked at; default ten years on.")
@click.option("--list", "lists", multiple=True, metavar="ID", help="Only this list; repeatable.")
@EEE_CATEGORY
@shared
def calendar(
    front: Front,
    *,
    as_of: date | None,
    until: date | None,
    lists: tuple[str, ...],
    eee_category: str | None,
) -> int:
    """Which products change their status on which day, by what the lists date already."""
    from api.services.calendar import calendar_json  # noqa: PLC0415
    from api.services.stores import reading  # noqa: PLC0415
    from api.services.today import today  # noqa: PLC0415

    with reading(front.db) as session:
        body = calendar_json(
            session,
            start=as_of or today(),
            until=until,
            lists=lists,
            eee_category=eee_category,
        )
    front.answer(body, lambda: calendar_text(body, front.lang))
    return DONE
