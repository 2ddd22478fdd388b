"""What we are made of: pinned to the byte, and nothing of it with a hole that is known (R41)."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import requires
from typing import Any

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from .house import ROOT

ADVISORIES: list[dict[str, str]] = tomllib.loads(
    (ROOT / "tests" / "architecture" / "advisories.toml").read_text(encoding="utf-8")
)["advisory"]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
RUNTIME = ("fast", "oidc", "postgres")
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)")

every_advisory = pytest.mark.parametrize(
    "advisory", ADVISORIES, ids=lambda one: f"{one['package']} {one['id']}"
)


def lock() -> str:
    return (ROOT / "docs" / "deploy" / "runtime.lock").read_text(encoding="utf-8")


def pins(text: str) -> dict[str, Version]:
    """Versions by name of what a file pins."""
    found = map(PIN.match, text.splitlines())
    return {canonicalize_name(one[1]): Version(one[2]) for one in found if one}


def named() -> list[Requirement]:
    """What the service itself asks for, whichever way it is installed."""
    optional = (line for extra in RUNTIME for line in PROJECT["optional-dependencies"][extra])
    return [Requirement(line) for line in (*PROJECT["dependencies"], *optional)]


@every_advisory
def test_what_we_are_tested_with_and_what_is_installed_by_the_lock_has_no_known_hole(
    advisory: dict[str, str],
) -> None:
    name, closed = canonicalize_name(advisory["package"]), Version(advisory["closed"])
    assert pins((ROOT / "constraints.txt").read_text())[name] >= closed
    assert pins(lock())[name] >= closed


@every_advisory
def test_the_oldest_version_that_may_be_installed_has_no_known_hole(
    advisory: dict[str, str],
) -> None:
    """Whoever installs without the lock may have had that version before."""
    name, closed = canonicalize_name(advisory["package"]), Version(advisory["closed"])
    asked = [one for one in named() if canonicalize_name(one.name) == name]
    floors = [Version(s.version) for one in asked for s in one.specifier if s.operator == ">="]
    assert floors, f"{name} is not named in pyproject.toml"
    assert max(floors) >= closed


def test_every_line_of_the_lock_is_one_version_with_its_hashes() -> None:
    lines = [line for line in lock().splitlines() if not line.startswith("#")]
    entries = re.split(r"\n(?=\S)", "\n".join(lines).strip())
    assert len(entries) > 30
    for entry in entries:
        first, *hashes = entry.split(" \\\n")
        assert PIN.match(first), first
        assert hashes, first
        assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}", one) for one in hashes), first
    assert "://" not in lock()


def test_the_lock_has_the_versions_that_the_suite_was_last_seen_green_with() -> None:
    tested, locked = pins((ROOT / "constraints.txt").read_text()), pins(lock())
    assert locked.keys() - tested.keys() == {"tzdata"}  # Windows has none of its own
    assert locked.items() <= {**tested, "tzdata": locked["tzdata"]}.items()


def test_the_lock_holds_all_that_the_service_needs() -> None:
    locked, wanted, seen = pins(lock()), named(), set()
    while wanted:
        one = wanted.pop()
        name = canonicalize_name(one.name)
        if (name, *sorted(one.extras)) in seen:
            continue
        seen.add((name, *sorted(one.extras)))
        assert name in locked, str(one)
        assert locked[name] in one.specifier, str(one)
        wanted += [
            inner for line in requires(one.name) or () if _is_asked(inner := Requirement(line), one)
        ]


def _is_asked(inner: Requirement, outer: Requirement) -> bool:
    here = default_environment()
    return inner.marker is None or any(
        inner.marker.evaluate({**here, "extra": extra}) for extra in (*outer.extras, "")
    )
