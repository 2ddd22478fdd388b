"""ER-1 to ER-7: what a product holds, where, since when, and what to do about damage."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from engine.arrays import Amount, Kind
from engine.errors import CyclicStructure
from engine.outcomes import Status
from engine.product import product_of
from engine.roll_up import roll_up
from engine.tree import Branch, Place, open_tree
from tests.judging import SVHC, Example, judged, mass, structure
from tests.strategies import Draft, NodeDraft, UsageDraft, random_draft, seeded

AS_OF = date(2026, 1, 1)
DEHP, OXIDE = "117-81-7", "1317-36-8"


def cable() -> dict[str, Any]:
    sheath = {"id": "PVC", "mass": mass("4 g"), "substances": [{"cas": DEHP, "percent": "0.2"}]}
    core = {"id": "copper", "mass": mass("6 g"), "substances": []}
    return {"part_number": "CBL-7", "materials": [sheath, core]}


def motor(**more: Any) -> dict[str, Any]:
    board = {
        "part_number": "PCB-3",
        "materials": [
            {"id": "solder", "mass": mass("1 g"), "substances": [{"cas": OXIDE, "ppm": "1050"}]}
        ],
    }
    bracket = {"part_number": "SPN-1", "mass": mass("5 g"), "substances": []}
    return {"part_number": "MOT-9", "parts": [
        {"quantity": "2", "part": cable()}, {"part": board},
        {"quantity": "4", "part": bracket | more}]}  # fmt: skip


def test_er1_each_substance_with_total_places_and_shares() -> None:
    rollup = judged(structure(motor()), AS_OF, ["eu-rohs", SVHC]).rollup
    totals = {str(one.substance): one.mass for one in rollup.substances}
    assert totals == {DEHP: 2 * 8 * 10**6, OXIDE: 1050 * 10**3}
    (place,) = next(o for o in rollup.substances if str(o.substance) == DEHP).locations
    assert place.path == ("MOT-9", "CBL-7", "PVC")
    assert (place.of_material, place.of_article) == (Fraction("0.002"), Fraction("0.0008"))


@pytest.mark.parametrize("seed", range(16))
def test_er1_totals_are_those_of_a_plain_walk_to_the_last_nanogram(seed: int) -> None:
    draft = random_draft(seeded(seed))
    draft.rows = [row for row in draft.rows if row.amount == Amount.SHARE and row.substance >= 0]
    bom, new = draft.arrays()
    labels = [f"n{node}" for node in range(len(bom.nodes))]
    rollup = roll_up(product_of(bom, int(new[0]), labels), {}, [])
    walked = _walked(draft)
    for one in rollup.substances:
        expected = walked.get(str(one.substance))
        assert one.mass == expected, (seed, one.substance)


def _walked(draft: Draft) -> dict[str, Fraction | None]:
    """Nanograms of each substance below the first node, counted tree by tree; None = unknowable."""
    held = defaultdict(list)
    for usage in draft.usages:
        held[usage.parent].append(usage)
    found: dict[str, Fraction | None] = {}

    def walk(node: int, count: Fraction | None) -> None:
        for row in (row for row in draft.rows if row.material == node):
            name, mass_ = str(draft.substances[row.substance]), draft.nodes[node].mass
            own = None if mass_ is None or row.high is None else row.high * mass_
            before = found.get(name, Fraction(0))
            known = None not in (own, count, before)
            found[name] = before + own * count if known else None  # type: ignore[operator]
        for usage in held[node]:
            if not usage.alternative:
                both = count is not None and usage.quantity is not None
                walk(usage.child, count * usage.quantity if both else None)  # type: ignore[operator]

    walk(0, Fraction(1))
    return found


def test_er2_a_part_in_three_places_counts_three_times_and_is_judged_once() -> None:
    parts = [{"quantity": str(n), "part": {"part_number": f"H{n}", "parts": [{"part": cable()}]}}
             for n in (1, 2, 3)]  # fmt: skip
    example = judged(structure({"part_number": "TOP", "parts": parts}), AS_OF, [SVHC])
    total = next(one for one in example.rollup.substances if str(one.substance) == DEHP)
    assert total.mass == 6 * 8 * 10**6
    assert [place.path[:2] for place in total.locations] == [
        ("TOP", "H1"),
        ("TOP", "H2"),
        ("TOP", "H3"),
    ]


def test_er3_from_the_product_to_the_node_that_makes_it_red() -> None:
    example = judged(structure(motor()), AS_OF, ["eu-rohs"])
    root, _ = opened(example, ())
    assert root is not None
    assert root.cause is not None
    red, _ = opened(example, root.cause)
    assert red is not None
    assert (root.whole.status, red.path[1]) == (Status.NON_COMPLIANT, "CBL-7")


def opened(example: Example, place: Place) -> tuple[Branch | None, bool]:
    evaluation, product = example.evaluation, example.product
    return open_tree(evaluation, product, place=place, depth=0, problems_only=False, most=10)


def test_er5_two_days_two_answers_and_only_the_law_of_the_day_between_them() -> None:
    before, after = (judged(structure(motor()), day, [SVHC])
                     for day in (date(2012, 12, 18), date(2012, 12, 19)))  # fmt: skip
    assert before.rollup == after.rollup
    assert {d.substance for d in after.verdict.duties} - {
        d.substance for d in before.verdict.duties
    } == {OXIDE}


def test_er7_a_part_that_holds_itself_is_named_and_never_a_hang() -> None:
    nodes = [NodeDraft(Kind.PART, is_boundary=True) for _ in range(3)]
    loop = [UsageDraft(0, 1), UsageDraft(1, 2), UsageDraft(2, 1)]
    with pytest.raises(CyclicStructure) as cycle:
        Draft(nodes, loop).arrays()
    assert set(cycle.value.cycle) == {1, 2}


def test_er7_a_missing_weight_is_unknown_with_its_place_and_no_wrong_number() -> None:
    tree = cable()
    tree["materials"][0].pop("mass")
    example = judged(structure(tree), AS_OF, [SVHC])
    (gap,) = example.verdict.gaps
    assert (gap.path, gap.outcome) == (("CBL-7",), "no_data")
    assert example.verdict.status is Status.UNKNOWN
    assert example.rollup.mass is None
