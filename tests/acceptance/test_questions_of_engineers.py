"""ER-1 to ER-7: what a product holds, where, since when, and what to do about damage."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from api.services.rollups import rollup_of, structure_rollup
from bom.history import last_change
from bom.usages.where_used import where_substance_used
from engine.arrays import Amount, Kind
from engine.errors import CyclicStructure
from engine.outcomes import Outcome, Status
from engine.product import product_of
from engine.roll_up import roll_up
from engine.tree import Branch, Place, open_tree
from regulations.substances import substance_id
from tests.bom.factories import answered_on, declaration, material, shelf_of, substance
from tests.judging import SVHC, Example, judged, mass, structure
from tests.properties.outcomes import judged as drafted
from tests.stores import Stores
from tests.strategies import Draft, NodeDraft, RowDraft, UsageDraft, random_draft, seeded
from tests.toy_law import DEHP as DEHP_ID
from tests.toy_law import SUBSTANCES

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


def test_er1_each_substance_says_which_lists_it_triggers(tmp_path: Path) -> None:
    file = tmp_path / "motor.json"
    file.write_text(json.dumps(structure(motor())), encoding="utf-8")
    lists = {
        one["id"]: set(one["lists"]) for one in structure_rollup(file, as_of=AS_OF)["substances"]
    }
    assert lists[DEHP] >= {"eu-rohs", SVHC, "company-prohibited"}
    assert lists[OXIDE] >= {"eu-rohs", SVHC}


@pytest.mark.parametrize("seed", range(16))
def test_er1_totals_are_those_of_a_plain_walk_to_the_last_nanogram(seed: int) -> None:
    draft = random_draft(seeded(seed))
    draft.rows = [row for row in draft.rows if row.amount != Amount.UNKNOWN and row.substance >= 0]
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
            own = row.mass[1] if row.mass is not None else own
            before = found.get(name, Fraction(0))
            known = None not in (own, count, before)
            found[name] = before + own * count if known else None  # type: ignore[operator]
        for usage in held[node]:
            if not usage.alternative:
                both = count is not None and usage.quantity is not None
                walk(usage.child, count * usage.quantity if both else None)  # type: ignore[operator]

    walk(0, Fraction(1))
    return found


def test_er2_a_part_in_three_places_counts_by_quantity_and_is_judged_once() -> None:
    draft = Draft([NodeDraft(Kind.PART, is_boundary=True) for _ in range(4)])
    cable_ = draft.add(NodeDraft(Kind.PART, is_article=True, evidence=0, is_unit=True,
                                 is_boundary=True))  # fmt: skip
    sheath = draft.add(NodeDraft(Kind.MATERIAL, mass=Fraction(4 * 10**9), evidence=0))
    draft.rows = [RowDraft(sheath, SUBSTANCES.index(DEHP_ID), Fraction(2, 1000), Fraction(2, 1000))]
    draft.usages = [UsageDraft(cable_, sheath)]
    for held, quantity in ((1, 1), (2, 2), (3, 3)):
        draft.usages += [UsageDraft(0, held), UsageDraft(held, cable_, Fraction(quantity))]
    evaluation, product = drafted(draft)
    entries, cells = evaluation.line.rules.entries, evaluation.line.cells
    judged_at = [int(node) for node, rule in zip(cells.node, cells.rule, strict=True)
                 if entries[rule].list_id == "toy-law"]  # fmt: skip
    assert len(judged_at) == 1
    (total,) = roll_up(product, {}).substances
    assert total.mass == (1 + 2 + 3) * 8 * 10**6
    assert [(place.path[1], place.units) for place in total.locations] == [
        ("n1", 1),
        ("n2", 2),
        ("n3", 3),
    ]


def test_er3_from_the_product_to_the_node_that_makes_it_red() -> None:
    example = judged(structure(motor()), AS_OF, ["eu-rohs"])
    root, _ = opened(example, ())
    assert root is not None
    assert root.cause is not None
    red, _ = opened(example, root.cause)
    assert red is not None
    assert (root.whole.status, red.path[1]) == (Status.NON_COMPLIANT, "CBL-7")


def test_er3_both_axes_stand_at_every_node_and_neither_hides_the_other() -> None:
    tree = motor()
    tree["parts"].append({"part": {"part_number": "SILENT"}})
    example = judged({"format": "chemgate-structure/1", "part": tree}, AS_OF, ["eu-rohs"])
    evaluation, product = example.evaluation, example.product
    root, is_cut = open_tree(evaluation, product, place=(), depth=9, problems_only=False, most=99)
    assert root is not None
    assert not is_cut
    assert (root.whole.known, set(root.whole.open)) == (
        Outcome.EXCEEDED,
        {Outcome.NOT_COVERED, Outcome.NO_DATA},
    )
    by_word = {one.word: one.whole for one in every(root)}
    assert by_word["CBL-7"].known is Outcome.EXCEEDED
    assert (by_word["SILENT"].known, by_word["SILENT"].open) == (None, (Outcome.NO_DATA,))


def every(branch: Branch) -> Iterator[Branch]:
    yield branch
    for child in branch.children or ():
        yield from every(child)


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


def test_er5_what_was_known_then_is_added_up_again_and_where_used_goes_back_with_it(
    stores: Stores,
) -> None:
    shelf = shelf_of(stores)
    sheath = material("PVC", "100", substance(DEHP, "0.2"))
    shelf.put(declaration("CBL-7", materials=(sheath,)))
    shelf.load("MOT-9,,CBL-7,,2,,")
    with shelf.session() as session:
        then = last_change(session)
    better = material("PVC", "100", substance(DEHP, "0.05"))
    shelf.put(declaration("CBL-7", materials=(better,), response=answered_on("2026-02-01")))
    shelf.load("MOT-10,,CBL-7,,1,,")
    with shelf.session() as session:
        old, new = (rollup_of(session, "MOT-9", as_of=AS_OF, known_at=at) for at in (then, None))
        used_then, used_now = (
            where_substance_used(session, {substance_id(DEHP)}, known_at=at) for at in (then, None)
        )
    assert [one["substances"][0]["mass_mg"] for one in (old, new)] == ["0.4", "0.1"]
    assert {place.path[0] for place in used_then.places} == {"MOT-9"}
    assert {place.path[0] for place in used_now.places} == {"MOT-9", "MOT-10"}


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
