"""How outcomes add up to a status: written out, so that nobody reorders them by chance."""

from __future__ import annotations

import numpy as np
import pytest

from engine.outcomes import TOLD, Outcome, Status, flag, status_of, statuses_of, worst_status

GREEN = {Outcome.NOT_PRESENT, Outcome.BELOW, Outcome.INFORM, Outcome.DECLARE, Outcome.CONTROLLED}
RED = {Outcome.EXEMPTION_INVALID, Outcome.EXCEEDED}
OPEN = {Outcome.POSSIBLE, Outcome.CONFLICT, Outcome.NOT_COVERED, Outcome.NO_DATA}


def expected(outcome: Outcome) -> Status:
    if outcome in RED:
        return Status.NON_COMPLIANT
    if outcome in OPEN:
        return Status.UNKNOWN
    if outcome is Outcome.EXEMPT:
        return Status.COMPLIANT_WITH_EXEMPTION
    return Status.COMPLIANT if outcome in GREEN else Status.NOT_APPLICABLE


@pytest.mark.parametrize("outcome", Outcome)
def test_an_outcome_alone_comes_to_its_status(outcome: Outcome) -> None:
    assert status_of(flag(outcome)) is expected(outcome)


def test_of_two_outcomes_the_worse_status_counts_and_neither_hides_the_other() -> None:
    for one in Outcome:
        for other in Outcome:
            both = max(expected(one), expected(other), key=list(Status).index)
            assert status_of(flag(one) | flag(other)) is both


def test_columns_of_flags_come_to_the_same_statuses_as_one_by_one() -> None:
    every = np.arange(2 ** len(Outcome), dtype=np.uint16)
    assert [list(Status)[place] for place in statuses_of(every)] == [
        status_of(int(flags)) for flags in every
    ]


def test_nothing_that_applied_is_not_applicable() -> None:
    assert status_of(0) is Status.NOT_APPLICABLE
    assert worst_status([]) is Status.NOT_APPLICABLE
    assert worst_status([Status.COMPLIANT, Status.UNKNOWN]) is Status.UNKNOWN


def test_the_bit_of_an_outcome_is_its_number() -> None:
    # Verdicts are kept as these words: a number that moves would be read as another outcome.
    assert [flag(outcome) for outcome in Outcome] == [2**place for place in range(13)]
    assert flag(Outcome.EXEMPT, Outcome.EXCEEDED) == 8 + 1024
    assert [outcome.word for outcome in Outcome] == [
        "not_applicable", "not_present", "below", "exempt", "inform", "declare", "controlled",
        "possible", "conflict", "exemption_invalid", "exceeded", "not_covered", "no_data",
    ]  # fmt: skip


def test_all_that_is_worse_than_below_is_told() -> None:
    assert set(TOLD) == {one for one in Outcome if Outcome.BELOW < one <= Outcome.EXCEEDED}
