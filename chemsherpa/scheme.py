"""Which kind of declaration a file is: chemSHERPA-AI, chemSHERPA-CI or generic IEC 62474."""

from __future__ import annotations

import re
from typing import Final

from chemsherpa.document import Scheme

__all__ = ["scheme_of"]

# The longer names come first: V1 and V2 tools call themselves chemSHERPA-A and -C.
_ARTICLE_TOOLS: Final = ("chemSHERPA-AI", "chemSHERPA-A")
_CHEMICAL_TOOLS: Final = ("chemSHERPA-CI", "chemSHERPA-C")
_CHEMSHERPA_STAMP: Final = re.compile(r"X[0-9]+\.[0-9]+ex[0-9]", re.ASCII)


def scheme_of(*, tool: str, stamp: str, looks_like_article: bool) -> Scheme:
    """The kind, by the writing tool's name, else by the stamp and the content.

    Args:
        tool: identity of `ToolNameVersionID`, "" when absent.
        stamp: `schemaDatabaseVersion`; chemSHERPA's are extended ones (``X8.00ex2.0``).
        looks_like_article: a mass, parts, materials or compliance answers, none of which a
            chemical's declaration has.

    Source:
        Stamps and tool ids of chemSHERPA V1.03 to V2R1; a file by another program that writes
        chemSHERPA's stamp also uses its comment fields.
    """
    if tool.startswith(_CHEMICAL_TOOLS):
        return Scheme.CHEMSHERPA_CI
    if tool.startswith(_ARTICLE_TOOLS):
        return Scheme.CHEMSHERPA_AI
    if _CHEMSHERPA_STAMP.match(stamp):
        return Scheme.CHEMSHERPA_AI if looks_like_article else Scheme.CHEMSHERPA_CI
    return Scheme.IEC62474
