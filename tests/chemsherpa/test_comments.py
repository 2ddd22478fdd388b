"""The fields hidden in comments, also when somebody typed the separator."""

from __future__ import annotations

from typing import Any

import pytest

from chemsherpa import Scheme
from chemsherpa.comment_layout import Layout
from chemsherpa.comment_texts import (
    ai_product_text,
    answer_text,
    ci_product_text,
    material_text,
    part_text,
    response_text,
    substance_text,
    typed_separators,
)
from chemsherpa.comments import AI_PRODUCT, ANSWER, LAYOUTS, MATERIAL, PART, TELLS
from chemsherpa.document import (
    Answer,
    Material,
    Part,
    Product,
    ProductComment,
    Response,
    Scip,
    Substance,
)

AI, CI = Scheme.CHEMSHERPA_AI, Scheme.CHEMSHERPA_CI
SCIP = Scip("id", "name", "1", "2", "safe")


def told(form: type, comment: str | None, scheme: Scheme = AI) -> dict[str, Any]:
    return TELLS[scheme][form](comment)


def product(comment: str, scheme: Scheme = AI) -> ProductComment:
    made = told(Product, comment, scheme)["told"]
    assert isinstance(made, ProductComment)
    return made


def test_an_article_comment_tells_confirmations_maker_and_scip() -> None:
    said = product("1@2024-01-02 10:00@0@@1@@Maker@@1@0@id@name@1@2@safe")
    assert (said.compliance_confirmed, said.compliance_confirmed_at) == (True, "2024-01-02 10:00")
    assert (said.composition_confirmed, said.composition_confirmed_at) == (False, "")
    assert said.manufacturer == "Maker"
    assert said.scip == SCIP
    assert (said.scip_in_compliance, said.scip_in_composition) == (True, False)
    assert said.contains_declarable is None


def test_a_mixture_comment_tells_confirmation_maker_and_content() -> None:
    said = product("1@2024-01-02 10:00@1@0@@Maker@@", CI)
    assert (said.composition_confirmed, said.contains_declarable) == (True, False)
    assert (said.compliance_confirmed, said.manufacturer) == (None, "Maker")


@pytest.mark.parametrize("scheme", [AI, CI])
def test_an_absent_comment_says_nothing_instead_of_unconfirmed(scheme: Scheme) -> None:
    assert told(Product, None, scheme) == {}


@pytest.mark.parametrize(
    ("comment", "remark", "voluntary"),
    [
        ("@0", "", False),
        ("note@1", "note", True),
        ("a@b@0", "a@b", False),
        ("@", "", None),
        ("@2", "", None),
        ("", "", None),
        (None, "", None),
    ],
)
def test_the_substance_flag_is_the_last_field(
    comment: str | None, remark: str, *, voluntary: bool | None
) -> None:
    assert told(Substance, comment) == {"remark": remark, "voluntary": voluntary}


def test_a_separator_typed_into_a_remark_moves_no_other_field() -> None:
    material = told(Material, "1@@JISH3250@2g@3pcs@66392")
    assert (material["use_code"], material["standard"]) == ("1", "JISH3250")
    assert (material["remark"], material["scip_category"]) == ("2g@3pcs", "66392")
    answer = told(Answer, "see@page 2@@@1.母材@Switch:Terminal@i@n@1@2@s@66392@R312")
    assert (answer["remark"], answer["use"], answer["place"]) == (
        "see@page 2",
        "1.母材",
        "Switch:Terminal",
    )
    assert (answer["scip"], answer["material_code"]) == (Scip("i", "n", "1", "2", "s"), "R312")


@pytest.mark.parametrize(
    ("comment", "maker", "safe_use"),
    [
        (
            "1@2024-01-02 10:00@1@2024-01-02 10:00@1@@A@B Ltd@@1@1@id@name@1@2@safe",
            "A@B Ltd",
            "safe",
        ),
        ("1@2024-01-02 10:00@1@2024-01-02 10:00@1@@A@@1@1@id@name@1@2@call a@b", "A", "call a@b"),
    ],
)
def test_codes_and_flags_tell_where_a_separator_was_typed(
    comment: str, maker: str, safe_use: str
) -> None:
    said = product(comment)
    assert said.scip is not None
    assert (said.manufacturer, said.scip.safe_use) == (maker, safe_use)
    assert AI_PRODUCT.is_certain(comment)


def test_a_separator_that_may_have_been_typed_in_two_places_is_not_certain() -> None:
    assert not PART.is_certain("a@b@c@1@2@safe")
    assert ANSWER.is_certain("@" * 11)
    assert not ANSWER.is_certain("@" * 12)
    assert not MATERIAL.is_certain("1@@")


def test_missing_fields_are_empty() -> None:
    assert told(Material, "6")["use_code"] == "6"
    assert told(Material, None)["scip_category"] == ""
    assert told(Part, None) == {}
    assert told(Part, "@@@@") == {"scip": None}
    assert told(Part, "id") == {"scip": Scip("id")}
    assert told(Answer, "@" * 11) == {}
    assert told(Response, "2024-09-30@1@0") == {"approved_on": "2024-09-30"}
    assert told(Response, None) == {"approved_on": ""}


def test_old_answers_keep_amount_and_unit() -> None:
    answer = told(Answer, "note@2@mg@1.母材@A:B@@@@@@@")
    assert (answer["legacy_amount"], answer["legacy_unit"]) == ("2", "mg")


CONFIRMED = ProductComment(
    compliance_confirmed=True,
    compliance_confirmed_at="2024-01-02 10:01",
    composition_confirmed=True,
    composition_confirmed_at="2024-01-02 10:00",
    manufacturer="Maker",
    scip_in_compliance=True,
    scip_in_composition=True,
    scip=SCIP,
)


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        (Part, part_text(SCIP), {"scip": SCIP}),
        (
            Material,
            material_text(use_code="1", standard="JISH3250", remark="r", scip_category="66392"),
            {"use_code": "1", "standard": "JISH3250", "remark": "r", "scip_category": "66392"},
        ),
        (Substance, substance_text(remark="r", voluntary=True), {"remark": "r", "voluntary": True}),
        (Response, response_text("2024-01-02"), {"approved_on": "2024-01-02"}),
        (
            Answer,
            answer_text(remark="r", use="1.母材", place="A:B", scip=SCIP, material_code="R312"),
            {
                "remark": "r",
                "legacy_amount": "",
                "legacy_unit": "",
                "use": "1.母材",
                "place": "A:B",
                "scip": SCIP,
                "scip_material_category": "",
                "material_code": "R312",
            },
        ),
    ],
)
def test_what_is_written_is_read_by_the_same_names(
    form: type, text: str, expected: dict[str, object]
) -> None:
    assert told(form, text) == expected
    assert LAYOUTS[AI][form].is_certain(text)


def test_product_comments_are_written_with_all_their_fields() -> None:
    text = ai_product_text(CONFIRMED)
    assert text.count("@") == 14
    said = product(text)
    assert (said.manufacturer, said.scip, said.compliance_confirmed_at) == (
        "Maker",
        SCIP,
        "2024-01-02 10:01",
    )
    mixture = ci_product_text(ProductComment(composition_confirmed=True, contains_declarable=False))
    assert mixture == "1@@1@0@@@@"


def test_a_typed_separator_is_written_full_width_and_told() -> None:
    assert substance_text(remark="a@b", voluntary=False) == "a＠b@0"
    assert typed_separators(["a@b", "c"]) == ("a@b",)


def test_a_layout_with_one_home_for_free_text_is_always_certain_above_its_count() -> None:
    assert Layout(2, free=(0,)).is_certain("a@b@1")
