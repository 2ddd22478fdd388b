"""Bodies as bytes: what the standard module would write, only sooner."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.wire.body import hashed, rendered
from regulations.quantities import decimal_text


@dataclass(frozen=True)
class Written:
    """As somebody might hand it over by mistake."""

    text: str


_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | _TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(_TEXT, inner),
    max_leaves=12,
)


@settings(max_examples=40)
@given(body=st.dictionaries(_TEXT, _VALUES))
def test_a_body_is_written_as_the_standard_module_writes_it(body: dict[str, object]) -> None:
    assert rendered(body) == json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


@settings(max_examples=20)
@given(body=st.dictionaries(_TEXT, _VALUES))
def test_the_hash_knows_no_order_of_keys(body: dict[str, object]) -> None:
    turned = dict(reversed(body.items()))
    assert hashed(turned)["hash"] == hashed(body)["hash"]


def test_what_is_no_character_is_refused_with_its_place() -> None:
    with pytest.raises(UnicodeEncodeError) as refused:
        rendered({"name": "a\ud800b"})
    assert refused.value.object[refused.value.start] == "\ud800"


@pytest.mark.parametrize("value", [date(2019, 7, 22), Fraction(1, 3), Written("a")])
def test_what_is_no_json_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        rendered({"value": value})


@given(
    value=st.fractions(min_value=0, max_denominator=10**9),
    shift=st.integers(-12, 12),
    digits=st.none() | st.integers(1, 20),
)
def test_a_moved_point_writes_the_value_in_another_unit(
    value: Fraction, shift: int, digits: int | None
) -> None:
    moved = value * Fraction(10) ** shift
    assert decimal_text(value, shift=shift, digits=digits) == decimal_text(moved, digits=digits)
