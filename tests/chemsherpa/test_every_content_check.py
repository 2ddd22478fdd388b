"""Each content check: a declaration that it complains about, and one that it leaves alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pytest

from chemsherpa import Status, read
from regulations.language import Language
from regulations.sentences import sentences

Change = tuple[str, str]

MASS_OF_NICKEL: Final = (
    '<MassPercent massPercent="100" />',
    '<Mass mass="{}" unitOfMeasure="mg" />',
)
LEAD_REMARK: Final = 'massive" comment="@0"'


@dataclass(frozen=True)
class Case:
    """A fixture and what has to change in it for the check to complain, or not to."""

    fixture: str
    bad: tuple[Change, ...]
    good: tuple[Change, ...] = ()
    file: str = "a.xml"


def full(percent: str) -> tuple[Change, ...]:
    return (
        ('isFMD="false"', 'isFMD="true"'),
        ('massPercent="9"', 'massPercent="100"'),
        ('last:massPercent="100"', f'massPercent="{percent}"'),
    )


def weighing(milligrams: str) -> tuple[Change, ...]:
    old, new = MASS_OF_NICKEL
    return ((old, new.format(milligrams)),)


def claimed(**attributes: str) -> tuple[Change, ...]:
    """Another exemption on the lead of the terminal; the last claim in the file."""
    known = {"identity": "00040-B-00", "regIndex": "6(c)"}
    old, new = (
        'identity="{identity}" regIndex="{regIndex}"'.format(**each)
        for each in (known, known | attributes)
    )
    return ((f"last:{old}", new),)


CASES: Final[dict[str, Case]] = {
    "temporary-file": Case("SCREW-M3", (), file="SHAI_Temp_1.xml"),
    "schema-version-unknown": Case(
        "SCREW-M3", (("X8.00ex2.0", "X9.00ex1.0"),), (("X8.00ex2.0", "X8.21"),)
    ),
    "section-missing": Case("SCREW-M3", (("<Compliance>…</Compliance>", ""),)),
    "declares-nothing": Case(
        "SCREW-M3",
        (
            ("<Compliance>…</Compliance>", ""),
            ("<Composition …</Composition>", ""),
            ("<Include>…</Include>", ""),
        ),
        (("<Compliance>…</Compliance>", ""), ("<Include>…</Include>", "")),
    ),
    "unconfirmed.compliance": Case("SCREW-M3", (('comment="1@2024', 'comment="0@2024'),)),
    "unconfirmed.composition": Case("SCREW-M3", (("@1@2024", "@0@2024"),)),
    "unconfirmed.incomplete": Case(
        "SCREW-M3",
        (('declarationComplete="true"', 'declarationComplete="false"'),),
        ((' declarationComplete="true"', ""),),
    ),
    "signature-unchecked": Case(
        "SCREW-M3", (("<ToolNameVersionID", "<Signature/><ToolNameVersionID"),)
    ),
    "product-unnamed.number": Case("SCREW-M3", (('identifier="SCREW-M3"', 'identifier=" "'),)),
    "product-unnamed.name": Case("SCREW-M3", (('name="Pan head screw M3 x 8"', 'name=""'),)),
    "half-width": Case(
        "SCREW-M3",
        (('identifier="SCREW-M3"', 'identifier="ＳＣＲＥＷ"'),),
        (
            ('identifier="SCREW-M3"', 'identifier="ＳＣＲＥＷ"'),
            ('version="2.10.00"', 'version="2.08.00"'),
        ),
    ),
    "comment-fields.typed": Case("TERMINAL-310", ((LEAD_REMARK, 'massive" comment="a@b@0"'),)),
    "comment-fields.unclear": Case("SCREW-M3", (('comment="1@2024', 'comment="1@@2024'),)),
    "review-comment": Case(
        "TERMINAL-310",
        ((LEAD_REMARK, 'massive" comment="LR07の条件を確認@0"'),),
        ((LEAD_REMARK, 'massive" comment="color LR071@0"'),),
    ),
    "mass-zero": Case("SCREW-M3", (('mass="5"', 'mass="0.000"'),)),
    "mass-sum.contents": Case(
        "SCREW-M3", (('mass="0.95"', 'mass="0.951"'),), (('mass="0.95"', 'mass="0.9509"'),)
    ),
    "mass-sum.substances": Case("SCREW-M3", weighing("5.006"), weighing("5.005")),
    "percent-range.zero": Case(
        "SCREW-M3",
        (('massPercent="100"', 'massPercent="0.0"'),),
        (('massPercent="100"', 'massPercent="0" massPercentRangeMax="3"'),),
    ),
    "percent-range.above": Case("SCREW-M3", (('massPercent="100"', 'massPercent="100.0001"'),)),
    "percent-sum.above": Case(
        "TERMINAL-310",
        (('massPercent="60.5"', 'massPercent="97.51"'),),
        (('massPercent="60.5"', 'massPercent="97.5"'),),
    ),
    "percent-sum.below": Case("SCREW-M3", full("99.4"), full("99.95")),
    "cas-check-digit": Case("SCREW-M3", (("7440-02-0", "7440-02-1"),)),
    "substance-id-unknown": Case("SCREW-M3", (("7440-02-0", "nickel"),)),
    "substance-undisclosed": Case("SCREW-M3", (("7440-02-0", ""),)),
    "name-number-mismatch": Case(
        "SCREW-M3",
        (('name="Nickel"', 'name="ＬＥＡＤ"'),),
        (('name="Nickel"', 'name="nickel, unlisted grade"'),),
    ),
    "substance-twice": Case("TERMINAL-310", (("7440-50-8", "7439-92-1"),)),
    "voluntary-flag.none": Case("TERMINAL-310", ((LEAD_REMARK, 'massive" comment="@"'),)),
    "voluntary-flag.two": Case("SCREW-M3", (('Nickel" comment="@0"', 'Nickel" comment="@1"'),)),
    "voluntary-but-listed": Case(
        "TERMINAL-310",
        ((LEAD_REMARK, 'massive" comment="@1"'),),
        (
            (LEAD_REMARK, 'massive" comment="@1"'),
            ('SubstanceList" authority="chemSHERPA" version="2.10.00"',
             'SubstanceList" authority="chemSHERPA" version="unknown"'),
        ),
    ),
    "contains-declarable.claimed": Case(
        "ADHESIVE-500",
        (
            ('crystalline" descriptionOfUse="" comment="@0"',
             'crystalline" descriptionOfUse="" comment="@1"'),
            ("揮発@0", "揮発@1"),
        ),
        (("揮発@0", "揮発@1"),),
    ),
    "contains-declarable.denied": Case("ADHESIVE-500", (("10:00@1@1@@", "10:00@1@0@@"),)),
    "contains-declarable.unanswered": Case("ADHESIVE-500", (("10:00@1@1@@", "10:00@1@@@"),)),
    "use-code.missing": Case("TERMINAL-310", (('comment="6@@@@"', 'comment="@@@@"'),)),
    "use-code.unknown": Case(
        "TERMINAL-310",
        (('comment="6@@@@"', 'comment="13@@@@"'),),
        (('comment="6@@@@"', 'comment="12@@@@"'),),
    ),
    "article-flag.set": Case(
        "TERMINAL-310",
        (('comment="6@@@@" isArticle="false"', 'comment="6@@@@" isArticle="true"'),),
        (('comment="6@@@@" isArticle="false"', 'comment="6@@@@"'),),
    ),
    "article-flag.unset": Case(
        "TERMINAL-310", (('@66392" isArticle="true"', '@66392" isArticle="false"'),)
    ),
    "material-use": Case(
        "TERMINAL-310",
        (('comment="6@@@@" isArticle="false"', 'comment="2@@@@" isArticle="false"'),),
        (('entryIdentity="S005"', 'entryIdentity="S101"'),
         ('comment="6@@@@" isArticle="false"', 'comment="8@@@@" isArticle="false"')),
    ),
    "exemption-expired": Case(
        "TERMINAL-310",
        (("last:" + 'identity="00040-B-00" regIndex="6(c)"', 'identity="34" regIndex="34"'),),
        (
            ("last:" + 'identity="00040-B-00" regIndex="6(c)"', 'identity="34" regIndex="34"'),
            ('Response date="2024-10-18"', 'Response date="2020-10-18"'),
        ),
    ),
    "exemption-unknown": Case("TERMINAL-310", claimed(identity="00999-A-00", regIndex="99")),
    "exemption-substance": Case(
        "CABLE-401",
        (
            ('identity="RoHS_Ver.2.00.00"', 'identity="EU-RoHS-AnnexIII"'),
            ('identity="RoHS_0001"', 'identity="00040-B-00"'),
        ),
        (('identity="RoHS_0001"', 'identity="RoHS_0002"'),),
    ),
    "exemption-list": Case(
        "TERMINAL-310", (("last:EU-RoHS-AnnexIII", "China-RoHS_Ver.2.06.00"),)
    ),
    "exemption-index": Case("TERMINAL-310", claimed(regIndex="7(a)"), claimed(regIndex="")),
    "exemption-missing": Case(
        "TERMINAL-310",
        (("last:<Exemptions>…</Exemptions>", ""),),
        (("last:<Exemptions>…</Exemptions>", ""), ('last:massPercent="2.5"', 'massPercent="0.1"')),
    ),
    "answer-twice.differently": Case(
        "TERMINAL-310", (('entryIdentity="00154"', 'entryIdentity="00038"'),)
    ),
    "answer-twice.alike": Case(
        "TERMINAL-310", (('entryIdentity="00139"', 'entryIdentity="00038"'),)
    ),
    "answers-missing": Case("SCREW-M3", (), (('version="D29.00"', 'version="D99.00"'),)),
    "above-without-amount": Case(
        "TERMINAL-310", (('<Mass mass="60" unitOfMeasure="mg" />', ""),)
    ),
    "answer-conflict.below": Case(
        "TERMINAL-310",
        (('aboveComplianceThreshold="true"', 'aboveComplianceThreshold="false"'),),
        (
            ('aboveComplianceThreshold="true"', 'aboveComplianceThreshold="false"'),
            ("last:" + 'massPercent="2.5"', 'massPercent="0.1"'),
        ),
    ),
    "answer-conflict.above": Case(
        "CABLE-401",
        (("last:" + 'massPercent="2"', 'massPercent="0.1"'),),
        (("last:" + 'massPercent="2"', 'massPercent="0.1" massPercentRangeMax="0.2"'),),
    ),
    "scip-incomplete.identifier": Case(
        "TERMINAL-310", (("@Terminal@TERMINAL-310@", "@Terminal@@"),)
    ),
    "scip-incomplete.category": Case("TERMINAL-310", (("@105883@", "@@"),)),
    "scip-incomplete.production": Case("TERMINAL-310", (("@108022@", "@@"),)),
}  # fmt: skip


def changed(data: bytes, changes: tuple[Change, ...]) -> bytes:
    """The file with each change made once: at its last place where it says so, at `…` a span."""
    text = data.decode()
    for old, new in changes:
        wanted = old.removeprefix("last:")
        opening, span, closing = wanted.partition("…")
        start = text.rindex(opening) if old.startswith("last:") else text.index(opening)
        end = text.index(closing, start) + len(closing) if span else start + len(wanted)
        text = text[:start] + new + text[end:]
    return text.encode()


def told(data: bytes, file: str = "a.xml") -> set[str]:
    (member,) = read(data, file).members
    assert member.status is not Status.REJECTED, member.findings
    for finding in member.findings:
        assert all(finding.said(language).reason for language in Language)
    return {finding.key for finding in member.findings}


def test_every_content_check_has_a_bad_and_a_good_file() -> None:
    checks = {one.key for one in sentences("chemsherpa").values() if one.kind == "content"}
    assert set(CASES) == checks


@pytest.mark.parametrize("key", CASES)
def test_a_check_complains_about_the_bad_file_and_not_about_the_good_one(
    key: str, declarations: dict[str, bytes]
) -> None:
    case = CASES[key]
    data = declarations[case.fixture]
    assert key in told(changed(data, case.bad), case.file)
    assert key not in told(changed(data, case.good))
