"""What stands in the columns of every part, number by number, and what is left to fractions."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from engine.arrays import UNIDENTIFIED, Amount, Kind
from engine.exact import PARTS_PER_BILLION, ExactColumn
from engine.totals.holdings import LEFT_OUT, Holdings, holdings_of, parted, whole_pieces
from tests.strategies import Draft, NodeDraft, RowDraft, UsageDraft

PPB = Fraction(1, 10**9)
HALF = Fraction(1, 2)


def held(*rows: RowDraft, mass: Fraction | int | None = 10, times: Fraction | int = 1) -> Holdings:
    """Of one part with one material, node 0."""
    of_one = None if mass is None else Fraction(mass)
    nodes = [NodeDraft(Kind.MATERIAL, mass=of_one), NodeDraft(Kind.PART)]
    return holdings_of(Draft(nodes, [UsageDraft(1, 0, Fraction(times))], list(rows)).arrays()[0])


def share(substance: int, high: Fraction) -> RowDraft:
    return RowDraft(0, substance, Fraction(0), high)


def test_a_content_is_the_substance_in_the_upper_half_of_a_word_and_the_share_in_the_lower() -> (
    None
):
    # Columns are kept on disk and mapped by later processes: the halves are a format.
    found = held(share(0, HALF), share(5, PPB), RowDraft(0, 2, None, None, Amount.UNKNOWN))
    low = 0xFFFF_FFFF
    assert found.held.content.tolist() == [5 * 10**8, (5 << 32) + 1, (2 << 32) + low]
    assert found.held.block.tolist() == [[0, 3, 10]]
    substance, parts = parted(found.held.content)
    assert (substance.tolist(), parts.tolist()) == ([0, 5, 2], [5 * 10**8, 1, LEFT_OUT])


@pytest.mark.parametrize(
    ("parts", "stands"), [(0, True), (10**9, True), (2**31 - 1, True), (2**31, False)]
)
def test_a_share_stands_in_a_column_up_to_thirty_one_bits(parts: int, *, stands: bool) -> None:
    found = held(share(1, parts * PPB))
    assert parted(found.held.content)[1].tolist() == [parts if stands else LEFT_OUT]
    assert found.left.row.tolist() == ([] if stands else [0])
    assert found.left.starts.tolist() == [0, 0, 0 if stands else 1]


@pytest.mark.parametrize(
    "row",
    [
        share(1, Fraction(1, 3)),
        RowDraft(0, 1, None, None, Amount.UNKNOWN),
        RowDraft(0, UNIDENTIFIED, HALF, HALF),
        RowDraft(0, 1, None, None, Amount.MASS_ONLY, mass=(HALF, HALF)),
    ],
)
def test_of_a_weighed_material_only_what_has_no_whole_share_is_left(row: RowDraft) -> None:
    found = held(share(0, HALF), row, share(2, HALF))
    assert (found.left.usage.tolist(), found.left.row.tolist()) == ([0], [1])
    assert parted(found.held.content)[1].tolist() == [5 * 10**8, LEFT_OUT, 5 * 10**8]


@pytest.mark.parametrize(
    ("mass", "times"), [(None, 1), (HALF, 1), (1, HALF), (2**30, 2**31), (2**63, 1)]
)
def test_of_a_material_without_a_whole_weight_every_constituent_is_left(
    mass: Fraction | int | None, times: Fraction | int
) -> None:
    found = held(share(0, HALF), share(2, HALF), mass=mass, times=times)
    assert (found.left.usage.tolist(), found.left.row.tolist()) == ([0, 0], [0, 1])
    assert found.held.block.shape == (0, 3)
    assert found.held.blocks.tolist() == [0, 0, 0]


def test_only_parts_and_materials_that_carry_mass_are_held() -> None:
    draft = Draft([NodeDraft(Kind.MATERIAL, mass=Fraction(3)) for _ in range(3)])
    draft.nodes += [NodeDraft(Kind.PART, is_boundary=True) for _ in range(4)]
    whole = draft.add(NodeDraft(Kind.PART))
    told = [(Fraction(2), False), (Fraction(0), False), (Fraction(5), True)]
    for place, (quantity, other) in enumerate(told):
        draft.usages += [
            UsageDraft(whole, place, quantity, alternative=other),
            UsageDraft(whole, 3 + place, quantity, alternative=other),
        ]
    draft.usages.append(UsageDraft(whole, 6, None))
    bom, new = draft.arrays()
    found = holdings_of(bom)
    top = int(new[whole])
    assert found.nodes == len(bom.nodes) == 8
    assert np.diff(found.held.parts).tolist() == [2 * (node == top) for node in range(8)]
    parts = zip(found.held.child.tolist(), found.held.pieces.tolist(), strict=True)
    assert sorted(parts) == sorted([(int(new[3]), 2), (int(new[6]), LEFT_OUT)])
    assert found.held.block[:, 2].tolist() == [6]
    assert len(found.left.usage) == 0


def test_pieces_are_whole_or_left_out() -> None:
    told = [Fraction(0), Fraction(7), Fraction(7, 2), Fraction(1, 3), Fraction(10**10), None]
    column = ExactColumn.of(told, PARTS_PER_BILLION)
    assert whole_pieces(column).tolist() == [0, 7, *[LEFT_OUT] * 4]


def test_the_memory_of_holdings_is_that_of_their_columns() -> None:
    found = held(share(0, HALF), share(1, Fraction(1, 3)))
    starts, block, contents, left = 3 * (3 * 8), 3 * 8, 2 * 8, 2 * 8
    assert found.nbytes == starts + block + contents + left
