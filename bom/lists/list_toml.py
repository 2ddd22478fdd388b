"""The head of a list as TOML text; Python reads TOML and does not write it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

__all__ = ["source_table", "toml_text"]


def toml_text(table: Mapping[str, object]) -> str:
    """A head of a list: strings, Booleans, dates, lists of strings, tables and lists of tables.

    Plain keys come first, because TOML gives what follows a table's name to that table.

    Raises:
        TypeError: a value of another kind, such as a number; no head has one.
    """
    return "\n".join(_lines(table, ())) + "\n"


def source_table(key: str, source: Mapping[str, object]) -> str:
    """One more ``[source.key]``, to be put after the last line of a head."""
    return "\n" + "\n".join(_table(source, ("source", key), "[{}]")) + "\n"


def _lines(table: Mapping[str, object], path: tuple[str, ...]) -> list[str]:
    nested = {name: value for name, value in table.items() if _is_nested(value)}
    lines = [
        f"{_key(name)} = {_value(value)}" for name, value in table.items() if name not in nested
    ]
    for name, value in nested.items():
        if isinstance(value, Mapping):
            lines += ["", *_table(value, (*path, name), "[{}]")]
        elif isinstance(value, list):
            for item in value:
                lines += ["", *_table(item, (*path, name), "[[{}]]")]
    return lines


def _table(table: Mapping[str, object], path: tuple[str, ...], brackets: str) -> list[str]:
    head = brackets.format(".".join(map(_key, path)))
    plain = any(not _is_nested(value) for value in table.values())
    lines = _lines(table, path)
    return [head, *lines] if plain or not lines else lines[1:]


def _is_nested(value: object) -> bool:
    return isinstance(value, Mapping) or (
        isinstance(value, list) and any(isinstance(item, Mapping) for item in value)
    )


def _key(name: str) -> str:
    return name if name.isascii() and name.replace("-", "_").isidentifier() else _string(name)


def _string(text: str) -> str:
    # JSON writes every control character but DEL as an escape that TOML reads too.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    raise TypeError(f"no value of a list's head: {type(value).__name__}")
