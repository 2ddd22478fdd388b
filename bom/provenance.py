"""Where each constituent of a question stands in its declaration: file, element, line, text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bom.chunks import chunks, padded
from bom.models import Constituent, Declaration, Node
from engine.arrays import BomArrays
from engine.sources import Sources, Stated

__all__ = ["read_sources"]

_ROOT: Final = "/Main/Product/Composition"
_OURS: Final = ("chemsherpa", "iec62474")
_STEPS: Final = {"part": "ProductPart", "material": "Material"}


@dataclass(frozen=True, slots=True)
class _Tree:
    """A declaration by the numbers of its nodes, in document order.

    Attributes:
        children: numbers of the nodes below a node.
        pointers: XPath of every node, "" where the format is not one of ours.
        stated: constituents of every node.
    """

    children: Mapping[int, Sequence[int]]
    pointers: Mapping[int, str]
    stated: Mapping[int, tuple[Stated, ...]]


def read_sources(session: Session, bom: BomArrays, speaking: Mapping[int, str]) -> Sources:
    """The declared text behind every constituent below some nodes.

    A declaration's tree and the arrays hold the same nodes in the same order, so one walk over
    both finds each row again; where they do not fit together nothing is said, rather than
    something about another row.

    Args:
        session: of the store.
        bom: the arrays of a snapshot.
        speaking: by node of a company part, the sha256 of the declaration that speaks there.
    """
    trees = _read_trees(session, set(speaking.values()) - {""})
    found: dict[int, tuple[Stated, ...]] = {}
    for node, digest in speaking.items():
        if digest in trees:
            found |= dict(_walk(bom, trees[digest], node, 0))
    return found


def _walk(
    bom: BomArrays, tree: _Tree, node: int, number: int
) -> Iterator[tuple[int, tuple[Stated, ...]]]:
    stated = tree.stated.get(number, ())
    if len(stated) == int(bom.contents[node + 1] - bom.contents[node]):
        yield node, stated
    held = bom.usages.child[bom.children[node] : bom.children[node + 1]].tolist()
    below = tree.children.get(number, ())
    if len(held) == len(below):
        for child, inner in zip(held, below, strict=True):
            yield from _walk(bom, tree, child, inner)


def _read_trees(session: Session, digests: set[str]) -> dict[str, _Tree]:
    schemes: dict[int, tuple[str, str]] = {}
    heads = select(Declaration.id, Declaration.content_sha256, Declaration.scheme)
    for some in chunks(sorted(digests)):
        for key, digest, scheme in session.execute(
            heads.where(Declaration.content_sha256.in_(padded(some)))
        ):
            schemes[key] = (digest, scheme)
    nodes, rows = defaultdict(list), defaultdict(list)
    for numbers in chunks(sorted(schemes)):
        keys = padded(numbers)
        own = select(Node).where(Node.declaration_id.in_(keys)).order_by(Node.number)
        for each in session.scalars(own):
            nodes[each.declaration_id].append(each)
        held = select(Constituent).where(Constituent.declaration_id.in_(keys))
        for one in session.scalars(held.order_by(Constituent.number)):
            rows[one.declaration_id].append(one)
    return {
        digest: _tree(digest, scheme, nodes[key], rows[key])
        for key, (digest, scheme) in schemes.items()
    }


def _tree(digest: str, scheme: str, nodes: Sequence[Node], rows: Sequence[Constituent]) -> _Tree:
    children: defaultdict[int, list[int]] = defaultdict(list)
    pointers: dict[int, str] = {}
    steps: defaultdict[tuple[int, str], int] = defaultdict(int)
    for node in nodes:
        if node.parent_number is None:
            pointers[node.number] = _ROOT if scheme.startswith(_OURS) else ""
            continue
        children[node.parent_number].append(node.number)
        above = pointers[node.parent_number]
        steps[node.parent_number, node.kind] += not node.is_implied
        step = f"/{_STEPS.get(node.kind, '')}[{steps[node.parent_number, node.kind]}]"
        pointers[node.number] = above if node.is_implied or not above else above + step
    stated: defaultdict[int, list[Stated]] = defaultdict(list)
    for row in rows:
        above, place = pointers[row.node_number], len(stated[row.node_number]) + 1
        pointer = f"{above}/Substance[{place}]" if above else ""
        stated[row.node_number].append(Stated(digest, pointer, row.line, *_amount(row)))
    return _Tree(children, pointers, {number: tuple(each) for number, each in stated.items()})


def _amount(row: Constituent) -> tuple[str, str]:
    if row.low_percent is not None or row.high_percent is not None:
        return f"{row.low_percent or '0'}-{row.high_percent or ''}", "mass%"
    if row.percent is not None:
        return row.percent, "mass%"
    return (row.mass, row.mass_unit or "") if row.mass is not None else ("", "")
