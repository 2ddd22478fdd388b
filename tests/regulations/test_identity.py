"""Which numbers are one substance: only those that nothing contradicts."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from regulations.catalog import Catalog
from regulations.errors import InvalidListData
from regulations.identity import Pair, identity_of, registered_pairs
from regulations.model import Entry
from regulations.names import named_by
from regulations.resolver import contradicts, resolve
from regulations.substances import IdType, is_cas, is_ec, substance_id
from tests.toy_law import cas, entry, member, toy_catalog

LEAD, LEAD_EC = substance_id("7439-92-1"), substance_id("231-100-4")
OXIME, OXIME_EC, OTHER_EC = map(substance_id, ("96-29-7", "202-496-6", "406-930-7"))


def law(*members: tuple[str, str]) -> Entry:
    """An entry of members, each with its name."""
    plain = entry("toy", "e", *_SHAPE)
    made = [member(substance_id(number)) for number, _ in members]
    named = [type(one)(one.substance, name, one.factor, one.trust)
             for one, (_, name) in zip(made, members, strict=True)]  # fmt: skip
    return type(plain)(
        plain.id, plain.list_id, plain.name, plain.effect, plain.level, plain.thresholds,
        tuple(named), plain.included_on, plain.citation, plain.source,
    )  # fmt: skip


_KNOWN = toy_catalog().lists["toy-law"].entries[0]
_SHAPE = (_KNOWN.effect, _KNOWN.level, "0.001")


def test_a_pair_that_stands_alone_everywhere_is_one_substance() -> None:
    identity = identity_of(())
    assert identity.numbers_of(LEAD) == {LEAD, LEAD_EC} == identity.numbers_of(LEAD_EC)
    assert identity.chosen(LEAD_EC) == LEAD
    assert identity.perhaps(LEAD) == frozenset()


def test_a_number_with_two_partners_is_neither_for_certain() -> None:
    identity = identity_of(())
    assert identity.numbers_of(OXIME) == {OXIME}
    assert identity.perhaps(OXIME) == {OXIME_EC, OTHER_EC}
    assert identity.perhaps(OTHER_EC) == {OXIME}


def test_the_law_goes_before_the_register_and_leaves_the_rest_alike() -> None:
    identity = identity_of([law(("96-29-7", "Oxime"), ("202-496-6", "Oxime"))])
    assert identity.numbers_of(OXIME) == {OXIME, OXIME_EC}
    assert identity.perhaps(OTHER_EC) == {OXIME, OXIME_EC}
    assert identity.perhaps(OXIME_EC) == {OTHER_EC}


def test_numbers_of_one_entry_under_different_names_are_different_substances() -> None:
    identity = identity_of([law(("96-29-7", "Oxime"), ("202-496-6", "Something else"))])
    assert identity.numbers_of(OXIME) == {OXIME}


def test_a_law_that_pairs_a_number_twice_decides_nothing() -> None:
    twice = [law(("96-29-7", "A"), ("202-496-6", "A")), law(("96-29-7", "B"), ("406-930-7", "B"))]
    identity = identity_of(twice)
    assert identity.numbers_of(OXIME) == {OXIME}
    assert identity.perhaps(OXIME) == {OXIME_EC, OTHER_EC}


def test_no_class_holds_two_numbers_of_one_register(catalog: Catalog) -> None:
    for one, numbers in catalog.identity.same.items():
        assert one in numbers
        assert sorted(each.id_type for each in numbers) == [IdType.CAS, IdType.EC]
        assert all(catalog.identity.numbers_of(each) == numbers for each in numbers)


def test_no_number_is_both_the_same_and_only_alike(catalog: Catalog) -> None:
    identity = catalog.identity
    for one, others in identity.alike.items():
        assert identity.numbers_of(one).isdisjoint(others)
        assert all(one in identity.perhaps(other) for other in others)


def test_every_registered_pair_has_right_check_digits() -> None:
    assert all(is_cas(pair.cas.value) and is_ec(pair.ec.value) for pair in registered_pairs())


def test_the_pairs_are_those_of_the_export_near_a_listed_number(
    shared: Path, catalog: Catalog
) -> None:
    path = shared / "data" / "lists" / "identity_reach_registered.csv"
    near: defaultdict[str, set[Pair]] = defaultdict(set)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["cas_number"] and row["ec_number"]:
                pair = Pair(substance_id(row["cas_number"]), substance_id(row["ec_number"]))
                near[pair.cas.value].add(pair)
                near[pair.ec.value].add(pair)
    listed = {one.value for one in catalog.named() if one.id_type in (IdType.CAS, IdType.EC)}
    wanted = {pair for number in listed for pair in near[number]}
    partners = {number.value for pair in wanted for number in pair}
    wanted |= {pair for number in partners for pair in near[number]}
    assert len(wanted) > 300
    assert wanted <= registered_pairs()


def test_a_source_that_nobody_explains_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sources.csv").write_text("key,title,trust,retrieved_on\nr,R,B,2026-01-01\n")
    (tmp_path / "pairs.csv").write_text("cas,ec,source\n7439-92-1,231-100-4,hearsay\n")
    monkeypatch.setattr("regulations.identity._DATA", tmp_path)
    registered_pairs.cache_clear()
    with pytest.raises(InvalidListData, match=r"pairs\.csv:2:source"):
        registered_pairs()
    registered_pairs.cache_clear()


@pytest.mark.parametrize(
    "text",
    [
        "7439-92-1",
        "７４３９－９２－１",
        "CAS No. 7439‐92‐1",
        " 7439−92−1 ",
        "231-100-4",
        "0007439-92-1",
    ],
)
def test_width_dashes_and_register_are_nothing_to_the_resolver(text: str, catalog: Catalog) -> None:
    assert resolve(text, catalog).numbers == (LEAD, LEAD_EC)


def test_a_group_resolves_to_its_members_by_every_number(catalog: Catalog) -> None:
    found = resolve("group:PBDE", catalog)
    assert found.number is not None
    assert found.number.id_type is IdType.GROUP
    assert cas("1163-19-5") in found.members
    assert found.members == tuple(sorted(catalog.identity.closed(found.members)))


def test_a_declarable_list_number_resolves_where_a_list_names_it(catalog: Catalog) -> None:
    found = resolve("00055", catalog)
    assert found.number is not None
    assert found.number.id_type is IdType.DSL
    assert resolve("99999", catalog).number is None


@pytest.mark.parametrize("name", ["Lead", "ＬＥＡＤ", "lead", "Lead (Pb)"])
def test_a_name_never_decides_but_says_whose_it_is(name: str, catalog: Catalog) -> None:
    found = resolve(name, catalog)
    assert (found.number, found.numbers) == (None, ())
    assert found.named == (LEAD, LEAD_EC)


@pytest.mark.parametrize("name", ["Coppor(Cu)", "Silver (Ag)", "leaded steel", ""])
def test_a_name_that_no_list_writes_exactly_so_names_nothing(name: str, catalog: Catalog) -> None:
    assert named_by(catalog, name) == frozenset()


@pytest.mark.parametrize(
    ("number", "name", "is_wrong"),
    [
        ("7440-50-8", "Lead", True),
        ("231-100-4", "Lead", False),
        ("7439-92-1", "Copper", False),
        ("12597-71-6", "Lead", False),
        ("1317-36-8", "Lead", True),
    ],
)
def test_a_number_contradicts_the_name_of_another_listed_substance(
    number: str, name: str, catalog: Catalog, *, is_wrong: bool
) -> None:
    assert bool(contradicts(substance_id(number), name, catalog)) is is_wrong
