"""What tests of the command line and the service share: a run, a declaration, a structure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
DECLARATIONS = ROOT / "fixtures" / "chemsherpa"
HOSTILE = ROOT / "fixtures" / "hostile"
LENS = "SHAI_20240819100500_LENS-220_002.xml"
CABLE = "SHAI_20240819100500_CABLE-401_001.xml"
TERMINAL = "SHAI_20240819100500_TERMINAL-310_001.xml"
FULL: Mapping[str, Any] = {"declared": {"full_material_declaration": True}}
ON = "2024-10-01"
"""Suppliers of the fixtures had answered, and the Candidate List had not grown since."""

EXAMPLE = """{"format":"chemgate-structure/1",
 "declared":{"full_material_declaration":true},
 "eee_category":3, "annual_tonnes":{"117-81-7":"1.2"},
 "part":{"part_number":"board","name":"Server motherboard","mass":{"value":"1000","unit":"g"},
  "is_article":false,
  "parts":[{"quantity":"2","part":{"part_number":"r","mass":{"value":"0.002","unit":"g"},
    "is_article":true,"context":["toy"],
    "materials":[{"id":"m1","name":"element","mass":{"value":"0.002","unit":"g"},
      "context":["plasticised"],
      "substances":[
        {"cas":"1317-36-8","name":"Lead monoxide","mass":{"value":"0.0001","unit":"g"},
         "exemption":"7(c)-I"},
        {"cas":"117-81-7","percent":"0.2"},{"cas":"84-74-2","ppm":"2000"},
        {"group":"pbde","ppm":"600"},{"name":"trade secret","percent":"3"},
        {"cas":"79-94-7","percent":{"min":"0.05","max":"0.15"}},
        {"cas":"7439-97-6","ppm":"5","intentionally_added":true}]}]}}]}}"""


@dataclass(frozen=True)
class Said:
    """What one run of the command line left behind."""

    code: int
    out: str
    err: str

    @property
    def body(self) -> Any:
        """The one JSON document on stdout; anything beside it fails here."""
        return json.loads(self.out)

    @property
    def error(self) -> Mapping[str, str]:
        found: Mapping[str, str] = self.body["error"]
        return found


def altered(file: str, /, **attributes: str) -> str:
    """A fixture declaration with other product facts; the keys are XML attribute names."""
    text = (DECLARATIONS / file).read_text(encoding="utf-8-sig")
    for key, value in attributes.items():
        tag = "Response" if key == "date" else "Product" if key == "unitType" else "ProductID"
        text, times = re.subn(rf'(<{tag} [^>]*?\b{key}=")[^"]*"', rf'\g<1>{value}"', text, count=1)
        assert times == 1, key
    return text


def table(*rows: str) -> str:
    header = "parent,parent_revision,child,child_revision,quantity,unit,manufacturer"
    return "\n".join((header, *rows)) + "\n"


def grams(value: str) -> dict[str, str]:
    return {"value": value, "unit": "g"}


def structure(part: Mapping[str, Any], **top: Any) -> str:
    return json.dumps({"format": "chemgate-structure/1", "part": part, **top})


def thing(*substances: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """One gram of one homogeneous material that is a part."""
    return {"part_number": "p", "mass": grams("1"), "substances": list(substances), **changes}


def statuses(body: Mapping[str, Any]) -> dict[str, str]:
    return {one["list"]: one["status"] for one in body["lists"]}


def outcomes(body: Mapping[str, Any], list_id: str) -> Sequence[str]:
    return [case["outcome"] for case in body["cases"] if case["list"] == list_id]
