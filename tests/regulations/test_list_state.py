"""A list on one day: the limits in force, and of those the last that began."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from regulations.list_state import state_on, whole
from regulations.loader import load_list

from .conftest import HEADER

Write = Callable[..., Path]
COLUMNS = "entry,value,unit,from,until,categories\n"
STEPS = (
    "lead,9,ppm,2020-01-01,,\n"
    "lead,7,ppm,2021-01-01,,1;2\n"
    "lead,5,ppm,2022-01-01,,1;2;3\n"
    "lead,3,ppm,2023-01-01,,3\n"
)


@pytest.mark.parametrize(
    ("day", "ppm"),
    [
        (date(2019, 12, 31), []),
        (date(2020, 1, 1), [9]),
        (date(2021, 1, 1), [9, 7]),
        (date(2022, 1, 1), [9, 5]),
        (date(2023, 1, 1), [9, 5, 3]),
    ],
)
def test_a_limit_is_succeeded_once_later_ones_hold_for_all_of_its_categories(
    toy_list: Write, day: date, ppm: list[int]
) -> None:
    found = load_list(
        toy_list(entries="id,name,included_on\nlead,Lead,2019-01-01\n", thresholds=COLUMNS + STEPS)
    )
    (entry,) = state_on(found, day).entries
    assert [int(one.fraction * 10**6) for one in entry.thresholds] == ppm


def test_a_limit_without_categories_is_succeeded_by_one_without(toy_list: Write) -> None:
    steps = "lead,9,ppm,2020-01-01,,\nlead,7,ppm,2021-01-01,,\nlead,5,ppm,2021-01-01,,1\n"
    (entry,) = state_on(load_list(toy_list(thresholds=COLUMNS + steps)), date(2021, 1, 1)).entries
    assert [int(one.fraction * 10**6) for one in entry.thresholds] == [7, 5]


def test_a_version_is_named_by_its_day_or_by_its_name_and_its_day(toy_list: Write) -> None:
    assert dict(whole(load_list(toy_list())).facts)["versions"] == ("2020-01-01",)
    named = '\n[[version]]\nid = "2.0"\nfrom = 2020-01-01\nsource = "s"\n'
    header = HEADER.replace('versions_from = "included_on"\n', "")
    facts = whole(load_list(toy_list(header=header + named))).facts
    assert dict(facts)["versions"] == ("2.0 from 2020-01-01",)
