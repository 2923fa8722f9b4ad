from __future__ import annotations

import threading

import requests

from tests.sandbox.api import Api
from tests.sandbox_process import SandboxProcess


def test_calls_are_counted_by_endpoint_and_accepted_ones_by_content(
    sandbox: SandboxProcess, api: Api
) -> None:
    row = api.generate(prompt="isles", seed=4)
    api.post(generator="stable-skybox")
    api.imagine(row["id"])
    api.get(f"/imagine/requests/obfuscated-id/{row['obfuscated_id']}")
    api.history(limit=5)
    api.get("/generators")
    api.delete("/imagine/requests/pending")
    api.delete(f"/imagine/requests/{row['id']}")
    api.delete(f"/imagine/deleteImagine/{row['id']}")
    requests.get(f"{sandbox.origin}/pictures/none.jpg", timeout=10)
    found = sandbox.statistics()
    assert found["calls"] == {
        "generate": 2,
        "imagine": 1,
        "imagine_by_obfuscated_id": 1,
        "history": 1,
        "generators": 1,
        "cancel_pending": 1,
        "cancel": 1,
        "delete": 1,
        "picture": 1,
    }
    assert found["key_in"] == {"header": 9}
    [accepted] = found["accepted"]
    assert (accepted["id"], accepted["generator"]) == (row["id"], "stable-skybox")
    assert accepted["params"] == row["generator_data"]
    assert found["accepted_count"] == 1
    history = next(one for one in found["requests"] if one["endpoint"] == "history")
    assert (history["query"], history["status"], history["fault"]) == ({"limit": "5"}, 200, "")


def test_what_was_accepted_twice_stands_out(sandbox: SandboxProcess, api: Api) -> None:
    made = [api.generate(prompt=prompt, seed=4)["id"] for prompt in ("isles", "reeds", "isles")]
    [again] = sandbox.statistics()["accepted_again"]
    assert again["ids"] == [made[0], made[2]]
    assert again["content"][1]["prompt"] == "isles"


def test_calls_in_flight_are_counted_together(sandbox: SandboxProcess, api: Api) -> None:
    sandbox.fault("generators", "slow", seconds=0.4, times=3)
    threads = [threading.Thread(target=api.get, args=["/generators"]) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = sandbox.statistics()
    assert found["in_flight_max"] == {"generators": 3, "all": 3}
    assert found["in_flight"] == {}


def test_one_call_after_the_other_is_never_two_in_flight(sandbox: SandboxProcess, api: Api) -> None:
    for _ in range(50):
        api.get("/generators")
    assert sandbox.statistics()["in_flight_max"]["all"] == 1


def test_key_is_not_among_what_is_told(sandbox: SandboxProcess) -> None:
    requests.get(f"{sandbox.base_url}/generators", params={"api_key": "sandbox", "x": "1"}, timeout=10)
    assert sandbox.statistics()["requests"][0]["query"] == {"x": "1"}


def test_rate_limit_is_told_and_kept(sandbox: SandboxProcess, api: Api) -> None:
    sandbox.settings(rate_limit=3)
    answers = [api.get("/generators") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer.headers["X-RateLimit-Remaining"] for answer in answers] == ["2", "1", "0", "0"]
    assert {answer.headers["X-RateLimit-Limit"] for answer in answers} == {"3"}
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    assert isinstance(answers[-1].json()["error"], str)


def test_reset_forgets_everything(sandbox: SandboxProcess, api: Api) -> None:
    sandbox.settings(concurrency=1)
    sandbox.generators([])
    sandbox.pause()
    sandbox.fault("*", "html", times=None)
    sandbox.add_rows([{}])
    sandbox.reset()
    assert sandbox.rows() == []
    assert sandbox.statistics()["calls"] == {}
    assert len(api.get("/generators").json()) == 4
    assert api.ended(api.generate()["id"])["status"] == "complete"
