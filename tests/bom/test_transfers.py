"""Mixtures in our bill of materials: silent until somebody declares what remains of them."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import select

from bom.assembly.transfer_file import read_transfer
from bom.assembly.transfers import load_transfer
from bom.errors import InvalidTransfer
from bom.models import MixtureTransfer
from bom.portfolio.snapshot import Snapshot, read_snapshot
from chemsherpa.document import Declaration, Mass, Scheme, Share, Substance
from engine.arrays import Kind
from engine.compile import DEFAULT_CATEGORIES, compile_rules
from engine.evaluate import evaluate
from engine.judge import Question, judge
from engine.outcomes import Outcome, Status
from engine.product import product_of
from engine.verdict import Case, PartVerdict
from regulations.catalog import bundled

from .factories import COPPER, DEHP, LEAD, Shelf, declaration, material, substance, ticking

ROSIN = "8050-09-7"
LISTS = ("eu-rohs", "eu-reach-candidate-list")
RULES = compile_rules(
    bundled(), as_of=date(2024, 11, 1), lists=LISTS, categories=DEFAULT_CATEGORIES
)


def mixture(number: str, *substances: Substance) -> Declaration:
    return declaration(
        number,
        scheme=Scheme.CHEMSHERPA_CI,
        mass=None,
        is_article=None,
        materials=(),
        substances=substances,
    )


def written(*substances: dict[str, Any], **changes: Any) -> bytes:
    told: dict[str, Any] = {
        "format": "chemgate-transfer/1",
        "mixture": {"part_number": "PASTE"},
        "material": {"name": "Solder", "use_code": "5"},
        "substances": list(substances),
        "rest": {"stays": "100 %"},
        "reason": "reflow profile 7",
    }
    return json.dumps(told | changes).encode()


PLAIN = written({"cas": LEAD, "stays": "100 %"}, {"cas": ROSIN, "leaves": True})


def load(shelf: Shelf, data: bytes, name: str = "t.json") -> Any:
    return load_transfer(shelf.database.writers, data, name, clock=ticking)


def case() -> Declaration:
    plain = material("Steel", "1000", substance(COPPER, "1"), is_article=True)
    return declaration("CASE", mass=Mass("1", "g"), materials=(plain,))


@pytest.fixture
def soldered(shelf: Shelf) -> Shelf:
    """1 g of case and 100 mg of a paste with 0.2 % lead and 20 % rosin."""
    shelf.put(case(), mixture("PASTE", substance(LEAD, "0.2"), substance(ROSIN, "20")))
    assert not shelf.load("BOARD,,CASE,,1,each,", "BOARD,,PASTE,,100,mg,").is_refused
    return shelf


def take(shelf: Shelf, number: str = "BOARD", **how: str) -> tuple[Snapshot, int]:
    with shelf.session() as session:
        (part,) = shelf.find(number)
        snapshot = read_snapshot(session, roots=[part.part_id], **how)
    return snapshot, snapshot.part_nodes[part.part_id]


def verdict(shelf: Shelf, number: str = "BOARD", **how: str) -> PartVerdict:
    snapshot, root = take(shelf, number, **how)
    product = product_of(snapshot.arrays, root, snapshot.labels)
    question = Question(names=snapshot.names, explain=True)
    return judge(evaluate(snapshot.arrays, RULES), product, question)


def lead(found: PartVerdict, list_id: str) -> Case:
    (case,) = (
        each
        for each in found.cases
        if each.list_id == list_id
        and each.path[-1] == "PASTE"
        and "lead" in each.entry.name.lower()
        and each.outcome is not Outcome.NOT_PRESENT
    )
    return case


def test_without_a_transfer_what_holds_the_mixture_is_unknown_and_says_why(
    soldered: Shelf,
) -> None:
    found = verdict(soldered)
    assert found.status is Status.UNKNOWN
    gaps = [gap for gap in found.gaps if gap.path == ("BOARD", "PASTE")]
    assert {gap.outcome for gap in gaps} == {"no_data"}
    assert all("mixture PASTE has no declared transfer" in gap.reason for gap in gaps)


def test_with_a_transfer_its_material_is_judged_and_the_arithmetic_is_told(
    soldered: Shelf,
) -> None:
    load(soldered, PLAIN)
    found = verdict(soldered)
    rohs = lead(found, "eu-rohs")
    assert rohs.low == rohs.high == Fraction(2, 1000) / Fraction(8, 10)
    assert rohs.outcome is Outcome.EXCEEDED
    assert rohs.trace is not None
    assert rohs.trace.steps[0] == "transfer of PASTE into Solder: reflow profile 7"
    assert f"{LEAD}: 0.2 of 80 = 0.25 % of the material" in rohs.trace.steps
    assert not [gap for gap in found.gaps if gap.path == ("BOARD", "PASTE")]
    assert found.coverage.by_part == 1


def test_a_mixture_is_no_article_and_brings_no_duty_with_or_without_a_transfer(
    soldered: Shelf,
) -> None:
    assert verdict(soldered).duties == ()
    load(soldered, PLAIN)
    found = verdict(soldered)
    assert lead(found, "eu-reach-candidate-list").outcome is Outcome.POSSIBLE
    assert found.duties == ()
    assert verdict(soldered, "PASTE").duties == ()


def test_by_itself_a_mixture_stays_one_whatever_becomes_of_it_elsewhere(soldered: Shelf) -> None:
    load(soldered, PLAIN)
    snapshot, root = take(soldered, "PASTE")
    assert snapshot.arrays.nodes.kind[root] == Kind.MIXTURE
    assert verdict(soldered, "PASTE").status is Status.UNKNOWN


def test_what_remains_weighs_what_was_applied_less_what_left(soldered: Shelf) -> None:
    load(soldered, PLAIN)
    snapshot, root = take(soldered)
    masses = evaluate(snapshot.arrays, RULES).line.masses
    assert masses.exact(root) == 1_000_000_000 + 80_000_000


@pytest.mark.parametrize(
    ("amount", "outcome"),
    [
        (Share("0.1", range_min="0.05", range_max="0.15"), Outcome.POSSIBLE),
        (Share("0.1", range_min="0", range_max="0.1"), Outcome.BELOW),
        (Share("0.2", range_min="0.11", range_max="0.3"), Outcome.EXCEEDED),
    ],
)
def test_a_range_around_the_limit_neither_passes_nor_fails(
    shelf: Shelf, amount: Share, outcome: Outcome
) -> None:
    shelf.put(case(), mixture("PASTE", substance(LEAD, None, share=amount)))
    shelf.load("BOARD,,CASE,,1,each,", "BOARD,,PASTE,,100,mg,")
    load(shelf, written({"cas": LEAD, "stays": "1"}))
    assert lead(verdict(shelf), "eu-rohs").outcome is outcome


def test_a_transfer_that_misses_a_substance_leaves_the_article_unknown_and_names_it(
    soldered: Shelf,
) -> None:
    load(soldered, written({"cas": LEAD, "stays": "100 %"}))
    (gap,) = {gap.reason for gap in verdict(soldered).gaps if gap.path[-1] == "PASTE"}
    assert gap == f"the transfer of PASTE does not say what becomes of: {ROSIN}"


def test_a_reaction_product_that_nothing_else_declares_is_judged(soldered: Shelf) -> None:
    made = {"cas": DEHP, "name": "made", "ratio": "0.5"}
    load(
        soldered,
        written({"cas": LEAD, "leaves": True}, {"cas": ROSIN, "reacts_into": [made]}),
    )
    exceeded = [each for each in verdict(soldered).cases if each.outcome is Outcome.EXCEEDED]
    assert [(each.entry.id, each.low) for each in exceeded] == [
        ("dehp", Fraction(10) / Fraction("89.8"))
    ]


SEVEN_A = {
    "list": "EU-RoHS-AnnexIII",
    "authority": "IEC62474",
    "version": "E2.0",
    "identity": "00042-B-00",
    "reg_index": "7(a)",
    "description": "Lead in high melting temperature type solders",
}


@pytest.mark.parametrize(
    ("percent", "outcome"),
    [("90", Outcome.EXEMPT), ("60", Outcome.EXEMPTION_INVALID)],
    ids=["all of the joint", "two thirds, and 7(a) asks for 85 %"],
)
def test_an_exemption_is_claimed_for_what_stays(
    shelf: Shelf, percent: str, outcome: Outcome
) -> None:
    shelf.put(case(), mixture("PASTE", substance(LEAD, percent), substance(ROSIN, "10")))
    shelf.load("BOARD,,CASE,,1,each,", "BOARD,,PASTE,,100,mg,")
    told = {"cas": LEAD, "stays": "1", "exemptions": [SEVEN_A]}
    load(shelf, written(told, {"cas": ROSIN, "leaves": True}))
    found = lead(verdict(shelf), "eu-rohs")
    assert found.outcome is outcome
    assert found.ruling is not None
    assert found.ruling.exemption == "7(a)"


def test_a_mixture_used_by_the_piece_is_taken_but_its_mass_stays_open(shelf: Shelf) -> None:
    shelf.put(case(), mixture("PASTE", substance(LEAD, "0.05")))
    assert not shelf.load("BOARD,,CASE,,1,each,", "BOARD,,PASTE,,2,each,").is_refused
    load(shelf, written({"cas": LEAD, "stays": "1"}))
    found = verdict(shelf)
    assert lead(found, "eu-rohs").outcome is Outcome.BELOW
    snapshot, root = take(shelf)
    masses = evaluate(snapshot.arrays, RULES).line.masses
    assert masses.exact(root) is None


def test_a_mixture_by_length_is_refused(shelf: Shelf) -> None:
    shelf.put(mixture("PASTE", substance(LEAD, "0.05")))
    assert shelf.load("BOARD,,PASTE,,2,m,").is_refused


def test_the_newest_transfer_counts_and_the_past_keeps_its_own(soldered: Shelf) -> None:
    load(soldered, PLAIN)
    before = take(soldered)[0].recorded_at
    assert before is not None
    again = load(soldered, PLAIN)
    assert (again.is_new, again.superseded) == (False, 0)
    newer = written({"cas": LEAD, "leaves": True}, {"cas": ROSIN, "stays": "1"})
    assert load(soldered, newer).superseded == 1
    assert not _exceeds(verdict(soldered))
    assert _exceeds(verdict(soldered, known_at=before))
    with soldered.session() as session:
        assert len(session.execute(select(MixtureTransfer.id)).all()) == 2


def _exceeds(found: PartVerdict) -> bool:
    return any(case.outcome is Outcome.EXCEEDED for case in found.cases)


def test_a_transfer_for_one_revision_is_taken_before_one_for_all(soldered: Shelf) -> None:
    one = {"part_number": "PASTE", "revision": "1"}
    load(
        soldered, written({"cas": LEAD, "leaves": True}, {"cas": ROSIN, "stays": "1"}, mixture=one)
    )
    load(soldered, PLAIN)
    assert not _exceeds(verdict(soldered))


def test_json_and_toml_say_the_same() -> None:
    toml = f"""
format = "chemgate-transfer/1"
reason = "reflow profile 7"
mixture = {{ part_number = "PASTE" }}
material = {{ name = "Solder", use_code = "5" }}
rest = {{ stays = "100 %" }}
substances = [ {{ cas = "{LEAD}", stays = "1/1" }}, {{ cas = "{ROSIN}", leaves = true }} ]
"""
    assert read_transfer(toml.encode(), "t.toml") == read_transfer(PLAIN, "t.json")


@pytest.mark.parametrize(
    ("substances", "changes", "where"),
    [
        ([{"cas": LEAD, "stays": "40 %"}], {}, "/substances/0"),
        ([{"cas": LEAD, "stays": "140 %"}], {}, "/substances/0/stays"),
        ([{"cas": LEAD, "stays": "1", "leaves": True}], {}, "/substances/0/stays"),
        ([{"cas": LEAD, "stays": "-1"}], {}, "/substances/0/stays"),
        ([{"cas": LEAD, "stays": "1/0"}], {}, "/substances/0/stays"),
        ([{"cas": "7439-92-2", "stays": "1"}], {}, "/substances/0/cas"),
        ([{"ec": LEAD, "stays": "1"}], {}, "/substances/0/ec"),
        ([{"stays": "1"}], {}, "/substances/0"),
        ([{"cas": LEAD, "stays": "1"}] * 2, {}, "/substances/1"),
        ([{"cas": LEAD, "stay": "1"}], {}, "/substances/0/stay"),
        (
            [{"cas": LEAD, "leaves": True, "reacts_into": [{"cas": DEHP, "ratio": "1"}]}],
            {},
            "/substances/0/leaves",
        ),
        (
            [{"cas": LEAD, "reacts_into": [{"cas": DEHP, "ratio": "0"}]}],
            {},
            "/substances/0/reacts_into/0/ratio",
        ),
        ([], {"rest": {"stays": "50 %"}}, "/rest"),
        ([], {"mixture": {}}, "/mixture/part_number"),
        ([], {"material": {"code": "x"}}, "/material/name"),
        ([], {"format": "chemgate-transfer/2"}, "/format"),
        ([], {"extra": 1}, "/extra"),
    ],
)
def test_what_is_not_understood_is_refused_with_its_place(
    substances: list[dict[str, Any]], changes: dict[str, Any], where: str
) -> None:
    with pytest.raises(InvalidTransfer) as refused:
        read_transfer(written(*substances, **changes), "t.json")
    assert refused.value.where == where
    assert refused.value.code == "invalid-transfer"


@pytest.mark.parametrize("data", [b"\xff\xfe", b"[1]", b"{", b'{"a":1,"a":2}', b"x" * 2_000_000])
def test_what_is_no_transfer_file_at_all_is_refused(data: bytes) -> None:
    for name in ("t.json", "t.toml"):
        with pytest.raises(InvalidTransfer):
            read_transfer(data, name)
