"""Over what a substance is divided, and on which side of the line it lies."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from engine.arrays import UNIDENTIFIED, Amount, Kind
from engine.compile import compile_rules
from engine.evaluate import evaluate
from engine.evidence import Evidence
from engine.explain import explain
from engine.outcomes import Outcome
from tests.strategies import Draft, NodeDraft, RowDraft, UsageDraft
from tests.toy_law import (
    AS_OF,
    CADMIUM,
    DEHP,
    LEAD,
    MERCURY,
    OXIDE,
    SLAG,
    SUBSTANCES,
    toy_rules,
)
from tests.written_catalog import catalog_of
from tests.written_law import entry

RULES = toy_rules()
ENTRIES = {(entry.list_id, entry.id): rule for rule, entry in enumerate(RULES.entries)}
G = 10**9
ARTICLE = NodeDraft(Kind.PART, is_article=True, evidence=0, is_unit=True)
PLAIN = NodeDraft(Kind.PART, evidence=0, is_unit=True)
MATERIAL = NodeDraft(Kind.MATERIAL, mass=Fraction(G), evidence=0)
OVER = "0.000032", "0.000720", "0.000226", "0.000022"
UNDER = "0.000001", "0.000008", "0.000991"
"""Shares of 0.1 % in all, which floats add up to a little more, and to a little less."""
OXIDE_DUTY, DEHP_DUTY = ("toy-duties", "oxide"), ("toy-duties", "dehp")


def row(
    material: int, substance: object, share: str | None, high: str | None = None, **more: object
) -> RowDraft:
    low = None if share is None else Fraction(share)
    top = low if high is None else Fraction(high)
    number = UNIDENTIFIED if substance is None else SUBSTANCES.index(substance)  # type: ignore[arg-type]
    return RowDraft(material, number, low, top, **more)  # type: ignore[arg-type]


def found(
    entry: tuple[str, str], nodes: list[NodeDraft], usages: list[UsageDraft], rows: list[RowDraft]
) -> dict[int, str]:
    """Outcome of one entry by drafted node; both runs must say the same."""
    bom, new = Draft(nodes, usages, rows).arrays()
    evaluation, rule = evaluate(bom, RULES), ENTRIES[entry]
    cells, old = evaluation.line.cells, {int(n): drafted for drafted, n in enumerate(new)}
    words = {}
    for cell in range(len(cells)):
        if cells.rule[cell] == rule:
            node, outcome = int(cells.node[cell]), Outcome(int(evaluation.outcomes[cell]))
            assert explain(bom, RULES, node, rule).outcome is outcome
            words[old[node]] = outcome.word
    return words


def test_the_smallest_article_around_a_material_is_the_denominator() -> None:
    nodes = [ARTICLE, ARTICLE, MATERIAL]
    usages = [UsageDraft(0, 1), UsageDraft(1, 2)]
    assert found(OXIDE_DUTY, nodes, usages, [row(2, OXIDE, "0.002")]) == {1: "declare"}


def test_a_part_that_is_no_article_passes_its_material_to_the_one_around_it() -> None:
    nodes = [replace(ARTICLE, mass=Fraction(10 * G)), PLAIN, MATERIAL]
    usages = [UsageDraft(0, 1, Fraction(4)), UsageDraft(1, 2)]
    assert found(OXIDE_DUTY, nodes, usages, [row(2, OXIDE, "0.0025")]) == {0: "below"}
    assert found(OXIDE_DUTY, nodes, usages, [row(2, OXIDE, "0.002500001")]) == {0: "declare"}


def test_a_part_of_the_company_stops_the_search_for_an_article() -> None:
    nodes = [ARTICLE, replace(PLAIN, is_boundary=True), MATERIAL]
    usages = [UsageDraft(0, 1), UsageDraft(1, 2)]
    assert found(OXIDE_DUTY, nodes, usages, [row(2, OXIDE, "0.5")]) == {2: "possible"}


def test_base_material_is_its_own_article() -> None:
    nodes = [replace(ARTICLE, mass=Fraction(100 * G)), replace(MATERIAL, is_article=True)]
    assert found(OXIDE_DUTY, nodes, [UsageDraft(0, 1)], [row(1, OXIDE, "0.002")]) == {1: "declare"}


def test_a_coated_article_is_judged_with_its_coating_and_its_base_by_itself() -> None:
    nodes = [ARTICLE, replace(MATERIAL, is_article=True), MATERIAL]
    usages = [UsageDraft(0, 1), UsageDraft(0, 2)]
    rows = [row(1, OXIDE, "0.0009"), row(2, OXIDE, "0.0012")]
    assert found(OXIDE_DUTY, nodes, usages, rows) == {0: "declare", 1: "below"}


def test_a_coated_article_is_not_asked_for_what_only_its_base_holds() -> None:
    nodes = [ARTICLE, replace(MATERIAL, is_article=True), MATERIAL]
    usages = [UsageDraft(0, 1), UsageDraft(0, 2)]
    assert found(OXIDE_DUTY, nodes, usages, [row(1, OXIDE, "0.5")]) == {1: "declare"}


@pytest.mark.parametrize(
    ("share", "word"), [("0.001", "below"), ("0.001000000000000001", "exceeded")]
)
def test_above_lets_exactly_the_limit_pass(share: str, word: str) -> None:
    rows = [row(1, LEAD, share)]
    assert found(("toy-law", "lead"), [ARTICLE, MATERIAL], [UsageDraft(0, 1)], rows) == {1: word}


@pytest.mark.parametrize(
    ("share", "word"), [("0.000999999999999999", "below"), ("0.001", "exceeded")]
)
def test_at_or_above_does_not(share: str, word: str) -> None:
    rows = [row(1, DEHP, share)]
    assert found(("toy-law", "dehp"), [ARTICLE, MATERIAL], [UsageDraft(0, 1)], rows) == {1: word}


@pytest.mark.parametrize(
    ("told", "word"),
    [
        (row(1, LEAD, "0.0005", "0.002"), "possible"),
        (row(1, LEAD, None, amount=Amount.UNKNOWN), "possible"),
        (row(1, LEAD, None, amount=Amount.MASS_ONLY), "no_data"),
        (row(1, SLAG, "0.5"), "possible"),
        (row(1, None, "0.5", written=("7439-29-1", "")), "possible"),
        (row(1, OXIDE, "0.00107"), "below"),
        (row(1, OXIDE, "0.00108"), "exceeded"),
    ],
    ids=["range", "untold", "mass only", "slag", "unidentified", "oxide below", "oxide above"],
)
def test_a_material_is_above_only_when_the_least_of_it_is(told: RowDraft, word: str) -> None:
    nodes = [ARTICLE, replace(MATERIAL, mass=None)]
    assert found(("toy-law", "lead"), nodes, [UsageDraft(0, 1)], [told]) == {1: word}


@pytest.mark.parametrize(
    "beside", [row(1, SLAG, "0.5"), row(1, None, "0.5", written=("7439-29-1", ""))]
)
def test_exactly_at_the_limit_what_only_may_count_takes_nothing_over_it(beside: RowDraft) -> None:
    rows = [row(1, LEAD, "0.001"), beside]
    nodes, usages = [ARTICLE, MATERIAL], [UsageDraft(0, 1)]
    assert found(("toy-law", "lead"), nodes, usages, rows) == {1: "possible"}


def test_a_known_violation_is_not_taken_back_by_an_amount_that_is_missing() -> None:
    rows = [row(1, LEAD, "0.5"), row(1, OXIDE, None, amount=Amount.MASS_ONLY)]
    usages = [UsageDraft(0, 1)]
    assert found(("toy-law", "lead"), [ARTICLE, MATERIAL], usages, rows) == {1: "exceeded"}


def test_a_known_violation_is_not_taken_back_by_a_mass_that_is_missing() -> None:
    nodes = [replace(ARTICLE, mass=Fraction(2 * G)), MATERIAL, replace(MATERIAL, mass=None)]
    usages = [UsageDraft(0, 1), UsageDraft(0, 2)]
    rows = [row(1, OXIDE, "0.01"), row(2, OXIDE, "0.0001")]
    assert found(OXIDE_DUTY, nodes, usages, rows) == {0: "declare"}


def test_without_masses_an_article_is_below_when_each_material_is() -> None:
    nodes = [ARTICLE, replace(MATERIAL, mass=None), MATERIAL]
    usages = [UsageDraft(0, 1), UsageDraft(0, 2)]
    assert found(OXIDE_DUTY, nodes, usages, [row(1, OXIDE, "0.001")]) == {0: "below"}
    assert found(OXIDE_DUTY, nodes, usages, [row(1, OXIDE, "0.0011")]) == {0: "no_data"}


@pytest.mark.parametrize(
    ("high", "word"), [("0.001", "below"), ("0.001000000000000001", "no_data")]
)
def test_without_masses_the_most_of_each_material_is_decided_at_the_line(
    high: str, word: str
) -> None:
    nodes = [ARTICLE, replace(MATERIAL, mass=None), MATERIAL]
    usages = [UsageDraft(0, 1), UsageDraft(0, 2)]
    assert found(OXIDE_DUTY, nodes, usages, [row(1, OXIDE, "0.0005", high)]) == {0: word}


@pytest.mark.parametrize(
    ("grams", "share", "word"),
    [
        (1000, "0.001000000000000001", "no_data"),
        (100, "0.1", "no_data"),
        (100, "0.100000000000000001", "declare"),
    ],
)
def test_the_most_that_an_article_weighs_makes_the_least_share_and_thins_no_other(
    grams: int, share: str, word: str
) -> None:
    nodes = [replace(PLAIN, mass=Fraction(grams * G)), ARTICLE, MATERIAL]
    nodes += [replace(MATERIAL, mass=None)]
    usages = [UsageDraft(0, 1), UsageDraft(1, 2), UsageDraft(1, 3)]
    assert found(OXIDE_DUTY, nodes, usages, [row(2, OXIDE, share)]) == {1: word}


@pytest.mark.parametrize(("nudge", "word"), [(0, "below"), (1, "exceeded")])
def test_a_mass_of_a_compound_counts_its_element_exactly(nudge: int, word: str) -> None:
    told = Fraction(G, 1000) / Fraction("0.92832") + Fraction(nudge, 10**9)
    rows = [row(1, OXIDE, None, amount=Amount.MASS_ONLY, mass=(told, told))]
    nodes, usages = [ARTICLE, MATERIAL], [UsageDraft(0, 1)]
    assert found(("toy-law", "lead"), nodes, usages, rows) == {1: word}


def test_of_articles_that_are_one_unweighed_material_each_is_decided_at_the_line() -> None:
    nodes = [PLAIN, ARTICLE, ARTICLE, *[replace(MATERIAL, mass=None)] * 2]
    usages = [UsageDraft(0, 1), UsageDraft(0, 2), UsageDraft(1, 3), UsageDraft(2, 4)]
    rows = [row(3, OXIDE, "0.001"), row(4, OXIDE, "0.001")]
    assert found(OXIDE_DUTY, nodes, usages, rows) == {1: "below", 2: "below"}


@pytest.mark.parametrize(
    ("nudge", "word"),
    [("-1e-12", "below"), ("1e-12", "no_data"), ("0.5", "no_data"), ("1.5", "no_data")],
)
def test_what_outweighs_the_stated_mass_of_its_article_is_not_below_by_its_mean(
    nudge: str, word: str
) -> None:
    heavy = Fraction(G) * Fraction(10, 9) * (1 + Fraction(nudge))
    nodes = [
        replace(ARTICLE, mass=Fraction(G)),
        replace(MATERIAL, mass=heavy),
        replace(MATERIAL, mass=None),
    ]
    rows = [row(1, OXIDE, "0.0001", "0.0009"), row(2, OXIDE, "0.0001")]
    usages = [UsageDraft(0, 1), UsageDraft(0, 2)]
    assert found(OXIDE_DUTY, nodes, usages, rows) == {0: word}


@pytest.mark.parametrize(("share", "word"), [("0.001", "declare"), ("0.000999999999", "no_data")])
def test_an_article_of_unknown_mass_is_at_the_limit_when_all_its_materials_are(
    share: str, word: str
) -> None:
    nodes = [ARTICLE, replace(MATERIAL, mass=None), replace(MATERIAL, mass=None)]
    rows = [row(1, DEHP, share), row(2, DEHP, "0.5")]
    usages = [UsageDraft(0, 1), UsageDraft(0, 2)]
    assert found(DEHP_DUTY, nodes, usages, rows) == {0: word}


def test_a_quantity_that_was_not_told_is_not_zero() -> None:
    nodes = [replace(ARTICLE, mass=Fraction(G)), MATERIAL]
    rows = [row(1, OXIDE, "0.5")]
    assert found(OXIDE_DUTY, nodes, [UsageDraft(0, 1, None)], rows) == {0: "no_data"}


def test_a_mixture_says_nothing_certain_about_an_article() -> None:
    nodes = [ARTICLE, replace(MATERIAL, kind=Kind.MIXTURE)]
    rows = [row(1, LEAD, "0.5")]
    assert found(("toy-law", "lead"), nodes, [UsageDraft(0, 1)], rows) == {1: "possible"}


def test_a_mass_summed_from_two_thousand_parts_is_exact_at_the_line() -> None:
    heavy, light = Fraction(2**54), 2000
    nodes = [ARTICLE, replace(MATERIAL, mass=heavy)]
    nodes += [replace(MATERIAL, mass=Fraction(1))] * light
    usages = [UsageDraft(0, child) for child in range(1, len(nodes))]
    share = str((heavy + light) / 1000 / heavy)
    assert found(OXIDE_DUTY, nodes, usages, [row(1, OXIDE, share)]) == {0: "below"}


@pytest.mark.parametrize(("purpose", "word"), [(1, "exceeded"), (0, "below"), (-1, "possible")])
def test_an_addition_on_purpose_breaks_a_ban_at_any_content(purpose: int, word: str) -> None:
    rows = [row(1, MERCURY, "0", intentional=purpose)]
    assert found(("toy-company", "hg"), [ARTICLE, MATERIAL], [UsageDraft(0, 1)], rows) == {0: word}


@pytest.mark.parametrize(
    ("substance", "entry", "high", "word"),
    [
        (LEAD, "lead", "0.001", "below"),
        (LEAD, "lead", "0.001000000000000001", "possible"),
        (DEHP, "dehp", "0.000999999999999999", "below"),
        (DEHP, "dehp", "0.001", "possible"),
    ],
)
def test_the_upper_end_of_a_range_is_decided_at_the_line_as_well(
    substance: object, entry: str, high: str, word: str
) -> None:
    rows = [row(1, substance, "0.0005", high)]
    nodes = [ARTICLE, MATERIAL]
    assert found(("toy-law", entry), nodes, [UsageDraft(0, 1)], rows) == {1: word}


def test_where_nothing_is_counted_there_is_no_share() -> None:
    bom, _ = Draft([ARTICLE, MATERIAL], [UsageDraft(0, 1)], []).arrays()
    compared = evaluate(bom, RULES).compared
    assert [len(ends) for ends in (compared.shares.low, compared.shares.high)] == [0, 0]
    assert (len(compared.shares.told), len(compared.breach)) == (0, 0)


def test_at_or_above_zero_is_breached_by_whatever_was_declared() -> None:
    catalog = catalog_of({"company-prohibited": (
        entry("hg", "restrict", "article", "0", "7439-97-6", at_or_above=True),
        entry("cd", "restrict", "article", "0", "7440-43-9"),
    )})  # fmt: skip
    rules = compile_rules(catalog, ["company-prohibited"], as_of=AS_OF)
    rows = [row(1, MERCURY, "0"), row(1, CADMIUM, "0")]
    everything = (Evidence(full_material=True),)
    bom, _ = Draft([ARTICLE, MATERIAL], [UsageDraft(0, 1)], rows, everything).arrays()
    evaluation = evaluate(bom, rules)
    told = zip(evaluation.line.cells.rule.tolist(), evaluation.outcomes.tolist(), strict=True)
    assert {rules.entries[rule].id: Outcome(outcome).word for rule, outcome in told} == {
        "hg": "exceeded",
        "cd": "below",
    }


@pytest.mark.parametrize(
    ("substance", "entry", "shares", "word"),
    [
        (LEAD, "lead", OVER, "below"),
        (LEAD, "lead", UNDER, "below"),
        (DEHP, "dehp", OVER, "exceeded"),
        (DEHP, "dehp", UNDER, "exceeded"),
    ],
)
def test_a_sum_that_is_the_limit_is_decided_by_its_decimals_and_not_by_floats(
    substance: object, entry: str, shares: tuple[str, ...], word: str
) -> None:
    assert sum(map(Fraction, shares)) == Fraction("0.001")
    assert (sum(map(float, shares)) > float("0.001")) is (shares is OVER)
    rows = [row(1, substance, share) for share in shares]
    nodes = [ARTICLE, MATERIAL]
    assert found(("toy-law", entry), nodes, [UsageDraft(0, 1)], rows) == {1: word}


def test_cells_are_sorted_by_node_then_by_rule() -> None:
    rows = [row(material, one, "0.5") for material in (1, 2) for one in (LEAD, CADMIUM, OXIDE)]
    usages = [UsageDraft(0, 1), UsageDraft(0, 2)]
    bom, _ = Draft([ARTICLE, MATERIAL, MATERIAL], usages, rows).arrays()
    cells = evaluate(bom, RULES).line.cells
    pairs = list(zip(cells.node.tolist(), cells.rule.tolist(), strict=True))
    assert len({node for node, _ in pairs}) == len(bom.nodes)
    assert pairs == sorted(pairs)


@pytest.mark.parametrize("is_base", [True, False], ids=["base material", "no article around"])
def test_a_mass_told_in_a_material_is_held_against_one_of_it_however_often_it_is_used(
    *, is_base: bool
) -> None:
    told = row(1, OXIDE, None, amount=Amount.MASS_ONLY, mass=(Fraction(G, 1250), Fraction(G, 1250)))
    nodes = [ARTICLE if is_base else PLAIN, replace(MATERIAL, is_article=is_base)]
    usages = [UsageDraft(0, 1, Fraction(2))]
    assert found(OXIDE_DUTY, nodes, usages, [told]) == {1: "below"}


def test_what_is_unidentified_and_says_nothing_of_itself_is_vouched_for_by_nobody() -> None:
    nodes, usages = [ARTICLE, MATERIAL], [UsageDraft(0, 1)]
    bom, new = Draft(nodes, usages, [row(1, None, "0.5", written=("", "secret"))]).arrays()
    rule, node = ENTRIES["toy-law", "lead"], int(new[1])
    silent = replace(bom, constituents=replace(bom.constituents, written={}))
    for arrays, outcome in ((bom, Outcome.NOT_PRESENT), (silent, Outcome.POSSIBLE)):
        assert explain(arrays, RULES, node, rule).outcome is outcome
        cells = evaluate(arrays, RULES).line.cells
        assert (rule in cells.rule[cells.node == node].tolist()) is (outcome is Outcome.POSSIBLE)


def test_a_material_that_is_all_there_is_is_judged() -> None:
    assert found(("toy-law", "lead"), [MATERIAL], [], [row(0, LEAD, "0.5")]) == {0: "exceeded"}
