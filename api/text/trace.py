"""A trace for people: the declared facts, then the reasoning, in their language."""

from __future__ import annotations

from collections.abc import Iterator

from api.wire.body import Json
from regulations.language import Language
from regulations.sentences import Saying

__all__ = ["trace_lines"]

_PACKAGE = "engine"


def trace_lines(trace: Json, lang: str) -> Iterator[str]:
    """Facts as branches, steps as leaves; what no second run reasoned says so in English."""
    for counted in trace["counted"]:
        yield from _fact(counted)
    language = Language(lang)
    if "said" not in trace:
        yield from (f"· {step}" for step in trace["steps"])
        return
    for one in trace["said"]:
        yield f"· {_sentence(one['code'], one['values'], language)}"
    rejected = trace.get("rejected_reading")
    if rejected is not None:
        word = "breach" if rejected["would_breach"] else "clean"
        said = _sentence(f"boundary.{word}", {"share": rejected["ppm"]}, language)
        yield f"· {said} ({rejected['citation']})"


def _fact(counted: Json) -> Iterator[str]:
    fact = counted.get("fact")
    if fact is None:
        return
    name = counted["substance"] or "unidentified"
    amount = " ".join(filter(None, (fact["value"], fact["unit"]))) or "no amount"
    document = f"sha256 {fact['document'][:12]} " if fact["document"] else ""
    line = f" line {fact['line']}" if fact["line"] else ""
    yield f"├ {name}: {amount}  [{document}{fact['pointer'] or ''}{line}]"


def _sentence(code: str, values: Json, language: Language) -> str:
    return Saying(code, tuple(values.items()), _PACKAGE).said(language).reason
