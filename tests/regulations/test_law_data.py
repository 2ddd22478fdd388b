"""Facts of the law that the bundled data must state, each on its day."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulations import (
    Catalog,
    Effect,
    Entry,
    Exemption,
    IdType,
    Membership,
    SubstanceId,
    Trust,
    bundled,
    covers_until,
    entries_of_dsl,
    has_same_limit,
)

SVHC = "eu-reach-candidate-list"
COMMON = frozenset(["1", "2", "3", "4", "5", "6", "7", "10"])
PHTHALATES = ("dehp", "bbp", "dbp", "dibp")


def cas(value: str) -> SubstanceId:
    return SubstanceId(IdType.CAS, value)


def entry_of(catalog: Catalog, list_id: str, entry_id: str) -> Entry:
    return next(entry for entry in catalog.get(list_id).entries if entry.id == entry_id)


def entries_with(catalog: Catalog, list_id: str, substance: SubstanceId) -> list[Entry]:
    membership = Membership.of(catalog.get(list_id).entries)
    return [membership.entries[index] for index, *_ in membership.entries_of(substance)]


def factor_of(catalog: Catalog, entry_id: str, substance: SubstanceId) -> Fraction | None:
    entry = entry_of(catalog, "eu-rohs", entry_id)
    return next((m.factor for m in entry.members if m.substance == substance), None)


def limits_on(entry: Entry, day: date, category: str) -> list[Fraction]:
    return [
        limit.fraction
        for limit in entry.thresholds
        if limit.in_force_from <= day and (not limit.categories or category in limit.categories)
    ]


def valid(catalog: Catalog, exemption_id: str, day: date, category: str) -> list[Exemption]:
    return [
        exemption
        for exemption in catalog.get("eu-rohs-annex-iii").exemptions
        if exemption.id == exemption_id
        and category in exemption.categories
        and exemption.in_force_from <= day
        and (exemption.in_force_until is None or day < exemption.in_force_until)
    ]


def test_the_candidate_list_has_253_entries_in_37_versions(catalog: Catalog) -> None:
    found = catalog.get(SVHC)
    assert (len(found.entries), len(found.versions)) == (253, 37)
    assert found.versions[-1].id == "2026-02-04"


def test_the_sums_of_the_batches_are_those_that_echa_announced(catalog: Catalog) -> None:
    for day, size in [("2008-10-28", 15), ("2015-06-15", 163), ("2021-01-19", 211)]:
        assert len(catalog.entries_in_force(SVHC, date.fromisoformat(day))) == size
    assert len(catalog.entries_in_force(SVHC, date(2026, 2, 4))) == 253
    assert len(catalog.entries_in_force(SVHC, date(2026, 2, 3))) == 251


@pytest.mark.parametrize(
    ("substance", "day", "letter"),
    [
        ("117-81-7", date(2008, 10, 28), "57(c)"),
        ("7439-92-1", date(2018, 6, 27), "57(c)"),
        ("1317-36-8", date(2012, 12, 19), "57(c)"),
        ("84-69-5", date(2010, 1, 13), "57(c)"),
        ("79-94-7", date(2023, 1, 17), "57(a)"),
    ],
)
def test_a_substance_of_very_high_concern_joins_on_its_day(
    catalog: Catalog, substance: str, day: date, letter: str
) -> None:
    (entry,) = entries_with(catalog, SVHC, cas(substance))
    assert entry.included_on == entry.managed_from == day
    assert entry.thresholds[0].fraction == Fraction(1, 1000)
    assert letter in entry.reasons
    assert entry not in catalog.entries_in_force(SVHC, day - timedelta(days=1))


def test_a_conflicting_inclusion_date_is_the_earlier_and_flagged(catalog: Catalog) -> None:
    entry = entry_of(catalog, SVHC, "SVHC-017")
    assert entry.included_on == date(2010, 1, 13)
    assert "2011-12-19" in entry.note
    assert entry.disputed


def test_groups_say_that_their_members_are_not_exhaustive(catalog: Catalog) -> None:
    assert not entry_of(catalog, SVHC, "SVHC-174").members_exhaustive
    assert entry_of(catalog, SVHC, "SVHC-189").members_exhaustive


def test_a_number_of_the_european_register_finds_its_entry(catalog: Catalog) -> None:
    (entry,) = entries_with(catalog, SVHC, SubstanceId(IdType.EC, "231-100-4"))
    assert entry.name == "Lead"


def test_the_restricted_substances_are_ten(catalog: Catalog) -> None:
    entries = catalog.get("eu-rohs").entries
    counted = [entry.counted_as for entry in entries]
    assert counted[:6] == ["Pb", "Hg", "Cd", "Cr(VI)", "PBB", "PBDE"]
    assert [entry.id for entry in entries][6:] == list(PHTHALATES)


@pytest.mark.parametrize(
    ("entry", "substance", "factor"),
    [
        ("lead", "1317-36-8", "0.92832"),
        ("lead", "7439-92-1", "1"),
        ("mercury", "7439-97-6", "1"),
        ("cadmium", "7440-43-9", "1"),
        ("hexavalent-chromium", "18540-29-9", "1"),
        ("hexavalent-chromium", "24613-89-6", "0.34513"),
        ("hexavalent-chromium", "1333-82-0", "0.51999"),
    ],
)
def test_an_element_is_counted_by_its_mass_share(
    catalog: Catalog, entry: str, substance: str, factor: str
) -> None:
    assert factor_of(catalog, entry, cas(substance)) == Fraction(factor)


def test_metallic_chromium_is_not_hexavalent(catalog: Catalog) -> None:
    assert factor_of(catalog, "hexavalent-chromium", cas("7440-47-3")) is None


def test_a_slag_of_unknown_composition_is_counted_whole_and_flagged(catalog: Catalog) -> None:
    members = {str(m.substance): m for m in entry_of(catalog, "eu-rohs", "lead").members}
    assert members["69029-84-1"].factor == 1
    assert members["69029-84-1"].upper_bound
    assert not members["1317-36-8"].upper_bound


def test_an_unverified_formula_is_counted_whole_and_flagged(catalog: Catalog) -> None:
    members = {str(m.substance): m for m in entry_of(catalog, "eu-rohs", "cadmium").members}
    assert (members["2605-44-9"].factor, members["2605-44-9"].upper_bound) == (1, True)
    assert not members["1306-19-0"].upper_bound


@pytest.mark.parametrize("group", ["pbb", "pbde", "lead", "cadmium", "mercury"])
def test_a_group_word_is_a_member_of_its_group(catalog: Catalog, group: str) -> None:
    assert factor_of(catalog, group, SubstanceId(IdType.GROUP, group)) == 1


def test_every_lead_compound_of_very_high_concern_counts_as_lead(catalog: Catalog) -> None:
    lead = {member.substance for member in entry_of(catalog, "eu-rohs", "lead").members}
    listed = {
        member.substance
        for entry in catalog.get(SVHC).entries
        if "lead" in entry.name.lower()
        for member in entry.members
        if member.substance.id_type is IdType.CAS
    }
    assert listed <= lead


@pytest.mark.parametrize("entry", PHTHALATES)
@pytest.mark.parametrize(
    ("category", "start"),
    [
        ("3", date(2019, 7, 22)),
        ("11", date(2019, 7, 22)),
        ("8", date(2021, 7, 22)),
        ("8-ivd", date(2021, 7, 22)),
        ("9", date(2021, 7, 22)),
        ("9-industrial", date(2021, 7, 22)),
    ],
)
def test_a_phthalate_is_restricted_from_the_day_of_its_category(
    catalog: Catalog, entry: str, category: str, start: date
) -> None:
    found = entry_of(catalog, "eu-rohs", entry)
    assert limits_on(found, start - timedelta(days=1), category) == []
    assert limits_on(found, start, category) == [Fraction(1, 1000)]


@pytest.mark.parametrize(
    ("category", "start"),
    [
        ("1", date(2006, 7, 1)),
        ("9", date(2014, 7, 22)),
        ("8-ivd", date(2016, 7, 22)),
        ("9-industrial", date(2017, 7, 22)),
        ("11", date(2019, 7, 22)),
    ],
)
def test_cadmium_is_restricted_to_100_ppm_from_the_day_of_its_category(
    catalog: Catalog, category: str, start: date
) -> None:
    found = entry_of(catalog, "eu-rohs", "cadmium")
    assert limits_on(found, start - timedelta(days=1), category) == []
    assert limits_on(found, start, category) == [Fraction(1, 10000)]


def test_copper_alloys_were_exempt_in_2024_because_a_renewal_was_pending(catalog: Catalog) -> None:
    (exemption,) = valid(catalog, "6(c)", date(2024, 12, 1), "3")
    assert exemption.categories == COMMON
    assert exemption.expires_on == date(2027, 6, 30)
    assert exemption.in_force_until == date(2027, 7, 1)
    assert exemption.written_end == date(2021, 7, 21)
    assert exemption.upper == Fraction(4, 100)
    assert exemption.source.trust is Trust.K
    assert exemption.aliases == ("00040-B-00",)


@pytest.mark.parametrize("exemption", ["6(a)", "6(b)", "6(c)", "7(a)", "7(c)-I"])
def test_the_old_lead_exemptions_held_in_2015(catalog: Catalog, exemption: str) -> None:
    assert len(valid(catalog, exemption, date(2015, 6, 1), "3")) == 1


@pytest.mark.parametrize(
    ("exemption", "last"), [("6(b)", date(2026, 6, 11)), ("7(a)", date(2026, 12, 31))]
)
def test_a_disputed_end_is_the_earlier_one(catalog: Catalog, exemption: str, last: date) -> None:
    (found,) = valid(catalog, exemption, last, "3")
    assert found.disputed
    assert valid(catalog, exemption, last + timedelta(days=1), "3") == []


def test_high_lead_solder_has_a_lower_bound_only(catalog: Catalog) -> None:
    (found,) = valid(catalog, "7(a)", date(2020, 1, 1), "3")
    assert (found.lower, found.upper) == (Fraction(85, 100), None)


def test_no_exemption_is_valid_twice_on_one_day_for_one_category(catalog: Catalog) -> None:
    exemptions = catalog.get("eu-rohs-annex-iii").exemptions
    for day in {exemption.in_force_from for exemption in exemptions}:
        held = Counter(
            (exemption.id, category)
            for exemption in exemptions
            for category in exemption.categories
            if exemption.in_force_from <= day
            and (exemption.in_force_until is None or day < exemption.in_force_until)
        )
        assert max(held.values()) == 1, day


def test_the_company_prohibits_27_groups_each_with_members(catalog: Catalog) -> None:
    found = catalog.get("company-prohibited")
    assert found.example
    assert len(found.entries) == 27
    assert all(entry.members and entry.managed_from and entry.criteria for entry in found.entries)
    assert len(catalog.entries_in_force("company-prohibited", date(2013, 4, 1))) == 17
    assert len(catalog.entries_in_force("company-prohibited", date(2015, 10, 1))) == 18


def test_the_company_bans_phthalates_before_the_law_does(catalog: Catalog) -> None:
    for entry in PHTHALATES:
        found = entry_of(catalog, "company-prohibited", entry)
        assert found.thresholds[0].in_force_from == date(2019, 1, 1)
        assert found.exemption_lists == ("eu-rohs-annex-iii", "eu-rohs-annex-iv")


def test_a_company_entry_without_a_number_is_breached_by_any_content(catalog: Catalog) -> None:
    for entry in catalog.get("company-prohibited").entries:
        assert entry.intentional == (entry.thresholds[0].fraction == 0)


def test_the_controlled_list_mirrors_the_candidate_list(catalog: Catalog) -> None:
    mirror, original = catalog.get("company-controlled"), catalog.get(SVHC)
    assert mirror.versions == original.versions
    for ours, theirs in zip(mirror.entries, original.entries, strict=True):
        assert (ours.id, ours.members, ours.thresholds) == (
            theirs.id,
            theirs.members,
            theirs.thresholds,
        )
        assert (ours.effect, theirs.effect) == (Effect.CONTROL, Effect.DECLARE)


def test_a_substance_names_the_lists_that_count_it(catalog: Catalog) -> None:
    membership = Membership.of(e for found in catalog.lists.values() for e in found.entries)
    assert membership.lists_of(cas("117-81-7")) == (
        "china-rohs",
        "company-controlled",
        "company-prohibited",
        "eu-mdr",
        "eu-reach-annex-xiv",
        "eu-reach-annex-xvii",
        SVHC,
        "eu-rohs",
        "iec-62474-dsl",
        "us-ca-prop65",
    )
    assert membership.lists_of(cas("7732-18-5")) == ()


@settings(deadline=None)  # two sets of whole entries are hashed; a busy machine takes its time
@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.dates(date(2000, 1, 1), date(2040, 1, 1)))
def test_the_candidate_list_only_grows(first: date, second: date) -> None:
    early, late = sorted((first, second))
    catalog = bundled()
    assert set(catalog.entries_in_force(SVHC, early)) <= set(catalog.entries_in_force(SVHC, late))


@pytest.mark.parametrize(
    ("version", "day"),
    [
        ("1.00.00", date(2015, 6, 15)),
        ("2.10.00", date(2024, 6, 27)),
        ("2.10", date(2024, 6, 27)),
        ("2.09.00", date(2023, 1, 17)),
        ("2.12.00", date(2024, 6, 27)),
        ("0.99.00", None),
        ("2.x", None),
        ("", None),
    ],
)
def test_a_list_version_covers_what_is_known_of_it_at_least(version: str, day: date | None) -> None:
    assert covers_until(version) == day


@pytest.mark.parametrize(
    ("dsl", "entries"),
    [
        ("00038", (("eu-rohs", "dehp"),)),
        ("00021", (("eu-rohs", "lead"),)),
        ("00154", ((SVHC, "SVHC-189"),)),
        ("00054", ((SVHC, "SVHC-007"),)),
        ("00130", ((SVHC, "SVHC-156"),)),
        ("00008", ()),
        ("99999", ()),
    ],
)
def test_an_answer_on_a_declarable_group_speaks_about_its_entries(
    dsl: str, entries: tuple[tuple[str, str], ...]
) -> None:
    assert entries_of_dsl(dsl) == entries


def test_every_bridge_ends_at_an_entry(catalog: Catalog) -> None:
    known = {(entry.list_id, entry.id) for f in catalog.lists.values() for entry in f.entries}
    ends = {end for dsl in range(300) for end in entries_of_dsl(f"{dsl:05}")}
    assert len(ends) > 120
    assert ends <= known


def test_an_earlier_reporting_threshold_is_told() -> None:
    assert has_same_limit("00154")
    assert not has_same_limit("00020")
    assert not has_same_limit("99999")
