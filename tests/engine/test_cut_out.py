"""A structure cut out of a larger one keeps every fact of what it holds, and none of the rest."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from engine.arrays import UNIDENTIFIED, BomArrays
from engine.below import Below, below
from engine.evidence import NOTHING_DECLARED, Answer
from tests.strategies import Draft, random_draft, seeded

SEEDS = range(6)


def told(seed: int) -> BomArrays:
    """Some products with answers, sentences of provenance and words of context."""
    bom, _ = random_draft(seeded(seed), parts=5).arrays()
    nodes = range(len(bom.nodes))
    return replace(
        bom,
        answers=tuple(Answer(node, ("toy-law", f"{node}")) for node in nodes[::3]),
        provenance={node: (f"made of {node}",) for node in nodes[::2]},
        context={node: frozenset({f"word {node}"}) for node in nodes[1::2]},
    )


def reached(bom: BomArrays, roots: list[int]) -> list[int]:
    found = set(roots)
    for usage in reversed(range(len(bom.usages))):  # parents have greater numbers than children
        if int(bom.usages.parent[usage]) in found:
            found.add(int(bom.usages.child[usage]))
    return sorted(found)


def rows(column: np.ndarray, nodes: list[int]) -> list[int]:
    return [row for row, node in enumerate(column.tolist()) if node in set(nodes)]


def cuts(seed: int) -> list[tuple[BomArrays, Below, list[int]]]:
    bom = told(seed)
    tops = np.setdiff1d(np.arange(len(bom.nodes)), bom.usages.child).tolist()
    asked = [[top] for top in tops] + [list(pair) for pair in pairwise(tops[::-1])] + [[0], [3, 3]]
    return [(bom, below(bom, roots), reached(bom, roots)) for roots in asked]


every_seed = pytest.mark.parametrize("seed", SEEDS)


@every_seed
def test_nodes_and_what_is_told_of_them_are_those_below_the_roots(seed: int) -> None:
    for bom, found, nodes in cuts(seed):
        cut = found.bom
        assert found.node.tolist() == nodes
        assert [found.number(node) for node in nodes] == list(range(len(nodes)))
        for name in ("kind", "is_article", "is_unit", "is_boundary"):
            assert np.array_equal(getattr(cut.nodes, name), getattr(bom.nodes, name)[nodes])
        assert cut.nodes.mass.exacts(range(len(nodes))) == bom.nodes.mass.exacts(nodes)
        assert cut.height.tolist() == bom.height[nodes].tolist()
        assert [one.entry[1] for one in cut.answers] == [str(n) for n in nodes if n % 3 == 0]
        assert [one.node for one in cut.answers] == [nodes.index(n) for n in nodes if n % 3 == 0]
        numbered = list(enumerate(nodes))
        assert cut.provenance == {here: (f"made of {n}",) for here, n in numbered if n % 2 == 0}
        assert cut.context == {here: {f"word {n}"} for here, n in numbered if n % 2}


@every_seed
def test_evidence_is_that_of_the_nodes_in_the_order_of_the_whole(seed: int) -> None:
    for bom, found, nodes in cuts(seed):
        old = bom.nodes.evidence[nodes].tolist()
        new = found.bom.nodes.evidence.tolist()
        assert [found.bom.evidences[n] if n != NOTHING_DECLARED else None for n in new] == [
            bom.evidences[n] if n != NOTHING_DECLARED else None for n in old
        ]
        used = sorted({*old} - {NOTHING_DECLARED})
        assert found.bom.evidences == tuple(bom.evidences[n] for n in used)


@every_seed
def test_usages_are_those_of_the_nodes(seed: int) -> None:
    for bom, found, nodes in cuts(seed):
        held, cut = rows(bom.usages.parent, nodes), found.bom.usages
        assert found.node[cut.parent].tolist() == bom.usages.parent[held].tolist()
        assert found.node[cut.child].tolist() == bom.usages.child[held].tolist()
        assert cut.quantity.exacts(range(len(cut))) == bom.usages.quantity.exacts(held)
        assert cut.alternative.tolist() == bom.usages.alternative[held].tolist()
        assert np.diff(found.bom.children).tolist() == np.diff(bom.children)[nodes].tolist()


@every_seed
def test_constituents_are_those_of_the_materials(seed: int) -> None:
    for bom, found, nodes in cuts(seed):
        of, cut = bom.constituents, found.bom.constituents
        held = rows(of.material, nodes)
        assert found.node[cut.material].tolist() == of.material[held].tolist()
        for end, old in ((cut.low, of.low), (cut.high, of.high)):
            assert end.exacts(range(len(held))) == old.exacts(held)
        assert cut.amount.tolist() == of.amount[held].tolist()
        assert cut.intentional.tolist() == of.intentional[held].tolist()
        for new, whole in ((cut.written, of.written), (cut.masses, of.masses)):
            assert new == {here: whole[row] for here, row in enumerate(held) if row in whole}
        assert np.diff(found.bom.contents).tolist() == np.diff(bom.contents)[nodes].tolist()
        claims = zip(bom.claims.constituent.tolist(), bom.claims.exemption.tolist(), strict=True)
        assert list(
            zip(
                found.bom.claims.constituent.tolist(),
                found.bom.claims.exemption.tolist(),
                strict=True,
            )
        ) == [(held.index(row), one) for row, one in claims if row in held]


@every_seed
def test_substances_are_those_in_use_in_the_order_of_the_whole(seed: int) -> None:
    for bom, found, nodes in cuts(seed):
        old = bom.constituents.substance[rows(bom.constituents.material, nodes)].tolist()
        used = sorted({*old} - {UNIDENTIFIED})
        assert found.bom.substances == tuple(bom.substances[n] for n in used)
        new = found.bom.constituents.substance.tolist()
        assert new == [n if n == UNIDENTIFIED else used.index(n) for n in old]


def test_of_no_roots_nothing_is_cut_out() -> None:
    cut = below(told(0), [])
    assert (len(cut.node), len(cut.bom.nodes), len(cut.bom.usages)) == (0, 0, 0)
    assert (len(cut.bom.constituents), cut.bom.answers, cut.bom.substances) == (0, (), ())


def test_a_whole_without_content_is_cut_like_any_other() -> None:
    draft = Draft([one for one in random_draft(seeded(1)).nodes if one.kind == 0])
    bom, _ = draft.arrays()
    assert len(below(bom, range(len(bom.nodes))).node) == len(bom.nodes)
