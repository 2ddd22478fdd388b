"""The portfolio in files: the same as from rows, shared by processes, believed only when whole."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from bom.portfolio.snapshot import Snapshot, read_snapshot
from bom.snapshots.current import current_snapshot, home_of
from bom.snapshots.folder import DamagedSnapshot, Folder, open_folder, write_folder
from bom.snapshots.frozen import freeze, thaw
from chemsherpa.document import Mass
from tests.stores import SqliteStores, Stores

from .factories import (
    COPPER,
    DEHP,
    LEAD,
    Shelf,
    answer,
    claim,
    declaration,
    material,
    part,
    substance,
)

ENGINE = "1"


@pytest.fixture
def stores(sqlite_stores: SqliteStores) -> Iterator[Stores]:
    """Files are files: that both databases give the same arrays is seen in `test_snapshot`."""
    with Stores(sqlite_stores).lent() as lent:
        yield lent


@pytest.fixture
def full(shelf: Shelf) -> Shelf:
    """Everything that a snapshot can hold: doubts, odd numbers, answers, claims, unknown names."""
    odd = material(
        "M",
        "10",
        substance(LEAD, "0.1234567891234", exemption_sets=(claim("6(c)"),)),
        substance(COPPER, None),
        substance("no id", None, mass=Mass("3", "mg")),
    )
    inner = part("Terminal", "0.3333333333333", "0.0000000001", materials=(odd,))
    shelf.put(
        declaration("A", parts=(inner,), answers=(answer("00021", above=True),)),
        declaration("B", name="x", revision="1", materials=()),
        declaration("B", name="x", revision="2", materials=()),
        declaration("Wire", unit_type="m", materials=(material("N", None, substance(DEHP, "1")),)),
    )
    shelf.load("TOP,,A,,2,,", "TOP,,B,,1,,", "TOP,,Wire,,15,cm,", "A,,UNDECLARED,,1,,")
    return shelf


def read(shelf: Shelf) -> Snapshot:
    with shelf.session() as session:
        return read_snapshot(session)


def current(shelf: Shelf, home: Path, *, engine_version: str = ENGINE) -> Snapshot:
    with shelf.session() as session:
        return current_snapshot(session, home, engine_version=engine_version, least=0)


def folders(home: Path) -> list[Path]:
    return sorted(each for each in home.iterdir() if each.is_dir())


def is_same(one: Snapshot, other: Snapshot) -> bool:
    """By everything that freezing sees; columns byte for byte."""
    (columns, tree), (others, another) = freeze(one), freeze(other)
    return (
        tree == another
        and columns.keys() == others.keys()
        and all(np.array_equal(columns[name], others[name]) for name in columns)
    )


def test_files_give_what_the_rows_gave(full: Shelf, tmp_path: Path) -> None:
    rows = read(full)
    columns, tree = freeze(rows)
    folder = open_folder(write_folder(tmp_path, Folder(columns, {}, tree)))
    mapped = thaw(folder.columns, folder.tree)
    assert is_same(rows, mapped)
    assert list(mapped.labels) == list(rows.labels)
    assert dict(mapped.parts.items()) == dict(rows.parts)
    assert {node: mapped.parts[node] for node in mapped.parts} == dict(rows.parts)
    assert dict(mapped.part_nodes) == dict(rows.part_nodes)
    assert mapped.arrays.evidences == rows.arrays.evidences
    assert mapped.arrays.constituents.low.beyond == rows.arrays.constituents.low.beyond != {}
    assert (mapped.answers, mapped.ambiguities) == (rows.answers, rows.ambiguities)
    assert mapped.names == rows.names


def test_nobody_can_write_into_a_mapped_column(full: Shelf, tmp_path: Path) -> None:
    current(full, tmp_path)
    (made,) = folders(tmp_path)
    for column in open_folder(made).columns.values():
        with pytest.raises(ValueError, match="read-only"):
            column[...] = 0


def test_the_second_reader_reads_files_and_no_constituent(full: Shelf, tmp_path: Path) -> None:
    first = current(full, tmp_path)
    (made,) = folders(tmp_path)
    again = current(full, tmp_path)
    assert folders(tmp_path) == [made]
    assert is_same(first, again)


def test_another_process_maps_the_same_bytes(full: Shelf, tmp_path: Path) -> None:
    first = current(full, tmp_path)
    (made,) = folders(tmp_path)
    script = (
        "import sys, hashlib\n"
        "from pathlib import Path\n"
        "from bom.snapshots.folder import open_folder\n"
        "from bom.snapshots.frozen import freeze, thaw\n"
        "folder = open_folder(Path(sys.argv[1]))\n"
        "columns, tree = freeze(thaw(folder.columns, folder.tree))\n"
        "told = b''.join(columns[name].tobytes() for name in sorted(columns))\n"
        "print(hashlib.sha256(told).hexdigest())\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", script, made], capture_output=True, text=True, check=True
    )
    columns, _ = freeze(first)
    own = b"".join(columns[name].tobytes() for name in sorted(columns))
    assert told.stdout.strip() == hashlib.sha256(own).hexdigest()


@pytest.mark.parametrize("damage", ["cut", "flipped", "missing", "header", "pointer"])
def test_a_damaged_snapshot_is_made_again(full: Shelf, tmp_path: Path, damage: str) -> None:
    first = current(full, tmp_path)
    (made,) = folders(tmp_path)
    column = max(made.glob("*.npy"), key=lambda file: file.stat().st_size)
    content = bytearray(column.read_bytes())
    match damage:
        case "cut":
            column.write_bytes(content[:-1])
        case "flipped":
            content[-1] ^= 1
            column.write_bytes(content)
        case "missing":
            column.unlink()
        case "header":
            header = json.loads((made / "header.json").read_bytes())
            (made / "header.json").write_text(json.dumps({**header, "engine_version": "1 "}))
        case "pointer":
            (tmp_path / "current.json").write_text("{")
    if damage != "pointer":
        with pytest.raises(DamagedSnapshot):
            open_folder(made)
    assert is_same(first, current(full, tmp_path))
    (again,) = folders(tmp_path)
    open_folder(again)


def test_another_engine_makes_its_own(full: Shelf, tmp_path: Path) -> None:
    current(full, tmp_path)
    before = folders(tmp_path)
    current(full, tmp_path, engine_version="2")
    assert len(folders(tmp_path)) == len(before) + 1


def test_a_change_is_in_the_next_snapshot(full: Shelf, tmp_path: Path) -> None:
    current(full, tmp_path)
    full.put(declaration("NEW"))
    assert "NEW" in list(current(full, tmp_path).labels)
    assert is_same(current(full, tmp_path), read(full))


def test_two_older_snapshots_are_swept_away(full: Shelf, tmp_path: Path) -> None:
    for number in range(4):
        full.put(declaration(f"N{number}"))
        current(full, tmp_path)
    assert len(folders(tmp_path)) == 2


def test_a_folder_that_cannot_be_written_costs_only_time(full: Shelf, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert is_same(current(full, tmp_path / "file"), read(full))


def test_every_store_has_a_home_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "store.db"
    assert home_of(f"sqlite:///{file}", {}) == Path(f"{file}.snapshots")
    told = {"CHEMGATE_SNAPSHOTS": str(tmp_path)}
    one = home_of("postgresql+psycopg://u:secret@h/one", told)
    two = home_of("postgresql+psycopg://u:secret@h/two", told)
    assert one.parent == two.parent == tmp_path
    assert one != two
    assert one == home_of("postgresql+psycopg://u:other@h/one", told)
