"""The linters and the type checker, as part of the tests."""

from __future__ import annotations

import subprocess
import sys

import pytest

from .house import ROOT


@pytest.mark.parametrize(
    "command",
    [("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",)],
    ids=" ".join,
)
def test_a_checker_has_nothing_to_say(command: tuple[str, ...]) -> None:
    found = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout + found.stderr
