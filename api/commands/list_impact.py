"""`lists impact`, `resurvey` and `calendar`: whom a list hits, whom to ask, and when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from api.commands.days import day_option
from api.commands.front import AS_OF, DONE, Front, shared
from api.commands.product import EEE_CATEGORY
from api.text.impact import calendar_text, impact_text
from api.text.resurvey import resurvey_text

if TYPE_CHECKING:
    from api.services.impact import Judged
    from api.wire.body import Json

__all__ = ["calendar", "impact", "resurvey"]


_Verb = TypeVar("_Verb", bound=Callable[..., object])


def _two_laws(verb: _Verb) -> _Verb:
    """Two versions of a list, or a draft; and the category of the products."""
    verb = EEE_CATEGORY(verb)
    verb = click.option(
        "--draft", type=click.IntRange(min=1), metavar="N", help="What a draft would change."
    )(verb)
    verb = click.argument("new", metavar="TO]", required=False)(verb)
    verb = click.argument("old", metavar="FROM", required=False)(verb)
    return click.argument("list_id", metavar="[ID", required=False)(verb)


@click.command()
@_two_laws
@click.option(
    "--xlsx",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the whole of it as a workbook, too.",
)
@shared
def impact(front: Front, *, xlsx: Path | None, **asked: Any) -> int:  # noqa: ANN401 - click's
    """Whom a list's version TO hits, compared with its version FROM; or what a draft would change.

    Versions go by their names or by a day. Nothing is stored.
    """
    from api.impact_workbook import write_impact  # noqa: PLC0415
    from api.services.impact import impact_json  # noqa: PLC0415

    body = _judged(front, impact_json, **asked)
    if xlsx is not None:
        write_impact(xlsx, body)
    front.answer(body, lambda: impact_text(body, front.lang))
    return DONE


@click.command()
@_two_laws
@shared
def resurvey(front: Front, **asked: Any) -> int:  # noqa: ANN401 - click's
    """Whom to ask again for a list's version TO, or for a draft: the fewest letters.

    Asked is only what no declaration answers yet; who declared all of a part is not asked. What
    was never declared at all is owed whatever the law, and stands in `check`. Nothing is stored.
    """
    from api.services.resurvey import resurvey_json  # noqa: PLC0415

    body = _judged(front, resurvey_json, **asked)
    front.answer(body, lambda: resurvey_text(body, front.lang))
    return DONE


def _judged(
    front: Front,
    told: Callable[[Judged, Json], Json],
    *,
    list_id: str | None,
    old: str | None,
    new: str | None,
    draft: int | None,
    eee_category: str | None,
) -> Json:
    """What is told of the portfolio by the two laws that were asked for."""
    from api.services.impact import by_draft, by_versions  # noqa: PLC0415
    from api.services.stores import reading  # noqa: PLC0415

    with reading(front.db) as session:
        if draft is not None and not (list_id or old or new):
            return told(*by_draft(session, draft, eee_category=eee_category))
        if draft is None and list_id and old and new:
            return told(*by_versions(session, list_id, old, new, eee_category=eee_category))
    raise click.UsageError("give either ID FROM TO or --draft N")


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
