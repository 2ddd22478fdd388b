"""Stores that are built once and copied, and the command line run in this process."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api import cli
from api.app import create_app
from api.services.stores import import_declarations, load_bom, upgraded

from .said import DECLARATIONS, ROOT, Said

Run = Callable[..., Said]
Check = Callable[..., Said]


@pytest.fixture(autouse=True)
def somewhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test runs in a folder of its own, without a store named by the environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CHEMGATE_DB", raising=False)
    return tmp_path


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command line; stdout and stderr are those of the process, nothing slips by."""

    def ran(*arguments: str | Path) -> Said:
        capfd.readouterr()
        code = cli._run([str(argument) for argument in arguments])
        told = capfd.readouterr()
        return Said(code, told.out, told.err)

    return ran


@pytest.fixture
def check(run: Run, tmp_path: Path) -> Check:
    """`check --structure` on a text."""

    def checked(text: str, *options: str) -> Said:
        file = tmp_path / "structure.json"
        file.write_text(text, encoding="utf-8")
        return run("check", "--structure", file, "--json", "--as-of", "2026-07-01", *options)

    return checked


@pytest.fixture
def judged(check: Check) -> Callable[..., Any]:
    """The verdict on a structure, as JSON."""

    def asked(text: str, *options: str) -> Any:
        said = check(text, *options)
        assert said.code in {0, 1, 3}, said
        return said.body

    return asked


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("empty") / "store.db"
    upgraded(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory, empty_file: Path) -> Path:
    file = tmp_path_factory.mktemp("demo") / "store.db"
    shutil.copy(empty_file, file)
    url = f"sqlite:///{file}"
    report = import_declarations(url, [DECLARATIONS], dry_run=False)
    assert report.counts["rejected"] == 0
    assert not load_bom(url, ROOT / "fixtures" / "boms" / "demo.csv").is_refused
    return file


@pytest.fixture(scope="session")
def demo(demo_file: Path) -> str:
    """The demo portfolio; only read it."""
    return f"sqlite:///{demo_file}"


@pytest.fixture
def store(empty_file: Path, tmp_path: Path) -> str:
    """An empty store of the test's own."""
    shutil.copy(empty_file, tmp_path / "own.db")
    return f"sqlite:///{tmp_path / 'own.db'}"


@pytest.fixture
def put(run: Run, store: str, tmp_path: Path) -> Callable[..., Said]:
    """Import the texts of declarations into the test's own store."""

    def taken(*texts: str) -> Said:
        folder = tmp_path / f"taken-{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        for place, text in enumerate(texts):
            (folder / f"{place}.xml").write_text(text, encoding="utf-8")
        said = run("--db", store, "import", folder, "--json")
        assert said.code == 0, said
        return said

    return taken


@pytest.fixture
def load(run: Run, store: str, tmp_path: Path) -> Callable[[str], Said]:
    """Load a table of usages into the test's own store."""

    def loaded(text: str) -> Said:
        (tmp_path / "usages.csv").write_text(text, encoding="utf-8")
        return run("--db", store, "bom", "load", tmp_path / "usages.csv", "--json")

    return loaded


@pytest.fixture(scope="session")
def client(demo: str) -> Iterator[TestClient]:
    """The service on the demo portfolio; only read it."""
    with TestClient(create_app(demo)) as session:
        yield session


@pytest.fixture
def own_client(store: str) -> Iterator[TestClient]:
    """The service on the test's own store."""
    with TestClient(create_app(store)) as session:
        yield session
