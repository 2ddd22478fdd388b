"""IPC-1752A and B: answers, materials, parts, statements; what is not understood is named."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bom.importing.rows import answered
from chemsherpa import Scheme, Status
from chemsherpa.document import Share

from .neighbours import altered, codes, declared, fixture, readings, refusal

C = "ipc1752a-class-c.xml"
D = "ipc1752a-class-d.xml"


def test_a_real_file_is_read_without_findings(shared: Path) -> None:
    (file,) = (shared / "samples" / "ipc1752").glob("IPCC*.xml")
    (one,) = readings(file.read_bytes(), file.name)
    assert one.document is not None
    assert (one.status, one.findings) == (Status.ACCEPTED, ())
    counts = {each.list.identity: len(each.answers) for each in one.document.product.compliances}
    assert counts == {"EUREACH-0624": 241, "EUROHS-1907": 10, "IEC_62474 D19.00": 159}
    assert Counter(answer.above for answer in one.document.answers) == {False: 410}


def test_a_fragment_without_header_is_read(shared: Path) -> None:
    found = declared(
        (shared / "samples/ipc1752/ipc1752_classD_synthetic_fragment.xml").read_bytes()
    )
    (material,) = found.materials
    assert (found.response, material.name) == (None, "Ceramic")
    assert material.substances[0].share == Share("86.27")


def test_who_declares_which_part_is_taken_over() -> None:
    found = declared(fixture(C))
    assert found.scheme is Scheme.IPC1752A
    assert (found.part_number, found.name, found.revision) == ("CONN-24", "Board connector", "B")
    assert (found.requester_part_number, found.manufacturer) == ("OUR-24", "Mizuumi Connectors")
    assert (found.unit_type, found.schema_version) == ("each", "IPC-1752A 2.0")
    assert found.response is not None
    assert (found.response.date, found.response.contact.email) == (
        "2024-08-20",
        "jiro@connectors.example.com",
    )


def test_answers_keep_their_list_and_entry() -> None:
    answers = [
        (each.list.identity, answer.entry, answer.above)
        for each in declared(fixture(C)).product.compliances
        for answer in each.answers
    ]
    assert answers == [
        ("EUREACH-0624", "00001", False),
        ("EUROHS-1907", "00001", False),
        ("EUROHS-1907", "00005", True),
        ("IEC_62474 D19.00", "00001", False),
    ]
    assert declared(fixture(C)).answers[2].share == Share("2.2")


def test_an_entry_of_another_list_is_not_stored_as_one_of_the_iec_list() -> None:
    entries = [key for key, _ in answered(declared(fixture(C)))]
    assert entries == ["EUREACH-0624:00001", "EUROHS-1907:00001", "EUROHS-1907:00005", "00001"]


def test_an_answer_that_says_nothing_refuses_the_file() -> None:
    silent = altered(C, 'overThreshold="true" ', "")
    assert refusal(silent) == ("answer-unclear", 30)
    assert refusal(altered(C, 'overThreshold="true"', 'overThreshold="maybe"'))[0] == "flag-unclear"


def test_answers_over_a_threshold_that_nothing_here_stands_for_are_a_warning() -> None:
    over = altered(C, 'overThreshold="false"', 'overThreshold="true"')
    (one,) = readings(over)
    (finding,) = one.findings
    assert (finding.code, dict(finding.values)["detail"]) == (
        "answers-not-judged",
        "Triethyl arsenate",
    )


def test_a_category_without_threshold_is_named_and_left_out() -> None:
    unanswered = altered(C, '<Threshold overThreshold="false" threshold="100 ppm"/>', "")
    assert codes(unanswered) == ["answer-missing"]
    assert len(declared(unanswered).answers) == 3


def test_materials_hang_on_the_sub_product_that_holds_them() -> None:
    found = declared(fixture(D))
    (clip,) = found.parts
    assert (clip.name, clip.identifier, clip.number_of_units) == ("Clip", "CLIP-7", "2")
    (brass,) = clip.materials
    shares = {one.identity: one.share and one.share.percent for one in brass.substances}
    assert shares == {"7439-92-1": "2.5", "7440-50-8": "60", "7440-66-6": "37.5"}
    (sheath,) = found.materials
    assert [
        (one.identity, one.mass and (one.mass.value, one.mass.unit)) for one in sheath.substances
    ] == [
        ("9002-86-2", ("0.392", "g")),
        ("117-81-7", ("8", "mg")),
    ]
    assert codes(fixture(D)) == []


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('UOM="ppm"', 'UOM="pph"', "unit-unknown.unit"),
        (' UOM="ppm"', "", "unit-unknown.none"),
        ('value="25000"', 'value="2.5e4"', "value-percent"),
        ('value="90"', 'value="-90"', "value-mass"),
        ('value="60"', 'value="NaN"', "value-percent"),
        ('SubProduct numberOfInstances="2"', "SubProduct", "count-missing"),
        ('numberOfInstances="2"', 'numberOfInstances="0"', "value-units.none"),
        ('"Each" numberOfInstances="1"', '"Each" numberOfInstances="10"', "instances-unclear"),
        ('<Concentration value="60"/>', 2 * '<Concentration value="60"/>', "element-twice"),
    ],
)
def test_what_would_be_a_guess_refuses_the_file(old: str, new: str, key: str) -> None:
    assert refusal(altered(D, old, new))[0] == key


def test_a_file_without_product_is_refused() -> None:
    empty = b'<MainDeclaration xmlns="http://webstds.ipc.org/175x/2.0" version="2.0"/>'
    assert refusal(empty) == ("ipc-product-missing", 1)


def test_every_name_that_is_not_understood_is_told_once_with_its_count() -> None:
    strange = altered(
        D, "<SubProduct", '<Packaging kind="tray"/><Packaging/><Note>soft</Note><SubProduct'
    )
    (one,) = readings(strange)
    told = [dict(finding.values) for finding in one.findings]
    assert told == [{"name": "Packaging", "count": "2"}, {"name": "Note", "count": "1"}]
    assert one.status is Status.ACCEPTED


def test_an_exemption_that_is_not_understood_is_a_warning() -> None:
    claimed = altered(D, '<Amount value="25000"', '<Exemption id="6(c)"/><Amount value="25000"')
    (one,) = readings(claimed)
    assert [finding.key for finding in one.findings] == ["not-understood.exemption"]
    assert one.status is Status.ACCEPTED_WITH_FINDINGS


def test_a_mass_and_a_percentage_that_differ_become_a_range() -> None:
    both = altered(
        D,
        '<Amount value="25000" UOM="ppm"/>',
        '<Amount value="9" UOM="mg"/><Concentration value="2.5"/>',
    )
    assert codes(both) == ["amounts-differ"]
    assert declared(both).parts[0].materials[0].substances[0].share == Share("2.5", "2.5", "10")


def test_an_unclear_date_is_told_and_counts_as_oldest() -> None:
    american = altered(D, "2024-09-03", "09/03/2024")
    assert codes(american) == ["date-unclear"]
    found = declared(american)
    assert found.response is not None
    assert found.response.date == ""


def test_answers_on_a_sub_product_are_left_out_loudly() -> None:
    answered = altered(
        D,
        "<MaterialInfo>",
        '<MaterialInfo><SubstanceCategoryList><SubstanceCategory name="x"><Threshold'
        ' overThreshold="true" threshold="t"/></SubstanceCategory></SubstanceCategoryList>',
    )
    (one,) = readings(answered)
    assert [finding.key for finding in one.findings] == ["answers-of-part.above"]


def test_one_file_of_1752b_holds_several_products() -> None:
    pin, cap = readings(fixture("ipc1752b.xml"), "b.xml")
    assert (pin.member_name, cap.member_name) == ("b.xml", "b.xml#2")
    assert pin.document is not None
    assert cap.document is not None
    assert (pin.document.part_number, pin.document.declared.full_material) == ("PIN-1", True)
    assert (cap.document.part_number, cap.document.declared.full_material) == ("CAP-1", None)
    ((query,),) = (each.queries for each in cap.document.product.queries)
    assert (query.statement[:11], query.response) == ("The product", True)
    ((group,),) = (each.classes for each in cap.document.product.material_classes)
    assert (group.name, group.mass and group.mass.value) == ("Thermoplastics", "1")


def test_a_disclosure_that_is_not_understood_whole_vouches_for_nothing() -> None:
    strange = altered(
        "ipc1752b.xml", "<HomogeneousMaterial name", "<Secret/><HomogeneousMaterial name"
    )
    pin, _ = readings(strange)
    assert pin.document is not None
    assert pin.document.declared.full_material is None
    assert [finding.code for finding in pin.findings] == ["not-understood", "disclosure-in-doubt"]
