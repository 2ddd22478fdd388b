"""Compliance answers of an assembly, worked out from those of its parts, entry by entry.

An article stays an article in whatever it is built into, and a homogeneous material stays one; so
what a supplier answered at those levels holds for the assembly. Only at product level the
denominator changes. An entry that one part did not answer is not answered: nobody may carry a
`false` over to a substance that was listed after the supplier had looked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from chemsherpa.assembly.structure import Leaf
from chemsherpa.comment_texts import answer_text
from chemsherpa.document import Answer, Compliance, Declaration, ListRef, Mass, Share
from regulations.errors import InvalidQuantity
from regulations.quantities import decimal_text, exact_decimal, nanograms

__all__ = ["Unanswered", "assembled_answers", "oldest"]

_MILLIGRAM: Final = 10**6
_LEVEL: Final = re.compile(r"\[ReportingLevel:\s*([^\]]*?)\s*\]")
_LIMIT: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?(?:mass ?)?%")
_BY_INTENTION: Final = "intentionally added"
_PRODUCT: Final = "Product"


@dataclass(frozen=True, slots=True)
class Unanswered:
    """An entry of a declarable-substance list that nobody can answer yet, and why."""

    list: str
    entry: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Told:
    """One part's answer to one entry."""

    leaf: Leaf
    answer: Answer


def assembled_answers(
    parts: Sequence[Leaf],
) -> tuple[tuple[Compliance, ...], tuple[Unanswered, ...]]:
    """The sections of the assembly, and the entries that they leave out.

    Lists, wording and order are those of the part that was declared against the oldest version.
    """
    keys = dict.fromkeys(
        (each.list.identity, each.list.authority)
        for part in parts
        for each in _sections(part).values()
    )
    sections: list[Compliance] = []
    missing: list[Unanswered] = []
    for key in keys:
        answers: list[Answer] = []
        for found in _entries(parts, key):
            if isinstance(found, Answer):
                answers.append(found)
            else:
                missing.append(found)
        if answers:
            list_ = _oldest_section(parts, key).list
            sections.append(Compliance(list=list_, answers=tuple(answers)))
    return tuple(sections), tuple(missing)


def oldest(lists: Sequence[ListRef]) -> ListRef:
    """The reference with the least version; ``2.9.00`` is older than ``2.10.00``."""
    return min(lists, key=lambda each: _age(each.version))


def _age(version: str) -> list[tuple[int, str]]:
    return [(int(number or 0), word) for number, word in re.findall(r"(\d*)(\D*)", version)]


def _sections(part: Leaf) -> Mapping[tuple[str, str], Compliance]:
    if not isinstance(part.thing, Declaration):
        return {}
    return {
        (each.list.identity, each.list.authority): each for each in part.thing.product.compliances
    }


def _oldest_section(parts: Sequence[Leaf], key: tuple[str, str]) -> Compliance:
    found = [section for part in parts if (section := _sections(part).get(key))]
    return min(found, key=lambda each: _age(each.list.version))


def _entries(parts: Sequence[Leaf], key: tuple[str, str]) -> Iterator[Answer | Unanswered]:
    first = _oldest_section(parts, key)
    answered = [
        (part, {each.entry: each for each in section.answers} if section else {})
        for part in parts
        for section in [_sections(part).get(key)]
    ]
    asked = {each.entry: each for each in first.answers}
    for _, answers in answered:
        asked |= {entry: each for entry, each in answers.items() if entry not in asked}
    for entry, form in asked.items():
        silent = [_where(part) for part, answers in answered if entry not in answers]
        told = [_Told(part, answers[entry]) for part, answers in answered if entry in answers]
        reason = _unlike(told, silent)
        found = reason or _combined(form, told)
        if isinstance(found, Answer):
            yield found
        else:
            yield Unanswered(f"{first.list.identity} {first.list.version}", entry, form.name, found)


def _unlike(told: Sequence[_Told], silent: Sequence[str]) -> str:
    """Why the answers do not add up; "" where they do."""
    if silent:
        return "not answered for: " + ", ".join(dict.fromkeys(silent))
    questions = {_words(each.answer.application, each.answer.threshold) for each in told}
    if len(questions) > 1:
        return "the parts answered different questions: " + " / ".join(
            sorted(threshold for _, threshold in questions)
        )
    return ""


def _combined(form: Answer, told: Sequence[_Told]) -> Answer | str:
    """The assembly's answer, or why there is none."""
    above = [each for each in told if each.answer.above]
    if not above:
        return _below(form)
    level = _LEVEL.search(form.threshold)
    if level is None:
        return "the entry does not say of what it counts the share"
    if level[1] == _PRODUCT and _LIMIT.search(form.threshold):
        return _of_product(form, told, above)
    worst = max(above, key=lambda each: _percent(each.answer))
    return _above(form, above, worst, worst.answer.share)


def _of_product(form: Answer, told: Sequence[_Told], above: Sequence[_Told]) -> Answer | str:
    """Recomputed over the new denominator, with what the parts below may hold as slack."""
    limit = _LIMIT.search(form.threshold)
    masses = [_mass(each) for each in above]
    if limit is None or any(mass is None for mass in masses):
        return "its share of the product cannot be computed"
    threshold = exact_decimal(limit[1]) / 100
    whole = sum((each.leaf.mass * each.leaf.times for each in told), Fraction(0))
    held = sum((mass for mass in masses if mass is not None), Fraction(0))
    rest = whole - sum((each.leaf.mass * each.leaf.times for each in above), Fraction(0))
    least, most = held / whole, (held + threshold * rest) / whole
    if least > threshold:
        worst = max(above, key=lambda each: _percent(each.answer))
        return _above(form, above, worst, Share(_percent_text(least)))
    if most < threshold and _BY_INTENTION not in form.threshold.lower():
        return _below(form)
    return f"{_percent_text(least)} to {_percent_text(most)} % of the product, the limit between"


def _below(form: Answer) -> Answer:
    return replace(
        _form(form), above=False, comment=answer_text(), mass=None, share=None, exemption_sets=()
    )


def _above(form: Answer, above: Sequence[_Told], worst: _Told, share: Share | None) -> Answer:
    answer = worst.answer
    masses = [_mass(each) for each in above]
    mass = None
    if all(each is not None for each in masses):
        total = sum((each for each in masses if each is not None), Fraction(0))
        mass = Mass(decimal_text(total / _MILLIGRAM), "mg")
    others = [_elsewhere(each) for each in above if each is not worst]
    made = replace(
        _form(form),
        above=True,
        use_description=answer.use_description,
        mass=mass,
        share=share,
        exemption_sets=answer.exemption_sets,
        safe_uses=answer.safe_uses,
        articles=answer.articles,
        remark="; ".join(filter(None, [answer.remark, *others])),
        use=answer.use,
        place=":".join(filter(None, [*worst.leaf.place, answer.place])),
        scip=answer.scip,
        scip_material_category=answer.scip_material_category,
        material_code=answer.material_code,
    )
    text = answer_text(
        remark=made.remark,
        use=made.use,
        place=made.place,
        scip=made.scip,
        scip_material_category=made.scip_material_category,
        material_code=made.material_code,
    )
    return replace(made, comment=text)


def _form(form: Answer) -> Answer:
    """The question alone."""
    return Answer(
        name=form.name,
        entry=form.entry,
        entry_description=form.entry_description,
        above=False,
        application=form.application,
        threshold=form.threshold,
    )


def _elsewhere(told: _Told) -> str:
    claims = ", ".join(each.reg_index or each.identity for each in told.answer.exemptions)
    share = f" {told.answer.share.percent} %" if told.answer.share else ""
    return f"also {_where(told.leaf)}{share}" + (f" ({claims})" if claims else "")


def _where(part: Leaf) -> str:
    return ":".join(filter(None, part.place)) or part.thing.part_number


def _words(*texts: str) -> tuple[str, ...]:
    return tuple(" ".join(text.split()) for text in texts)


def _mass(told: _Told) -> Fraction | None:
    """Nanograms of the substance in one unit of the assembly, as the part declares it."""
    mass = told.answer.mass
    try:
        one = None if mass is None else nanograms(exact_decimal(mass.value), mass.unit)
    except InvalidQuantity:
        return None
    return None if one is None else one * told.leaf.times


def _percent(answer: Answer) -> Fraction:
    """The declared share; without one, more than any."""
    try:
        return exact_decimal(answer.share.percent) if answer.share else Fraction(101)
    except InvalidQuantity:
        return Fraction(101)


def _percent_text(share: Fraction) -> str:
    """In percent, as ppm rounded up to four decimals.

    Source:
        Two shares in files of the official tool, 0.54286714 % and 19.02064928 %, are just that.
    """
    step = share * 10**10
    return decimal_text(Fraction(-(-step.numerator // step.denominator), 10**8))
