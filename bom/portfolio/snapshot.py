"""The store as arrays: a handful of column queries, then numpy, then `engine.assemble.assemble`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

from sqlalchemy.orm import Session

from bom.history import last_change
from bom.instants import read_instant
from bom.lists.law_book import read_law_book
from bom.portfolio.carried import Carried, Stated, read_carried, with_carried
from bom.portfolio.columns import Contents, Trees, read_contents, read_trees
from bom.portfolio.company import Company, read_company
from bom.portfolio.evidence import Evidences, evidences_of
from bom.portfolio.graph import Graph, graph_of
from bom.portfolio.joins import Ambiguity, Links, UnitConflict, links_of
from bom.portfolio.lookup import Lookup, lookup_of
from bom.portfolio.statements import AboveAnswer, above_answers, claims_of, constituents_of
from bom.resolution import KnownPart
from engine.arrays import BomArrays
from engine.assemble import assemble
from engine.errors import CyclicStructure
from engine.exact import IntArray
from regulations.substances import SubstanceId

__all__ = ["PartFacts", "Snapshot", "read_snapshot"]


@dataclass(frozen=True, slots=True)
class PartFacts:
    """Who and what stands behind a node of the company's graph.

    Attributes:
        declaration_sha256: of the declaration that speaks here, "" without one.
        others: sha256 of the declarations kept as history, newest first.
    """

    part_id: int
    part_number: str
    revision: str
    manufacturer: str
    name: str
    declaration_sha256: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the store knew at one instant, ready to be judged.

    Attributes:
        labels: by node, its word in a path: the number of a company part, else the declared name.
        part_nodes: node of each part of the company's graph, by part id.
        parts: facts by node, for the nodes of company parts.
        applied: nodes of the mixtures that usages lead to, by way of the material they become.
        ambiguities: usages whose child may be one of several parts.
        unit_conflicts: usages whose unit cannot be converted; their quantity is absent.
        answers: compliance answers that say “above”.
        names: a declared name of each substance.
        numbers: part numbers that were looked up or found on the way, sorted; as long as none of
            them is touched, the answer is the same.
        recorded_at: instant of the last change that it includes, None for an empty store.
        lookup: finds parts in it and cuts them out; None where it is not the whole portfolio.
    """

    arrays: BomArrays
    labels: Sequence[str]
    part_nodes: Mapping[int, int]
    parts: Mapping[int, PartFacts]
    applied: frozenset[int]
    ambiguities: tuple[Ambiguity, ...]
    unit_conflicts: tuple[UnitConflict, ...]
    answers: tuple[AboveAnswer, ...]
    names: Mapping[SubstanceId, str]
    numbers: Sequence[str]
    recorded_at: str | None
    lookup: Lookup | None = None


def read_snapshot(
    session: Session, *, roots: Sequence[int] | None = None, known_at: str | None = None
) -> Snapshot:
    """Everything, or what is below some parts, as it was known at an instant.

    Args:
        session: of `Database.readers`, so that all queries see one state.
        roots: part ids; None = the whole portfolio.
        known_at: ISO 8601; None = now.

    Raises:
        CyclicStructure: with part numbers; `load_usages` refuses cycles, so this is damage.
        InvalidInstant: `known_at` is no instant.
        UnknownPart: a root that the store does not hold.
    """
    instant = None if known_at is None else read_instant(known_at)
    company = read_company(session, roots=roots, known_at=instant)
    declared = [part for part in company.members if part.speaking is not None]
    trees = read_trees(session, [p.speaking.declaration_id for p in declared if p.speaking])
    evidences = evidences_of(declared)
    carried = read_carried(session, company, known_at=instant)
    graph = graph_of(company, trees, evidences, carried, explicit=frozenset(roots or ()))
    links = links_of(company, trees, graph)
    contents = read_contents(session, trees)
    stated = _stated(session, trees, contents, graph, carried, known_at=instant)
    arrays, new = _assembled(graph, links, stated, evidences, carried)
    return Snapshot(
        arrays=arrays,
        labels=_labels(graph, new),
        part_nodes={part.part_id: int(new[i]) for i, part in enumerate(company.members)},
        parts=_facts(company, graph, new),
        applied=_applied(company, graph, carried, new),
        ambiguities=tuple(each.renumbered(new) for each in links.ambiguities),
        unit_conflicts=tuple(each.renumbered(new) for each in links.unit_conflicts),
        answers=above_answers(session, declared, graph, new),
        names=stated.names,
        numbers=tuple(sorted(company.directory.by_number)),
        recorded_at=last_change(session, known_at=instant),
        lookup=None
        if roots is not None
        else lookup_of(company, graph, carried, stated, new=new, contents=contents),
    )


def _assembled(
    graph: Graph, links: Links, stated: Stated, evidences: Evidences, carried: Carried
) -> tuple[BomArrays, IntArray]:
    with _cycles_named(graph):
        return assemble(
            nodes=graph.nodes,
            usages=links.usages,
            constituents=stated.constituents,
            claims=stated.claims,
            substances=stated.substances,
            exemptions=stated.exemptions,
            evidences=evidences.distinct,
            provenance=_provenance(graph, carried),
        )


def _stated(
    session: Session,
    trees: Trees,
    contents: Contents,
    graph: Graph,
    carried: Carried,
    *,
    known_at: str | None,
) -> Stated:
    """What the declarations hold, and what remains of the mixtures."""
    # Asked only where somebody declared a number of many; most portfolios have none.
    listed = cache(lambda: read_law_book(session, known_at=known_at).named())
    own = Stated(
        *constituents_of(session, trees, contents, graph, listed=listed),
        *claims_of(session, contents),
    )
    return with_carried(own, carried, graph.carried_nodes(carried), listed=listed)


def _applied(company: Company, graph: Graph, carried: Carried, new: IntArray) -> frozenset[int]:
    used = {part.part_id for found in company.candidates.values() for part in found}
    return frozenset(
        int(new[graph.members[part.part_id]]) for part in carried.parts if part.part_id in used
    )


def _provenance(graph: Graph, carried: Carried) -> dict[int, tuple[str, ...]]:
    told = {graph.members[part_id]: (why,) for part_id, why in carried.silent.items()}
    return told | dict(zip(graph.carried_nodes(carried), carried.sentences, strict=True))


@contextmanager
def _cycles_named(graph: Graph) -> Iterator[None]:
    try:
        yield
    except CyclicStructure as cyclic:
        words = " → ".join(graph.labels[node] for node in cyclic.cycle)
        raise CyclicStructure(f"a part contains itself: {words}", hint=cyclic.hint) from cyclic


def _labels(graph: Graph, new: IntArray) -> tuple[str, ...]:
    labels = [""] * len(graph.labels)
    for old, label in enumerate(graph.labels):
        labels[new[old]] = label
    return tuple(labels)


def _facts(company: Company, graph: Graph, new: IntArray) -> dict[int, PartFacts]:
    facts: dict[int, PartFacts] = {}
    for node, part in enumerate(company.members):
        beside = graph.declared_node.get(part.part_id, node)
        facts[int(new[node])] = _fact(part, speaks=beside == node)
        if beside != node:
            facts[int(new[beside])] = _fact(part, speaks=True)
    return facts


def _fact(part: KnownPart, *, speaks: bool) -> PartFacts:
    head = part.speaking if speaks else None
    return PartFacts(
        part.part_id,
        part.part_number,
        part.revision,
        part.manufacturer,
        part.name,
        declaration_sha256=head.sha256 if head else "",
        others=tuple(other.sha256 for other in part.others) if head else (),
    )
