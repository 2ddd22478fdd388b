"""Whoever asks in Japanese is answered in Japanese: refusals, findings, notices, counts."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from .conftest import Run
from .said import HOSTILE

JAPANESE = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")
REFUSED = ("doctype.xml", "entity-bomb.xml", "nan-mass.xml", "not-well-formed.xml")


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_names_file_member_line_code_reason_and_hint_in_both_languages(
    run: Run, name: str
) -> None:
    told = {}
    for lang in ("en", "ja"):
        said = run("validate", HOSTILE / name, "--json", "--lang", lang)
        assert said.code == 4
        (file,) = said.body["files"]
        assert file["path"].endswith(name)
        (member,) = file["members"]
        told[lang] = member["findings"][0]
    english, japanese = told["en"], told["ja"]
    for same in ("severity", "code", "where", "line"):
        assert english[same] == japanese[same]
    assert english["line"]
    for text in ("message", "hint"):
        assert JAPANESE.search(japanese[text])
        assert english[text]
        assert not JAPANESE.search(english[text])


def test_the_text_of_a_report_is_japanese_to_its_last_word(run: Run) -> None:
    said = run("validate", HOSTILE / "mass-sum-off.xml", "--lang", "ja")
    assert "警告 mass-sum 行 14" in said.out
    assert said.out.splitlines()[-1] == "0 受入, 1 受入（指摘あり）, 0 拒否, 0 登録済み"


def test_a_path_that_holds_nothing_is_told_in_japanese(run: Run, tmp_path: Path) -> None:
    said = run("validate", tmp_path, "--json", "--lang=ja")
    (finding,) = said.body["files"][0]["members"][0]["findings"]
    assert finding["message"] == "フォルダーに申告ファイルがありません"


@pytest.mark.parametrize("option", [("--lang", "ja"), ("--lang=ja",)])
def test_a_table_that_is_none_is_refused_in_japanese(
    run: Run, tmp_path: Path, option: tuple[str, ...]
) -> None:
    file = tmp_path / "bom.csv"
    file.write_text("part,quantity\n", encoding="utf-8")
    said = run(*option, "bom", "load", file, "--json")
    assert said.code == 4
    assert "必要な列がありません" in said.body["error"]["message"]


@pytest.mark.parametrize(
    ("asked", "header", "is_japanese"),
    [
        ("", "", False),
        ("?lang=ja", "", True),
        ("", "ja-JP,ja;q=0.9,en;q=0.5", True),
        ("", "de, en;q=0.5, ja;q=0.1", False),
        ("?lang=en", "ja", False),
    ],
)
def test_an_import_over_http_answers_in_the_language_asked_for(
    own_client: TestClient, asked: str, header: str, *, is_japanese: bool
) -> None:
    data = (HOSTILE / "doctype.xml").read_bytes()
    answer = own_client.post(
        f"/v1/imports{asked}",
        files={"files": ("doctype.xml", data)},
        headers={"Accept-Language": header},
    )
    (file,) = answer.json()["result"]["files"]
    message = file["members"][0]["findings"][0]["message"]
    assert bool(JAPANESE.search(message)) is is_japanese


def test_a_language_that_we_do_not_speak_is_a_wrong_question(own_client: TestClient) -> None:
    answer = own_client.post("/v1/imports?lang=zh", files={"files": ("a.xml", b"<a/>")})
    assert answer.status_code == 422


def test_the_store_keeps_what_was_told_in_both_languages(run: Run, store: str) -> None:
    assert run("--db", store, "import", HOSTILE / "mass-sum-off.xml").code == 0
    with closing(sqlite3.connect(store.removeprefix("sqlite:///"))) as connection:
        ((message, message_ja, hint_ja),) = connection.execute(
            "select message, message_ja, hint_ja from finding where code = 'mass-sum'"
        )
    assert message.startswith("declared 2100 mg, but its contents add up to 2000 mg")
    assert message_ja.startswith("質量は2100 mgと申告されていますが、内訳の合計は2000 mgです")
    assert JAPANESE.search(hint_ja)
