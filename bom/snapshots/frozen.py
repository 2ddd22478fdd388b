"""A snapshot as columns and plain JSON, and back: no pickle, nothing that could run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any, Final

import numpy as np

from bom.portfolio.joins import Ambiguity, UnitConflict
from bom.portfolio.lookup import Lookup
from bom.portfolio.snapshot import Snapshot
from bom.portfolio.statements import AboveAnswer
from bom.snapshots.texts import Facts, PartNodes, Texts
from engine.arrays import BomArrays, Claims, Constituents, Nodes, Usages
from engine.evidence import Evidence
from engine.exact import ExactColumn
from regulations.substances import IdType, SubstanceId

__all__ = ["Columns", "Tree", "freeze", "thaw"]

Columns = Mapping[str, np.ndarray]
"""Arrays by name; the name says where they belong: `arrays.nodes.kind`."""

Tree = list["Tree"] | dict[str, "Tree"] | str | int | bool | None
"""What JSON can say."""

_RECORDS: Final = {
    record.__name__: record
    for record in (
        AboveAnswer, Ambiguity, BomArrays, Claims, Constituents, Evidence, ExactColumn, Facts,
        Lookup, Nodes, PartNodes, Snapshot, Texts, UnitConflict, Usages,
    )
}  # fmt: skip
"""The only classes that are ever made from a file."""


def freeze(snapshot: Snapshot) -> tuple[dict[str, np.ndarray], Tree]:
    """Columns by name, and what is no column as JSON values.

    Equal snapshots give equal columns and equal JSON, whatever was loaded first.
    """
    columns: dict[str, np.ndarray] = {}
    ready = replace(
        snapshot,
        labels=Texts.of(snapshot.labels),
        parts=Facts.of(snapshot.parts),
        part_nodes=PartNodes.of(snapshot.part_nodes),
        numbers=Texts.of(snapshot.numbers),
        lookup=None
        if snapshot.lookup is None
        else replace(snapshot.lookup, names=Texts.of(snapshot.lookup.names)),
    )
    return columns, _frozen(ready, "", columns)


def thaw(columns: Columns, tree: Tree) -> Snapshot:
    """The snapshot again; its columns are those given, not copies.

    Raises:
        KeyError, TypeError, ValueError: what was written by something else.
    """
    found = _thawed(tree, columns)
    if not isinstance(found, Snapshot):
        raise TypeError("no snapshot")
    return found


def _frozen(value: object, path: str, columns: dict[str, np.ndarray]) -> Tree:
    if value is None or isinstance(value, bool | int) or type(value) is str:
        return value
    if isinstance(value, np.ndarray):
        columns[path] = value
        return ["column", path]
    name = type(value).__name__
    if name in _RECORDS and is_dataclass(value):
        below = {
            one.name: _frozen(getattr(value, one.name), f"{path}.{one.name}".lstrip("."), columns)
            for one in fields(value)
        }
        return ["record", name, below]
    return [*_plain(value, lambda inner: _frozen(inner, path, columns))]


def _plain(value: object, inner: Callable[[object], Tree]) -> tuple[Tree, ...]:
    if isinstance(value, SubstanceId):
        return "substance", value.id_type.value, value.value
    if isinstance(value, date):
        return "day", value.isoformat()
    if isinstance(value, Fraction):
        return "exact", str(value)
    if isinstance(value, tuple):
        return "row", *(inner(one) for one in value)
    if isinstance(value, frozenset):
        return "set", *(inner(one) for one in sorted(value))
    if isinstance(value, Mapping):
        return "map", *([inner(key), inner(value[key])] for key in sorted(value))
    raise TypeError(f"{type(value).__name__} has no place in a snapshot")


def _thawed(value: Tree, columns: Columns) -> Any:  # noqa: ANN401 - whatever was frozen
    if not isinstance(value, list):
        return value
    kind, *told = value
    if kind == "column":
        return columns[str(told[0])]
    if kind == "map":
        pairs = (each for each in told if isinstance(each, list))
        return {_thawed(key, columns): _thawed(one, columns) for key, one in pairs}
    if kind == "record" and isinstance(told[1], dict):
        below = {name: _thawed(one, columns) for name, one in told[1].items()}
        return _RECORDS[str(told[0])](**below)
    return _MADE[str(kind)](*(_thawed(one, columns) for one in told))


_MADE: Final[Mapping[str, Callable[..., Any]]] = {
    "substance": lambda id_type, value: SubstanceId(IdType(id_type), value),
    "day": date.fromisoformat,
    "exact": Fraction,
    "row": lambda *told: told,
    "set": lambda *told: frozenset(told),
}
