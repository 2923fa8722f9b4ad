from __future__ import annotations

import pytest

from tests.sandbox.api import Api, check_strictly
from tests.sandbox_process import SandboxProcess


@pytest.mark.parametrize("status", ["pending", "dispatched", "processing"])
def test_cancel_aborts_what_has_not_ended(sandbox: SandboxProcess, api: Api, status: str) -> None:
    [imagine_id] = sandbox.add_rows([{"status": status}])
    answer = api.delete(f"/imagine/requests/{imagine_id}")
    assert (answer.status_code, answer.json()) == (200, {"success": True})
    row = api.imagine(imagine_id)
    check_strictly(row)
    assert row["status"] == "abort"
    assert row["completed_at"] == row["updated_at"]


@pytest.mark.parametrize("status", ["complete", "abort", "error"])
def test_what_has_ended_cannot_be_cancelled(sandbox: SandboxProcess, api: Api, status: str) -> None:
    [imagine_id] = sandbox.add_rows([{"status": status}])
    answer = api.delete(f"/imagine/requests/{imagine_id}")
    assert answer.status_code == 400
    assert isinstance(answer.json()["error"], str)
    assert api.imagine(imagine_id)["status"] == status


def test_cancelled_in_the_middle_of_painting_stays_aborted(sandbox: SandboxProcess, api: Api) -> None:
    sandbox.settings(service_bounds=[20, 20])
    imagine_id = api.generate()["id"]
    while api.imagine(imagine_id)["status"] != "processing":
        pass
    assert api.delete(f"/imagine/requests/{imagine_id}").json() == {"success": True}
    sandbox.settings(service_bounds=[0, 0])
    api.ended(api.generate()["id"])
    assert api.imagine(imagine_id)["status"] == "abort"


def test_cancel_all_reaches_only_what_is_pending(sandbox: SandboxProcess, api: Api) -> None:
    made = sandbox.add_rows(
        [{"status": status} for status in ("pending", "processing", "pending", "complete", "dispatched")]
    )
    assert api.delete("/imagine/requests/pending").json() == {"success": True}
    statuses = [api.imagine(imagine_id)["status"] for imagine_id in made]
    assert statuses == ["abort", "processing", "abort", "complete", "dispatched"]


def test_cancel_all_with_nothing_pending_is_information_not_failure(
    sandbox: SandboxProcess, api: Api
) -> None:
    sandbox.add_rows([{"status": "processing"}])
    answer = api.delete("/imagine/requests/pending")
    assert answer.status_code == 200
    assert answer.json() == {"error": "You don't have any pending imagine requests"}


def test_delete_answers_in_text_and_then_there_is_nothing(sandbox: SandboxProcess, api: Api) -> None:
    kept, gone = sandbox.add_rows([{}, {}])
    answer = api.delete(f"/imagine/deleteImagine/{gone}")
    assert answer.json() == {"success": "Item deleted successfully", "id": str(gone)}
    assert api.get(f"/imagine/requests/{gone}").status_code == 404
    assert api.delete(f"/imagine/deleteImagine/{gone}").status_code == 404
    assert [row["id"] for row in api.history()["data"]] == [kept]


def test_delete_in_the_middle_leaves_the_queue_working(sandbox: SandboxProcess, api: Api) -> None:
    sandbox.settings(concurrency=1, service_bounds=[20, 20])
    first = api.generate()["id"]
    while api.imagine(first)["status"] != "processing":
        pass
    sandbox.settings(service_bounds=[0, 0])
    api.delete(f"/imagine/deleteImagine/{first}")
    assert api.ended(api.generate()["id"])["status"] == "complete"


@pytest.mark.parametrize(
    "path", ["/imagine/requests/5", "/imagine/deleteImagine/5", "/imagine/deleteImagine/pending"]
)
def test_unknown_rows_are_a_404(api: Api, path: str) -> None:
    answer = api.delete(path)
    assert answer.status_code == 404
    assert list(answer.json()) == ["error"]


def test_ids_are_never_given_twice(sandbox: SandboxProcess, api: Api) -> None:
    first = api.generate()["id"]
    api.delete(f"/imagine/deleteImagine/{first}")
    second = api.generate()["id"]
    sandbox.reset()
    assert first < second < api.generate()["id"]
