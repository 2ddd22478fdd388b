"""`evaluate --warm`: every part judged by itself, so that a service here has it ready."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.services import served

from .said import Said


def test_the_service_tells_what_was_warmed_and_judges_nothing(
    run: Callable[..., Said], demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHEMGATE_SNAPSHOTS", str(tmp_path / "files"))
    url = f"sqlite:///{shutil.copy(demo_file, tmp_path / 'own.db')}"
    said = run("--db", url, "evaluate", "--warm", "--json").body
    assert said["warmed"]["ready"] > 0
    expected = run("--db", url, "check", "LAMP-100", "--json").body
    monkeypatch.setattr(served, "verdict_on", None)
    with TestClient(create_app(url)) as client:
        told = client.get("/v1/parts/LAMP-100/verdict")
    assert told.json()["hash"] == expected["hash"]
    assert told.headers["ETag"] == f'"{expected["hash"]}"'
