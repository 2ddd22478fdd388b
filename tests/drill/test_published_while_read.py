"""A part of the drill in every test run: readers never see a mixture of two versions (R12)."""

from __future__ import annotations

from pathlib import Path

from api.services.demonstration import demonstrated

from .published_while_read import broken_promises, drill

READERS, VERSIONS = 8, 3


def test_every_answer_is_that_of_one_published_state(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'drill.db'}"
    demonstrated(url, lambda _message: None)
    seen, importer = drill(url, readers=READERS, versions=VERSIONS)
    assert broken_promises(url, seen, importer, versions=VERSIONS) == []
    assert importer.stored > 0
    last = {one.answers[-1][1:] for one in seen}
    assert len(last) == 1
    (_, names) = last.pop()
    assert {name for _, name in names} == {f"Copper {VERSIONS}"}
    assert len({hash_ for one in seen for _, hash_, _ in one.answers}) > 1
