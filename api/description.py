"""The description of the service: FastAPI's, with an example of each question and its answer."""

from __future__ import annotations

import functools
import json
from collections.abc import Collection, Mapping
from importlib.resources import files
from typing import Any, Final

from fastapi import FastAPI

from api.access.permission import permissions_of, routes_of
from api.access.roles import Permission
from api.wire.body import Json

__all__ = ["described"]

_TAGS: Final = (
    ("parts", "Verdicts, substances and structure of parts."),
    ("substances", "Where a substance is used."),
    ("lists", "The law as data, and its way from a file into force."),
    ("jobs", "Declarations in, and work that outlives its request."),
    ("justifications", "Findings that two people accept for a while."),
    ("suppliers", "Certificates, shown beside verdicts and never mixed into them."),
    ("audit", "Who did what."),
    ("health", "For load balancers and monitors."),
)


def described(app: FastAPI) -> Json:
    """`openapi.json`; made once for each application."""
    if not hasattr(app.state, "description"):
        app.state.description = _with_examples(app.openapi(), _open(app))
    found: Json = app.state.description
    return found


def _open(app: FastAPI) -> set[str]:
    """Names of the operations that ask nobody for a key."""
    asked = ((str(route.name), permissions_of(route)) for route in routes_of(app))
    return {name for name, permissions in asked if permissions == {Permission.OPEN}}


def _with_examples(document: Json, keyless: Collection[str]) -> Json:
    document = json.loads(json.dumps(document))
    document["tags"] = [{"name": name, "description": told} for name, told in _TAGS]
    for verbs in document["paths"].values():
        for operation in verbs.values():
            if operation["operationId"] in keyless:
                operation.pop("security", None)
            example = _examples().get(operation["operationId"])
            if example is not None:
                _put(operation, example)
    return document


def _put(operation: Json, example: Mapping[str, Any]) -> None:
    asked = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if asked is not None and example["request"] is not None:
        asked["example"] = example["request"]
    answer = operation["responses"].get(str(example["status"]), {}).get("content", {})
    for media, content in answer.items():
        if media == "application/json" and example["answer"] is not None:
            content["example"] = example["answer"]


@functools.cache
def _examples() -> Mapping[str, Any]:
    text = files("api").joinpath("examples.json").read_text(encoding="utf-8")
    found: Mapping[str, Any] = json.loads(text)
    return found
