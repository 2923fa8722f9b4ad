from __future__ import annotations

import pytest
import requests

from tests.sandbox_process import SandboxProcess

WORDS = {"generator": "stable-skybox", "prompt": "a quiet harbour"}


@pytest.mark.parametrize(
    ("place", "sent"),
    [
        ("header", {"headers": {"x-api-key": "sandbox"}, "json": WORDS}),
        ("query", {"params": {"api_key": "sandbox"}, "json": WORDS}),
        ("form", {"data": {**WORDS, "api_key": "sandbox"}}),
        ("form", {"files": {name: (None, text) for name, text in {**WORDS, "api_key": "sandbox"}.items()}}),
        ("json", {"json": {**WORDS, "api_key": "sandbox"}}),
    ],
    ids=["header", "query", "urlencoded", "multipart", "json"],
)
def test_key_is_accepted_in_every_place(sandbox: SandboxProcess, place: str, sent: dict[str, object]) -> None:
    answer = requests.post(f"{sandbox.base_url}/imagine/requests", timeout=10, **sent)
    assert answer.status_code == 200, answer.text
    assert sandbox.statistics()["key_in"] == {place: 1}
    assert "api_key" not in answer.json()["request"]["generator_data"]


def test_key_is_accepted_in_the_json_body_of_a_delete(sandbox: SandboxProcess) -> None:
    [imagine_id] = sandbox.add_rows([{}])
    address = f"{sandbox.base_url}/imagine/deleteImagine/{imagine_id}"
    answer = requests.delete(address, json={"api_key": "sandbox"}, timeout=10)
    assert answer.json() == {"success": "Item deleted successfully", "id": str(imagine_id)}


@pytest.mark.parametrize("headers", [{}, {"x-api-key": "wrong"}, {"x-api-key": "sändbox".encode("latin-1")}])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/generators"),
        ("POST", "/imagine/requests"),
        ("GET", "/imagine/requests/1"),
        ("GET", "/imagine/requests/obfuscated-id/00"),
        ("GET", "/imagine/myRequests"),
        ("DELETE", "/imagine/requests/1"),
        ("DELETE", "/imagine/requests/pending"),
        ("DELETE", "/imagine/deleteImagine/1"),
    ],
)
def test_nothing_is_told_or_done_without_the_key(
    sandbox: SandboxProcess, method: str, path: str, headers: dict[str, str]
) -> None:
    answer = requests.request(method, sandbox.base_url + path, headers=headers, json=WORDS, timeout=10)
    assert answer.status_code == 403
    assert list(answer.json()) == ["error"]
    assert sandbox.rows() == []


def test_first_place_with_a_key_decides(sandbox: SandboxProcess) -> None:
    answer = requests.get(
        f"{sandbox.base_url}/generators",
        headers={"x-api-key": "wrong"},
        params={"api_key": "sandbox"},
        timeout=10,
    )
    assert answer.status_code == 403
