"""Where tests find material that is not part of the project, and how they skip without it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples in every run: a red main says that the code changed. `make nightly` draws new
# ones, as many as CHEMGATE_RELATIONS says.
settings.register_profile("steady", derandomize=True)
if "CHEMGATE_RELATIONS" not in os.environ:
    settings.load_profile("steady")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of third-party samples and worked examples beside the checkout."""
    folder = Path(os.environ.get("CHEMGATE_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip("third-party samples are not beside the checkout (set CHEMGATE_SHARED)")
    return folder
