"""What the engine reads: order, exact columns, masses."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from engine.arrays import Kind
from engine.errors import CyclicStructure, InvalidStructure
from engine.exact import ABSENT, PARTS_PER_BILLION, ExactColumn
from engine.masses import node_masses
from engine.topology import csr_starts, heights
from tests.strategies import Draft, NodeDraft, RowDraft, UsageDraft

THIRD = Fraction(1, 3)


def ints(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def test_a_node_stands_one_level_above_its_highest_child() -> None:
    assert heights(ints(0, 0, 1, 3), ints(1, 2, 2, 0), 4).tolist() == [2, 1, 0, 3]


def test_a_cycle_is_named_from_a_part_back_to_itself() -> None:
    with pytest.raises(CyclicStructure) as found:
        heights(ints(0, 1, 2, 3), ints(1, 2, 3, 1), 4)
    cycle = found.value.cycle
    assert cycle[0] == cycle[-1]
    assert set(cycle) == {1, 2, 3}


def test_what_a_part_of_a_cycle_holds_besides_is_no_part_of_the_cycle() -> None:
    with pytest.raises(CyclicStructure) as found:
        heights(ints(0, 1, 0), ints(1, 0, 2), 3)
    assert found.value.cycle == (0, 1, 0)


def test_a_cycle_hints_at_its_usages_where_nobody_knows_better() -> None:
    assert CyclicStructure("around").hint == "remove one of the usages in the cycle"
    assert CyclicStructure("around", hint="ask the author").hint == "ask the author"


def test_a_part_that_holds_itself_is_a_cycle_of_one() -> None:
    with pytest.raises(CyclicStructure) as found:
        heights(ints(0), ints(0), 1)
    assert found.value.cycle == (0, 0)


def test_starts_of_a_sorted_column_end_with_its_length() -> None:
    assert csr_starts(ints(0, 0, 2), 3).tolist() == [0, 2, 2, 3]


def test_children_come_before_their_parents_after_assembly() -> None:
    draft = Draft([NodeDraft(Kind.PART) for _ in range(3)], [UsageDraft(0, 1), UsageDraft(1, 2)])
    bom, new = draft.arrays()
    assert new.tolist() == [2, 1, 0]
    assert np.all(bom.usages.child < bom.usages.parent)


@pytest.mark.parametrize("value", [THIRD, Fraction(1, 10**12), Fraction(10**30), Fraction(0)])
def test_a_column_gives_back_what_it_was_given(value: Fraction) -> None:
    column = ExactColumn.of([None, value], PARTS_PER_BILLION)
    assert column.exacts([0, 1]) == [None, value]
    assert column.counts[0] == ABSENT
    assert column.floats()[1] == pytest.approx(float(value), rel=1e-15)


def test_a_reordered_column_keeps_the_values_beyond_its_scale() -> None:
    column = ExactColumn.of([THIRD, Fraction(1), None], 1).take(ints(2, 0, 0))
    assert column.exacts([0, 1, 2]) == [None, THIRD, THIRD]


@pytest.mark.parametrize(
    ("nodes", "usages"),
    [
        ([NodeDraft(Kind.PART)], [UsageDraft(0, 1)]),
        ([NodeDraft(Kind.MATERIAL), NodeDraft(Kind.PART)], [UsageDraft(0, 1)]),
        ([NodeDraft(Kind.PART, mass=Fraction(0))], []),
        ([NodeDraft(Kind.PART)] * 3, [UsageDraft(0, 2), UsageDraft(1, 2)]),
        ([NodeDraft(Kind.PART)] * 2, [UsageDraft(0, 1), UsageDraft(0, 1)]),
    ],
    ids=["no such node", "a material that holds", "a mass of zero", "two wholes of a part",
         "two places of a part"],
)  # fmt: skip
def test_columns_that_do_not_fit_together_are_refused(
    nodes: list[NodeDraft], usages: list[UsageDraft]
) -> None:
    with pytest.raises(InvalidStructure):
        Draft(nodes, usages).arrays()


def test_a_part_of_the_company_stands_in_two_places() -> None:
    shared = NodeDraft(Kind.PART, is_boundary=True)
    usages = [UsageDraft(0, 1), UsageDraft(0, 1)]
    bom, _ = Draft([NodeDraft(Kind.PART), shared], usages).arrays()
    assert len(bom.usages) == 2


def test_substances_stand_in_materials_of_the_structure_and_nowhere_else() -> None:
    for kind, material in ((Kind.PART, 0), (Kind.MATERIAL, 1), (Kind.MATERIAL, -1)):
        held = RowDraft(material, 0, Fraction(1), Fraction(1))
        with pytest.raises(InvalidStructure):
            Draft([NodeDraft(kind)], [], [held]).arrays()


def test_a_mass_below_one_nanogram_is_a_mass() -> None:
    bom, _ = Draft([NodeDraft(Kind.PART, mass=Fraction(1, 10))]).arrays()
    assert node_masses(bom).exact(0) == Fraction(1, 10)


def weighed(*usages: UsageDraft, stated: Fraction | None = None) -> tuple[float, Fraction | None]:
    """Mass of a part that holds 2 ng and an unweighed part, each as told."""
    masses = (stated, Fraction(2), None, None, Fraction(1))
    nodes = [NodeDraft(Kind.PART, mass=mass) for mass in masses]
    bom, new = Draft(nodes, [*usages, UsageDraft(3, 4)]).arrays()
    found = node_masses(bom)
    return float(found.floats[new[0]]), found.exact(int(new[0]))


def test_a_mass_is_the_sum_of_what_is_held_times_how_often() -> None:
    assert weighed(UsageDraft(0, 1, Fraction("0.15"))) == (0.3, Fraction("0.3"))


def test_a_stated_mass_stands_against_the_sum() -> None:
    assert weighed(UsageDraft(0, 1), stated=Fraction(5)) == (5.0, Fraction(5))


@pytest.mark.parametrize(
    "usages",
    [
        (UsageDraft(0, 1), UsageDraft(0, 2)),
        (UsageDraft(0, 1, None),),
        (UsageDraft(0, 1, alternative=True),),
        (),
    ],
    ids=["a child without mass", "a quantity not told", "only an alternative", "nothing held"],
)
def test_a_mass_that_nobody_can_know_is_none_and_not_zero(usages: tuple[UsageDraft, ...]) -> None:
    approximate, exact = weighed(*usages)
    assert np.isnan(approximate)
    assert exact is None


def test_a_structure_deeper_than_python_can_recurse_has_a_mass() -> None:
    deep = 3000
    nodes = [NodeDraft(Kind.PART) for _ in range(deep)]
    nodes[-1] = NodeDraft(Kind.PART, mass=Fraction(7))
    bom, new = Draft(nodes, [UsageDraft(n, n + 1) for n in range(deep - 1)]).arrays()
    assert node_masses(bom).exact(int(new[0])) == 7
