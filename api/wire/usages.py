"""What loading a bill of materials came to, as JSON."""

from __future__ import annotations

from api.wire.body import Json
from bom.usages.load import LoadReport
from regulations.language import Language

__all__ = ["load_json"]


def load_json(report: LoadReport, language: Language) -> Json:
    """The answer of `bom load --json`, its sentences in a language."""
    return {
        "file": report.file,
        "counts": {
            "added": report.added,
            "superseded": report.superseded,
            "unchanged": report.unchanged,
        },
        "refused_parents": [
            {"part_number": number, "revision": revision}
            for number, revision in report.refused_parents
        ],
        "findings": [
            {
                "severity": finding.severity.value,
                "code": finding.code,
                "row": finding.row,
                "column": finding.column,
                "message": finding.said(language).reason,
                "hint": finding.said(language).hint,
            }
            for finding in report.findings
        ],
    }
