"""The fields hidden in comments, also when somebody typed the separator."""

from __future__ import annotations

import pytest

from chemsherpa.comments import (
    ai_product_comment,
    answer_comment,
    approved_on,
    ci_product_comment,
    material_comment,
    part_comment,
    substance_comment,
)
from chemsherpa.document import ProductComment, Scip


def test_an_article_comment_tells_confirmations_maker_and_scip() -> None:
    told = ai_product_comment("1@2024-01-02 10:00@0@@1@@Maker@@1@1@id@name@1@2@safe")
    assert (told.compliance_confirmed, told.compliance_confirmed_at) == (True, "2024-01-02 10:00")
    assert (told.composition_confirmed, told.composition_confirmed_at) == (False, "")
    assert told.manufacturer == "Maker"
    assert told.scip == Scip("id", "name", "1", "2", "safe")
    assert told.contains_declarable is None


def test_a_mixture_comment_tells_confirmation_maker_and_content() -> None:
    told = ci_product_comment("1@2024-01-02 10:00@1@0@@Maker@@")
    assert (told.composition_confirmed, told.contains_declarable) == (True, False)
    assert (told.compliance_confirmed, told.manufacturer) == (None, "Maker")


@pytest.mark.parametrize("read", [ai_product_comment, ci_product_comment])
def test_an_absent_comment_says_nothing_instead_of_unconfirmed(read: object) -> None:
    assert callable(read)
    assert read(None) == ProductComment()


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
    told = substance_comment(comment)
    assert (told.remark, told.voluntary) == (remark, voluntary)


def test_a_separator_typed_into_a_remark_moves_no_other_field() -> None:
    material = material_comment("1@@JISH3250@2g@3pcs@66392")
    assert (material.use_code, material.standard) == ("1", "JISH3250")
    assert (material.remark, material.scip_category) == ("2g@3pcs", "66392")
    answer = answer_comment("see@page 2@@@1.母材@Switch:Terminal@i@n@1@2@s@66392@R312")
    assert (answer.remark, answer.use, answer.place) == ("see@page 2", "1.母材", "Switch:Terminal")
    assert (answer.scip, answer.material_code) == (Scip("i", "n", "1", "2", "s"), "R312")


def test_missing_fields_are_empty() -> None:
    assert material_comment("6").use_code == "6"
    assert material_comment(None).scip_category == ""
    assert part_comment(None) is None
    assert part_comment("@@@@") is None
    assert part_comment("id") == Scip("id")
    assert answer_comment("@" * 11).scip is None
    assert approved_on("2024-09-30@1@0") == "2024-09-30"
    assert approved_on(None) == ""
