"""When silence about a law proves an entry of the company absent: only where it asks for more."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from engine.silence import proofs_of
from regulations.catalog import Catalog
from tests.written_catalog import catalog_of
from tests.written_law import ARTICLE, EARLIER, MATERIAL, Row, entry

LEAD, CADMIUM = "7439-92-1", "7440-43-9"
STEP = date(2030, 1, 1)
NAME = ("eu-rohs", "pb")


def catalog(company: Row, *law: Row) -> Catalog:
    return catalog_of({"eu-rohs": law, "company-prohibited": (company,)})


def proofs(company: Row, *law: Row) -> list[set[tuple[str, str]]] | None:
    """What of the law proves the company's entry, beside a word about that entry itself."""
    found = catalog(company, *law)
    (own,) = found.lists["company-prohibited"].entries
    (proven,) = proofs_of(found, [own])
    by_law = [set(one - {("company-prohibited", own.id)}) for one in proven or ()]
    return by_law if proven is not None and all(by_law) else None


def stepped(name: str, *limits: str) -> Row:
    days = [EARLIER, STEP]
    held = [
        (Fraction(limit), day, None, ()) for limit, day in zip(limits, days, strict=False)
    ]  # fmt: skip
    return entry(name, "restrict", MATERIAL, limits[0], LEAD, limits=held)


@pytest.mark.parametrize(
    ("own", "of_law", "is_proof"),
    [
        (("0.001",), ("0.001",), True),
        (("0.001",), ("0.0011",), False),
        (("0.001",), ("0.0009",), True),
        (("0.001", "0.0005"), ("0.0007",), False),
        (("0.0005", "0.001"), ("0.0007",), False),
        (("0.001",), ("0.0007", "0.002"), False),
        (("0.001",), ("0.002", "0.0007"), False),
    ],
)
def test_a_law_proves_only_what_is_not_stricter_than_itself_on_any_day(
    own: tuple[str, ...], of_law: tuple[str, ...], *, is_proof: bool
) -> None:
    found = proofs(stepped("own", *own), stepped("pb", *of_law))
    assert found == ([{NAME}] if is_proof else None)


def test_a_law_that_asks_about_another_level_proves_nothing() -> None:
    law = entry("pb", "restrict", ARTICLE, "0.001", LEAD)
    assert proofs(stepped("own", "0.001"), law) is None


def test_every_member_needs_a_proof_of_its_own() -> None:
    own = entry("own", "restrict", MATERIAL, "0.001", LEAD, CADMIUM)
    law = entry("pb", "restrict", MATERIAL, "0.001", LEAD)
    more = entry("cd", "restrict", MATERIAL, "0.0001", CADMIUM)
    assert proofs(own, law) is None
    assert proofs(own, law, more) == [{("eu-rohs", "cd")}, {NAME}]


def test_what_names_no_member_is_never_proven_absent() -> None:
    law = entry("pb", "restrict", MATERIAL, "0.001", LEAD)
    found = catalog(entry("own", "review", MATERIAL, "0"), law)
    assert proofs_of(found, found.lists["company-prohibited"].entries) == (None,)


def test_entries_of_the_law_are_not_proven_by_others() -> None:
    found = catalog(stepped("own", "0.001"), stepped("pb", "0.001"), stepped("too", "0.001"))
    assert proofs_of(found, found.lists["eu-rohs"].entries) == (None, None)
