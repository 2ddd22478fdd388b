"""Declarations out again: what came in, what was built of it, and what is refused."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from starlette.testclient import TestClient

from .said import CABLE, DECLARATIONS, LENS, ON, TERMINAL, Said, altered, statuses, table

Run = Callable[..., Said]

PERSON = 'name = "A Person"\ntitle = "Staff"\nemail = "a@example.com"\nphone = "00"\n'
HEADER = (
    'date = "2026-11-21"\nconfirmed_at = "2026-11-21 10:00"\n[company]\nname = "Assembler"\n'
    f'[contact]\n{PERSON}[authorizer]\n{PERSON}[names]\n"DRIVER-300" = "LED driver"\n'
)
TRANSFER = {
    "format": "chemgate-transfer/1",
    "mixture": {"part_number": "ADHESIVE-500"},
    "material": {"name": "EP (Epoxy resin)", "code": "N551", "class": "M-300", "use_code": "3"},
    "substances": [
        {"cas": "25068-38-6", "stays": "100 %"},
        {"cas": "14808-60-7", "stays": "100 %"},
        {"cas": "108-88-3", "leaves": True},
    ],
    "rest": {"stays": "100 %"},
}


@pytest.fixture
def header(tmp_path: Path) -> Path:
    file = tmp_path / "header.toml"
    file.write_text(HEADER, encoding="utf-8")
    return file


def test_what_came_in_goes_out_and_comes_in_again_the_same(
    run: Run, demo: str, store: str, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.xml", tmp_path / "second.xml"
    assert run("--db", demo, "export", "CABLE-401", "--format", "xml", "-o", first).code == 0
    assert run("--db", store, "import", first).code == 0
    assert run("--db", store, "export", "CABLE-401", "--format", "xml", "-o", second).code == 0
    assert first.read_bytes() == second.read_bytes()
    verdicts = [
        run("--db", each, "check", "CABLE-401", "--as-of", ON, "--json").body
        for each in (demo, store)
    ]
    for one in verdicts:
        del one["known_at"], one["hash"], one["declarations"]
    assert verdicts[0] == verdicts[1]


def test_in_compatibility_mode_the_file_is_the_one_that_came_in(
    run: Run, demo: str, tmp_path: Path
) -> None:
    out = tmp_path / "out.xml"
    said = run("--db", demo, "export", "CABLE-401", "--format", "xml", "-o", out, "--compatible")
    assert said.code == 0
    assert out.read_bytes() == (DECLARATIONS / CABLE).read_bytes()


def test_several_parts_are_one_archive_always_of_the_same_bytes(
    run: Run, demo: str, tmp_path: Path
) -> None:
    numbers, files = (
        ("CABLE-401", "LENS-220", "PCB-350"),
        (tmp_path / "a.shai", tmp_path / "b.shai"),
    )
    for file in files:
        assert run("--db", demo, "export", *numbers, "--format", "shai", "-o", file).code == 0
    assert files[0].read_bytes() == files[1].read_bytes()
    names = zipfile.ZipFile(files[0]).namelist()
    assert [name.split("_", 2)[2] for name in names] == [
        f"{number}_{place:03}.xml" for place, number in enumerate(numbers, 1)
    ]


def test_more_than_100_products_are_several_files(
    run: Run, store: str, put: Callable[..., Said], tmp_path: Path
) -> None:
    numbers = [f"LENS-{place}" for place in range(101)]
    put(*(altered(LENS, identifier=number) for number in numbers))
    said = run(
        "--db", store, "export", *numbers, "--format", "shai", "-o", tmp_path / "all.shai", "--json"
    )
    assert said.code == 0
    assert [Path(each["path"]).name for each in said.body["files"]] == [
        "all-001.shai",
        "all-002.shai",
    ]
    assert [len(each["parts"]) for each in said.body["files"]] == [100, 1]
    assert len(zipfile.ZipFile(tmp_path / "all-002.shai").namelist()) == 1


def test_json_holds_every_value_of_the_file(run: Run, demo: str, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    assert run("--db", demo, "export", "CABLE-401", "--format", "json", "-o", out).code == 0
    body = json.loads(out.read_text(encoding="utf-8"))
    assert (body["format"], body["scheme"]) == ("chemgate-declaration/1", "chemsherpa-ai")
    (product,) = body["main"]["products"]
    assert product["ids"][0]["mass"] == {"value": "46", "unit": "g"}
    assert product["compliances"][0]["answers"][0]["place"] == "Sheath"
    assert len(product["compliances"][0]["answers"]) == 12


def test_a_workbook_holds_texts_and_never_a_formula(
    run: Run, store: str, put: Callable[..., Said], tmp_path: Path
) -> None:
    nasty = "=HYPERLINK(&quot;http://example.com&quot;)"
    put(altered(LENS, name=nasty))
    out = tmp_path / "out.xlsx"
    assert run("--db", store, "export", "LENS-220", "--format", "xlsx", "-o", out).code == 0
    book = CalamineWorkbook.from_filelike(io.BytesIO(out.read_bytes()))
    rows = dict(book.get_sheet_by_name("header").to_python())
    assert rows["name"] == '=HYPERLINK("http://example.com")'
    with zipfile.ZipFile(out) as archive:
        sheets = [archive.read(n) for n in archive.namelist() if n.startswith("xl/worksheets/")]
    assert not any(b"<f>" in sheet or b"hyperlink" in sheet.lower() for sheet in sheets)


def test_a_workbook_shows_the_composition_with_paths_and_the_answers(
    run: Run, demo: str, tmp_path: Path
) -> None:
    out = tmp_path / "out.xlsx"
    assert run("--db", demo, "export", "TERMINAL-310", "--format", "xlsx", "-o", out).code == 0
    book = CalamineWorkbook.from_path(out)
    head, *rows = book.get_sheet_by_name("composition").to_python()
    told = [dict(zip(head, row, strict=True)) for row in rows]
    (lead,) = (row for row in told if row["id"] == "7439-92-1")
    assert (lead["path"], lead["percent"]) == ("Terminal", "2.5")
    assert "6(c) (EU-RoHS-AnnexIII)" in lead["exemptions"]
    answers = book.get_sheet_by_name("answers").to_python()
    assert len(answers) == 13


def test_an_assembly_without_a_declaration_is_built_from_its_parts(
    run: Run, demo: str, store: str, header: Path, tmp_path: Path
) -> None:
    out = tmp_path / "driver.shai"
    said = run(
        "--db", demo, "export", "DRIVER-300", "--format", "shai", "-o", out,
        "--header", header, "--json",
    )  # fmt: skip
    assert said.code == 0
    (part,) = said.body["parts"]
    assert (part["source"], part["confirmed"], part["unanswered"]) == ("built", True, [])
    assert run("--db", store, "import", out).code == 0
    mine, theirs = (
        run("--db", each, "check", "DRIVER-300", "--as-of", ON, "--json").body
        for each in (store, demo)
    )
    assert (mine["status"], statuses(mine)) == (theirs["status"], statuses(theirs))
    assert mine["part"]["name"] == "LED driver"


def test_nobody_is_invented_to_answer_for_what_is_built(
    run: Run, demo: str, tmp_path: Path
) -> None:
    out = tmp_path / "out.xml"
    said = run("--db", demo, "export", "DRIVER-300", "--format", "xml", "-o", out, "--json")
    assert said.code == 4
    (refused,) = said.body["refused"]
    assert (refused["code"], said.body["files"]) == ("nothing-to-export", [])
    assert "--header" in refused["hint"]
    assert not out.exists()


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", "date"),
        (HEADER.replace("a@example.com", "", 1), "contact.email"),
        (HEADER.replace('name = "Assembler"', ""), "company.name"),
        (HEADER.replace("2026-11-21 10:00", "soon"), "confirmed_at"),
        ("surprise = 1\n" + HEADER, "surprise"),
        ("[", "/"),
    ],
)
def test_a_header_that_leaves_somebody_out_is_refused(
    run: Run, demo: str, tmp_path: Path, text: str, where: str
) -> None:
    file = tmp_path / "h.toml"
    file.write_text(text, encoding="utf-8")
    said = run(
        "--db", demo, "export", "DRIVER-300", "--format", "xml", "-o", tmp_path / "o.xml",
        "--header", file, "--json",
    )  # fmt: skip
    assert said.code == 4
    assert (said.error["code"], said.error["where"]) == ("invalid-header", where)


def test_an_unconfirmed_assembly_says_so_in_the_file_and_aloud(
    run: Run, demo: str, tmp_path: Path
) -> None:
    file, out = tmp_path / "h.toml", tmp_path / "out.xml"
    file.write_text(HEADER.replace('confirmed_at = "2026-11-21 10:00"\n', ""), encoding="utf-8")
    said = run("--db", demo, "export", "BASE-200", "--format", "xml", "-o", out, "--header", file)
    assert said.code == 0
    assert "nobody has confirmed it" in said.err
    assert 'comment="0@@0@@1@@Assembler@@@@@@@@"' in out.read_text(encoding="utf-8")


def test_a_part_that_nobody_declared_stands_in_the_way_by_name(
    run: Run, demo: str, header: Path, tmp_path: Path
) -> None:
    said = run(
        "--db", demo, "export", "LAMP-100", "--format", "xml", "-o", tmp_path / "o.xml",
        "--header", header, "--json", "--lang", "ja",
    )  # fmt: skip
    (refused,) = said.body["refused"]
    assert (said.code, refused["code"]) == (4, "assembly-no-declaration")
    assert refused["message"] == "成分情報が申告されていません：SPRING-250"


def test_one_refused_part_stops_no_other(run: Run, demo: str, tmp_path: Path) -> None:
    out = tmp_path / "o.shai"
    said = run("--db", demo, "export", "NONE", "LENS-220", "--format", "shai", "-o", out, "--json")
    assert said.code == 4
    assert [each["code"] for each in said.body["refused"]] == ["unknown-part"]
    assert [each["parts"] for each in said.body["files"]] == [["LENS-220"]]


def test_a_file_that_is_there_is_kept_unless_told_otherwise(
    run: Run, demo: str, tmp_path: Path
) -> None:
    out = tmp_path / "o.xml"
    out.write_text("mine", encoding="utf-8")
    arguments = ("--db", demo, "export", "LENS-220", "--format", "xml", "-o", out)
    said = run(*arguments, "--json")
    assert (said.code, said.error["code"]) == (4, "output-refused")
    assert out.read_text(encoding="utf-8") == "mine"
    assert run(*arguments, "--force").code == 0
    assert out.read_bytes().startswith(b"<?xml")


@pytest.mark.parametrize(
    "arguments",
    [
        ("LENS-220", "CABLE-401", "--format", "xml", "-o", "x.xml"),
        ("LENS-220", "--format", "pdf", "-o", "x.pdf"),
        ("LENS-220", "--format", "xml"),
    ],
)
def test_a_wrong_question_is_wrong_usage(run: Run, demo: str, arguments: tuple[str, ...]) -> None:
    assert run("--db", demo, "export", *arguments).code == 2


def test_a_place_that_takes_no_file_is_refused(run: Run, demo: str, tmp_path: Path) -> None:
    out = tmp_path / "missing" / "o.xml"
    said = run("--db", demo, "export", "LENS-220", "--format", "xml", "-o", out, "--json")
    assert (said.code, said.error["code"]) == (4, "output-refused")


def test_built_needs_a_bill_of_materials(run: Run, demo: str, header: Path, tmp_path: Path) -> None:
    said = run(
        "--db", demo, "export", "LENS-220", "--format", "xml", "-o", tmp_path / "o.xml",
        "--built", "--header", header, "--json",
    )  # fmt: skip
    assert said.body["refused"][0]["code"] == "nothing-to-export"


def test_an_own_declaration_speaks_first_and_built_asks_past_it(
    run: Run,
    store: str,
    header: Path,
    tmp_path: Path,
    *,
    load: Callable[[str], Said],
    put: Callable[..., Said],
) -> None:
    put(altered(LENS), altered(TERMINAL, identifier="KIT"))
    assert load(table("KIT,,LENS-220,,2,each,")).code == 0
    arguments = ("--db", store, "export", "KIT", "--format", "xml", "--json", "-o")
    own = run(*arguments, tmp_path / "own.xml").body["parts"][0]
    made = run(*arguments, tmp_path / "made.xml", "--built", "--header", header).body["parts"][0]
    assert (own["source"], made["source"]) == ("declaration", "built")
    assert 'mass="77" unitOfMeasure="g"' in (tmp_path / "made.xml").read_text(encoding="utf-8")


def test_one_of_several_parts_has_to_be_named(
    run: Run, store: str, put: Callable[..., Said], tmp_path: Path
) -> None:
    put(altered(TERMINAL, version="A"), altered(TERMINAL, version="B"))
    arguments = ("--db", store, "export", "TERMINAL-310", "--format", "xml", "-o")
    assert run(*arguments, tmp_path / "a.xml").code == 4
    assert run(*arguments, tmp_path / "b.xml", "--revision", "B").code == 0
    assert 'version="B"' in (tmp_path / "b.xml").read_text(encoding="utf-8")


def test_a_mixture_goes_into_an_assembly_only_by_a_transfer(
    run: Run, store: str, header: Path, tmp_path: Path, load: Callable[[str], Said]
) -> None:
    assert run("--db", store, "import", DECLARATIONS).code == 0
    assert load(table("GLUED,,LENS-220,,1,each,", "GLUED,,ADHESIVE-500,,200,mg,")).code == 0
    out = tmp_path / "glued.xml"
    arguments = (
        "--db", store, "export", "GLUED", "--format", "xml", "-o", out, "--header", header,
        "--json",
    )  # fmt: skip
    assert run(*arguments).body["refused"][0]["code"] == "assembly-mixture"
    file = tmp_path / "t.json"
    file.write_text(json.dumps(TRANSFER), encoding="utf-8")
    assert run("--db", store, "transfer", "load", file, "--json").body["is_new"] is True
    assert run("--db", store, "transfer", "load", file, "--json").body["is_new"] is False
    said = run(*arguments)
    assert said.code == 0
    assert len(said.body["parts"][0]["unanswered"]) == 12
    assert 'mass="0.19" unitOfMeasure="g"' in out.read_text(encoding="utf-8")
    explained = run("--db", store, "check", "GLUED", "--as-of", ON, "--explain", "--json").body
    assert explained["status"] == "compliant"


def test_the_service_serves_the_same_documents(client: TestClient) -> None:
    told = client.get("/v1/parts/CABLE-401/declaration")
    assert told.json()["format"] == "chemgate-declaration/1"
    assert client.get("/v1/parts/CABLE-401/declaration?format=xml").content.startswith(b"<?xml")
    assert client.get("/v1/parts/CABLE-401/declaration?format=shai").content.startswith(b"PK")
    for number in ("NONE", "DRIVER-300"):
        refused: Any = client.get(f"/v1/parts/{number}/declaration")
        assert refused.status_code == 404
