"""What the service says it can be asked, and that it answers nothing else (R28)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    negative_data_rejection,
    positive_data_acceptance,
)
from starlette.testclient import TestClient

from api.access.permission import permissions_of, routes_of
from api.access.roles import GRANTS, Role
from api.app import create_app

from .access.conftest import KEYED, Headers, key_for

UNPROCESSABLE = 422
FEW = 2
MOST = int(os.environ.get("CHEMGATE_SCHEMATHESIS", FEW))
"""Examples for each operation; `make nightly` takes 1 000, and of every role that is let in."""


@pytest.fixture(scope="module")
def described(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The service on a copy of the demo portfolio: whatever is asked of it may change it."""
    file = tmp_path_factory.mktemp("described") / "store.db"
    shutil.copy(demo_file, file)
    url = f"sqlite:///{file}"
    keys = {role: key_for(url, role) for role in Role}
    app = create_app(url, KEYED)
    with TestClient(app, raise_server_exceptions=False):
        schema = schemathesis.openapi.from_asgi(
            "/openapi.json", app, headers=dict(keys[Role.ENGINEER])
        )
        # A key that is drawn opens nothing, and what lies behind the door would never be asked.
        schema.config.generation.update(with_security_parameters=False)
        yield schema, keys, _roles(app)


def _roles(app: FastAPI) -> dict[str, list[Role]]:
    """Who is let in where, by the name of the operation."""
    return {
        str(route.name): [role for role in Role if permissions_of(route) <= GRANTS[role]]
        for route in routes_of(app)
    }


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_whatever_is_asked_is_answered_as_described(described: Any, mode: GenerationMode) -> None:
    """All checks of schemathesis: no fault, no status, type or shape that is not described."""
    schema, keys, roles = described
    wrong: dict[str, str] = {}
    operations = [found.ok() for found in schema.get_all_operations()]
    for operation in operations:
        allowed = roles[operation.definition.raw["operationId"]]
        for role in allowed if MOST > FEW else allowed[:1]:
            try:
                _asked(operation, mode, keys[role])
            except Unsatisfiable:
                assert mode is GenerationMode.NEGATIVE  # there is nothing to get wrong
            except (Exception, BaseExceptionGroup) as told:  # noqa: BLE001 - all are to be heard
                wrong[f"{operation.label} as {role}"] = str(told)[:2_000]
    assert wrong == {}, "\n".join(f"{label}: {told}" for label, told in wrong.items())
    assert len(operations) > 30


def _asked(operation: Any, mode: GenerationMode, key: Headers) -> None:
    @settings(
        max_examples=MOST,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def asked(case: Any) -> None:
        answer = case.call(headers=dict(key))
        # In a form every value is bytes: a number instead of a file is a file of digits.
        is_form = str(case.media_type).startswith("multipart/")
        left_out = [positive_data_acceptance, *([negative_data_rejection] if is_form else [])]
        case.validate_response(answer, headers=dict(key), excluded_checks=left_out)
        is_good = mode is GenerationMode.POSITIVE and not is_form
        if is_good and answer.status_code == UNPROCESSABLE:
            # Well-formed and still about nothing that is there: refused, but not for its form.
            assert answer.json()["code"] != "invalid-request", answer.text

    asked()
