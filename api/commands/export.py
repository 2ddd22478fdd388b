"""`export`: declarations out again."""

from __future__ import annotations

from pathlib import Path

import click

from api.commands.front import DONE, REFUSED, Front, shared

__all__ = ["export"]

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("parts", nargs=-1, required=True)
@click.option("--format", "form", type=click.Choice(["shai", "xml", "xlsx", "json"]), required=True)
@click.option("-o", "--output", type=_FILE, required=True, help="Where to write.")
@click.option("--revision", default="", help="Of the part; blank means any.")
@click.option("--manufacturer", default="", help="Of the part; blank means any.")
@click.option("--compatible", is_flag=True, help="Write under the official tool's name.")
@click.option("--built", is_flag=True, help="Compute it from the parts below.")
@click.option("--header", type=_FILE, help="TOML: who answers for what is computed.")
@click.option("--composition-only", is_flag=True, help="Leave computed answers out.")
@click.option("--force", is_flag=True, help="Overwrite the output.")
@shared
def export(
    front: Front,
    parts: tuple[str, ...],
    *,
    form: str,
    output: Path,
    revision: str,
    manufacturer: str,
    compatible: bool,
    built: bool,
    header: Path | None,
    composition_only: bool,
    force: bool,
) -> int:
    """Write the declaration of PARTS: the one that speaks, or one computed from what is below."""
    from api.services.export_files import Order, fulfilled  # noqa: PLC0415
    from api.services.exports import Wanted  # noqa: PLC0415
    from api.services.headers import header_of  # noqa: PLC0415
    from api.text.exports import export_text, notices_text  # noqa: PLC0415
    from api.wire.exports import export_json  # noqa: PLC0415

    if len(parts) > 1 and form != "shai":
        raise click.UsageError(f"{form} holds one part; --format shai takes several")
    wanted = Wanted(
        revision=revision,
        manufacturer=manufacturer,
        built=built,
        answering=header_of(header),
        with_compliance=not composition_only,
    )
    order = Order(parts, form, output, compatible=compatible, force=force)
    body = export_json(fulfilled(front.db, order, wanted), front.language)
    for line in notices_text(body):
        front.notice(line)
    front.answer(body, lambda: export_text(body))
    return REFUSED if body["refused"] else DONE
