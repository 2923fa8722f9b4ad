"""The program itself: how it starts, ends and survives, and what it is apart from."""

from __future__ import annotations

import ast
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from tests.sandbox.api import Api
from tests.sandbox_process import ROOT, SandboxProcess

PROGRAM = [sys.executable, "-m", "imagine.sandbox"]


def is_gone(pid: int, within: float = 5) -> bool:
    """True once no process has this id, or only a dead one nobody has fetched."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


def test_it_says_one_line_when_it_is_ready_and_is_quick_about_it(tmp_path: Path) -> None:
    command = [*PROGRAM, "serve", "--port", "0", "--data", str(tmp_path)]
    started = time.monotonic()
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        line = process.stdout.readline()
        assert time.monotonic() - started < 2, "half a second on a quiet machine"
        assert re.fullmatch(r"Sandbox ready on http://127\.0\.0\.1:\d+/api/v1\n", line)
        answer = requests.get(line.split()[-1] + "/generators", headers={"x-api-key": "sandbox"}, timeout=10)
        assert answer.status_code == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 0
        assert (process.stdout.read(), process.stderr.read()) == ("", "")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_with_its_painter_in_the_middle_of_work(number: signal.Signals) -> None:
    with SandboxProcess("--width", "2048") as sandbox:
        api = Api(sandbox)
        imagine_id = api.generate()["id"]
        while api.imagine(imagine_id)["status"] != "processing":
            pass
        [painter] = sandbox.control("GET", "painters")
        sandbox.fault("history", "silence_before")
        with pytest.raises(requests.exceptions.ReadTimeout):
            api.session.get(f"{api.base_url}/imagine/myRequests", timeout=0.2)
        api.session.close()
        os.kill(sandbox.pid, number)
        assert is_gone(sandbox.pid)
        assert is_gone(painter)
        assert sandbox.stop() == 0


def test_it_ends_when_its_standard_input_does(tmp_path: Path) -> None:
    """So that it never outlives a parent that was killed."""
    command = [*PROGRAM, "--port", "0", "--data", str(tmp_path), "--until-stdin-closes"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()
        process.stdin.close()
        assert process.wait(5) == 0


def test_painter_does_not_outlive_a_killed_sandbox() -> None:
    with SandboxProcess() as sandbox:
        api = Api(sandbox)
        api.ended(api.generate()["id"])
        api.session.close()
        [painter] = sandbox.control("GET", "painters")
        sandbox.kill()
        assert is_gone(painter)


def test_everything_is_still_there_after_a_restart() -> None:
    with SandboxProcess() as sandbox:
        api = Api(sandbox)
        made = api.ended(api.generate()["id"])
        before = api.history()
        picture = requests.get(made["file_url"], timeout=10).content
        assert sandbox.stop() == 0
        sandbox.start()
        assert api.history() == before
        assert requests.get(made["file_url"], timeout=10).content == picture
        api.session.close()


def test_port_that_is_taken_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [*PROGRAM, "--port", port, "--data", str(tmp_path)]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20, check=False)
    assert ended.returncode == 1
    assert ended.stderr.strip() == f"Port {port} of 127.0.0.1 is taken; choose another with --port."


def test_two_on_the_same_data_are_refused() -> None:
    with SandboxProcess() as sandbox:
        command = [*PROGRAM, "--port", "0", "--data", str(sandbox.data)]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20, check=False)
    assert ended.returncode == 1
    assert ended.stderr.strip() == f"Another sandbox is working in {sandbox.data}."


def test_management_command_hands_over_to_the_program() -> None:
    manage = [sys.executable, str(ROOT / "manage.py"), "sandbox"]
    environment = {**os.environ, "VIRTUAL_ENV": sys.prefix}
    ended = subprocess.run(
        [*manage, "--help"], capture_output=True, text=True, env=environment, timeout=60, check=True
    )
    assert "serve" in ended.stdout
    assert "seed" in ended.stdout
    assert "render" in ended.stdout


def test_home_page_says_what_this_is(sandbox: SandboxProcess) -> None:
    answer = requests.get(sandbox.origin, timeout=10)
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "no diffusion model" in answer.text


def test_sandbox_imports_nothing_of_the_studio_and_the_studio_nothing_of_it() -> None:
    for path in (ROOT / "imagine").rglob("*.py"):
        inside = "sandbox" in path.relative_to(ROOT / "imagine").parts[:-1]
        for name in imported(path):
            if name == "imagine" or name.startswith("imagine."):
                is_sandbox = name.startswith("imagine.sandbox")
                assert is_sandbox is inside or name == "imagine", f"{path} imports {name}"
            assert not (inside and name.split(".")[0] in ("django", "blockade_site")), (
                f"{path} imports {name}"
            )


def imported(path: Path) -> list[str]:
    """Absolute names of modules this file imports."""
    names = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names += [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            package = ".".join(path.relative_to(ROOT).parts[: -node.level])
            names.append(f"{package}.{node.module or node.names[0].name}")
    return names
