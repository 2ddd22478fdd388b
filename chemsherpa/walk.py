"""Every node of a composition with its path, in file order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from chemsherpa.document import Answer, Declaration, ListRef, Material, Part, Substance

__all__ = [
    "PRODUCT",
    "answers_of",
    "materials_of",
    "parts_of",
    "spoken_answers_of",
    "substance_lists_of",
    "substances_of",
]

PRODUCT: Final = "/Main/Product"
_COMPOSITION: Final = f"{PRODUCT}/Composition"


def answers_of(declaration: Declaration) -> Iterator[tuple[str, ListRef, Answer]]:
    """All compliance answers, each with its path and the list that its entry stands in."""
    for compliance in declaration.product.compliances:
        for number, answer in enumerate(compliance.answers, 1):
            yield f"{PRODUCT}/Compliance/DsDsg[{number}]", compliance.list, answer


def spoken_answers_of(declaration: Declaration) -> Iterator[tuple[str, ListRef, Answer]]:
    """The answers that say more than “below”: two of 196, and five checks ask for them."""
    for compliance in declaration.product.compliances:
        for number, answer in enumerate(compliance.answers, 1):
            if answer.says_more:
                yield f"{PRODUCT}/Compliance/DsDsg[{number}]", compliance.list, answer


def parts_of(declaration: Declaration) -> Iterator[tuple[str, Part]]:
    """All parts, outer ones before what they contain."""
    yield from _parts(declaration.parts, _COMPOSITION)


def _parts(parts: tuple[Part, ...], path: str) -> Iterator[tuple[str, Part]]:
    for number, part in enumerate(parts, 1):
        here = f"{path}/ProductPart[{number}]"
        yield here, part
        yield from _parts(part.parts, here)


def materials_of(declaration: Declaration) -> Iterator[tuple[str, Material]]:
    """All materials, those directly under the composition first."""
    yield from _materials(declaration.materials, _COMPOSITION)
    for path, part in parts_of(declaration):
        yield from _materials(part.materials, path)


def _materials(materials: tuple[Material, ...], path: str) -> Iterator[tuple[str, Material]]:
    for number, material in enumerate(materials, 1):
        yield f"{path}/Material[{number}]", material


def substance_lists_of(
    declaration: Declaration,
) -> Iterator[tuple[str, tuple[Substance, ...]]]:
    """The substances that stand together, with the path of what they are in; never an empty list.

    Percentages add up within such a list and nowhere else.
    """
    if declaration.substances:
        yield _COMPOSITION, declaration.substances
    for part_path, part in parts_of(declaration):
        if part.substances:
            yield part_path, part.substances
    for material_path, material in materials_of(declaration):
        if material.substances:
            yield material_path, material.substances


def substances_of(declaration: Declaration) -> Iterator[tuple[str, Substance]]:
    """All declared substances, those of one material after one another."""
    for path, substances in substance_lists_of(declaration):
        for number, substance in enumerate(substances, 1):
            yield f"{path}/Substance[{number}]", substance
