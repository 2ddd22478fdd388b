"""Use codes of materials against what else is said about them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from chemsherpa.document import Declaration, Scheme
from chemsherpa.findings import Finding, found
from chemsherpa.walk import materials_of

__all__ = ["article_flags", "material_uses", "use_codes"]

_BASE: Final = "1"
_CODES: Final = frozenset(str(number) for number in range(1, 13))
_TREATMENTS: Final = {"S0": "6", "S1": "8"}
"""Plating and thermal spray, by how their material codes begin."""


def use_codes(declaration: Declaration) -> Iterator[Finding]:
    """A material without use code, or with one that nobody knows.

    Source:
        chemSHERPA material comment field 0: 1 base material … 12 marking; in all files of the
        official tool.
    """
    if declaration.scheme is not Scheme.CHEMSHERPA_AI:
        return
    for path, material in materials_of(declaration):
        if not material.use_code:
            yield found("use-code.missing", path, material.line, name=material.name)
        elif material.use_code not in _CODES:
            yield found("use-code.unknown", path, material.line, use=material.use_code)


def article_flags(declaration: Declaration) -> Iterator[Finding]:
    """A base material that is no article, or another material that is one.

    Source:
        chemSHERPA: `Material@isArticle` is true exactly for use code 1; in all files of the
        official tool. The denominator of a Candidate List answer hangs on it.
    """
    if declaration.scheme is not Scheme.CHEMSHERPA_AI:
        return
    for path, material in materials_of(declaration):
        if material.is_article is None or material.use_code not in _CODES:
            continue
        if material.is_article != (material.use_code == _BASE):
            key = "article-flag.set" if material.is_article else "article-flag.unset"
            yield found(key, path, material.line, use=material.use_code)


def material_uses(declaration: Declaration) -> Iterator[Finding]:
    """A plating or thermal spray, by its material code, that is used as something else.

    Source:
        chemSHERPA: use and material must match, e.g. plating codes only with plating use. Material
        codes S001 to S013 are platings, S101 to S111 thermal sprays.
    """
    if declaration.scheme is not Scheme.CHEMSHERPA_AI:
        return
    for path, material in materials_of(declaration):
        code = material.material_id.identity if material.material_id else ""
        use = _TREATMENTS.get(code[:2])
        if use is not None and material.use_code in _CODES and material.use_code != use:
            yield found("material-use", path, material.line, material=code, use=material.use_code)
