"""The description as a page for people: plain HTML, no script, nothing from another host."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, Final

from api.wire.body import Json

__all__ = ["description_page", "style_source"]

_STYLE: Final = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "h2{margin-top:2.5rem}summary{cursor:pointer;padding:.3rem 0}code,pre{font-family:monospace}"
    "pre{background:#f4f4f4;padding:.7rem;overflow:auto;max-height:24rem}"
    "table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:.2rem .6rem;"
    "text-align:left;vertical-align:top}b{display:inline-block;min-width:4.5rem}"
)


def style_source() -> str:
    """The source expression of a content security policy that allows the page's style alone.

    Source:
        W3C, Content Security Policy Level 3, 2.3.1: hash-source.
    """
    digest = hashlib.sha256(_STYLE.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def description_page(document: Json) -> str:
    """`openapi.json` as a page, in the order of its tags."""
    info = document["info"]
    sections = "".join(_section(document, tag) for tag in document["tags"])
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(info['title'])} {escape(info['version'])}</title>"
        f'<link rel="icon" href="data:,"><style>{_STYLE}</style></head><body>'
        f"<h1>{escape(info['title'])} {escape(info['version'])}</h1>"
        f"<p>{escape(info.get('summary', ''))}</p>"
        '<p>The same for programs: <a href="/openapi.json">openapi.json</a></p>'
        f"{sections}</body></html>"
    )


def _section(document: Json, tag: Mapping[str, str]) -> str:
    operations = "".join(
        _operation(verb, path, operation)
        for path, verbs in document["paths"].items()
        for verb, operation in verbs.items()
        if tag["name"] in operation.get("tags", ())
    )
    return f"<h2>{escape(tag['name'])}</h2><p>{escape(tag['description'])}</p>{operations}"


def _operation(verb: str, path: str, operation: Json) -> str:
    return (
        f'<details id="{escape(operation["operationId"])}"><summary><b>{verb.upper()}</b> '
        f"<code>{escape(path)}</code></summary>"
        f"<p>{escape(operation.get('description', ''))}</p>"
        f"{_parameters(operation)}{''.join(_examples(operation))}{_answers(operation)}</details>"
    )


def _parameters(operation: Json) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(one['name'])}</code></td><td>{escape(one['in'])}</td>"
        f"<td>{'needed' if one.get('required') else ''}</td>"
        f"<td>{escape(one.get('description', ''))}</td></tr>"
        for one in operation.get("parameters", ())
    )
    return f"<table>{rows}</table>" if rows else ""


def _examples(operation: Json) -> Iterator[str]:
    asked = operation.get("requestBody", {}).get("content", {})
    for content in asked.values():
        if "example" in content:
            yield f"<p>Sent:</p>{_shown(content['example'])}"
    for status, answer in operation["responses"].items():
        for content in answer.get("content", {}).values():
            if "example" in content:
                yield f"<p>Answered with {escape(status)}:</p>{_shown(content['example'])}"


def _answers(operation: Json) -> str:
    rows = "".join(
        f"<tr><td>{escape(status)}</td><td>{escape(answer['description'])}</td></tr>"
        for status, answer in operation["responses"].items()
    )
    return f"<table>{rows}</table>"


def _shown(value: Any) -> str:  # noqa: ANN401 - any JSON
    return f"<pre>{escape(json.dumps(value, ensure_ascii=False, indent=1))}</pre>"
