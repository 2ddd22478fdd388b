"""A part that is cut out says what it says in the whole; what it holds of others only weighs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from engine.arrays import UNIDENTIFIED, Amount, BomArrays, Kind
from engine.evidence import NOTHING_DECLARED, Answer
from engine.exact import ExactColumn
from engine.planes.excerpt import Excerpt, excerpt
from engine.planes.parts import parts_of
from tests.strategies import Draft, NodeDraft, RowDraft, UsageDraft

HALF, QUARTER, G = Fraction(1, 2), Fraction(1, 4), Fraction(10**9)
OWN = NodeDraft(Kind.PART, is_article=True, evidence=1, is_unit=True, is_boundary=True)
MATERIAL = NodeDraft(Kind.MATERIAL, mass=G, evidence=2)
DUTY = ("toy-duties", "oxide")


def some_part(draft: Draft, *, words: str = "toy") -> int:
    """A part with an oddity of every kind, the first of each in its first place."""
    inner = replace(MATERIAL, mass=HALF, is_unit=True, words=frozenset({words}))
    first, second = draft.add(inner), draft.add(replace(MATERIAL, is_article=True, mass=None))
    part = draft.add(replace(OWN, words=frozenset({words})))
    draft.usages += [UsageDraft(part, first, HALF), UsageDraft(part, second, alternative=True)]
    draft.rows += [
        RowDraft(first, UNIDENTIFIED, None, None, Amount.MASS_ONLY, claims=(2, 1),
                 written=("999", "secret"), mass=(HALF, G)),
        RowDraft(first, 3, HALF, HALF, intentional=1, claims=(3,)),
        RowDraft(second, 4, Fraction(0), Fraction(1, 3), intentional=0),
    ]  # fmt: skip
    return part


def arrays(draft: Draft) -> BomArrays:
    """With an answer and a word of provenance for every material."""
    bom, _ = draft.arrays()
    materials = np.flatnonzero(bom.nodes.kind == Kind.MATERIAL).tolist()
    return replace(
        bom,
        answers=tuple(Answer(node, DUTY) for node in materials),
        provenance={node: (f"{bom.nodes.mass.exact(node)}",) for node in materials},
    )


def told(bom: BomArrays) -> dict[str, object]:
    """All that a structure says, in plain lists."""
    nodes, usages, held = bom.nodes, bom.usages, bom.constituents
    evidence = [None if n == NOTHING_DECLARED else bom.evidences[n] for n in nodes.evidence]
    return {
        "kind": nodes.kind.tolist(),
        "flags": [nodes.is_article.tolist(), nodes.is_unit.tolist(), nodes.is_boundary.tolist()],
        "mass": exacts(nodes.mass),
        "evidence": evidence,
        "usages": [usages.parent.tolist(), usages.child.tolist(), usages.alternative.tolist()],
        "quantity": exacts(usages.quantity),
        "rows": [held.material.tolist(), held.substance.tolist(), held.intentional.tolist()],
        "amount": [held.amount.tolist(), exacts(held.low), exacts(held.high)],
        "told": [dict(held.written), dict(held.masses)],
        "claims": [bom.claims.constituent.tolist(), bom.claims.exemption.tolist()],
        "order": [bom.height.tolist(), bom.children.tolist(), bom.contents.tolist()],
        "answers": bom.answers,
        "words": [dict(bom.provenance), dict(bom.context)],
    }


def exacts(column: ExactColumn) -> Sequence[Fraction | None]:
    return column.exacts(range(len(column)))


def cut(bom: BomArrays, *parts: int) -> Excerpt:
    return excerpt(bom, parts_of(bom), np.array(parts, dtype=np.int32))


@pytest.fixture
def alone() -> BomArrays:
    draft = Draft()
    some_part(draft)
    return arrays(draft)


def test_a_part_that_stands_alone_is_cut_out_whole(alone: BomArrays) -> None:
    found = cut(alone, 0)
    assert told(found.bom) == told(alone)
    assert (found.part.tolist(), found.root.tolist()) == ([0], [2])
    assert set(found.bom.evidences) == {alone.evidences[1], alone.evidences[2]}


def test_others_around_a_part_leave_no_trace_in_it(alone: BomArrays) -> None:
    draft = Draft()
    some_part(draft, words="other")
    node = some_part(draft)
    some_part(draft, words="third")
    bom = arrays(draft)
    parts = parts_of(bom)
    _, new = draft.arrays()
    chosen = int(parts.around[new[node]])
    found = cut(bom, chosen)
    assert told(found.bom) == told(alone)
    assert (found.part.tolist(), found.root.tolist()) == ([chosen], [2])


def whole_of(draft: Draft, held: Sequence[int]) -> tuple[BomArrays, int]:
    """A part that holds others twice and a material of its own; and its number."""
    whole, own = draft.add(OWN), draft.add(replace(MATERIAL, mass=QUARTER))
    draft.usages += [UsageDraft(whole, part, Fraction(2)) for part in held]
    draft.usages.append(UsageDraft(whole, own))
    draft.rows.append(RowDraft(own, 5, HALF, HALF, claims=(4,)))
    bom, new = draft.arrays()
    return bom, int(parts_of(bom).around[new[whole]])


def weighing(draft: Draft, mass: Fraction | None, *inner: Fraction | None) -> int:
    """A part with a stated mass, or else that of what it holds."""
    part = draft.add(replace(OWN, mass=mass))
    for one in inner:
        material = draft.add(replace(MATERIAL, mass=one))
        draft.usages.append(UsageDraft(part, material, Fraction(3)))
    return part


def test_what_a_part_holds_of_others_stays_as_its_mass_stated_or_added_up() -> None:
    draft = Draft()
    third, most = Fraction(1, 3), Fraction(2**61)
    masses = [(Fraction(5), G), (None, G, Fraction(2)), (None, None), (HALF,), (None, HALF)]
    masses += [(None, third, G), (None, most, most), (None, Fraction(7))]
    bom, number = whole_of(draft, [weighing(draft, *some) for some in masses])
    found = cut(bom, number)
    added = [Fraction(5), 3 * G + 6, None, HALF, 3 * HALF, 1 + 3 * G, 6 * most, Fraction(21)]
    nodes = found.bom.nodes
    assert len(nodes) == len(added) + 2
    assert sorted(map(str, exacts(nodes.mass))) == sorted(map(str, [*added, QUARTER, None]))
    assert exacts(nodes.mass)[8:] == [QUARTER, None]
    assert nodes.kind.tolist() == [0] * 8 + [1, 0]
    assert nodes.is_article.tolist() == nodes.is_unit.tolist() == [False] * 9 + [True]
    assert nodes.is_boundary.tolist() == [True] * 8 + [False, True]
    assert nodes.evidence[:8].tolist() == [NOTHING_DECLARED] * 8
    held = dict(zip(found.bom.usages.child.tolist(), found.bom.usages.quantity.counts, strict=True))
    assert held == {**dict.fromkeys(range(8), 2 * 10**9), 8: 10**9}
    assert found.root.tolist() == [9]


def test_of_parts_that_were_stated_none_is_added_up() -> None:
    draft = Draft()
    bom, number = whole_of(draft, [weighing(draft, Fraction(n)) for n in (4, 6)])
    assert exacts(cut(bom, number).bom.nodes.mass) == [4, 6, QUARTER, None]


def test_a_part_may_be_cut_out_and_be_held() -> None:
    draft = Draft()
    bom, number = whole_of(draft, [some_part(draft), some_part(draft)])
    found = cut(bom, 0, number)
    assert len(found.bom.nodes) == 2 + 3 + 2
    assert found.root.tolist() == [5, 6]
    assert found.bom.claims.constituent.tolist() == [0, 0, 1, 3]
    bare = found.bom.usages.child[found.bom.usages.parent == 6]
    assert sorted(bare.tolist())[:2] == [0, 1]
    assert found.bom.constituents.material.tolist() == [2, 2, 3, 4]
