"""Whom to ask what when the law has changed: the fewest questions that bring coverage back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.arrays import BomArrays, Kind
from engine.boundary import declared_around
from engine.differences import newly_silent
from engine.evaluate import Evaluation
from engine.evidence import NOTHING_DECLARED, Evidence
from engine.rules import EntryName, RuleSet
from engine.silence import covered_by

__all__ = ["Inquiry", "Request", "Survey", "survey"]


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What is asked about one declared part.

    Attributes:
        part: its node.
        entries: what has to be answered, sorted; what those answers prove besides is not asked.
    """

    part: int
    entries: tuple[EntryName, ...]


@dataclass(frozen=True, slots=True)
class Request:
    """One letter to one supplier, "" where nobody is known; parts in the order of their nodes."""

    supplier: str
    inquiries: tuple[Inquiry, ...]


@dataclass(frozen=True, slots=True)
class Survey:
    """All letters, by supplier, and what was saved.

    Attributes:
        spared: declared parts that need not be asked about, because their declarations say enough.
    """

    requests: tuple[Request, ...]
    spared: int


def survey(before: Evaluation, after: Evaluation, supplier_of: Mapping[int, str]) -> Survey:
    """The smallest set of questions whose answers cover again what another law left open.

    Nobody but its declarant can close a gap of a declared part, so there is one question for each
    part with a gap, and none for any other; a part of many units is asked about once. Within a
    question a company's entry is not asked where the answers about the law prove it. Who never
    declared anything owes a declaration whatever the law, and a mixture a transfer: neither is
    asked about the change.

    Args:
        before: under the law so far.
        after: the same structure under the other law.
        supplier_of: who declared which part, by node.
    """
    bom, rules = after.line.bom, after.line.rules
    inquiries: defaultdict[str, list[Inquiry]] = defaultdict(list)
    open_ = _open_by_part(before, after)
    asked: dict[frozenset[int], tuple[EntryName, ...]] = {}  # declarations are much alike
    for part in sorted(open_):
        alike = frozenset(open_[part])
        if alike not in asked:
            asked[alike] = _fewest(open_[part], bom.evidences, rules)
        inquiries[supplier_of.get(part, "")].append(Inquiry(part, asked[alike]))
    requests = tuple(Request(one, tuple(inquiries[one])) for one in sorted(inquiries))
    units = _units(bom)
    return Survey(requests, len({part for part, _ in units} - open_.keys()))


_Open = dict[int, frozenset[EntryName]]
"""Entries that each of a part's evidences newly leaves open."""


def _open_by_part(before: Evaluation, after: Evaluation) -> dict[int, _Open]:
    names = sorted({(e.list_id, e.id) for one in (before, after) for e in one.line.rules.entries})
    silent, _ = newly_silent(before, after, {name: place for place, name in enumerate(names)})
    found: defaultdict[int, _Open] = defaultdict(dict)
    for part, evidence in _units(after.line.bom):
        if silent[evidence].any():
            places = np.flatnonzero(silent[evidence]).tolist()
            found[part][evidence] = frozenset(names[place] for place in places)
    return found


def _units(bom: BomArrays) -> Iterator[tuple[int, int]]:
    """Declared part and evidence of everything that coverage counts and somebody spoke about."""
    spoken = bom.nodes.is_unit & (bom.nodes.evidence != NOTHING_DECLARED)
    units = np.flatnonzero(spoken & (bom.nodes.kind != Kind.MIXTURE))
    return zip(declared_around(bom, units), bom.nodes.evidence[units].tolist(), strict=True)


def _fewest(open_: _Open, evidences: Sequence[Evidence], rules: RuleSet) -> tuple[EntryName, ...]:
    """All of the law that is open, and of the company's entries what that does not prove."""
    everything = frozenset().union(*open_.values())
    names = [(entry.list_id, entry.id) for entry in rules.entries]
    law = [
        n for n, proofs in zip(names, rules.proofs, strict=True) if n in everything and not proofs
    ]
    told = tuple((name, "") for name in law)
    answered = [replace(evidences[one], below=(*evidences[one].below, *told)) for one in open_]
    covered = covered_by(answered, rules)
    left = {
        name
        for row, asked in enumerate(open_.values())
        for rule, name in enumerate(names)
        if name in asked and not covered[row, rule]
    }
    return tuple(sorted({*law, *left}))
