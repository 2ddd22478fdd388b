"""Bytes to tree: the only place where a parser is made.

What the parser sees is what every later step reads: one tree, from the bytes as they came. Three
things would make it another text for another reader, so they are refused: a DOCTYPE (its ATTLIST
can inject a mass that is not in the file), an element, comment or instruction inside text (one
reader joins `7439-` and `92-1`, another stops), and encodings that readers guess differently.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from chemsherpa.errors import Refused
from chemsherpa.limits import Limits
from chemsherpa.names import Element, is_element, line_of, path_of
from chemsherpa.recognise import refuse_html
from chemsherpa.xml_encoding import as_utf8

__all__ = ["parse"]

_CHUNK: Final = 64 * 1024
_WHITE_SPACE: Final = " \t\r\n"
_PROLOG_PART: Final = re.compile(rb"[ \t\r\n]+|<\?|<!--")
_EVENTS: Final = ("start", "end", "start-ns")
# libxml2's XML_ERR_NAME_TOO_LONG and XML_ERR_RESOURCE_LIMIT: its own caps, met within one chunk.
_LIMIT_ERRORS: Final = frozenset({110, 114})


def parse(data: bytes, *, limits: Limits) -> Element:
    """The root element of a document that says the same to every reader.

    Raises:
        Refused: the codes `xml-…`, and `not-a-declaration` for a web page.

    Source:
        XML 1.0, 2.8 (prolog), 3.3.2 (attribute defaults), 4.3.3 (encodings).
    """
    text = as_utf8(data)
    _refuse_doctype(text)
    root = _fed(text, limits=limits)
    # The scan above has seen every prolog that is well-formed; this asks the parser itself.
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise _doctype(1)
    _check_texts(root, limits=limits)
    return root


def _entities(line: int) -> Refused:
    return Refused(
        "xml-entity",
        "the file declares entities",
        line=line,
        hint="declarations have none; a few lines of them unfold to gigabytes or read other files",
    )


def _doctype(line: int) -> Refused:
    return Refused(
        "xml-doctype",
        "the file has a DOCTYPE",
        line=line,
        hint="declarations have none; it can change what the file says",
    )


def _refuse_doctype(text: bytes) -> None:
    at = 3 if text.startswith(b"\xef\xbb\xbf") else 0
    while match := _PROLOG_PART.match(text, at):
        closing = {b"<?": b"?>", b"<!--": b"-->"}.get(match[0])
        at = match.end()
        if closing is not None:
            found = text.find(closing, at)
            if found < 0:
                return
            at = found + len(closing)
    refuse_html(text[at : at + 40])
    if text.startswith(b"<!DOCTYPE", at):
        line = text.count(b"\n", 0, at) + 1
        # Either is refused unread; the word only tells people which of the two attacks it was.
        raise _entities(line) if b"<!ENTITY" in text[at:] else _doctype(line)


def _parser() -> etree.XMLPullParser:
    return etree.XMLPullParser(
        events=_EVENTS,
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        recover=False,
        collect_ids=False,
    )


def _fed(text: bytes, *, limits: Limits) -> Element:
    parser = _parser()
    counts = _Counts(limits)
    try:
        for start in range(0, len(text), _CHUNK):
            parser.feed(text[start : start + _CHUNK])
            counts.take(parser.read_events())
        root = parser.close()
    except etree.XMLSyntaxError as error:
        raise _syntax_error(error) from error
    counts.take(parser.read_events())
    return root


def _syntax_error(error: etree.XMLSyntaxError) -> Refused:
    is_limit = getattr(error, "code", None) in _LIMIT_ERRORS
    return Refused(
        "xml-limit" if is_limit else "xml-not-well-formed",
        f"the XML parser stops: {str(error.msg).strip()[:200]}",
        line=error.lineno or None,
        hint="no declaration needs that much; check the export"
        if is_limit
        else "export the file again; edited by hand, it is easily broken",
    )


class _Counts:
    """Counts while the document is read, so that no excess is ever built up."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._depth = 0
        self._elements = 0
        self._attributes = 0
        self._namespaces = 0

    def take(self, events: Iterator[tuple[str, object]]) -> None:
        """Count what the parser has met since the last call.

        Raises:
            Refused: `xml-limit`.
        """
        for event, found in events:
            if event == "start-ns":
                self._namespaces += 1
                _check(self._namespaces, self._limits.namespaces, "namespaces", None)
            elif event == "end":
                self._depth -= 1
            elif isinstance(found, Element):
                self._start(found)

    def _start(self, element: Element) -> None:
        self._depth += 1
        self._elements += 1
        line = line_of(element)
        _check(self._depth, self._limits.depth, "levels of elements", line)
        _check(self._elements, self._limits.elements, "elements", line)
        attributes = len(element.attrib)
        self._attributes += attributes
        _check(attributes, self._limits.attributes, "attributes on one element", line)
        _check(self._attributes, self._limits.attributes_in_all, "attributes in all", line)


def _check(count: int, most: int, what: str, line: int | None) -> None:
    if count > most:
        raise Refused(
            "xml-limit",
            f"more than {most} {what}",
            line=line,
            hint="no declaration needs that many; check the export",
        )


def _check_texts(root: Element, *, limits: Limits) -> None:
    # Comments and instructions beside the root say nothing; those within are walked too.
    for node in root.iter():
        for text in (node.text, node.tail):
            _check(len(text or ""), limits.characters, "characters in one text", line_of(node))
        if not is_element(node):
            continue
        for value in node.attrib.values():
            length = len(value)
            _check(length, limits.characters, "characters in one attribute", line_of(node))
        if len(node) and _has_text(node):
            raise Refused(
                "xml-mixed-content",
                "a text is interrupted by an element, a comment or an instruction",
                line=line_of(node),
                where=path_of(node),
                hint="different programs read such a text differently; remove the interruption",
            )


def _has_text(node: Element) -> bool:
    if (node.text or "").strip(_WHITE_SPACE):
        return True
    return any((child.tail or "").strip(_WHITE_SPACE) for child in node)
