"""What is inside a supplier's part is seen by who needs it, and leaks nowhere (R21, R27)."""

from __future__ import annotations

import io
import logging
import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.access.roles import Role
from api.access.views import View, seen
from api.app import create_app
from api.logs import JsonLines
from api.services.today import today

from .conftest import KEYED, Headers, key_for
from .planted import PART, PRODUCT, SECRETS, plant
from .test_routes_and_roles import address, routes

WITHOUT_NEED = (Role.PORTAL, Role.SUPPLIER, Role.ADMIN)
VERDICT = f"/v1/parts/{PRODUCT}/verdict"


@pytest.fixture(scope="module")
def keyed_store(empty_file: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("planted")
    shutil.copy(empty_file, folder / "store.db")
    url = f"sqlite:///{folder / 'store.db'}"
    plant(url, folder)
    return url


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the service would write, every logger of it."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(JsonLines())
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield text
    root.removeHandler(handler)
    root.setLevel(before)


def leaked(text: str, *, known: tuple[str, ...] = ()) -> list[str]:
    return [secret for secret in SECRETS if secret in text and secret not in known]


def known_there(role: Role, path: str) -> tuple[str, ...]:
    """What a page is for: whose read is recorded, and which parts may be asked about."""
    if (role, path) == (Role.ADMIN, "/v1/audit"):
        return (PART,)
    return (PART, SECRETS[0]) if (role, path) == (Role.PORTAL, "/v1/parts") else ()


def test_who_has_need_sees_all_of_it(service: TestClient, keys: Mapping[Role, Headers]) -> None:
    """Else the test below would look for what nobody could ever see."""
    told = "".join(
        service.get(f"/v1/parts/{number}/{what}", headers=keys[Role.ENGINEER]).text
        for number in (PART, PRODUCT)
        for what in ("verdict?explain=true", "rollup", "declaration")
    )
    assert leaked(told) == list(SECRETS)


@pytest.mark.parametrize("role", WITHOUT_NEED)
def test_no_secret_is_in_any_answer_header_or_log_for_who_has_no_need(
    service: TestClient, keys: Mapping[Role, Headers], role: Role, log: io.StringIO
) -> None:
    asked = 0
    for method, path, _ in routes(service.app):  # type: ignore[arg-type]
        if method != "GET" or path.endswith("/events"):
            continue
        url = address(path).replace("LENS-220", PRODUCT)
        for query in ("", "?lang=ja", f"?as_of={today()}", "?as_of=never", "?list=none&revision=9"):
            told = service.get(url + query, headers=keys[role])
            known = known_there(role, path)
            assert leaked(told.text + str(told.headers), known=known) == [], (role, url + query)
            asked += 1
    items = {"items": [{"part_number": PRODUCT}, {"part_number": 5}]}
    for url in ("/v1/verdicts", "/v1/imports", "/v1/evaluations"):
        told = service.post(url, headers=keys[role], json=items)
        assert leaked(told.text + str(told.headers)) == [], (role, url)
    assert asked > 80
    lines = log.getvalue()
    assert lines.count("\n") >= asked
    assert leaked(lines) == []


def test_no_secret_is_counted(service: TestClient, keys: Mapping[Role, Headers]) -> None:
    service.get(f"/v1/parts/{PART}/rollup", headers=keys[Role.ENGINEER])
    text = service.get("/metrics", headers=keys[Role.ADMIN]).text
    assert "chemgate_http_requests_total" in text
    assert leaked(text) == []


def test_a_fault_tells_an_id_that_finds_its_line_and_nothing_else(
    serving: Callable[..., TestClient], keys: Mapping[Role, Headers], log: io.StringIO
) -> None:
    """R42; the value that could not be read is in the exception, and in the one behind it."""

    def broken() -> None:
        try:
            float(SECRETS[2])
        except ValueError as wrong:
            raise RuntimeError(f"{SECRETS[0]}\r\nlevel=info all is well") from wrong

    client = serving()
    client.app.add_api_route("/broken", broken)  # type: ignore[attr-defined]
    told = client.get("/broken", headers=keys[Role.ENGINEER])
    assert told.status_code == 500
    assert told.headers["content-type"] == "application/problem+json"
    assert set(told.json()) == {"type", "title", "status", "code", "request_id"}
    found = [line for line in log.getvalue().splitlines() if told.json()["request_id"] in line]
    assert len(found) == 2, "the fault, and the request"
    assert "RuntimeError" in found[0]
    assert "ValueError" in found[0]
    assert "test_views.py" in found[0]
    assert leaked(told.text + log.getvalue()) == []


def test_a_portal_sees_what_it_decides_by(
    service: TestClient, keys: Mapping[Role, Headers]
) -> None:
    full = service.get(VERDICT, headers=keys[Role.ENGINEER]).json()
    told = service.get(VERDICT, headers=keys[Role.PORTAL]).json()
    assert full["cases"]
    assert set(told) == {
        "part", "as_of", "known_at", "engine_version", "assumptions", "status", "coverage", "lists",
        "valid_until", "next_change", "view", "reasons", "duties", "hash",
    }  # fmt: skip
    for same in ("status", "coverage", "lists", "as_of", "known_at", "next_change"):
        assert told[same] == full[same], same
    assert {(one["list"], one["outcome"]) for one in told["reasons"]} == {
        (one["list"], one["outcome"]) for one in (*full["cases"], *full["gaps"])
    }
    assert {one["duty"] for one in told["duties"]} == {one["duty"] for one in full["duties"]}
    assert all(set(one) == {"duty", "list", "citation"} for one in told["duties"])


def test_each_view_has_a_tag_of_its_own(service: TestClient, keys: Mapping[Role, Headers]) -> None:
    tags = {role: service.get(VERDICT, headers=keys[role]).headers for role in
            (Role.PORTAL, Role.ENGINEER, Role.REGULATORY)}  # fmt: skip
    assert tags[Role.ENGINEER]["etag"] == tags[Role.REGULATORY]["etag"]
    portal = tags[Role.PORTAL]["etag"]
    assert portal != tags[Role.ENGINEER]["etag"]
    assert portal.endswith('.summary"')
    assert {one["vary"] for one in tags.values()} == {"Authorization"}
    for role, status in ((Role.PORTAL, 304), (Role.ENGINEER, 200)):
        told = service.get(VERDICT, headers={**keys[role], "If-None-Match": portal})
        assert told.status_code == status


@pytest.mark.parametrize("number", [PART, PRODUCT])
def test_two_compositions_with_one_verdict_are_one_answer_to_a_portal(
    empty_file: Path, tmp_path: Path, number: str
) -> None:
    """Not one bit more than the verdict: same body, same hash, same tag (R27)."""
    told = []
    for lead, mass in (("2.5", "2.387654321"), ("3.25", "1.9")):
        folder = tmp_path / lead
        folder.mkdir()
        shutil.copy(empty_file, folder / "store.db")
        url = f"sqlite:///{folder / 'store.db'}"
        plant(url, folder, lead=lead, mass=mass)
        headers = key_for(url, Role.PORTAL)
        engineer = key_for(url, Role.ENGINEER)
        with TestClient(create_app(url, KEYED)) as client:
            answer = client.get(f"/v1/parts/{number}/verdict", headers=headers)
            whole = client.get(f"/v1/parts/{number}/verdict", headers=engineer).json()
        told.append((answer.json() | {"known_at": ""}, answer.headers["etag"], whole["cases"]))
    assert told[0][:2] == told[1][:2]
    assert told[0][2] != told[1][2]


def test_a_portal_chooses_neither_the_day_nor_a_trace(
    service: TestClient, keys: Mapping[Role, Headers]
) -> None:
    def asked(query: str, role: Role = Role.PORTAL) -> int:
        return service.get(f"{VERDICT}?{query}", headers=keys[role]).status_code

    law = service.get("/v1/lists/eu-rohs", headers=keys[Role.PORTAL]).json()["version"]
    assert (asked(f"as_of={today()}"), asked(f"as_of={law}")) == (200, 200)
    between = date.fromisoformat(law) + timedelta(days=1)
    for day in (today() + timedelta(days=1), between):
        assert asked(f"as_of={day}") == 403
    assert asked(f"as_of={between}", Role.ENGINEER) == 200
    assert (asked("explain=true"), asked("explain=true", Role.ENGINEER)) == (403, 200)
    for made_up in ("limit=1", "threshold_ppm=1", "substance=7439-92-1", "limit_ppm=0.1"):
        plain = service.get(VERDICT, headers=keys[Role.PORTAL]).json()
        assert service.get(f"{VERDICT}?{made_up}", headers=keys[Role.PORTAL]).json() == plain


def test_a_summary_is_made_of_what_is_kept_and_nothing_that_comes_later() -> None:
    """A field that the verdict gains is left out until somebody says that it may be seen."""
    body: dict[str, Any] = dict.fromkeys(
        ("part", "as_of", "known_at", "engine_version", "assumptions", "status", "coverage",
         "lists", "valid_until", "next_change"),
    )  # fmt: skip
    full = {**body, "cases": [], "gaps": [], "conflicts": [], "duties": [], "new": "secret"}
    assert "secret" not in str(seen(full, View.SUMMARY))
    assert seen(full, View.FULL) is full
