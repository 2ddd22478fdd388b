"""`audit`: whether the record of who did what is whole."""

from __future__ import annotations

from pathlib import Path

import click

from api.commands.front import DONE, REFUSED, Front, shared
from api.text.access import audit_text

__all__ = ["audit"]


def _anchors(
    _context: click.Context, _option: click.Parameter, value: Path | None
) -> tuple[str, ...]:
    from api.services.audit import read_anchors  # noqa: PLC0415 - the store costs 0.6 s to import

    if value is None:
        return ()
    try:
        return read_anchors(value.read_text(encoding="ascii"))
    except (OSError, ValueError) as wrong:
        raise click.BadParameter(f"{value}: {wrong}") from wrong


@click.group()
@shared
def audit(_front: Front) -> None:
    """The record of who did what."""


@audit.command()
@click.option("--anchor", default="", metavar="HASH", help="One that was written down elsewhere.")
@click.option(
    "--anchor-file",
    "anchors",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    callback=_anchors,
    metavar="FILE",
    help="As `audit anchor` and the service write it.",
)
@shared
def verify(front: Front, *, anchor: str, anchors: tuple[str, ...]) -> int:
    """Check every event against the one before; exit code 4 where the chain is not whole.

    Without an anchor nobody can tell that the newest events were cut off.
    """
    from api.services.audit import verified  # noqa: PLC0415
    from api.services.stores import reading  # noqa: PLC0415

    with reading(front.db) as session:
        body = verified(session, anchors=(*anchors, *((anchor,) if anchor else ())))
    front.answer(body, lambda: audit_text(body))
    return DONE if body["whole"] else REFUSED


@audit.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@shared
def anchor(front: Front, file: Path) -> int:
    """Append the hash of the newest event to FILE; keep it out of reach of the store."""
    from api.services.audit import anchored  # noqa: PLC0415
    from api.services.stores import reading  # noqa: PLC0415

    with reading(front.db) as session:
        body = anchored(session, file)
    front.answer(body, lambda: f"event {body['number']} {body['hash']}")
    return DONE
