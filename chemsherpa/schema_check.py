"""Schema check: libxml2 decides in a tenth of a millisecond, xmlschema explains what is wrong.

Both see the tree that is read afterwards. The schema is our own file; nothing is ever fetched, and
`xsi:schemaLocation` in a document is not followed.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import resources
from itertools import islice
from typing import Final

import xmlschema
from elementpath import ElementPathError
from lxml import etree

from chemsherpa.findings import Finding, Severity
from chemsherpa.limits import Limits
from chemsherpa.names import Element, line_of, path_of
from chemsherpa.safe_xml import parse

__all__ = ["check_schema"]

_SCHEMA: Final = "declaration.xsd"
_MOST: Final = 50
_LONGEST: Final = 300
_HINT: Final = "export the file again from the tool that wrote it"


def check_schema(root: Element) -> tuple[Finding, ...]:
    """Where the document breaks the schema; empty when it is valid.

    Source:
        IEC 62474 X8.21 as written down in `schemas/declaration.xsd`.
    """
    if _compiled().validate(root):
        return ()
    findings = tuple(islice(_explained(root), _MOST))
    return findings or (_unexplained(root),)


def _schema_text() -> bytes:
    return resources.files("chemsherpa").joinpath("schemas", _SCHEMA).read_bytes()


@cache
def _compiled() -> etree.XMLSchema:
    return etree.XMLSchema(parse(_schema_text(), limits=Limits()))


@cache
def _explaining() -> xmlschema.XMLSchema10:
    return xmlschema.XMLSchema10(_schema_text().decode(), allow="none", defuse="always")


def _explained(root: Element) -> Iterator[Finding]:
    # An unknown xsi:type raises out of the iterator instead of being reported by it.
    try:
        for error in _explaining().iter_errors(root):
            element = error.elem if isinstance(error.elem, Element) else root
            yield _finding(element, error.reason or error.message)
    except (xmlschema.XMLSchemaException, ElementPathError) as error:
        yield _finding(root, str(error))


def _unexplained(root: Element) -> Finding:
    # The two validators agree on everything tried; should they not, invalid is what counts.
    return _finding(root, str(_compiled().error_log) or "the document breaks the schema")


def _finding(element: Element, reason: str) -> Finding:
    words = " ".join(reason.split())
    return Finding(
        Severity.ERROR,
        "schema-invalid",
        path_of(element),
        line_of(element),
        words if len(words) <= _LONGEST else words[: _LONGEST - 3] + "...",
        _HINT,
    )
