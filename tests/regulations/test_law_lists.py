"""Facts of the lists beside Candidate List and RoHS, each on its day."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from regulations import Catalog, Effect, Entry, IdType, SubstanceId

NOW = date(2026, 11, 21)


def entry_of(catalog: Catalog, list_id: str, entry_id: str) -> Entry:
    return next(entry for entry in catalog.get(list_id).entries if entry.id == entry_id)


def limit_on(entry: Entry, day: date) -> Fraction:
    held = [limit for limit in entry.thresholds if limit.in_force_from <= day]
    return max(held, key=lambda limit: limit.in_force_from).fraction * 10**6


@pytest.mark.parametrize(
    ("entry", "day", "ppm"),
    [
        ("pbde", date(2025, 12, 29), 500),
        ("pbde", date(2025, 12, 30), 350),
        ("pbde", date(2027, 12, 30), 200),
        ("pbde-toys", date(2027, 5, 17), 10),
        ("hbcdd", date(2020, 1, 1), 100),
        ("hbcdd", NOW, 75),
        ("pfoa", NOW, Fraction(1, 40)),
        ("dechlorane-plus", NOW, 1000),
    ],
)
def test_a_limit_of_a_pollutant_steps_on_its_day(
    catalog: Catalog, entry: str, day: date, ppm: Fraction
) -> None:
    assert limit_on(entry_of(catalog, "eu-pops", entry), day) == ppm


def test_a_pollutant_without_a_known_limit_breaches_at_any_content(catalog: Catalog) -> None:
    for entry in catalog.get("eu-pops").entries:
        assert entry.effect is Effect.RESTRICT
        if limit_on(entry, date(2100, 1, 1)) == 0:
            assert entry.intentional
            assert "no limit in the data" in entry.note


def test_no_law_that_informs_can_be_red(catalog: Catalog) -> None:
    for list_id in ("eu-reach-annex-xiv", "us-ca-prop65", "china-rohs", "eu-mdr", "iec-62474-dsl"):
        effects = {entry.effect for entry in catalog.get(list_id).entries}
        assert effects <= {Effect.INFORM, Effect.REVIEW}


def test_what_is_for_review_says_why(catalog: Catalog) -> None:
    review = [e for f in catalog.lists.values() for e in f.entries if e.effect is Effect.REVIEW]
    assert len(review) > 100
    assert all(entry.note for entry in review)


def test_every_list_says_what_it_does_not_model(catalog: Catalog) -> None:
    assert all(found.not_modelled for found in catalog.lists.values())


@pytest.mark.parametrize(
    ("exemption", "successors"),
    [
        ("6(a)", ("6(a)-I", "6(a)-II")),
        ("7(a)", tuple(f"7(a)-{n}" for n in ("I", "II", "III", "IV", "V", "VI", "VII"))),
        ("6(c)", ()),
    ],
)
def test_an_exemption_names_those_that_take_its_place(
    catalog: Catalog, exemption: str, successors: tuple[str, ...]
) -> None:
    rows = [r for r in catalog.get("eu-rohs-annex-iii").exemptions if r.id == exemption]
    assert {row.successors for row in rows} == {successors}


def test_lead_chromate_counts_in_packaging_for_both_its_metals(catalog: Catalog) -> None:
    members = {m.substance: m for m in entry_of(catalog, "eu-packaging", "heavy-metals").members}
    chromate = members[SubstanceId(IdType.CAS, "7758-97-6")]
    assert chromate.factor == Fraction("0.6411") + Fraction("0.16088")


def test_a_delisted_chemical_is_held_until_its_day(catalog: Catalog) -> None:
    saccharin = next(e for e in catalog.get("us-ca-prop65").entries if e.name == "Saccharin")
    assert saccharin.removed_on == date(2001, 4, 6)
    assert saccharin in catalog.entries_in_force("us-ca-prop65", date(2001, 4, 5))
    assert saccharin not in catalog.entries_in_force("us-ca-prop65", date(2001, 4, 6))


def test_a_number_of_the_declarable_list_without_members_identifies_nothing(
    catalog: Catalog,
) -> None:
    named = catalog.named()
    for number in ("00008", "00062", "00193"):  # flame retardants, PFAS: may be anything managed
        assert SubstanceId(IdType.DSL, number) not in named
    assert SubstanceId(IdType.DSL, "00021") in named


@pytest.mark.parametrize(
    ("id_type", "many", "not_among"),
    [
        (IdType.DSL, "00038", "85-68-7"),  # DEHP; entry 51 sums it with BBP
        (IdType.GROUP, "lead", "7440-43-9"),  # packaging sums lead with cadmium
    ],
)
def test_a_name_for_many_stands_for_its_own_members_in_a_sum_with_others(
    catalog: Catalog, id_type: IdType, many: str, not_among: str
) -> None:
    kin = catalog.kin[SubstanceId(id_type, many)]
    assert kin
    assert SubstanceId(IdType.CAS, not_among) not in kin
