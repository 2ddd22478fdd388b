"""A newer package with other lists: today's answers follow it, yesterday's stay byte for byte."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from api.services.stores import opened
from bom.lists.bundled_law import installed_editions, record_bundled_law
from bom.lists.edition import Edition

from .conftest import Run

ROHS = "eu-rohs"


@pytest.fixture
def own(demo_file: Path, tmp_path: Path) -> str:
    shutil.copy(demo_file, tmp_path / "demo.db")
    return f"sqlite:///{tmp_path / 'demo.db'}"


def stricter() -> Mapping[str, Edition]:
    """A package that allows no lead at all; the exempt terminal alloy stays exempt."""
    files = dict(installed_editions()[ROHS].files)
    limits = files["thresholds.csv"]
    files["thresholds.csv"] = limits.replace(b"lead,0.1,", b"lead,0.0001,")
    assert files["thresholds.csv"] != limits
    return {**installed_editions(), ROHS: Edition(ROHS, files)}


def verdict(run: Run, url: str, *options: str) -> Any:
    said = run(
        "--db", url, "check", "LAMP-100", "--as-of", "2026-11-21", "--list", ROHS, "--explain",
        "--json", *options,
    )  # fmt: skip
    assert said.code in {0, 1, 3}, said
    return said.body


def test_an_answer_given_before_a_package_upgrade_is_given_again_after_it(
    run: Run, own: str
) -> None:
    first = verdict(run, own)
    with opened(own) as database, database.writers.begin() as session:
        assert record_bundled_law(session, stricter())
    other = verdict(run, own)
    assert other["hash"] != first["hash"]
    assert other["known_at"] > first["known_at"]
    assert verdict(run, own, "--known-at", first["known_at"]) == first
    assert run("--db", own, "db", "upgrade", "--json").code == 0
    assert verdict(run, own)["hash"] == first["hash"]
    assert verdict(run, own, "--known-at", other["known_at"]) == other
    assert verdict(run, own, "--known-at", first["known_at"]) == first


def test_the_doctor_says_that_the_lists_of_another_package_count(run: Run, own: str) -> None:
    def told() -> Any:
        checks = run("--db", own, "doctor", "--json").body["checks"]
        return next(one for one in checks if one["check"] == "bundled lists")

    assert told()["ok"]
    with opened(own) as database, database.writers.begin() as session:
        record_bundled_law(session, stricter())
    assert not told()["ok"]
    assert "chemgate db upgrade" in told()["found"]
