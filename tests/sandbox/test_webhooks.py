from __future__ import annotations

import time
from collections import Counter

from tests.sandbox.api import Api, check_strictly
from tests.sandbox.listener import Listener
from tests.sandbox_process import SandboxProcess

LIFE = ["pending", "dispatched", "processing", "complete"]


def test_every_change_is_told_as_the_flat_record(sandbox: SandboxProcess, api: Api) -> None:
    with Listener() as listener:
        imagine_id = api.generate(webhook_url=listener.url)["id"]
        assert listener.statuses(4) == LIFE
        for told in listener.received:
            check_strictly(told)
            assert told["id"] == imagine_id
        assert listener.received[-1] == api.imagine(imagine_id)
        assert {headers["Content-Type"] for headers in listener.headers} == {"application/json"}
        assert sandbox.statistics()["webhooks"] == {"delivered": 4}


def test_cancel_is_told(sandbox: SandboxProcess, api: Api) -> None:
    sandbox.pause()
    with Listener() as listener:
        api.delete(f"/imagine/requests/{api.generate(webhook_url=listener.url)['id']}")
        assert listener.statuses(2) == ["pending", "abort"]


def test_refused_ones_are_tried_again_after_growing_waits(sandbox: SandboxProcess, api: Api) -> None:
    sandbox.pause()
    sandbox.settings(webhook_waits=[5, 15])
    with Listener([500, 404]) as listener:
        started = time.monotonic()
        api.generate(webhook_url=listener.url)
        assert listener.statuses(3) == ["pending"] * 3
        assert time.monotonic() - started >= (5 + 15) * 0.02
        assert sandbox.statistics()["webhooks"]["failed"] == 2


def test_after_the_last_wait_it_gives_up(sandbox: SandboxProcess, api: Api) -> None:
    sandbox.pause()
    sandbox.settings(webhook_waits=[1])
    with Listener([500] * 9) as listener:
        api.generate(webhook_url=listener.url)
        listener.statuses(2)
        time.sleep(0.3)
        assert len(listener.received) == 2


def test_redirects_are_not_followed(sandbox: SandboxProcess, api: Api) -> None:
    sandbox.pause()
    sandbox.settings(webhook_waits=[])
    with Listener([307]) as listener:
        api.generate(webhook_url=listener.url)
        listener.statuses(1)
        time.sleep(0.2)
        assert len(listener.received) == 1
        assert sandbox.statistics()["webhooks"] == {"failed": 1}


def test_repeats_and_disorder_come_on_request(sandbox: SandboxProcess, api: Api) -> None:
    sandbox.control("POST", "webhooks", {"repeat": 3, "disorder": 0.5})
    with Listener() as listener:
        for _ in range(3):
            api.generate(webhook_url=listener.url)
        told = listener.statuses(36)
        assert Counter(told) == dict.fromkeys(LIFE, 9)
    made = {one["id"] for one in listener.received}
    orders = [[one["status"] for one in listener.received if one["id"] == imagine_id] for imagine_id in made]
    assert any(order != sorted(order, key=LIFE.index) for order in orders)


def test_lost_ones_never_come(sandbox: SandboxProcess, api: Api) -> None:
    sandbox.control("POST", "webhooks", {"lose": 1})
    with Listener() as listener:
        api.ended(api.generate(webhook_url=listener.url)["id"])
        time.sleep(0.1)
        assert listener.received == []


def test_undelivered_ones_survive_a_kill() -> None:
    with SandboxProcess() as sandbox, Listener([503]) as listener:
        api = Api(sandbox)
        sandbox.pause()
        sandbox.settings(webhook_waits=[30])
        api.generate(webhook_url=listener.url)
        listener.statuses(1)
        time.sleep(0.1)
        sandbox.kill()
        sandbox.start()
        assert listener.statuses(5).count("pending") == 2
        api.session.close()


def test_nobody_at_the_address_holds_nothing_up(sandbox: SandboxProcess, api: Api) -> None:
    row = api.generate(webhook_url="http://127.0.0.1:1/nobody")
    assert api.ended(row["id"])["status"] == "complete"
