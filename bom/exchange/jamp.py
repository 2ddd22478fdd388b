"""JAMP's two formats before chemSHERPA: dictionary XML in which every value has a code for a name.

A value stands in `KJEnnn/PROPERTY_VALUE`, with `@prefix` and `@unit`; groups are `KJAnnn`. They
were replaced by chemSHERPA in 2018: a composition is still what a thing is made of, but the word
on laws was given against the lists of its time, so it is counted and left out.

Source:
    No file was at hand. Codes, groups and nesting as the style sheets of a public viewer use them;
    versions 3.0, 3.1, 4.0 and 4.1 exist, told by the fifth character of “Use format”.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bom.exchange.errors import Refused
from bom.exchange.findings import found
from chemsherpa.amounts import Written, mass_of, percent_of, units_of
from chemsherpa.days import told_day
from chemsherpa.document import (
    BusinessInfo,
    Company,
    Contact,
    Declaration,
    Main,
    Mass,
    Product,
    Response,
    Scheme,
    Share,
)
from chemsherpa.findings import Finding
from chemsherpa.lenient import Lenient

__all__ = [
    "Header",
    "amount",
    "count",
    "declared",
    "groups",
    "opened",
    "share",
    "single",
    "text",
    "value",
]

_GROUPS: Final = frozenset({"KJA027", "KJA028", "KJA029", "KJA030", "KJA031", "KJA043", "KJA044"})
_VERSION: Final = "4"
_VERSION_AT: Final = 4
_TEMPORARY: Final = "-temp"
# The micro sign, the Greek letter it looks like, and the letter typed instead.
_PREFIXES: Final = {"m": "mg", "k": "kg", "": "g", "µ": "ug", "μ": "ug", "u": "ug"}
_SHARES: Final = {"%": "percent", "mass%": "percent", "wt%": "percent", "ppm": "ppm"}


@dataclass(frozen=True, slots=True)
class Header:
    """Where one of the formats keeps what both have.

    Attributes:
        format, kind: version and document kind.
        days: of submission, revision and creation, the first that is told counting.
        local_company: the company's name in its own language.
        laws: groups that speak of laws.
    """

    name: str
    format: str
    kind: str
    days: tuple[str, ...]
    company: str
    local_company: str
    laws: tuple[str, ...]


def value(node: Lenient, code: str) -> Lenient | None:
    """The element that holds the value of a property, None where it is absent or empty.

    Raises:
        Refused: `value-twice`: two different values of one property of one thing.
    """
    told = [each for each in _values(node, code) if each.text()]
    if len({each.text() for each in told}) > 1:
        raise Refused("value-twice", where=told[1].where, line=told[1].line, name=code)
    return told[0] if told else None


def text(node: Lenient, code: str) -> str:
    """The value of a property as text, "" without."""
    found_here = value(node, code)
    return found_here.text() if found_here else ""


def single(node: Lenient, code: str) -> str:
    """The value of a property that may stand several times, "" where its values differ."""
    told = {each.text() for each in _values(node, code)} - {""}
    return told.pop() if len(told) == 1 else ""


def groups(node: Lenient, code: str) -> list[Lenient]:
    """The groups of that code directly below a group, whatever stands between."""
    return node.below(code, outside=_GROUPS)


def _values(node: Lenient, code: str) -> list[Lenient]:
    properties = node.below(code, outside=_GROUPS)
    for each in properties:
        # The label of the value, in the language of the file.
        each.ignore("PROPERTY_SNAME")
    return [one for each in properties for one in each.below("PROPERTY_VALUE")]


def amount(node: Lenient, code: str) -> Mass | None:
    """A mass, None without.

    Raises:
        Refused: `value-mass`, `unit-unknown`.
    """
    at = value(node, code)
    if at is None:
        return None
    prefix, unit = at.said("prefix"), at.said("unit")
    number = Written(at.text(), code, at.where, at.line)
    # The unit of a mass is g, written or not; the prefix tells which one.
    known = unit in {"", "g"} and prefix in _PREFIXES
    return mass_of(number, _PREFIXES[prefix] if known else f"{prefix}{unit}")


def share(node: Lenient, code: str) -> Share | None:
    """A percentage, None without.

    Raises:
        Refused: `value-percent`, `unit-unknown`.
    """
    at = value(node, code)
    if at is None:
        return None
    unit = at.said("unit")
    return percent_of(Written(at.text(), code, at.where, at.line), _SHARES.get(unit.lower(), unit))


def count(node: Lenient, code: str) -> str:
    """How many there are.

    Raises:
        Refused: `value-units`, `count-missing`.
    """
    at = value(node, code)
    if at is None:
        raise Refused("count-missing", where=node.where, line=node.line)
    return units_of(Written(at.text(), code, at.where, at.line))


def opened(tree: Lenient, header: Header) -> list[Finding]:
    """What there is to say before anything is read.

    Raises:
        Refused: `legacy-version`: a version whose fields mean something else.
    """
    version = text(tree, header.format)
    if version[_VERSION_AT : _VERSION_AT + 1] != _VERSION:
        raise Refused(
            "legacy-version", where=tree.where, line=tree.line, name=header.name, version=version
        )
    told: list[Finding] = []
    if text(tree, header.kind).endswith(_TEMPORARY):
        told.append(found("temporary-file", tree.where, tree.line, name=header.name))
    return told


def declared(
    tree: Lenient, header: Header, scheme: Scheme, product: Product, told: list[Finding]
) -> Declaration:
    """The declaration around a product; `told` gets what was left out."""
    business = BusinessInfo("Distribution", response=_response(tree, header, told))
    version = text(tree, header.format)
    main = Main(schema_version=version, business=business, products=(product,))
    laws = tree.below(*header.laws)
    for law in laws:
        law.ignore_all()
    names = " ".join(sorted(name for name, _, _ in tree.unread_names()))
    key = "legacy-format.rest" if names else "legacy-format.whole"
    about: dict[str, str | int] = {
        "name": header.name,
        "version": version,
        "laws": len(laws),
        "detail": names,
    }
    told.append(found(key, tree.where, tree.line, **about))
    return Declaration(scheme, main)


def _response(tree: Lenient, header: Header, told: list[Finding]) -> Response:
    days = [text(tree, code) for code in header.days]
    written = next(filter(None, days), "")
    nobody = Contact(name="", title="", email="", phone="")
    return Response(
        date=told_day(written, tree.where, tree.line, told),
        authorizer=nobody,
        contact=nobody,
        company_info=Company(
            text(tree, header.company), name_local=text(tree, header.local_company) or None
        ),
    )
