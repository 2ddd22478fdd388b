"""The demo portfolio: readable without findings, masses that add up, hostile files refused."""

from __future__ import annotations

import csv
import re
from fractions import Fraction
from pathlib import Path

from chemsherpa import Declaration, FileReading, Severity, Status, read
from regulations.quantities import exact_decimal, nanograms

MG = 10**6


def documents(root: Path) -> dict[str, Declaration]:
    found = {}
    for file in sorted((root / "fixtures" / "chemsherpa").glob("*.xml")):
        (member,) = read(file.read_bytes(), file.name).members
        assert member.status is Status.ACCEPTED, (file.name, member.findings)
        assert member.document is not None
        found[member.document.part_number] = member.document
    return found


def hostile(root: Path, name: str) -> FileReading:
    return read((root / "fixtures" / "hostile" / name).read_bytes(), name)


def test_every_declaration_is_accepted_with_notices_at_most(root: Path) -> None:
    found = documents(root)
    assert len(found) == 13
    assert len({declaration.manufacturer for declaration in found.values()}) == 6


def test_the_lamp_weighs_what_its_declared_parts_weigh(root: Path) -> None:
    found = documents(root)
    with (root / "fixtures" / "boms" / "demo.csv").open() as file:
        usages = list(csv.DictReader(file))
    assert {usage["child"] for usage in usages} - set(found) == {
        "BASE-200",
        "DRIVER-300",
        "SPRING-250",
    }
    assert set(found) - {usage["child"] for usage in usages} == {"ADHESIVE-500"}

    def mass_of(part: str) -> Fraction:
        declaration = found.get(part)
        if declaration is not None and declaration.mass is not None:
            return nanograms(exact_decimal(declaration.mass.value), declaration.mass.unit) / MG
        below = (usage for usage in usages if usage["parent"] == part)
        return sum(
            (exact_decimal(usage["quantity"]) * mass_of(usage["child"]) for usage in below),
            Fraction(0),
        )

    assert mass_of("BASE-200") == 101_600
    assert mass_of("DRIVER-300") == 25_852
    assert mass_of("LAMP-100") == 249_102


def test_a_usage_names_revision_unit_and_maker_as_they_are_declared(root: Path) -> None:
    found = documents(root)
    with (root / "fixtures" / "boms" / "demo.csv").open() as file:
        for usage in csv.DictReader(file):
            declaration = found.get(usage["child"])
            if declaration is None:
                continue
            assert usage["manufacturer"] == declaration.manufacturer
            assert usage["child_revision"] == declaration.revision
            assert usage["unit"] == declaration.unit_type


def test_the_story_of_the_demo_is_in_the_files(root: Path) -> None:
    found = documents(root)
    sheath = found["CABLE-401"].parts[1].materials[0].substances[0]
    assert (sheath.identity, sheath.share and sheath.share.percent) == ("117-81-7", "2")
    assert [claim.reg_index for claim in sheath.exemptions] == ["No exemption"]
    lead = found["TERMINAL-310"].parts[0].materials[0].substances[1]
    assert (lead.identity, lead.exemptions[0].identity) == ("7439-92-1", "00040-B-00")
    assert found["RES-340"].parts[0].materials[1].substances[0].exemptions[0].identity == "7(c)-I"
    label = found["LABEL-240"]
    assert label.declared.composition[0].version == "2.04.00"
    assert label.response is not None
    assert label.response.date == "2021-09-01"


def test_all_people_and_addresses_are_invented(root: Path) -> None:
    for file in (root / "fixtures" / "chemsherpa").glob("*.xml"):
        text = file.read_text(encoding="utf-8")
        assert all(
            mail.endswith(".example.com") for mail in re.findall(r'email="[^"@]*@([^"]*)"', text)
        )
        assert set(re.findall(r'phone="([^"]*)"', text)) == {"00-0000-0000"}


def test_files_are_written_as_the_official_tool_writes_them(root: Path) -> None:
    for file in (root / "fixtures" / "chemsherpa").glob("*.xml"):
        data = file.read_bytes()
        assert data.startswith(b'<?xml version="1.0" encoding="utf-8"?>\r\n<Main ')
        assert data.endswith(b"</Main>")
        assert data.count(b"\n") == data.count(b"\r\n")


def test_the_archive_holds_two_products_that_are_also_there_as_files(root: Path) -> None:
    folder = root / "fixtures" / "chemsherpa"
    (path,) = folder.glob("*.shai")
    members = read(path.read_bytes(), path.name).members
    assert [member.status for member in members] == [Status.ACCEPTED, Status.ACCEPTED]
    for member in members:
        assert member.member_name is not None
        assert member.xml == (folder / member.member_name).read_bytes()


def test_hostile_files_end_as_their_names_say(root: Path) -> None:
    ends = {}
    for file in sorted((root / "fixtures" / "hostile").glob("*.xml")):
        (member,) = hostile(root, file.name).members
        codes = [one.code for one in member.findings if one.severity is not Severity.NOTICE]
        ends[file.stem] = (member.status.value, codes)
    assert ends == {
        "doctype": ("rejected", ["xml-doctype"]),
        "entity-bomb": ("rejected", ["xml-entity"]),
        "mass-sum-off": ("accepted_with_findings", ["mass-sum"]),
        "nan-mass": ("rejected", ["value-mass"]),
        "not-well-formed": ("rejected", ["xml-not-well-formed"]),
        "wrong-cas-digit": ("accepted_with_findings", ["cas-check-digit"]),
    }
