"""`db`, `import`, `validate`, `bom`: what goes into the store."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.commands.front import DONE, REFUSED, Front, shared
from api.text.import_summary import MANY_FILES, summary_text
from api.text.report_files import REPORT_SUFFIXES, write_report
from api.text.reports import import_text, load_text
from regulations.errors import InvalidQuantity
from regulations.quantities import exact_decimal

if TYPE_CHECKING:
    from bom.importing.prepared import Manner
    from bom.importing.report import ImportReport

__all__ = ["bom", "db", "import_", "validate"]


def _report_file(
    _context: click.Context, _option: click.Parameter, value: Path | None
) -> Path | None:
    """Refused before ten thousand files are read, not after."""
    if value is not None and value.suffix.lower() not in REPORT_SUFFIXES:
        raise click.BadParameter(f"“{value.name}” ends in none of {' '.join(REPORT_SUFFIXES)}")
    if value is not None and not value.absolute().parent.is_dir():
        raise click.BadParameter(f"there is no folder “{value.parent}”")
    return value


_PATHS = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
_WORKERS = click.option(
    "--workers",
    type=click.IntRange(1, 64),
    metavar="N",
    help="Processes that read when there are many files; default: one for each usable core.",
)
_REPORT = click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    callback=_report_file,
    metavar="FILE",
    help="Write what became of each file, and why, into FILE.json, FILE.csv or FILE.xlsx.",
)


def _share(_context: click.Context, _option: click.Parameter, value: str) -> Fraction:
    """A percentage as an exact share: 0.1% and 0.1 are a thousandth."""
    try:
        return exact_decimal(value.removesuffix("%")) / 100
    except InvalidQuantity as wrong:
        raise click.BadParameter(wrong.message) from wrong


_TOLERANCE = click.option(
    "--mass-tolerance",
    default="0.1%",
    callback=_share,
    metavar="PERCENT",
    show_default=True,
    help="How far a mass may lie from the sum of what it contains.",
)


_COLUMNS = click.option(
    "--columns",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FILE",
    help="Column map (TOML) for material sheets in CSV or XLSX; see docs/material-sheets.md.",
)


def _manner(mass_tolerance: Fraction, columns: Path | None) -> Manner:
    """How files are to be read, from the options."""
    from bom.exchange.sheet_columns import read_columns  # noqa: PLC0415
    from bom.importing.prepared import Manner  # noqa: PLC0415
    from chemsherpa.checks.rules import ContentRules  # noqa: PLC0415

    mapped = None if columns is None else read_columns(columns.read_bytes())
    return Manner(ContentRules(mass_tolerance), mapped)


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
@_WORKERS
@_TOLERANCE
@_COLUMNS
@_REPORT
@shared
def import_(
    front: Front,
    paths: tuple[Path, ...],
    *,
    dry_run: bool,
    workers: int | None,
    mass_tolerance: Fraction,
    columns: Path | None,
    report: Path | None,
) -> int:
    """Import declarations: .shai .shci .xml files, zips, folders; vendors' sheets by name.

    Each declaration is stored whole or not at all; what is stored already is told and skipped, so
    the same command again finishes what was stopped.
    """
    from api.services.stores import import_declarations  # noqa: PLC0415
    from api.text.progress import progress_bar  # noqa: PLC0415

    manner = _manner(mass_tolerance, columns)
    with progress_bar("import", wanted=front.is_watched) as watch:
        done = import_declarations(
            front.db,
            paths,
            dry_run=dry_run,
            workers=_readers(workers),
            watch=watch,
            manner=manner,
        )
    return _reported(front, done, report)


@click.command()
@_PATHS
@_WORKERS
@_TOLERANCE
@_COLUMNS
@_REPORT
@shared
def validate(
    front: Front,
    paths: tuple[Path, ...],
    *,
    workers: int | None,
    mass_tolerance: Fraction,
    columns: Path | None,
    report: Path | None,
) -> int:
    """The same reading and findings as `import`; nothing is stored, no database is needed."""
    from api.text.progress import progress_bar  # noqa: PLC0415
    from bom.importing.files import validate_paths  # noqa: PLC0415

    manner = _manner(mass_tolerance, columns)
    with progress_bar("validate", wanted=front.is_watched) as watch:
        done = validate_paths(paths, workers=_readers(workers), watch=watch, manner=manner)
    return _reported(front, done, report)


@click.group()
@shared
def bom(_front: Front) -> None:
    """The company's own bills of materials."""


@bom.command()
@click.argument("file", type=click.Path(path_type=Path))
@shared
def load(front: Front, file: Path) -> int:
    """Load usages from CSV, XLSX, JSON or Granta XML: parent, child, quantity, unit."""
    from api.services.stores import load_bom  # noqa: PLC0415
    from api.wire.usages import load_json  # noqa: PLC0415

    report = load_bom(front.db, file)
    body = load_json(report, front.language)
    front.answer(body, lambda: load_text(body, front.language))
    return REFUSED if report.is_refused else DONE


def _readers(workers: int | None) -> int:
    from bom.importing.readers import usable_cores  # noqa: PLC0415

    return usable_cores() if workers is None else workers


def _reported(front: Front, done: ImportReport, file: Path | None) -> int:
    from api.wire.imports import import_json  # noqa: PLC0415

    body = import_json(done, front.language)
    if file is not None:
        write_report(file, body)
    few = len(body["files"]) < MANY_FILES
    front.answer(body, lambda: (import_text if few else summary_text)(body, front.language))
    return REFUSED if body["counts"]["rejected"] else DONE
