"""Whatever is broken in a neighbour's file: it is read or refused, nothing else ever happens."""

from __future__ import annotations

import random

import pytest
from lxml import etree

from bom.errors import UnreadableTable
from bom.exchange.sheet_columns import read_columns
from bom.importing.rows import declaration_rows
from bom.usages.table import read_table

from .neighbours import EXCHANGE, fixture, readings
from .test_material_sheets import cells, workbook

MUTANTS = 200
VALUES = ["", "NaN", "-1", "1e9", "9" * 60, "0", "true", "Each", "x", "鉛", " ", "0.1", "ppm", "%"]
TREES = sorted(file.name for file in EXCHANGE.glob("*.xml"))
TABLES = sorted(file.name for file in EXCHANGE.glob("*.csv"))


def shaken_tree(data: bytes, rng: random.Random) -> bytes:
    """One to three small wrongs that keep the file well-formed."""
    root = etree.fromstring(data)
    for _ in range(rng.randint(1, 3)):
        node = rng.choice([each for each in root.iter() if isinstance(each.tag, str)])
        parent = node.getparent()
        match rng.randrange(5):
            case 0 if node.attrib:
                node.set(rng.choice(sorted(node.attrib)), rng.choice(VALUES))
            case 1 if node.attrib:
                del node.attrib[rng.choice(sorted(node.attrib))]
            case 2 if parent is not None:
                parent.remove(node)
            case 3 if parent is not None:
                parent.append(etree.fromstring(etree.tostring(node, with_tail=False)))
            case _:
                if len(node) == 0:
                    node.text = rng.choice(VALUES)
                else:
                    node[:] = reversed(node)
    return etree.tostring(root)


def shaken_bytes(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(changed))
        match rng.randrange(3):
            case 0:
                changed[at] = rng.randrange(256)
            case 1:
                del changed[at : at + rng.randint(1, 40)]
            case _:
                changed[at:at] = rng.choice(VALUES).encode()
        if not changed:
            return b""
    return bytes(changed)


def outcome(data: bytes) -> str:
    """What became of it, and that it can be stored."""
    told = readings(data)
    for one in told:
        assert one.findings or one.document is not None
        if one.document is not None:
            declaration_rows(one.document)
    return " ".join(one.status.value for one in told)


@pytest.mark.parametrize("name", TREES)
def test_a_changed_tree_is_read_or_refused(name: str) -> None:
    rng = random.Random(f"tree {name}")
    seen = {outcome(shaken_tree(fixture(name), rng)) for _ in range(MUTANTS)}
    assert "rejected" in seen


@pytest.mark.parametrize("name", [*TREES, *TABLES])
def test_changed_bytes_are_read_or_refused(name: str) -> None:
    rng = random.Random(f"bytes {name}")
    seen = {outcome(shaken_bytes(fixture(name), rng)) for _ in range(MUTANTS)}
    assert "rejected" in seen


def test_a_changed_workbook_is_read_or_refused() -> None:
    rng = random.Random("workbook")
    data = workbook(cells())
    seen = {outcome(shaken_bytes(data, rng)) for _ in range(MUTANTS)}
    assert "rejected" in seen


def test_changed_sheets_by_map_are_read_or_refused() -> None:
    rng = random.Random("mapped")
    columns = read_columns(fixture("vendor-columns.toml"))
    for _ in range(MUTANTS):
        for one in readings(shaken_bytes(fixture("vendor-sheet.csv"), rng), columns=columns):
            assert one.findings or one.document is not None


def test_a_changed_bill_of_materials_is_read_or_refused() -> None:
    rng = random.Random("granta")
    refused = 0
    for number in range(2 * MUTANTS):
        shake = shaken_tree if number % 2 else shaken_bytes
        try:
            read_table(shake(fixture("granta-bom.xml"), rng), "bom.xml")
        except UnreadableTable:
            refused += 1
    assert 0 < refused < 2 * MUTANTS
