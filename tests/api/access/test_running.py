"""How it runs: settings, log lines, counts, readiness, and the way a worker ends (R38-R40, R42)."""

from __future__ import annotations

import json
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.access.errors import InvalidSettings
from api.access.roles import GRANTS, Permission, Role
from api.logs import TOLD, JsonLines, PlainLines
from api.metrics import Silent
from api.serving import _environment
from api.settings import ELSEWHERE, EMBEDDED, PREFIX, Settings, read_settings
from tests.api.conftest import Run
from tests.api.said import ROOT

from .conftest import BUILT, KEYED, OWN, Headers


def test_settings_come_from_a_file_and_over_it_from_the_environment(tmp_path: Path) -> None:
    file = tmp_path / "chemgate.toml"
    file.write_text('keys = "required"\nhosts = ["a.example"]\nconcurrency = 7\nmetrics = false\n')
    told = {
        "CHEMGATE_SETTINGS": str(file),
        "CHEMGATE_CONCURRENCY": "9",
        "CHEMGATE_DB": "x",
        "HOME": "y",
    }
    found = read_settings(told)
    assert found == Settings(keys="required", hosts=("a.example",), concurrency=9, metrics=False)
    assert read_settings({"CHEMGATE_HOSTS": "a, b"}).hosts == ("a", "b")
    assert read_settings({}) == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KEY", "required"), ("KEYS", "yes"), ("CONCURRENCY", "-1"), ("CONCURRENCY", "many"),
        ("CONCURRENCY", "١٢"), ("METRICS", "1"), ("LOG_LEVEL", "loud"),
        ("OIDC_LEEWAY_SECONDS", "61"), ("KEY_CACHE_SECONDS", "61"), ("OIDC_ISSUER", "https://x"),
        ("OIDC_ALGORITHMS", "HS256"), ("OIDC_ALGORITHMS", "RS256,ES256"),
        ("OIDC_ALGORITHMS", "none"), ("OIDC_ALGORITHMS", ""),
    ],
)  # fmt: skip
def test_a_setting_that_is_none_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(
        InvalidSettings, match=re.compile(name.split("_", maxsplit=1)[0], re.IGNORECASE)
    ):
        read_settings({f"CHEMGATE_{name}": value})


@pytest.mark.parametrize(
    "text", ["keyz = 1", "keys = 1", "concurrency = true", 'hosts = "a"', "hosts = [1]", "keys ="]
)
def test_a_file_of_settings_is_read_as_strictly(tmp_path: Path, text: str) -> None:
    file = tmp_path / "chemgate.toml"
    file.write_text(text)
    with pytest.raises(InvalidSettings):
        read_settings({"CHEMGATE_SETTINGS": str(file)})
    with pytest.raises(InvalidSettings, match="cannot be read"):
        read_settings({"CHEMGATE_SETTINGS": str(tmp_path / "none.toml")})


def test_keys_of_an_issuer_are_fetched_over_https_or_not_at_all() -> None:
    told = {"oidc_issuer": "https://x", "oidc_audience": "y"}
    assert Settings(**told, oidc_jwks="https://x/keys")  # type: ignore[arg-type]
    with pytest.raises(InvalidSettings, match="https"):
        Settings(**told, oidc_jwks="http://x/keys")  # type: ignore[arg-type]


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.9.9.9"])
def test_at_home_nobody_is_asked_for_a_key(host: str) -> None:
    found = Settings().bound_to(host)
    assert not found.keys_required
    assert "evil.example" not in found.hosts
    assert "*" not in found.hosts, "a page elsewhere could call itself this machine"
    assert Settings(keys="required").bound_to(host).keys_required


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "chem.example"])  # noqa: S104
def test_anywhere_else_everybody_is(host: str) -> None:
    assert Settings().bound_to(host).keys_required
    with pytest.raises(InvalidSettings):
        Settings(keys="off").bound_to(host)


def test_workers_run_by_the_settings_that_were_read_once(tmp_path: Path) -> None:
    changed = replace(
        Settings(), keys="required", hosts=("a", "b"), metrics=False, drain_seconds=3,
        rates_file=str(tmp_path / "rates"), oidc_algorithms=("ES256", "ES384"),
    )  # fmt: skip
    told = _environment("sqlite://", changed, tmp_path, workers=2)
    assert read_settings(told) == changed
    assert (tmp_path / "metrics").is_dir()


def test_every_name_in_the_environment_is_a_setting_or_known_elsewhere() -> None:
    names = {field.name.upper() for field in fields(Settings)} | ELSEWHERE
    for package in ("api", "bom", "engine", "chemsherpa", "regulations"):
        for file in (ROOT / package).rglob("*.py"):
            found = set(re.findall(rf"\b{PREFIX}([A-Z_]+)\b", file.read_text(encoding="utf-8")))
            assert found - {"NAME"} <= names, file


def test_every_setting_is_explained_where_operators_look() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert [one.name for one in fields(Settings) if f"`{one.name}`" not in text] == []


def test_the_example_of_a_file_is_one(run: Run) -> None:
    found = read_settings({"CHEMGATE_SETTINGS": str(ROOT / "docs" / "deploy" / "chemgate.toml")})
    assert found.bound_to("127.0.0.1").keys_required
    assert run("serve", "--help").code == 0


def test_the_roles_that_operators_read_of_are_the_roles_in_force() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.split("## Who may do what")[1].split("\n\n")[1].splitlines()
    ]
    roles = [Role(name) for name in rows[0][1:]]
    assert set(roles) == set(Role)
    permissions = {
        "verdicts": Permission.READ_VERDICTS,
        "rollup, tree, declaration": Permission.READ_COMPOSITION,
        "where a substance is used": Permission.READ_USES,
        "lists, their diffs": Permission.READ_LISTS,
        "drafts of lists": Permission.READ_DRAFTS,
        "impact, calendar": Permission.READ_IMPACT,
        "change feed": Permission.READ_CHANGES,
        "imports": Permission.IMPORT,
        "justifications": Permission.READ_JUSTIFICATIONS,
        "audit log, metrics": Permission.READ_AUDIT,
    }
    told = {row[0]: {role for role, cell in zip(roles, row[1:], strict=True) if cell != "–"}
            for row in rows[2:]}  # fmt: skip
    held = {
        name: {role for role in Role if one in GRANTS[role]} for name, one in permissions.items()
    }
    assert told == held


def record(message: str, **told: object) -> logging.LogRecord:
    made = logging.LogRecord("x", logging.INFO, "f.py", 1, message, (), None)
    setattr(made, TOLD, told)
    return made


@pytest.mark.parametrize("lines", [JsonLines(), PlainLines()])
def test_nobody_forges_a_line_of_the_log(lines: logging.Formatter) -> None:
    line = lines.format(record('x\r\n{"level":"info"}\u2028y', key="a\nb\x1b[31m"))
    assert len(line.splitlines()) == 1
    assert "\x1b" not in line


def test_a_line_is_one_json_object_with_its_facts() -> None:
    body = json.loads(JsonLines().format(record("request", request_id="r1", status=200)))
    assert (
        body.items()
        >= {"level": "info", "message": "request", "request_id": "r1", "status": 200}.items()
    )
    assert body["at"].endswith("+00:00")


@pytest.mark.parametrize(
    ("given", "is_kept"),
    [
        ("abcd-1234", True),
        ("a" * 64, True),
        ("short", False),
        ("a" * 65, False),
        ("a b c d e f", False),
    ],
)
def test_a_proxys_id_is_kept_where_it_is_one(
    service: TestClient, given: str, *, is_kept: bool
) -> None:
    told = service.get("/healthz", headers={"X-Request-ID": given}).headers["x-request-id"]
    assert (told == given) is is_kept
    assert re.fullmatch(r"[A-Za-z0-9._-]{8,64}", told)


def test_what_happens_is_counted_by_route_and_code(
    service: TestClient, keys: Mapping[Role, Headers]
) -> None:
    service.get(f"/v1/parts/{OWN}/verdict", headers=keys[Role.PORTAL])
    service.get(f"/v1/parts/{OWN}/rollup", headers=keys[Role.PORTAL])
    text = service.get("/metrics", headers=keys[Role.ADMIN]).text
    assert re.search(
        r'chemgate_http_requests_total\{method="GET",'
        r'route="/v1/parts/\{part_number:path\}/verdict",status="200"\} [1-9]', text
    )  # fmt: skip
    assert re.search(r'chemgate_refusals_total\{code="not-allowed"\} [1-9]', text)
    for gauge in ("store_up 1.0", "audit_events", "lists_oldest_check_days", "audit_waiting"):
        assert f"\nchemgate_{gauge}" in text
    labels = set(re.findall(r'[{,](\w+)="', text))
    assert labels <= {"method", "route", "status", "code", "kind", "result", "le", "version"}


def test_what_imports_and_verdicts_came_to_is_counted(
    service: TestClient, keys: Mapping[Role, Headers]
) -> None:
    files = {"files": ("broken.xml", b"<no declaration>")}
    service.post("/v1/imports", files=files, headers=keys[Role.ENGINEER]).raise_for_status()
    service.get(f"/v1/parts/{BUILT}/verdict?as_of=2021-03-04", headers=keys[Role.ENGINEER])
    text = service.get("/metrics", headers=keys[Role.ADMIN]).text
    for kind, result in (("import", "rejected"), ("verdict", "non_compliant")):
        told = f'chemgate_results_total{{kind="{kind}",result="{result}"}} 1.0'
        assert told in text


def test_without_its_library_nothing_is_counted_and_it_says_so(
    serving: Callable[..., TestClient], keys: Mapping[Role, Headers]
) -> None:
    client = serving(replace(KEYED, metrics=False))
    assert isinstance(client.app.state.meter, Silent)  # type: ignore[attr-defined]
    told = client.get("/metrics", headers=keys[Role.ADMIN])
    assert (told.status_code, told.json()["code"]) == (501, "no-metrics")


def test_a_worker_is_alive_whatever_the_store_does_and_ready_only_with_it(
    service: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R39: it would be shot for what is wrong with the store, and the next one with it."""

    def gone(*_: object, **__: object) -> None:
        raise AssertionError("the store was asked")

    with monkeypatch.context() as patch:
        patch.setattr("api.dependencies.database", gone)
        patch.setattr("bom.database.Database.readers", gone, raising=False)
        assert service.get("/healthz").json() == {"status": "alive"}
    assert service.get("/readyz").json() == {"status": "ready"}
    for name, broken in (("is_behind", lambda _: True), ("read_law_book", _no_lists)):
        with monkeypatch.context() as patch:
            patch.setattr(f"api.services.health.{name}", broken)
            told = service.get("/readyz")
        assert (told.status_code, told.json()["code"]) == (503, "not-ready")


class _NoLists:
    lists: Mapping[str, object] = {}

    def on(self, _day: object) -> _NoLists:
        return self


def _no_lists(_session: object) -> _NoLists:
    return _NoLists()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own address
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code
    except OSError:
        return 0


def wait_for(wanted: int, url: str, *, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while status(url) != wanted:
        assert time.monotonic() < until, f"{url} never answered {wanted}"
        time.sleep(0.05)


def test_a_worker_says_that_it_leaves_goes_on_answering_and_then_goes(
    demo: str, tmp_path: Path
) -> None:
    """R38: readiness is false first; what comes meanwhile is answered; then the door closes."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "api", "--db", demo, "serve", "--port", str(port)],
            cwd=ROOT, stderr=log, stdout=log,
            env={**os.environ, "CHEMGATE_DRAIN_SECONDS": "1", "PYTHONWARNINGS": "error"},
        )  # fmt: skip
        try:
            wait_for(200, f"{url}/readyz")
            assert status(f"{url}/v1/parts/LAMP-100/verdict") == 200
            server.send_signal(signal.SIGTERM)
            wait_for(503, f"{url}/readyz", seconds=5)
            assert status(f"{url}/v1/parts/LAMP-100/verdict") == 200
            assert server.wait(timeout=30) in {0, -signal.SIGTERM}
        finally:
            server.kill()
    lines = (tmp_path / "log").read_text().splitlines()
    assert "no keys are asked for" in lines[0]
    told = [json.loads(line) for line in lines if line.startswith("{")]
    assert {"/readyz", "/v1/parts/{part_number:path}/verdict"} <= {one.get("route") for one in told}
    assert "LAMP-100" not in "".join(lines)


def test_every_name_that_the_program_reads_is_known_to_the_settings() -> None:
    packages = ("api", "bom", "engine", "chemsherpa", "regulations", "migrations")
    texts = [file.read_text() for name in packages for file in (ROOT / name).rglob("*.py")]
    read = {name for text in texts for name in re.findall(r'"CHEMGATE_([A-Z_]+)"', text)}
    assert len(read) > 5
    known = {field.name.upper() for field in fields(Settings)} | ELSEWHERE
    assert read <= known


def test_a_service_for_everybody_without_keys_does_not_start(
    run: Run, demo: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHEMGATE_KEYS", "off")
    said = run("--db", demo, "serve", "--host", "0.0.0.0", "--json")  # noqa: S104
    assert (said.code, said.error["code"]) == (2, "invalid-settings")
    monkeypatch.setenv("CHEMGATE_KEYZ", "off")
    assert run("--db", demo, "serve", "--json").error["code"] == "invalid-settings"
    assert EMBEDDED.keys == "off"


def test_the_counts_of_all_workers_are_told_by_any_of_them(tmp_path: Path) -> None:
    worker = [sys.executable, str(Path(__file__).parent / "counting.py")]
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    for number in (1, 2):
        said = subprocess.run(worker, env=environment, capture_output=True, text=True, check=True)
        line = f'chemgate_http_requests_total{{method="GET",route="/x",status="200"}} {number}.0'
        assert line in said.stdout.splitlines()
        assert said.stdout.count("\nchemgate_store_up ") == 1
        assert "pid=" not in said.stdout
