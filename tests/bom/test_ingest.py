"""A declaration is stored whole or not at all, and once."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError

from bom.importing.files import import_bytes, import_paths, validate_paths
from bom.importing.ingest import SourceFile, store
from bom.models import Base, Constituent, Declaration, Document, Node, Part, Substance
from chemsherpa.document import Scheme, Share
from chemsherpa.file_reading import Reading, Status

from .factories import (
    COPPER,
    DEHP,
    LEAD,
    Shelf,
    answered_on,
    declaration,
    material,
    part,
    reading,
    substance,
    ticking,
)


def rows(shelf: Shelf) -> dict[str, int]:
    with shelf.session() as session:
        return {
            name: session.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in Base.metadata.tables.items()
        }


def test_the_same_bytes_are_stored_once(shelf: Shelf) -> None:
    made = declaration("A")
    assert [stored.status for stored in shelf.put(made)] == ["accepted"]
    before = rows(shelf)
    assert [stored.status for stored in shelf.put(made)] == ["already_known"]
    assert rows(shelf) == before


def test_the_same_member_in_another_container_is_already_known(shelf: Shelf) -> None:
    found = reading(declaration("A"))
    statuses = []
    for digest in ("a" * 64, "b" * 64):
        with shelf.database.writers.begin() as session:
            source = SourceFile("x.shai", digest, b"")
            statuses.append(store(session, found, source=source, clock=ticking).status)
    assert statuses == ["accepted", "already_known"]
    assert rows(shelf)["document"] == 1


def test_a_rejected_reading_stores_nothing(shelf: Shelf) -> None:
    refused = Reading("x.xml", "c" * 64, Status.REJECTED, None, (), b"")
    with shelf.database.writers.begin() as session:
        stored = store(session, refused, source=SourceFile("x", "d" * 64, b""), clock=ticking)
    assert (stored.status, stored.declaration_id) == ("rejected", None)
    assert set(rows(shelf).values()) == {0}


def test_whichever_statement_fails_nothing_partial_stays(shelf: Shelf) -> None:
    shelf.put(declaration("before"))
    before = rows(shelf)
    made = declaration("A", answers=(), materials=(material("M", "1", substance(DEHP, "1")),))
    state = {"left": 0, "failed": True}

    def fail(*_: Any) -> None:
        state["left"] -= 1
        if state["left"] == 0:
            state["failed"] = True
            raise OperationalError("disk full", {}, sqlite3.OperationalError())

    event.listen(shelf.database.engine, "before_cursor_execute", fail)
    number = 0
    while state["failed"]:
        number += 1
        state.update(left=number, failed=False)
        try:
            shelf.put(made)
        except OperationalError:
            state["left"] = 0
            assert rows(shelf) == before
    event.remove(shelf.database.engine, "before_cursor_execute", fail)
    assert number > 10
    assert rows(shelf)["declaration"] == before["declaration"] + 1


def test_an_unregistered_id_is_kept_as_written_and_unidentified(shelf: Shelf) -> None:
    wrong = material("M", "1", substance("7439-92-2", "1"), substance("", None))
    shelf.put(declaration("A", materials=(wrong,)))
    with shelf.session() as session:
        found = session.execute(select(Constituent.identity, Constituent.substance_id)).all()
    assert [tuple(row) for row in found] == [("7439-92-2", None), ("", None)]


def test_numbers_keep_their_text_and_get_an_integer_where_one_fits(shelf: Shelf) -> None:
    inner = part("P", "0.15", "0.0000001", materials=(material("M", "3", substance(LEAD, "0.1")),))
    odd = material("N", "0.1234567", substance(COPPER, "33.33333333333"))
    shelf.put(declaration("A", materials=(odd,), parts=(inner,)))
    with shelf.session() as session:
        nodes = session.execute(
            select(Node.kind, Node.number_of_units, Node.quantity_ppb, Node.mass, Node.mass_ng)
        ).all()
        shares = session.execute(select(Constituent.percent, Constituent.low_ppb)).all()
    assert [tuple(row) for row in nodes] == [
        ("part", "1", 10**9, "100", 10**8),
        ("material", "1", 10**9, "0.1234567", None),
        ("part", "0.15", 150_000_000, "0.0000001", None),
        ("material", "1", 10**9, "3", 3_000_000),
    ]
    assert [tuple(row) for row in shares] == [("33.33333333333", None), ("0.1", 10**6)]


def test_a_declared_range_is_kept_with_both_ends(shelf: Shelf) -> None:
    ranged = substance(LEAD, "0.1", share=Share("0.1", "0.05", "0.15"))
    shelf.put(declaration("A", materials=(material("M", "1", ranged),)))
    with shelf.session() as session:
        ppb = session.execute(select(Constituent.low_ppb, Constituent.high_ppb)).one()
    assert tuple(ppb) == (500_000, 1_500_000)


def test_substances_directly_on_a_part_become_a_material_of_its_mass(shelf: Shelf) -> None:
    inner = part("Bare", "1", "7", substances=(substance(LEAD, "1"),))
    shelf.put(declaration("A", materials=(), parts=(inner,)))
    with shelf.session() as session:
        implied = session.execute(
            select(Node.kind, Node.name, Node.mass).where(Node.is_implied)
        ).one()
    assert tuple(implied) == ("material", "Bare", "7")


def test_a_chemical_product_is_one_mixture(shelf: Shelf) -> None:
    made = declaration(
        "CI",
        scheme=Scheme.CHEMSHERPA_CI,
        mass=None,
        materials=(),
        substances=(substance(LEAD, "1"), substance(COPPER, "2")),
    )
    shelf.put(made)
    with shelf.session() as session:
        assert session.execute(select(Node.kind)).scalars().all() == ["mixture"]
        assert session.execute(select(Substance.id_value)).scalars().all() == [LEAD, COPPER]


def test_two_changes_never_share_an_instant(shelf: Shelf) -> None:
    shelf.put(*(declaration(number) for number in "ABC"))
    with shelf.session() as session:
        stamps = session.execute(select(Declaration.recorded_at)).scalars().all()
    assert len(set(stamps)) == 3
    assert {len(stamp) for stamp in stamps} == {27}


def test_a_bad_path_and_a_bad_file_do_not_stop_the_rest(shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "b.xml").write_bytes(b"<not xml")
    (tmp_path / "in" / "ignored.txt").write_bytes(b"")
    (tmp_path / "empty").mkdir()
    paths = [tmp_path / "missing.shai", tmp_path / "in", tmp_path / "empty"]
    report = import_paths(shelf.database.writers, paths, dry_run=False)
    assert [Path(file.path).name for file in report.files] == ["missing.shai", "b.xml", "empty"]
    assert report.counts == {
        "accepted": 0,
        "accepted_with_findings": 0,
        "rejected": 3,
        "already_known": 0,
    }
    assert all(file.members[0].name is None for file in report.files)


def test_real_files_are_stored_once_and_foreseen_by_a_dry_run(shelf: Shelf, shared: Path) -> None:
    folder = shared / "samples" / "chemsherpa"
    dry = import_paths(shelf.database.readers, [folder], dry_run=True)
    assert set(rows(shelf).values()) == {0}
    first = import_paths(shelf.database.writers, [folder], dry_run=False)
    assert dry.counts == first.counts == validate_paths([folder]).counts
    assert first.counts["rejected"] == 0
    assert {notice.code for notice in first.notices} == {"several-declarations", "same-number"}
    before = rows(shelf)
    again = import_paths(shelf.database.writers, [folder], dry_run=False)
    assert again.counts["already_known"] == len(again.files)
    assert rows(shelf) == before


def test_a_real_file_from_no_disk_is_stored_with_its_bytes(shelf: Shelf, shared: Path) -> None:
    path = next((shared / "samples" / "chemsherpa").glob("SHAI_*KLM7890*.xml"))
    report = import_bytes(shelf.database.writers, path.read_bytes(), path.name)
    assert report.counts["accepted"] + report.counts["accepted_with_findings"] == 1
    with shelf.session() as session:
        assert session.execute(select(Document.content)).scalar_one() == path.read_bytes()
        assert session.execute(select(Part.part_number)).scalar_one() == "KLM7890"


def test_a_newer_answer_is_announced_and_names_kept_apart(shelf: Shelf) -> None:
    shelf.put(declaration("A"), declaration("A", response=answered_on("2026-02-01")))
    (found,) = shelf.find("A")
    assert found.speaking is not None
    assert found.speaking.response_date == "2026-02-01"
    assert [head.response_date for head in found.others] == ["2026-01-01"]


def test_of_many_importers_of_the_same_bytes_one_stores_them(shelf: Shelf) -> None:
    made = [declaration(f"A{number % 2}") for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        statuses = [stored[0].status for stored in pool.map(shelf.put, made)]
    assert sorted(statuses) == ["accepted"] * 2 + ["already_known"] * 6
    assert rows(shelf)["declaration"] == 2
    with shelf.session() as session:
        stamps = session.execute(select(Declaration.recorded_at)).scalars().all()
    assert len(set(stamps)) == 2
