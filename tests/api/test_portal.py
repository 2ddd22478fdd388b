"""`docs/portal.md` is true: what it asks is asked, what it shows is what is answered."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from api.app import create_app

ROOT = Path(__file__).resolve().parents[2]
BLOCKS = re.compile(r"```http\n(.*?)```\n\n```http\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def walk() -> str:
    return (ROOT / "docs" / "portal.md").read_text(encoding="utf-8")


@pytest.fixture
def portal(demo_file: Path, tmp_path: Path) -> Iterator[TestClient]:
    shutil.copy(demo_file, tmp_path / "portal.db")
    with TestClient(create_app(f"sqlite:///{tmp_path / 'portal.db'}")) as client:
        yield client


def asked(client: TestClient, text: str) -> Response:
    head, _, body = text.partition("\n\n")
    (method, address), *lines = (line.split(" ", 1) for line in head.strip().splitlines())
    headers = {name.rstrip(":"): value for name, value in lines}
    how: dict[str, Any] = {"json": json.loads(body)} if body.strip() else {}
    if "File" in headers:
        file = ROOT / headers.pop("File")
        how = {"files": [("files", (file.name, file.read_bytes()))]}
    return client.request(method, address, headers=headers, **how)


def told(response: Response, shown: str) -> str:
    """The answer as the page writes it: status, the headers that the page shows, the body."""
    names = re.findall(r"^([A-Z][A-Za-z-]+): ", shown, re.MULTILINE)
    lines = [str(response.status_code)]
    lines += [f"{name}: {response.headers[name]}" for name in names]
    if response.headers.get("content-type", "").endswith("json"):
        lines.append(json.dumps(response.json(), ensure_ascii=False, indent=1))
    else:
        lines += [line for line in response.text.splitlines() if line]
    return "\n".join(lines)


def is_shown(shown: str, real: str) -> bool:
    """Whether a text agrees with what is real; `…` alone on a line leaves out some of it."""
    pattern = "".join(
        r"(?:.*\n)*?" if line == "…" else re.escape(line).replace("…", ".*") + r"\n"
        for line in shown.strip().splitlines()
    )
    return re.fullmatch(pattern, real + "\n") is not None


def test_the_walk_is_answered_as_it_is_shown(walk: str, portal: TestClient) -> None:
    kept: dict[str, str] = {}
    steps = BLOCKS.findall(walk)
    assert len(steps) > 8
    for step in steps:
        question, shown = (_filled(text, kept) for text in step)
        response = asked(portal, question)
        real = told(response, shown)
        assert is_shown(shown, real), f"{question}\n{real[:3_000]}"
        kept |= {name: response.headers[name] for name in ("ETag", "Location")
                 if name in response.headers}  # fmt: skip
        if "next" in real and response.headers["content-type"] == "application/json":
            kept["next"] = response.json().get("next", "")


def _filled(text: str, kept: dict[str, str]) -> str:
    for name, value in kept.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def test_the_comparison_notices_a_difference() -> None:
    assert is_shown("200\n…\n b: …", "200\n a: 1\n b: 2")
    for wrong in ("200\n…\n b: 3", "201\n…", "200\n b: 2", "200\n…\n a: 1"):
        assert not is_shown(wrong, "200\n a: 1\n b: 2")


def test_the_code_of_the_page_gives_the_status_of_every_part(walk: str, portal: TestClient) -> None:
    place: dict[str, Any] = {}
    exec(re.search(r"```python\n(.*?)```", walk, re.DOTALL)[1], place)  # type: ignore[index] # noqa: S102
    job = portal.post("/v1/evaluations", json={}).headers["location"]
    with portal.stream("GET", f"{job}/events") as stream:
        assert "event: finished" in list(stream.iter_lines())
    state: dict[tuple[str, ...], str] = {}
    place["apply"](state, portal.get("/v1/changes").json()["changes"])
    verdict = portal.get("/v1/parts/LAMP-100/verdict").json()
    shown = {row["list"]: row["status"] for row in verdict["lists"]}
    assert {key[-1]: s for key, s in state.items() if key[0] == "LAMP-100"} == shown
