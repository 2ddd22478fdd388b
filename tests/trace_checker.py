"""A reader's own check of a trace: the outcome again, from the JSON alone, by nothing of ours."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

__all__ = ["recomputed"]

Json = dict[str, Any]
WORDS = {"restrict": "exceeded", "declare": "declare", "control": "controlled",
         "inform": "inform", "review": "possible"}  # fmt: skip


def recomputed(trace: Json, as_of: str, categories: set[str]) -> str:
    """The outcome that a trace comes to on a day for a product of some EEE categories."""
    if not trace["counted"]:
        return "not_present"
    found, fit = Check(trace, as_of, categories).outcome(), trace["place"]["fit"]
    if fit == "elsewhere":
        return "not_applicable"
    return "possible" if fit == "open" and found not in {"below", "no_data"} else found


def number(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def added(parts: list[Fraction | None]) -> Fraction:
    return sum(filter(None, parts), Fraction(0))


class Check:
    def __init__(self, trace: Json, as_of: str, categories: set[str]) -> None:
        self.rows, self.rule, self.place = trace["counted"], trace["rule"], trace["place"]
        self.as_of, self.categories = as_of, categories
        self.whole = number(trace["denominator"]["exact"]["ng"])
        self.most = number(trace["denominator"]["exact"]["most_ng"])
        self.limit = Fraction(trace["rule"]["exact"]["limit"])
        self.is_at = trace["limit"]["breached"] == "at_or_above"

    def beyond(self, share: Fraction | None) -> bool:
        return share is not None and (share >= self.limit if self.is_at else share > self.limit)

    def part(self, row: Json, end: str, whole: Fraction | None) -> Fraction | None:
        """What one row brings to the node, as a share of it; None where a mass is missing."""
        told = number(row["exact"][f"{'least' if end == 'low' else 'most'}_ng"])
        share, mass = number(row["exact"][end]), number(row["exact"]["ng"])
        if told is None and (share is None or row["exact"]["is_all"]):
            return share
        weight = told if told is not None or mass is None or share is None else mass * share
        return weight / whole if whole and weight is not None else None

    def alone(self, rows: list[Json], end: str) -> list[Fraction | None]:
        """Share of each material by itself."""
        materials = {row["exact"]["material"] for row in rows}
        told = [[number(row["exact"][end]) for row in rows if row["exact"]["material"] == one]
                for one in materials]  # fmt: skip
        return [None if None in each else added(each) for each in told]

    def must(self, rows: list[Json]) -> bool:
        parts = [self.part(row, "low", self.most) for row in rows]
        known = any(part is not None for part in parts)
        everywhere, here = (
            {row["exact"]["material"] for row in some} for some in (self.rows, rows)
        )
        mean = self.place["holds_all"] and everywhere == here
        each = mean and all(self.beyond(share) for share in self.alone(rows, "low"))
        return each or (known and self.beyond(added(parts)))

    def may(self, rows: list[Json]) -> bool:
        parts = [self.part(row, "high", self.whole) for row in rows]
        amounts, told = {row["amount"] for row in rows}, self.beyond(added(parts))
        if None not in parts and "unknown" not in amounts:
            return told
        each = any(self.beyond(share) for share in self.alone(rows, "high"))
        weighed = told and any(part is not None for part in parts)
        return weighed or each or amounts != {"share"} or self.must(rows)

    def side(self) -> str:
        lacks = any(self.part(row, "high", self.whole) is None for row in self.rows)
        purposes = {(row["intentionally_added"], bool(row["substance"])) for row in self.rows}
        asks = self.rule["intentional"]
        if self.must(self.rows) or (asks and (True, True) in purposes):
            return "above" if self.place["is_told"] else "possible"
        if self.may(self.rows):
            return "no_data" if lacks else "possible"
        return "possible" if asks and None in {purpose for purpose, _ in purposes} else "below"

    def outcome(self) -> str:
        word = self.side().replace("above", WORDS[self.rule["effect"]])
        if word not in {"exceeded", "possible", "no_data"}:
            return word
        says = [(row, {self.claim(row, one) for one in row["claims"]}) for row in self.rows]
        rest = [row for row, said in says if "holds" not in said]
        sure = [row for row, said in says if not said & {"holds", "open"}]
        if len(rest) < len(says) and not (rest and self.may(rest)):
            return "exempt"
        if word != "exceeded" or not any(said for _, said in says):
            return word
        return "exemption_invalid" if sure and self.must(sure) else "possible"

    def claim(self, row: Json, one: Json) -> str:
        if one.get("unchecked"):
            return "open"
        same = [r["exact"] for r in self.rows if r["exact"]["material"] == row["exact"]["material"]]
        low = added([number(each["low"]) for each in same])
        high = added([number(each["high"] or each["factor"]) for each in same])
        timely = "from" in one and one["from"] <= self.as_of < (one["until"] or "9999")
        meant = timely and self.rule["element"] in (one["elements"] or [self.rule["element"]])
        ours = meant and self.categories <= set(one["categories"] or self.categories)
        least, most = (Fraction(one.get("lower") or 0), Fraction(one.get("upper") or 10**40))
        if not ours or low > most or high < least:
            return "fails"
        return "holds" if least <= low and high <= most else "open"
