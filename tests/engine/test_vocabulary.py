"""The words and digits by which members of the rules are known again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.vocabulary import Vocabulary, vocabulary_of
from regulations.identity import STRANGERS
from regulations.model import Effect, Entry, Level
from regulations.substances import IdType, SubstanceId
from tests.toy_law import DEHP, LEAD, LEAD_EC, entry, member

NAMED = SubstanceId(IdType.NAME, "12-34")


def rule(name: str, *substances: SubstanceId, relatives: tuple[str, ...] = ()) -> Entry:
    members = (member(one) for one in substances)
    made = entry("list", name, Effect.RESTRICT, Level.ARTICLE, "0.001", *members)
    return replace(made, relatives=relatives)


def vocabulary(*rules: Entry) -> Vocabulary:
    return vocabulary_of(rules, STRANGERS)


def test_digits_are_those_of_registered_numbers_and_of_no_name() -> None:
    found = vocabulary(rule("one", LEAD, LEAD_EC), rule("two", LEAD, DEHP, NAMED))
    assert found.by_digits == {"7439921": {0, 1}, "2311004": {0}, "117817": {1}}


def test_words_are_the_names_of_an_entry_and_of_its_members() -> None:
    made = replace(rule("Leaded Glass", LEAD), element="Pb", counted_as="Pb too")
    found = vocabulary(rule("Other", DEHP), made)
    name = "nameof"
    assert {word for word in found.by_word if not word.startswith(name)} == {
        "leadedglass", "pb", "pbtoo", "other",
    }  # fmt: skip
    assert found.by_word["pb"] == {1}
    assert sum(word.startswith(name) for word in found.by_word) == 2


def test_without_relatives_nothing_is_one() -> None:
    found = vocabulary(rule("one", LEAD))
    assert (found.relatives, found.any_relative) == ((), None)
    assert found.related("lead oxide") == frozenset()


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("Some PFHxS salt", {0}),
        ("perfluoro-thing", {0, 1}),
        ("ＰＦＨＸＳ", {0}),
        ("nonyl", {1}),
        ("water", set()),
    ],
)
def test_a_relative_is_known_by_the_words_of_its_rules(name: str, rules: set[int]) -> None:
    found = vocabulary(
        rule("one", LEAD, relatives=("pfhxs", "perfluoro")),
        rule("two", DEHP, relatives=("perfluoro", "nonyl|phenol")),
        rule("three", DEHP),
    )
    assert found.related(name) == rules
    assert len(found.relatives) == 4
