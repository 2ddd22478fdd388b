"""Slips inside valid declarations: told with code, place and line; the file is still taken."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chemsherpa import Finding, Limits, Severity, Status, read

Archive = Callable[..., bytes]


def findings(data: bytes, name: str = "a.xml") -> list[Finding]:
    (member,) = read(data, name).members
    assert member.document is not None, member.findings
    only_notices = all(f.severity is Severity.NOTICE for f in member.findings)
    expected = Status.ACCEPTED if only_notices else Status.ACCEPTED_WITH_FINDINGS
    assert member.status is expected
    # Our fixtures answer 12 entries of a list that has more; one test asks for that alone.
    return [finding for finding in member.findings if finding.code != "answers-missing"]


def changed(data: bytes, *changes: tuple[str, str]) -> bytes:
    for old, new in changes:
        assert old.encode() in data, old
        data = data.replace(old.encode(), new.encode(), 1)
    return data


SCREW_CASES: list[tuple[str, Severity, str, tuple[str, str]]] = [
    ("mass-sum", Severity.WARNING, "/Main/Product", ('mass="0.95"', 'mass="0.96"')),
    (
        "mass-sum",
        Severity.WARNING,
        "/Main/Product/Composition/ProductPart[1]",
        ('mass="945"', 'mass="1000"'),
    ),
    (
        "percent-range",
        Severity.ERROR,
        "/Main/Product/Composition/ProductPart[1]/Material[2]/Substance[1]",
        ('massPercent="100"', 'massPercent="100.0001"'),
    ),
    (
        "cas-check-digit",
        Severity.ERROR,
        "/Main/Product/Composition/ProductPart[1]/Material[1]/Substance[1]",
        ('entryIdentity="7440-02-0"', 'entryIdentity="7440-02-1"'),
    ),
    (
        "cas-check-digit",
        Severity.ERROR,
        "/Main/Product/Composition/ProductPart[1]/Material[1]/Substance[1]",
        ('entryIdentity="7440-02-0"', 'entryIdentity="231-111-5"'),
    ),
    (
        "substance-id-unknown",
        Severity.WARNING,
        "/Main/Product/Composition/ProductPart[1]/Material[1]/Substance[1]",
        ('entryIdentity="7440-02-0"', 'entryIdentity="nickel"'),
    ),
    (
        "substance-undisclosed",
        Severity.NOTICE,
        "/Main/Product/Composition/ProductPart[1]/Material[1]/Substance[1]",
        ('entryIdentity="7440-02-0"', 'entryIdentity=" "'),
    ),
    (
        "voluntary-flag",
        Severity.WARNING,
        "/Main/Product/Composition/ProductPart[1]/Material[2]/Substance[1]",
        ('comment="@0"', 'comment="@1"'),
    ),
    (
        "temporary-file",
        Severity.WARNING,
        "/Main/Product",
        ('identifier="SCREW-M3"', 'identifier="SHAI_Temp"'),
    ),
    ("unconfirmed", Severity.WARNING, "/Main/Product", ('comment="1@2024', 'comment="0@2024')),
    (
        "unconfirmed",
        Severity.WARNING,
        "/Main",
        ('declarationComplete="true"', 'declarationComplete="false"'),
    ),
    ("comment-fields", Severity.WARNING, "/Main/Product", ('comment="1@2024', 'comment="1@@2024')),
    ("schema-version-unknown", Severity.WARNING, "/Main", ("X8.00ex2.0", "X9.00ex1.0")),
    (
        "answer-twice",
        Severity.ERROR,
        "/Main/Product/Compliance/DsDsg[2]",
        ('entryIdentity="00154"', 'entryIdentity="00038"'),
    ),
    (
        "above-without-amount",
        Severity.WARNING,
        "/Main/Product/Compliance/DsDsg[1]",
        ('aboveComplianceThreshold="false"', 'aboveComplianceThreshold="true"'),
    ),
]


@pytest.mark.parametrize(("code", "severity", "where", "change"), SCREW_CASES)
def test_a_slip_is_found_where_it_is(
    code: str, severity: Severity, where: str, change: tuple[str, str], screw: bytes
) -> None:
    # Two changes have consequences of their own: the number's new name, the parent's new sum.
    (finding,) = [f for f in findings(changed(screw, change)) if (f.code, f.where) == (code, where)]
    assert finding.severity is severity
    assert finding.line is not None
    assert finding.message


def test_a_sum_within_a_thousandth_is_no_finding(screw: bytes) -> None:
    assert findings(changed(screw, ('mass="0.95"', 'mass="0.9509"'))) == []
    assert findings(changed(screw, ('mass="0.95"', 'mass="0.951"')))
    assert findings(screw) == []


def test_units_and_numbers_of_units_count_in_the_sum(declarations: dict[str, bytes]) -> None:
    cable = declarations["CABLE-401"]
    (finding,) = findings(changed(cable, ('numberOfUnits="2"', 'numberOfUnits="3"')))
    told = "declared 46000 mg, but its contents add up to 61000 mg (tolerance 0.1 %)"
    assert finding.message == told


def test_a_part_without_mass_leaves_the_sum_unjudged(screw: bytes) -> None:
    data = changed(screw, ('<Mass mass="950" unitOfMeasure="mg" />', ""))
    assert findings(data) == []


def test_a_zero_mass_is_an_error_and_the_document_is_kept(screw: bytes) -> None:
    found = findings(changed(screw, ('mass="5"', 'mass="0.000"')))
    assert [(f.severity, f.code, f.where) for f in found if f.code == "mass-zero"] == [
        (
            Severity.ERROR,
            "mass-zero",
            "/Main/Product/Composition/ProductPart[1]/Material[2]",
        )
    ]


def test_a_temporary_save_is_known_by_its_file_name_too(screw: bytes) -> None:
    assert [f.code for f in findings(screw, "C:\\sent\\SHAI_Temp_1.xml")] == ["temporary-file"]


def test_a_substance_declared_twice_in_a_material_is_told(screw: bytes) -> None:
    start = screw.index(b"<Substance ")
    end = screw.index(b"</Substance>") + len(b"</Substance>")
    (finding,) = findings(screw[:end] + screw[start:end] + screw[end:])
    assert finding.code == "substance-twice"


def test_an_answer_given_twice_differently_is_told_apart(screw: bytes) -> None:
    data = changed(
        screw,
        ('entryIdentity="00154"', 'entryIdentity="00038"'),
        ('aboveComplianceThreshold="false"', 'aboveComplianceThreshold="true"'),
    )
    (twice,) = [f for f in findings(data) if f.code == "answer-twice"]
    assert "differently" in twice.message


def test_a_mixture_that_contradicts_its_own_answer_is_told(
    declarations: dict[str, bytes],
) -> None:
    adhesive = declarations["ADHESIVE-500"]
    (finding,) = findings(changed(adhesive, ("10:00@1@1@@", "10:00@1@0@@")))
    assert finding.code == "contains-declarable"


def test_a_mixture_without_flag_is_told(declarations: dict[str, bytes]) -> None:
    adhesive = declarations["ADHESIVE-500"]
    (finding,) = findings(changed(adhesive, ('comment="@1"', 'comment=""')))
    assert finding.code == "voluntary-flag"
    assert "no flag" in finding.message


def test_an_announced_section_that_is_absent_is_told(screw: bytes) -> None:
    start = screw.index(b"<Compliance>")
    end = screw.index(b"</Compliance>") + len(b"</Compliance>")
    (finding,) = findings(screw[:start] + screw[end:])
    assert (finding.code, finding.severity) == ("section-missing", Severity.WARNING)


def test_a_signature_is_only_a_notice(screw: bytes) -> None:
    data = changed(screw, ("<ToolNameVersionID", "<Signature/><ToolNameVersionID"))
    (finding,) = findings(data)
    assert (finding.code, finding.severity) == ("signature-unchecked", Severity.NOTICE)


def test_a_flood_of_findings_is_cut_and_errors_stay(screw: bytes) -> None:
    start = screw.index(b"<Substance ")
    end = screw.index(b"</Substance>") + len(b"</Substance>")
    one = changed(screw[start:end], ("7440-02-0", "x"), ('"9"', '"0.01"'))
    wrong = changed(one, ('"x"', '"7440-02-1"'))
    found = findings(screw[:end] + 600 * one + wrong + screw[end:])
    assert len(found) == 501
    assert found[0].code == "cas-check-digit"
    assert found[-1].code == "findings-cut"


def test_tolerances_may_be_signed_but_not_nonsense(screw: bytes) -> None:
    signed = changed(screw, ('mass="0.95"', 'mass="0.95" negativeTolerance="-0.1"'))
    assert findings(signed) == []
    nonsense = changed(screw, ('mass="0.95"', 'mass="0.95" positiveTolerance="INF"'))
    (member,) = read(nonsense, "a.xml", limits=Limits()).members
    assert [f.code for f in member.findings] == ["value-mass"]
