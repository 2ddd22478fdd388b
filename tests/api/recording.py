"""Requests of this release played to the service, and the answers recorded when one asks for it.

`python -m tests.api.recording` plays `contract/requests.json` and writes `contract/answers.json`,
the contract that the next release must keep, and `api/examples.json`, what the description shows.
A test only plays and compares; it never writes.
"""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.testclient import TestClient

from api.app import create_app
from api.services.stores import import_declarations, load_bom, upgraded
from tests.bom.list_editions import with_copper

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent / "contract"
EXAMPLES = ROOT / "api" / "examples.json"
_FEW = 2

__all__ = ["HERE", "demo_store", "played", "shape"]


def demo_store(file: Path) -> str:
    """The demo portfolio in a store of its own."""
    url = f"sqlite:///{file}"
    upgraded(url)
    import_declarations(url, [ROOT / "fixtures" / "chemsherpa"], dry_run=False)
    load_bom(url, ROOT / "fixtures" / "boms" / "demo.csv")
    return url


def requests() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((HERE / "requests.json").read_text(encoding="utf-8"))
    return found


def played(client: TestClient, asked: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each request with its answer; what an answer names is put into the requests after it."""
    kept: dict[str, str] = {}
    for one in asked:
        if "waits" in one:
            # Past HTTP, which would begin it at once.
            queue = client.app.state.runner.queue  # type: ignore[attr-defined]
            kept[one["keep"]] = queue.put(one["waits"], arguments={"as_of": None}).id
            continue
        told = client.request(one["method"], _address(one["path"], kept), **_body(one))
        media = told.headers.get("content-type", "").partition(";")[0]
        body = told.json() if media.endswith("json") else None
        for name, path in one.get("keep", {}).items():
            found = body
            for key in path.split("."):
                found = found[key]
            kept[name] = str(found)
        yield {**one, "status": told.status_code, "media": media, "body": body}


def _address(path: str, kept: dict[str, str]) -> str:
    for name, value in kept.items():
        path = path.replace(f"{{{name}}}", value)
    place, _, asked = path.partition("?")
    return f"{quote(place, safe='/:')}?{asked}" if asked else quote(place, safe="/:")


def _body(one: dict[str, Any]) -> dict[str, Any]:
    how: dict[str, Any] = {key: one[key] for key in ("json", "data", "headers") if key in one}
    if "files" in one:
        how["files"] = [
            (field, (Path(name).name, (ROOT / name).read_bytes())) for field, name in one["files"]
        ]
    if "edition" in one:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, content in with_copper().files.items():
                archive.writestr(f"{one['edition']}/{name}", content)
        how["files"] = {"file": (f"{one['edition']}.zip", buffer.getvalue())}
    return how


def shape(value: Any) -> Any:
    """Names and types, not values; of a list the first element stands for all."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    if value is None:
        return None
    return {bool: "boolean", int: "number", float: "number", str: "string"}[type(value)]


def _shortened(value: Any) -> Any:
    """Enough for a reader: of long lists the first elements."""
    if isinstance(value, dict):
        return {key: _shortened(inner) for key, inner in list(value.items())[:40]}
    if isinstance(value, list):
        return [_shortened(inner) for inner in value[:_FEW]]
    return value


def _record() -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = demo_store(Path(folder) / "store.db")
        with TestClient(create_app(url)) as client:
            told = list(played(client, requests()))
    answers = [
        {
            "operation": one["operation"],
            "status": one["status"],
            "media": one["media"],
            "shape": shape(one["body"]),
        }
        for one in told
    ]
    _write(HERE / "answers.json", answers)
    examples: dict[str, Any] = {}
    for one in told:
        if one["operation"] not in examples:
            example = {"request": one.get("json"), "status": one["status"]}
            examples[one["operation"]] = {**example, "answer": _shortened(one["body"])}
    _write(EXAMPLES, examples)


def _write(file: Path, value: Any) -> None:
    file.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    _record()
