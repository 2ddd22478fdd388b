"""What an import brought that is wrong with no single file: several answers, several names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy.orm import Session

from bom.importing.report import FileReport, ImportNotice, ProductReport, noticed
from bom.resolution import KnownPart, read_directory

__all__ = ["import_notices"]


def import_notices(session: Session, files: Sequence[FileReport]) -> tuple[ImportNotice, ...]:
    """Notices on the parts that these files declare, as the store knows them now."""
    products = {
        member.product for file in files for member in file.members if member.product is not None
    }
    numbers = {product.part_number for product in products}
    directory = read_directory(session, numbers=numbers, known_at=None)
    touched = sorted(
        (
            part
            for part in directory.parts.values()
            if ProductReport(part.part_number, part.name, part.revision, part.manufacturer)
            in products
        ),
        key=lambda part: part.identity,
    )
    return (*_several(touched), *_same_number(touched, directory.parts.values()))


def _several(parts: Sequence[KnownPart]) -> Iterator[ImportNotice]:
    for part in parts:
        if part.speaking is None or not part.others:
            continue
        older = ", ".join(f"{head.response_date} {head.sha256[:12]}" for head in part.others)
        yield noticed(
            "several-declarations",
            part.part_number,
            date=part.speaking.response_date,
            sha256=part.speaking.sha256[:12],
            detail=older,
        )


def _same_number(
    touched: Sequence[KnownPart], parts: Iterable[KnownPart]
) -> Iterator[ImportNotice]:
    names: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for part in parts:
        if part.speaking is not None:
            names[part.identity[:3]].append(part.name)
    for key in dict.fromkeys(part.identity[:3] for part in touched):
        if len(names[key]) > 1:
            apart = ", ".join(sorted(names[key]))
            yield noticed("same-number", key[0], detail=apart)
