"""The habits of this house, checked: format, lint, types, migrations, locks and the README."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import sysconfig
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

from blockade_site import lock
from tests.studio_process import ROOT, clean_environ

# Past this many lines a file is two files.
LONGEST = 350
PLACES = ("blockade_site", "imagine", "tests", "templates", "static")
KINDS = (".py", ".html", ".css", ".js")
READS = re.compile(r'environ\.\w+\("([A-Z_]+)"')


def tool(*arguments: str) -> str:
    """What a tool complains about; "" when it is content."""
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        env=clean_environ(),
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def our_files(*kinds: str) -> Iterator[Path]:
    for place in PLACES:
        yield from (path for path in sorted((ROOT / place).rglob("*")) if path.suffix in kinds)


def imported(path: Path) -> set[str]:
    """The first part of the name of every module that a file imports."""
    nodes = list(ast.walk(ast.parse(path.read_text())))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    from_ = {
        node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level
    }
    return {name.partition(".")[0] for name in plain | from_}


def locked(path: Path) -> list[str]:
    return lock.blocks(path.read_text())


def test_python_is_formatted():
    assert tool("ruff", "format", "--check", ".") == ""


def test_python_is_free_of_lint():
    assert tool("ruff", "check", ".") == ""


def test_types_hold():
    assert tool("mypy") == ""


def test_templates_are_formatted():
    pages = [str(path) for path in our_files(".html")]
    assert pages
    command = [Path(sysconfig.get_path("scripts")) / "djade", "--check", "--target-version", "5.2", *pages]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_django_finds_no_fault():
    assert tool("django", "check", "--settings", "tests.settings", "--fail-level", "WARNING") == ""


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_file_is_longer_than_a_reader_holds():
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in our_files(*KINDS)}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_no_file_speaks_of_the_machine_it_was_written_on():
    # Put together here, so that this file does not name them.
    words = ["/work" + "/", "/tmp" + "/team", "pypi" + ".org", "python" + "hosted"]
    named = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in [*our_files(*KINDS), *ROOT.glob("*.md"), *ROOT.glob("*.t*ml"), *ROOT.glob("*.txt")]
        for word in words
        if word in path.read_text()
    ]
    assert named == []


def test_every_static_file_that_a_template_names_is_there():
    named = {
        name
        for path in our_files(".html")
        for name in re.findall(r"{% static ['\"]([^'\"]+)['\"]", path.read_text())
    }
    assert named
    assert [name for name in sorted(named) if finders.find(name) is None] == []


def test_every_dependency_says_what_it_is_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    purposes = lock.purposes((ROOT / "pyproject.toml").read_text())
    assert len(asked) == len(purposes)
    assert [name for name, purpose in purposes.items() if not purpose] == []


def test_what_is_imported_was_asked_for():
    asked = lock.purposes((ROOT / "pyproject.toml").read_text())
    packages = packages_distributions()
    strangers = {
        f"{path.relative_to(ROOT)}: {module}"
        for path in our_files(".py")
        for module in imported(path)
        if module in packages and not {lock.normalised(name) for name in packages[module]} & asked.keys()
    }
    assert strangers == set()


@pytest.mark.parametrize(
    ("path", "group"), [(lock.RUNTIME_LOCK, "runtime"), (lock.DEV_LOCK, "dev")], ids=["runtime", "dev"]
)
def test_the_locks_hold_what_pyproject_asks_for_with_its_purpose(path, group):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = project["project"]["dependencies"] if group == "runtime" else project["dependency-groups"]["dev"]
    names = {lock.normalised(re.split(r"[\[<>=~! ]", name)[0]) for name in asked}
    purposes = lock.purposes((ROOT / "pyproject.toml").read_text())
    text = path.read_text()
    missing = [name for name in sorted(names) if f"\n# {purposes[name]}\n{name}==" not in text]
    assert missing == []


@pytest.mark.parametrize("path", [lock.RUNTIME_LOCK, lock.DEV_LOCK], ids=lambda path: path.name)
def test_everything_that_is_locked_has_its_hashes_and_no_place_to_come_from(path):
    assert locked(path)
    assert [lock.pin(block) for block in locked(path) if "--hash=sha256:" not in block] == []
    assert "://" not in path.read_text()


def test_what_runs_here_is_what_is_locked():
    done = subprocess.run(
        [sys.executable, "-m", "pip", "list", "--format=freeze"], capture_output=True, text=True, check=True
    )
    here = {
        lock.normalised(name): version
        for name, _, version in (line.partition("==") for line in done.stdout.split())
    }
    pins = [
        re.match(r"([\w.-]+)==([^ ;\\]+)", block)
        for path in (lock.RUNTIME_LOCK, lock.DEV_LOCK)
        for block in locked(path)
    ]
    wrong = [pin[0] for pin in pins if pin and here.get(lock.normalised(pin[1]), pin[2]) != pin[2]]
    assert wrong == []


def test_the_readme_lists_every_variable_that_settings_read_and_no_other():
    read = set(READS.findall((ROOT / "blockade_site" / "settings.py").read_text()))
    listed = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "README.md").read_text(), flags=re.MULTILINE))
    assert listed == read


def test_tests_forget_every_variable_that_settings_read():
    read = set(READS.findall((ROOT / "blockade_site" / "settings.py").read_text()))
    assert read == set(re.findall(r'"([A-Z_]+)"', (ROOT / "tests" / "settings.py").read_text()))
