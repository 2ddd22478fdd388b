"""`lists diff`: what two versions of a list say differently."""

from __future__ import annotations

from pathlib import Path

import click

from api.commands.front import DONE, Front, shared
from api.text.list_diff import list_diff_text, write_list_diff

__all__ = ["diff"]


@click.command()
@click.argument("list_id", metavar="ID")
@click.argument("earlier", metavar="FROM")
@click.argument("later", metavar="TO")
@click.option(
    "--with", "together", multiple=True, metavar="ID",
    help="Compare this list too, so that what moves between both shows as moved.",
)  # fmt: skip
@click.option(
    "--xlsx", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
    help="Also write the changes into a workbook.",
)  # fmt: skip
@shared
def diff(
    front: Front,
    list_id: str,
    earlier: str,
    later: str,
    *,
    together: tuple[str, ...],
    xlsx: Path | None,
) -> int:
    """What changes in a list from FROM to TO, each a version's name or a day."""
    from api.services.list_diff import list_diff_of_store  # noqa: PLC0415
    from api.services.stores import has_no_file  # noqa: PLC0415

    store = None if front.db_is_default and has_no_file(front.db) else front.db
    body = list_diff_of_store(store, list_id, earlier, later, together=together)
    if xlsx is not None:
        try:
            write_list_diff(xlsx, body, front.lang)
        except OSError as wrong:
            told = wrong.strerror or type(wrong).__name__
            raise click.UsageError(f"{xlsx}: {told}") from wrong
    front.answer(body, lambda: list_diff_text(body, front.lang))
    return DONE
