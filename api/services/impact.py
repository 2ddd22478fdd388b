"""Whom another version of a list hits: the portfolio judged twice, nothing stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote, urlencode

from sqlalchemy.orm import Session

from api.services.law import Law, law_of
from api.services.list_versions import (
    AtVersion,
    before_and_after,
    require_list,
    touched_lists,
    version_of,
)
from api.services.parts import answered
from api.services.whole import whole_portfolio
from api.wire.body import Json
from bom.portfolio.snapshot import PartFacts, Snapshot
from engine.arrays import BomArrays
from engine.below import below
from engine.compile import compile_rules
from engine.evaluate import Evaluation, evaluate
from engine.impact import Consequence, Impact, impact_of
from engine.judge import Question, judge
from engine.outcomes import Status, statuses_of
from engine.product import product_of
from engine.rules import EntryName
from engine.verdict import Case, Gap

__all__ = [
    "Judged",
    "Row",
    "by_draft",
    "by_versions",
    "draft_impact",
    "head_json",
    "impact_json",
    "judged_twice",
    "part_json",
    "version_impact",
]

_MOST_CASES: Final = 100
"""Cases told with their path and numbers; each further row has the address of its verdict."""


@dataclass(frozen=True, slots=True)
class Row:
    """What becomes of one part.

    Attributes:
        before: status by list, by the law until then.
        after: status by list, by the law from then on.
        entries: those that bring the consequence, worst consequence of the part only.
    """

    facts: PartFacts
    is_product: bool
    node: int
    consequence: Consequence
    before: Mapping[str, Status]
    after: Mapping[str, Status]
    entries: tuple[EntryName, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """The whole portfolio under two laws, and what was assumed of its products."""

    snapshot: Snapshot
    laws: tuple[AtVersion, AtVersion]
    lists: tuple[str, ...]
    evaluations: tuple[Evaluation, Evaluation]
    impact: Impact
    rows: tuple[Row, ...]
    assumptions: tuple[str, ...] = ()
    eee_category: str | None = None


def version_impact(
    session: Session, list_id: str, old: str, new: str, *, eee_category: str | None = None
) -> Json:
    """What a list's version NEW changes for the portfolio: `impact_json` of `by_versions`."""
    return impact_json(*by_versions(session, list_id, old, new, eee_category=eee_category))


def draft_impact(
    session: Session, number: int, *, list_id: str = "", eee_category: str | None = None
) -> Json:
    """What a draft would change: `impact_json` of `by_draft`."""
    return impact_json(*by_draft(session, number, list_id=list_id, eee_category=eee_category))


def by_versions(
    session: Session, list_id: str, old: str, new: str, *, eee_category: str | None = None
) -> tuple[Judged, Json]:
    """The portfolio by a list's version OLD and by its version NEW; and which they are.

    Raises:
        UnknownList: no such list or version.
        UnknownCategory: a category that does not exist.
    """
    laws = version_of(session, list_id, old), version_of(session, list_id, new)
    judged = judged_twice(session, laws, [list_id], eee_category=eee_category)
    return judged, {"list": list_id, "from": old, "to": new, "draft": None}


def by_draft(
    session: Session, number: int, *, list_id: str = "", eee_category: str | None = None
) -> tuple[Judged, Json]:
    """The portfolio without and with a draft, also through lists that borrow from it.

    Raises:
        UnknownCategory: a category that does not exist.
        UnknownDraft: no draft of that number, or it is of another list than the one asked for.
        StepOutOfOrder: it is law already.
    """
    draft, before, after = before_and_after(session, number)
    require_list(draft, list_id)
    touched = touched_lists(before, after, draft.list_id)
    judged = judged_twice(session, (before, after), touched, eee_category=eee_category)
    head = {"list": draft.list_id, "from": before.name, "to": draft.version, "draft": number}
    return judged, head


def judged_twice(
    session: Session,
    laws: tuple[AtVersion, AtVersion],
    lists: Sequence[str],
    *,
    known_at: str | None = None,
    eee_category: str | None = None,
) -> Judged:
    """Judge all parts, as they were known at one instant, by two laws.

    Args:
        session: of the store.
        laws: until then, and from then on.
        lists: ids to judge; one that a law does not have yet has no entries there.
        known_at: None = now.
        eee_category: of all products; None = 1 to 7 and 10.

    Raises:
        UnknownCategory: a category that does not exist.
    """
    snapshot = whole_portfolio(session, known_at=known_at)
    arrays = answered(snapshot)
    rules = [_law(one, lists, eee_category) for one in laws]
    before, after = (evaluate(arrays, one.rules) for one in rules)
    impact = impact_of(before, after)
    rows = tuple(_rows(snapshot, arrays, (before, after), impact))
    told = rules[1].assumptions
    return Judged(snapshot, laws, tuple(lists), (before, after), impact, rows, told, eee_category)


def impact_json(judged: Judged, head: Json) -> Json:
    """The body of `lists impact --json` and `GET /v1/lists/{id}/impact`."""
    told = [row for row in judged.rows if row.consequence is not Consequence.UNCHANGED]
    return {
        **head_json(judged, head),
        "parts": len(judged.rows),
        "counts": _counts(judged.rows),
        "entries": _entries(judged),
        "suppliers": _suppliers(judged.rows),
        "products": [
            part_json(row.facts) | {"consequence": row.consequence.word} for row in _products(told)
        ],
        "rows": [
            _row(judged, row, place, head["list"])
            for place, row in enumerate(sorted(told, key=_order))
        ],
    }


def head_json(judged: Judged, head: Json) -> Json:
    """Which laws, which days, what was known and what was assumed."""
    before, after = judged.laws
    return {
        **head,
        "lists": list(judged.lists),
        "as_of": {"before": before.day.isoformat(), "after": after.day.isoformat()},
        "known_at": judged.snapshot.recorded_at,
        "assumptions": list(judged.assumptions),
    }


def _law(one: AtVersion, lists: Sequence[str], eee_category: str | None) -> Law:
    """The law for the lists that it has by then; a list that is new has no entries before."""
    known = [name for name in lists if name in one.catalog.lists]
    law = law_of(as_of=one.day, lists=known, eee_category=eee_category, book=one.book)
    if known:
        return law
    return replace(law, rules=compile_rules(one.catalog, (), as_of=one.day))


def _rows(
    snapshot: Snapshot,
    arrays: BomArrays,
    evaluations: tuple[Evaluation, Evaluation],
    impact: Impact,
) -> Iterator[Row]:
    held = set(arrays.usages.child.tolist())
    parts = dict(snapshot.parts.items())
    before, after = (_statuses(one, parts) for one in evaluations)
    consequences = impact.consequence.tolist()
    for place, (node, facts) in enumerate(parts.items()):
        consequence = Consequence(consequences[node])
        entries = impact.causes(node, consequence)
        yield Row(facts, node not in held, node, consequence, before[place], after[place], entries)


def _statuses(one: Evaluation, nodes: Iterable[int]) -> list[dict[str, Status]]:
    lists, words = one.line.rules.lists, tuple(Status)
    made: dict[tuple[int, ...], dict[str, Status]] = {}
    told = [tuple(row) for row in statuses_of(one.flags[list(nodes)]).tolist()]
    for row in set(told):
        made[row] = {name: words[number] for name, number in zip(lists, row, strict=True)}
    return [made[row] for row in told]


def _counts(rows: Sequence[Row]) -> dict[str, int]:
    seen = Counter(row.consequence for row in rows)
    return {each.word: seen[each] for each in reversed(Consequence)}


def _entries(judged: Judged) -> list[Json]:
    """Which entries do it, and to how many parts: first those that hit the most."""
    seen: Counter[tuple[EntryName, Consequence]] = Counter(
        (entry, row.consequence) for row in judged.rows for entry in row.entries
    )
    names = {
        (entry.list_id, entry.id): entry.name
        for one in judged.evaluations
        for entry in one.line.rules.entries
    }
    return [
        {
            "list": entry[0],
            "entry": entry[1],
            "name": names[entry],
            "consequence": consequence.word,
            "parts": parts,
        }
        for (entry, consequence), parts in sorted(
            seen.items(), key=lambda item: (-item[0][1], -item[1], item[0][0])
        )
    ]


def _suppliers(rows: Sequence[Row]) -> list[Json]:
    """Declared parts by who makes them, those with the most to ask first."""
    declared: dict[str, list[Row]] = {}
    for row in rows:
        if row.facts.declaration_sha256:
            declared.setdefault(row.facts.manufacturer, []).append(row)
    counted = [(name, _counts(own)) for name, own in sorted(declared.items())]
    hit = [(name, counts) for name, counts in counted if sum(counts.values()) > counts["unchanged"]]
    hit.sort(key=lambda each: [-n for word, n in each[1].items() if word != "unchanged"])
    return [{"supplier": name, **counts} for name, counts in hit]


def _products(rows: Sequence[Row]) -> list[Row]:
    return sorted((row for row in rows if row.is_product), key=_order)


def _order(row: Row) -> tuple[int, bool, str, str, str]:
    facts = row.facts
    return (
        -row.consequence,
        not row.is_product,
        facts.part_number,
        facts.revision,
        facts.manufacturer,
    )


def part_json(facts: PartFacts) -> Json:
    """The part by all that tells it from others."""
    return {
        "part_number": facts.part_number,
        "revision": facts.revision,
        "manufacturer": facts.manufacturer,
        "name": facts.name,
    }


def _row(judged: Judged, row: Row, place: int, first: str) -> Json:
    return {
        **part_json(row.facts),
        "is_product": row.is_product,
        "consequence": row.consequence.word,
        "before": {name: status.value for name, status in row.before.items()},
        "after": {name: status.value for name, status in row.after.items()},
        "entries": [{"list": name, "entry": entry} for name, entry in row.entries],
        "case": _case(judged, row, first) if place < _MOST_CASES else None,
        "verdict": _address(judged, row),
    }


def _address(judged: Judged, row: Row) -> str:
    """Where the service tells the verdict by the law from then on, once it is law."""
    asked = [("as_of", judged.laws[1].day.isoformat())]
    asked += [(key, value) for key in ("revision", "manufacturer")
              if (value := str(part_json(row.facts)[key]))]  # fmt: skip
    asked += [("list", name) for name in judged.lists]
    asked += [("eee_category", judged.eee_category)] if judged.eee_category else []
    number = quote(row.facts.part_number, safe="")
    return f"/v1/parts/{number}/verdict?{urlencode(asked)}"


def _case(judged: Judged, row: Row, first: str) -> Json | None:
    """The case, or the gap, that brings the consequence: under the law where it stands.

    Args:
        judged: the portfolio.
        row: the part.
        first: the list whose case is told rather than that of a list that builds on it.
    """
    past = row.consequence is Consequence.IMPROVED
    line = judged.evaluations[0 if past else 1].line
    # Judged again by itself: in the whole portfolio each product would look at every node of it.
    cut = below(line.bom, [row.node])
    labels = [judged.snapshot.labels[node] for node in cut.node.tolist()]
    product = product_of(cut.bom, cut.number(row.node), labels)
    verdict = judge(evaluate(cut.bom, line.rules), product, Question(names=judged.snapshot.names))
    for case in sorted(verdict.cases, key=lambda case: case.list_id != first):
        if (case.list_id, case.entry.id) in row.entries:
            return _told(case)
    lists = {name for name, _ in row.entries}
    gaps = [gap for gap in verdict.gaps if gap.list_id in lists]
    # A part that nobody ever declared is silent under both laws; it brings no change.
    gaps.sort(key=lambda gap: (gap.outcome != "not_covered", gap.list_id != first))
    return _silence(gaps[0]) if gaps else None


def _told(case: Case) -> Json:
    return {
        "list": case.list_id,
        "entry": case.entry.id,
        "name": case.entry.name,
        "outcome": case.outcome.word,
        "path": list(case.path),
        "reason": case.reason,
    }


def _silence(gap: Gap) -> Json:
    return {
        "list": gap.list_id,
        "entry": None,
        "name": None,
        "outcome": gap.outcome,
        "path": list(gap.path),
        "reason": gap.reason,
    }
