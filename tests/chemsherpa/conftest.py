"""Valid declarations of our own, and archives built around them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from chemsherpa import Declaration

from .assembling import declared

Archive = Callable[..., bytes]


@pytest.fixture(scope="session")
def declarations(root: Path) -> dict[str, bytes]:
    """The fixtures by part number."""
    files = sorted((root / "fixtures" / "chemsherpa").glob("*.xml"))
    return {file.name.split("_")[2]: file.read_bytes() for file in files}


@pytest.fixture(scope="session")
def screw(declarations: dict[str, bytes]) -> bytes:
    return declarations["SCREW-M3"]


@pytest.fixture
def archive() -> Archive:
    def build(members: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", method) as file:
            for name, data in members.items():
                file.writestr(zipfile.ZipInfo(name), data, method)
        return buffer.getvalue()

    return build


@pytest.fixture
def terminal(declarations: dict[str, bytes]) -> Declaration:
    return declared(declarations["TERMINAL-310"])


@pytest.fixture
def lens(declarations: dict[str, bytes]) -> Declaration:
    return declared(declarations["LENS-220"])
