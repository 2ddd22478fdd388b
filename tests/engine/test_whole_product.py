"""The reading that the Court rejected: everything that counts anywhere, over the whole product."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from engine.arrays import Amount
from engine.evaluate import evaluate
from engine.product import product_of
from engine.whole_product import WholeProduct, whole_product
from tests.strategies import Draft, NodeDraft, RowDraft, UsageDraft
from tests.toy_law import LEAD, OXIDE, SLAG, toy_rules

from .test_scope_and_limits import ARTICLE, MATERIAL, PLAIN, G, row

RULES = toy_rules()
OWN = replace(ARTICLE, is_boundary=True)
DUTY, PB, LAW = ("toy-duties", "oxide"), ("toy-company", "pb"), ("toy-law", "lead")
TWO_IN_ONE = [UsageDraft(0, 1, Fraction(2)), UsageDraft(0, 2), UsageDraft(1, 3), UsageDraft(2, 4)]


def read(
    entry: tuple[str, str], rows: list[RowDraft], usages: list[UsageDraft] = TWO_IN_ONE,
    nodes: tuple[NodeDraft, ...] = (PLAIN, OWN, OWN, MATERIAL, MATERIAL), at: int = 1,
) -> WholeProduct | None:  # fmt: skip
    """Of the first drafted node, for the cell of one entry in another."""
    bom, new = Draft(list(nodes), usages, rows).arrays()
    evaluation = evaluate(bom, RULES)
    cells, names = evaluation.line.cells, [(one.list_id, one.id) for one in RULES.entries]
    cell = next(
        place
        for place in range(len(cells))
        if (cells.node[place], cells.rule[place]) == (new[at], names.index(entry))
    )
    product = product_of(bom, int(new[0]), [""] * len(nodes))
    return whole_product(evaluation, product, cell)


def test_all_that_the_entry_counts_is_added_as_often_as_it_is_there() -> None:
    rows = [row(3, OXIDE, "0.002"), row(4, OXIDE, "0.001"), row(4, LEAD, "0.5")]
    found = read(DUTY, rows)
    assert found == WholeProduct(Fraction(5 * G, 1000), Fraction(3 * G), breaches=True)
    assert found.share == Fraction(5, 3000)


def test_what_stands_in_another_product_adds_nothing() -> None:
    other = [UsageDraft(0, 1, Fraction(2)), UsageDraft(1, 3), UsageDraft(2, 4)]
    found = read(DUTY, [row(3, OXIDE, "0.001"), row(4, OXIDE, "0.5")], other)
    assert found == WholeProduct(Fraction(2 * G, 1000), Fraction(2 * G), breaches=False)


def test_of_ranges_the_most_is_added_and_of_masses_what_counts_of_them() -> None:
    told = Fraction(G, 100)
    slag = row(4, SLAG, None, amount=Amount.MASS_ONLY, mass=(told / 2, told))
    found = read(PB, [row(3, LEAD, "0.001", "0.004"), slag])
    assert found == WholeProduct(Fraction(8 * G, 1000) + told / 2, Fraction(3 * G), breaches=True)


def test_base_material_counts_once_though_it_stands_in_two_articles() -> None:
    nodes = (PLAIN, ARTICLE, replace(MATERIAL, is_article=True), MATERIAL)
    usages = [UsageDraft(0, 1), UsageDraft(1, 2), UsageDraft(1, 3)]
    found = read(DUTY, [row(2, OXIDE, "0.004"), row(3, OXIDE, "0.002")], usages, nodes)
    assert found == WholeProduct(Fraction(6 * G, 1000), Fraction(2 * G), breaches=True)


def test_there_is_no_other_reading_of_a_material_of_the_product_itself_or_without_masses() -> None:
    rows = [row(3, OXIDE, "0.002"), row(4, OXIDE, "0.001")]
    assert read(LAW, rows, at=3) is None
    nodes = ARTICLE, MATERIAL, MATERIAL
    usages = [UsageDraft(0, 1), UsageDraft(0, 2)]
    assert read(DUTY, [row(1, OXIDE, "0.002")], usages, nodes, at=0) is None
    unweighed = PLAIN, OWN, OWN, MATERIAL, replace(MATERIAL, mass=None)
    assert read(DUTY, rows, nodes=unweighed) is None
    stated = replace(PLAIN, mass=Fraction(9 * G)), *unweighed[1:]
    assert read(DUTY, rows, nodes=stated) is None
    nobody_counted = [UsageDraft(0, 1), UsageDraft(0, 2, None), *TWO_IN_ONE[2:]]
    weighed = replace(PLAIN, mass=Fraction(9 * G)), OWN, OWN, MATERIAL, MATERIAL
    assert read(DUTY, rows, nobody_counted, weighed) is None
    assert read(DUTY, rows, nodes=weighed) is not None
