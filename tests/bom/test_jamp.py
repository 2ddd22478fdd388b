"""AIS and MSDSplus: the composition alone, and no word that outlives its time."""

from __future__ import annotations

import pytest

from chemsherpa import Scheme, Status
from chemsherpa.document import Mass, Share

from .neighbours import altered, codes, declared, fixture, readings, refusal

AIS = "ais-4.xml"
MSDSPLUS = "msdsplus-4.xml"


def test_an_article_is_read_level_by_level() -> None:
    found = declared(fixture(AIS))
    assert (found.scheme, found.part_number, found.name) == (Scheme.AIS, "HINGE-9", "Hinge")
    assert (found.unit_type, found.mass) == ("each", Mass("12.5", "g"))
    assert (found.manufacturer, found.requester_part_number) == ("Natsukage Works", "OUR-9")
    assert found.response is not None
    assert (found.response.date, found.response.company_local) == ("2016-03-15", "夏影部品")
    (level,) = found.parts
    (plate,) = level.parts
    assert (level.name, level.number_of_units, plate.name, plate.number_of_units) == (
        "Body",
        "1",
        "Plate",
        "2",
    )
    base, plating = plate.materials
    assert (base.use_code, base.is_article, plating.use_code, plating.is_article) == (
        "1",
        True,
        "6",
        False,
    )
    (lead,) = base.substances
    assert (lead.identity, lead.share, lead.mass) == ("7439-92-1", Share("3"), Mass("186", "mg"))


def test_laws_are_counted_and_never_converted() -> None:
    (one,) = readings(fixture(AIS))
    assert one.document is not None
    assert (one.document.answers, one.document.declared.composition) == ((), ())
    assert one.document.declared.full_material is None
    (legacy,) = one.findings
    assert (legacy.code, dict(legacy.values)["laws"]) == ("legacy-format", "1")
    assert one.status is Status.ACCEPTED


def test_a_product_of_one_original_part_has_no_level() -> None:
    text = fixture(AIS).decode()
    for gone in ("<KJE055><PROPERTY_VALUE>Body</PROPERTY_VALUE></KJE055>",
                 "<KJE057><PROPERTY_VALUE>1</PROPERTY_VALUE></KJE057>"):  # fmt: skip
        assert gone in text
        text = text.replace(gone, "")
    (plate,) = declared(text.encode()).parts
    assert plate.name == "Plate"


def test_micrograms_become_milligrams_exactly() -> None:
    for sign in ("µ", "μ", "u"):
        tiny = altered(AIS, 'prefix="m" unit="g">186', f'prefix="{sign}" unit="g">186000.5')
        (lead,) = declared(tiny).parts[0].parts[0].materials[0].substances
        assert lead.mass == Mass("186.0005", "mg")


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("Ver.4.1", "Ver.3.1", "legacy-version"),
        ("Ver.4.1", "", "legacy-version"),
        ('prefix="m" unit="g">186', 'prefix="M" unit="g">186', "unit-unknown.unit"),
        ('unit="ppm">30000', ">30000", "unit-unknown.none"),
        (">30000<", ">3 %<", "value-percent"),
        (">6.2<", ">6,2<", "value-mass"),
        ("<KJE185><PROPERTY_VALUE>2</PROPERTY_VALUE></KJE185>", "", "count-missing"),
        (">PC<", ">DZ<", "legacy-unit"),
        (">HINGE-9<", ">HINGE-9</PROPERTY_VALUE><PROPERTY_VALUE>HINGE-8<", "value-twice"),
    ],
)
def test_what_would_be_a_guess_refuses_the_file(old: str, new: str, key: str) -> None:
    assert refusal(altered(AIS, old, new))[0] == key


@pytest.mark.parametrize("name", [AIS, MSDSPLUS])
def test_an_unfinished_file_is_a_warning(name: str) -> None:
    kind = "MSDSplus" if name == MSDSPLUS else "AIS"
    unfinished = altered(name, f">{kind}<", f">{kind}-temp<")
    assert "temporary-file" in codes(unfinished)
    assert declared(unfinished).part_number


def test_a_mixture_declares_at_most_so_much() -> None:
    found = declared(fixture(MSDSPLUS))
    assert (found.scheme, found.part_number, found.name) == (
        Scheme.MSDSPLUS,
        "ADD-70",
        "Plating additive",
    )
    lead, brightener = found.substances
    assert lead.share == Share("0.3", "0", "0.3")
    assert (brightener.identity, brightener.share) == ("", Share("0.05", "0", "0.05"))
    assert found.response is not None
    assert found.response.date == "2015-07-01"


def test_a_dictionary_of_something_else_is_no_declaration() -> None:
    assert refusal(b"<DESCRIPT><KJE999/></DESCRIPT>")[0] == "not-a-declaration.root"
