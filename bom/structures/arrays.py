"""A structure file as the arrays that the engine judges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

import numpy as np

from bom.errors import InvalidStructureFile
from bom.findings import found
from bom.structures.identify import annual_id, identify
from bom.structures.json_object import Interval
from bom.structures.structure import (
    StructureDeclared,
    StructureFile,
    StructureMaterial,
    StructurePart,
    StructureSubstance,
)
from chemsherpa.findings import Finding
from engine.arrays import UNIDENTIFIED, Amount, BomArrays, Claims, Constituents, Kind, Nodes, Usages
from engine.assemble import assemble
from engine.evidence import NOTHING_DECLARED, Evidence
from engine.exact import PARTS_PER_BILLION, ExactColumn, IntArray
from engine.sources import Sources, Stated
from regulations.catalog import Catalog
from regulations.quantities import decimal_text
from regulations.substances import SubstanceId

__all__ = ["Structure", "structure_arrays"]

_ROHS_ANNEX_III = "eu-rohs-annex-iii"


_MOST_UNDISCLOSED: Final = Fraction(1, 10)
"""Share of a homogeneous material that may stay undisclosed.

Source:
    IMDS allows 10 % of confidential and unspecified substances in a material, as do the material
    entry rules of manufacturers that take IPC-1752 declarations.
"""

_UNSPOKEN = Evidence(told="nothing declares what silence means")


@dataclass(frozen=True, slots=True)
class Structure:
    """A structure ready to be judged.

    Attributes:
        labels: path word of every node, "" for a part that is one material.
        names: declared names of substances.
        tonnes: tonnes per year by substance.
        sources: where each constituent stands in the file.
        excluded: what was left out on purpose, in sentences: where, what, why.
    """

    file: StructureFile
    arrays: BomArrays
    root: int
    labels: tuple[str, ...]
    names: Mapping[SubstanceId, str]
    tonnes: Mapping[SubstanceId, Fraction]
    findings: tuple[Finding, ...]
    sources: Sources
    excluded: tuple[str, ...] = ()


def structure_arrays(file: StructureFile, catalog: Catalog) -> Structure:
    """Flatten a structure.

    Raises:
        InvalidStructureFile: a declared list or version that the catalog does not know.
    """
    build = _Build(catalog, catalog.named())
    build.part(file.part, build.evidence(file.declared, "/declared"), frozenset())
    arrays, new = build.assemble()
    labels = [""] * len(build.labels)
    for old, label in enumerate(build.labels):
        labels[int(new[old])] = label
    tonnes = {annual_id(text): yearly for text, yearly in file.annual_tonnes.items()}
    return Structure(
        file,
        arrays,
        int(new[0]),
        tuple(labels),
        build.names,
        tonnes,
        tuple(build.findings),
        _sources(build.rows, new),
        tuple(_left_out(file.part, ())),
    )


def _left_out(part: StructurePart, above: tuple[str, ...]) -> Iterator[str]:
    here = (*above, part.part_number or part.name)
    for name, reason in part.excluded:
        yield f"excluded {' › '.join((*here, name))}: {reason}"
    for _, child in part.parts:
        yield from _left_out(child, here)


def _sources(rows: list[_Row], new: IntArray) -> Sources:
    found: dict[int, tuple[Stated, ...]] = {}
    for row in rows:
        stated = Stated("", row.declared.where, 0, *row.declared.written)
        node = int(new[row.material])
        found[node] = (*found.get(node, ()), stated)
    return found


@dataclass(slots=True)
class _Build:
    catalog: Catalog
    named: frozenset[SubstanceId]
    labels: list[str] = field(default_factory=list)
    weights: dict[int, Fraction | None] = field(default_factory=dict)
    kinds: list[Kind] = field(default_factory=list)
    is_article: list[bool] = field(default_factory=list)
    is_unit: list[bool] = field(default_factory=list)
    masses: list[Fraction | None] = field(default_factory=list)
    evidence_of: list[int] = field(default_factory=list)
    usages: list[tuple[int, int, Fraction]] = field(default_factory=list)
    rows: list[_Row] = field(default_factory=list)
    claims: list[tuple[int, int]] = field(default_factory=list)
    substances: dict[SubstanceId, int] = field(default_factory=dict)
    exemptions: dict[tuple[str, str], int] = field(default_factory=dict)
    evidences: dict[Evidence, int] = field(default_factory=dict)
    names: dict[SubstanceId, str] = field(default_factory=dict)
    context: dict[int, frozenset[str]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def part(self, part: StructurePart, inherited: int, around: frozenset[str]) -> int:
        context = around.union(part.context)
        own = self.evidence(part.declared, f"{part.where}/declared")
        evidence = inherited if own == NOTHING_DECLARED else own
        node = self._node(
            part.part_number or part.name, Kind.PART, part.is_article, part.mass,
            self._silence(part, evidence), is_unit=not part.parts,
        )  # fmt: skip
        self._tell(node, context)
        held = [(quantity, self.part(child, evidence, context)) for quantity, child in part.parts]
        for material in part.materials:
            spoken, is_unit = self._spoken(evidence), bool(part.parts)
            held.append((Fraction(1), self._material(material, spoken, context, is_unit=is_unit)))
        if part.substances is not None:
            whole = self._node("", Kind.MATERIAL, False, part.mass, evidence, is_unit=False)
            self._tell(whole, context)
            self._contents(whole, part.mass, part.substances, part.where)
            held.append((Fraction(1), whole))
        self.usages += [(node, child, quantity) for quantity, child in held]
        self._weighed(part, node, held)
        return node

    def _silence(self, part: StructurePart, evidence: int) -> int:
        """What silence means in a part: nothing where nothing was told, else what is declared."""
        if not part.is_told:
            return NOTHING_DECLARED
        return self._spoken(evidence)

    def _spoken(self, evidence: int) -> int:
        if evidence != NOTHING_DECLARED:
            return evidence
        return self.evidences.setdefault(_UNSPOKEN, len(self.evidences))

    def evidence(self, declared: StructureDeclared | None, where: str) -> int:
        if declared is None:
            return NOTHING_DECLARED
        lists = []
        for list_id, version in declared.lists:
            known = self.catalog.lists.get(list_id)
            found = [v for v in known.versions if v.id == version] if known else []
            if not found:
                hint = "see `chemgate lists` and `chemgate lists show ID`"
                message = f"no version “{version}” of a list “{list_id}”"
                raise InvalidStructureFile(message, where=where, hint=hint)
            lists.append((list_id, found[0].effective_from))
        told = ", ".join(f"{name} {version}" for name, version in declared.lists)
        full = declared.full_material
        evidence = Evidence(full, None, tuple(lists), "full material declaration" if full else told)
        return self.evidences.setdefault(evidence, len(self.evidences))

    def assemble(self) -> tuple[BomArrays, np.ndarray]:
        ints = np.int64
        usages = np.array([row[:2] for row in self.usages], dtype=ints).reshape(-1, 2)
        claims = np.array(self.claims, dtype=ints).reshape(-1, 2)
        return assemble(
            nodes=Nodes(
                np.array(self.kinds, dtype=np.int8),
                np.array(self.is_article, dtype=bool),
                ExactColumn.of(self.masses, 1),
                np.array(self.evidence_of, dtype=ints),
                np.array(self.is_unit, dtype=bool),
                np.zeros(len(self.kinds), dtype=bool),
            ),
            usages=Usages(
                usages[:, 0],
                usages[:, 1],
                ExactColumn.of((row[2] for row in self.usages), PARTS_PER_BILLION),
                np.zeros(len(usages), dtype=bool),
            ),
            constituents=_constituents(self.rows),
            claims=Claims(claims[:, 0], claims[:, 1]),
            substances=tuple(self.substances),
            exemptions=tuple(self.exemptions),
            evidences=tuple(self.evidences),
            context=self.context,
            names=self.names,
        )

    def _node(
        self, label: str, kind: Kind, article: bool, mass: Fraction | None, evidence: int,
        *, is_unit: bool,
    ) -> int:  # fmt: skip
        self.weights[len(self.labels)] = mass
        self.labels.append(label)
        self.kinds.append(kind)
        self.is_article.append(article)
        self.masses.append(mass)
        self.evidence_of.append(evidence)
        self.is_unit.append(is_unit)
        return len(self.labels) - 1

    def _material(
        self, material: StructureMaterial, evidence: int, around: frozenset[str], *, is_unit: bool
    ) -> int:
        node = self._node(
            material.label, Kind.MATERIAL, material.is_article, material.mass, evidence,
            is_unit=is_unit,
        )  # fmt: skip
        self._tell(node, around.union(material.context))
        self._contents(node, material.mass, material.substances, material.where)
        return node

    def _contents(
        self,
        node: int,
        mass: Fraction | None,
        substances: Iterable[StructureSubstance],
        where: str,
    ) -> None:
        total, hidden = Fraction(0), Fraction(0)
        for substance in substances:
            share, amount = _share(substance, mass)
            total += share.low if share else 0
            hidden += share.high if share and substance.id_type == "name" else 0
            row = _Row(node, self._number(substance), share, amount, substance)
            for name in substance.exemptions:
                number = self.exemptions.setdefault((_ROHS_ANNEX_III, name), len(self.exemptions))
                self.claims.append((len(self.rows), number))
            self.rows.append(row)
        evidence = self.evidence_of[node]
        if hidden > _MOST_UNDISCLOSED:
            percent = decimal_text(hidden * 100, digits=6)
            self.findings.append(found("undisclosed-share", where, percent=percent))
        if total > 1:
            self.findings.append(found("percent-sum", where))
        elif total < 1 and evidence != NOTHING_DECLARED and self._is_full(evidence):
            percent = decimal_text((1 - total) * 100, digits=6)
            self.findings.append(found("undeclared-remainder", where, percent=percent))

    def _tell(self, node: int, context: frozenset[str]) -> None:
        if context:
            self.context[node] = context

    def _is_full(self, evidence: int) -> bool:
        return list(self.evidences)[evidence].full_material

    def _number(self, substance: StructureSubstance) -> int:
        identity, finding = identify(substance, self.named)
        if finding is not None:
            self.findings.append(finding)
        if identity is None:
            return UNIDENTIFIED
        if substance.name:
            self.names.setdefault(identity, substance.name)
        return self.substances.setdefault(identity, len(self.substances))

    def _weighed(self, part: StructurePart, node: int, held: list[tuple[Fraction, int]]) -> None:
        """Note the part's mass: stated, else the sum of what it holds."""
        masses = [self.weights[child] for _, child in held]
        total = None
        if held and None not in masses:
            total = sum((q * (m or 0) for (q, _), m in zip(held, masses, strict=True)), Fraction(0))
        if None not in (part.mass, total) and total != part.mass:
            self.findings.append(found("mass-sum", part.where))
        self.weights[node] = total if part.mass is None else part.mass


@dataclass(frozen=True, slots=True)
class _Row:
    material: int
    substance: int
    share: Interval | None
    amount: Amount
    declared: StructureSubstance


def _constituents(rows: list[_Row]) -> Constituents:
    lows = (row.share.low if row.share else None for row in rows)
    highs = (row.share.high if row.share else None for row in rows)
    told = (row.declared.intentional for row in rows)
    purposes = [-1 if purpose is None else int(purpose) for purpose in told]
    written = {
        place: ("" if row.declared.id_type == "name" else row.declared.value, row.declared.name)
        for place, row in enumerate(rows)
        if row.substance == UNIDENTIFIED
    }
    masses = {
        place: (row.declared.mass.low, row.declared.mass.high)
        for place, row in enumerate(rows)
        if row.amount == Amount.MASS_ONLY and row.declared.mass is not None
    }
    return Constituents(
        np.array([row.material for row in rows], dtype=np.int64),
        np.array([row.substance for row in rows], dtype=np.int64),
        ExactColumn.of(lows, PARTS_PER_BILLION),
        ExactColumn.of(highs, PARTS_PER_BILLION),
        np.array([row.amount for row in rows], dtype=np.int8),
        np.array(purposes, dtype=np.int8),
        written,
        masses,
    )


def _share(substance: StructureSubstance, mass: Fraction | None) -> tuple[Interval | None, Amount]:
    if substance.share is not None:
        return substance.share, Amount.SHARE
    if substance.mass is None:
        return None, Amount.UNKNOWN
    if mass is None:
        return None, Amount.MASS_ONLY
    return Interval(substance.mass.low / mass, substance.mass.high / mass), Amount.SHARE
