"""Faults in what answers say, and the orders for them."""

from __future__ import annotations

import json
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from imagine.sandbox.faults.table import FAULTS
from tests.sandbox.api import Api
from tests.sandbox_process import SandboxProcess

PAGE = "/imagine/myRequests"


def spoilt(sandbox: SandboxProcess, api: Api, fault: str, **options: Any) -> Any:
    """The body of a spoilt history page over three rows, of which the first is the newest."""
    sandbox.add_rows([{"prompt": word} for word in ("first", "second", "third")])
    sandbox.fault("history", fault, **options)
    return api.get(PAGE).json()


def test_every_fault_is_described(sandbox: SandboxProcess) -> None:
    told = sandbox.control("GET", "faults")["faults"]
    assert set(told) == set(FAULTS)
    assert all(len(about) > 10 for about in told.values())


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 429])
def test_refusals_come_before_anything_is_done(sandbox: SandboxProcess, api: Api, status: int) -> None:
    sandbox.fault("generate", "refuse", status=status)
    answer = api.post(generator="stable-skybox", prompt="isles")
    assert answer.status_code == status
    assert list(answer.json()) == ["error"]
    assert sandbox.rows() == []
    assert api.post(generator="stable-skybox", prompt="isles").status_code == 200


def test_refusals_speak_in_the_forms_of_the_service(sandbox: SandboxProcess, api: Api) -> None:
    sandbox.fault("generators", "refuse", status=401, form="message", error="Unauthenticated.")
    assert api.get("/generators").json() == {"message": "Unauthenticated."}
    sandbox.fault("generators", "refuse", status=422, form="errors", field="seed", error="Too odd.")
    assert api.get("/generators").json() == {"message": "Too odd.", "errors": {"seed": ["Too odd."]}}


@pytest.mark.parametrize("value", ["7", "0", "-3", "soon", "99999999999", "1.5"])
def test_retry_after_is_sent_as_ordered(sandbox: SandboxProcess, api: Api, value: str) -> None:
    sandbox.fault("generators", "refuse", status=429, retry_after=value)
    assert api.get("/generators").headers["Retry-After"] == value


def test_retry_after_can_be_a_date(sandbox: SandboxProcess, api: Api) -> None:
    sandbox.fault("generators", "refuse", status=429, retry_after=30, as_date=True)
    headers = api.get("/generators").headers
    wait = parsedate_to_datetime(headers["Retry-After"]) - parsedate_to_datetime(headers["Date"])
    assert 29 <= wait.total_seconds() <= 31


@pytest.mark.parametrize("status", [500, 502, 503])
@pytest.mark.parametrize(("fault", "rows"), [("server_error", 0), ("server_error_after", 1)])
def test_server_errors_before_and_after(
    sandbox: SandboxProcess, api: Api, fault: str, status: int, rows: int
) -> None:
    sandbox.fault("generate", fault, status=status, html=True)
    answer = api.post(generator="stable-skybox", prompt="isles")
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "text/html")
    assert len(sandbox.rows()) == rows


def test_error_under_a_200(sandbox: SandboxProcess, api: Api) -> None:
    sandbox.fault("generate", "error_200", error="Generations are disabled")
    answer = api.post(generator="stable-skybox", prompt="isles")
    assert (answer.status_code, answer.json()) == (200, {"error": "Generations are disabled"})
    assert sandbox.rows() == []


def test_redirect_leads_elsewhere(sandbox: SandboxProcess, api: Api) -> None:
    sandbox.fault("generators", "redirect", status=307)
    answer = api.session.get(f"{api.base_url}/generators", allow_redirects=False, timeout=10)
    assert (answer.status_code, answer.headers["Location"]) == (307, f"{sandbox.origin}/elsewhere")


def test_it_is_seen_who_follows_a_redirect_and_brings_the_key(sandbox: SandboxProcess, api: Api) -> None:
    sandbox.fault("generators", "redirect")
    assert api.get("/generators").status_code == 404
    found = sandbox.statistics()
    assert found["calls"] == {"generators": 1, "elsewhere": 1}
    assert found["key_in"] == {"header": 1}


@pytest.mark.parametrize(
    ("fault", "body"),
    [
        ("html", b"<!doctype html>"),
        ("garbled", b'{"request": {"id": 12,,'),
        ("empty", b""),
        ("deep", b'{"request": [[[['),
        ("wrong_shape", b"[]"),
    ],
)
def test_bodies_nobody_can_use(sandbox: SandboxProcess, api: Api, fault: str, body: bytes) -> None:
    sandbox.fault("generate", fault)
    answer = api.post(generator="stable-skybox", prompt="isles")
    assert answer.status_code == 200
    assert answer.content.startswith(body)
    assert sandbox.statistics()["accepted_count"] == 1
    assert bool(answer.content) is bool(body)


def test_any_bytes_under_any_type(sandbox: SandboxProcess, api: Api) -> None:
    sandbox.fault("generators", "replaced", base64="PHN2Zy8+", type="image/svg+xml", status=203)
    answer = api.get("/generators")
    assert (answer.status_code, answer.content, answer.headers["Content-Type"]) == (
        203,
        b"<svg/>",
        "image/svg+xml",
    )


def test_wrong_content_type(sandbox: SandboxProcess, api: Api) -> None:
    sandbox.fault("history", "content_type", type="image/png")
    answer = api.get(PAGE)
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.json()["data"] == []


def test_bytes_that_are_no_utf8(sandbox: SandboxProcess, api: Api) -> None:
    sandbox.add_rows([{}])
    sandbox.fault("history", "not_utf8")
    with pytest.raises(UnicodeDecodeError):
        json.loads(api.get(PAGE).content.decode())


@pytest.mark.parametrize("which", ["request", "response", "imagine", "data"])
def test_other_envelopes(sandbox: SandboxProcess, api: Api, which: str) -> None:
    sandbox.fault("generate", "envelope", which=which)
    body = api.post(generator="stable-skybox", prompt="isles").json()
    assert list(body) == [which]
    assert body[which]["status"] == "pending"


def test_no_envelope_and_a_list_as_envelope(sandbox: SandboxProcess, api: Api) -> None:
    sandbox.fault("generate", "envelope")
    assert api.post(generator="stable-skybox", prompt="isles").json()["status"] == "pending"
    sandbox.fault("generate", "envelope", which="list")
    assert api.post(generator="stable-skybox", prompt="isles").json()[0]["status"] == "pending"


def test_fields_are_missing_in_one_row_or_in_all(sandbox: SandboxProcess, api: Api) -> None:
    rows = spoilt(sandbox, api, "missing_fields", fields=["status", "title"], row=1)["data"]
    assert [{"status", "title"} <= set(row) for row in rows] == [True, False, True]
    rows = spoilt(sandbox, api, "missing_fields")["data"]
    assert not any("status" in row for row in rows)


def test_fields_are_null_or_something_else(sandbox: SandboxProcess, api: Api) -> None:
    assert spoilt(sandbox, api, "null_fields", fields=["id"], row=0)["data"][0]["id"] is None
    assert set(spoilt(sandbox, api, "null_fields", row=0)["data"][0].values()) == {None}
    assert spoilt(sandbox, api, "set_fields", values={"id": "12"}, row=2)["data"][2]["id"] == "12"


def test_changes_reach_both_envelopes(sandbox: SandboxProcess, api: Api) -> None:
    imagine_id = api.generate()["id"]
    sandbox.fault("imagine", "unknown_status", status="resting")
    body = api.get(f"/imagine/requests/{imagine_id}").json()
    assert body["request"]["status"] == body["response"]["status"] == "resting"


def test_status_goes_back(sandbox: SandboxProcess, api: Api) -> None:
    [row, *_] = spoilt(sandbox, api, "status_back", row=0)["data"]
    assert (row["status"], row["file_url"], row["completed_at"]) == ("pending", "", "")


def test_types_as_php_may_send_them(sandbox: SandboxProcess, api: Api) -> None:
    page = spoilt(sandbox, api, "odd_types")
    assert (page["totalCount"], page["has_more"]) == ("3", 0)
    assert page["data"][0]["id"] == str(sandbox.rows()[0]["id"])
    sandbox.generators([{"id": 1, "generator": "bare", "name": "", "label": "", "params": {}}])
    sandbox.fault("generators", "odd_types")
    assert api.get("/generators").json()[0]["params"] == []


def test_odd_texts_and_dates(sandbox: SandboxProcess, api: Api) -> None:
    assert "\0" in spoilt(sandbox, api, "odd_text")["data"][0]["title"]
    assert spoilt(sandbox, api, "odd_dates")["data"][0]["created_at"] == "0000-00-00 00:00:00"


def test_row_that_is_no_row(sandbox: SandboxProcess, api: Api) -> None:
    rows = spoilt(sandbox, api, "broken_row", row=1, value=17)["data"]
    assert [isinstance(row, dict) for row in rows] == [True, False, True, True]
    sandbox.fault("generators", "broken_row")
    assert api.get("/generators").json()[0] == "not a row"


def test_pages_that_shift(sandbox: SandboxProcess, api: Api) -> None:
    newest_first = sandbox.add_rows([{}] * 6)[::-1]
    sandbox.fault("history", "shifted_page", rows=1)
    assert [row["id"] for row in api.history(limit=2, offset=1)["data"]] == newest_first[1:3]
    sandbox.fault("history", "shifted_page", rows=-1)
    assert [row["id"] for row in api.history(limit=2, offset=1)["data"]] == newest_first[3:5]
    sandbox.fault("history", "repeated_page")
    assert [row["id"] for row in api.history(limit=2, offset=2)["data"]] == newest_first[:2]


def test_pages_that_lie(sandbox: SandboxProcess, api: Api) -> None:
    assert spoilt(sandbox, api, "has_more", value=True)["has_more"] is True
    assert spoilt(sandbox, api, "total_count", value="many")["totalCount"] == "many"
    assert spoilt(sandbox, api, "total_count")["totalCount"] == 9
    page = spoilt(sandbox, api, "missing_rows")
    assert (page["data"], page["totalCount"]) == ([], 12)
    hidden = sandbox.rows()[0]["id"]
    assert hidden not in [row["id"] for row in spoilt(sandbox, api, "missing_rows", ids=[hidden])["data"]]
    sandbox.reset()
    assert spoilt(sandbox, api, "unsorted")["data"][0]["generator_data"]["prompt"] == "first"
    rows = spoilt(sandbox, api, "duplicates")["data"]
    assert rows[0] == rows[1] != rows[2] == rows[3]


def test_order_counts_skips_and_matches(sandbox: SandboxProcess, api: Api) -> None:
    sandbox.fault("*", "refuse", status=409, times=2, skip=1, match="offset=3")
    statuses = [api.get(PAGE, offset=offset).status_code for offset in (1, 3, 3, 2, 3, 3)]
    assert statuses == [200, 200, 409, 200, 409, 200]
    assert sandbox.control("GET", "faults")["waiting"] == []


def test_order_can_match_what_is_sent_and_last_until_cleared(sandbox: SandboxProcess, api: Api) -> None:
    sandbox.fault("generate", "refuse", times=None, match="kites")
    words = [{"generator": "stable-skybox", "prompt": prompt} for prompt in ("kites", "isles", "two kites")]
    assert [api.post(**body).status_code for body in words] == [400, 200, 400]
    assert [api.post_form(body).status_code for body in words] == [400, 200, 400]
    sandbox.clear_faults()
    assert [api.post_form(body).status_code for body in words] == [200, 200, 200]


def test_struck_calls_are_in_the_statistics(sandbox: SandboxProcess, api: Api) -> None:
    sandbox.fault("history", "html")
    api.get(PAGE)
    assert sandbox.statistics()["requests"][0]["fault"] == "html"
