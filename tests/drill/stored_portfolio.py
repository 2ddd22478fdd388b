"""A store as large as a company's, its rows written in bulk: parts, usages, declarations.

What the importer would store in hours, in a minute; the same rows for the same seed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from sqlalchemy.orm import Session

from bom.database import Database
from bom.inserts import add_rows
from bom.models import Constituent, Declaration, Document, Node, Part, Substance, Usage
from regulations.catalog import bundled

__all__ = ["LEAVES", "Size", "fill", "number_of"]

RECORDED: Final = "2026-01-01T00:00:00.000000Z"
LEVELS: Final = 6
LEAVES, UNDECLARED, TIED, SHARED = 0.6, 0.04, 0.02, 0.25
MATERIALS, SUBSTANCES, CHILDREN = 2, 8, 4
FAMILY: Final = 1_000
DEHP: Final = "117-81-7"
PPB: Final = 10**9


@dataclass(frozen=True, slots=True)
class Size:
    """How many rows were written."""

    parts: int
    usages: int
    declarations: int
    constituents: int


def number_of(part: int) -> str:
    """The part number of the n-th part, from 0 on; the last ones are the products."""
    return f"P-{part:07}"


def fill(database: Database, parts: int, *, seed: int = 20) -> Size:
    """Write a portfolio into an empty store that has its tables.

    Six in ten parts are leaves, nearly all of them declared with two materials of eight
    substances; one in fifty of these holds DEHP at exactly 0.1 %. The others stand on six levels.
    """
    rng = np.random.default_rng(seed)
    leaves = int(parts * LEAVES)
    declared = np.flatnonzero(rng.random(leaves) > UNDECLARED)
    usages = _usages(parts, leaves, rng)
    with database.writers.begin() as session:
        substances = _add_substances(session, rng)
        _add(
            session, Part, _PART, ((n + 1, number_of(n), "", "", "") for n in range(leaves, parts))
        )
        made = ((n + 1, number_of(n), "1", f"Maker {n % 97}", f"Thing {n}") for n in range(leaves))
        _add(session, Part, _PART, made)
        _add(session, Usage, _USAGE, usages)
        _add(session, Document, _DOCUMENT, [(1, "0" * 64, "portfolio.zip", b"")])
        _add(session, Declaration, _DECLARATION, (_head(int(n)) for n in declared))
        _add(session, Node, _NODE, _nodes(declared, rng))
        contents = _contents(declared, substances, rng)
        _add(session, Constituent, _CONSTITUENT, contents)
    return Size(parts, len(usages), len(declared), len(declared) * MATERIALS * SUBSTANCES)


_PART: Final = ("id", "part_number", "revision", "manufacturer", "name")
_USAGE: Final = ("parent_part_id", "child_part_id", "quantity", "quantity_ppb", "unit")
_DOCUMENT: Final = ("id", "sha256", "name", "content")
_DECLARATION: Final = (
    "id", "document_id", "member_name", "content_sha256", "scheme", "schema_version", "tool",
    "part_id", "requester_part_number", "response_date", "confirmed_at", "status", "unit_type",
    "has_composition", "has_compliance", "composition_confirmed", "declared",
)  # fmt: skip
_NODE: Final = (
    "declaration_id", "number", "parent_number", "position", "kind", "name", "identifier",
    "number_of_units", "quantity_ppb", "mass", "mass_unit", "mass_ng", "is_article", "is_implied",
    "use_code", "line",
)  # fmt: skip
_CONSTITUENT: Final = (
    "declaration_id", "number", "node_number", "name", "identity", "substance_id", "percent",
    "low_ppb", "high_ppb", "line",
)  # fmt: skip
_VERSIONS: Final = ("2.10.00", "2.10.00", "2.11.00", "2.03.00")
_AT_ONCE: Final = 20_000


def _add(session: Session, table: Any, columns: tuple[str, ...], rows: Any) -> None:
    some: list[tuple[Any, ...]] = []
    for row in rows:
        some.append((*row, RECORDED))
        if len(some) == _AT_ONCE:
            add_rows(session, table, (*columns, "recorded_at"), some)
            some = []
    add_rows(session, table, (*columns, "recorded_at"), some)


def _usages(
    parts: int, leaves: int, rng: np.random.Generator
) -> list[tuple[int, int, str, int, str]]:
    """Children stand before their parents, most in the same family, some anywhere."""
    parents = np.repeat(np.arange(leaves, parts), 1 + rng.poisson(CHILDREN - 1, parts - leaves))
    level = (parents - leaves) * LEVELS // max(parts - leaves, 1)
    below = leaves + level * (parts - leaves) // LEVELS
    is_leaf = (rng.random(len(parents)) < LEAVES) | (level == 0)
    popular = rng.random(len(parents)) ** 2
    near = (parents - leaves) * leaves // max(parts - leaves, 1) // FAMILY * FAMILY
    width = np.minimum(FAMILY, leaves - near)
    own = near + (popular * width).astype(np.int64)
    anywhere = (popular * popular * leaves).astype(np.int64)
    leaf = np.where(rng.random(len(parents)) < SHARED, anywhere, own)
    inner = leaves + (rng.random(len(parents)) * np.maximum(below - leaves, 1)).astype(np.int64)
    child = np.where(is_leaf, leaf, np.minimum(inner, parents - 1))
    pairs = np.unique(np.stack([parents, child], axis=1), axis=0)
    times = rng.integers(1, 4, len(pairs)).tolist()
    return [
        (parent + 1, held + 1, str(count), count * PPB, "each")
        for (parent, held), count in zip(pairs.tolist(), times, strict=True)
    ]


def _add_substances(session: Session, rng: np.random.Generator) -> list[str]:
    """DEHP first, then what the lists name, then many that no list knows."""
    listed = sorted(
        {
            str(member.substance)
            for list_id in bundled().binding()
            for entry in bundled().get(list_id).entries
            for member in entry.members
            if member.substance.id_type == "cas"
        }
        - {DEHP}
    )
    plain = [f"{number}-{number % 100:02}-0" for number in range(900_000, 903_000)]
    rng.shuffle(plain)
    found = [DEHP, *plain, *listed]
    rows = ((n + 1, "cas", value) for n, value in enumerate(found))
    _add(session, Substance, ("id", "id_type", "id_value"), rows)
    return found


def _head(part: int) -> tuple[Any, ...]:
    digest = hashlib.sha256(str(part).encode()).hexdigest()
    version = _VERSIONS[part % len(_VERSIONS)]
    listed = {"identity": "chemSHERPA_SubstanceList", "authority": "", "version": version}
    answered = {"above": [], "below": [], "confirmed": None}
    declared = {
        "composition": [listed], "compliance": [], "full_material": part % 10 == 0,
        "answered": answered,
    }  # fmt: skip
    return (
        part + 1, 1, f"{part}.xml", digest, "chemsherpa-ai", "X8.21", "bulk", part + 1, "",
        "2026-01-01", "2026-01-01", "accepted", "each", True, False, True, json.dumps(declared),
    )  # fmt: skip


def _nodes(declared: Any, rng: np.random.Generator) -> Iterator[tuple[Any, ...]]:
    masses = rng.integers(1, 10_000, (len(declared), MATERIALS)).tolist()
    for part, held in zip(declared.tolist(), masses, strict=True):
        yield _node(part, 0, None, f"Thing {part}", sum(held))
        for number, mass in enumerate(held, 1):
            yield _node(part, number, 0, f"Material {number}", mass)


def _node(
    part: int, number: int, parent: int | None, name: str, milligrams: int
) -> tuple[Any, ...]:
    kind = "part" if parent is None else "material"
    return (
        part + 1, number, parent, max(number - 1, 0), kind, name, f"N{number:05}", "1", PPB,
        str(milligrams), "mg", milligrams * 1_000_000, kind == "part", False, "", number,
    )  # fmt: skip


def _contents(
    declared: Any, substances: list[str], rng: np.random.Generator
) -> Iterator[tuple[Any, ...]]:
    rows = len(declared) * MATERIALS
    common = np.minimum(rng.zipf(1.35, (rows, SUBSTANCES)), len(substances) - 1)
    shares = (rng.dirichlet(np.full(SUBSTANCES, 0.35), rows) * 0.9e9).astype(np.int64)
    tied = np.repeat(rng.random(len(declared)) < TIED, MATERIALS)
    common[tied, 0] = 0
    shares[tied, 0] = PPB // 1000
    owners = np.repeat(declared, MATERIALS).tolist()
    for row, (part, which, held) in enumerate(
        zip(owners, common.tolist(), shares.tolist(), strict=True)
    ):
        material = row % MATERIALS
        for place, (one, share) in enumerate(zip(which, held, strict=True)):
            number = material * SUBSTANCES + place
            yield (
                part + 1, number, material + 1, f"Substance {one}", substances[one], one + 1,
                _percent(share), share, share, number,
            )  # fmt: skip


def _percent(share: int) -> str:
    return f"{share // 10_000_000}.{share % 10_000_000:07}"
