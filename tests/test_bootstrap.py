"""manage.py on a machine with nothing but Python: real virtual environments, with a tiny lock of our own."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from blockade_site import bootstrap
from blockade_site.bootstrap import Environment

ROOT = Path(__file__).resolve().parents[1]
# Stands in for Django: says which Python runs it, and with which arguments.
FAKE_DJANGO = {
    "django/__init__.py": "",
    "django/core/__init__.py": "",
    "django/core/exceptions.py": "class ImproperlyConfigured(Exception): pass\n",
    "django/core/management.py": (
        "import os, sys\n"
        "def execute_from_command_line(argv):\n"
        "    print(sys.prefix, argv[1:], os.environ.get('IMAGINE_DATA'), sys.flags.dev_mode)\n"
    ),
}


@pytest.fixture(scope="module")
def wheels(tmp_path_factory) -> Path:
    """A folder with wheels of two packages, and nothing else to install from."""
    folder = tmp_path_factory.mktemp("wheels")
    make_wheel(folder, "django", FAKE_DJANGO)
    make_wheel(folder, "tool", {"tool.py": "EDGE = 'sharp'\n"})
    return folder


@pytest.fixture(scope="module")
def finished(wheels, tmp_path_factory) -> Path:
    """A project whose environment was made once; tests work on copies of it."""
    project = make_project(tmp_path_factory.mktemp("finished"), wheels)
    environment_of(project).make("runtime")
    return project


@pytest.fixture
def project(finished, tmp_path) -> Path:
    return Path(shutil.copytree(finished, tmp_path / "project", symlinks=True))


def make_wheel(folder: Path, name: str, files: dict[str, str]) -> None:
    info = f"{name}-1.0.dist-info"
    texts = files | {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{path},,\n" for path in [*texts, f"{info}/RECORD"])
    with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as wheel:
        for path, text in {**texts, f"{info}/RECORD": record}.items():
            wheel.writestr(path, text)


def make_project(folder: Path, wheels: Path) -> Path:
    """A clone in small: manage.py, its bootstrap, and locks that name only our wheels."""
    shutil.copy(ROOT / "manage.py", folder)
    (folder / "blockade_site").mkdir()
    for name in ("__init__.py", "bootstrap.py", "debian.py"):
        shutil.copy(ROOT / "blockade_site" / name, folder / "blockade_site")
    source = f"--no-index\n--find-links {wheels}\n"
    (folder / "requirements.txt").write_text(source + locked(wheels, "django"))
    (folder / "requirements-dev.txt").write_text("-r requirements.txt\n" + locked(wheels, "tool"))
    return folder


def locked(wheels: Path, name: str) -> str:
    digest = hashlib.sha256((wheels / f"{name}-1.0-py3-none-any.whl").read_bytes()).hexdigest()
    return f"{name}==1.0 --hash=sha256:{digest}\n"


def environment_of(project: Path) -> Environment:
    return Environment(project, project / ".venv")


def manage(project: Path, *arguments: str, options: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Run manage.py as on a fresh machine: outside of any virtual environment."""
    outside = {
        name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "IMAGINE_DATA")
    }
    command = [sys._base_executable, *options, str(project / "manage.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=outside, timeout=120)


def imports(project: Path, module: str) -> bool:
    return (
        subprocess.run(
            [environment_of(project).python, "-c", f"import {module}"], capture_output=True
        ).returncode
        == 0
    )


@pytest.fixture(scope="module")
def manage_module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("manage", ROOT / "manage.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_outside_of_an_environment_the_command_goes_on_inside_one(wheels, tmp_path):
    project = make_project(tmp_path, wheels)
    done = manage(project, "migrate", "--plan", options=("-X", "dev"))
    assert done.stdout == f"{project / '.venv'} ['migrate', '--plan'] None True\n"
    assert done.stderr.splitlines() == [
        "Making a virtual environment in .venv ...",
        "Installing what requirements.txt names, once (about half a minute) ...",
    ]
    assert done.returncode == 0


def test_the_second_time_nothing_is_installed(project):
    began = time.monotonic()
    done = manage(project, "migrate")
    assert (done.returncode, done.stderr) == (0, "")
    assert time.monotonic() - began < 2


def test_the_data_directory_of_start_is_known_before_settings_are_read(project):
    assert manage(project, "start", "--data", "/some/where").stdout.split()[-2] == "/some/where"


def test_the_dev_lock_comes_only_with_commands_that_need_it(project):
    manage(project, "migrate")
    assert not imports(project, "tool")
    manage(project, "test")
    assert imports(project, "tool")
    assert environment_of(project).has("runtime")


def test_a_changed_lock_is_installed_into_what_is_there(project, wheels):
    kept = project / ".venv" / "kept"
    kept.touch()
    with (project / "requirements.txt").open("a") as lock:
        lock.write(locked(wheels, "tool"))
    assert not environment_of(project).has("runtime")
    environment_of(project).make("runtime")
    assert environment_of(project).has("runtime")
    assert imports(project, "tool")
    assert kept.exists()


def test_another_python_in_the_environment_is_noticed(project):
    stamp = project / ".venv" / "stamp.json"
    stamp.write_text(stamp.read_text().replace('"python": "3.', '"python": "2.'))
    assert not environment_of(project).has("runtime")


def test_a_python_that_is_gone_is_noticed(project):
    python = environment_of(project).python
    python.unlink()
    python.symlink_to("/nowhere/python3")
    assert not environment_of(project).has("runtime")


def test_an_environment_made_by_hand_is_kept_and_filled(project):
    (project / ".venv" / "stamp.json").unlink()
    (project / ".venv" / "kept").touch()
    environment_of(project).make("runtime")
    assert environment_of(project).has("runtime")
    assert (project / ".venv" / "kept").exists()


def test_after_a_start_that_was_killed_the_next_begins_afresh(project):
    (project / ".venv.lock").write_text("unfinished")
    (project / ".venv" / "stamp.json").unlink()
    half = project / ".venv" / "half"
    half.touch()
    environment_of(project).make("runtime")
    assert environment_of(project).has("runtime")
    assert not half.exists()


def test_a_kill_in_the_middle_is_recovered(wheels, tmp_path):
    project = make_project(tmp_path, wheels)
    process = subprocess.Popen(
        [sys._base_executable, project / "manage.py", "migrate"], stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    process.stderr.readline()
    time.sleep(0.3)
    process.kill()
    process.wait()
    process.stderr.close()
    assert not environment_of(project).has("runtime")
    assert manage(project, "migrate").returncode == 0


def test_two_starts_at_once_make_one_environment(wheels, tmp_path):
    project = make_project(tmp_path, wheels)
    command = [sys._base_executable, project / "manage.py", "migrate"]
    both = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)
    ]
    outputs = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert outputs[0][0] == outputs[1][0] != ""
    said = sorted(output[1].splitlines()[0] for output in outputs)
    assert said == [
        "Making a virtual environment in .venv ...",
        "Waiting for another start that is setting up .venv ...",
    ]


def test_a_failed_install_is_one_line_and_not_remembered_as_done(project):
    (project / "requirements.txt").write_text(f"--no-index\nabsent==1.0 --hash=sha256:{'0' * 64}\n")
    done = manage(project, "migrate")
    (line,) = done.stderr.splitlines()[1:]
    assert line.startswith("Could not install what requirements.txt names: ERROR: No matching distribution")
    assert line.endswith("Check the network and run the same command again.")
    assert done.returncode == 1
    assert not environment_of(project).has("runtime")


def test_a_package_with_another_content_than_locked_is_refused(project):
    lock = project / "requirements.txt"
    lock.write_text(lock.read_text().rpartition(":")[0] + f":{'0' * 64}\n")
    (project / ".venv.lock").write_text("unfinished")
    done = manage(project, "migrate")
    assert done.returncode == 1
    assert "hash" in done.stderr.lower()


def test_a_missing_venv_module_is_one_line(wheels, tmp_path, monkeypatch):
    # Debian keeps ensurepip in a package of its own.
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(SystemExit, match="apt install python3-venv"):
        environment_of(make_project(tmp_path, wheels)).make("runtime")


def test_a_place_that_cannot_be_written_is_one_line(tmp_path, monkeypatch):
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path / "nowhere")
    monkeypatch.setattr(Environment, "has", lambda *_: False)
    before = signal.getsignal(signal.SIGTERM)
    try:
        with pytest.raises(SystemExit, match=r"Could not make .*/nowhere/\.venv: No such file or directory"):
            bootstrap.enter_virtual_environment(["start"])
    finally:
        signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize("version", [(3, 6, 15), (3, 10, 13, "final", 0)])
def test_an_old_python_is_told_which_one_is_needed(manage_module, version):
    with pytest.raises(SystemExit, match=r"^Python 3\.11 or newer is needed, this is 3\.(6\.15|10\.13): "):
        manage_module.refuse_old_python(version)


def test_a_new_python_is_let_through(manage_module):
    manage_module.refuse_old_python((3, 11, 0))
    manage_module.refuse_old_python((3, 14, 1))


def test_an_old_python_can_read_manage_py_to_the_end():
    ast.parse((ROOT / "manage.py").read_text(), feature_version=(3, 6))


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["start", "--data", "/data"], {"IMAGINE_DATA": "/data"}),
        (["start", "--port", "1", "--data=/data"], {"IMAGINE_DATA": "/data"}),
        (["start", "--data", "here"], {"IMAGINE_DATA": str(Path.cwd() / "here")}),
        (["start", "--data"], {}),
        (["start"], {}),
        (["sandbox", "--data", "/data"], {}),
        ([], {}),
    ],
)
def test_only_start_moves_the_data_directory(arguments, expected):
    environ: dict[str, str] = {}
    bootstrap.put_data_directory_first(arguments, environ)
    assert environ == expected
