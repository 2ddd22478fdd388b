"""A tree of a format that no schema describes here: what is asked for is read, the rest is told.

Formats that are known from samples and descriptions only cannot be checked before they are read.
So each element remembers what was asked of it, and at the end everything that stands in the file
and that nobody asked for is named: an unknown element costs a notice, never a silent loss.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from chemsherpa.errors import Refused
from chemsherpa.findings import Finding, found
from chemsherpa.names import Element, attributes, is_element, line_of, local_name

__all__ = ["Lenient"]

_SCHEMA_INSTANCE: Final = "{http://www.w3.org/2001/XMLSchema-instance}"
_TRUTHS: Final = {"": None, "true": True, "1": True, "false": False, "0": False}
_MOST_NAMES: Final = 100
_EXEMPTION: Final = re.compile("exempt", re.IGNORECASE)


class Lenient:
    """An element by local names, whatever its namespace; it knows what was read from it.

    Attributes:
        name: local name.
        line: in the file, 0 where there is none.
    """

    __slots__ = (
        "_built",
        "_element",
        "_parent",
        "_read",
        "_read_attributes",
        "_step",
        "_text_is_read",
        "line",
        "name",
    )

    def __init__(self, element: Element, parent: Lenient | None = None, step: str = "") -> None:
        self._element = element
        self._parent = parent
        self._step = step or local_name(element)
        self._built: list[Lenient] | None = None
        self._read: set[int] | None = None
        self._read_attributes: tuple[str, ...] = ()
        self._text_is_read = False
        self.name = local_name(element)
        self.line = line_of(element) or 0

    @property
    def _children(self) -> list[Lenient]:
        if self._built is None:
            self._built = self._build()
        return self._built

    def _build(self) -> list[Lenient]:
        inner = [child for child in self._element if is_element(child)]
        names = [local_name(child) for child in inner]
        several = {name for name, count in Counter(names).items() if count > 1}
        seen: Counter[str] = Counter()
        built = []
        for name, child in zip(names, inner, strict=True):
            seen[name] += 1
            step = f"{name}[{seen[name]}]" if name in several else name
            built.append(Lenient(child, self, step))
        return built

    def _mark(self, places: Iterable[int]) -> None:
        if self._read is None:
            self._read = set()
        self._read.update(places)

    @property
    def where(self) -> str:
        """Path in the document, the place among its like in brackets where it has any."""
        outer = self._parent.where if self._parent is not None else ""
        return f"{outer}/{self._step}"

    def text(self) -> str:
        """What stands directly in it, without white space around."""
        self._text_is_read = True
        return (self._element.text or "").strip()

    def get(self, name: str) -> str | None:
        """An attribute as written, None when it is not."""
        if name not in self._read_attributes:
            self._read_attributes += (name,)
        value = self._element.get(name)
        return None if value is None else str(value)

    def said(self, name: str) -> str:
        """An attribute without white space around, "" when not written."""
        return (self.get(name) or "").strip()

    def truth(self, name: str) -> bool | None:
        """A flag, None when it is not written.

        Raises:
            Refused: `flag-unclear`.
        """
        text = self.said(name)
        if text.lower() not in _TRUTHS:
            raise Refused("flag-unclear", where=self.where, line=self.line, name=name, text=text)
        return _TRUTHS[text.lower()]

    def all(self, *names: str) -> list[Lenient]:
        """All children of these names, in file order."""
        found_here = [(at, child) for at, child in enumerate(self._children) if child.name in names]
        if found_here:
            self._mark(at for at, _ in found_here)
        return [child for _, child in found_here]

    def one(self, name: str) -> Lenient | None:
        """The child of that name, None without.

        Raises:
            Refused: `element-twice`; which of two speaks would be a guess.
        """
        children = self.all(name)
        if len(children) > 1:
            second = children[1]
            raise Refused("element-twice", where=second.where, line=second.line, name=name)
        return children[0] if children else None

    def below(self, *names: str, outside: frozenset[str] = frozenset()) -> list[Lenient]:
        """The outermost descendants of these names; the elements on the way count as read.

        Args:
            names: local names.
            outside: names of elements that are not looked into.
        """
        outermost: list[Lenient] = []
        for at, child in enumerate(self._children):
            if child.name in names:
                inner = [child]
            else:
                inner = [] if child.name in outside else child.below(*names, outside=outside)
            if inner:
                self._mark([at])
                outermost += inner
        return outermost

    def ignore(self, *names: str) -> None:
        """Count children as read that are told about otherwise, with all that they hold."""
        for child in self.all(*names):
            child.ignore_all()

    def ignore_all(self) -> None:
        """Count everything in it as read."""
        self._read_attributes = tuple(str(name) for name in self._element.attrib)
        self._mark(range(len(self._children)))
        self._text_is_read = True
        for child in self._children:
            child.ignore_all()

    def unread(self) -> tuple[Finding, ...]:
        """One finding for each name of an element or attribute that was not read, with its count.

        An exemption that is not understood is worth a warning: without it a verdict is harsher.
        """
        unread = self.unread_names()
        told = [
            found(
                "not-understood.exemption" if _EXEMPTION.search(name) else "not-understood.name",
                first.where,
                first.line or None,
                name=name,
                count=count,
            )
            for name, count, first in unread[:_MOST_NAMES]
        ]
        if len(unread) > _MOST_NAMES:
            told.append(found("not-understood.more", count=len(unread) - _MOST_NAMES))
        return tuple(told)

    def unread_names(self) -> list[tuple[str, int, Lenient]]:
        """What was not read: each name, how often it stands there, and where first."""
        counts: Counter[str] = Counter()
        first: dict[str, Lenient] = {}
        for name, holder in self._unread():
            counts[name] += 1
            first.setdefault(name, holder)
        return [(name, count, first[name]) for name, count in counts.items()]

    def _unread(self) -> Iterator[tuple[str, Lenient]]:
        for name, value in attributes(self._element).items():
            says = value.strip() and not name.startswith(_SCHEMA_INSTANCE)
            if says and name not in self._read_attributes:
                yield f"{self.name}@{name}", self
        read = self._read or ()
        for at, child in enumerate(self._children):
            if at in read:
                yield from child._unread()  # noqa: SLF001 - its own class
            else:
                yield child.name, child
        if not self._text_is_read and (self._element.text or "").strip():
            yield f"{self.name} (text)", self
