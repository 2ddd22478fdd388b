"""Valid declarations that nobody would think of, drawn from the model's own grammar."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

from chemsherpa.document import (
    Answer,
    Declaration,
    ListRef,
    Main,
    Material,
    ProductId,
    Scheme,
    Substance,
)
from chemsherpa.document.grammar import AttributeRule, ElementRule, grammar_of

NUMBERS = ("0", "1", "15", "0.15", "0.0011", "1.0", "171.1289337", "99.999999999")
POSITIVE = ("1", "2", "0.15", "1000")
DATES = ("2024-09-30", "2000-02-29")
WORDS = (
    "",
    "Lead",
    "鉛及びその化合物",
    "a & b < c > \"d\" 'e'",
    "tab\there",
    "line\nend",
    "@@",
    "  two  spaces ",
    "１２３ＡＢＣ",
    "😀",
    "\u200bzero width",
)
VALUES: dict[str, tuple[str, ...]] = {
    "numberOfUnits": POSITIVE,
    "date": DATES,
    "respondByDate": DATES,
    "effectiveDate": DATES,
    "unitOfMeasure": ("mg", "g", "kg"),
    "unitType": ("each", "g", "kg", "cm^2", "m^2", "cm^3", "m^3", "cm", "m", "l"),
    "mode": ("Distribution", "Requester/responder"),
    "nameOfSectional": ("Compliance", "Composition", "MaterialClassDeclaration", "QueryList"),
    "fileDescription": (
        "Test Report",
        "Certificate of Compliance",
        "Picture",
        "Disassembly Instructions",
        "Other",
    ),
    "type": ("brand", "model", "type", "other"),
    "recyclingMethod": ("mechanical recycling", "chemical recycling", "other"),
    "fileURL": ("https://example.org/report.pdf", ""),
    "additionalInformationURL": ("https://example.org/",),
    "data": ("U2FtcGxl", ""),
    "schemaDatabaseVersion": ("X8.21", "X8.00", "X8.1"),
    **dict.fromkeys(
        (
            "mass",
            "massRangeMin",
            "massRangeMax",
            "massPercent",
            "massPercentRangeMin",
            "massPercentRangeMax",
            "negativeTolerance",
            "positiveTolerance",
            "numberResponse",
        ),
        NUMBERS,
    ),
}
DEEPEST = 9
PLAIN_COMMENTS = (Material, Substance, Answer)


def generated(rng: random.Random, *, richness: float) -> Declaration:
    """One product with everything in it that chance and `richness` (0 to 1) allow."""
    main = _draw(Main, rng, richness, 0)
    assert isinstance(main, Main)
    tool = ListRef("other tool", "somebody", "1") if rng.random() < richness else None
    product = replace(main.products[0], ids=main.products[0].ids or (ProductId(name="thing"),))
    return Declaration(Scheme.IEC62474, replace(main, tool_id=tool, products=(product,)))


def _draw(form: type[Any], rng: random.Random, richness: float, depth: int) -> object:
    grammar = grammar_of(form)
    values: dict[str, object] = {}
    for rule in grammar.attributes:
        if rule.is_required or rng.random() < richness:
            values[rule.field] = _value(rule, rng)
        else:
            values[rule.field] = None
    for element in grammar.elements:
        values |= _children(element, rng, richness, depth)
    if form in PLAIN_COMMENTS:
        values["remark"] = values["comment"] or ""
    return form(**values)


def _children(
    rule: ElementRule, rng: random.Random, richness: float, depth: int
) -> dict[str, object]:
    if rule.form is None:
        return {
            each.field: _value(each, rng) if each.is_required or rng.random() < richness else None
            for each in rule.within
        }
    wanted = rng.random() < richness and depth < DEEPEST
    if not rule.is_many:
        drawn = _draw(rule.form, rng, richness * 0.9, depth + 1)
        return {str(rule.field): drawn if rule.is_required or wanted else None}
    # Some must have one and the grammar does not say which; one of each is always allowed.
    count = rng.randint(1, 3) if wanted else int(rule.name in AT_LEAST_ONE)
    return {
        str(rule.field): tuple(
            _draw(rule.form, rng, richness * 0.8, depth + 1) for _ in range(count)
        )
    }


AT_LEAST_ONE = {
    "Sectional",
    "Product",
    "ProductID",
    "DeclarableSubstanceList",
    "DsDsg",
    "Exemption",
    "MaterialClass",
    "Query",
    "Identifier",
    "CountryInformation",
}


def _value(rule: AttributeRule, rng: random.Random) -> object:
    if rule.kind == "truth":
        return rng.random() < 0.5
    return rng.choice(VALUES.get(rule.name, WORDS))
