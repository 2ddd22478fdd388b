"""Lints of list data: each is one function from a folder to the problems it finds there.

The loader refuses a list at its first fault; `check` names all of them, so that a regulatory
team mends a file in one go. A lint skips what another lint complains about.
"""

from __future__ import annotations

from pathlib import Path

from regulations.cell_lints import CELL_LINTS
from regulations.errors import InvalidListData
from regulations.header import read_header
from regulations.lint_tables import TABLES, rows_of
from regulations.row_lints import ROW_LINTS
from regulations.tables import Problem

__all__ = ["check"]


def check(folder: Path) -> tuple[Problem, ...]:
    """Every problem that the lints find in a list's folder, in order of file and row."""
    try:
        read_header(folder)
        for name in TABLES:
            rows_of(folder, name)
    except InvalidListData as error:
        return (Problem(folder.name, 0, "", error.message),)
    found = [problem for lint in (*CELL_LINTS, *ROW_LINTS) for problem in lint(folder)]
    return tuple(sorted(found, key=lambda problem: (problem.file, problem.row, problem.column)))
