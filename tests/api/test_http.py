"""The service: verdicts, rollups, imports and lists over HTTP; problems have a code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from .conftest import Run
from .said import DECLARATIONS, HOSTILE, LENS, ON, TERMINAL, Said, altered, table

PARTS = "/v1/parts"


def _problem(response: Response, status: int, code: str) -> dict[str, Any]:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body.keys() >= {"type", "title", "status", "code"}
    assert (body["status"], body["code"]) == (status, code)
    return body


@pytest.mark.parametrize("part", ["CABLE-401", "LAMP-100", "TERMINAL-310", "SPRING-250"])
@pytest.mark.parametrize("what", ["verdict", "rollup"])
def test_the_service_and_the_command_line_answer_with_the_same_body(
    client: TestClient, run: Run, demo: str, part: str, what: str
) -> None:
    told = client.get(f"{PARTS}/{part}/{what}", params={"as_of": ON})
    assert told.status_code == 200
    verb = "check" if what == "verdict" else "rollup"
    assert told.json() == run("--db", demo, verb, part, "--as-of", ON, "--json").body


@pytest.mark.parametrize("what", ["verdict", "rollup"])
def test_who_knows_the_hash_is_told_that_nothing_changed(client: TestClient, what: str) -> None:
    url = f"{PARTS}/LAMP-100/{what}?as_of={ON}"
    first = client.get(url)
    tag = first.headers["etag"]
    assert tag == f'"{first.json()["hash"]}"'
    assert first.headers["vary"].split(", ")[0] == "Authorization"
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = client.get(url, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    assert client.get(url, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_list_that_has_not_changed_is_not_sent_again(client: TestClient) -> None:
    for address in ("/v1/lists", "/v1/lists/eu-rohs"):
        first = client.get(address, params={"as_of": ON})
        known = {"If-None-Match": first.headers["etag"]}
        assert client.get(address, params={"as_of": ON}, headers=known).status_code == 304
        other = client.get(address, params={"as_of": "2015-01-01"}, headers=known)
        assert other.status_code == 200


def test_another_question_has_another_tag(client: TestClient) -> None:
    asked = [
        f"as_of={ON}",
        "as_of=2012-01-01",
        f"as_of={ON}&explain=true",
        f"as_of={ON}&list=eu-rohs",
    ]
    tags = {client.get(f"{PARTS}/TERMINAL-310/verdict?{one}").headers["etag"] for one in asked}
    assert len(tags) == len(asked)


def test_an_unknown_part_is_a_problem_with_a_code_and_a_hint(client: TestClient) -> None:
    for what in ("verdict", "rollup"):
        body = _problem(client.get(f"{PARTS}/NO-SUCH/{what}"), 404, "unknown-part")
        assert body["hint"]


@pytest.mark.parametrize(
    ("question", "status", "code"),
    [
        ("as_of=2026-13-01", 422, "invalid-request"),
        ("as_of=", 422, "invalid-request"),
        ("as_of=20241001", 422, "invalid-request"),
        ("as_of=0", 422, "invalid-request"),
        ("known_at=yesterday", 422, "invalid-instant"),
        ("eee_category=99", 422, "unknown-eee-category"),
        ("list=no-such-list", 404, "unknown-list"),
        ("list=eu-rohs&list=no-such-list", 404, "unknown-list"),
    ],
)
def test_a_question_that_cannot_be_understood_is_a_problem(
    client: TestClient, question: str, status: int, code: str
) -> None:
    _problem(client.get(f"{PARTS}/LAMP-100/verdict?{question}"), status, code)


def test_a_known_part_without_data_is_unknown_and_no_error(client: TestClient) -> None:
    told = client.get(f"{PARTS}/SPRING-250/verdict")
    assert told.status_code == 200
    assert (told.json()["status"], told.json()["coverage"]["by_part"]) == ("unknown", "0")


@pytest.mark.parametrize("number", ["A/B", "A#B", "A/verdict", "A/B/rollup", "A B+C%", "部品?1"])
def test_part_numbers_may_hold_what_urls_do_not(
    own_client: TestClient, put: Callable[..., Said], number: str
) -> None:
    put(altered(LENS, identifier=number))
    for what in ("verdict", "rollup"):
        told = own_client.get(f"{PARTS}/{quote(number, safe='')}/{what}?as_of={ON}")
        assert told.status_code == 200
        assert told.json()["part"]["part_number"] == number


def test_lists_that_are_asked_for_are_the_ones_judged(client: TestClient) -> None:
    asked = {"as_of": ON, "list": ["eu-rohs", "eu-reach-candidate-list"]}
    told = client.get(f"{PARTS}/CABLE-401/verdict", params=asked).json()
    assert {one["list"] for one in told["lists"]} == set(asked["list"])


def _upload(client: TestClient, *names: str) -> Response:
    folders = {name: DECLARATIONS if (DECLARATIONS / name).exists() else HOSTILE for name in names}
    files = [("files", (name, (folder / name).read_bytes())) for name, folder in folders.items()]
    return client.post("/v1/imports", files=files)


def test_an_import_is_accepted_with_a_job_that_can_be_asked_for(own_client: TestClient) -> None:
    told = _upload(own_client, LENS)
    assert told.status_code == 202
    job = own_client.get(told.headers["location"])
    assert job.status_code == 200
    assert job.json() == told.json()
    assert job.json()["status"] == "finished"
    assert job.json()["result"]["counts"]["accepted"] == 1
    assert own_client.get(f"{PARTS}/LENS-220/verdict?as_of={ON}").json()["status"] == "compliant"


def test_the_same_bytes_a_second_time_are_already_known(own_client: TestClient) -> None:
    _upload(own_client, LENS)
    before = own_client.get(f"{PARTS}/LENS-220/verdict").headers["etag"]
    counts = _upload(own_client, LENS).json()["result"]["counts"]
    assert counts == {
        "accepted": 0, "accepted_with_findings": 0, "rejected": 0, "already_known": 1,
    }  # fmt: skip
    assert own_client.get(f"{PARTS}/LENS-220/verdict").headers["etag"] == before


def test_a_hostile_upload_is_refused_and_the_rest_of_it_taken(own_client: TestClient) -> None:
    job = _upload(own_client, "entity-bomb.xml", "nan-mass.xml", TERMINAL).json()
    statuses = [file["members"][0]["status"] for file in job["result"]["files"]]
    assert statuses == ["rejected", "rejected", "accepted"]
    assert own_client.get("/healthz").status_code == 200


def test_an_import_without_files_is_a_problem(own_client: TestClient) -> None:
    _problem(own_client.post("/v1/imports"), 422, "invalid-request")


def test_a_new_declaration_changes_the_tag(
    own_client: TestClient, put: Callable[..., Said]
) -> None:
    put(altered(LENS))
    url = f"{PARTS}/LENS-220/verdict?as_of={ON}"
    tag = own_client.get(url).headers["etag"]
    put(altered(LENS, date="2024-10-19"))
    assert own_client.get(url, headers={"If-None-Match": tag}).status_code == 200


def test_an_import_that_brings_nothing_new_keeps_the_tag(
    own_client: TestClient, put: Callable[..., Said]
) -> None:
    put(altered(LENS))
    url = f"{PARTS}/LENS-220/verdict?as_of={ON}"
    tag = own_client.get(url).headers["etag"]
    put(altered(LENS))
    assert own_client.get(url, headers={"If-None-Match": tag}).status_code == 304


def test_other_matching_parts_are_part_of_a_rollups_tag(
    own_client: TestClient, put: Callable[..., Said]
) -> None:
    put(altered(LENS, version="1"))
    url = f"{PARTS}/LENS-220/rollup?as_of={ON}"
    tag = own_client.get(url).headers["etag"]
    put(altered(LENS, version="2"))
    again = own_client.get(url, headers={"If-None-Match": tag})
    assert again.status_code == 200
    assert [one["revision"] for one in again.json()["also_matching"]] == ["2"]


def test_an_unknown_job_is_a_problem(client: TestClient) -> None:
    _problem(client.get("/v1/jobs/none"), 404, "unknown-job")


def test_lists_answer_as_on_the_command_line(client: TestClient, run: Run) -> None:
    assert (
        client.get("/v1/lists", params={"as_of": ON}).json()
        == run("lists", "--as-of", ON, "--json").body
    )
    told = client.get("/v1/lists/eu-rohs", params={"as_of": ON})
    assert told.json() == run("lists", "show", "eu-rohs", "--as-of", ON, "--json").body
    _problem(client.get("/v1/lists/no-such-list"), 404, "unknown-list")


def test_where_used_answers_as_on_the_command_line(client: TestClient, run: Run, demo: str) -> None:
    told = client.get("/v1/substances/117-81-7/where-used").json()
    assert told == run("--db", demo, "where-used", "117-81-7", "--json").body
    assert "LAMP-100" in told["products"]
    assert any(path[:2] == ["LAMP-100", "CABLE-401"] for path in told["places"])
    _problem(client.get("/v1/substances/117-81-8/where-used"), 404, "unknown-part")


def test_the_process_says_that_it_is_alive_and_ready(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "alive"}
    assert client.get("/readyz").json() == {"status": "ready"}


@pytest.mark.parametrize(
    ("method", "url", "status", "code"),
    [
        ("GET", "/v1/nothing", 404, "not-found"),
        ("GET", "/", 404, "not-found"),
        ("DELETE", "/v1/lists", 405, "method-not-allowed"),
    ],
)
def test_what_is_not_there_is_a_problem_too(
    client: TestClient, method: str, url: str, status: int, code: str
) -> None:
    _problem(client.request(method, url), status, code)


def test_the_service_describes_itself_and_its_problems(client: TestClient) -> None:
    told = client.get("/openapi.json")
    assert told.headers["content-type"] == "application/json"
    document = told.json()
    assert document["openapi"].startswith("3.")
    paths = document["paths"]
    assert paths.keys() >= {
        "/v1/parts/{part_number}/verdict", "/v1/parts/{part_number}/rollup", "/v1/imports",
        "/v1/jobs/{job_id}", "/v1/lists", "/v1/lists/{list_id}",
        "/v1/substances/{identity}/where-used", "/healthz", "/readyz",
    }  # fmt: skip
    names = [verb["operationId"] for verbs in paths.values() for verb in verbs.values()]
    assert len(names) == len(set(names))
    verdict = paths["/v1/parts/{part_number}/verdict"]["get"]["responses"]
    for status in ("404", "422"):
        schema = verdict[status]["content"]["application/problem+json"]["schema"]
        assert "code" in schema["required"]
    assert "304" in verdict


def test_every_parameter_of_a_path_is_declared_for_it(client: TestClient) -> None:
    for path, verbs in client.get("/openapi.json").json()["paths"].items():
        named = {part.partition("}")[0] for part in path.split("{")[1:]}
        for verb in verbs.values():
            declared = {p["name"] for p in verb.get("parameters", ()) if p["in"] == "path"}
            assert declared == named, path


def test_a_unit_of_another_dimension_never_reaches_the_service(
    own_client: TestClient, put: Callable[..., Said], load: Callable[[str], Said]
) -> None:
    put(altered(LENS, unitType="m"))
    assert load(table("TOP,,LENS-220,,3,g,")).code == 4
    _problem(own_client.get(f"{PARTS}/TOP/verdict"), 404, "unknown-part")
