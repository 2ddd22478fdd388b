"""`docs/problems.md`: every code that an answer can bear, as the classes of errors say it.

`python -m api.problem_table > docs/problems.md`
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterator
from typing import Final

import api
import bom
import chemsherpa
import engine
import regulations
from api.problems import PLAIN, status_of
from regulations.errors import ComplianceError

__all__ = ["problem_table"]

_HEAD: Final = """\
# Problems

Every answer that is no success is `application/problem+json` (RFC 9457) with a stable `code`.
Generated from the classes of errors by `python -m api.problem_table`; change them, not this.

`status` is that of the answer; where a problem stands inside another answer (an item of a batch, a
job that failed) it is the one that the same question alone would get. `title` says what happened,
`hint` what to do; both are for people and may change. Findings inside files that were sent are no
problems of a request: [findings.md](findings.md).

| Code | Status | Meaning |
| --- | --- | --- |
"""
_BASES: Final = frozenset({"error"})


def problem_table() -> str:
    """The codes with their status, in the order of the alphabet, as one Markdown document."""
    rows = {code: (status, told) for code, (status, told) in PLAIN.items()}
    rows |= {kind.code: (status_of(kind), _first_line(kind)) for kind in _kinds()}
    told = (f"| `{code}` | {rows[code][0]} | {rows[code][1]} |" for code in sorted(rows))
    return _HEAD + "\n".join(told) + "\n"


def _kinds() -> Iterator[type[ComplianceError]]:
    """Every class of errors with a code of its own; what is not imported has no subclasses yet."""
    for package in (api, bom, chemsherpa, engine, regulations):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name.rpartition(".")[2] in {"errors", "refusals"} or _declares(module.name):
                importlib.import_module(module.name)
    waiting: list[type[ComplianceError]] = [ComplianceError]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.code not in _BASES:
            yield kind


def _declares(name: str) -> bool:
    """The modules that hold errors without being called so."""
    return name in {"api.routing", "bom.access.keys", "bom.repeats", "bom.store_faults"}


def _first_line(kind: type[ComplianceError]) -> str:
    return (kind.__doc__ or "").strip().splitlines()[0].replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(problem_table())
