"""The ten slips that buyers see again and again in supplier files, each told by a code of its own.

Source: a buyer's published case study of errors in JAMP AIS files (2013).
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from chemsherpa import Status, read
from regulations.language import Language

from .test_every_content_check import Change, changed

TERMINAL: Final = "TERMINAL-310"
ERRORS: Final[dict[str, tuple[str, tuple[Change, ...]]]] = {
    "the part number is missing": (
        "product-unnamed",
        (('identifier="TERMINAL-310"', 'identifier=""'),),
    ),
    "masses of materials do not make the product": (
        "mass-sum",
        (('mass="2.5" unitOfMeasure="g"', 'mass="2.6" unitOfMeasure="g"'),),
    ),
    "a substance has no flag": (
        "voluntary-flag",
        (('massive" comment="@0"', 'massive" comment=""'),),
    ),
    "an exemption is needed and not named": (
        "exemption-missing",
        (("last:<Exemptions>…</Exemptions>", ""),),
    ),
    "the content of a substance is zero": (
        "percent-range",
        (('massPercent="60.5"', 'massPercent="0"'),),
    ),
    "the mass of a material is zero": ("mass-zero", (('mass="100"', 'mass="0"'),)),
    "a CAS number has a wrong digit": ("cas-check-digit", (("7440-50-8", "7440-50-9"),)),
    "lead is reported as voluntary": (
        "voluntary-but-listed",
        (('massive" comment="@0"', 'massive" comment="@1"'),),
    ),
    "answers disagree with the composition": (
        "answer-conflict",
        (('aboveComplianceThreshold="true"', 'aboveComplianceThreshold="false"'),),
    ),
    "substances make more than their material": (
        "percent-sum",
        (('massPercent="60.5"', 'massPercent="99"'),),
    ),
}  # fmt: skip


def test_they_are_ten_with_ten_codes() -> None:
    assert len(ERRORS) == 10
    assert len({code for code, _ in ERRORS.values()}) == 10


@pytest.mark.parametrize("slip", ERRORS)
def test_a_recurrent_slip_is_told_in_both_languages_and_the_file_is_kept(
    slip: str, declarations: dict[str, bytes]
) -> None:
    code, changes = ERRORS[slip]
    (before,) = read(declarations[TERMINAL], "a.xml").members
    (after,) = read(changed(declarations[TERMINAL], changes), "a.xml").members
    assert code not in {finding.code for finding in before.findings}
    assert after.status is Status.ACCEPTED_WITH_FINDINGS
    (finding,) = [one for one in after.findings if one.code == code][:1]
    assert finding.line is not None
    english, japanese = (finding.said(language) for language in Language)
    assert english.reason
    assert english.hint
    assert japanese.reason.isascii() is False
    assert japanese.hint.isascii() is False


def test_nothing_is_found_in_files_of_the_official_tool(shared: Path) -> None:
    files = sorted((shared / "samples" / "chemsherpa").glob("*.xml"))
    assert len(files) == 18
    told = {
        file.name: [finding.key for finding in member.findings]
        for file in files
        for member in read(file.read_bytes(), file.name).members
        if member.findings
    }
    assert told == {}
