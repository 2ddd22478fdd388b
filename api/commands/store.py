"""`db`, `import`, `validate`, `bom`: what goes into the store."""

from __future__ import annotations

from pathlib import Path

import click

from api.commands.front import DONE, REFUSED, Front, shared
from api.text.reports import import_text, load_text
from api.wire.body import Json

__all__ = ["bom", "db", "import_", "validate"]

_PATHS = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))


@click.group()
@shared
def db(_front: Front) -> None:
    """The store itself."""


@db.command()
@shared
def upgrade(front: Front) -> int:
    """Create or migrate the store and load the bundled lists; idempotent."""
    from api.services.stores import upgraded  # noqa: PLC0415 - alembic takes a second to import

    added = upgraded(front.db)
    body = {"store": "ready", "lists_added": added}
    front.answer(body, lambda: f"the store is ready; {added} lists were new")
    return DONE


@click.command("import")
@_PATHS
@click.option("--dry-run", is_flag=True, help="Say what would happen, store nothing.")
@shared
def import_(front: Front, paths: tuple[Path, ...], *, dry_run: bool) -> int:
    """Import declarations: .shai .shci .xml files, zips, folders."""
    from api.services.stores import import_declarations  # noqa: PLC0415
    from api.wire.imports import import_json  # noqa: PLC0415

    return _reported(front, import_json(import_declarations(front.db, paths, dry_run=dry_run)))


@click.command()
@_PATHS
@shared
def validate(front: Front, paths: tuple[Path, ...]) -> int:
    """The same reading and findings as `import`; nothing is stored, no database is needed."""
    from api.wire.imports import import_json  # noqa: PLC0415
    from bom.import_files import validate_paths  # noqa: PLC0415

    return _reported(front, import_json(validate_paths(paths)))


@click.group()
@shared
def bom(_front: Front) -> None:
    """The company's own bills of materials."""


@bom.command()
@click.argument("file", type=click.Path(path_type=Path))
@shared
def load(front: Front, file: Path) -> int:
    """Load usages from CSV, XLSX or JSON: parent, child, quantity, unit."""
    from api.services.stores import load_bom  # noqa: PLC0415
    from api.wire.usages import load_json  # noqa: PLC0415

    report = load_bom(front.db, file)
    body = load_json(report)
    front.answer(body, lambda: load_text(body))
    return REFUSED if report.is_refused else DONE


def _reported(front: Front, body: Json) -> int:
    front.answer(body, lambda: import_text(body))
    return REFUSED if body["counts"]["rejected"] else DONE
