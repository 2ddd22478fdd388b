"""Answers of an assembly: what its parts answered, and nothing that one of them did not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chemsherpa import Declaration, read
from chemsherpa.document import Answer, Mass, Share
from chemsherpa.writer import write

from .assembling import built, by_entry, changed, declared

PRODUCT_LIMIT = "0.01 mass% [ReportingLevel:Product]"


def test_the_oldest_list_speaks_and_newer_entries_are_not_answered(
    terminal: Declaration, declarations: dict[str, bytes]
) -> None:
    label = declared(declarations["LABEL-240"])
    found = built(("1", terminal), ("1", label))
    (listed,) = found.declaration.declared.composition
    assert listed.version == label.declared.composition[0].version == "2.04.00"
    older = by_entry(label.answers)
    assert set(by_entry(found.declaration.answers)) <= set(older)
    open_entries = {each.entry for each in found.unanswered}
    assert open_entries >= set(by_entry(terminal.answers)) - set(older)
    assert found.declaration.main.is_complete is (not open_entries)


def test_an_entry_that_one_part_did_not_answer_is_left_out_and_named(
    terminal: Declaration, lens: Declaration
) -> None:
    (section,) = lens.product.compliances
    silent = changed(lens, compliances=(replace(section, answers=section.answers[1:]),))
    found = built(("1", terminal), ("1", silent))
    (missing,) = found.unanswered
    assert missing.entry == section.answers[0].entry
    assert missing.reason == f"not answered for: {lens.name}"
    assert missing.entry not in by_entry(found.declaration.answers)
    assert found.declaration.main.is_complete is False


def test_an_entry_whose_question_changed_is_not_answered(
    terminal: Declaration, lens: Declaration
) -> None:
    (section,) = lens.product.compliances
    first = replace(section.answers[0], threshold="0.001 mass% of article")
    other = changed(lens, compliances=(replace(section, answers=(first, *section.answers[1:])),))
    (missing,) = built(("1", terminal), ("1", other)).unanswered
    assert missing.reason.startswith("the parts answered different questions")


def test_the_worst_place_is_told_and_the_others_are_not_lost(terminal: Declaration) -> None:
    (section,) = terminal.product.compliances
    weaker = tuple(
        replace(each, share=Share("0.2"), mass=Mass("1", "mg")) if each.above else each
        for each in section.answers
    )
    other = changed(
        terminal,
        compliances=(replace(section, answers=weaker),),
        ids=(replace(terminal.product.ids[0], name="Other"),),
    )
    lead = by_entry(built(("1", other), ("1", terminal)).declaration.answers)["00021"]
    assert lead.share == Share("2.5")
    assert lead.mass == Mass("61", "mg")
    assert lead.remark == "also Other 0.2 % (6(c))"


def test_a_separator_in_a_name_is_written_full_width_and_told(terminal: Declaration) -> None:
    named = changed(terminal, ids=(replace(terminal.product.ids[0], name="A@B"),))
    found = built(("1", named))
    assert found.respelled == ("A@B:Terminal",)
    (member,) = read(write(found.declaration), "built.xml").members
    assert member.document is not None
    assert by_entry(member.document.answers)["00021"].place == "A＠B:Terminal"


@pytest.mark.parametrize(
    ("held", "expected"),
    [("3", True), ("2", None), ("0.5", None)],
    ids=["above whatever the other holds", "the other may hold the rest", "likewise"],
)
def test_a_product_level_entry_is_recomputed_over_the_new_whole(
    terminal: Declaration, lens: Declaration, held: str, *, expected: bool | None
) -> None:
    # 2.5 g + 22.5 g = 25 g, limit 0.01 % = 2.5 mg; the lens may hold 2.25 mg and answer “below”.
    heavy = changed(lens, ids=(replace(lens.product.ids[0], mass=Mass("22.5", "g")),))
    found = built(
        ("1", answering(terminal, above=True, mass=held)), ("1", answering(heavy, above=False))
    )
    answer = by_entry(found.declaration.answers).get("00022")
    assert (None if answer is None else answer.above) is expected
    if answer is not None:
        assert answer.share == Share("0.012")


def test_a_product_level_entry_drops_below_when_even_the_rest_cannot_reach_the_limit(
    terminal: Declaration, lens: Declaration
) -> None:
    heavy = changed(lens, ids=(replace(lens.product.ids[0], mass=Mass("22.5", "g")),))
    found = built(
        ("1", answering(terminal, above=True, mass="0.2")), ("1", answering(heavy, above=False))
    )
    assert by_entry(found.declaration.answers)["00022"].above is False


def answering(declaration: Declaration, *, above: bool, mass: str = "0") -> Declaration:
    """The same with one product-level answer more."""
    answer = Answer(
        name="Lead/Lead Compounds",
        entry="00022",
        above=above,
        application="All",
        threshold=PRODUCT_LIMIT,
        mass=Mass(mass, "mg") if above else None,
        share=Share("1") if above else None,
    )
    (section,) = declaration.product.compliances
    return changed(declaration, compliances=(replace(section, answers=(*section.answers, answer)),))
