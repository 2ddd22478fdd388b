"""Folders become lists, in the order in which they need each other."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from regulations import Catalog, InvalidListData, NoVersionInForce, UnknownList
from regulations.catalog import DATA, bundled
from regulations.loader import load_list, load_lists

Write = Callable[..., Path]


def test_an_empty_cell_takes_the_default_of_its_column(toy_list: Write) -> None:
    (entry,) = load_list(toy_list()).entries
    assert (entry.level, entry.citation, entry.source.title) == ("article", "none", "made up")


def test_a_default_can_take_the_cell_of_another_column(toy_list: Write) -> None:
    folder = toy_list()
    header = (folder / "list.toml").read_text(encoding="utf-8")
    header = header.replace("[defaults]", '[defaults]\nmanaged_from = "@included_on"')
    (entry,) = load_list(toy_list(header=header)).entries
    assert entry.managed_from == entry.included_on == date(2020, 1, 1)


def test_an_unknown_key_of_the_header_is_refused(toy_list: Write) -> None:
    header = (toy_list() / "list.toml").read_text(encoding="utf-8")
    with pytest.raises(InvalidListData, match="bindng: is an unknown key"):
        load_list(toy_list(header="bindng = true\n" + header))


def test_a_default_of_no_column_is_refused(toy_list: Write) -> None:
    header = (toy_list() / "list.toml").read_text(encoding="utf-8")
    with pytest.raises(InvalidListData, match="levle is no column"):
        load_list(toy_list(header=header.replace("[defaults]", '[defaults]\nlevle = "part"')))


@pytest.mark.parametrize(
    "line", ['trust = "Z"', 'trust = "D"\nuri = ""', 'trust = "D"\nretrieved_on = "today"']
)
def test_a_source_that_is_not_understood_is_refused(toy_list: Write, line: str) -> None:
    header = (toy_list() / "list.toml").read_text(encoding="utf-8")
    with pytest.raises(InvalidListData, match=r"toy-list/list\.toml:0:source\.s"):
        load_list(toy_list(header=header.replace('trust = "D"', line)))


def test_a_need_that_is_absent_is_refused(toy_list: Write) -> None:
    header = (toy_list() / "list.toml").read_text(encoding="utf-8")
    folder = toy_list(header='needs = ["other"]\n' + header)
    with pytest.raises(InvalidListData, match="waits for other"):
        load_lists(folder.parent)
    with pytest.raises(InvalidListData, match="other must be loaded before"):
        load_list(folder)


def test_a_folder_of_another_name_is_refused(toy_list: Write) -> None:
    folder = toy_list()
    with pytest.raises(InvalidListData, match="must be the folder's name"):
        load_list(folder.rename(folder.parent / "other"))


def test_the_hash_changes_with_any_byte_of_the_data(toy_list: Write) -> None:
    before = load_list(toy_list()).sha256
    after = load_list(toy_list(members="entry,id_type,id,name\nlead,cas,7439-92-1,lead\n")).sha256
    assert before != after
    assert len(after) == 64


def test_the_hash_of_a_mirror_covers_what_it_mirrors(catalog: Catalog) -> None:
    hashes = {found.sha256 for found in catalog.lists.values()}
    assert len(hashes) == len(catalog.lists)


def test_borrowed_members_never_lower_a_factor(toy_list: Write, catalog: Catalog) -> None:
    header = (toy_list() / "list.toml").read_text(encoding="utf-8")
    folder = toy_list(
        header='needs = ["eu-rohs"]\n' + header,
        entries="id,name,included_on,members_of\nlead,Lead,2020-01-01,eu-rohs:lead\n",
        members="entry,id_type,id,name,factor\nlead,cas,1317-36-8,PbO,0.5\n",
    )
    (entry,) = load_list(folder, known=catalog.lists).entries
    factors = {str(member.substance): member.factor for member in entry.members}
    assert factors["1317-36-8"] == Fraction("0.92832")
    assert factors["7439-92-1"] == 1


def test_the_whole_catalog_loads_in_a_blink() -> None:
    best = min(_seconds_to_load() for _ in range(3))
    assert best < 1.5  # 0.2 s on a quiet machine: 2 900 entries with 7 700 numbers


def _seconds_to_load() -> float:
    start = time.perf_counter()
    load_lists(DATA)
    return time.perf_counter() - start


def test_the_bundled_catalog_is_read_once() -> None:
    assert bundled() is bundled()


def test_an_unknown_list_hints_at_the_known_ones(catalog: Catalog) -> None:
    with pytest.raises(UnknownList) as caught:
        catalog.get("eu-rosh")
    assert "eu-rohs" in caught.value.hint


def test_a_day_before_the_first_version_is_told_that_day(catalog: Catalog) -> None:
    with pytest.raises(NoVersionInForce, match="2008-10-28"):
        catalog.version_in_force("eu-reach-candidate-list", date(2008, 10, 27))


def test_the_binding_lists_are_those_of_the_bundled_profile(catalog: Catalog) -> None:
    assert set(catalog.binding()) == {
        "company-controlled",
        "company-prohibited",
        "eu-reach-candidate-list",
        "eu-rohs",
    }


def head(toy_list: Write) -> str:
    return (toy_list() / "list.toml").read_text(encoding="utf-8")


def test_a_batch_that_was_loaded_keeps_its_own_source(toy_list: Write) -> None:
    header = head(toy_list) + '\n[source.export]\ntitle = "an export"\ntrust = "A"\n'
    found = load_list(
        toy_list(
            header=header,
            entries="id,name,included_on,source\nlead,Lead,2020-01-01,\ntin,Tin,2021-01-01,export\n"
            "zinc,Zinc,2022-01-01,export\niron,Iron,2022-01-01,\n",
            members="entry,id_type,id,name\nlead,cas,7439-92-1,Lead\n"
            "tin,cas,7440-31-5,Tin\nzinc,cas,7440-66-6,Zinc\niron,cas,7439-89-6,Iron\n",
            thresholds="entry,value,unit,from\n"
            + "".join(f"{one},1,ppm,2020-01-01\n" for one in ("lead", "tin", "zinc", "iron")),
        )
    )
    titles = {version.id: version.source.title for version in found.versions}
    assert titles == {"2020-01-01": "made up", "2021-01-01": "an export", "2022-01-01": "made up"}


def test_words_of_trust_that_come_to_another_letter_are_refused(toy_list: Write) -> None:
    with pytest.raises(InvalidListData, match=r"source\.s\.trust: “knowledge” comes to K"):
        load_list(toy_list(header=head(toy_list) + 'trust_words = "knowledge"\n'))


def test_a_hash_that_is_none_is_refused(toy_list: Write) -> None:
    with pytest.raises(InvalidListData, match=r"source\.s\.sha256"):
        load_list(toy_list(header=head(toy_list) + 'sha256 = ["abc"]\n'))
