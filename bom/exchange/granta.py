"""Granta BoM XML as a bill of materials: which part is used in which, how often.

Source:
    Granta BoM XML 17/11, 23/01, 24/12 and 25/05 (`…grantadesign.com/…/BillOfMaterialsEco`), public
    samples of its Python client. `PartsEco/Components/Part` nests through `Components`; a part has
    `PartNumber` and `Quantity @Unit`. Materials, specifications, substances and processes are not
    usages: what the first two are made of stands in the Granta database, not in the file.
"""

from __future__ import annotations

from typing import Final

from bom.errors import UnreadableTable
from bom.findings import RowFinding, found_in_row
from chemsherpa.errors import Refused
from chemsherpa.lenient import Lenient
from chemsherpa.limits import Limits
from chemsherpa.names import Element
from chemsherpa.safe_xml import parse

__all__ = ["Usages", "is_xml", "read_granta"]

Usages = list[tuple[int, dict[str, str]]]
"""Line and cells of each usage, the cells by the column names of a bill of materials."""

_STARTS: Final = (b"<", b"\xff\xfe", b"\xfe\xff")
_ROOT: Final = "PartsEco"
_NAMESPACE: Final = "http://www.grantadesign.com/"


def is_xml(content: bytes) -> bool:
    """Whether the bytes are XML and no CSV or JSON."""
    return content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_STARTS)


def read_granta(content: bytes, name: str) -> tuple[Usages, list[RowFinding]]:
    """The usages of a file, and what was left out of it.

    A part that stands in several places is read once; the places must agree.

    Raises:
        UnreadableTable: no XML, another root, no part, or one part with two contents.
    """
    try:
        return _usages(_opened(parse(content, limits=Limits()), name), name)
    except Refused as refused:
        raise UnreadableTable("unreadable-table.xml", file=name, detail=refused.message) from None


def _usages(tree: Lenient, name: str) -> tuple[Usages, list[RowFinding]]:
    parts = _parts_in(tree)
    if not parts:
        raise UnreadableTable("unreadable-table.parts", file=name)
    usages: Usages = []
    known: dict[str, list[dict[str, str]]] = {}
    for part in parts:
        # Nobody uses what stands at the top; how many of it there are is said of no parent.
        _use(part)
        _read(part, name, usages, known)
    return usages, [
        found_in_row("left-out", name, first.line, None, name=missed, count=count)
        for missed, count, first in tree.unread_names()
    ]


def _opened(root: Element, name: str) -> Lenient:
    tree = Lenient(root)
    if tree.name != _ROOT or not str(root.tag).startswith(f"{{{_NAMESPACE}"):
        raise UnreadableTable("unreadable-table.root", file=name, root=tree.name)
    # Ids inside the file; nothing outside refers to them.
    tree.get("id")
    return tree


def _parts_in(node: Lenient) -> list[Lenient]:
    return [part for components in node.all("Components") for part in components.all("Part")]


def _use(part: Lenient) -> dict[str, str]:
    """The cells of a usage that the used part says of itself."""
    part.get("id")
    quantity = part.one("Quantity")
    return {
        "child": _number(part),
        "quantity": quantity.text() if quantity else "",
        "unit": quantity.said("Unit") if quantity else "",
    }


def _number(part: Lenient) -> str:
    number = part.one("PartNumber")
    return number.text() if number else ""


def _read(part: Lenient, file: str, usages: Usages, known: dict[str, list[dict[str, str]]]) -> None:
    number, inner = _number(part), _parts_in(part)
    _names(part)
    used = [_use(each) for each in inner]
    is_new = bool(used) and (not number or number not in known)
    if used and not is_new and known[number] != used:
        raise UnreadableTable("unreadable-table.contents", file=file, line=part.line, number=number)
    if is_new:
        known[number] = used
        usages += [
            (each.line, {"parent": number, **cells})
            for each, cells in zip(inner, used, strict=True)
        ]
    for each in inner:
        _read(each, file, usages, known)


def _names(part: Lenient) -> None:
    """Names that a declaration of the part gives itself."""
    part.ignore("Name", "ExternalIdentity")
