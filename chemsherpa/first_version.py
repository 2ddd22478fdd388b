"""chemSHERPA V1: recognised, and read for its composition alone.

The answers of V1 were given against other lists with other thresholds, and its comments hold other
fields; nothing of that can be carried over. What a product is made of is a fact that stays true.
Its silence covers the substance list of its time and no entry that came later.

Source:
    No file of V1 was at hand. Element and attribute names as a public viewer of such files reads
    them (stamp ``X6.01ex1.0``): parts, material classes, materials and substances stand directly
    in the product, a substance has its number in `UniqueID`, an answer has a `Threshold`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any, Final, TypeVar

from lxml import etree

from chemsherpa.amounts import Written, mass_of, percent_of, units_of
from chemsherpa.checks.composition import check_composition
from chemsherpa.checks.confirmation import temporary_files
from chemsherpa.checks.rules import USUAL, ContentRules
from chemsherpa.days import told_day
from chemsherpa.document import (
    BusinessInfo,
    Company,
    Composition,
    Contact,
    Declaration,
    EntryRef,
    Exemption,
    ExemptionSet,
    ListRef,
    Main,
    Mass,
    Material,
    Part,
    Product,
    ProductId,
    Response,
    Share,
    Substance,
)
from chemsherpa.document.grammar import grammar_of
from chemsherpa.findings import Finding, found
from chemsherpa.formats import Told
from chemsherpa.lenient import Lenient
from chemsherpa.names import NAMESPACE, Element
from chemsherpa.scheme import scheme_of

__all__ = ["is_first_version", "read_first_version"]

_STAMP: Final = "X6.01ex1.0"
_PRODUCT: Final = "/Main/Product"
_INSIDE: Final = re.compile(r"/Main/Product(\[[0-9]+\])?/")
_SUBSTANCE_LIST: Final = "chemSHERPA_SubstanceList"
_CHEMSHERPA: Final = "chemSHERPA"
_ANSWERS: Final = ("Substance", "SubstanceGroup")
_COMPOSED: Final = etree.XPath(
    "boolean(i:Product[i:ProductPart or i:Material or i:MaterialClass"
    " or i:Substance[not(i:Threshold)]])",
    namespaces={"i": NAMESPACE},
)
_Form = TypeVar("_Form")


def is_first_version(root: Element) -> bool:
    """Whether it is a V1 declaration that says what its product is made of."""
    if root.tag != f"{{{NAMESPACE}}}Main" or root.get("schemaDatabaseVersion") != _STAMP:
        return False
    return bool(_COMPOSED(root))


def read_first_version(
    root: Element, file_name: str, rules: ContentRules = USUAL
) -> tuple[Told, ...]:
    """The declarations of a V1 file, one for each product, and what was left out.

    Raises:
        Refused: `value-…`, `unit-unknown`, `element-twice`.
    """
    main = Lenient(root)
    version = main.said("substanceDatabaseVersion")
    left_out: list[Finding] = []
    read = Main(
        schema_version=main.said("schemaDatabaseVersion"),
        language=main.get("charaLocal"),
        business=_business(main, left_out),
        products=tuple(_product(each, version, left_out) for each in main.all("Product")),
        tool_id=_form_of(ListRef, main.one("ToolNameVersionID")),
    )
    scheme = scheme_of(
        tool=read.tool_id.identity if read.tool_id else "",
        stamp=read.schema_version,
        looks_like_article=any(_is_article(product) for product in read.products),
    )
    unread = main.unread()
    if any(_INSIDE.match(finding.where) for finding in unread):
        read = replace(read, products=tuple(_in_doubt(each) for each in read.products))
        left_out.append(found("composition-in-doubt", _PRODUCT, read.products[0].line))
    for_all = (*left_out, *unread)
    declarations = [Declaration(scheme, read, at) for at in range(len(read.products))]
    return tuple(
        (
            each,
            (
                *(for_all if each.position == 0 else ()),
                *temporary_files(each, file_name),
                *check_composition(each, rules),
            ),
        )
        for each in declarations
    )


def _in_doubt(product: Product) -> Product:
    """The product without the list that its silence would vouch for."""
    composition = product.composition
    return replace(product, composition=composition and replace(composition, lists=()))


def _is_article(product: Product) -> bool:
    made_of = product.composition or Composition()
    return bool(product.ids[0].mass or made_of.parts or made_of.materials)


def _business(main: Lenient, left_out: list[Finding]) -> BusinessInfo:
    business = main.one("BusinessInfo")
    if business is None:
        return BusinessInfo("")
    return BusinessInfo(business.said("mode"), response=_response(business, left_out))


def _response(business: Lenient, left_out: list[Finding]) -> Response | None:
    response = business.one("Response")
    if response is None:
        return None
    company = response.one("SupplyCompany")
    return Response(
        date=told_day(response.said("date"), response.where, response.line, left_out),
        doc_id=response.get("docID"),
        comment=response.get("comment"),
        authorizer=_contact(response.one("Authorizer")),
        contact=_contact(response.one("Contact")),
        company_info=Company(
            name=company.said("name") if company else "",
            name_local=company.get("nameLocal") if company else None,
            id=_form_of(ListRef, company.one("UniqueID")) if company else None,
        ),
    )


def _contact(node: Lenient | None) -> Contact:
    return _form_of(Contact, node) or Contact(name="", title="", email="", phone="")


def _product(node: Lenient, version: str, left_out: list[Finding]) -> Product:
    answers = [each for each in node.all(*_ANSWERS) if each.one("Threshold") is not None]
    for each in answers:
        each.ignore_all()
    if answers:
        where, line = answers[0].where, answers[0].line
        left_out.append(found("v1-compliance-refused", where, line, count=len(answers)))
    materials = _materials(node)
    return Product(
        unit_type=node.said("unitType"),
        family=node.get("productFamilyName"),
        is_article=node.truth("isArticle"),
        comment=node.get("comment"),
        ids=tuple(_product_id(each) for each in node.all("ProductID")) or (ProductId(),),
        composition=Composition(
            lists=(ListRef(_SUBSTANCE_LIST, _CHEMSHERPA, version),) if version else (),
            parts=tuple(_part(each) for each in node.all("ProductPart")),
            materials=materials,
            substances=_substances(node, but=answers),
        ),
        line=node.line,
    )


def _product_id(node: Lenient) -> ProductId:
    return ProductId(**_texts_of(ProductId, node), mass=_mass(node), share=_share(node))


def _part(node: Lenient) -> Part:
    product_id = node.one("ProductID")
    count = Written(node.said("numberOfUnits"), "numberOfUnits", node.where, node.line)
    return Part(
        number_of_units=units_of(count),
        is_article=node.truth("isArticle"),
        comment=node.get("comment"),
        product_id=_product_id(product_id) if product_id else ProductId(),
        parts=tuple(_part(each) for each in node.all("ProductPart")),
        materials=_materials(node),
        substances=_substances(node),
        line=node.line,
    )


def _materials(node: Lenient) -> tuple[Material, ...]:
    """The materials in a part, those that stand in a material class with it."""
    read: list[Material] = []
    for each in node.all("Material", "MaterialClass"):
        if each.name == "Material":
            read.append(_material(each, ()))
            continue
        identity, name = each.said("id"), each.said("name")
        of_class = (EntryRef(None, identity, name),)
        inner = each.all("Material")
        read += [_material(material, of_class) for material in inner]
        # A class holds materials, or it is the only word on the material it stands for.
        if not inner:
            read.append(_material(each, of_class))
    return tuple(read)


def _material(node: Lenient, classes: tuple[EntryRef, ...]) -> Material:
    own = [_entry(each) for each in node.all("MaterialClassID")]
    unique = node.one("UniqueID") or node.one("MaterialID")
    return Material(
        name=node.said("name"),
        comment=node.get("comment"),
        is_article=node.truth("isArticle"),
        material_id=_entry(unique) if unique else None,
        class_ids=(*classes, *own),
        mass=_mass(node),
        share=_share(node),
        substances=_substances(node),
        line=node.line,
    )


def _entry(node: Lenient) -> EntryRef:
    """An entry of an outside list, written as `UniqueID` was or as `EntryID` is."""
    entry = node.one("EntryID")
    if entry is not None:
        listed = _form_of(ListRef, node.one("ListID"))
        return EntryRef(listed, entry.said("entryIdentity"), entry.get("entryDescription"))
    authority = node.said("authority")
    return EntryRef(
        ListRef("", authority, node.said("version")) if authority else None, node.said("identity")
    )


def _substances(node: Lenient, *, but: Sequence[Lenient] = ()) -> tuple[Substance, ...]:
    """The substances in a material, those of a group each by itself."""
    read: list[Substance] = []
    for each in node.all(*_ANSWERS):
        if each in but:
            continue
        inner = _substances(each)
        read += inner or (_substance(each),)
    return tuple(read)


def _substance(node: Lenient) -> Substance:
    unique = node.one("UniqueID")
    # In V1 the share of the material has a name of its own where both are written.
    of_material = node.one("MatMassPercent")
    return Substance(
        name=node.get("name"),
        use_description=node.get("descriptionOfUse"),
        comment=node.get("comment"),
        ids=(_entry(unique),) if unique is not None and unique.said("identity") else (),
        mass=_mass(node),
        share=_percent(of_material) if of_material else _share(node),
        exemption_sets=tuple(_exemptions(each) for each in node.all("Exemptions")),
        remark=node.said("comment"),
        line=node.line,
    )


def _exemptions(node: Lenient) -> ExemptionSet:
    listed = _form_of(ListRef, node.one("UniqueID")) or ListRef("", "", "")
    claimed = tuple(
        Exemption(
            identity=each.said("identity"),
            reg_index=each.get("regIndex"),
            description=each.said("description"),
            line=each.line,
        )
        for each in node.all("Exemption")
    )
    return ExemptionSet(listed, claimed)


def _mass(node: Lenient) -> Mass | None:
    mass = node.one("Mass")
    if mass is None:
        return None
    number = Written(mass.said("mass"), "mass", mass.where, mass.line)
    return mass_of(number, mass.said("unitOfMeasure"))


def _share(node: Lenient) -> Share | None:
    share = node.one("MassPercent")
    return None if share is None else _percent(share)


def _percent(node: Lenient) -> Share:
    text = node.said("massPercent")
    return percent_of(Written(text, "massPercent", node.where, node.line), "percent")


def _form_of(form: type[_Form], node: Lenient | None) -> _Form | None:
    """A class of the model that holds attributes only; texts that are not there are empty."""
    return None if node is None else form(**_texts_of(form, node))


def _texts_of(form: type[Any], node: Lenient) -> dict[str, Any]:
    known = {each.name for each in fields(form)}
    return {
        rule.field: node.get(rule.name) if not rule.is_required else node.said(rule.name)
        for rule in grammar_of(form).attributes
        if rule.kind == "text" and rule.field in known
    }
