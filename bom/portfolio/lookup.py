"""What finds a part in the whole portfolio, with all that an answer about it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bom.portfolio.carried import Carried, Stated
from bom.portfolio.columns import Contents
from bom.portfolio.company import Company
from bom.portfolio.graph import Graph
from bom.portfolio.spoken import NAMELESS, first_names
from engine.arrays import UNIDENTIFIED, BoolArray, Constituents
from engine.exact import IntArray
from engine.topology import csr_starts
from regulations.substances import SubstanceId

__all__ = ["Lookup", "lookup_of", "rows_of"]


@dataclass(frozen=True, slots=True)
class Lookup:
    """By number and by node; only the whole portfolio has one.

    Attributes:
        starts: the parts that number i of the snapshot may mean stand in
            `node[starts[i]:starts[i + 1]]`, in the order of their identities.
        number_starts: the numbers that the part in node n goes by, as places in the snapshot's
            `numbers`, stand in `number[number_starts[n]:number_starts[n + 1]]`.
        is_whole: whether every part that the number may mean stands in the graph, bool [numbers];
            a mere name in an old bill of materials does not.
        is_part: a part of the company stands in the node, or its declaration beside it, bool
            [nodes].
        is_known: somebody says something about the part in the node, bool [nodes].
        is_built: our bill of materials says what the part in the node is made of, bool [nodes].
        is_delicate: what the node is depends on what else is asked about, bool [nodes]: a mixture,
            or a declaration that stands beside our own bill of materials. An answer about it has
            to be read by itself.
        name: place in `names` of the declared name of each constituent, else `NAMELESS`.
        names: declared names of substances, each once.
    """

    starts: IntArray
    node: IntArray
    number_starts: IntArray
    number: IntArray
    is_whole: BoolArray
    is_part: BoolArray
    is_known: BoolArray
    is_built: BoolArray
    is_delicate: BoolArray
    name: IntArray
    names: Sequence[str]

    def means(self, place: int) -> IntArray:
        """Nodes of the parts that the number at a place may mean."""
        return self.node[int(self.starts[place]) : int(self.starts[place + 1])]

    def resting(self, nodes: IntArray) -> IntArray:
        """Places of the numbers that an answer about nodes rests on.

        Every number that a part inside goes by, and every number that a part goes by which shares
        one of those: a declaration of any of them may change what the first number means.
        """
        own = np.unique(self.number[rows_of(self.number_starts, nodes)])
        sharing = np.unique(self.node[rows_of(self.starts, own)])
        return np.unique(self.number[rows_of(self.number_starts, sharing)])

    def names_in(
        self, rows: IntArray, substances: Sequence[SubstanceId], substance: IntArray
    ) -> dict[SubstanceId, str]:
        """A declared name of each substance among some constituents.

        Args:
            rows: constituents of the whole portfolio.
            substances: what the numbers in `substance` mean.
            substance: number of the substance of each of these rows.
        """
        return first_names(substance, self.name[rows], self.names, substances.__getitem__)


def lookup_of(
    company: Company,
    graph: Graph,
    carried: Carried,
    stated: Stated,
    *,
    new: IntArray,
    contents: Contents,
) -> Lookup:
    """Index the whole portfolio.

    Args:
        company: all parts.
        graph: their nodes.
        carried: the mixtures among them.
        stated: their constituents, not yet in the order of the arrays.
        new: node number in the arrays of each node of the graph.
        contents: what the declarations hold, by row.
    """
    total = len(new)
    place = {number: i for i, number in enumerate(sorted(company.directory.by_number))}
    pairs = [
        (place[number], int(new[graph.members[part.part_id]]))
        for number, found in company.directory.by_number.items()
        for part in found
        if part.part_id in graph.members
    ]
    numbers, nodes = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    by_number, by_node = np.argsort(numbers, kind="stable"), np.argsort(nodes, kind="stable")
    return Lookup(
        starts=csr_starts(numbers[by_number], len(place)),
        node=nodes[by_number],
        number_starts=csr_starts(nodes[by_node], total),
        number=numbers[by_node],
        is_whole=_whole(company, graph, place),
        is_part=_standing(graph, new),
        is_known=_marked(graph, new, (p.part_id for p in company.members if p.is_known)),
        is_built=_marked(graph, new, (p.part_id for p in company.members if p.has_usages)),
        is_delicate=_delicate(company, graph, carried, new),
        name=_named(contents, stated.constituents, new),
        names=contents.names,
    )


def rows_of(starts: IntArray, keys: IntArray) -> IntArray:
    """The rows of some keys where rows are grouped by key, one key after the other."""
    lengths = starts[keys + 1] - starts[keys]
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts[keys] - before, lengths) + np.arange(int(lengths.sum()))


def _named(contents: Contents, constituents: Constituents, new: IntArray) -> IntArray:
    """The name of each constituent in the order of the arrays: by material."""
    name = np.full(len(constituents), NAMELESS, dtype=np.int64)
    name[: len(contents.name)] = contents.name
    name[constituents.substance == UNIDENTIFIED] = NAMELESS
    return name[np.argsort(new[constituents.material], kind="stable")]


def _delicate(company: Company, graph: Graph, carried: Carried, new: IntArray) -> BoolArray:
    found = {part.part_id for part in company.members if part.is_mixture}
    for part in company.members:
        found |= {own.part_id for own in company.directory.own_declarations(part)}
        asked = part.speaking.requester_part_number if part.speaking else ""
        # Looked up by the number that it was asked by, its own number may not have been read.
        if part.has_usages and asked not in {"", part.part_number}:
            found.add(part.part_id)
    marked = _marked(graph, new, found)
    marked[new[list(graph.carried_nodes(carried))]] = True
    return marked


def _whole(company: Company, graph: Graph, place: Mapping[str, int]) -> BoolArray:
    whole = np.zeros(len(place), dtype=np.bool_)
    for number, found in company.directory.by_number.items():
        whole[place[number]] = all(part.part_id in graph.members for part in found)
    return whole


def _standing(graph: Graph, new: IntArray) -> BoolArray:
    marked = np.zeros(len(new), dtype=np.bool_)
    marked[new[[*graph.members.values(), *graph.declared_node.values()]]] = True
    return marked


def _marked(graph: Graph, new: IntArray, parts: Iterable[int]) -> BoolArray:
    marked = np.zeros(len(new), dtype=np.bool_)
    marked[new[[graph.members[part_id] for part_id in parts]]] = True
    return marked
