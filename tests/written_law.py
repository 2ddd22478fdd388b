"""A small law as plain data, and the few questions that the oracle asks of it."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import Any

__all__ = ["AS_OF", "DEHP", "LAW", "SUBSTANCES", "Written"]

AS_OF = date(2024, 6, 1)
EARLIER, LATER = date(2015, 1, 1), date(2030, 1, 1)
LEAD, OXIDE, SLAG, CADMIUM = "7439-92-1", "1317-36-8", "69029-84-1", "7440-43-9"
DEHP, MERCURY, DECA, OCTA, COPPER = "117-81-7", "7439-97-6", "1163-19-5", "32536-52-0", "7440-50-8"
SUBSTANCES = (LEAD, OXIDE, SLAG, CADMIUM, DEHP, MERCURY, DECA, OCTA, COPPER)
ANNEX = "eu-rohs-annex-iii"
Row = dict[str, Any]


def entry(name: str, effect: str, level: str, limit: str, *members: str, **more: Any) -> Row:
    """Members are written ``number``, ``number*factor`` or ``number?`` (at most so much)."""
    found = {}
    for member in members:
        number, factor, unsure = re.fullmatch(r"([^*?]+)(?:\*([\d.]+))?(\?)?", member).groups()  # type: ignore[union-attr]
        found[number] = (Fraction(factor or 1), bool(unsure))
    row = {"id": name, "effect": effect, "level": level, "members": found, "element": "",
           "at_or_above": False, "intentional": False, "exemptions": (), "included": EARLIER,
           "limits": [(Fraction(limit), EARLIER, None, ())]}  # fmt: skip
    return row | more


MATERIAL, ARTICLE = "homogeneous_material", "article"
PB = {"element": "Pb", "exemptions": (ANNEX,)}
CD = {"element": "Cd", "exemptions": (ANNEX,)}
STEPS = [
    (Fraction("0.003"), EARLIER, date(2024, 6, 1), ()),
    (Fraction("0.001"), date(2024, 6, 1), None, ("1", "2")),
    (Fraction("0.002"), date(2024, 6, 1), None, ("8",)),
]
ENTRIES = {
    "eu-rohs": (
        entry("lead", "restrict", MATERIAL, "0.001", LEAD, f"{OXIDE}*0.92832", f"{SLAG}?", **PB),
        entry("cd", "restrict", MATERIAL, "0.0001", CADMIUM, **CD),
        entry("pbde", "restrict", MATERIAL, "0.001", DECA, OCTA, "pbde"),
        entry("dehp", "restrict", MATERIAL, "0.001", DEHP, at_or_above=True),
        entry("steps", "restrict", MATERIAL, "0.003", COPPER, limits=STEPS),
    ),
    "eu-reach-candidate-list": (
        entry("oxide", "declare", ARTICLE, "0.001", OXIDE),
        entry("bde", "declare", ARTICLE, "0.003", DECA, OCTA),
        entry("dehp", "declare", ARTICLE, "0.001", DEHP, at_or_above=True),
        entry("late", "declare", ARTICLE, "0.001", LEAD, included=date(2024, 1, 1)),
    ),
    "company-prohibited": (
        entry("hg", "restrict", ARTICLE, "0", MERCURY, intentional=True),
        entry("pb", "restrict", ARTICLE, "0.002", LEAD, f"{SLAG}*0.5?", **PB),
        entry("board", "restrict", "laminate", "0.0009", DECA, OCTA),
        entry("part", "restrict", "part", "0.001", LEAD, f"{OXIDE}*0.92832", **PB),
        entry("lead", "restrict", MATERIAL, "0.0005", LEAD, f"{OXIDE}*0.92832", **PB),
    ),
    "company-controlled": (
        entry("cd", "control", ARTICLE, "0.0001", CADMIUM),
        entry("oxide", "control", ARTICLE, "0.002", OXIDE),
        entry("dehp", "control", ARTICLE, "0.0005", DEHP),
        entry("supplied", "control", "product", "0.0001", CADMIUM),
    ),
}
VERSIONS = {
    "eu-rohs": {"1": EARLIER},
    "eu-reach-candidate-list": {"1": EARLIER, "2": date(2024, 1, 1)},
    "company-prohibited": {"1": EARLIER},
    "company-controlled": {"1": EARLIER},
}


def exemption(**more: Any) -> Row:
    row = {"elements": ("Pb",), "categories": (), "start": EARLIER, "until": None, "upper": None,
           "lower": None}  # fmt: skip
    return row | more


EXEMPTIONS = {
    "any": exemption(),
    "up-to-4": exemption(upper="0.04"),
    "from-85": exemption(lower="0.85"),
    "ended": exemption(until=AS_OF),
    "last-day": exemption(until=date(2024, 6, 2)),
    "later": exemption(start=LATER),
    "cat-8": exemption(categories=("8",)),
    "cd": exemption(elements=("Cd",)),
}
OWN = ("company-prohibited", "company-controlled")
NAMES = {LEAD: "Lead", OXIDE: "Lead monoxide", SLAG: "Slags, lead smelting", CADMIUM: "Cadmium",
         DEHP: "Bis(2-ethylhexyl) phthalate", MERCURY: "Mercury", DECA: "Decabromodiphenyl ether",
         OCTA: "Octabromodiphenyl ether", COPPER: "Copper", "pbde": "PBDE"}  # fmt: skip


class Written:
    """The law above; every answer is read off the rows."""

    entries = ENTRIES
    versions = VERSIONS
    exemptions = EXEMPTIONS

    def limit(self, entry: Row, day: date, category: str) -> Fraction | None:
        """The limit of the day for the category; None = not yet listed, or none holds."""
        holds = [
            limit
            for limit, start, until, categories in entry["limits"]
            if start <= day and (until is None or day < until)
            and (not categories or category in categories)
        ]  # fmt: skip
        return holds[0] if holds and entry["included"] <= day else None

    def number(self, row: Row) -> str | None:
        """The number or word that identifies a row; None = nothing does."""
        return (
            row["group"]
            if "group" in row
            else row.get("cas")
            if row.get("cas") in SUBSTANCES
            else None
        )

    def factors(self, row: Row, entry: Row, *, vouched: bool) -> tuple[Fraction, Fraction] | None:
        """Least and most that counts of one mass of a declared substance; None = nothing."""
        number = row.get("cas") or row.get("group")
        if number in entry["members"]:
            factor, unsure = entry["members"][number]
            return (Fraction(0) if unsure else factor), factor
        if row.get("group") == "pbde" and {DECA, OCTA} & entry["members"].keys():
            return Fraction(0), Fraction(1)
        if number in SUBSTANCES or "group" in row:
            return None
        if vouched and not self._resembles(row, entry):
            return None
        return Fraction(0), Fraction(1)

    def _resembles(self, row: Row, entry: Row) -> bool:
        """A number up to two digits away from a member's, or a member's name inside the name."""
        name = row.get("name", "").casefold()
        if any(NAMES[member].casefold() == name or member in name for member in entry["members"]):
            return True
        digits = row.get("cas", "").replace("-", "")
        near = (member.replace("-", "") for member in entry["members"] if "-" in member)
        return bool(digits) and any(_near(digits, other) for other in near)

    def claims(self, row: Row, entry: Row) -> tuple[str, ...]:
        """Exemptions claimed for a row that the entry lets anybody claim."""
        given = row.get("exemption", ())
        given = (given,) if isinstance(given, str) else tuple(given)
        return given if ANNEX in entry["exemptions"] else ()

    def exemption(
        self, claim: str, entry: Row, day: date, category: str
    ) -> tuple[Fraction, Fraction] | None:
        """Least and most content that it allows; None = unknown, not on the day, or not for it."""
        found = self.exemptions.get(claim)
        if found is None or day < found["start"]:
            return None
        is_over = found["until"] is not None and day >= found["until"]
        is_meant = category in (found["categories"] or [category])
        if is_over or not is_meant or entry["element"] not in found["elements"]:
            return None
        return Fraction(found["lower"] or 0), Fraction(found["upper"] or 10**40)

    def silence(self, speaks: Row, entry: Row) -> bool:
        """Whether what was not said proves absence."""
        if speaks.get("full_material_declaration"):
            return True
        for one in speaks.get("lists", ()):
            until = self.versions[one["list"]][one["version"]]
            asked = [each for each in self.entries[one["list"]] if each["included"] <= until]
            if any(each is entry for each in asked) or self._through(asked, entry):
                return True
        return False

    def _through(self, asked: list[Row], entry: Row) -> bool:
        """A company's entry, where the law asks for each member as closely."""
        if not any(entry is each for own in OWN for each in self.entries[own]):
            return False
        close = [
            each["members"].keys()
            for each in asked
            if each["level"] == entry["level"] and each["limits"][0][0] <= entry["limits"][0][0]
        ]
        return all(any(member in members for members in close) for member in entry["members"])

    def six_months_after(self, entry: Row) -> date:
        day = entry["included"]
        return date(day.year + (day.month + 5) // 12, (day.month + 5) % 12 + 1, day.day)


def _near(one: str, other: str) -> bool:
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) <= 2
    short, long = sorted((one, other), key=len)
    return any(long[:n] + long[n + 1 :] == short for n in range(len(long)))


LAW = Written()
