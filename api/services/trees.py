"""A part as a tree that is opened step by step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode

from sqlalchemy.orm import Session

from api.errors import UnknownPlace
from api.services.parts import FoundPart
from api.services.verdicts import Ask, read_part
from api.wire.body import Json, hashed
from api.wire.numbers import share
from bom.instants import read_instant
from engine.axes import Axes
from engine.evaluate import evaluate
from engine.tree import Branch, Place, open_tree

__all__ = ["MOST_NODES", "Opening", "tree_of"]

MOST_NODES: Final = 1_000
_Facts = Mapping[int, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Opening:
    """Which part of the tree is shown.

    Attributes:
        at: where to begin, `0.2` = the third child of the first; "" for the root.
        depth: levels below it.
        problems_only: leave out what is neither red nor open.
    """

    at: str = ""
    depth: int = 1
    problems_only: bool = False

    @property
    def place(self) -> Place:
        """`at` as numbers.

        Raises:
            UnknownPlace: it is no place.
        """
        steps = self.at.split(".") if self.at else []
        if not all(step.isascii() and step.isdigit() and len(step) < 10 for step in steps):  # noqa: PLR2004
            raise UnknownPlace(
                f"“{self.at[:40]}” is no place in a tree",
                hint="follow the `href` of a node, or write it like 0.2.1",
            )
        return tuple(int(step) for step in steps)


def tree_of(
    session: Session,
    part_number: str,
    ask: Ask,
    opening: Opening,
    *,
    revision: str = "",
    manufacturer: str = "",
) -> Json:
    """The tree of a part; of several matching parts the first, with the others named.

    Raises:
        UnknownPart: nobody declared it and no bill of materials names it.
        UnknownPlace: the tree has no such place.
        UnknownList, UnknownCategory, InvalidInstant: a question that cannot be answered.
    """
    place = opening.place
    read = read_part(session, part_number, ask, revision=revision, manufacturer=manufacturer)
    part, rules = read.found.parts[0], read.law.rules
    evaluation, _ = read.held.counted(evaluate(part.product.bom, rules))
    branch, is_cut = open_tree(
        evaluation,
        part.product,
        place=place,
        depth=opening.depth,
        problems_only=opening.problems_only,
        most=MOST_NODES,
    )
    if branch is None:
        raise UnknownPlace(
            f"{part_number[:80]} has no place {opening.at}", hint="open the tree from its root"
        )
    known_at = read_instant(ask.known_at) if ask.known_at else read.found.recorded_at
    return hashed(
        {
            "part": dict(part.facts),
            "also_matching": [dict(other.facts) for other in read.found.parts[1:]],
            "as_of": ask.as_of.isoformat(),
            "known_at": known_at,
            "assumptions": list(read.law.assumptions),
            "lists": list(rules.lists),
            "is_cut": is_cut,
            "tree": _branch(branch, _address(part, ask)),
        }
    )


def _address(part: FoundPart, ask: Ask) -> str:
    """The tree's own address without a place: what was asked is asked again below."""
    facts = part.facts
    asked = [(key, facts[key]) for key in ("revision", "manufacturer") if facts[key]]
    asked += [("as_of", ask.as_of.isoformat()), *(("list", one) for one in ask.lists)]
    asked += [("eee_category", ask.eee_category)] if ask.eee_category else []
    asked += [("known_at", ask.known_at)] if ask.known_at else []
    return f"/v1/parts/{quote(facts['part_number'], safe='')}/tree?{urlencode(asked)}"


def _branch(branch: Branch, address: str) -> Json:
    body: Json = {
        "at": _at(branch.place),
        "word": branch.word,
        "path": list(branch.path),
        "kind": branch.kind.name.lower(),
        "count": share(branch.count),
        "is_alternative": branch.is_alternative,
        **_axes(branch.whole),
        "lists": [_axes(axes) for axes in branch.lists],
        "cause": None
        if branch.cause is None
        else {"at": _at(branch.cause), "href": _href(address, branch.cause)},
        "holds": branch.holds,
        "href": _href(address, branch.place),
    }
    if branch.children is not None:
        body["children"] = [_branch(child, address) for child in branch.children]
    return body


def _axes(axes: Axes) -> Json:
    return {
        "status": axes.status.value,
        "known": axes.known.word if axes.known is not None else None,
        "open": [one.word for one in axes.open],
    }


def _at(place: Place) -> str:
    return ".".join(map(str, place))


def _href(address: str, place: Place) -> str:
    return f"{address}&{urlencode({'at': _at(place)})}"
