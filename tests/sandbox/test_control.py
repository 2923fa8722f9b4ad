from __future__ import annotations

import requests

from tests.sandbox.api import Api
from tests.sandbox_process import SandboxProcess


def test_there_is_no_control_room_in_a_usual_run() -> None:
    with SandboxProcess(controls=False) as sandbox:
        for method, name in (
            ("GET", "statistics"),
            ("POST", "faults"),
            ("POST", "reset"),
            ("DELETE", "faults"),
        ):
            answer = requests.request(method, f"{sandbox.origin}/control/{name}", json={}, timeout=10)
            assert answer.status_code == 404


def test_settled_rows_stay_where_they_were_put(sandbox: SandboxProcess, api: Api) -> None:
    imagine_id = api.generate()["id"]
    for status in ("dispatched", "processing", "complete", "error", "pending", "abort"):
        sandbox.settle(imagine_id, status)
        row = api.imagine(imagine_id)
        assert row["status"] == status
    assert row["dispatched_at"] <= row["processing_at"] <= row["completed_at"]


def test_settled_error_has_its_message(sandbox: SandboxProcess, api: Api) -> None:
    imagine_id = api.generate()["id"]
    sandbox.settle(imagine_id, "error", error_message="No paint left")
    assert api.imagine(imagine_id)["error_message"] == "No paint left"


def test_held_rows_take_no_place_in_the_queue(sandbox: SandboxProcess, api: Api) -> None:
    held = sandbox.add_rows(
        [{"status": "pending"}] + [{"status": "processing"}] * 3 + [{"status": "dispatched"}]
    )
    assert api.ended(api.generate()["id"])["status"] == "complete"
    statuses = [api.imagine(imagine_id)["status"] for imagine_id in held]
    assert statuses == ["pending", "processing", "processing", "processing", "dispatched"]


def test_rows_can_carry_odd_fields(sandbox: SandboxProcess, api: Api) -> None:
    [imagine_id] = sandbox.add_rows(
        [{"id": 4242, "file_url": "https://elsewhere.invalid/x.jpg", "extra": {"new": 1}}]
    )
    row = api.imagine(imagine_id)
    assert (imagine_id, row["file_url"], row["new"]) == (4242, "https://elsewhere.invalid/x.jpg", 1)


def test_many_rows_at_once_are_quick(sandbox: SandboxProcess, api: Api) -> None:
    made = sandbox.control("POST", "rows", {"count": 5000, "like": {"prompt": "isles"}})
    assert len(set(made["obfuscated_ids"])) == 5000
    assert api.history(query="isles")["totalCount"] == 5000


def test_mistakes_in_orders_are_explained(sandbox: SandboxProcess) -> None:
    for body in ({"fault": "none"}, {"fault": "html", "endpoint": "nowhere"}):
        answer = requests.post(f"{sandbox.origin}/control/faults", json=body, timeout=10)
        assert answer.status_code == 400
    answer = requests.post(f"{sandbox.origin}/control/settings", json={"key": "x"}, timeout=10)
    assert (answer.status_code, answer.json()) == (400, {"error": "ValueError: cannot change key"})
