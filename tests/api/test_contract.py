"""What was asked of the release before is answered by this one, with everything it said then."""

from __future__ import annotations

import ast
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.problem_table import problem_table
from api.problems import PLAIN

from .recording import HERE, played, requests, shape

ROOT = Path(__file__).resolve().parents[2]
Played = list[dict[str, Any]]


@pytest.fixture(scope="module")
def answers(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """The recorded requests, played to the service on a demo portfolio of their own."""
    file = tmp_path_factory.mktemp("contract") / "store.db"
    shutil.copy(demo_file, file)
    with TestClient(create_app(f"sqlite:///{file}")) as client:
        return list(played(client, requests()))


def lost(then: Any, now: Any, place: str = "") -> list[str]:
    """What was said then and is not said now, or is another type of value."""
    if isinstance(then, dict) and isinstance(now, dict):
        gone = [f"{place}/{key}" for key in then.keys() - now.keys()]
        both = then.keys() & now.keys()
        return gone + [w for key in both for w in lost(then[key], now[key], f"{place}/{key}")]
    if isinstance(then, list) and isinstance(now, list):
        return lost(then[0], now[0], f"{place}/0") if then and now else []
    return [] if None in (then, now) or (type(then) is type(now) and then == now) else [place]


def test_every_recorded_request_is_answered_as_it_was(answers: Played) -> None:
    recorded = json.loads((HERE / "answers.json").read_text(encoding="utf-8"))
    assert len(recorded) == len(answers)
    for then, now in zip(recorded, answers, strict=True):
        told = f"{now['method']} {now['path']}: {now['body']}"
        assert (then["operation"], then["status"], then["media"]) == (
            now["operation"], now["status"], now["media"],
        ), told  # fmt: skip
        assert lost(then["shape"], shape(now["body"])) == [], told


def test_the_comparison_notices_what_is_lost_or_turned() -> None:
    then = {"a": "string", "b": [{"c": "number"}], "d": None}
    assert lost(then, {"a": "string", "b": [{"c": "number", "new": "string"}], "d": "x"}) == []
    assert lost(then, {"a": "number", "b": [], "d": None}) == ["/a"]
    assert lost(then, {"b": [{}], "d": None}) == ["/a", "/b/0/c"]


def test_every_operation_is_in_the_contract_and_has_an_example(
    client: TestClient, answers: Played
) -> None:
    document = client.get("/openapi.json").json()
    operations = [verb for verbs in document["paths"].values() for verb in verbs.values()]
    names = {operation["operationId"] for operation in operations}
    assert names == {one["operation"] for one in answers}
    for operation in operations:
        asked = operation.get("requestBody", {}).get("content", {}).get("application/json")
        assert asked is None or "example" in asked, operation["operationId"]
        told = operation["responses"][min(operation["responses"])].get("content", {})
        if "application/json" in told:
            assert "example" in told["application/json"], operation["operationId"]


def test_examples_say_what_the_service_says(client: TestClient, answers: Played) -> None:
    """An example that says less than the answer, or something else, would mislead."""
    document = client.get("/openapi.json").json()
    first = {one["operation"]: one for one in reversed(answers)}
    for verbs in document["paths"].values():
        for operation in verbs.values():
            now = first[operation["operationId"]]
            content = operation["responses"][str(now["status"])].get("content", {})
            example = content.get("application/json", {}).get("example")
            if example is not None:
                assert lost(shape(example), shape(now["body"])) == [], operation["operationId"]


def test_the_page_for_people_needs_nothing_from_elsewhere(client: TestClient) -> None:
    told = client.get("/docs")
    assert told.headers["content-type"].startswith("text/html")
    assert "style-src 'sha256-" in told.headers["content-security-policy"]
    text = told.text
    assert "<script" not in text
    assert set(re.findall(r'(?:src|href)="([^"]*)"', text)) == {"data:,", "/openapi.json"}
    for path in client.get("/openapi.json").json()["paths"]:
        assert f"<code>{path}</code>" in text


def test_the_table_of_problems_is_the_one_of_the_classes() -> None:
    written = (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")
    assert written == problem_table()


def test_every_code_that_is_written_out_stands_in_the_table() -> None:
    known = set(PLAIN)
    for file in sorted((ROOT / "api").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "problem":
                for argument in node.args[1:2]:
                    if isinstance(argument, ast.Constant):
                        assert argument.value in known, file.name


def test_every_problem_that_is_met_stands_in_the_table(client: TestClient) -> None:
    table = problem_table()
    for method, path in (("GET", "/nowhere"), ("PUT", "/v1/lists"), ("GET", "/v1/parts/x/verdict")):
        code = client.request(method, path).json()["code"]
        assert f"| `{code}` |" in table
