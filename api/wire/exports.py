"""What an export wrote, as JSON."""

from __future__ import annotations

from api.services.export_files import Fulfilled
from api.services.exports import Exported
from api.wire.body import Json
from regulations.errors import ComplianceError
from regulations.language import Language

__all__ = ["export_json"]


def export_json(done: Fulfilled, language: Language) -> Json:
    """The body of `export --json`: files, parts with what they leave open, and who was refused."""
    return {
        "files": [{"path": str(each.path), "parts": list(each.parts)} for each in done.files],
        "parts": [_part(each) for each in done.exports],
        "refused": [_refusal(number, error, language) for number, error in done.refused],
    }


def _part(export: Exported) -> Json:
    body: Json = {
        "part_number": export.part_number,
        "source": "declaration" if export.assembled is None else "built",
        "sha256": export.sha256 or None,
    }
    if export.assembled is not None:
        told = export.declaration.comment
        body["confirmed"] = bool(told.composition_confirmed)
        body["unanswered"] = [
            {"list": one.list, "entry": one.entry, "name": one.name, "reason": one.reason}
            for one in export.assembled.unanswered
        ]
        body["respelled"] = list(export.assembled.respelled)
    return body


def _refusal(number: str, error: ComplianceError, language: Language) -> Json:
    wording = error.said(language)
    return {
        "part_number": number,
        "code": error.code,
        "message": wording.reason,
        "hint": wording.hint,
    }
