"""Bytes to tree: encodings, prologs, lines."""

from __future__ import annotations

import pytest

from chemsherpa import Limits, Refused
from chemsherpa.safe_xml import parse


def text_of(data: bytes) -> str:
    return parse(data, limits=Limits()).text or ""


def refusal(data: bytes) -> Refused:
    with pytest.raises(Refused) as caught:
        parse(data, limits=Limits())
    return caught.value


def declared(encoding: str) -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?>\n<a>承認①髙～</a>'


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("<a>承認</a>".encode(), "承認"),
        (declared("UTF-8").encode(), "承認①髙～"),
        (b"\xef\xbb\xbf" + declared("utf-8").encode(), "承認①髙～"),
        (declared("utf-16").encode("utf-16"), "承認①髙～"),
        ("<a>承認</a>".encode("utf-16"), "承認"),
        (declared("Shift_JIS").encode("cp932"), "承認①髙～"),
        (declared("Windows-31J").encode("cp932"), "承認①髙～"),
    ],
)
def test_the_encodings_of_japanese_tools_are_read(data: bytes, text: str) -> None:
    assert text_of(data) == text


@pytest.mark.parametrize(
    "data",
    [
        declared("utf-8").encode("utf-16"),
        "<a>x</a>".encode("utf-16-le"),
        "<a>x</a>".encode("utf-32"),
        b"\xef\xbb\xbf" + declared("Shift_JIS").encode(),
        declared("iso-2022-jp").encode("iso-2022-jp", "ignore"),
        declared("utf-7").encode(),
        declared("utf-8").encode("cp932"),
        b"\xff\xfe<\0a\0/\0>\0\0\xd8",
    ],
)
def test_encodings_that_readers_guess_differently_are_refused(data: bytes) -> None:
    assert refusal(data).code == "xml-encoding"


def test_a_wrong_byte_is_told_with_its_line() -> None:
    assert refusal(b"<a>\n\n\xff</a>").line == 3


@pytest.mark.parametrize(
    "data",
    [
        b'<?xml version="1.1"?><a/>',
        b'<?xml encoding="utf-8"?><a/>',
        b"<a/><b/>",
        b"<a/>x",
        b"<a>",
        b' <?xml version="1.0"?><a/>',
        b"<a b='1' b='2'/>",
        b"<p:a/>",
        b"<a>&#0;</a>",
        b"<a>&lead;</a>",
        b"<!-- never closed",
    ],
)
def test_what_is_not_well_formed_is_refused(data: bytes) -> None:
    assert refusal(data).code == "xml-not-well-formed"


@pytest.mark.parametrize(
    "prolog",
    [
        b"<!DOCTYPE a>",
        b'<?xml version="1.0"?>\n<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd">',
        b"<!-- > --><?pi ?>\n<!DOCTYPE a [<!ENTITY x 'y'>]>",
        b'\xef\xbb\xbf<!DOCTYPE a [<!ATTLIST a mass CDATA "0.0001">]>',
    ],
)
def test_any_doctype_is_refused_wherever_it_stands(prolog: bytes) -> None:
    assert refusal(prolog + b"<a/>").code == (
        "xml-entity" if b"<!ENTITY" in prolog else "xml-doctype"
    )


def test_a_doctype_in_utf16_is_seen_too() -> None:
    assert refusal("<!DOCTYPE a><a/>".encode("utf-16")).code == "xml-doctype"


def test_the_word_doctype_in_a_comment_is_only_a_word() -> None:
    assert text_of(b"<!-- <!DOCTYPE a> --><a>x</a>") == "x"


@pytest.mark.parametrize("inner", [b"<!--x-->", b"<?x y?>", b"<b/>"])
def test_interrupted_text_is_refused_with_its_path(inner: bytes) -> None:
    error = refusal(b"<r>\n<a>7439-" + inner + b"92-1</a></r>")
    assert (error.code, error.where, error.line) == ("xml-mixed-content", "/r/a", 2)


def test_comments_between_elements_are_harmless() -> None:
    assert len(parse(b"<a><!--x--><b/><?p q?></a>", limits=Limits())) == 3


def test_lines_are_right_beyond_sixteen_bits() -> None:
    root = parse(b"<a>" + b"<b/>\n" * 70_000 + b"<c/></a>", limits=Limits())
    assert root[-1].sourceline == 70_001


def test_libxml2_limits_within_one_chunk_are_limits_too() -> None:
    assert refusal(b"<a>" * 1000).code == "xml-limit"
    assert refusal(b"<" + b"a" * 60_000 + b"/>").code == "xml-limit"
