"""Random portfolios that columns can hold, with a few oddities, and random laws to hold to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from random import Random
from types import MappingProxyType

from engine.arrays import UNIDENTIFIED, Amount, Kind
from engine.compile import compile_rules
from engine.evidence import NOTHING_DECLARED, Evidence
from engine.rules import RuleSet
from regulations.catalog import Catalog
from regulations.model import Effect, Entry, Level
from regulations.substances import IdType, SubstanceId
from tests.strategies import Draft, NodeDraft, RowDraft, UsageDraft
from tests.toy_law import (
    AS_OF,
    EXEMPTIONS,
    SUBSTANCES,
    entry,
    member,
    toy_catalog,
    toy_list,
)

__all__ = ["compiled_law", "odd_portfolio", "random_law", "redeclared", "related_laws"]

LIMITS = ("0", "0.001", "0.0001", "0.003", "0.25", "1e-9", "0.0000000001", "0.0123456789012")
FACTORS = ("1", "1", "0.92832", "0.5", "1/3", "0.123456789012345678901")
MASSES = (1, 2, 3, 7, 10**6, 10**12, 10**17)
ANSWERED = Evidence(below=((("toy-law", "lead"), "“below”"),), told="an answer")


def odd_portfolio(rng: Random, *, leaves: int = 6, odd: float = 0.15) -> Draft:
    """Parts of whole masses and shares, shared by others; about `odd` of them have an oddity."""
    draft = Draft()
    draft.evidences = (*draft.evidences, ANSWERED)
    parts = [_leaf(draft, rng) for _ in range(leaves)]
    for part in list(parts):
        if rng.random() < odd:
            rng.choice(ODDITIES)(draft, part, rng)
    for _ in range(leaves // 2):
        whole = draft.add(NodeDraft(Kind.PART, is_article=rng.random() < 0.2, is_boundary=True))
        for part in rng.sample(parts, rng.choice((1, 2, 3))):
            draft.usages.append(UsageDraft(whole, part, Fraction(rng.choice((1, 2, 3)))))
        if rng.random() < 0.3:
            _material(draft, rng, whole)
        parts.append(whole)
    return draft


def random_law(rng: Random, *, lists: int = 3) -> RuleSet:
    """Lists that count what the portfolios hold, in every way that a list can."""
    return compiled_law([_list(rng, number) for number in range(lists)])


def related_laws(rng: Random, times: int, *, lists: int = 3) -> list[RuleSet]:
    """A law, and what becomes of it: entries join, go, and change; sometimes nothing does."""
    law = [_list(rng, number) for number in range(lists)]
    found = [compiled_law(law)]
    for _ in range(times - 1):
        number = rng.randrange(lists)
        some = list(law[number])
        step = rng.choice(("join", "join", "go", "change", "nothing"))
        if step in ("go", "change") and some:
            some.pop(rng.randrange(len(some)))
        if step in ("join", "change"):
            some.append(_entry(rng, f"list-{number}", f"new {rng.random()}"))
        law[number] = some
        found.append(compiled_law(law))
    return found


def _list(rng: Random, number: int) -> list[Entry]:
    return [_entry(rng, f"list-{number}", str(each)) for each in range(rng.randint(1, 4))]


def compiled_law(law: list[list[Entry]]) -> RuleSet:
    """Some entries as lists of their own beside the toy law."""
    lists = dict(toy_catalog().lists)
    names = tuple(f"list-{number}" for number in range(len(law)))
    lists |= {name: toy_list(name, tuple(some)) for name, some in zip(names, law, strict=True)}
    catalog = Catalog(MappingProxyType(lists))
    return compile_rules(catalog, names, as_of=AS_OF, categories=frozenset({"1"}))


def _entry(rng: Random, list_id: str, name: str) -> Entry:
    members = [
        member(substance, rng.choice(FACTORS), upper_bound=rng.random() < 0.03)
        for substance in rng.sample(SUBSTANCES, rng.choice((1, 1, 2, 4)))
    ]
    levels = [Level.ARTICLE] * 5 + [Level.HOMOGENEOUS_MATERIAL] * 5 + [Level.PART]
    return entry(
        list_id,
        name,
        rng.choice(list(Effect)),
        rng.choice(levels),
        rng.choice(LIMITS),
        *members,
        at=rng.random() < 0.4,
        element=rng.choice(("", "Pb", "Pb")),
        intentional=rng.random() < 0.15,
        exempt=rng.random() < 0.6,
        context="toy" if rng.random() < 0.15 else "",
    )


def _leaf(draft: Draft, rng: Random) -> int:
    whole = rng.random() < 0.8
    node = draft.add(
        NodeDraft(
            Kind.PART,
            is_article=whole,
            mass=Fraction(rng.choice(MASSES)) if rng.random() < 0.3 else None,
            evidence=rng.choice((NOTHING_DECLARED, 0, 0, 0, 1, 2, 3)),
            is_unit=True,
            is_boundary=True,
        )
    )
    inner = draft.add(NodeDraft(Kind.PART, is_article=True)) if not whole else node
    if not whole:
        draft.usages.append(UsageDraft(node, inner, Fraction(rng.choice((1, 2)))))
    for _ in range(rng.choice((1, 1, 2, 3))):
        _material(draft, rng, inner)
    return node


def _material(draft: Draft, rng: Random, holder: int) -> int:
    node = draft.add(NodeDraft(Kind.MATERIAL, mass=Fraction(rng.choice(MASSES))))
    quantity = Fraction(rng.choice(("1", "1", "2", "3", "0.5")))
    draft.usages.append(UsageDraft(holder, node, quantity))
    for _ in range(rng.choice((0, 1, 2, 4))):
        limit = min(Fraction(rng.choice(LIMITS)), Fraction(1, 4))
        share = Fraction(
            int(limit * rng.choice((1, 1, 1, 2)) * 10**9) + rng.choice((0, 0, 1)), 10**9
        )
        draft.rows.append(RowDraft(node, rng.randrange(len(SUBSTANCES)), share, share))
    return node


def _row_of(draft: Draft, part: int) -> int | None:
    """Some row inside a part that holds its materials itself."""
    held = {usage.child for usage in draft.usages if usage.parent == part}
    return next((place for place, row in enumerate(draft.rows) if row.material in held), None)


def _changed(**facts: object) -> Callable[[Draft, int, Random], None]:
    """An oddity of one row."""

    def change(draft: Draft, part: int, _: Random) -> None:
        place = _row_of(draft, part)
        if place is not None:
            draft.rows[place] = replace(draft.rows[place], **facts)  # type: ignore[arg-type]

    return change


def _answered(draft: Draft, part: int, _: Random) -> None:
    place = draft.evidences.index(ANSWERED)
    draft.nodes[part] = replace(draft.nodes[part], evidence=place)


def _of_toys(draft: Draft, part: int, _: Random) -> None:
    draft.nodes[part] = replace(draft.nodes[part], words=frozenset({"toy"}))


def _massless(draft: Draft, part: int, _: Random) -> None:
    material = next((u.child for u in draft.usages if u.parent == part), part)
    draft.nodes[material] = replace(draft.nodes[material], mass=None)


def _mixed(draft: Draft, part: int, rng: Random) -> None:
    material = next((u.child for u in draft.usages if u.parent == part), part)
    if draft.nodes[material].kind is Kind.MATERIAL:
        kind = rng.choice(({"kind": Kind.MIXTURE}, {"is_article": True}, {"is_boundary": True}))
        draft.nodes[material] = replace(draft.nodes[material], **kind)


ODDITIES: tuple[Callable[[Draft, int, Random], None], ...] = (
    _changed(amount=Amount.UNKNOWN, low=None, high=None),
    _changed(amount=Amount.MASS_ONLY, low=None, high=None),
    _changed(low=Fraction(0), high=Fraction(1, 2)),
    _changed(low=Fraction(1, 3000), high=Fraction(1, 3000)),
    _changed(low=Fraction(1, 10**10), high=Fraction(1, 10**10)),
    _changed(substance=UNIDENTIFIED, written=("999", "trade secret")),
    _changed(claims=(0,), substance=0, low=Fraction(3, 10), high=Fraction(3, 10)),
    _changed(claims=tuple(range(len(EXEMPTIONS)))),
    _changed(intentional=1),
    _changed(intentional=0),
    _answered,
    _of_toys,
    _massless,
    _mixed,
)


def redeclared(draft: Draft, rng: Random) -> tuple[Draft, int]:
    """The same parts, one of which says something else; and which."""
    other = draft.copy()
    node = rng.choice([place for place, one in enumerate(draft.nodes) if one.is_unit])
    place = _row_of(other, node)
    if place is not None:
        share = Fraction(rng.choice(("0", "0.001", "0.5")))
        number = rng.randrange(len(SUBSTANCES))
        other.rows[place] = replace(other.rows[place], substance=number, low=share, high=share)
    if rng.random() < 0.3:  # an evidence and a substance that nobody had before
        other.evidences = (Evidence(scheme_until=AS_OF, told="new"), *other.evidences)
        other.substances = (*other.substances, SubstanceId(IdType.NAME, "new"))
        other.nodes = [
            one if one.evidence == NOTHING_DECLARED else replace(one, evidence=one.evidence + 1)
            for one in other.nodes
        ]
    evidence = rng.choice((NOTHING_DECLARED, 0, 1))
    other.nodes[node] = replace(other.nodes[node], evidence=evidence)
    return other, node
