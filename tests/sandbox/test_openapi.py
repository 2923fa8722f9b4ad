"""The server held to its own description, with thousands of odd calls."""

from __future__ import annotations

from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    positive_data_acceptance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from tests.sandbox.api import Api
from tests.sandbox_process import ROOT, SandboxProcess

schema = schemathesis.openapi.from_path(ROOT / "imagine/sandbox/openapi.yaml")
CONFORMANCE = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# Whether a body is welcome depends on the generator, which a description of the whole cannot say.
STRICTER = {
    "history": [negative_data_rejection, positive_data_acceptance, unsupported_method],
    "generators": [ignored_auth, unsupported_method],
    "generate": [unsupported_method],
    "delete": [unsupported_method],
}


@pytest.fixture(scope="module")
def quiet_sandbox() -> Any:
    """One whose clock stands still, so that no odd prompt is painted."""
    with SandboxProcess() as sandbox:
        sandbox.pause()
        yield sandbox


@schema.parametrize()
@settings(
    max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
)
def test_odd_calls_get_answers_as_described(case: schemathesis.Case, quiet_sandbox: SandboxProcess) -> None:
    name = case.operation.definition.raw["operationId"]
    case.call_and_validate(
        base_url=quiet_sandbox.base_url,
        headers={"x-api-key": quiet_sandbox.key},
        checks=[*CONFORMANCE, *STRICTER.get(name, [])],
        timeout=20,
    )


def test_usual_answers_are_as_described(sandbox: SandboxProcess, api: Api) -> None:
    sandbox.pause()
    made = api.post(generator="stable-skybox", prompt="isles")
    row = made.json()["request"]
    sandbox.add_rows([{}, {"kind": "skybox"}, {"status": "error", "error_message": "no"}])
    requests_path = schema["/imagine/requests/{id}"]
    one = f"/imagine/requests/{row['id']}"
    steps: list[tuple[Any, requests.Response]] = [
        (schema["/generators"]["GET"], api.get("/generators")),
        (schema["/imagine/requests"]["POST"], made),
        (schema["/imagine/requests"]["POST"], api.post(generator="workshop", seed="x")),
        (requests_path["GET"], api.get(one)),
        (
            schema["/imagine/requests/obfuscated-id/{obfuscated_id}"]["GET"],
            api.get(f"/imagine/requests/obfuscated-id/{row['obfuscated_id']}"),
        ),
        (schema["/imagine/myRequests"]["GET"], api.get("/imagine/myRequests")),
        (schema["/imagine/requests/pending"]["DELETE"], api.delete("/imagine/requests/pending")),
        (schema["/imagine/requests/pending"]["DELETE"], api.delete("/imagine/requests/pending")),
        (requests_path["DELETE"], api.delete(one)),
        (schema["/imagine/deleteImagine/{id}"]["DELETE"], api.delete(f"/imagine/deleteImagine/{row['id']}")),
        (requests_path["GET"], api.get(one)),
    ]
    assert [answer.status_code for _, answer in steps] == [
        200,
        200,
        400,
        200,
        200,
        200,
        200,
        200,
        400,
        200,
        404,
    ]
    for operation, answer in steps:
        operation.validate_response(answer)


def test_description_knows_exactly_the_endpoints_there_are() -> None:
    names = {one.ok().definition.raw["operationId"] for one in schema.get_all_operations()}
    assert names == {
        "generators",
        "generate",
        "imagine",
        "imagine_by_obfuscated_id",
        "history",
        "cancel",
        "cancel_pending",
        "delete",
    }
