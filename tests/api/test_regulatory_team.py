"""The regulatory team's page is true: its commands are run, and they print what it shows."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from api.app import create_app
from api.services.demonstration import DEMO_URL, demonstrated

from .conftest import Run

MASKS = (
    (re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z"), "INSTANT"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "HASH"),
    (re.compile(r"\b[0-9a-f]{12}\b"), "HASH"),
    # The day after “(” is the one that the answer was given for: today.
    (re.compile(r"\(\d{4}-\d\d-\d\d\)"), "(DAY)"),
)
CUT = "…"


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs" / "regulatory-team.md").read_text(encoding="utf-8")


def blocks(page: str) -> list[tuple[str, list[str]]]:
    """Every command of the page with the lines that it shows for it."""
    found: list[tuple[str, list[str]]] = []
    for block in re.findall(r"```console\n(.*?)```", page, re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
    return found


def masked(line: str) -> str:
    for pattern, word in MASKS:
        line = pattern.sub(word, line)
    return line.rstrip()


def shows(shown: list[str], printed: list[str]) -> bool:
    """Whether the page shows what was printed; a line `…` stands for any lines left out."""
    if not shown:
        return not printed
    if shown[0] == CUT:
        return any(shows(shown[1:], printed[skip:]) for skip in range(len(printed) + 1))
    return bool(printed) and shown[0] == printed[0] and shows(shown[1:], printed[1:])


def test_the_walk_prints_what_the_page_shows(
    page: str, run: Run, tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(root / "fixtures" / "lists", tmp_path / "fixtures" / "lists")
    demonstrated(DEMO_URL, lambda _message: None)
    commands = blocks(page)
    assert len(commands) > 10
    for command, shown in commands:
        program, *arguments = shlex.split(command)
        if program == "export":
            name, _, value = arguments[0].partition("=")
            monkeypatch.setenv(name, value)
            continue
        assert program == "chemgate"
        said = run(*arguments)
        printed = [masked(line) for line in (said.err + said.out).splitlines()]
        assert shows([masked(line) for line in shown], printed), (command, said)


def test_every_address_that_the_page_names_is_served(page: str, empty_file: Path) -> None:
    served = create_app(f"sqlite:///{empty_file}").openapi()["paths"]
    known = {
        (method.upper(), re.sub(r"\{\w+\}", "{}", path))
        for path, methods in served.items()
        for method in methods
    }
    named = re.findall(r"`(GET|POST) (/v1/[^`?]*)", page)
    assert len(named) > 5
    for method, path in named:
        assert (method, re.sub(r"\{\w+\}", "{}", path)) in known, path
