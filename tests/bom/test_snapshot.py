"""Rows to arrays: the same graph whatever was loaded first, in few statements."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import event

from bom.database import Database
from bom.errors import UnknownPart
from bom.importing.files import import_paths
from bom.portfolio.snapshot import Snapshot, read_snapshot
from chemsherpa.document import Mass, ProductComment, Scheme, Share
from engine.arrays import UNIDENTIFIED, Amount, Kind
from engine.evidence import NOTHING_DECLARED
from engine.exact import ABSENT
from regulations.coverage import covers_until
from tests.stores import SQLITE, Stores

from .factories import (
    COPPER,
    DEHP,
    LEAD,
    Shelf,
    answer,
    answered_on,
    claim,
    declaration,
    material,
    part,
    shelf_of,
    substance,
)


def take(shelf: Shelf, **how: Any) -> Snapshot:
    with shelf.session() as session:
        return read_snapshot(session, **how)


def node(snapshot: Snapshot, label: str) -> int:
    (found,) = [number for number, word in enumerate(snapshot.labels) if word == label]
    return found


def edges(snapshot: Snapshot) -> set[tuple[str, str, Fraction | None, bool]]:
    usages = snapshot.arrays.usages
    return {
        (
            snapshot.labels[usages.parent[row]],
            snapshot.labels[usages.child[row]],
            usages.quantity.exact(row),
            bool(usages.alternative[row]),
        )
        for row in range(len(usages))
    }


def switch() -> Any:
    terminal = part(
        "Terminal",
        "2",
        "10",
        materials=(
            material(
                "Brass",
                "10",
                substance(LEAD, "2", exemption_sets=(claim("6(c)"),)),
                is_article=True,
            ),
        ),
    )
    return declaration("SW", mass=Mass("0.12", "g"), parts=(terminal,), materials=())


def test_a_product_equals_its_arrays_made_by_hand(shelf: Shelf) -> None:
    shelf.put(switch())
    shelf.load("TOP,,SW,,3,,", "TOP,,X,,1,,")
    taken = take(shelf)
    bom = taken.arrays
    assert edges(taken) == {
        ("TOP", "SW", Fraction(3), False),
        ("TOP", "X", Fraction(1), False),
        ("SW", "Terminal", Fraction(2), False),
        ("Terminal", "Brass", Fraction(1), False),
    }
    told = {
        label: (
            Kind(bom.nodes.kind[i]),
            bool(bom.nodes.is_article[i]),
            int(bom.nodes.mass.counts[i]),
            int(bom.nodes.evidence[i]),
            bool(bom.nodes.is_unit[i]),
            bool(bom.nodes.is_boundary[i]),
        )
        for i, label in enumerate(taken.labels)
    }
    assert told == {
        "TOP": (Kind.PART, False, ABSENT, NOTHING_DECLARED, False, True),
        "X": (Kind.PART, True, ABSENT, NOTHING_DECLARED, True, True),
        "SW": (Kind.PART, True, 120_000_000, 0, True, True),
        "Terminal": (Kind.PART, True, 10_000_000, 0, False, False),
        "Brass": (Kind.MATERIAL, True, 10_000_000, 0, False, False),
    }
    assert bom.constituents.material.tolist() == [node(taken, "Brass")]
    assert (
        bom.constituents.low.exacts([0]) == bom.constituents.high.exacts([0]) == [Fraction(1, 50)]
    )
    assert [str(each) for each in bom.substances] == [LEAD]
    assert list(taken.names.values()) == [f"substance {LEAD}"]
    assert bom.exemptions == (("eu-rohs-annex-iii", "6(c)"),)
    assert bom.claims.constituent.tolist() == [0]
    assert bom.evidences[0].scheme_until == covers_until("2.10.00")
    assert bom.evidences[0].told == "chemSHERPA list 2.10.00"
    assert covers_until("2.10.00") == date(2024, 6, 27)


def test_children_come_before_their_parents(shelf: Shelf) -> None:
    shelf.put(switch())
    shelf.load("A,,B,,1,,", "B,,SW,,2,,")
    usages = take(shelf).arrays.usages
    assert np.all(usages.child < usages.parent)


def test_the_order_of_loading_leaves_no_trace(shelves: Callable[[], Shelf]) -> None:
    made = [declaration("B", name=name) for name in ("x", "y")]
    made += [
        declaration(
            "C", materials=(material("M", "1", substance(DEHP, "1"), substance(COPPER, "2")),)
        )
    ]
    lines = ["T,,B,,1,,", "T,,C,,0.5,,", "U,,C,,1,,", "U,,C,,2,,"]
    taken = []
    for step in (1, -1):
        shelf = shelves()
        shelf.put(*made[::step])
        for line in [lines[:2], lines[2:]][::step]:
            shelf.load(*line[::step])
        taken.append(take(shelf))
    first, second = (replace(each, recorded_at=None, part_nodes={}, parts={}) for each in taken)
    assert repr(first) == repr(second)


def test_our_own_bill_of_materials_keeps_a_declaration_beside_it(shelf: Shelf) -> None:
    shelf.put(declaration("SUB"), declaration("C"))
    shelf.load("TOP,,SUB,,1,,", "SUB,,C,,4,,")
    taken = take(shelf)
    own = node(taken, "SUB (own declaration)")
    assert ("SUB", "SUB (own declaration)", Fraction(1), True) in edges(taken)
    assert ("TOP", "SUB (own declaration)", Fraction(1), False) not in edges(taken)
    assert not taken.arrays.nodes.is_unit[own]
    assert taken.ambiguities == ()


def test_a_declaration_without_revision_and_maker_stands_beside_too(shelf: Shelf) -> None:
    shelf.put(declaration("SUB", revision="", manufacturer="", name=""))
    shelf.load("SUB,,C,,4,,")
    taken = take(shelf)
    assert ("SUB", "SUB (own declaration)", Fraction(1), True) in edges(taken)
    assert taken.parts[node(taken, "SUB")].declaration_sha256 == ""
    assert taken.parts[node(taken, "SUB (own declaration)")].declaration_sha256 != ""


def test_several_candidates_are_all_there_and_only_the_first_carries_mass(shelf: Shelf) -> None:
    shelf.put(declaration("C", revision="2"), declaration("C", revision="1"))
    shelf.load("TOP,,C,,4,,")
    taken = take(shelf)
    top = node(taken, "TOP")
    (found,) = taken.ambiguities
    assert found.parent == top
    assert [taken.parts[each].revision for each in found.candidates] == ["1", "2"]
    usages = taken.arrays.usages
    carrying = dict(zip(usages.child.tolist(), usages.alternative.tolist(), strict=True))
    assert [carrying[each] for each in found.candidates] == [False, True]


def test_quantities_convert_to_the_declared_unit(shelf: Shelf) -> None:
    shelf.put(declaration("Wire", unit_type="m"))
    shelf.load("TOP,,Wire,,15,cm,", "LONG,,Wire,,1,mm,")
    assert {
        (parent, quantity) for parent, child, quantity, _ in edges(take(shelf)) if child == "Wire"
    } == {
        ("TOP", Fraction(3, 20)),
        ("LONG", Fraction(1, 1000)),
    }


def test_a_unit_that_turns_out_not_to_fit_leaves_the_quantity_unknown(shelf: Shelf) -> None:
    shelf.load("TOP,,Wire,,15,kg,")
    shelf.put(declaration("Wire", unit_type="m"))
    taken = take(shelf)
    assert ("TOP", "Wire", None, False) in edges(taken)
    (conflict,) = taken.unit_conflicts
    assert (conflict.parent, conflict.child) == (node(taken, "TOP"), node(taken, "Wire"))


def test_a_chemical_product_holds_its_substances_itself(shelf: Shelf) -> None:
    made = declaration(
        "CI",
        scheme=Scheme.CHEMSHERPA_CI,
        mass=None,
        is_article=None,
        materials=(),
        substances=(substance(LEAD, "1"),),
    )
    shelf.put(made)
    taken = take(shelf)
    assert taken.labels == ("CI",)
    assert taken.arrays.nodes.kind.tolist() == [Kind.MIXTURE]
    assert taken.arrays.constituents.material.tolist() == [0]


def test_amounts_are_told_apart(shelf: Shelf) -> None:
    made = material(
        "M",
        "10",
        substance(LEAD, "0.1234567891234"),
        substance(COPPER, None),
        substance("no id", None, mass=Mass("3", "mg")),
    )
    bare = material("N", None, substance(DEHP, None, mass=Mass("1", "mg")))
    shelf.put(declaration("A", materials=(made, bare)))
    found = take(shelf).arrays.constituents
    assert found.amount.tolist() == [Amount.SHARE, Amount.UNKNOWN, Amount.SHARE, Amount.MASS_ONLY]
    assert found.low.exacts(range(4)) == [
        Fraction("0.001234567891234"),
        None,
        Fraction(3, 10),
        None,
    ]
    assert found.substance[2] == UNIDENTIFIED


def test_a_mass_of_zero_is_no_mass(shelf: Shelf) -> None:
    shelf.put(declaration("A", mass=Mass("0.0", "mg")))
    taken = take(shelf)
    assert taken.arrays.nodes.mass.exact(node(taken, "A")) is None


def test_a_mass_below_a_nanogram_stays_exact(shelf: Shelf) -> None:
    shelf.put(declaration("A", mass=Mass("0.0000005", "mg")))
    taken = take(shelf)
    assert taken.arrays.nodes.mass.exact(node(taken, "A")) == Fraction(1, 2)


def test_a_mass_between_two_nanograms_stays_exact(shelf: Shelf) -> None:
    shelf.put(declaration("A", mass=Mass("1.2345678", "mg")))
    taken = take(shelf)
    assert taken.arrays.nodes.mass.exact(node(taken, "A")) == Fraction("1234567.8")


def test_what_silence_means_follows_the_declaration(shelf: Shelf) -> None:
    shelf.put(
        declaration("answers", has_composition=False, materials=()),
        declaration("full", is_full=True),
        declaration("unconfirmed", comment=ProductComment(composition_confirmed=False)),
    )
    taken = take(shelf)
    evidence = taken.arrays.nodes.evidence
    told = {
        fact.part_number: taken.arrays.evidences[evidence[place]].told
        for place, fact in taken.parts.items()
    }
    assert told == {
        "answers": "compliance answers only (D29.00)",
        "full": "full material declaration",
        "unconfirmed": "composition not confirmed",
    }
    covering = [
        each.told for each in taken.arrays.evidences if each.scheme_until or each.full_material
    ]
    assert covering == ["full material declaration"]


def test_only_answers_above_are_taken_and_no_exemption_is_no_claim(shelf: Shelf) -> None:
    above = answer(
        "00021",
        above=True,
        mass=Mass("0.0015526", "g"),
        share=Share("2"),
        exemption_sets=(
            claim("6(c)"),
            claim("No exemption", "RoHS_Ver.2.00.00"),
            claim("3", "ELV"),
        ),
    )
    shelf.put(declaration("A", answers=(answer("00154", above=False), above)))
    (found,) = take(shelf).answers
    assert found.entry == "00021"
    assert found.exemptions == (("eu-rohs-annex-iii", "6(c)"), ("ELV", "3"))


def test_roots_take_only_what_is_below_them(shelf: Shelf) -> None:
    shelf.put(switch(), declaration("other"))
    shelf.load("TOP,,MID,,1,,", "MID,,SW,,1,,", "ELSE,,other,,1,,")
    (top,) = shelf.find("TOP")
    taken = take(shelf, roots=[top.part_id])
    assert set(taken.labels) == {"TOP", "MID", "SW", "Terminal", "Brass"}
    assert taken.labels[taken.part_nodes[top.part_id]] == "TOP"


def test_a_root_gives_what_the_portfolio_gives_below_it(shelf: Shelf) -> None:
    shelf.put(
        switch(), declaration("SUP", requester_part_number="MID"), declaration("SW", name="z")
    )
    shelf.load("TOP,,MID,,1,,", "MID,,SW,,1,,")
    (top,) = shelf.find("TOP")
    assert edges(take(shelf, roots=[top.part_id])) == edges(take(shelf))


def test_an_unknown_root_is_refused(shelf: Shelf) -> None:
    with pytest.raises(UnknownPart):
        take(shelf, roots=[99])


def test_an_empty_store_gives_empty_arrays(shelf: Shelf) -> None:
    taken = take(shelf)
    assert len(taken.arrays.nodes) == 0
    assert taken.recorded_at is None


def test_the_past_is_read_as_it_was_known(shelf: Shelf) -> None:
    shelf.put(declaration("C"))
    shelf.load("TOP,,C,,1,,")
    before = take(shelf)
    shelf.load("TOP,,C,,2,,")
    shelf.put(declaration("C", response=answered_on("2026-06-01"), materials=()))
    then = take(shelf, known_at=before.recorded_at)
    assert repr(then) == repr(before)
    assert edges(take(shelf)) != edges(before)


def statements(database: Database, work: Callable[[], object]) -> list[str]:
    seen: list[str] = []

    def note(_c: Any, _u: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    work()
    event.remove(database.engine, "before_cursor_execute", note)
    return seen


def test_two_thousand_declarations_take_no_more_statements_than_two(stores: Stores) -> None:
    counts = []
    for size in (2, 2000 if stores.kind == SQLITE else 500):
        shelf = shelf_of(stores)
        shelf.load(*(f"T{number % 7},,P{number},,1,," for number in range(size)))
        shelf.put_together(*(declaration(f"P{number}") for number in range(size)))
        counts.append(len(statements(shelf.database, partial(take, shelf))))
        assert len(take(shelf).arrays.constituents) == size
    assert counts[0] == counts[1]
    assert counts[0] <= 20


def test_a_store_that_grows_is_not_asked_in_ever_new_words(shelf: Shelf) -> None:
    # A connection keeps what it asked lately compiled: new words after each import are memory.
    asked = set()
    for number in range(17):
        shelf.put(declaration(f"P{number}"))
        if number >= 8:
            asked.add(frozenset(statements(shelf.database, partial(take, shelf))))
    assert len(asked) == 2  # to sixteen parts, and beyond


def test_real_declarations_become_arrays(shelf: Shelf, shared: Path) -> None:
    folder = shared / "samples" / "chemsherpa"
    import_paths(shelf.database.writers, [folder], dry_run=False)
    taken = take(shelf)
    switch_node = [i for i, fact in taken.parts.items() if fact.part_number == "KLM7890"]
    assert taken.arrays.nodes.mass.exact(switch_node[0]) == 286 * 10**6
    assert len(taken.arrays.nodes.mass.beyond) == 0
    assert {found.entry for found in taken.answers} >= {"00021", "00022", "00154"}
