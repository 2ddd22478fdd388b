"""A part of `make drill` in every test run, and proof that its files are what it says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from api.services.stores import upgraded
from chemsherpa.file_reading import Status, read

from .bulk import import_bulk, write_bulk
from .corruptions import CORRUPTIONS
from .declarations import FIXTURES, template
from .expectations import broken_promises, stored_declarations

FILES = int(os.environ.get("CHEMGATE_DRILL_FILES", "200"))


@pytest.mark.parametrize("fixture", FIXTURES)
def test_a_generated_declaration_has_real_size_and_nothing_is_wrong_with_it(fixture: str) -> None:
    data = template(fixture).written("P-00001")
    (member,) = read(data, "SHAI_20240819100500_P-00001_001.xml").members
    assert 50_000 < len(data) < 100_000
    assert (member.status, member.findings) == (Status.ACCEPTED, ())
    assert member.document is not None
    assert member.document.part_number == "P-00001"
    assert len(member.document.answers) == 196


@pytest.mark.parametrize("kind", CORRUPTIONS)
def test_each_corruption_is_refused(kind: str) -> None:
    data = CORRUPTIONS[kind](template(FIXTURES[0]).written("P-00001"))
    (member,) = read(data, "SHAI_20240819100500_P-00001_001.xml").members
    assert member.status is Status.REJECTED


def test_of_many_files_the_good_are_stored_the_broken_named_and_none_is_lost(
    tmp_path: Path,
) -> None:
    assert len(CORRUPTIONS) == 20
    bulk = write_bulk(tmp_path / "in", FILES)
    url = f"sqlite:///{tmp_path / 'drill.db'}"
    upgraded(url)
    first = import_bulk(bulk, url, "--workers", "2")
    stored = stored_declarations(url)
    second = import_bulk(bulk, url, "--workers", "2")
    assert broken_promises(bulk, first, second, stored=(stored, stored_declarations(url))) == ()
