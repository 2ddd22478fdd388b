"""What a law changes, column by column, against plain loops over what every part is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from types import MappingProxyType

import numpy as np
from hypothesis import given, settings

from engine.arrays import BomArrays, Kind
from engine.compile import compile_rules
from engine.evaluate import Evaluation, evaluate
from engine.evidence import NOTHING_DECLARED
from engine.impact import Consequence, impact_of
from engine.outcomes import TOLD, Outcome
from engine.product import product_of
from engine.rules import RuleSet
from regulations.catalog import Catalog
from tests.strategies import Draft, drafts, random_draft, seeded
from tests.toy_law import AS_OF, toy_catalog

from .outcomes import RULES

Key = tuple[int, tuple[str, str]]


def other_law(seed: int) -> RuleSet:
    """The toy law with some entries gone and some limits a hundred times lower."""
    rng = seeded(seed)
    lists = {}
    for name, found in toy_catalog().lists.items():
        kept = tuple(entry for entry in found.entries if rng.random() > 0.3)
        lists[name] = replace(found, entries=tuple(
            replace(entry, thresholds=tuple(
                replace(t, fraction=t.fraction * rng.choice([Fraction(1), Fraction(1, 100)]))
                for t in entry.thresholds))
            for entry in kept))  # fmt: skip
    return compile_rules(Catalog(MappingProxyType(lists)), RULES.lists, as_of=AS_OF)


def told(one: Evaluation, inside: np.ndarray) -> tuple[dict[Key, int], set[Key]]:
    """Worst told outcome by node and entry, and the cells that a missing mass leaves open."""
    worst: dict[Key, int] = {}
    open_: set[Key] = set()
    rules = one.line.rules.entries
    found = [
        (node, rules[rule], Outcome(outcome))
        for node, rule, outcome in zip(
            one.line.cells.node.tolist(), one.line.cells.rule.tolist(),
            one.outcomes.tolist(), strict=True,
        )
    ]  # fmt: skip
    found += [(s.answer.node, rules[s.rule], s.outcome) for s in one.statements]
    for node, entry, outcome in found:
        key = (node, (entry.list_id, entry.id))
        if inside[node] and outcome in TOLD:
            worst[key] = max(worst.get(key, 0), outcome)
        if inside[node] and outcome is Outcome.NO_DATA:
            open_.add(key)
    return worst, open_


def unproven(one: Evaluation, inside: np.ndarray) -> set[tuple[int, object]]:
    """Entries that a declared unit leaves open; lists of which an undeclared one says nothing."""
    bom, found = one.line.bom, set()
    for unit in np.flatnonzero(bom.nodes.is_unit & inside).tolist():
        evidence = int(bom.nodes.evidence[unit])
        if bom.nodes.kind[unit] == Kind.MIXTURE:
            evidence = NOTHING_DECLARED
        for rule, entry in enumerate(one.line.rules.entries):
            if evidence == NOTHING_DECLARED:
                found.add((unit, entry.list_id))
            elif not one.covered[evidence, rule]:
                found.add((unit, (entry.list_id, entry.id)))
    return found


def recounted(bom: BomArrays, before: Evaluation, after: Evaluation, node: int) -> Consequence:
    inside = product_of(bom, node, [""] * len(bom.nodes)).inside
    (was, was_open), (now, now_open) = told(before, inside), told(after, inside)
    was_silent, now_silent = unproven(before, inside), unproven(after, inside)
    if any(rank > was.get(key, 0) for key, rank in now.items()):
        return Consequence.NEWLY_AFFECTED
    if now_open - was_open or now_silent - was_silent:
        return Consequence.NEWLY_NOT_COVERED
    lower = any(rank > now.get(key, 0) for key, rank in was.items())
    if lower or was_open - now_open or was_silent - now_silent:
        return Consequence.IMPROVED
    return Consequence.UNCHANGED


def differences(bom: BomArrays, before: RuleSet, after: RuleSet) -> Mapping[int, object]:
    one, other = evaluate(bom, before), evaluate(bom, after)
    impact = impact_of(one, other)
    parts = np.flatnonzero(bom.nodes.kind == Kind.PART).tolist()
    return {
        node: (Consequence(int(impact.consequence[node])), again)
        for node in parts
        if (again := recounted(bom, one, other, node)) != impact.consequence[node]
    }


def test_random_structures_come_out_the_same_when_recounted() -> None:
    seen = set()
    for seed in range(60):
        bom, _ = random_draft(seeded(seed), parts=4).arrays()
        law = other_law(seed)
        assert differences(bom, RULES, law) == {}, f"seed {seed}"
        assert differences(bom, law, RULES) == {}, f"seed {seed} back"
        seen |= set(impact_of(evaluate(bom, RULES), evaluate(bom, law)).consequence.tolist())
    assert seen == set(Consequence)


@given(drafts())
@settings(max_examples=30, deadline=None)
def test_the_same_law_changes_nothing(draft: Draft) -> None:
    bom, _ = draft.arrays()
    impact = impact_of(evaluate(bom, RULES), evaluate(bom, RULES))
    assert not impact.consequence.any()
    assert impact.entries == ()


@given(drafts())
@settings(max_examples=30, deadline=None)
def test_a_law_without_entries_can_only_improve_and_its_opposite_only_hit(draft: Draft) -> None:
    bom, _ = draft.arrays()
    nothing = compile_rules(toy_catalog(), RULES.lists, as_of=date(1990, 1, 1))
    assert len(nothing) == 0
    gone = impact_of(evaluate(bom, RULES), evaluate(bom, nothing)).consequence
    come = impact_of(evaluate(bom, nothing), evaluate(bom, RULES)).consequence
    assert set(gone.tolist()) <= {Consequence.UNCHANGED, Consequence.IMPROVED}
    assert Consequence.IMPROVED not in come.tolist()


def test_every_part_is_told_the_entries_that_hit_it_and_no_other() -> None:
    for seed in range(40):
        bom, _ = random_draft(seeded(seed), parts=3).arrays()
        law = other_law(seed)
        impact = impact_of(evaluate(bom, RULES), evaluate(bom, law))
        for node in range(len(bom.nodes)):
            consequence = Consequence(int(impact.consequence[node]))
            causes = impact.causes(node, consequence)
            assert bool(causes) == (consequence is not Consequence.UNCHANGED)
            assert set(causes) <= set(impact.entries)
