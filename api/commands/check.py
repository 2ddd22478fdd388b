"""`check`, `rollup`, `where-used`, `evaluate`: what is asked of the store or of a file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from api.commands.front import AS_OF, DONE, NOT_COMPLIANT, UNKNOWN, Front, shared
from api.commands.product import EEE_CATEGORY, USE
from api.text.reports import scorecard_text, uses_text
from api.text.rollup import rollup_text
from api.text.verdict import verdict_text
from api.wire.body import Json

__all__ = ["check", "evaluate", "rollup", "where_used"]

_STRUCTURE = click.option(
    "--structure", type=click.Path(path_type=Path), help="A structure file instead of the store."
)
_REVISION = click.option("--revision", default="", help="Only this revision.")
_MANUFACTURER = click.option("--manufacturer", default="", help="Only this manufacturer.")


@click.command()
@click.argument("part", required=False)
@_STRUCTURE
@_REVISION
@_MANUFACTURER
@AS_OF
@click.option("--known-at", help="As known at this instant (ISO 8601); default now.")
@click.option("--list", "lists", multiple=True, metavar="ID", help="Judge this list; repeatable.")
@EEE_CATEGORY
@USE
@click.option("--explain", is_flag=True, help="Clean cases too, and the reasoning of each.")
@click.option("--allow-unknown", is_flag=True, help="Exit 0 where the answer is unknown.")
@shared
def check(
    front: Front,
    part: str | None,
    *,
    structure: Path | None,
    revision: str,
    manufacturer: str,
    as_of: date | None,
    known_at: str | None,
    lists: tuple[str, ...],
    eee_category: str | None,
    uses: tuple[str, ...],
    explain: bool,
    allow_unknown: bool,
) -> int:
    """One verdict, on a part of the store or on a structure file."""
    from api.services.stores import reading  # noqa: PLC0415 - the store costs 0.6 s to import
    from api.services.today import today  # noqa: PLC0415
    from api.services.verdicts import Ask, structure_verdict, verdict_of  # noqa: PLC0415

    _one_of(part, structure, revision, manufacturer, known_at)
    ask = Ask(as_of or today(), lists, eee_category, known_at, explain, uses)
    if structure is not None:
        body = structure_verdict(structure, ask)
    else:
        with reading(front.db) as session:
            body = verdict_of(
                session, part or "", ask, revision=revision, manufacturer=manufacturer
            )
    front.answer(body, lambda: verdict_text(body, front.lang))
    return _exit_code(body, allow_unknown=allow_unknown)


@click.command()
@click.argument("part", required=False)
@_STRUCTURE
@_REVISION
@_MANUFACTURER
@AS_OF
@shared
def rollup(
    front: Front,
    part: str | None,
    *,
    structure: Path | None,
    revision: str,
    manufacturer: str,
    as_of: date | None,
) -> int:
    """Every substance: mass, where, share per article and per material."""
    from api.services.rollups import rollup_of, structure_rollup  # noqa: PLC0415
    from api.services.stores import reading  # noqa: PLC0415
    from api.services.today import today  # noqa: PLC0415

    _one_of(part, structure, revision, manufacturer)
    on = as_of or today()
    if structure is not None:
        body = structure_rollup(structure, as_of=on)
    else:
        with reading(front.db) as session:
            body = rollup_of(
                session, part or "", as_of=on, revision=revision, manufacturer=manufacturer
            )
    front.answer(body, lambda: rollup_text(body))
    return DONE


@click.command("where-used")
@click.argument("identity", metavar="ID")
@shared
def where_used(front: Front, identity: str) -> int:
    """All products with paths that hold a CAS, EC or SN number, or a part."""
    from api.services.stores import reading  # noqa: PLC0415
    from api.services.uses import where_used as asked  # noqa: PLC0415

    with reading(front.db) as session:
        body = asked(session, identity)
    front.answer(body, lambda: uses_text(body))
    return DONE


@click.command()
@AS_OF
@click.option(
    "--warm",
    is_flag=True,
    help="Also judge every part by itself, so that a service on this machine answers at once.",
)
@shared
def evaluate(front: Front, *, as_of: date | None, warm: bool) -> int:
    """The whole portfolio against everything in force.

    The change feed is written first: whatever changed a status since it was written last.
    """
    from api.services.feed import follow  # noqa: PLC0415
    from api.services.portfolio import evaluate_portfolio, portfolio_json  # noqa: PLC0415
    from api.services.stores import opened  # noqa: PLC0415
    from api.services.today import today  # noqa: PLC0415
    from api.services.warming import warmed_json  # noqa: PLC0415
    from bom.importing.readers import usable_cores  # noqa: PLC0415

    day = as_of or today()
    with opened(front.db) as database:
        follow(database)
        with database.readers() as session:
            body = portfolio_json(evaluate_portfolio(session, as_of=day))
    if warm:
        body["warmed"] = warmed_json(front.db, as_of=day, processes=usable_cores())
    front.answer(body, lambda: scorecard_text(body, front.lang))
    return DONE


def _one_of(part: str | None, structure: Path | None, *of_the_store: str | None) -> None:
    if (part is None) == (structure is None):
        raise click.UsageError("give either a PART or --structure FILE")
    if structure is not None and any(of_the_store):
        told = "--revision, --manufacturer and --known-at ask the store; a structure file has none"
        raise click.UsageError(told)


def _exit_code(body: Json, *, allow_unknown: bool) -> int:
    if body["status"] == "non_compliant":
        return NOT_COMPLIANT
    if body["status"] == "unknown" and not allow_unknown:
        return UNKNOWN
    return DONE
