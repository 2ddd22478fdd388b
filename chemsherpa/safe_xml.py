"""Bytes to tree: the only place where a parser is made.

What the parser sees is what every later step reads: one tree, from the bytes as they came. Three
things would make it another text for another reader, so they are refused: a DOCTYPE (its ATTLIST
can inject a mass that is not in the file), an element, comment or instruction inside text (one
reader joins `7439-` and `92-1`, another stops), and encodings that readers guess differently.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final, cast

from lxml import etree

from chemsherpa.errors import Refused
from chemsherpa.limits import Limits
from chemsherpa.names import NAMESPACE, Element, line_of, path_of
from chemsherpa.recognise import refuse_html
from chemsherpa.xml_encoding import as_utf8

__all__ = ["parse"]

_PROLOG_PART: Final = re.compile(rb"[ \t\r\n]+|<\?|<!--")
_NAMESPACE_DECLARATION: Final = re.compile(rb"[ \t\r\n]xmlns[ \t\r\n:=]")
# Questions to the tree are asked as XPath, which libxml2 answers without a Python object for each
# node: 0.2 ms for a real file of 73 kB, where a loop over its nodes takes 0.7 to 1.4 ms.
_ANY: Final = "descendant-or-self::*"
_INTERRUPTED: Final = (
    f"{_ANY}[text()[normalize-space()]][* or comment() or processing-instruction()]"
)
# The shortest things that count as one: `<a/>` and ` a=""`.
_SHORTEST_ELEMENT: Final = 4
_SHORTEST_ATTRIBUTE: Final = 5
# libxml2's XML_ERR_NAME_TOO_LONG and XML_ERR_RESOURCE_LIMIT: its own caps.
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
    _check_marks(text, limits=limits)
    root = _tree(text)
    # The scan above has seen every prolog that is well-formed; this asks the parser itself.
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise Refused("xml-doctype", line=1)
    _check_depth_and_width(root, limits=limits)
    if _leaves_room(text, limits=limits):
        _check_lengths(root, limits=limits)
    _check_unbroken(root)
    return root


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
        raise Refused("xml-entity" if b"<!ENTITY" in text[at:] else "xml-doctype", line=line)


def _check_marks(text: bytes, *, limits: Limits) -> None:
    """Refuse by its bytes what would fill the memory once it is a tree.

    Each element needs a `<` and each attribute a `=`, so these bound both from above, at the speed
    of a byte search; that a comment or a text may hold some too matters far above honest files
    only. A file too short for that many is not searched at all.
    """
    if len(text) > _SHORTEST_ELEMENT * limits.elements:
        _check(text.count(b"<") - text.count(b"</"), limits.elements, "xml-limit.elements")
    if len(text) > _SHORTEST_ATTRIBUTE * limits.attributes_in_all:
        _check(text.count(b"="), limits.attributes_in_all, "xml-limit.attributes-in-all")
    if text.count(b"xmlns") > limits.namespaces:
        declared = sum(1 for _ in _NAMESPACE_DECLARATION.finditer(text))
        _check(declared, limits.namespaces, "xml-limit.namespaces")


def _check(count: int, most: int, key: str) -> None:
    if count > most:
        raise Refused(key, most=most)


def _tree(text: bytes) -> Element:
    parser = etree.XMLParser(
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
    try:
        return etree.fromstring(text, parser)
    except etree.XMLSyntaxError as error:
        raise _syntax_error(error) from error


def _syntax_error(error: etree.XMLSyntaxError) -> Refused:
    is_limit = getattr(error, "code", None) in _LIMIT_ERRORS
    key = "xml-limit.parser" if is_limit else "xml-not-well-formed.parser"
    return Refused(key, line=error.lineno or None, detail=str(error.msg).strip())


def _leaves_room(text: bytes, *, limits: Limits) -> bool:
    """Whether the bytes leave room for an attribute or a text longer than `limits.characters`.

    Neither can hold a `<` as it stands. A run of more than n bytes without one covers a whole
    block of n // 2 + 1 bytes, and to look into each block costs next to nothing. CDATA, comments
    and instructions may hold some, so with them there is room; a long instruction ends beyond the
    first block, the XML declaration before. One byte is searched three times as fast as two.
    """
    block = limits.characters // 2 + 1
    return (
        (b"!" in text and b"<!" in text)
        or text.find(b"?", block) >= 0
        or any(
            text.find(b"<", start, start + block) < 0
            for start in range(0, len(text) - block + 1, block)
        )
    )


def _check_depth_and_width(root: Element, *, limits: Limits) -> None:
    # libxml2 itself stops at 256 levels, so the tree is never deep enough to hurt.
    _refuse(root, "/*" * (limits.depth + 1), "xml-limit.depth", limits.depth)
    # Asked of libxml2 before anybody reads them: lxml reads n attributes in n² steps.
    too_many = f"({_ANY}/@*[{limits.attributes + 1}])[1]/.."
    _refuse(root, too_many, "xml-limit.attributes", limits.attributes)


def _check_lengths(root: Element, *, limits: Limits) -> None:
    """Comments and instructions beside the root say nothing; those within are measured too."""
    most = limits.characters
    for kind in ("text()", "comment()", "processing-instruction()"):
        _refuse(root, f"{_ANY}[{kind}[string-length() > {most}]]", "xml-limit.text", most)
    # Only an attachment, such as a test report, may hold a whole document in an attribute.
    long = f"@*[string-length() > {most}][not(name() = 'data' and parent::d:Attachment)]"
    _refuse(root, f"{_ANY}[{long}]", "xml-limit.attribute-text", most)
    most = limits.attachment_characters
    long = f"descendant::d:Attachment[string-length(@data) > {most}]"
    _refuse(root, long, "xml-limit.attribute-text", most)


def _check_unbroken(root: Element) -> None:
    if (broken := _first(root, _INTERRUPTED)) is not None:
        raise Refused("xml-mixed-content", line=line_of(broken), where=path_of(broken))


def _refuse(root: Element, path: str, key: str, most: int) -> None:
    if (found := _first(root, path)) is not None:
        raise Refused(key, line=line_of(found), most=most)


def _first(root: Element, path: str) -> Element | None:
    # Of elements only: libxml2 sorts what it finds, and comparing the places of two texts walks all
    # that stands between them (40 000 comments and texts 9 s, a million of them hours).
    found = cast("list[Element]", _compiled(f"({path})[1]")(root))
    return found[0] if found else None


@cache
def _compiled(path: str) -> etree.XPath:
    return etree.XPath(path, namespaces={"d": NAMESPACE})
