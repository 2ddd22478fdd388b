"""Names, comments and remarks: written as the receiving systems can take them?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, TypeAlias

from chemsherpa.checks.listed import list_version
from chemsherpa.comment_layout import SEPARATOR
from chemsherpa.comments import LAYOUTS
from chemsherpa.document import (
    Answer,
    Declaration,
    Material,
    Part,
    Product,
    Response,
    Scheme,
    Scip,
    Substance,
)
from chemsherpa.findings import Finding, found
from chemsherpa.walk import PRODUCT, materials_of, parts_of, spoken_answers_of, substances_of

__all__ = ["comment_fields", "half_width", "named_products", "review_comments"]

_HALF_WIDTH: Final = re.compile(r"[\x20-\x7e]*")
_HALF_WIDTH_SINCE: Final = (2, 9)
_VERSION: Final = re.compile(r"([0-9]{1,4})\.([0-9]{1,4})", re.ASCII)
_HINT_AT_LAW: Final = re.compile(r"(?<![A-Za-z0-9])(LR0[1-9]|IC0[12])(?![0-9])", re.ASCII)
_CHEMSHERPA: Final = frozenset({Scheme.CHEMSHERPA_AI, Scheme.CHEMSHERPA_CI})

_Commented: TypeAlias = Product | Response | Part | Material | Substance | Answer


def named_products(declaration: Declaration) -> Iterator[Finding]:
    """A product without number or name, which nobody can find again.

    Source:
        chemSHERPA: product name and number are mandatory; IEC 62474 leaves them optional.
    """
    if declaration.scheme not in _CHEMSHERPA:
        return
    if not declaration.part_number.strip():
        yield found("product-unnamed.number", PRODUCT, declaration.line)
    if not declaration.name.strip():
        yield found("product-unnamed.name", PRODUCT, declaration.line)


def half_width(declaration: Declaration) -> Iterator[Finding]:
    """Names, numbers and SCIP fields with other characters than half-width ones.

    The exact set is not public; ours is ASCII 0x20 to 0x7E.

    Source:
        chemSHERPA: names and numbers of product and parts since substance list 2.09; SCIP texts.
    """
    version = _VERSION.match(list_version(declaration))
    if declaration.scheme not in _CHEMSHERPA or version is None:
        return
    if (int(version[1]), int(version[2])) < _HALF_WIDTH_SINCE:
        return
    for path, text, line in _names(declaration):
        if text and not _HALF_WIDTH.fullmatch(text):
            yield found("half-width", path, line, text=text)


def _names(declaration: Declaration) -> Iterator[tuple[str, str, int]]:
    own = (declaration.part_number, declaration.name, *_texts(declaration.comment.scip))
    yield from ((PRODUCT, text, declaration.line) for text in own)
    for path, part in parts_of(declaration):
        yield from ((path, text, part.line) for text in (part.identifier, part.name))
        yield from ((path, text, part.line) for text in _texts(part.scip))
    for path, _, answer in spoken_answers_of(declaration):
        if answer.scip is not None:
            yield from ((path, text, answer.line) for text in _texts(answer.scip))


def _texts(scip: Scip | None) -> tuple[str, ...]:
    return (scip.identifier, scip.name, scip.safe_use) if scip else ()


def comment_fields(declaration: Declaration) -> Iterator[Finding]:
    """A comment with another number of fields than its mini-format has.

    Source:
        chemSHERPA comments, fields divided by `@`. Nobody says whether a typed `@` is escaped; in
        files of the official tool none occurs.
    """
    layouts = LAYOUTS.get(declaration.scheme, {})
    for path, node in _commented(declaration):
        comment, layout = node.comment, layouts.get(type(node))
        if not comment or layout is None or comment.count(SEPARATOR) == layout.count - 1:
            continue
        key = "comment-fields.typed" if layout.is_certain(comment) else "comment-fields.unclear"
        count = comment.count(SEPARATOR) + 1
        yield found(key, path, _line(node), count=count, expected=layout.count)


def _commented(declaration: Declaration) -> Iterator[tuple[str, _Commented]]:
    yield PRODUCT, declaration.product
    if declaration.response is not None:
        yield "/Main/BusinessInfo/Response", declaration.response
    yield from parts_of(declaration)
    yield from materials_of(declaration)
    yield from substances_of(declaration)
    yield from ((path, answer) for path, _, answer in spoken_answers_of(declaration))


def _line(node: _Commented) -> int | None:
    return None if isinstance(node, Response) else node.line


def review_comments(declaration: Declaration) -> Iterator[Finding]:
    """A remark that names a management criterion: a person has to read what it says.

    Source:
        chemSHERPA criteria LR01 to LR09, IC01, IC02 are not stored in files; a supplier who names
        one in a remark tells something that no field holds (LR07 and LR08 conditions).
    """
    for path, node in _commented(declaration):
        remark = getattr(node, "remark", "")
        if remark and (named := _HINT_AT_LAW.search(remark)):
            yield found("review-comment", path, _line(node), criterion=named[1])
