"""Pieces of a long list are the list again, none longer than asked for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bom.chunks import chunks


@given(st.lists(st.integers()), st.integers(min_value=1, max_value=7))
def test_the_pieces_in_order_are_the_whole_list(items: list[int], most: int) -> None:
    pieces = list(chunks(items, most=most))
    assert [item for piece in pieces for item in piece] == items
    assert all(0 < len(piece) <= most for piece in pieces)
