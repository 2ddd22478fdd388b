"""JSON read strictly: numbers by their decimal text, every complaint with a JSON pointer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction
from typing import NoReturn

from bom.errors import InvalidStructureFile
from regulations.errors import InvalidQuantity
from regulations.quantities import exact_decimal, json_number

__all__ = ["Interval", "JsonNumber", "JsonObject"]


@dataclass(frozen=True, slots=True)
class Interval:
    """A declared value or range, both ends included."""

    low: Fraction
    high: Fraction


class JsonNumber(str):
    """A JSON number, kept as the text that stood in the file."""

    __slots__ = ()


def _tree(text: str) -> object:
    try:
        return json.loads(
            text,
            parse_float=JsonNumber,
            parse_int=JsonNumber,
            parse_constant=_no_number,
            object_pairs_hook=_unique,
        )
    except json.JSONDecodeError as error:
        raise InvalidStructureFile(
            f"not JSON: {error.msg}",
            where=f"line {error.lineno} column {error.colno}",
            hint="mend the file there; a comma or a quote is often missing",
        ) from error
    except RecursionError as error:
        raise InvalidStructureFile(
            "nested too deeply", where="/", hint="describe fewer levels of parts"
        ) from error


def _no_number(word: str) -> NoReturn:
    raise InvalidStructureFile(
        f"{word} is not a number", where="/", hint="leave out what is not known", code="value-mass"
    )


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise InvalidStructureFile(
            f"“{double}” stands twice in one object", where="/", hint="keep one of them"
        )
    return found


class JsonObject:
    """A JSON object with its pointer; every access says what it expects.

    All methods raise `InvalidStructureFile` with the pointer of the place.
    """

    @classmethod
    def parse(cls, text: str) -> JsonObject:
        """The object that a text holds."""
        return cls(_tree(text), "")

    def __init__(self, tree: object, where: str) -> None:
        self.where = where or "/"
        self._base = where
        if not isinstance(tree, dict):
            self.refuse("", "expected an object")
        self._tree = tree

    def refuse(self, name: str, reason: str, *, hint: str = "", code: str = "") -> NoReturn:
        """Stop here, with the place."""
        where = f"{self._base}/{name}" if name else self.where
        raise InvalidStructureFile(reason, where=where, hint=hint, code=code)

    def only(self, *names: str) -> None:
        """Refuse every word but these."""
        unknown = sorted(set(self._tree) - set(names))
        if unknown:
            hint = f"known here: {' '.join(names)}"
            self.refuse(unknown[0], f"“{unknown[0]}” is not known here", hint=hint)

    def has(self, name: str) -> bool:
        """Whether a value was given; null is none."""
        return self._tree.get(name) is not None

    def text(self, name: str) -> str:
        """A text, "" when not given."""
        value = self._tree.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.refuse(name, "expected a text")
        return str(value)

    def flag(self, name: str) -> bool | None:
        """true, false, or None when not given."""
        value = self._tree.get(name)
        if value is not None and not isinstance(value, bool):
            self.refuse(name, "expected true or false")
        return value

    def object(self, name: str) -> JsonObject:
        """An inner object."""
        return JsonObject(self._tree.get(name), f"{self._base}/{name}")

    def objects(self, name: str) -> list[JsonObject]:
        """A list of objects, empty when not given."""
        value = self._tree.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.refuse(name, "expected a list")
        return [JsonObject(one, f"{self._base}/{name}/{place}") for place, one in enumerate(value)]

    def texts(self, name: str) -> tuple[str, ...]:
        """A text or a list of texts."""
        value = self._tree.get(name, ())
        values = [value] if isinstance(value, str) else value
        told = isinstance(values, list | tuple) and all(
            isinstance(one, str) and not isinstance(one, JsonNumber) for one in values
        )
        if not told:
            self.refuse(name, "expected a text or a list of texts")
        return tuple(values)

    def number(self, name: str) -> Fraction:
        """A number, exact."""
        value = self._tree.get(name)
        if not isinstance(value, str):
            self.refuse(name, "expected a number, best as a text of digits", code="value-mass")
        try:
            return json_number(value) if isinstance(value, JsonNumber) else exact_decimal(value)
        except InvalidQuantity as error:
            self.refuse(name, error.message, hint=error.hint, code="value-mass")

    def written(self, name: str) -> str:
        """A number or range as its digits stand in the file; "" when not given."""
        value = self._tree.get(name)
        if isinstance(value, dict):
            return f"{value.get('min', 0)}-{value.get('max', '')}"
        return "" if value is None else str(value)

    def interval(self, name: str) -> Interval:
        """A value, or a range `{min, max}`."""
        if isinstance(self._tree.get(name), dict):
            inner = self.object(name)
            inner.only("min", "max", "unit")
            return inner.ends()
        value = self.number(name)
        return Interval(value, value)

    def ends(self) -> Interval:
        """The range that this object describes."""
        low = self.number("min") if self.has("min") else Fraction(0)
        high = self.number("max")
        if low > high:
            self.refuse("min", "the least is more than the most")
        return Interval(low, high)

    def names(self) -> tuple[str, ...]:
        """The words of the object, in order."""
        return tuple(self._tree)
