"""A product described in one JSON file: read strictly, every number by its decimal text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

from bom.errors import InvalidStructureFile
from bom.structures.json_object import Interval, JsonObject
from regulations.errors import InvalidQuantity
from regulations.quantities import mass_fraction, nanograms

__all__ = [
    "StructureDeclared",
    "StructureFile",
    "StructureMaterial",
    "StructurePart",
    "StructureSubstance",
    "parse_structure",
    "read_structure",
]

_FORMAT: Final = "chemgate-structure/1"
_DEEPEST: Final = 64
_SUBSTANCE_IDS: Final = ("cas", "ec", "sn", "dsl", "group")


@dataclass(frozen=True, slots=True)
class StructureDeclared:
    """What silence means from here on down."""

    full_material: bool
    lists: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class StructureSubstance:
    """A substance of a material.

    Attributes:
        id_type: one of ``cas ec sn dsl group``, or ``name`` for an undisclosed one.
        share: share of the material, 1 = all; None when a mass or nothing was given.
        mass: nanograms.
        exemptions: exemption ids claimed.
        written: the amount as it stands in the file, and its unit.
    """

    where: str
    id_type: str
    value: str
    name: str
    share: Interval | None
    mass: Interval | None
    exemptions: tuple[str, ...]
    intentional: bool | None
    written: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class StructureMaterial:
    """A homogeneous material; `label` is its id, else its name; mass in nanograms."""

    where: str
    label: str
    mass: Fraction | None
    is_article: bool
    substances: tuple[StructureSubstance, ...]
    context: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StructurePart:
    """A part; `parts` pairs each child with its quantity.

    Attributes:
        substances: given directly on the part, which is then one homogeneous material.
        is_told: some content or a declaration of its own was given, be it empty.
        context: words for its use and matter; they hold for everything in it.
        excluded: what was left out of it on purpose, each with the reason that was told.
    """

    where: str
    part_number: str
    name: str
    revision: str
    manufacturer: str
    mass: Fraction | None
    is_article: bool
    declared: StructureDeclared | None
    parts: tuple[tuple[Fraction, StructurePart], ...]
    materials: tuple[StructureMaterial, ...]
    substances: tuple[StructureSubstance, ...] | None
    is_told: bool
    context: tuple[str, ...] = ()
    excluded: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class StructureFile:
    """The whole file; `annual_tonnes` by substance identifier as written."""

    part: StructurePart
    declared: StructureDeclared | None
    eee_category: str | None
    annual_tonnes: Mapping[str, Fraction]


def read_structure(path: Path) -> StructureFile:
    """Read a structure file.

    Raises:
        InvalidStructureFile: not readable, or anything in it that is not understood.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InvalidStructureFile(
            f"{path.name} cannot be read: {error.strerror}", where="/", hint="check the path"
        ) from error
    except UnicodeDecodeError as error:
        raise InvalidStructureFile(
            f"{path.name} is not UTF-8", where="/", hint="save it as UTF-8"
        ) from error
    return parse_structure(text)


def parse_structure(text: str) -> StructureFile:
    """Read the text of a structure file.

    Unknown words are refused: a misspelt `substances` under a full declaration would be green.

    Raises:
        InvalidStructureFile: with the JSON pointer of the place.
    """
    return _file(JsonObject.parse(text))


def _file(root: JsonObject) -> StructureFile:
    root.only("format", "declared", "eee_category", "annual_tonnes", "part")
    if root.text("format") != _FORMAT:
        root.refuse("format", f"expected “{_FORMAT}”")
    if not root.has("part"):
        root.refuse("part", "a structure file describes one part")
    tonnes = root.object("annual_tonnes") if root.has("annual_tonnes") else None
    return StructureFile(
        part=_part(root.object("part"), 0),
        declared=_declared(root),
        eee_category=root.text("eee_category") or None,
        annual_tonnes={name: tonnes.number(name) for name in tonnes.names()} if tonnes else {},
    )


def _part(tree: JsonObject, depth: int) -> StructurePart:
    tree.only(
        "part_number", "name", "revision", "manufacturer", "mass", "is_article", "declared",
        "parts", "materials", "substances", "context",
    )  # fmt: skip
    if depth > _DEEPEST:
        tree.refuse("", f"more than {_DEEPEST} levels of parts")
    if not (tree.text("part_number") or tree.text("name")):
        tree.refuse("part_number", "a part needs a part_number or a name")
    if tree.has("substances") and (tree.has("parts") or tree.has("materials")):
        hint = "give the substances in a material of their own"
        tree.refuse("substances", "a part with parts or materials holds no substances", hint=hint)
    article = tree.flag("is_article")
    content = [name for name in ("parts", "materials", "substances", "declared") if tree.has(name)]
    held = [_usage(usage, depth) for usage in tree.objects("parts")]
    materials = [_material(one) for one in tree.objects("materials")]
    parts = tuple(usage[:2] for usage in held if not usage[2])
    left_out = [(part.part_number or part.name, reason) for _, part, reason in held if reason]
    left_out += [(material.label, reason) for material, reason in materials if reason]
    return StructurePart(
        where=tree.where,
        part_number=tree.text("part_number"),
        name=tree.text("name"),
        revision=tree.text("revision"),
        manufacturer=tree.text("manufacturer"),
        mass=_own_mass(tree),
        is_article=not held if article is None else article,
        declared=_declared(tree),
        parts=parts,
        materials=tuple(material for material, reason in materials if not reason),
        substances=_substances(tree) if tree.has("substances") else None,
        is_told=bool(content),
        context=tree.texts("context"),
        excluded=tuple(left_out),
    )


def _usage(tree: JsonObject, depth: int) -> tuple[Fraction, StructurePart, str]:
    tree.only("quantity", "part", "excluded")
    quantity = tree.number("quantity") if tree.has("quantity") else Fraction(1)
    if not quantity:
        tree.refuse("quantity", "a quantity of zero", hint="leave the part out", code="value-units")
    return quantity, _part(tree.object("part"), depth + 1), _excluded(tree)


def _excluded(tree: JsonObject) -> str:
    """Why something is not delivered, or does not remain; never without a reason."""
    reason = tree.text("excluded").strip()
    if tree.has("excluded") and not reason:
        hint = "say why it is not part of what is delivered, e.g. “assembly jig, not delivered”"
        tree.refuse("excluded", "left out without a reason", hint=hint)
    return reason


def _material(tree: JsonObject) -> tuple[StructureMaterial, str]:
    tree.only("id", "name", "mass", "is_article", "substances", "context", "excluded")
    material = StructureMaterial(
        where=tree.where,
        label=tree.text("id") or tree.text("name") or "material",
        mass=_own_mass(tree),
        is_article=tree.flag("is_article") or False,
        substances=_substances(tree),
        context=tree.texts("context"),
    )
    return material, _excluded(tree)


def _substances(tree: JsonObject) -> tuple[StructureSubstance, ...]:
    return tuple(_substance(one) for one in tree.objects("substances"))


def _substance(tree: JsonObject) -> StructureSubstance:
    tree.only(*_SUBSTANCE_IDS, "name", "mass", "percent", "ppm", "exemption", "intentionally_added")
    given = [name for name in _SUBSTANCE_IDS if tree.text(name)]
    if len(given) > 1:
        tree.refuse(given[1], f"named twice, by {given[0]} and by {given[1]}")
    if not given and not tree.text("name"):
        tree.refuse("", f"a substance needs one of {' '.join(_SUBSTANCE_IDS)} or a name")
    amounts = [name for name in ("mass", "percent", "ppm") if tree.has(name)]
    if len(amounts) > 1:
        tree.refuse(amounts[1], f"its amount is given twice, as {amounts[0]} and as {amounts[1]}")
    share, mass = None, None
    if amounts == ["mass"]:
        mass = _mass(tree)
    elif amounts:
        share = _share(tree, amounts[0])
    kind = given[0] if given else "name"
    return StructureSubstance(
        where=tree.where,
        id_type=kind,
        value=tree.text(kind),
        name=tree.text("name"),
        share=share,
        mass=mass,
        exemptions=tree.texts("exemption"),
        intentional=tree.flag("intentionally_added"),
        written=_written(tree, amounts),
    )


def _written(tree: JsonObject, amounts: list[str]) -> tuple[str, str]:
    if not amounts:
        return "", ""
    if amounts != ["mass"]:
        return tree.written(amounts[0]), amounts[0]
    inner = tree.object("mass")
    ends = f"{inner.written('min') or 0}-{inner.written('max')}"
    return inner.written("value") or ends, inner.text("unit")


def _share(tree: JsonObject, unit: str) -> Interval:
    given = tree.interval(unit)
    return Interval(mass_fraction(given.low, unit), mass_fraction(given.high, unit))


def _mass(tree: JsonObject) -> Interval:
    inner = tree.object("mass")
    inner.only("value", "unit", "min", "max")
    unit = inner.text("unit")
    if inner.has("value"):
        value = inner.number("value")
        given = Interval(value, value)
    else:
        given = inner.ends()
    try:
        return Interval(nanograms(given.low, unit), nanograms(given.high, unit))
    except InvalidQuantity as error:
        inner.refuse("unit", error.message, hint=error.hint)


def _own_mass(tree: JsonObject) -> Fraction | None:
    """Mass of a part or material; a range has no single denominator and counts as absent."""
    if not tree.has("mass"):
        return None
    given = _mass(tree)
    if not given.high:
        tree.refuse(
            "mass", "a mass of zero", hint="leave out a mass that is not known", code="mass-zero"
        )
    return given.high if given.low == given.high else None


def _declared(tree: JsonObject) -> StructureDeclared | None:
    if not tree.has("declared"):
        return None
    inner = tree.object("declared")
    inner.only("full_material_declaration", "lists")
    lists = []
    for one in inner.objects("lists"):
        one.only("list", "version")
        lists.append((one.text("list"), one.text("version")))
    return StructureDeclared(inner.flag("full_material_declaration") or False, tuple(lists))
