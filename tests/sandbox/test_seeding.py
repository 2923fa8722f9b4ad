from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import requests
from PIL import Image

from tests.sandbox.api import Api, check_strictly
from tests.sandbox_process import ROOT, SandboxProcess


def run(*arguments: str) -> str:
    command = [sys.executable, "-m", "imagine.sandbox", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True).stdout


def test_ten_thousand_rows_are_seeded_quickly_and_plausibly(tmp_path: Path) -> None:
    started = time.monotonic()
    said = run("seed", "--data", str(tmp_path), "--width", "256", "--foreign", "0.1")
    assert time.monotonic() - started < 30
    assert said == f"10000 rows of history are in {tmp_path}.\n"
    with SandboxProcess(data=tmp_path) as sandbox:
        api = Api(sandbox)
        newest, oldest = api.history(limit=100), api.history(limit=1, order="ASC")
        assert newest["totalCount"] == 10_000
        times = [datetime.fromisoformat(row["created_at"]) for row in newest["data"] + oldest["data"]]
        assert times == sorted(times, reverse=True)
        assert times[0] < datetime.now(UTC)
        assert times[0] - times[-1] > timedelta(days=300)
        ours = [row for row in newest["data"] if row["type"] == "imaginarium"]
        assert 70 <= len(ours) < 100
        for row in ours:
            check_strictly(row)
        statuses = Counter(
            {status: api.history(status=status)["totalCount"] for status in ("complete", "error")}
        )
        assert 9000 < statuses["complete"] < 9600
        assert 200 < statuses["error"] < 600
        assert len({row.get("prompt") or row["generator_data"]["prompt"] for row in newest["data"]}) > 20
        picture = next(row["thumb_url"] for row in newest["data"] if row["thumb_url"])
        assert requests.get(picture, timeout=30).headers["Content-Type"] == "image/jpeg"
        api.session.close()


def test_same_chance_tells_the_same_past(tmp_path: Path) -> None:
    pasts = []
    for folder, chance in (("a", "1"), ("b", "1"), ("c", "2")):
        run("seed", "--data", str(tmp_path / folder), "--count", "30", "--chance", chance)
        with SandboxProcess(data=tmp_path / folder) as sandbox:
            pasts.append([row["params"] for row in sandbox.rows()])
    assert pasts[0] == pasts[1] != pasts[2]


def test_render_draws_one_picture_or_a_sheet(tmp_path: Path) -> None:
    run("render", "a fjord at dawn", str(tmp_path / "one.jpg"), "--seed", "7", "--width", "256")
    with Image.open(tmp_path / "one.jpg") as image:
        assert (image.format, image.size) == ("JPEG", (256, 128))
    run("render", "--sheet", "a fjord", "a reef", str(tmp_path / "sheet.png"), "--width", "128")
    with Image.open(tmp_path / "sheet.png") as image:
        assert image.format == "PNG"
        assert image.width >= 256


def test_render_without_words_explains_itself(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "imagine.sandbox", "render", str(tmp_path / "x.jpg")]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 2
    assert "Say what to draw" in ended.stderr
