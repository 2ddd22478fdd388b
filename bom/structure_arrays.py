"""A structure file as the arrays that the engine judges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from bom.errors import InvalidStructureFile
from bom.json_object import Interval
from bom.structure import (
    StructureDeclared,
    StructureFile,
    StructureMaterial,
    StructurePart,
    StructureSubstance,
)
from chemsherpa.findings import Finding, Severity
from engine.arrays import (
    NOTHING_DECLARED,
    UNIDENTIFIED,
    Amount,
    BomArrays,
    Claims,
    Constituents,
    Evidence,
    Kind,
    Nodes,
    Usages,
    assemble,
)
from engine.exact import PARTS_PER_BILLION, ExactColumn
from regulations.catalog import Catalog
from regulations.substances import IdType, SubstanceId, is_cas, is_ec, normalised

__all__ = ["Structure", "structure_arrays"]

_ROHS_ANNEX_III = "eu-rohs-annex-iii"


@dataclass(frozen=True, slots=True)
class Structure:
    """A structure ready to be judged.

    Attributes:
        labels: path word of every node, "" for a part that is one material.
        names: declared names of substances.
        tonnes: tonnes per year by substance.
    """

    file: StructureFile
    arrays: BomArrays
    root: int
    labels: tuple[str, ...]
    names: Mapping[SubstanceId, str]
    tonnes: Mapping[SubstanceId, Fraction]
    findings: tuple[Finding, ...]


def structure_arrays(file: StructureFile, catalog: Catalog) -> Structure:
    """Flatten a structure.

    Raises:
        InvalidStructureFile: a declared list or version that the catalog does not know.
    """
    build = _Build(catalog)
    build.part(file.part, build.evidence(file.declared, "/declared"))
    arrays, new = build.assemble()
    labels = [""] * len(build.labels)
    for old, label in enumerate(build.labels):
        labels[int(new[old])] = label
    tonnes = {
        identity: mass
        for text, mass in file.annual_tonnes.items()
        if (identity := _identity("cas", text)) is not None
    }
    return Structure(
        file, arrays, int(new[0]), tuple(labels), build.names, tonnes, tuple(build.findings)
    )


@dataclass(slots=True)
class _Build:
    catalog: Catalog
    labels: list[str] = field(default_factory=list)
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
    findings: list[Finding] = field(default_factory=list)

    def part(self, part: StructurePart, inherited: int) -> int:
        own = self.evidence(part.declared, f"{part.where}/declared")
        evidence = inherited if own == NOTHING_DECLARED else own
        node = self._node(
            part.part_number or part.name, Kind.PART, part.is_article, part.mass,
            evidence if part.is_told else NOTHING_DECLARED, is_unit=not part.parts,
        )  # fmt: skip
        for quantity, child in part.parts:
            self.usages.append((node, self.part(child, evidence), quantity))
        for material in part.materials:
            inner = self._material(material, evidence, is_unit=bool(part.parts))
            self.usages.append((node, inner, Fraction(1)))
        if part.substances is not None:
            whole = self._node("", Kind.MATERIAL, False, part.mass, evidence, is_unit=False)
            self._contents(whole, part.mass, part.substances)
            self.usages.append((node, whole, Fraction(1)))
        self._check_sum(part, node)
        return node

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
        )

    def _node(
        self, label: str, kind: Kind, article: bool, mass: Fraction | None, evidence: int,
        *, is_unit: bool,
    ) -> int:  # fmt: skip
        self.labels.append(label)
        self.kinds.append(kind)
        self.is_article.append(article)
        self.masses.append(mass)
        self.evidence_of.append(evidence)
        self.is_unit.append(is_unit)
        return len(self.labels) - 1

    def _material(self, material: StructureMaterial, evidence: int, *, is_unit: bool) -> int:
        node = self._node(
            material.label, Kind.MATERIAL, material.is_article, material.mass, evidence,
            is_unit=is_unit,
        )  # fmt: skip
        self._contents(node, material.mass, material.substances)
        return node

    def _contents(
        self, node: int, mass: Fraction | None, substances: Iterable[StructureSubstance]
    ) -> None:
        total = Fraction(0)
        for substance in substances:
            share, amount = _share(substance, mass)
            total += share.low if share else 0
            row = _Row(node, self._number(substance), share, amount, substance)
            for name in substance.exemptions:
                number = self.exemptions.setdefault((_ROHS_ANNEX_III, name), len(self.exemptions))
                self.claims.append((len(self.rows), number))
            self.rows.append(row)
        if total > 1:
            where = f"{self.labels[node]}"
            self._found("percent-sum", where, "the declared substances are more than the material")

    def _number(self, substance: StructureSubstance) -> int:
        identity = _identity(substance.id_type, substance.value or substance.name)
        if identity is None:
            self.findings.append(
                Finding(
                    Severity.ERROR, "cas-check-digit", substance.where, None,
                    f"“{substance.value}” is no {substance.id_type.upper()} number with a right "
                    "check digit; the substance counts as unidentified",
                    "compare it with the register; two digits are often swapped",
                )
            )  # fmt: skip
            return UNIDENTIFIED
        if substance.name:
            self.names.setdefault(identity, substance.name)
        return self.substances.setdefault(identity, len(self.substances))

    def _check_sum(self, part: StructurePart, node: int) -> None:
        held = [row for row in self.usages if row[0] == node]
        masses = [self.masses[child] for _, child, _ in held]
        if part.mass is None or not held or part.substances is not None or None in masses:
            return
        total = sum((row[2] * (self.masses[row[1]] or 0) for row in held), Fraction(0))
        if total != part.mass:
            message = "the stated mass differs from the sum of parts and materials; it stands"
            self._found("mass-sum", part.where, message)

    def _found(self, code: str, where: str, message: str) -> None:
        self.findings.append(Finding(Severity.WARNING, code, where, None, message))


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
        place: (row.declared.value, row.declared.name)
        for place, row in enumerate(rows)
        if row.substance == UNIDENTIFIED
    }
    return Constituents(
        np.array([row.material for row in rows], dtype=np.int64),
        np.array([row.substance for row in rows], dtype=np.int64),
        ExactColumn.of(lows, PARTS_PER_BILLION),
        ExactColumn.of(highs, PARTS_PER_BILLION),
        np.array([row.amount for row in rows], dtype=np.int8),
        np.array(purposes, dtype=np.int8),
        written,
    )


def _share(substance: StructureSubstance, mass: Fraction | None) -> tuple[Interval | None, Amount]:
    if substance.share is not None:
        return substance.share, Amount.SHARE
    if substance.mass is None:
        return None, Amount.UNKNOWN
    if mass is None:
        return None, Amount.MASS_ONLY
    return Interval(substance.mass.low / mass, substance.mass.high / mass), Amount.SHARE


def _identity(kind: str, text: str) -> SubstanceId | None:
    """The identifier, None when its check digit is wrong."""
    value = normalised(text)
    if kind == "cas" and not is_cas(value):
        return None
    if kind == "ec" and not is_ec(value):
        return None
    if kind == "group":
        value = value.lower()
    return SubstanceId(IdType(kind), value)
