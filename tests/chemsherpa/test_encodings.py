"""The same declaration in every encoding that Japanese tools write: read as the same."""

from __future__ import annotations

import codecs
import io
import re
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from chemsherpa import Reading, Status, read

from .test_mutations import WindowsName


def declared(text: str, encoding: str) -> str:
    """The document saying in its first line that it is in this encoding."""
    changed, count = re.subn(r'^(<\?xml[^>]*encoding=)"[^"]*"', rf'\1"{encoding}"', text, count=1)
    assert count == 1
    return changed


VARIANTS: dict[str, Callable[[str], bytes]] = {
    "utf-8 with mark": lambda text: codecs.BOM_UTF8 + text.encode(),
    "utf-8 undeclared": lambda text: text.partition("?>")[2].lstrip("\r\n").encode(),
    "utf-16 little": lambda t: codecs.BOM_UTF16_LE + declared(t, "utf-16").encode("utf-16-le"),
    "utf-16 big": lambda t: codecs.BOM_UTF16_BE + declared(t, "UTF-16").encode("utf-16-be"),
    # What CP932 does not have, its tools write as references.
    "shift_jis": lambda t: declared(t, "Shift_JIS").encode("cp932", "xmlcharrefreplace"),
    "windows-31j": lambda t: declared(t, "Windows-31J").encode("cp932", "xmlcharrefreplace"),
}


def read_as(data: bytes) -> Reading:
    (member,) = read(data, "a.xml").members
    return member


def assert_same(data: bytes) -> None:
    text = data.decode("utf-8-sig")
    original = read_as(data)
    for name, variant in VARIANTS.items():
        other = read_as(variant(text))
        assert other.document == original.document, name
        assert other.status is original.status, name
        told = [(f.code, f.where, f.message, f.hint) for f in other.findings]
        assert told == [(f.code, f.where, f.message, f.hint) for f in original.findings], name


def test_every_fixture_reads_equal_in_every_encoding(declarations: dict[str, bytes]) -> None:
    for data in declarations.values():
        assert_same(data)


def test_signs_that_only_windows_knows_survive_every_encoding(screw: bytes) -> None:
    signs = "①髙㈱～－∥￢ソ表ｱ﨑鷗"
    data = screw.replace(b'productFamilyName="', f'productFamilyName="{signs}'.encode(), 1)
    if data == screw:
        data = screw.replace(b" unitType=", f' productFamilyName="{signs}" unitType='.encode(), 1)
    assert read_as(data).document is not None
    assert signs in repr(read_as(data).document)
    assert_same(data)


def test_every_sample_of_the_official_tool_reads_equal_in_every_encoding(shared: Path) -> None:
    files = sorted((shared / "samples" / "chemsherpa").glob("*.xml"))
    assert len(files) == 18
    for file in files:
        assert read_as(file.read_bytes()).document is not None
        assert_same(file.read_bytes())


def packed(name: str, data: bytes, info: type[zipfile.ZipInfo]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr(info(name), data)
    return buffer.getvalue()


@pytest.mark.parametrize("name", ["ソ表示.xml", "①髙.xml", "ガラス.xml", "部品/ｱ.xml"])
def test_a_name_without_utf8_flag_is_shown_as_windows_meant_it(name: str, screw: bytes) -> None:
    data = packed(name, screw, WindowsName)
    assert not data[7] & 8
    assert name.encode("cp932") in data
    (member,) = read(data, "a.shai").members
    assert (member.member_name, member.status) == (name, Status.ACCEPTED)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_name_is_taken_composed_or_decomposed(form: str, screw: bytes) -> None:
    name = unicodedata.normalize(form, "ガラス.xml")
    (member,) = read(packed(name, screw, zipfile.ZipInfo), "a.shai").members
    assert (member.member_name, member.status) == (name, Status.ACCEPTED)


def test_the_same_name_composed_and_decomposed_is_a_duplicate(screw: bytes) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for form in ("NFC", "NFD"):
            file.writestr(unicodedata.normalize(form, "ガ.xml"), screw)
    (member,) = read(buffer.getvalue(), "a.shai").members
    assert [finding.code for finding in member.findings] == ["zip-duplicate"]
