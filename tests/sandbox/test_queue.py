from __future__ import annotations

import io
import os
import signal
import time
from itertools import pairwise

import pytest
import requests
from PIL import Image

from tests.sandbox.api import Api, check_strictly
from tests.sandbox_process import SandboxProcess

LIFE = ["pending", "dispatched", "processing", "complete"]


def test_life_goes_through_every_status_and_ends_with_a_picture(sandbox: SandboxProcess, api: Api) -> None:
    sandbox.settings(time_scale=0.1)
    imagine_id = api.generate()["id"]
    seen = []
    while seen[-1:] != ["complete"]:
        row = api.imagine(imagine_id)
        check_strictly(row)
        if seen[-1:] != [row["status"]]:
            seen.append(row["status"])
    assert seen == LIFE
    assert row["created_at"] <= row["dispatched_at"] <= row["processing_at"] <= row["completed_at"]
    assert row["updated_at"] == row["completed_at"]
    for name, size in (("file_url", (256, 128)), ("thumb_url", (672, 336))):
        answer = requests.get(row[name], timeout=10)
        with Image.open(io.BytesIO(answer.content)) as image:
            assert (image.format, image.mode, image.size) == ("JPEG", "RGB", size)


def test_usual_life_takes_some_seconds(sandbox: SandboxProcess, api: Api) -> None:
    sandbox.settings(time_scale=0.1)
    started = time.monotonic()
    api.ended(api.generate()["id"])
    assert 0.34 <= time.monotonic() - started <= 1.5


def test_positions_count_up_from_the_next_one(sandbox: SandboxProcess, api: Api) -> None:
    sandbox.pause()
    first, second, third = (api.generate() for _ in range(3))
    assert [row["queue_position"] for row in (first, second, third)] == [1, 2, 3]
    api.delete(f"/imagine/requests/{first['id']}")
    assert [api.imagine(row["id"])["queue_position"] for row in (first, second, third)] == [0, 1, 2]
    assert [row["queue_position"] for row in api.history()["data"]] == [2, 1, 0]


def test_no_more_are_worked_on_at_once_than_was_set(sandbox: SandboxProcess, api: Api) -> None:
    sandbox.settings(concurrency=2, time_scale=0.02)
    made = [api.generate()["id"] for _ in range(7)]
    most = 0
    statuses = ["pending"]
    while set(statuses) & set(LIFE[:3]):
        statuses = [row["status"] for row in api.history()["data"]]
        most = max(most, statuses.count("dispatched") + statuses.count("processing"))
    assert most == 2
    times = [row["dispatched_at"] for row in reversed(sandbox.rows())]
    assert len(times) == len(made)
    assert all(earlier <= later for earlier, later in pairwise(times)), "first come, first served"


@pytest.mark.parametrize(("rate", "status"), [("error_rate", "error"), ("abort_rate", "abort")])
def test_some_requests_fail_when_that_is_wanted(
    sandbox: SandboxProcess, api: Api, rate: str, status: str
) -> None:
    sandbox.settings(**{rate: 1.0})
    row = api.ended(api.generate()["id"])
    check_strictly(row)
    assert row["status"] == status
    assert bool(row["error_message"]) is (status == "error")


def test_failure_can_be_rehearsed(api: Api) -> None:
    row = api.generate(generator="workshop", rehearse="error")
    assert api.ended(row["id"])["status"] == "error"


def test_same_request_gives_the_same_picture_and_another_seed_another(api: Api) -> None:
    rows = [api.ended(api.generate(prompt="isles", seed=seed)["id"]) for seed in (7, 7, 8)]
    one, same, other = (requests.get(row["file_url"], timeout=10).content for row in rows)
    assert one == same != other


def test_kill_in_the_middle_loses_nothing() -> None:
    with SandboxProcess("--time-scale", "0.1", "--concurrency", "1") as sandbox:
        api = Api(sandbox)
        made = [api.generate()["id"] for _ in range(2)]
        while api.imagine(made[0])["status"] != "processing":
            pass
        sandbox.kill()
        sandbox.start()
        ended = [api.ended(imagine_id) for imagine_id in made]
        assert [row["status"] for row in ended] == ["complete", "complete"]
        assert all(requests.get(row["file_url"], timeout=10).status_code == 200 for row in ended)
        api.session.close()


def test_painter_that_dies_is_replaced(sandbox: SandboxProcess, api: Api) -> None:
    api.ended(api.generate()["id"])
    for pid in sandbox.control("GET", "painters"):
        os.kill(pid, signal.SIGKILL)
    assert api.ended(api.generate(prompt="after the accident")["id"])["status"] == "complete"


def test_api_stays_quick_while_a_large_picture_is_painted(sandbox: SandboxProcess, api: Api) -> None:
    sandbox.settings(picture_width=1024)
    imagine_id = api.generate(prompt="a wide canyon")["id"]
    slowest = 0.0
    while True:
        started = time.monotonic()
        row = api.imagine(imagine_id)
        slowest = max(slowest, time.monotonic() - started)
        if row["status"] == "complete":
            break
    assert slowest < 0.5
