"""Random structures, as the engine gets them: from one generator, for seeds and for hypothesis."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from random import Random

import numpy as np
from hypothesis import strategies as st

from engine.arrays import UNIDENTIFIED, Amount, BomArrays, Claims, Constituents, Kind, Nodes, Usages
from engine.assemble import assemble
from engine.evidence import NOTHING_DECLARED, Evidence
from engine.exact import PARTS_PER_BILLION, ExactColumn, IntArray
from regulations.substances import SubstanceId
from tests.toy_law import EXEMPTIONS, SUBSTANCES

__all__ = [
    "EVIDENCES",
    "Draft",
    "NodeDraft",
    "RowDraft",
    "UsageDraft",
    "drafts",
    "random_draft",
    "seeded",
]

EVIDENCES = (
    Evidence(full_material=True, told="all"),
    Evidence(lists=(("toy-law", date(2020, 1, 1)),), told="the law"),
    Evidence(lists=(("toy-duties", date(2020, 1, 1)), ("toy-company", date(2020, 1, 1)))),
    Evidence(lists=(("toy-law", date(2000, 1, 1)),), told="too old"),
)
LIMITS = ("0.001", "0.0001", "0.003", "0.002", "0.04", "0.85")
QUANTITIES = ("1", "1", "1", "2", "3", "0.15", "1/3", "1000000")
WRITTEN = (("1317-36-9", ""), ("", "Name of 117-81-7 "), ("999", "trade secret"), ("", ""))


@dataclass(frozen=True, slots=True)
class NodeDraft:
    """One node before it is numbered; masses in nanograms."""

    kind: Kind
    is_article: bool = False
    mass: Fraction | None = None
    evidence: int = NOTHING_DECLARED
    is_unit: bool = False
    is_boundary: bool = False
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class UsageDraft:
    """Parent holds `quantity` of child."""

    parent: int
    child: int
    quantity: Fraction | None = Fraction(1)
    alternative: bool = False


@dataclass(frozen=True, slots=True)
class RowDraft:
    """One constituent; shares of the material, 1 = all."""

    material: int
    substance: int
    low: Fraction | None
    high: Fraction | None
    amount: Amount = Amount.SHARE
    intentional: int = -1
    claims: tuple[int, ...] = ()
    written: tuple[str, str] = ("", "")
    mass: tuple[Fraction, Fraction] | None = None


@dataclass(slots=True)
class Draft:
    """A structure as lists, so that a test can change one fact of it."""

    nodes: list[NodeDraft] = field(default_factory=list)
    usages: list[UsageDraft] = field(default_factory=list)
    rows: list[RowDraft] = field(default_factory=list)
    evidences: tuple[Evidence, ...] = EVIDENCES
    substances: tuple[SubstanceId, ...] = SUBSTANCES

    def add(self, node: NodeDraft) -> int:
        self.nodes.append(node)
        return len(self.nodes) - 1

    def copy(self) -> Draft:
        lists = list(self.nodes), list(self.usages), list(self.rows)
        return Draft(*lists, self.evidences, self.substances)

    def arrays(self) -> tuple[BomArrays, IntArray]:
        """The arrays, and the new number of every drafted node."""
        claims = [(row, claim) for row, one in enumerate(self.rows) for claim in one.claims]
        pairs = np.array(claims, dtype=np.int64).reshape(-1, 2)
        return assemble(
            nodes=_nodes(self.nodes),
            usages=_usages(self.usages),
            constituents=_constituents(self.rows),
            claims=Claims(pairs[:, 0], pairs[:, 1]),
            substances=self.substances,
            exemptions=EXEMPTIONS,
            evidences=self.evidences,
            context={n: one.words for n, one in enumerate(self.nodes) if one.words},
        )


def _nodes(nodes: list[NodeDraft]) -> Nodes:
    return Nodes(
        np.array([node.kind for node in nodes], dtype=np.int8),
        np.array([node.is_article for node in nodes], dtype=bool),
        ExactColumn.of((node.mass for node in nodes), 1),
        np.array([node.evidence for node in nodes], dtype=np.int64),
        np.array([node.is_unit for node in nodes], dtype=bool),
        np.array([node.is_boundary for node in nodes], dtype=bool),
    )


def _usages(usages: list[UsageDraft]) -> Usages:
    return Usages(
        np.array([usage.parent for usage in usages], dtype=np.int64),
        np.array([usage.child for usage in usages], dtype=np.int64),
        ExactColumn.of((usage.quantity for usage in usages), PARTS_PER_BILLION),
        np.array([usage.alternative for usage in usages], dtype=bool),
    )


def _constituents(rows: list[RowDraft]) -> Constituents:
    unknown = {i: row.written for i, row in enumerate(rows) if row.substance == UNIDENTIFIED}
    return Constituents(
        np.array([row.material for row in rows], dtype=np.int64),
        np.array([row.substance for row in rows], dtype=np.int64),
        ExactColumn.of((row.low for row in rows), PARTS_PER_BILLION),
        ExactColumn.of((row.high for row in rows), PARTS_PER_BILLION),
        np.array([row.amount for row in rows], dtype=np.int8),
        np.array([row.intentional for row in rows], dtype=np.int8),
        unknown,
        {i: row.mass for i, row in enumerate(rows) if row.mass is not None},
    )


def random_draft(rng: Random, *, parts: int = 1) -> Draft:
    """Some products that may share parts of the company's own bill of materials."""
    draft, shared = Draft(), []
    for _ in range(parts):
        _part(draft, rng, shared, depth=0)
    _aim(draft, rng)
    return draft


def seeded(seed: int) -> Random:
    """The same numbers for the same seed; nothing here is a secret."""
    return Random(seed)


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    return random_draft(seeded(draw(st.integers(0, 2**32))))


def _part(draft: Draft, rng: Random, shared: list[int], *, depth: int) -> int:
    inner = rng.choice((0, 1, 2)) if depth < 3 else 0
    boundary = rng.random() < 0.25
    node = draft.add(
        NodeDraft(
            Kind.PART,
            is_article=rng.random() < 0.55,
            mass=_mass(rng, absent=0.4),
            evidence=rng.choice((NOTHING_DECLARED, 0, 0, 1, 2, 3)),
            is_unit=not inner,
            is_boundary=boundary,
            words=_words(rng),
        )
    )
    for _ in range(inner):
        child = rng.choice(shared) if shared and rng.random() < 0.25 else None
        if child is None:
            child = _part(draft, rng, shared, depth=depth + 1)
        other = rng.random() < 0.1
        draft.usages.append(UsageDraft(node, child, _quantity(rng), alternative=other))
    for _ in range(rng.choice((0, 1, 1, 2, 3))):
        material = _material(draft, rng, is_unit=bool(inner))
        draft.usages.append(UsageDraft(node, material, _quantity(rng)))
    if boundary:
        shared.append(node)
    return node


def _material(draft: Draft, rng: Random, *, is_unit: bool) -> int:
    node = draft.add(
        NodeDraft(
            Kind.MIXTURE if rng.random() < 0.06 else Kind.MATERIAL,
            is_article=rng.random() < 0.25,
            mass=_mass(rng, absent=0.2),
            evidence=rng.choice((NOTHING_DECLARED, 0, 1, 2)),
            is_unit=is_unit,
            is_boundary=rng.random() < 0.03,
            words=_words(rng),
        )
    )
    draft.rows += [_row(rng, node) for _ in range(rng.choice((0, 1, 1, 2, 3)))]
    return node


def _row(rng: Random, material: int) -> RowDraft:
    unidentified = rng.random() < 0.06
    amount = rng.choices(list(Amount), (0.86, 0.08, 0.06))[0]
    low = high = None
    if amount == Amount.SHARE:
        low = high = _share(rng)
        if rng.random() < 0.15:
            high = min(high * rng.choice((1, 2, 10)), Fraction(1))
    mass = _told(rng) if amount == Amount.MASS_ONLY and rng.random() < 0.7 else None
    return RowDraft(
        material,
        UNIDENTIFIED if unidentified else rng.randrange(len(SUBSTANCES)),
        low,
        high,
        amount,
        rng.choice((-1, -1, 0, 0, 1)),
        tuple(rng.sample(range(len(EXEMPTIONS)), rng.choice((0, 0, 0, 1, 2)))),
        rng.choice(WRITTEN) if unidentified else ("", ""),
        mass,
    )


def _told(rng: Random) -> tuple[Fraction, Fraction]:
    least = Fraction(rng.choice((0, 1, 1000, rng.randrange(1, 10**12))), rng.choice((1, 3)))
    return least, least * rng.choice((1, 1, 2))


def _words(rng: Random) -> frozenset[str]:
    return frozenset({"laminate"}) if rng.random() < 0.15 else frozenset()


def _share(rng: Random) -> Fraction:
    limit = Fraction(rng.choice(LIMITS))
    nudge = rng.choice((0, 0, 0, Fraction(1, 10**12), Fraction(-1, 10**12), Fraction(1, 10**17)))
    factor = rng.choice((1, 1, Fraction(1) / Fraction("0.92832"), Fraction(1, 2), Fraction(1, 3)))
    return min(limit * factor * (1 + nudge) * rng.choice((0, 1, 1, 1, 1, 1, 2)), Fraction(1))


def _mass(rng: Random, *, absent: float) -> Fraction | None:
    if rng.random() < absent:
        return None
    return Fraction(
        rng.choice((1, 2, 3, 7, 10**6, 10**12, rng.randrange(1, 10**15))),
        rng.choice((1, 1, 1, 2, 3, 10**4)),
    )


def _quantity(rng: Random) -> Fraction | None:
    return None if rng.random() < 0.03 else Fraction(rng.choice(QUANTITIES))


def _aim(draft: Draft, rng: Random) -> None:
    """Put some rows exactly at a limit of their article, alone or halved with another row."""
    above = {usage.child: usage for usage in draft.usages}
    for place, row in enumerate(list(draft.rows)):
        usage = above.get(row.material)
        if usage is None or row.amount != Amount.SHARE or rng.random() < 0.5:
            continue
        whole, mass = draft.nodes[usage.parent].mass, draft.nodes[row.material].mass
        if whole is None or mass is None or usage.quantity is None:
            continue
        nudge = 1 + rng.choice((0, 0, 1, -1)) * Fraction(1, 10**12)
        share = Fraction(rng.choice(LIMITS[:4])) * whole / (mass * usage.quantity) * nudge
        if share > 1:
            continue
        if rng.random() < 0.3:
            draft.rows.append(replace(row, low=share / 3, high=share / 3))
            share = share * 2 / 3
        draft.rows[place] = replace(row, low=share, high=share)
