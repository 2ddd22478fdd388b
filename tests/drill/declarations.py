"""Declarations of real size, made from our own fixtures: 196 answers, some 65 kilobytes each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final
from xml.sax.saxutils import quoteattr

from regulations.catalog import bundled
from regulations.declarable import dsl_entries

__all__ = ["FIXTURES", "VERSION", "Template", "template"]

VERSION: Final = "D29.00"
"""Of the IEC 62474 list that the fixtures answer; the official tool writes every entry of it."""

FIXTURES: Final = ("SWITCH-360", "TERMINAL-310", "LED-330", "RES-340", "HOUSING-210")
"""Articles with different trees; a number is also how its fixture's file is named."""

_FOLDER: Final = Path(__file__).resolve().parents[2] / "fixtures" / "chemsherpa"
_ARTICLE: Final = "0.1 mass% of article [ReportingLevel:Article]"
_ANSWER: Final = re.compile(r"      <DsDsg .*?</DsDsg>\r?\n", re.DOTALL)
_ENTRY: Final = re.compile(r'<DsDsgID entryIdentity="(\d+)"')


@dataclass(frozen=True, slots=True)
class Template:
    """A declaration in the pieces between which its part number stands."""

    pieces: tuple[str, ...]

    def written(self, part_number: str) -> bytes:
        """The declaration of that part, as the bytes of a file."""
        return part_number.join(self.pieces).encode()


@cache
def template(number: str) -> Template:
    """A fixture with every entry of the list answered; its own answers stay as they are."""
    (file,) = _FOLDER.glob(f"SHAI_*_{number}_*.xml")
    text = file.read_bytes().decode()
    own = _ANSWER.findall(text)
    answered = set(_ENTRY.findall(text))
    missing = sorted(dsl_entries(VERSION) - answered)
    more = "".join(map(_negative, missing, _names()))
    return Template(tuple(text.replace(own[-1], own[-1] + more).split(number)))


def _negative(entry: str, name: str) -> str:
    return (
        f'      <DsDsg name={quoteattr(name)} comment="@@@@@@@@@@@">\r\n'
        f'        <DsDsgID entryIdentity="{entry}" />\r\n'
        '        <ComplianceThreshold aboveComplianceThreshold="false" '
        f'reportableApplication="All" reportingThreshold="{_ARTICLE}" />\r\n'
        "      </DsDsg>\r\n"
    )


def _names() -> list[str]:
    """Names of real length: those of the Candidate List."""
    return [entry.name for entry in bundled().lists["eu-reach-candidate-list"].entries]
