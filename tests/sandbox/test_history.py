from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.sandbox.api import Api, check_strictly
from tests.sandbox_process import SandboxProcess


def ids(page: dict[str, Any]) -> list[int]:
    return [row["id"] for row in page["data"]]


def test_page_is_a_bare_object_of_strict_rows(sandbox: SandboxProcess, api: Api) -> None:
    statuses = ["pending", "dispatched", "processing", "complete", "abort", "error"]
    sandbox.add_rows([{"status": status} for status in statuses])
    page = api.history()
    assert list(page) == ["data", "totalCount", "has_more"]
    assert (page["totalCount"], page["has_more"]) == (6, False)
    assert [row["status"] for row in page["data"]] == statuses[::-1]
    for row in page["data"]:
        check_strictly(row)


def test_empty_history_is_an_empty_list(api: Api) -> None:
    assert api.history() == {"data": [], "totalCount": 0, "has_more": False}


def test_eighteen_rows_a_page_unless_asked_and_the_newest_first(sandbox: SandboxProcess, api: Api) -> None:
    made = sandbox.add_rows([{}] * 25)
    page = api.history()
    assert ids(page) == made[::-1][:18]
    assert (page["totalCount"], page["has_more"]) == (25, True)


def test_offset_counts_pages(sandbox: SandboxProcess, api: Api) -> None:
    made = sandbox.add_rows([{}] * 25)[::-1]
    pages = [api.history(limit=10, offset=number) for number in range(4)]
    assert [ids(page) for page in pages] == [made[:10], made[10:20], made[20:], []]
    assert [page["has_more"] for page in pages] == [True, True, False, False]


def test_last_full_page_has_no_more(sandbox: SandboxProcess, api: Api) -> None:
    sandbox.add_rows([{}] * 20)
    assert api.history(limit=10, offset=1)["has_more"] is False


def test_order_is_by_date_of_creation(sandbox: SandboxProcess, api: Api) -> None:
    dates = ["2024-03-01T00:00:00+00:00", "2024-01-01T00:00:00+00:00", "2024-02-01T00:00:00+00:00"]
    march, january, february = sandbox.add_rows([{"created_at": date} for date in dates])
    assert ids(api.history()) == ids(api.history(order="DESC")) == [march, february, january]
    assert ids(api.history(order="ASC")) == ids(api.history(order="asc")) == [january, february, march]


def test_filters_narrow_and_combine(sandbox: SandboxProcess, api: Api) -> None:
    rows = [
        {"prompt": "Red barn", "status": "error", "error_message": "no"},
        {"prompt": "red kite", "generator": "drift"},
        {"prompt": "harbour", "title": "Old RED quay"},
        {"prompt": "blue 100% sky"},
    ]
    barn, kite, quay, sky = sandbox.add_rows(rows)
    assert ids(api.history(query="RED")) == [quay, kite, barn]
    assert ids(api.history(query="red", status="complete")) == [quay, kite]
    assert ids(api.history(query="red", generator="drift")) == [kite]
    assert ids(api.history(status="error")) == [barn]
    assert len(ids(api.history(status="all"))) == 4
    assert ids(api.history(imagine_id=sky)) == [sky]
    assert ids(api.history(imagine_id=sky, status="error")) == []
    assert ids(api.history(query="100%")) == [sky]
    assert ids(api.history(query="_")) == []
    assert ids(api.history(query=f"#{kite}")) == [kite]
    assert api.history(query="red")["totalCount"] == 3


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "finished"),
        ("limit", 0),
        ("limit", 101),
        ("limit", "ten"),
        ("limit", "--5"),
        ("offset", -1),
        ("offset", "9" * 30),
        ("order", "sideways"),
        ("imagine_id", "abc"),
        ("imagine_id", 0),
    ],
)
def test_broken_bounds_are_a_400_that_names_the_parameter(api: Api, name: str, value: Any) -> None:
    answer = api.get("/imagine/myRequests", **{name: value})
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(f"{name} must be")


def test_hundred_rows_are_the_most(sandbox: SandboxProcess, api: Api) -> None:
    sandbox.add_rows([{}] * 101)
    page = api.history(limit=100)
    assert (len(page["data"]), page["has_more"]) == (100, True)


def test_rows_of_the_other_product_have_no_generator(sandbox: SandboxProcess, api: Api) -> None:
    sandbox.add_rows([{"kind": "skybox", "prompt": "isles", "seed": 9, "skybox_style_name": "Fantasy"}])
    [row] = api.history()["data"]
    assert not {"generator", "generator_data"} & set(row)
    shown = {name: row[name] for name in ("type", "prompt", "seed", "negative_text", "skybox_style_name")}
    assert shown == {
        "type": "skybox",
        "prompt": "isles",
        "seed": 9,
        "negative_text": None,
        "skybox_style_name": "Fantasy",
    }


def test_one_imagine_is_found_by_id_and_by_obfuscated_id(sandbox: SandboxProcess, api: Api) -> None:
    [imagine_id] = sandbox.add_rows([{"prompt": "isles"}])
    row = api.imagine(imagine_id)
    check_strictly(row)
    other = api.get(f"/imagine/requests/obfuscated-id/{row['obfuscated_id']}")
    assert other.json()["request"] == other.json()["response"] == row == api.history()["data"][0]


@pytest.mark.parametrize(
    "path",
    [
        "/imagine/requests/1",
        "/imagine/requests/abc",
        "/imagine/requests/99999999999999999999999",
        "/imagine/requests/obfuscated-id/0123456789abcdef0123456789abcdef",
        "/imagine/nothing",
        "/imagine/requests/1/more",
    ],
)
def test_what_is_not_there_is_a_404_in_json(api: Api, path: str) -> None:
    answer = api.get(path)
    assert answer.status_code == 404
    assert isinstance(answer.json()["error"], str)


def test_wrong_method_is_a_405_in_json(api: Api) -> None:
    answer = api.session.put(f"{api.base_url}/generators", timeout=10)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert isinstance(answer.json()["error"], str)


def test_addresses_of_pictures_begin_as_the_client_called(sandbox: SandboxProcess, api: Api) -> None:
    [imagine_id] = sandbox.add_rows([{}])
    answer = requests.get(
        f"{api.base_url}/imagine/requests/{imagine_id}",
        headers={"x-api-key": "sandbox", "Host": "sandbox.example:8443"},
        timeout=10,
    )
    assert answer.json()["request"]["file_url"].startswith("http://sandbox.example:8443/pictures/")


@pytest.mark.parametrize("host", ['a b"<>', "x/../y"])
def test_address_that_is_no_host_is_not_repeated(sandbox: SandboxProcess, api: Api, host: str) -> None:
    sandbox.add_rows([{}])
    answer = api.session.get(f"{api.base_url}/imagine/myRequests", headers={"Host": host}, timeout=10)
    assert answer.json()["data"][0]["file_url"].startswith(f"{sandbox.origin}/pictures/")


def test_pictures_of_rows_made_elsewhere_are_there(sandbox: SandboxProcess, api: Api) -> None:
    sandbox.add_rows([{}, {"paint": True, "prompt": "Two moons!"}])
    own, shared = api.history()["data"]
    assert own["file_url"].split("/")[-1].startswith("two_moons__")
    for row in (own, shared):
        for name in ("file_url", "thumb_url"):
            answer = requests.get(row[name], timeout=20)
            assert answer.headers["Content-Type"] == "image/jpeg"
            assert int(answer.headers["Content-Length"]) == len(answer.content) > 1000
            assert row[name].endswith(".jpg?ver=1")
