"""What is said of all products narrows the law to what can hold of them, and never more."""

from __future__ import annotations

from datetime import date

import pytest

from regulations import Catalog
from regulations.context import CONTEXTS, Fit, Kind, fit
from regulations.errors import UnknownUse
from regulations.uses import NO_USES, open_words, read_uses, under

POPS, XVII = "eu-pops", "eu-reach-annex-xvii"
ON = date(2026, 11, 21)
_OF_PRODUCTS = {Kind.USE, Kind.SCOPE}
LIGHTING = [
    "electrical_equipment",
    "not:antifouling",
    "not:childcare",
    "not:clay_target",
    "not:footwear",
    "not:jewellery",
    "not:measuring_device",
    "not:moulding_kit",
    "not:mouthable",
    "not:skin_contact",
    "not:textile",
    "not:toy",
    "not:wall_or_floor_covering",
    "not:water_treatment",
]


def in_force(catalog: Catalog, list_id: str) -> dict[str, tuple[frozenset[str], ...]]:
    return {entry.id: entry.context for entry in catalog.entries_in_force(list_id, ON)}


def test_without_a_word_the_lists_are_the_same_object(catalog: Catalog) -> None:
    assert under(catalog, NO_USES) is catalog
    assert under(catalog, read_uses([" ", ""])) is catalog


def test_both_lists_bind_once_every_use_that_they_ask_for_is_told(catalog: Catalog) -> None:
    lighting = under(catalog, read_uses(LIGHTING))
    for list_id in (POPS, XVII):
        assert not catalog.get(list_id).binding
        assert lighting.get(list_id).binding
        assert open_words(catalog.get(list_id), read_uses(LIGHTING)) == frozenset()
    assert set(lighting.binding()) == {*catalog.binding(), POPS, XVII}


@pytest.mark.parametrize("left_out", LIGHTING)
def test_one_word_that_is_missing_leaves_a_list_unbound_and_is_named(
    catalog: Catalog, left_out: str
) -> None:
    told = read_uses(word for word in LIGHTING if word != left_out)
    assert not under(catalog, told).get(XVII).binding
    assert open_words(catalog.get(XVII), told) == {left_out.removeprefix("not:")}


def test_of_a_law_for_several_uses_only_the_excluded_ones_go(catalog: Catalog) -> None:
    assert in_force(catalog, XVII)["51-toys"] == (
        frozenset({"toy", "plasticised"}),
        frozenset({"childcare", "plasticised"}),
    )
    no_toys = in_force(under(catalog, read_uses(["not:toy"])), XVII)
    assert no_toys["51-toys"] == (frozenset({"childcare", "plasticised"}),)
    neither = in_force(under(catalog, read_uses(["not:toy", "not:childcare"])), XVII)
    assert "51-toys" not in neither
    toys = in_force(under(catalog, read_uses(["toy"])), XVII)
    assert toys["51-toys"][0] == frozenset({"plasticised"})
    assert toys["5"] == ()  # benzene in toys: nothing is left to be asked


def test_a_derogation_needs_to_be_told(catalog: Catalog) -> None:
    equipment = in_force(under(catalog, read_uses(["electrical_equipment"])), POPS)
    other = in_force(under(catalog, read_uses(["not_eee"])), POPS)
    assert {"pbde", "pbde-virgin", "pbde-toys"} <= in_force(catalog, POPS).keys()
    assert not {"pbde", "pbde-virgin"} & equipment.keys()
    assert "pbde-toys" in equipment
    assert {"pbde", "pbde-virgin", "pbde-toys"} <= other.keys()


def test_numbers_and_kin_stay_and_ruled_out_entries_stay_in_the_list(catalog: Catalog) -> None:
    lighting = under(catalog, read_uses(LIGHTING))
    assert lighting.identity is catalog.identity
    assert lighting.kin is catalog.kin
    for list_id, found in catalog.lists.items():
        assert [e.id for e in lighting.get(list_id).entries] == [e.id for e in found.entries]
    assert under(catalog, read_uses(LIGHTING)) is lighting


@pytest.mark.parametrize("word", [word for word, kind in CONTEXTS.items() if kind in _OF_PRODUCTS])
def test_a_word_of_the_profile_says_of_a_law_what_the_word_of_a_part_says(
    catalog: Catalog, word: str
) -> None:
    """But for one thing: told of a part it closes its whole kind, told of all it closes itself."""
    narrowed = under(catalog, read_uses([word]))
    for list_id in catalog.lists:
        held = {entry.id: entry for entry in narrowed.entries_in_force(list_id, ON)}
        for entry in catalog.entries_in_force(list_id, ON):
            told = fit(entry.context, {word}, unless=entry.unless)
            said = (
                fit(held[entry.id].context, (), unless=held[entry.id].unless)
                if entry.id in held
                else Fit.ELSEWHERE
            )
            assert said is told or (said, told) == (Fit.OPEN, Fit.ELSEWHERE), entry.id


@pytest.mark.parametrize("word", CONTEXTS)
def test_a_word_that_is_ruled_out_never_makes_a_law_hold(catalog: Catalog, word: str) -> None:
    narrowed = under(catalog, read_uses([f"not:{word}"]))
    follows = {"electrical_equipment": "not_eee", "not_eee": "electrical_equipment"}.get(word, "")
    for list_id in (POPS, XVII):
        for entry in narrowed.entries_in_force(list_id, ON):
            assert not any(word in words for words in entry.context)
            before = next(e for e in catalog.get(list_id).entries if e.id == entry.id)
            if fit(entry.context, ()) is Fit.APPLIES:
                assert fit(before.context, {follows} - {""}) is Fit.APPLIES


@pytest.mark.parametrize(
    "words",
    [
        ["toys"],
        ["not:bracket"],
        ["toy", "not:toy"],
        ["electrical_equipment", "not_eee"],
        ["not:electrical_equipment", "not:not_eee"],
        ["leather"],
    ],
)
def test_a_word_that_no_law_asks_for_and_a_contradiction_are_refused(words: list[str]) -> None:
    with pytest.raises(UnknownUse):
        read_uses(words)


def test_the_order_and_repetition_of_words_do_not_matter() -> None:
    assert read_uses(["not:toy", "electrical_equipment", "not:toy"]) == read_uses(
        ["electrical_equipment", "not:toy"]
    )
    assert read_uses(["not:toy", "electrical_equipment"]).assumptions == (
        "use=electrical_equipment",
        "use=not toy",
    )


def test_every_word_of_a_law_is_a_word_that_can_be_told(catalog: Catalog) -> None:
    for found in catalog.lists.values():
        for entry in found.entries:
            assert entry.unless <= CONTEXTS.keys()
            assert all(words <= CONTEXTS.keys() for words in entry.context)


def test_a_derogation_that_is_ruled_out_goes_and_any_other_stays(catalog: Catalog) -> None:
    def unless(*words: str) -> frozenset[str]:
        found = under(catalog, read_uses(words)).get(POPS).entries
        return next(entry.unless for entry in found if entry.id == "pbde")

    assert unless() == unless("not:toy") == {"electrical_equipment"}
    assert unless("not:electrical_equipment") == unless("not_eee") == frozenset()


def test_a_word_that_is_refused_is_cut_and_answered_with_those_that_are_known() -> None:
    with pytest.raises(UnknownUse) as refused:
        read_uses(["x" * 41])
    assert f"“{'x' * 40}” is no use" in refused.value.message
    uses, _, matters = refused.value.hint.partition("; with not: also ")
    asked = {kind: {word for word, of in CONTEXTS.items() if of is kind} for kind in Kind}
    assert set(matters.split()) == asked[Kind.MATTER]
    assert set(uses.removeprefix("known uses: ").split()) == CONTEXTS.keys() - asked[Kind.MATTER]
