"""Schema check: libxml2 decides in a tenth of a millisecond, xmlschema explains what is wrong.

Both see the tree that is read afterwards. The schema is our own file; nothing is ever fetched, and
`xsi:schemaLocation` in a document is not followed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from itertools import islice
from typing import Final, cast

import xmlschema
from lxml import etree
from lxml.etree import _LogEntry

from chemsherpa.findings import Finding, found
from chemsherpa.limits import Limits
from chemsherpa.names import Element, line_of, path_of
from chemsherpa.safe_xml import parse

__all__ = ["check_schema"]

_SCHEMA: Final = "declaration.xsd"
_MOST: Final = 50
_MOST_SHORT: Final = 10
# xmlschema is quadratic in misplaced siblings: 0.2 s for 1 000, 1.4 s for 16 000, hours for the
# million that a 4 MB file holds. Real declarations have about a thousand elements. It also takes
# 2 s for the base64 of an attachment of 8 MB.
_MOST_EXPLAINED: Final = 5_000
_LONG_VALUE: Final = "boolean(//@*[string-length() > 100000])"


def check_schema(root: Element) -> tuple[Finding, ...]:
    """Where the document breaks the schema; empty when it is valid.

    Source:
        IEC 62474 X8.21 as written down in `schemas/declaration.xsd`.
    """
    if _compiled().validate(root):
        return ()
    findings = () if _is_large(root) else tuple(islice(_explained(root), _MOST))
    return findings or _as_libxml2_says(root)


def _is_large(root: Element) -> bool:
    if next(islice(root.iter(), _MOST_EXPLAINED, None), None) is not None:
        return True
    return bool(root.xpath(_LONG_VALUE))


def _schema_text() -> bytes:
    return resources.files("chemsherpa").joinpath("schemas", _SCHEMA).read_bytes()


@cache
def _compiled() -> etree.XMLSchema:
    return etree.XMLSchema(parse(_schema_text(), limits=Limits()))


@cache
def _explaining() -> xmlschema.XMLSchema10:
    return xmlschema.XMLSchema10(_schema_text().decode(), allow="none", defuse="always")


def _explained(root: Element) -> Iterator[Finding]:
    # An unknown xsi:type raises out of the iterator instead of being reported by it. Our schema
    # has no identity constraints, so no XPath error can come with it.
    try:
        for error in _explaining().iter_errors(root):
            element = error.elem if isinstance(error.elem, Element) else root
            yield _finding(element, error.reason or error.message)
    except xmlschema.XMLSchemaException as error:
        yield _finding(root, str(error))


def _as_libxml2_says(root: Element) -> tuple[Finding, ...]:
    # A validator of its own: the log of the shared one also holds what other threads reject.
    validator = etree.XMLSchema(parse(_schema_text(), limits=Limits()))
    validator.validate(root)
    log = cast("Iterable[_LogEntry]", validator.error_log)
    findings = (_finding(_at(root, entry.path), str(entry.message)) for entry in log)
    return tuple(islice(findings, _MOST_SHORT)) or (_finding(root, "it breaks the schema"),)


def _at(root: Element, xpath: str) -> Element:
    # libxml2 tells places as `/*/*[1]/*[3]`, or with the prefixes that the document uses; one
    # that is declared further inside cannot be resolved from here.
    prefixes = {prefix: uri for prefix, uri in root.nsmap.items() if prefix}
    try:
        found = root.getroottree().xpath(xpath, namespaces=prefixes) if xpath else []
    except etree.XPathError:
        return root
    return cast("list[Element]", found)[0] if found else root


def _finding(element: Element, reason: str) -> Finding:
    return found("schema-invalid", path_of(element), line_of(element), detail=reason)
