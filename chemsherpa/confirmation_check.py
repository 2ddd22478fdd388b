"""May this declaration be relied on at all: finished, confirmed, complete as announced?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from chemsherpa.comments import AI_PRODUCT_FIELDS, CI_PRODUCT_FIELDS
from chemsherpa.document import Declaration, Scheme
from chemsherpa.findings import Finding, Severity
from chemsherpa.walk import PRODUCT

__all__ = ["missing_sections", "signatures", "temporary_files", "unconfirmed", "unknown_stamps"]

_TEMPORARY: Final = ("SHAI_Temp", "SHCI_Temp")
_KNOWN_STAMPS: Final = re.compile(r"X8\.[0-9]+(ex[0-9]+\.[0-9]+)?", re.ASCII)
_PRODUCT_FIELDS: Final = {
    Scheme.CHEMSHERPA_AI: AI_PRODUCT_FIELDS,
    Scheme.CHEMSHERPA_CI: CI_PRODUCT_FIELDS,
}


def temporary_files(declaration: Declaration, file_name: str) -> Iterator[Finding]:
    """A temporary save, which must not be passed on.

    Source:
        chemSHERPA FAQ: temporary saves are named SHAI_Temp / SHCI_Temp; circulating them is
        forbidden.
    """
    base = file_name.replace("\\", "/").rpartition("/")[2]
    if declaration.part_number.startswith(_TEMPORARY) or base.startswith(_TEMPORARY):
        yield _warning(
            declaration, "temporary-file", "a temporary save of the tool", "ask for the final file"
        )


def unknown_stamps(declaration: Declaration) -> Iterator[Finding]:
    """A schema version that we have not met; the file is valid, its meaning may have moved.

    Source:
        Known stamps: X8.00 to X8.2x, chemSHERPA's X8.00ex1.0 and X8.00ex2.0.
    """
    if not _KNOWN_STAMPS.fullmatch(declaration.schema_version):
        yield _warning(
            declaration,
            "schema-version-unknown",
            f"schema version “{declaration.schema_version[:40]}” is not known here",
            "check whether a newer version of this program reads it",
            where="/Main",
        )


def missing_sections(declaration: Declaration) -> Iterator[Finding]:
    """A section announced but absent, or a declaration that declares nothing.

    Source:
        IEC 62474 `Include`; a CI file without substances announces a composition and has none.
    """
    present = {
        "Compliance": declaration.has_compliance,
        "Composition": declaration.has_composition or declaration.scheme is Scheme.CHEMSHERPA_CI,
    }
    for section in declaration.sections:
        if not present.get(section, True):
            yield _warning(
                declaration,
                "section-missing",
                f"the file announces {section} and has none",
                "ask for the complete file",
            )
    if not declaration.sections and not any(present.values()):
        yield _warning(
            declaration,
            "declares-nothing",
            "neither composition nor compliance answers: a request, or an empty form",
            "ask for the filled-in declaration",
        )


def unconfirmed(declaration: Declaration) -> Iterator[Finding]:
    """A section that the supplier has not confirmed, or a file marked incomplete.

    Source:
        chemSHERPA product comment (AI 0 and 2, CI 0); IEC 62474 `declarationComplete`.
    """
    comment = declaration.comment
    for section, present, confirmed in (
        ("compliance", declaration.has_compliance, comment.compliance_confirmed),
        ("composition", declaration.has_composition, comment.composition_confirmed),
    ):
        if present and confirmed is False:
            yield _warning(
                declaration,
                "unconfirmed",
                f"the supplier has not confirmed the {section}",
                "ask for the confirmed file",
            )
    main = dict(dict(declaration.attributes).get("Main", ()))
    if main.get("declarationComplete", "").strip() in {"false", "0"}:
        yield _warning(
            declaration,
            "unconfirmed",
            "the file says of itself that it is not complete",
            "ask for the complete file",
            where="/Main",
        )
    expected = _PRODUCT_FIELDS.get(declaration.scheme)
    if expected is not None and len(comment.fields) != expected:
        yield _warning(
            declaration,
            "comment-fields",
            f"the product comment has {len(comment.fields)} fields instead of {expected}; "
            "confirmation and manufacturer may be misread",
            "check the export",
        )


def signatures(declaration: Declaration) -> Iterator[Finding]:
    """A signature, which is kept but not verified.

    Source:
        IEC 62474 `Signature` (XML signature); chemSHERPA writes none.
    """
    for raw in declaration.raw:
        if raw.path == "/Main/Signature":
            yield Finding(
                Severity.NOTICE,
                "signature-unchecked",
                raw.path,
                None,
                "the file is signed; the signature was not checked",
            )


def _warning(
    declaration: Declaration, code: str, message: str, hint: str, *, where: str = PRODUCT
) -> Finding:
    return Finding(Severity.WARNING, code, where, declaration.line, message, hint)
