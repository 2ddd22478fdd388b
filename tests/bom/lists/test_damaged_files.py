"""A damaged file of a list is refused or told of, never a crash."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from random import Random

import pytest

from bom.lists.column_map import read_column_map
from bom.lists.contents import bundled_edition
from bom.lists.errors import UnreadableList
from bom.lists.preview import preview_file
from regulations.catalog import bundled
from regulations.errors import ComplianceError
from regulations.language import Language

TODAY = dt.date(2026, 11, 21)
PIECES = (b'"', b"\t", b"\n", b",", b"{", b"<el>", b"</el>", b"\x00", b"\xff", b"-", b"1e9", b"/")
FILES = {
    "candidate-list-portal-nl.csv": "eu-reach-candidate-list",
    "dsl-export.xml": "iec-62474-dsl",
    "company-levels-2015.csv": "",
}


def damaged(content: bytes, random: Random) -> bytes:
    found = bytearray(content)
    for _ in range(random.randint(1, 6)):
        at = random.randrange(len(found) + 1)
        found[at : at + random.choice((0, 1, 1, 20))] = random.choice(PIECES)
    return bytes(found)


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_never_ends_in_a_crash(root: Path, name: str) -> None:
    folder, list_id = root / "fixtures" / "lists", FILES[name]
    columns = read_column_map((folder / "company-levels.toml").read_bytes(), "company-levels.toml")
    base = bundled_edition(list_id) if list_id else None
    random = Random(name)
    told: list[str] = []
    read = 0
    for _ in range(40):
        content = damaged((folder / name).read_bytes(), random)
        try:
            preview = preview_file(
                content, name, base=base, known=bundled().lists, read_on=TODAY,
                columns=None if list_id else columns, reason="a test",
            )  # fmt: skip
        except ComplianceError as refused:
            told.append(refused.said(Language.JAPANESE).reason)
            continue
        read += 1
        told += [one.said(Language.JAPANESE).reason for one in preview.findings]
        assert (preview.edition is None) <= preview.is_refused
    assert read
    assert told
    assert all(told)


def test_half_a_character_in_json_is_refused() -> None:
    for content in (b'{"list": {"id": "a", "name": "\\ud800"}}', b'[{"a": "\\ud800"}]'):
        with pytest.raises(UnreadableList, match="surrogates"):
            preview_file(content, "l.json", base=None, known={}, read_on=TODAY)
