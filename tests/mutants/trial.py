"""One changed file in a process of its own, and whether some test fails there."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import CodeType, ModuleType
from typing import Final

import pytest

from .changes import Mutant

__all__ = ["is_noticed"]

MOST_SECONDS: Final = 300
_NOTICED, _SURVIVED = 1, 0


def is_noticed(root: Path, mutant: Mutant, tests: Sequence[str]) -> bool:
    """Whether some of the tests fails with the change; one that never ends has noticed, too.

    The process is forked, so that nothing is imported twice that the change does not touch; the
    package that holds the change must not be imported yet.
    """
    if not tests:
        return False
    child = os.fork()
    if not child:
        _try(root, mutant, tests)
    _, status = os.waitpid(child, 0)
    return status != _SURVIVED


def _try(root: Path, mutant: Mutant, tests: Sequence[str]) -> None:
    signal.alarm(MOST_SECONDS)  # ends the process, and so counts as noticed
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    sys.meta_path.insert(0, _Changed(root, mutant))
    sys.dont_write_bytecode = True
    code = 1
    try:
        code = pytest.main(["-x", "-q", "-p", "no:cacheprovider", "--no-header", *tests])
    finally:
        os._exit(_SURVIVED if code == 0 else _NOTICED)


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Gives the changed text for one module and leaves the others alone."""

    def __init__(self, root: Path, mutant: Mutant) -> None:
        self._name = mutant.file.removesuffix(".py").replace("/", ".")
        self._file = str(root / mutant.file)
        self._text = mutant.text

    def find_spec(
        self, name: str, _path: object = None, _target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name != self._name:
            return None
        return importlib.util.spec_from_loader(name, self, origin=self._file)

    def get_source(self, _fullname: str) -> str:
        return self._text

    def get_code(self, _fullname: str) -> CodeType:
        return compile(self._text, self._file, "exec")
