"""The rollup as a table: the same numbers, in the form that was asked for."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from starlette.testclient import TestClient

from .said import ON, TERMINAL, Said, altered

ROLLUP = f"/v1/parts/LAMP-100/rollup?as_of={ON}"
CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def rows_of(content: bytes, media: str) -> list[list[Any]]:
    if media.startswith(CSV):
        assert content.startswith(b"\xef\xbb\xbf")
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("rollup")
    return sheet.to_python()


@pytest.mark.parametrize(
    ("how", "headers", "media"),
    [
        ("&format=csv", {}, CSV),
        ("&format=xlsx", {}, XLSX),
        ("", {"Accept": CSV}, CSV),
        ("", {"Accept": f"application/json;q=0.5, {XLSX}"}, XLSX),
        ("&format=csv", {"Accept": "application/json"}, CSV),
    ],
)
def test_a_table_has_the_numbers_of_the_json(
    client: TestClient, how: str, headers: dict[str, str], media: str
) -> None:
    told = client.get(ROLLUP + how, headers=headers)
    assert told.headers["content-type"].startswith(media)
    assert "attachment" in told.headers["content-disposition"]
    head, *rows = rows_of(told.content, media)
    body = client.get(ROLLUP).json()
    shown = [(row[head.index("id")], row[head.index("path")], row[head.index("mass_mg_here")])
             for row in rows]  # fmt: skip
    assert shown == [
        (one["id"] or "", " › ".join(place["path"]), place["mass_mg"] or "")
        for one in (*body["substances"], *body["elements"])
        for place in one["locations"]
    ]
    assert len(shown) > 10


def test_each_form_has_a_tag_of_its_own(client: TestClient) -> None:
    tags = {form: client.get(f"{ROLLUP}&format={form}").headers["etag"]
            for form in ("json", "csv", "xlsx")}  # fmt: skip
    assert len(set(tags.values())) == 3
    for form, tag in tags.items():
        for other in tags:
            told = client.get(f"{ROLLUP}&format={other}", headers={"If-None-Match": tag})
            assert told.status_code == (304 if form == other else 200)


@pytest.mark.parametrize("accept", ["*/*", "application/*", "text/html, */*;q=0.1", ""])
def test_who_leaves_the_form_to_us_gets_json(client: TestClient, accept: str) -> None:
    told = client.get(ROLLUP, headers={"Accept": accept})
    assert told.headers["content-type"] == "application/json"


@pytest.mark.parametrize("accept", ["text/html", "application/json;q=0", "image/*"])
def test_a_form_that_is_not_given_is_a_problem(client: TestClient, accept: str) -> None:
    told = client.get(ROLLUP, headers={"Accept": accept})
    assert (told.status_code, told.json()["code"]) == (406, "not-acceptable")


def test_a_name_that_looks_like_a_formula_is_not_run(
    own_client: TestClient, put: Callable[..., Said]
) -> None:
    put(altered(TERMINAL, identifier="=1+1"))
    address = "/v1/parts/%3D1%2B1/rollup?format="
    head, *rows = rows_of(own_client.get(f"{address}csv").content, CSV)
    assert {row[head.index("path")][0] for row in rows} == {"'"}
    head, *rows = rows_of(own_client.get(f"{address}xlsx").content, XLSX)
    assert {row[head.index("path")].partition(" ")[0] for row in rows} == {"=1+1"}
