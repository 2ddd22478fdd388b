"""May this declaration be relied on at all: finished, confirmed, complete as announced?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from chemsherpa.document import Declaration, Scheme
from chemsherpa.findings import Finding, found
from chemsherpa.walk import PRODUCT

__all__ = ["missing_sections", "signatures", "temporary_files", "unconfirmed", "unknown_stamps"]

_TEMPORARY: Final = ("SHAI_Temp", "SHCI_Temp")
_KNOWN_STAMPS: Final = re.compile(r"X8\.[0-9]+(ex[0-9]+\.[0-9]+)?", re.ASCII)


def temporary_files(declaration: Declaration, file_name: str) -> Iterator[Finding]:
    """A temporary save, which must not be passed on.

    Source:
        chemSHERPA FAQ: temporary saves are named SHAI_Temp / SHCI_Temp; circulating them is
        forbidden.
    """
    base = file_name.replace("\\", "/").rpartition("/")[2]
    if declaration.part_number.startswith(_TEMPORARY) or base.startswith(_TEMPORARY):
        yield found("temporary-file", PRODUCT, declaration.line)


def unknown_stamps(declaration: Declaration) -> Iterator[Finding]:
    """A schema version that we have not met; the file is valid, its meaning may have moved.

    Source:
        Known stamps: X8.00 to X8.2x, chemSHERPA's X8.00ex1.0 and X8.00ex2.0.
    """
    if not _KNOWN_STAMPS.fullmatch(declaration.schema_version):
        stamp = declaration.schema_version
        yield found("schema-version-unknown", "/Main", declaration.line, stamp=stamp)


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
            yield found("section-missing", PRODUCT, declaration.line, section=section)
    if not declaration.sections and not any(present.values()):
        yield found("declares-nothing", PRODUCT, declaration.line)


def unconfirmed(declaration: Declaration) -> Iterator[Finding]:
    """A section that the supplier has not confirmed, or a file marked incomplete.

    Source:
        chemSHERPA product comment (AI 0 and 2, CI 0); IEC 62474 `declarationComplete`.
    """
    comment = declaration.comment
    for key, present, confirmed in (
        ("unconfirmed.compliance", declaration.has_compliance, comment.compliance_confirmed),
        ("unconfirmed.composition", declaration.has_composition, comment.composition_confirmed),
    ):
        if present and confirmed is False:
            yield found(key, PRODUCT, declaration.line)
    if declaration.main.is_complete is False:
        yield found("unconfirmed.incomplete", "/Main", declaration.line)


def signatures(declaration: Declaration) -> Iterator[Finding]:
    """A signature, which is kept but not verified.

    Source:
        IEC 62474 `Signature` (XML signature); chemSHERPA writes none.
    """
    signature = declaration.main.signature
    if signature is not None:
        yield found("signature-unchecked", signature.path)
