"""Random portfolios as suppliers and bills of materials bring them, the same for every store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Final

from chemsherpa.document import (
    Answer,
    Declaration,
    ListRef,
    Mass,
    Material,
    Part,
    ProductComment,
    Scheme,
    Share,
    Substance,
)
from tests.bom.factories import answer, answered_on, claim, declaration, material, part, substance

__all__ = ["random_declaration", "random_usages"]

SUBSTANCES: Final = (
    "7439-92-1", "1317-36-8", "7440-43-9", "7439-97-6", "18540-29-9", "117-81-7", "84-74-2",
    "85-68-7", "7440-50-8", "84-61-7", "80-05-7", "1163-19-5", "999999-99-4", "7439-92-2", "",
)  # fmt: skip
PERCENTS: Final = (
    "0.1", "0.0999999999999", "0.1000000000001", "0.01", "0.3", "4", "0.35", "0", "0.00001", "85",
)  # fmt: skip
MASSES: Final = ("1", "0.001", "100", "77.63", "0.333333333333333333", "1000000")
VERSIONS: Final = ("2.04.00", "2.09.00", "2.10.00")
ENTRIES: Final = ("00021", "00022", "00038", "00154", "00039")
CLAIMS: Final = ("6(c)", "7(a)", "7(c)-I", "8(b)", "99(z)")
UNITS: Final = ("each", "", "pcs", "mg", "m")


def random_declaration(rng: Random, number: str) -> Declaration:
    """One supplier's word: at limits, ranges, nothing identified, contradicted by its answers."""
    made = declaration(
        number,
        name=rng.choice(("Thing", "ねじ")),
        revision=rng.choice(("1", "1", "2")),
        manufacturer=rng.choice(("Maker", "Maker", "Other")),
        mass=rng.choice((None, Mass("100", "mg"), Mass(rng.choice(MASSES), "g"))),
        response=answered_on(f"2026-0{rng.randint(1, 9)}-01"),
        comment=ProductComment(composition_confirmed=rng.choice((True, True, None))),
        lists=(ListRef("chemSHERPA_SubstanceList", "chemSHERPA", rng.choice(VERSIONS)),),
        is_full=rng.random() < 0.4,
        has_composition=rng.random() < 0.9,
        materials=tuple(_material(rng, n) for n in range(rng.choice((0, 1, 1, 2)))),
        parts=tuple(_part(rng, n) for n in range(rng.choice((0, 0, 1, 2)))),
        answers=tuple(_answer(rng, entry) for entry in rng.sample(ENTRIES, rng.choice((0, 1, 3)))),
    )
    if rng.random() < 0.1:
        return replace(made, scheme=Scheme.CHEMSHERPA_CI)
    return made


def random_usages(rng: Random, product: str, children: tuple[str, ...]) -> Iterator[str]:
    """Lines of a bill of materials, in the order of `Shelf.load`."""
    for child in children:
        quantity = rng.choice(("1", "2", "0.5", "1000", "0.333333333"))
        unit = rng.choice(UNITS) if rng.random() < 0.2 else "each"
        revision = rng.choice(("", "", "1", "2", "9"))
        yield f"{product},,{child},{revision},{quantity},{unit},{rng.choice(('', '', 'Maker'))}"


def _part(rng: Random, number: int) -> Part:
    held = tuple(_material(rng, n) for n in range(rng.choice((1, 1, 2))))
    mass = rng.choice((None, *MASSES))
    return part(f"inner {number}", rng.choice(("1", "2", "0.5")), mass, materials=held)


def _material(rng: Random, number: int) -> Material:
    held = tuple(_substance(rng) for _ in range(rng.choice((0, 1, 1, 2, 3))))
    mass = rng.choice((None, *MASSES, *MASSES))
    return material(f"material {number}", mass, *held, is_article=rng.random() < 0.2)


def _substance(rng: Random) -> Substance:
    made = substance(rng.choice(SUBSTANCES), rng.choice((None, *PERCENTS, *PERCENTS)))
    if rng.random() < 0.15:
        made = replace(made, share=Share("0.1", range_min="0.05", range_max="0.15"))
    if rng.random() < 0.3:
        made = replace(made, exemption_sets=(claim(rng.choice(CLAIMS)),))
    return made


def _answer(rng: Random, entry: str) -> Answer:
    above = rng.random() < 0.4
    claims = (claim(rng.choice(CLAIMS)),) if above and rng.random() < 0.5 else ()
    return answer(entry, above=above, exemption_sets=claims)
