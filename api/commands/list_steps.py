"""`lists load`, `approve`, `publish`, `retire`, `drafts`, `audit`: a list's way into law."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

import click

from api.commands.days import day_option
from api.commands.front import DONE, REFUSED, Front, shared
from api.commands.person import BY
from api.text.list_steps import audit_text, draft_text, drafts_text, load_text

__all__ = ["approve", "audit", "drafts", "load", "publish", "retire"]

_NUMBER: Final = click.argument("number", metavar="N", type=click.IntRange(min=1))
_REASON: Final = click.option("--reason", default="", metavar="TEXT", help="Why; it is kept.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--list", "list_id", default="", metavar="ID", help="Which list the file is for.")
@click.option("--version", default="", metavar="V", help="Its name; default its newest day.")
@day_option(
    "--effective-from",
    told="First day for which it is law; default the day of its newest version.",
)
@day_option("--published-on", told="Day on which the authority announced it.")
@click.option(
    "--columns",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="How a company's table is to be read (TOML).",
)
@click.option("--dry-run", is_flag=True, help="Say what it changes, keep nothing.")
@_REASON
@BY
@shared
def load(
    front: Front,
    file: Path,
    *,
    list_id: str,
    version: str,
    effective_from: date | None,
    published_on: date | None,
    columns: Path | None,
    dry_run: bool,
    reason: str,
    by: str,
) -> int:
    """Read a list file, say what it changes, and keep it as a draft.

    ECHA's exports as they are, the IEC DSL export, a folder, zip or JSON of ours, or a table of
    the company with --columns.
    """
    from api.services.editions import Proposal  # noqa: PLC0415
    from api.services.list_files import load_file, read_list_file  # noqa: PLC0415
    from api.services.stores import opened  # noqa: PLC0415

    sent = read_list_file(file, list_id=list_id, columns=columns)
    how = Proposal(by, version, effective_from, published_on, reason)
    with opened(front.db) as database:
        body = load_file(database, sent, how, language=front.language, is_dry_run=dry_run)
    front.answer(body, lambda: load_text(body, front.language))
    return REFUSED if body["refused"] else DONE


@click.command()
@click.option("--list", "list_id", metavar="ID", help="Only those of this list.")
@shared
def drafts(front: Front, *, list_id: str | None) -> int:
    """All drafts with how far each has come, oldest first."""
    from api.services.editions import drafts_json  # noqa: PLC0415
    from api.services.stores import reading  # noqa: PLC0415

    with reading(front.db) as session:
        body = drafts_json(session, list_id=list_id)
    front.answer(body, lambda: drafts_text(body))
    return DONE


@click.command()
@_NUMBER
@BY
@shared
def approve(front: Front, number: int, *, by: str) -> int:
    """Agree to a draft that somebody else made."""
    from api.services.editions import approved  # noqa: PLC0415
    from api.services.stores import opened  # noqa: PLC0415

    with opened(front.db) as database:
        body = approved(database, number, by=by)
    front.answer(body, lambda: draft_text(body))
    return DONE


@click.command()
@_NUMBER
@BY
@shared
def publish(front: Front, number: int, *, by: str) -> int:
    """Make an approved draft the law of the store, and judge the portfolio anew."""
    from api.services.editions import published  # noqa: PLC0415
    from api.services.stores import opened  # noqa: PLC0415

    with opened(front.db) as database:
        body = published(database, number, by=by)
    front.answer(body, lambda: draft_text(body))
    return DONE


@click.command()
@_NUMBER
@_REASON
@BY
@shared
def retire(front: Front, number: int, *, reason: str, by: str) -> int:
    """Take back a published version; the one before it counts again."""
    from api.services.editions import retired  # noqa: PLC0415
    from api.services.stores import opened  # noqa: PLC0415

    with opened(front.db) as database:
        body = retired(database, number, by=by, reason=reason)
    front.answer(body, lambda: draft_text(body))
    return DONE


@click.command()
@click.option("--anchor", default="", metavar="HASH", help="A hash that was written down before.")
@shared
def audit(front: Front, *, anchor: str) -> int:
    """Who did what to the lists, and whether that record is whole."""
    from api.services.editions import audit_json  # noqa: PLC0415
    from api.services.stores import reading  # noqa: PLC0415

    with reading(front.db) as session:
        body = audit_json(session, anchor=anchor)
    front.answer(body, lambda: audit_text(body))
    return DONE if body["whole"] else REFUSED
