"""The catalogues: every sentence used, every use catalogued, both languages saying the same."""

from __future__ import annotations

import ast
import pickle
import re
import string
from collections import Counter
from pathlib import Path

import pytest

from chemsherpa.findings import found
from chemsherpa.findings_table import findings_table
from regulations.language import Language
from regulations.sentences import Sentence, sentences

PACKAGES = ("chemsherpa", "bom")
JAPANESE = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")
CALLS = {"found", "found_in_row", "noticed", "Refused", "UnreadableTable"}

catalogued = [sentence for package in PACKAGES for sentence in sentences(package).values()]
every_sentence = pytest.mark.parametrize(
    "sentence", catalogued, ids=lambda one: f"{one.kind}-{one.key}"
)


def placeholders(template: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(template) if name)


def trees(root: Path, *packages: str) -> list[ast.Module]:
    files = [file for package in packages for file in sorted((root / package).rglob("*.py"))]
    return [ast.parse(file.read_text(encoding="utf-8")) for file in files]


def test_the_document_says_what_the_catalogues_say(root: Path) -> None:
    written = (root / "docs" / "findings.md").read_text(encoding="utf-8")
    assert written == findings_table(PACKAGES)


@every_sentence
def test_both_languages_have_the_same_placeholders(sentence: Sentence) -> None:
    english, japanese = (sentence.wordings[language] for language in Language)
    assert placeholders(english.reason) == placeholders(japanese.reason)
    told = {*placeholders(english.reason), *placeholders(english.hint)}
    assert told == {*placeholders(japanese.reason), *placeholders(japanese.hint)}


@every_sentence
def test_every_sentence_is_told_in_japanese_and_in_english(sentence: Sentence) -> None:
    english, japanese = (sentence.wordings[language] for language in Language)
    assert JAPANESE.search(japanese.reason)
    assert JAPANESE.search(japanese.hint)
    assert not JAPANESE.search(english.reason + english.hint)
    assert english.reason
    assert english.hint


@every_sentence
def test_every_sentence_says_what_is_demanded_and_by_what(sentence: Sentence) -> None:
    assert sentence.demands.endswith(".")
    assert sentence.source


def test_every_sentence_of_the_catalogues_is_used_in_the_code(root: Path) -> None:
    texts = {
        node.value
        for tree in trees(root, *PACKAGES, "api")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert {one.key for one in catalogued} - texts == set()


def calls(root: Path) -> list[tuple[str, ast.Call]]:
    """Every call that makes a finding or a refusal of a sentence named on the spot."""
    return [
        (call.args[0].value, call)
        for tree in trees(root, *PACKAGES)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in CALLS
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    ]


def test_every_sentence_of_the_code_is_in_a_catalogue(root: Path) -> None:
    used = {key for key, _ in calls(root)}
    assert len(used) > 50
    assert used - {one.key for one in catalogued} == set()


def test_every_call_gives_what_its_sentence_asks_for(root: Path) -> None:
    # Two packages may have sentences of one code; a call has to suit one of them.
    short = [
        key
        for key, call in calls(root)
        if None not in (given := {word.arg for word in call.keywords} | {"part"})
        and not any(open_in(one) <= given for one in catalogued if one.key == key)
    ]
    assert short == []


def open_in(sentence: Sentence) -> set[str]:
    english = sentence.wordings[Language.ENGLISH]
    return {*placeholders(english.reason), *placeholders(english.hint)}


def test_a_code_is_of_one_kind() -> None:
    for package in PACKAGES:
        kinds = {(one.code, one.kind) for one in sentences(package).values()}
        assert max(Counter(code for code, _ in kinds).values()) == 1


def test_a_value_is_escaped_and_cut_to_80_characters() -> None:
    finding = found("substance-undisclosed", name="\u202e\x1b[31m" + "n" * 200)
    ((_, shown),) = finding.values
    assert shown.startswith("\\u202e\\x1b[31mnnn")
    assert len(shown) == 80
    assert finding.said(Language.JAPANESE).reason.startswith("「\\u202e\\x1b[31mnnn")


def test_an_ideographic_space_is_shown_as_it_is() -> None:
    assert found("substance-undisclosed", name="銅 合金").values == (("name", "銅 合金"),)


def test_a_parser_may_say_more_but_not_more_of_a_value() -> None:
    finding = found("schema-invalid", detail=f"the value '{'x' * 200}' is not of the type anyURI")
    assert "x" * 80 in finding.message
    assert "x" * 81 not in finding.message
    assert finding.message.endswith("anyURI")


def test_braces_in_a_value_are_no_placeholder() -> None:
    assert "{name}" in found("substance-undisclosed", name="{name}").message


def test_a_finding_travels_between_processes() -> None:
    finding = found("mass-sum", "/Main/Product", 14, told="1", summed="2")
    assert pickle.loads(pickle.dumps(finding)) == finding  # noqa: S301 - our own bytes
