"""A small list to break, and the bundled catalog."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from regulations import Catalog, bundled

HEADER = """
id = "toy-list"
name = "Toy list"
authority = "nobody"
legal_basis = "none"
binding = false
checked_on = 2026-01-01
versions_from = "included_on"

[defaults]
effect = "restrict"
level = "article"
breached = "above"
citation = "none"
source = "s"

[source.s]
title = "made up"
trust = "D"
"""
ENTRIES = "id,name,included_on\nlead,Lead,2020-01-01\n"
MEMBERS = "entry,id_type,id,name\nlead,cas,7439-92-1,Lead\n"
THRESHOLDS = "entry,value,unit,from\nlead,0.1,percent,2020-01-01\n"

Write = Callable[..., Path]


@pytest.fixture
def toy_list(tmp_path: Path) -> Write:
    """Writes a good list of one entry; keyword arguments replace or add files."""

    def write(**files: str) -> Path:
        folder = tmp_path / "toy-list"
        folder.mkdir(exist_ok=True)
        texts = {"entries": ENTRIES, "members": MEMBERS, "thresholds": THRESHOLDS, **files}
        (folder / "list.toml").write_text(texts.pop("header", HEADER), encoding="utf-8")
        for name, text in texts.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        return folder

    return write


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return bundled()
