"""`transfer`: what becomes of a mixture that is worked into an article."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from api.commands.front import DONE, Front, shared

__all__ = ["transfer"]


@click.group()
@shared
def transfer(_front: Front) -> None:
    """What stays, leaves and reacts of the mixtures in our bills of materials."""


@transfer.command()
@click.argument("file", type=click.Path(path_type=Path))
@shared
def load(front: Front, file: Path) -> int:
    """Load a transfer, JSON or TOML; it replaces the one before for the same mixture."""
    from api.services.transfers import load_transfer_file  # noqa: PLC0415
    from api.text.exports import transfer_text  # noqa: PLC0415

    loaded = load_transfer_file(front.db, file)
    body = {
        "mixture": asdict(loaded.transfer.mixture),
        "material": loaded.transfer.material.name,
        "sha256": loaded.sha256,
        "is_new": loaded.is_new,
        "superseded": loaded.superseded,
    }
    front.answer(body, lambda: transfer_text(body))
    return DONE
