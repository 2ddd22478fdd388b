"""`lists covers`: how far a declaration against one list reaches into another."""

from __future__ import annotations

from datetime import date

import click

from api.commands.front import AS_OF, DONE, Front, shared
from api.text.list_covers import covers_text

__all__ = ["covers"]


@click.command()
@click.argument(
    "scheme", metavar="SCHEME", type=click.Choice(["dsl", "chemsherpa"], case_sensitive=False)
)
@click.argument("version", metavar="VERSION")
@click.option("--of", "of", metavar="ID", required=True, help="The list that is asked about.")
@AS_OF
@shared
def covers(front: Front, scheme: str, version: str, *, of: str, as_of: date | None) -> int:
    """Which entries of a list a declaration against VERSION of the DSL or chemSHERPA settles."""
    from api.services.covers import Scheme, covers_of_store  # noqa: PLC0415
    from api.services.stores import has_no_file  # noqa: PLC0415
    from api.services.today import today  # noqa: PLC0415

    store = None if front.db_is_default and has_no_file(front.db) else front.db
    day = as_of or today()
    body = covers_of_store(store, Scheme(scheme.lower()), version, of=of, as_of=day)
    front.answer(body, lambda: covers_text(body))
    return DONE
