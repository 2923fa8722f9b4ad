from __future__ import annotations

import base64
import io
from typing import Any

import pytest
import requests
from PIL import Image

from tests.sandbox.api import Api, record
from tests.sandbox_process import SandboxProcess

DRIFT = {"generator": "drift", "prompt": "a canyon", "seed": 5}


def picture(colour: str, kind: str = "PNG") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (64, 32), colour).save(target, kind)
    return target.getvalue()


def test_uploaded_file_is_stored_and_served(api: Api) -> None:
    data = picture("teal")
    row = record(api.post_form(DRIFT, {"init_image": ("mine.png", data, "image/png")}))
    address = row["generator_data"]["init_image"]
    assert address.startswith(api.base_url.removesuffix("/api/v1") + "/uploads/")
    served = requests.get(address, timeout=10)
    assert (served.content, served.headers["Content-Type"]) == (data, "image/png")


@pytest.mark.parametrize("prefix", ["", "data:image/png;base64,"])
def test_json_may_carry_the_image_as_base64(api: Api, prefix: str) -> None:
    data = picture("teal")
    row = api.generate(**DRIFT, init_image=prefix + base64.b64encode(data).decode())
    assert requests.get(row["generator_data"]["init_image"], timeout=10).content == data


def test_image_to_start_from_changes_the_picture(api: Api) -> None:
    pictures = set()
    for colour in ("#ff2200", "#0022ff"):
        row = record(api.post_form(DRIFT, {"init_image": ("start.png", picture(colour))}))
        ended = api.ended(row["id"])
        assert ended["status"] == "complete", ended["error_message"]
        pictures.add(requests.get(ended["file_url"], timeout=10).content)
    assert len(pictures) == 2


def test_picture_of_the_sandbox_can_be_started_from_by_its_address(api: Api) -> None:
    made = api.ended(api.generate()["id"])
    row = api.generate(**DRIFT, init_image=made["file_url"])
    assert api.ended(row["id"])["status"] == "complete"


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        (None, "init_image is required"),
        ("not base64!", "init_image is neither base64 nor an image of this sandbox"),
        (base64.b64encode(b"<svg/>").decode(), "init_image must be a PNG, JPEG, WebP or GIF image"),
        ("http://127.0.0.1:1/secret.png", "init_image must be sent as a file"),
        ("http://127.0.0.1/uploads/../sandbox.sqlite3", "init_image must be sent as a file"),
        ("/uploads/none.png", "init_image is neither base64 nor an image"),
    ],
)
def test_what_is_no_image_is_refused(sandbox: SandboxProcess, api: Api, sent: Any, text: str) -> None:
    answer = api.post(**DRIFT, init_image=sent)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(text)
    assert sandbox.rows() == []


def test_image_over_the_limit_is_a_413(sandbox: SandboxProcess, api: Api) -> None:
    sandbox.settings(max_upload=1024 * 1024)
    answer = api.post_form(DRIFT, {"init_image": ("big.png", picture("red") + b"\0" * 2_000_000)})
    assert answer.status_code == 413
    assert answer.json()["error"] == "init_image must be at most 1 MB"


def test_broken_image_ends_as_an_error_that_says_so(api: Api) -> None:
    row = record(api.post_form(DRIFT, {"init_image": ("half.png", picture("red")[:40])}))
    ended = api.ended(row["id"])
    assert ended["status"] == "error"
    assert ended["error_message"] == "The image to start from could not be read"


def test_folder_of_uploads_cannot_be_left(api: Api) -> None:
    here = api.base_url.removesuffix("/api/v1")
    for name in ("..%2fsandbox.sqlite3", "%2e%2e/sandbox.sqlite3", "nothing.png", "%00"):
        answer = requests.get(f"{here}/uploads/{name}", timeout=10)
        assert answer.status_code == 404, name
