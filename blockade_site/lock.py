"""Write the two lock files from pyproject.toml: `python -m blockade_site.lock [--upgrade]`.

pyproject.toml says what we use and why, one dependency a line with its purpose as a comment. The lock files
say exactly what is installed, everything that comes along included, each file checked by its hashes.
requirements-dev.txt holds only what requirements.txt does not, and reads that one first. Versions that are
locked already stay as they are, unless `--upgrade` (or `--upgrade-package NAME`) asks for newer ones.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNTIME_LOCK = ROOT / "requirements.txt"
DEV_LOCK = ROOT / "requirements-dev.txt"
HEADER = "# Written from pyproject.toml by `python -m blockade_site.lock`. Change it there.\n"

# One line of a dependency list in pyproject.toml:  "name[extra]>=1",  # what it is for
DEPENDENCY = re.compile(r'^ *"(?P<name>[A-Za-z0-9._-]+)[^"]*", *(?:# *(?P<purpose>.*\S))? *$', re.MULTILINE)


def main() -> None:
    """Lock both lists, keeping what is locked unless the command line asks for newer versions."""
    options = sys.argv[1:]
    known = purposes((ROOT / "pyproject.toml").read_text())
    runtime = blocks(compile_lock(options))
    RUNTIME_LOCK.write_text(HEADER + explained(runtime, known))
    everything = blocks(compile_lock([*options, "--group", "dev", "--constraints", str(RUNTIME_LOCK)]))
    dev = [block for block in everything if pin(block) not in map(pin, runtime)]
    DEV_LOCK.write_text(HEADER + "-r requirements.txt\n" + explained(dev, known))


def compile_lock(options: list[str]) -> str:
    """Resolve pyproject.toml for every Python from 3.11 on; returns the lock as uv writes it."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--quiet", "--no-header"]
    command += ["--universal", "--fork-strategy", "fewest", "--generate-hashes", "--no-emit-index-url"]
    with tempfile.TemporaryDirectory() as folder:
        lock = Path(folder) / "lock.txt"
        # uv keeps the versions it finds in the file that it is about to write.
        lock.write_text(
            "".join(pinned(path.read_text()) for path in (RUNTIME_LOCK, DEV_LOCK) if path.exists())
        )

        subprocess.run([*command, *options, "-o", str(lock)], cwd=ROOT, check=True)
        return lock.read_text()


def pinned(text: str) -> str:
    """A lock file without its line that reads another file."""
    return re.sub(r"^-r .*\n", "", text, flags=re.MULTILINE)


def blocks(text: str) -> list[str]:
    """Split a lock into its pins, each with the hashes and `via` lines that follow it."""
    return re.findall(r"^[A-Za-z0-9].*\n(?:^ .*\n?)*", text, flags=re.MULTILINE)


def pin(block: str) -> str:
    """The line of a block that names the version: `name==1.2.3 ; marker`."""
    return block.splitlines()[0]


def purposes(pyproject: str) -> dict[str, str]:
    """What each dependency named in pyproject.toml is for, by its normalised name; "" where nobody said."""
    # Below come the settings of tools, with lists of their own.
    found = DEPENDENCY.finditer(pyproject.partition("\n[tool.")[0])
    return {normalised(match["name"]): match["purpose"] or "" for match in found}


def explained(found: list[str], known: dict[str, str]) -> str:
    """Put the purpose above each pin that pyproject.toml names."""
    texts = []
    for block in found:
        name = normalised(re.split(r"[=\[]", block, maxsplit=1)[0])
        texts.append((f"\n# {known[name]}\n" if name in known else "") + block)
    return "".join(texts)


def normalised(name: str) -> str:
    """The one spelling of a package's name, as indexes compare them."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    main()
