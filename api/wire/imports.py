"""What became of imported files, as JSON."""

from __future__ import annotations

from api.wire.body import Json
from bom.importing.report import FileReport, ImportReport, MemberReport
from chemsherpa.findings import Finding
from regulations.language import Language

__all__ = ["finding_json", "import_json"]


def import_json(report: ImportReport, language: Language) -> Json:
    """The answer of `import --json` and `validate --json`, its sentences in a language."""
    return {
        "files": [_file(file, language) for file in report.files],
        "counts": report.counts,
        "notices": [
            {"code": n.code, "part_number": n.part_number, "message": n.said(language).reason}
            for n in report.notices
        ],
    }


def finding_json(finding: Finding, language: Language) -> Json:
    """One finding in a language."""
    wording = finding.said(language)
    return {
        "severity": finding.severity.value,
        "code": finding.code,
        "where": finding.where,
        "line": finding.line,
        "message": wording.reason,
        "hint": wording.hint,
    }


def _file(file: FileReport, language: Language) -> Json:
    return {
        "path": file.path,
        "sha256": file.sha256,
        "members": [_member(member, language) for member in file.members],
    }


def _member(member: MemberReport, language: Language) -> Json:
    product = member.product
    return {
        "name": member.name,
        "status": member.status,
        "scheme": member.scheme,
        "product": None
        if product is None
        else {
            "part_number": product.part_number,
            "name": product.name,
            "revision": product.revision,
            "manufacturer": product.manufacturer,
        },
        "findings": [finding_json(finding, language) for finding in member.findings],
    }
