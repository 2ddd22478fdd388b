"""What the rows of a list mean: what an empty cell stands for, and what lenders lend."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from regulations import InvalidListData
from regulations.context import CONTEXTS
from regulations.loader import load_list
from regulations.model import Entry, Exemption, SubstanceList, Trust

from .conftest import HEADER

Write = Callable[..., Path]
LEAD, OXIDE, CHROMATE = "7439-92-1", "1317-36-8", "7758-97-6"
GUESS = '\n[source.guess]\ntitle = "a guess"\ntrust = "K"\nupper_bound = true\n'


def entry_of(write: Write, columns: str = "", cells: str = "", **files: str) -> Entry:
    """The one entry of a list, with more columns."""
    entries = f"id,name,included_on{columns}\nlead,Lead,2020-01-01{cells}\n"
    (found,) = load_list(write(entries=entries, **files)).entries
    return found


def member_of(write: Write, factor: str = "", source: str = "") -> tuple[Fraction, bool]:
    members = f"entry,id_type,id,name,factor,source\nlead,cas,{LEAD},Lead,{factor},{source}\n"
    (member,) = entry_of(write, members=members, header=HEADER + GUESS).members
    return member.factor, member.upper_bound


def test_an_empty_cell_of_an_entry_is_the_plain_case(toy_list: Write) -> None:
    found = entry_of(toy_list, ",counted_as,intentional,members_exhaustive,law_exemptions", ",,,,")
    assert (found.counted_as, found.intentional, found.members_exhaustive) == ("lead", False, True)
    told = entry_of(toy_list, ",counted_as,intentional,members_exhaustive", ",Pb,yes,no")
    assert (told.counted_as, told.intentional, told.members_exhaustive) == ("Pb", True, False)


@pytest.mark.parametrize(
    ("cell", "lists"), [("", ("own",)), ("no", ("own",)), ("yes", ("own", "annex"))]
)
def test_the_exemptions_of_the_law_are_those_of_entries_that_say_so(
    toy_list: Write, cell: str, lists: tuple[str, ...]
) -> None:
    header = 'law_exemptions = ["annex"]\n' + HEADER
    columns = ",exemption_lists,law_exemptions"
    found = entry_of(toy_list, columns, f",own,{cell}", header=header)
    assert found.exemption_lists == lists


def test_every_word_of_a_context_can_derogate(toy_list: Write) -> None:
    assert entry_of(toy_list, ",unless", f",{';'.join(CONTEXTS)}").unless == CONTEXTS.keys()


def test_a_factor_is_one_where_none_was_told_and_counted_whole_by_its_source(
    toy_list: Write,
) -> None:
    assert member_of(toy_list) == (Fraction(1), False)
    assert member_of(toy_list, "0.5", "s") == (Fraction(1, 2), False)
    assert member_of(toy_list, "1", "guess") == (Fraction(1), True)


@pytest.mark.parametrize("factor", ["0", "1.000001", "2"])
def test_a_factor_lies_above_zero_and_not_above_one(toy_list: Write, factor: str) -> None:
    with pytest.raises(InvalidListData, match="factor: must lie above 0 and not above 1"):
        member_of(toy_list, factor)


def test_two_sources_that_agree_on_a_day_dispute_nothing(toy_list: Write) -> None:
    disputes = "entry,column,other\nlead,included_on,{}\n"
    (dispute,) = entry_of(toy_list, disputes=disputes.format("2020-01-02")).disputes
    assert (dispute.column, dispute.other) == ("included_on", date(2020, 1, 2))
    with pytest.raises(InvalidListData, match="2020-01-01 is not after 2020-01-01"):
        entry_of(toy_list, disputes=disputes.format("2020-01-01"))


def test_the_limit_of_the_header_is_that_of_entries_without_one_of_their_own(
    toy_list: Write,
) -> None:
    common = '\n[threshold]\nvalue = "5"\nunit = "ppm"\nfrom = "@included_on"\n'
    head, _, defaults = HEADER.partition("[defaults]")
    header = f"{head}{common}\n[defaults]{defaults}"
    own = "entry,value,unit,from\n"
    (limit,) = entry_of(toy_list, header=header, thresholds=own).thresholds
    assert (limit.fraction, limit.in_force_from) == (Fraction(5, 10**6), date(2020, 1, 1))
    (limit,) = entry_of(
        toy_list, header=header, thresholds=f"{own}lead,7,ppm,2021-01-01\n"
    ).thresholds
    assert (limit.fraction, limit.in_force_from) == (Fraction(7, 10**6), date(2021, 1, 1))
    with pytest.raises(InvalidListData, match="the entry has no limit"):
        entry_of(toy_list, thresholds=own)


LENT = (
    "entry,id_type,id,name,factor,source\n"
    f"pb,cas,{LEAD},Lead,1,s\npb,cas,{CHROMATE},Lead chromate,0.641,s\n"
    "pb,group,lead,Words for lead,1,s\n"
    f"cr6,cas,{CHROMATE},Chromate of lead,0.161,guess\n"
    f"ni,cas,7440-02-0,Nickel,1,s\nni,cas,{CHROMATE},Not nickel,0.9,s\n"
    f"more,cas,{LEAD},Plumbum,1,guess\n"
)


def lenders(write: Write, folder: Path) -> Mapping[str, SubstanceList]:
    """Lead, chromium and nickel by their elements, more lead, and one that counts no element."""
    made = write(
        header=HEADER.replace("toy-list", "lender") + GUESS,
        entries="id,name,included_on,element\npb,Lead,2020-01-01,Pb\ncr6,Cr,2020-01-01,Cr6\n"
        "ni,Nickel,2020-01-01,Ni\nmore,Lead,2020-01-01,Pb\nplain,Plain,2020-01-01,\n",
        members=LENT + f"plain,cas,{CHROMATE},Plain,0.2,s\n",
        thresholds="entry,value,unit,from\n"
        + "".join(f"{one},1,ppm,2020-01-01\n" for one in ("pb", "cr6", "ni", "more", "plain")),
    )
    found = load_list(made.rename(folder / "lender"))
    return {found.id: found}


@pytest.mark.parametrize(
    ("names", "factor"),
    [
        ("pb", "0.641"),
        ("pb cr6", "0.802"),
        ("cr6 pb", "0.802"),
        ("pb cr6 ni", "1"),
        ("pb more", "0.641"),
        ("pb cr6 more", "0.641"),
        ("pb plain", "0.641"),
        ("plain pb", "0.641"),
    ],
)
def test_lenders_of_different_elements_count_a_substance_for_each_of_them(
    toy_list: Write, tmp_path: Path, names: str, factor: str
) -> None:
    known = lenders(toy_list, tmp_path)
    borrowed = ";".join(f"lender:{name}" for name in names.split())
    folder = toy_list(
        header='needs = ["lender"]\n' + HEADER,
        entries=f"id,name,included_on,members_of\nlead,Lead,2020-01-01,{borrowed}\n",
        members="entry,id_type,id,name\n",
    )
    (found,) = load_list(folder, known=known).entries
    chromate = next(m for m in found.members if m.substance.value == CHROMATE)
    assert chromate.factor == Fraction(factor)
    if names == "pb cr6":
        assert (chromate.name, chromate.trust, chromate.upper_bound) == (
            "Lead chromate",
            Trust.K,
            True,
        )
    groups = [m.borrowed for m in found.members if m.substance.value == "lead"]
    assert groups == ([True] if "pb" in names.split() else [])
    assert not any(m.borrowed for m in found.members if m.substance.value != "lead")


def test_a_member_of_ones_own_stays_where_a_lender_counts_no_more(
    toy_list: Write, tmp_path: Path
) -> None:
    known = lenders(toy_list, tmp_path)
    folder = toy_list(
        header='needs = ["lender"]\n' + HEADER,
        entries="id,name,included_on,members_of\nlead,Lead,2020-01-01,lender:pb\n",
        members=f"entry,id_type,id,name,factor\nlead,cas,{LEAD},My lead,1\n"
        f"lead,cas,{CHROMATE},My chromate,0.5\n",
    )
    (found,) = load_list(folder, known=known).entries
    names = {m.substance.value: (m.name, m.factor) for m in found.members}
    assert names[LEAD] == ("My lead", 1)
    assert names[CHROMATE] == ("Lead chromate", Fraction("0.641"))


def exempted(write: Write, columns: str = "", cells: str = "") -> Exemption:
    text = f"id,wording,from{columns}\n1,In solder,2020-01-01{cells}\n"
    (found,) = load_list(write(exemptions=text)).exemptions
    return found


def test_an_exemption_holds_to_its_last_day_and_without_one_for_ever(toy_list: Write) -> None:
    ended = exempted(toy_list, ",expires_on", ",2026-12-31")
    assert (ended.expires_on, ended.in_force_until) == (date(2026, 12, 31), date(2027, 1, 1))
    endless = exempted(toy_list, ",expires_on", ",")
    assert (endless.expires_on, endless.in_force_until) == (None, None)
    assert (endless.disputed, endless.other_end) == (False, None)


ENDS = ",expires_on,disputed,other_end"


def test_of_a_disputed_exemption_the_later_end_is_kept_beside(toy_list: Write) -> None:
    found = exempted(toy_list, ENDS, ",2026-06-30,yes,2026-12-31")
    assert (found.expires_on, found.other_end) == (date(2026, 6, 30), date(2026, 12, 31))
    assert exempted(toy_list, ENDS, ",2026-06-30,yes,").other_end is None
    assert exempted(toy_list, ENDS, ",,yes,").other_end is None


@pytest.mark.parametrize(
    "cells",
    [",2026-06-30,,2026-12-31", ",,yes,2026-12-31", ",2026-12-31,yes,2026-12-31"],
    ids=["nobody disputes it", "there is no end", "both are one day"],
)
def test_another_end_than_the_later_of_a_dispute_is_refused(toy_list: Write, cells: str) -> None:
    with pytest.raises(InvalidListData, match="is not the later end of a disputed exemption"):
        exempted(toy_list, ENDS, cells)
