"""A release says of what software it is made (R41)."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from importlib.metadata import distributions, version

from api.components import components_json
from tests.api.said import ROOT

PURL = re.compile(r"pkg:(pypi/[a-z0-9][a-z0-9-]*|generic/[a-z0-9]+)@[A-Za-z0-9.%!-]+")


def test_everything_that_can_be_imported_is_named_once() -> None:
    told = components_json()
    named = [told["metadata"]["component"]["name"], *(one["name"] for one in told["components"])]
    native = {"cpython", "libxml2", "sqlite"}
    assert sorted(named) == sorted({one.name for one in distributions()} | native)
    versions = {one["name"]: one["version"] for one in told["components"]}
    assert versions["lxml"] == version("lxml")
    assert versions["sqlite"] == sqlite3.sqlite_version


def test_it_has_the_form_of_cyclonedx() -> None:
    told = components_json()
    assert (told["bomFormat"], told["specVersion"], told["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", told["serialNumber"])
    everything = [told["metadata"]["component"], *told["components"]]
    references = [one["bom-ref"] for one in everything]
    assert len(set(references)) == len(references)
    for one in everything:
        assert one["type"] in {"application", "library", "platform"}
        assert PURL.fullmatch(one["purl"]), one
        for licence in one.get("licenses", ()):
            assert licence.keys() in ({"expression"}, {"license"})
            assert len(one["licenses"]) == 1 or "license" in licence


def test_what_each_needs_is_among_what_is_there() -> None:
    told = components_json()
    needs = {one["ref"]: one["dependsOn"] for one in told["dependencies"]}
    references = {one["bom-ref"] for one in told["components"]}
    assert set().union(*needs.values()) <= references
    (fastapi,) = (ref for ref in needs if ref.startswith("pkg:pypi/fastapi@"))
    assert any(ref.startswith("pkg:pypi/starlette@") for ref in needs[fastapi])
    assert fastapi in needs[told["metadata"]["component"]["bom-ref"]]


def test_the_same_installation_gives_the_same_bytes_and_no_place() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "api.components"],
        cwd=ROOT, env={"PYTHONHASHSEED": "1"}, capture_output=True, check=True, text=True,
    ).stdout  # fmt: skip
    assert json.loads(told) == components_json()
    assert str(ROOT) not in told
    assert sys.prefix not in told
