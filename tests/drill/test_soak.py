"""What a soak calls growth (R36)."""

from __future__ import annotations

import pytest

from .load_client import Answers
from .soak import Sample, Slack, broken_promises

SLACK = Slack(megabytes=8, files=2)


def samples(megabytes: list[float], files: list[int] | None = None) -> list[Sample]:
    answers = Answers([0.01])
    opened = files or [30] * len(megabytes)
    return [
        Sample(30.0 * place, held, some, answers, 0)
        for place, (held, some) in enumerate(zip(megabytes, opened, strict=True))
    ]


@pytest.mark.parametrize(
    ("megabytes", "promise"),
    [
        ([120, 140, 150, 160, 161, 160, 161, 160, 161], []),
        ([120, 140, 150, 160, 190, 160, 161, 190, 161], []),
        ([120, 140, 150, 160, 163, 166, 169, 172, 175], ["memory grew by 9.0 MB, more than 8"]),
        ([90, 400, 300, 250, 250, 250, 250, 250, 250], []),
    ],
    ids=["level", "two peaks", "a slow leak", "a warm-up that gives memory back"],
)
def test_memory_may_move_but_not_grow(megabytes: list[float], promise: list[str]) -> None:
    assert broken_promises(samples(megabytes), SLACK) == promise


def test_open_files_are_counted_where_there_are_fewest() -> None:
    level = [160.0] * 9
    peaks = samples(level, [20, 30, 30, 55, 30, 30, 30, 55, 30])
    rising = samples(level, [20, 25, 30, 31, 32, 33, 34, 35, 36])
    assert broken_promises(peaks, SLACK) == []
    assert broken_promises(rising, SLACK) == ["3 more open files, more than 2"]


def test_a_wrong_answer_is_a_broken_promise_whenever_it_came() -> None:
    told = samples([160.0] * 8)
    wrong = Answers([0.01])
    wrong.statuses.update({200: 9, 503: 1})
    wrong.faults["import: 500"] += 2
    told[0] = Sample(0, 120, 30, wrong, 0)
    assert broken_promises(told, SLACK) == ["import: 500 ×2", "answered with 503"]
