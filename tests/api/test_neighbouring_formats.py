"""From a file in another format to a verdict: the same facts, and no silence taken for absence."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from .said import ROOT, Said, statuses

EXCHANGE = ROOT / "fixtures" / "exchange"
Run = Callable[..., Said]

SAME_AS_CLASS_D = """<Main schemaDatabaseVersion="X8.21" xmlns="http://std.iec.ch/iec62474">
 <BusinessInfo mode="Distribution"><Response date="2024-09-03">
  <Authorizer name="a" email="a" phone="1" title="a"/>
  <Contact name="a" email="a" phone="1" title="a"/>
  <SupplyCompany name="Mizuumi Connectors"/></Response></BusinessInfo>
 <Product unitType="each"><ProductID name="Cable holder" identifier="HOLD-7" version="A">
   <Mass mass="0.58" unitOfMeasure="g"/></ProductID>
  <Composition isFMD="true"><DeclarableSubstanceList identity="none" authority="none" version="0"/>
   <ProductPart numberOfUnits="2"><ProductID name="Clip" identifier="CLIP-7">
     <Mass mass="90" unitOfMeasure="mg"/></ProductID>
    <Material name="Brass"><Mass mass="90" unitOfMeasure="mg"/>
     <Substance name="Lead"><SubstanceID><EntryID entryIdentity="7439-92-1"/></SubstanceID>
      <MassPercent massPercent="2.5"/></Substance>
     <Substance name="Copper"><SubstanceID><EntryID entryIdentity="7440-50-8"/></SubstanceID>
      <MassPercent massPercent="60"/></Substance>
     <Substance name="Zinc"><SubstanceID><EntryID entryIdentity="7440-66-6"/></SubstanceID>
      <MassPercent massPercent="37.5"/></Substance></Material></ProductPart>
   <Material name="PVC sheath"><Mass mass="0.4" unitOfMeasure="g"/>
    <Substance name="PVC"><SubstanceID><EntryID entryIdentity="9002-86-2"/></SubstanceID>
     <Mass mass="0.392" unitOfMeasure="g"/></Substance>
    <Substance name="DEHP"><SubstanceID><EntryID entryIdentity="117-81-7"/></SubstanceID>
     <Mass mass="8" unitOfMeasure="mg"/></Substance></Material>
  </Composition></Product></Main>"""


def verdict(run: Run, store: str, part: str, as_of: str = "2024-10-01") -> Any:
    said = run("--db", store, "check", part, "--as-of", as_of, "--json", "--explain")
    assert said.code in {0, 1, 3}, said
    return said.body


def without_traces(body: Any) -> Any:
    """Cases without the places in the files, which are not the same."""
    return [
        {name: told for name, told in case.items() if name != "trace"} for case in body["cases"]
    ]


def taken(run: Run, store: str, *files: Path | str) -> Any:
    said = run("--db", store, "import", *files, "--json")
    assert said.code == 0, said
    return said.body


def test_class_d_is_judged_like_the_same_content_in_iec_62474(
    run: Run, store: str, demo_file: Path, tmp_path: Path
) -> None:
    text = (EXCHANGE / "ipc1752a-class-d.xml").read_text(encoding="utf-8")
    disclosed = text.replace("<HomogeneousMaterialList>", '<HomogeneousMaterialList isFSD="true">')
    (tmp_path / "ipc.xml").write_text(disclosed, encoding="utf-8")
    (tmp_path / "iec.xml").write_text(SAME_AS_CLASS_D, encoding="utf-8")
    taken(run, store, tmp_path / "ipc.xml")
    # Any other store will do; this one is copied, so that both parts have the same number.
    other = tmp_path / "other.db"
    other.write_bytes(demo_file.read_bytes())
    taken(run, f"sqlite:///{other}", tmp_path / "iec.xml")
    ipc, iec = verdict(run, store, "HOLD-7"), verdict(run, f"sqlite:///{other}", "HOLD-7")
    for told in ("status", "coverage", "lists", "duties", "gaps", "conflicts"):
        assert ipc[told] == iec[told], told
    assert without_traces(ipc) == without_traces(iec)
    assert ipc["status"] == "non_compliant"
    assert {case["entry"] for case in ipc["cases"] if case["outcome"] == "exceeded"} >= {
        "lead",
        "dehp",
    }


def test_class_d_without_disclosure_vouches_for_nothing(run: Run, store: str) -> None:
    taken(run, store, EXCHANGE / "ipc1752a-class-d.xml")
    body = verdict(run, store, "HOLD-7")
    assert body["coverage"]["by_part"] != "1"
    assert any(gap["outcome"] == "not_covered" for gap in body["gaps"])


def test_an_answer_on_the_rohs_list_of_ipc_is_judged(run: Run, store: str) -> None:
    taken(run, store, EXCHANGE / "ipc1752a-class-c.xml")
    body = verdict(run, store, "CONN-24")
    assert statuses(body)["eu-rohs"] == "non_compliant"
    assert statuses(body)["eu-reach-candidate-list"] == "unknown"
    exceeded = [case for case in body["cases"] if case["outcome"] == "exceeded"]
    assert {(case["list"], case["entry"]) for case in exceeded} == {("eu-rohs", "lead")}
    assert "EUROHS-1907 00005" in str(exceeded)


def test_answers_without_a_composition_leave_a_part_unknown(
    run: Run, store: str, tmp_path: Path
) -> None:
    text = (EXCHANGE / "ipc1752a-class-c.xml").read_text(encoding="utf-8")
    (tmp_path / "c.xml").write_text(text.replace('"true" threshold', '"false" threshold'))
    taken(run, store, tmp_path / "c.xml")
    assert verdict(run, store, "CONN-24")["status"] == "unknown"


def test_an_old_composition_does_not_vouch_for_later_entries(run: Run, store: str) -> None:
    taken(run, store, EXCHANGE / "ais-4.xml", EXCHANGE / "chemsherpa-v1.xml")
    ais = verdict(run, store, "HINGE-9")
    assert statuses(ais)["eu-rohs"] == "non_compliant"
    assert statuses(ais)["eu-reach-candidate-list"] == "unknown"
    assert [gap["outcome"] for gap in ais["gaps"] if gap["list"] == "eu-reach-candidate-list"]
    first = verdict(run, store, "HINGE-V1", "2017-01-12")
    later = verdict(run, store, "HINGE-V1")
    uncovered = [gap for gap in later["gaps"] if gap["outcome"] == "not_covered"]
    assert not [gap for gap in first["gaps"] if gap["outcome"] == "not_covered"]
    assert {gap["list"] for gap in uncovered} >= {"eu-reach-candidate-list"}


def test_a_mixture_of_old_says_nothing_of_an_article_without_a_transfer(
    run: Run, store: str
) -> None:
    taken(run, store, EXCHANGE / "msdsplus-4.xml")
    body = verdict(run, store, "ADD-70")
    assert body["status"] == "unknown"
    assert any("transfer" in gap["reason"] for gap in body["gaps"])


def test_a_full_material_sheet_is_judged_by_its_map(run: Run, store: str) -> None:
    columns = EXCHANGE / "vendor-columns.toml"
    body = run(
        "--db", store, "import", EXCHANGE / "vendor-sheet.csv", "--columns", columns, "--json"
    ).body
    assert [one["scheme"] for one in body["files"][0]["members"]] == ["material-sheet"]
    assert statuses(verdict(run, store, "TR-5"))["eu-rohs"] == "compliant"


def test_sheets_are_validated_and_their_schemes_are_told(run: Run) -> None:
    said = run("validate", EXCHANGE / "material-sheet.csv", EXCHANGE / "ais-4.xml", "--json")
    members = [one for file in said.body["files"] for one in file["members"]]
    assert [(one["scheme"], one["product"]["part_number"]) for one in members] == [
        ("material-sheet", "R-100"),
        ("material-sheet", "C-200"),
        ("ais", "HINGE-9"),
    ]


def test_a_broken_column_map_is_refused_before_anything_is_read(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "columns.toml"
    broken.write_text("[columns]\nitem = 'x'\n", encoding="utf-8")
    said = run("validate", EXCHANGE / "vendor-sheet.csv", "--columns", broken, "--json")
    assert (said.code, said.error["code"]) == (4, "column-map")


def test_a_granta_bill_of_materials_is_loaded(run: Run, store: str) -> None:
    said = run("--db", store, "bom", "load", EXCHANGE / "granta-bom.xml", "--json")
    assert (said.code, said.body["counts"]["added"]) == (0, 5)
    assert {one["code"] for one in said.body["findings"]} == {"left-out"}


def test_http_takes_the_same_formats(own_client: TestClient) -> None:
    data = (EXCHANGE / "ipc1752a-class-d.xml").read_bytes()
    answer = own_client.post("/v1/imports", files=[("files", ("d.xml", io.BytesIO(data)))])
    assert answer.status_code == 202, answer.text
    assert own_client.get("/v1/parts/HOLD-7/verdict").status_code == 200
