"""The README is true: its example is run, its commands exist, its links lead somewhere."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from api.cli import chemgate
from api.services.demonstration import demonstrated
from api.services.stores import reading
from api.services.verdicts import Ask, verdict_of
from api.text.verdict import verdict_text


@pytest.fixture(scope="module")
def readme(root: Path) -> str:
    return (root / "README.md").read_text(encoding="utf-8")


def test_the_example_prints_what_the_readme_shows(readme: str, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'demo.db'}"
    demonstrated(url, lambda _message: None)
    found = re.search(r"check (\S+) --as-of (\S+)\n(.*?)```", readme, re.DOTALL)
    assert found is not None
    part, day, shown = found.groups()
    with reading(url) as session:
        body = verdict_of(session, part, Ask(as_of=date.fromisoformat(day)))
    assert verdict_text(body, "en").strip() == shown.strip()


def test_every_command_that_the_readme_names_exists(readme: str) -> None:
    named = set(re.findall(r"`chemgate ([a-z-]+)", readme))
    assert len(named) > 8
    assert named <= set(chemgate.commands)


def test_every_link_of_the_readme_leads_somewhere(readme: str, root: Path) -> None:
    targets = [t for t in re.findall(r"\]\(([^)]+)\)", readme) if "://" not in t]
    assert targets
    assert [target for target in targets if not (root / target).exists()] == []
