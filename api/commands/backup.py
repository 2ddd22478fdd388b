"""`backup`, `restore`: a store into one file, and back into an empty one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from api.commands.front import DONE, Front, shared

if TYPE_CHECKING:
    from bom.backup.archive import Backup

__all__ = ["backup", "restore"]


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@shared
def backup(front: Front, file: Path) -> int:
    """Write the store into a new FILE while it is used; what it holds is counted and hashed."""
    from api.services.backups import backed_up  # noqa: PLC0415 - alembic takes a second to import

    body = _told(backed_up(front.db, file))
    front.answer(body, lambda: f"{file.name}: {_said(body)}")
    return DONE


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@shared
def restore(front: Front, file: Path) -> int:
    """Fill an empty store from FILE; every row is compared with what was written."""
    from api.services.backups import restored  # noqa: PLC0415

    body = _told(restored(front.db, file))
    front.answer(body, lambda: f"the store holds what {file.name} held: {_said(body)}")
    return DONE


def _told(done: Backup) -> dict[str, Any]:
    return {
        "kind": done.kind,
        "taken_at": done.taken_at,
        "bytes": done.size,
        "rows": done.contents.rows,
        **done.contents.to_json(),
    }


def _said(body: dict[str, Any]) -> str:
    chain = "whole" if body["audit_is_whole"] else f"BROKEN, {body['audit_events']} events"
    return (
        f"{body['rows']} rows in {len(body['tables'])} tables at revision {body['revision']}, "
        f"taken at {body['taken_at']}, audit chain {chain}"
    )
