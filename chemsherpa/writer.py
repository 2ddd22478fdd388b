"""Declarations out again, as the official tool writes them.

Which tool wrote a file is a statement too. By default ours says its own name; the official tool
presumably opens its own files only, so a file may also be written under the tool's name, but only
by somebody who asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from importlib.metadata import version
from typing import Final

from chemsherpa.document import Declaration, Foreign, ListRef, Main, Scheme
from chemsherpa.marshal import Attributes, Order, marshal
from chemsherpa.names import NAMESPACE

__all__ = ["COMPATIBLE_TOOLS", "Mode", "own_tool", "write"]


class Mode(StrEnum):
    """Under whose name a file is written."""

    HONEST = "honest"
    COMPATIBLE = "compatible"


COMPATIBLE_TOOLS: Final[Mapping[Scheme, ListRef]] = {
    Scheme.CHEMSHERPA_AI: ListRef("chemSHERPA-AI-V2R1.00.1@2.10.00", "chemSHERPA", "0"),
    Scheme.CHEMSHERPA_CI: ListRef("chemSHERPA-CI-V2R1.00.0@2.10.00", "chemSHERPA", "0"),
}
"""What compatible mode writes where the declaration names no tool of chemSHERPA's.

Source:
    Files of the official tools: `{program version}@{integrated list version}`.
"""

_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_DECLARATION: Final = '<?xml version="1.0" encoding="utf-8"?>\r\n'
_COMPANY_ID: Final = ("authority", "identity", "version")
# The tool for chemicals writes the attributes of a product in another order than that for
# articles, and a company's number in another order than every other reference.
_CI_ORDER: Final[Order] = {
    "Product": ("productFamilyName", "comment", "unitType", "isArticle"),
    "SupplyCompany/UniqueID": _COMPANY_ID,
    "RequestCompany/UniqueID": _COMPANY_ID,
}
_ORDER: Final[Order] = {
    "SupplyCompany/UniqueID": _COMPANY_ID,
    "RequestCompany/UniqueID": _COMPANY_ID,
}


def own_tool() -> ListRef:
    """What we write into a file that is ours."""
    return ListRef(f"chemgate-{version('chemgate')}", "chemgate", "0")


def write(declaration: Declaration, *, mode: Mode = Mode.HONEST) -> bytes:
    """The declaration as an XML file of its own; the same declaration gives the same bytes.

    Encoding UTF-8 without BOM, CRLF, two spaces of indent, attributes in the official tool's
    order. A signature is written as it was read; it signs the bytes of the original, so whoever
    needs it keeps the original.

    Source:
        Layout of 18 files of chemSHERPA-AI V2R1.00.1 and -CI V2R1.00.0, met byte for byte.
    """
    main = replace(declaration.alone.main, tool_id=_tool(declaration, mode))
    raw = {"ToolNameVersionID": main.signature.xml} if main.signature else {}
    order = _CI_ORDER if declaration.scheme is Scheme.CHEMSHERPA_CI else _ORDER
    text = marshal("Main", main, root=_root(main), order=order, raw=raw)
    return (_DECLARATION + text).encode()


def _tool(declaration: Declaration, mode: Mode) -> ListRef | None:
    if mode is Mode.HONEST:
        return own_tool()
    known = declaration.main.tool_id
    if known is not None and known.authority == "chemSHERPA":
        return known
    return COMPATIBLE_TOOLS.get(declaration.scheme, known)


def _root(main: Main) -> Attributes:
    told: Attributes = [
        ("schemaDatabaseVersion", main.schema_version),
        ("xmlns", NAMESPACE),
        ("xmlns:xsi", _XSI),
    ]
    if main.language is not None:
        told.append(("charaLocal", main.language))
    if main.is_complete is not None:
        told.append(("declarationComplete", "true" if main.is_complete else "false"))
    return told + [(_prefixed(each), each.value) for each in main.foreign if _is_ours(each)]


def _is_ours(foreign: Foreign) -> bool:
    return foreign.element == "Main" and foreign.name.startswith(f"{{{_XSI}}}")


def _prefixed(foreign: Foreign) -> str:
    return "xsi:" + foreign.name.rpartition("}")[2]
