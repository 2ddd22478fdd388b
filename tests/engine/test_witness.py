"""The least that must be replaced: proved by trying everything smaller, and by replacing it."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import replace
from itertools import combinations
from random import Random

import numpy as np
import pytest

from engine.arrays import Kind
from engine.evaluate import Evaluation, evaluate
from engine.evidence import Answer
from engine.outcomes import FAILING, Status, status_of, worst_status
from engine.product import product_of
from engine.rules import EntryName
from engine.vertex_cut import vertex_cut
from engine.witness import witness_of
from tests.judging import judged, structure
from tests.properties.outcomes import RULES
from tests.strategies import Draft, NodeDraft, UsageDraft, random_draft, seeded
from tests.written_law import AS_OF

ROUNDS = int(os.environ.get("CHEMGATE_RELATIONS", "200"))
Edges = list[tuple[int, int]]
FROM_85 = 2


def reached(edges: Edges, root: int, without: Collection[int]) -> set[int]:
    found, waiting = {root}, [root]
    while waiting:
        at = waiting.pop()
        for parent, child in edges:
            if parent == at and child not in found and child not in without:
                found.add(child)
                waiting.append(child)
    return found


def smallest(edges: Edges, root: int, targets: set[int], removable: set[int]) -> list[set[int]]:
    """Every smallest set that cuts the targets off, by trying all of them."""
    for size in range(len(removable) + 1):
        found = [
            set(one)
            for one in combinations(sorted(removable), size)
            if not reached(edges, root, one) & (targets - set(one))
        ]
        if found:
            return found
    return []


def random_graph(rng: Random) -> tuple[Edges, set[int], set[int]]:
    nodes = rng.randrange(2, 9)
    edges = [(rng.randrange(child), child) for child in range(1, nodes)]
    edges += [
        (min(pair), max(pair))
        for pair in (rng.sample(range(nodes), 2) for _ in range(rng.randrange(5)))
    ]
    targets = set(rng.sample(range(1, nodes), rng.randrange(1, min(4, nodes))))
    removable = {node for node in range(1, nodes) if rng.random() < 0.8}
    return edges, targets, removable


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_a_cut_is_the_smallest_and_leaves_the_most_in_place(seed: int) -> None:
    edges, targets, removable = random_graph(seeded(seed))
    cut = vertex_cut(edges, 0, targets, removable)
    every = smallest(edges, 0, targets, removable)
    if not every:
        assert cut is None
        return
    assert cut is not None
    assert set(cut) in every
    assert all(reached(edges, 0, cut) >= reached(edges, 0, other) for other in every)


def test_a_deep_chain_above_many_leaves_is_cut_without_recursion() -> None:
    deep = 1500
    chain = [(node, node + 1) for node in range(deep)]
    leaves = range(deep + 1, deep + 101)
    edges = [*chain, *((deep, leaf) for leaf in leaves)]
    assert vertex_cut(edges, 0, leaves, set(range(1, deep + 1))) == {deep}
    assert vertex_cut(edges, 0, leaves, set(leaves)) == set(leaves)
    assert vertex_cut([], 0, [0], []) is None


def test_the_root_itself_is_in_the_set_where_it_may_be() -> None:
    assert vertex_cut([(0, 1)], 0, [1], [0]) == {0}
    assert vertex_cut([(0, 1)], 0, [1], [0, 1]) == {1}
    assert vertex_cut([], 0, [0], [0]) == {0}


def red_nodes(found: Evaluation, root: int) -> bool:
    return bool(np.any(found.flags[root] & FAILING))


def without(draft: Draft, parts: Collection[int], masses: Collection[object]) -> Draft:
    """The structure with some parts replaced by empty ones of the same mass."""
    clean = draft.copy()
    clean.usages = [usage for usage in draft.usages if usage.parent not in parts]
    for part, mass in zip(parts, masses, strict=True):
        clean.nodes[part] = replace(draft.nodes[part], mass=mass, is_unit=True)  # type: ignore[arg-type]
    return clean


def products() -> list[Draft]:
    """Random products of which something fails; no exemption that asks for a least content."""
    found = []
    for seed in range(ROUNDS):
        draft = random_draft(seeded(seed))
        draft.rows = [
            replace(row, claims=tuple(c for c in row.claims if c != FROM_85)) for row in draft.rows
        ]
        found.append(draft)
    return found


def test_replacing_the_witness_ends_the_red_and_no_part_of_it_does() -> None:
    tried = 0
    for draft in products():
        bom, new = draft.arrays()
        evaluation, root = evaluate(bom, RULES), int(new[0])
        old = {int(number): drafted for drafted, number in enumerate(new)}
        product = product_of(bom, root, [""] * len(new))
        witness = witness_of(evaluation, product)
        assert bool(witness.leaves) is red_nodes(evaluation, root)
        if not witness.leaves or witness.parts == (root,):
            continue
        masses = {part: evaluation.line.masses.exact(part) for part in witness.parts}
        for size in (len(witness.parts), len(witness.parts) - 1):
            for some in combinations(witness.parts, size):
                clean = without(draft, [old[p] for p in some], [masses[p] for p in some])
                again, numbers = clean.arrays()
                status = red_nodes(evaluate(again, RULES), int(numbers[0]))
                assert status is (size < len(witness.parts))
        assert witness.after is not Status.NON_COMPLIANT
        tried += 1
    assert tried > ROUNDS // 10


def test_a_green_product_needs_no_witness() -> None:
    part = {"part_number": "p", "substances": [{"cas": "7439-92-1", "ppm": "1000"}]}
    found = judged(structure(part), AS_OF, ["eu-rohs"])
    witness = witness_of(found.evaluation, found.product)
    assert (witness.leaves, witness.parts) == ((), ())
    assert (witness.status, witness.after) == (Status.COMPLIANT, Status.COMPLIANT)


def test_a_shared_part_is_replaced_once_and_a_material_of_the_product_is_the_product() -> None:
    bad = {"part_number": "bad", "substances": [{"cas": "7439-92-1", "percent": "1"}]}
    good = {"part_number": "good", "substances": []}
    module = {"part_number": "module", "parts": [{"part": bad}, {"part": bad}, {"part": good}]}
    silent = {"part_number": "silent"}
    tree = {"part_number": "p", "parts": [{"part": module}, {"part": silent}]}
    found = judged(structure(tree), AS_OF, ["eu-rohs"])
    witness = witness_of(found.evaluation, found.product)
    assert [found.product.path(part) for part in witness.parts] == [("p", "module")]
    assert [len(leaf.rules) for leaf in witness.leaves] == [1, 1]
    assert (witness.status, witness.after) == (Status.NON_COMPLIANT, Status.UNKNOWN)
    glue = {"id": "glue", "substances": [{"cas": "7439-92-1", "percent": "1"}]}
    found = judged(structure(tree | {"materials": [glue]}), AS_OF, ["eu-rohs"])
    witness = witness_of(found.evaluation, found.product)
    assert witness.parts == (found.product.root,)
    flags = found.evaluation.flags[found.product.root]
    assert worst_status([status_of(int(bits)) for bits in flags]) is witness.status


@pytest.mark.parametrize("place", range(4))
def test_what_is_unknown_elsewhere_stays_unknown_wherever_it_stands(place: int) -> None:
    bad = {"part_number": "bad", "substances": [{"cas": "7439-92-1", "percent": "1"}]}
    held = [{"part": {"part_number": f"good {n}", "substances": []}} for n in range(3)]
    held.insert(place, {"part": {"part_number": "silent"}})
    inner = {"part_number": "module", "parts": held}
    tree = {"part_number": "p", "parts": [{"part": bad}, {"part": inner}]}
    found = judged(structure(tree), AS_OF, ["eu-rohs"])
    witness = witness_of(found.evaluation, found.product)
    assert [found.product.path(part) for part in witness.parts] == [("p", "bad")]
    assert witness.after is Status.UNKNOWN


@pytest.mark.parametrize(
    ("entry", "node", "is_red"),
    [
        (("toy-law", "lead"), 1, True),
        (("toy-duties", "oxide"), 1, False),
        (("toy-law", "lead"), 2, False),
    ],
    ids=["a breach", "a duty", "a breach in another product"],
)
def test_only_an_answer_that_fails_inside_the_product_is_a_leaf(
    entry: EntryName, node: int, *, is_red: bool
) -> None:
    part = NodeDraft(Kind.PART, is_article=True, evidence=0, is_unit=True, is_boundary=True)
    bom, new = Draft([NodeDraft(Kind.PART), part, part], [UsageDraft(0, 1)]).arrays()
    answer = Answer(int(new[node]), entry, has_composition=False)
    evaluation = evaluate(replace(bom, answers=(answer,)), RULES)
    witness = witness_of(evaluation, product_of(bom, int(new[0]), ["", "", ""]))
    assert [leaf.node for leaf in witness.leaves] == ([int(new[1])] if is_red else [])
    assert witness.parts == ((int(new[1]),) if is_red else ())
