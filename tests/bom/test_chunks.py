"""Pieces of a long list are the list again; what a statement asks for has few lengths."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bom.chunks import MOST_BOUND, chunks, padded


@given(st.lists(st.integers()), st.integers(min_value=1, max_value=7))
def test_the_pieces_in_order_are_the_whole_list(items: list[int], most: int) -> None:
    pieces = list(chunks(items, most=most))
    assert [item for piece in pieces for item in piece] == items
    assert all(0 < len(piece) <= most for piece in pieces)


@given(st.lists(st.integers()))
def test_what_is_padded_asks_for_the_same_values(items: list[int]) -> None:
    made = list(padded(items))
    assert made[: len(items)] == items
    assert set(made) == set(items)


def test_all_pieces_together_have_fourteen_lengths_and_fit_a_statement_twice() -> None:
    lengths = {len(padded(range(many))) for many in range(1, MOST_BOUND + 1)}
    assert len(lengths) == 14
    assert 2 * max(lengths) < 32_766  # what SQLite binds
    assert padded([]) == []
