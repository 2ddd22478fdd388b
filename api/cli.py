"""`chemgate`: the same use cases as the HTTP service, from a shell."""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Final

import click

from api.access.errors import InvalidKeyRequest, InvalidSettings
from api.commands import check as check_verbs
from api.commands import store as store_verbs
from api.commands.audit import audit
from api.commands.backup import backup, restore
from api.commands.changes import changes
from api.commands.export import export
from api.commands.front import FAULT, REFUSED, WRONG_USAGE, Front, shared
from api.commands.keys import keys
from api.commands.lists import lists
from api.commands.remedies import what_if, witness
from api.commands.running import demo, doctor, serve
from api.commands.transfer import transfer
from api.commands.working import worker
from api.errors import InvalidStoreUrl, NoText, UnknownCategory
from bom.errors import InvalidInstant
from bom.lists.refusals import UnknownDraft
from bom.sweeping import sweep_rarely
from regulations.errors import ComplianceError, UnknownList, UnknownUse
from regulations.language import Language

__all__ = ["chemgate", "main"]

_WRONG_QUESTIONS: Final = (
    UnknownList,
    UnknownDraft,
    UnknownCategory,
    UnknownUse,
    InvalidInstant,
    InvalidStoreUrl,
    InvalidKeyRequest,
    InvalidSettings,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="chemgate")
@shared
def chemgate(front: Front) -> None:
    """Chemical-substance compliance: declarations in, verdicts per article and law out.

    Exit codes: 0 done or compliant, 1 not compliant, 3 unknown, 2 wrong usage, 4 some input was
    refused, 5 our fault.
    """


for _verb in (
    store_verbs.db,
    store_verbs.import_,
    store_verbs.validate,
    store_verbs.bom,
    check_verbs.check,
    check_verbs.evaluate,
    check_verbs.rollup,
    check_verbs.where_used,
    witness,
    what_if,
    export,
    transfer,
    lists,
    changes,
    keys,
    audit,
    backup,
    restore,
    serve,
    worker,
    doctor,
    demo,
):
    chemgate.add_command(_verb)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command line and leave with its exit code."""
    sweep_rarely()
    given = list(sys.argv[1:] if arguments is None else arguments)
    sys.exit(_run(given))


def _run(arguments: list[str]) -> int:
    as_json = "--json" in arguments
    try:
        code = chemgate.main(arguments, prog_name="chemgate", standalone_mode=False)
    except click.ClickException as wrong:
        if as_json:
            _document("wrong-usage", wrong.format_message())
        wrong.show()
        return WRONG_USAGE
    except click.Abort:
        return WRONG_USAGE
    except ComplianceError as refused:
        return _told(refused, _language(arguments), as_json=as_json)
    except UnicodeEncodeError as wrong:
        # Bytes of the command line, or \ud800 in a JSON file, that stand for no character.
        around = wrong.object[max(wrong.start - 20, 0) : wrong.end + 20]
        no_text = NoText(
            f"{around!a} holds something that is no character",
            hint="write it in UTF-8, without lone surrogates such as \\ud800",
        )
        return _told(no_text, _language(arguments), as_json=as_json)
    except Exception as fault:  # noqa: BLE001 - the last line of defence says whose fault it is
        if os.environ.get("CHEMGATE_TRACEBACK"):
            traceback.print_exc()
        if as_json:
            _document("fault", f"{type(fault).__name__}: {fault}")
        click.echo(f"internal error: {type(fault).__name__}: {fault}", err=True)
        click.echo("this is our fault; CHEMGATE_TRACEBACK=1 shows where", err=True)
        return FAULT
    return code if isinstance(code, int) else 0


def _language(arguments: Sequence[str]) -> Language:
    """The language asked for on a command line that may not have come to be read."""
    said = dict(zip(arguments, [*arguments[1:], ""], strict=True)).get("--lang", "")
    japanese = Language.JAPANESE in (said, *(a.removeprefix("--lang=") for a in arguments))
    return Language.JAPANESE if japanese else Language.ENGLISH


def _told(refused: ComplianceError, language: Language, *, as_json: bool) -> int:
    wording = refused.said(language)
    where = str(getattr(refused, "where", ""))
    if as_json:
        _document(refused.code, wording.reason, where=where, hint=wording.hint)
    place = f" at {where}" if where else ""
    hint = f"\n  {wording.hint}" if wording.hint else ""
    click.echo(f"error {refused.code}{place}: {wording.reason}{hint}", err=True)
    return WRONG_USAGE if isinstance(refused, _WRONG_QUESTIONS) else REFUSED


def _document(code: str, message: str, *, where: str = "", hint: str = "") -> None:
    body = {"code": code, "where": where, "message": message, "hint": hint}
    click.echo(json.dumps({"error": body}, ensure_ascii=False, indent=1))
