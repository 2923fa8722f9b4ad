"""Makes the virtual environment that manage.py runs in. Standard library only: nothing else is there yet.

`.venv` is made once and stamped with its Python's version and the lock files' hashes; while the stamp is
true, nothing is installed. `.venv.lock` beside it makes a second start wait for the first, and says
"unfinished" until everything is in place: after one that was killed half way, the next begins afresh.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, NoReturn

from blockade_site import debian

if TYPE_CHECKING:
    from collections.abc import Iterator, MutableMapping

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {"runtime": "requirements.txt", "dev": "requirements-dev.txt"}
DEV_COMMANDS = ("test", "benchmark", "soak")
NO_VENV = "Python's venv module is missing: run  apt install python3-venv  and then the same command again."


def is_in_virtual_environment() -> bool:
    """Whether the running Python belongs to an active virtual environment."""
    return sys.prefix != sys.base_prefix


def enter_virtual_environment(arguments: list[str]) -> NoReturn:
    """Make `.venv` ready for this command and go on in it, as the same process with the same arguments."""
    command = arguments[0] if arguments else ""
    wanted = "dev" if command in DEV_COMMANDS else "runtime"
    environment = Environment(ROOT, ROOT / ".venv")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        if not environment.has(wanted):
            # Tests set up whatever they need; serving never installs system packages by itself.
            environment.make(wanted, may_use_apt=command == "test")
    except KeyboardInterrupt:
        sys.exit("Stopped. The same command goes on from here.")
    except OSError as problem:
        reason = problem.strerror or problem
        sys.exit(f"Could not make {environment.folder}: {reason}. Is the disk full or read-only?")
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # orig_argv keeps Python's own options (-X dev, -W error) in front of manage.py.
    os.execv(environment.python, [str(environment.python), *sys.orig_argv[1:]])  # noqa: S606 (no shell wanted)


def put_data_directory_first(arguments: list[str], environ: MutableMapping[str, str]) -> None:
    """Turn `start --data DIR` into IMAGINE_DATA, because settings are read before options are."""
    if arguments[:1] != ["start"]:
        return
    for position, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if name == "--data":
            folder = value or "".join(arguments[position + 1 : position + 2])
            if folder:
                environ["IMAGINE_DATA"] = os.path.abspath(os.path.expanduser(folder))


class Environment:
    """A virtual environment in `folder`, filled from the lock files in `source`."""

    def __init__(self, source: Path, folder: Path) -> None:
        self.source = source
        self.folder = folder
        self.python = folder / "bin" / "python"
        self._stamp = folder / "stamp.json"
        self._lock = folder.with_name(folder.name + ".lock")

    def has(self, wanted: str) -> bool:
        """Whether everything of the lock file `wanted` is installed, for the Python that is in there."""
        stamp = self._read_stamp()
        return stamp.get(wanted) == self._fingerprint(wanted) and stamp["python"] == self._version()

    def make(self, wanted: str, *, may_use_apt: bool = False) -> None:
        """Create or complete the environment. Exits with one line when that cannot be done."""
        with self._alone() as lock:
            if self.has(wanted):
                return
            is_usable = self._is_usable()
            self._stamp.unlink(missing_ok=True)
            lock.write("unfinished")
            lock.flush()
            if not is_usable:
                self._create(lock, may_use_apt=may_use_apt)
            self._install(wanted, lock)
            self._write_stamp(wanted)
            lock.truncate(0)

    def _is_usable(self) -> bool:
        """Whether packages can be installed into what is there, rather than beginning afresh.

        An environment that somebody made by hand, perhaps with another Python than this one, is kept.
        """
        check = "import pip, sys; sys.exit(sys.version_info < (3, 11))"
        return not self._is_unfinished() and run([self.python, "-c", check]) is None

    def _create(self, lock: IO[str], *, may_use_apt: bool) -> None:
        if not has_ensurepip() and not (may_use_apt and debian.install("python3-venv")):
            sys.exit(NO_VENV)
        say("Making a virtual environment in .venv ...")
        output = run([sys.executable, "-m", "venv", "--clear", self.folder], lock)
        if output is not None:
            sys.exit(f"Could not make a virtual environment in {self.folder}: {last_line(output)}")

    def _install(self, wanted: str, lock: IO[str]) -> None:
        name = LOCKS[wanted]
        say(f"Installing what {name} names, once (about half a minute) ...")
        options = ["--quiet", "--disable-pip-version-check", "--no-input", "--require-hashes", "--no-deps"]
        # Ready-made packages only: nothing of a stranger's runs while it is being installed.
        options += ["--only-binary", ":all:"]
        output = run([self.python, "-m", "pip", "install", *options, "-r", self.source / name], lock)
        if output is not None:
            log = self.folder / "install.log"
            log.write_text(output)
            sys.exit(
                f"Could not install what {name} names: {last_line(output)} "
                f"(all of it: {log}). Check the network and run the same command again."
            )

    def _is_unfinished(self) -> bool:
        return self._lock.exists() and self._lock.read_text() != ""

    def _version(self) -> str:
        """What the environment's own Python says it is; "" when it does not run any more."""
        command: list[str | Path] = [self.python, "-I", "-S", "-c", "import sys; print(sys.version)"]
        try:
            return subprocess.run(command, capture_output=True, text=True).stdout.strip()
        except OSError:
            return ""

    def _read_stamp(self) -> dict[str, str]:
        try:
            stamp = json.loads(self._stamp.read_text())
        except (OSError, ValueError):
            return {}
        return stamp if isinstance(stamp, dict) else {}

    def _write_stamp(self, wanted: str) -> None:
        # The dev lock reads the runtime lock first, so it leaves both installed.
        complete = LOCKS if wanted == "dev" else [wanted]
        stamp = {"python": self._version()} | {name: self._fingerprint(name) for name in complete}
        draft = self._stamp.with_suffix(".new")
        draft.write_text(json.dumps(stamp))
        draft.replace(self._stamp)

    def _fingerprint(self, wanted: str) -> str:
        names = LOCKS.values() if wanted == "dev" else [LOCKS[wanted]]
        return hashlib.sha256(b"\0".join((self.source / name).read_bytes() for name in names)).hexdigest()

    @contextmanager
    def _alone(self) -> Iterator[IO[str]]:
        """Hold the lock file; yields it, open.

        Children inherit it: a pip that outlives a killed parent keeps the next start waiting.
        """
        with self._lock.open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("Waiting for another start that is setting up .venv ...")
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield lock


def has_ensurepip() -> bool:
    """Whether `python3 -m venv` can work; Debian keeps this part in a package of its own."""
    return importlib.util.find_spec("ensurepip") is not None


def run(command: list[str | Path], lock: IO[str] | None = None) -> str | None:
    """Run a step quietly. Returns None when it went well, otherwise what it said."""
    # A `--user` in somebody's pip settings cannot work in a virtual environment.
    environ = {**os.environ, "PIP_USER": "0"}
    inherited = [lock.fileno()] if lock else []
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environ,
            pass_fds=inherited,
        )
    except OSError as problem:
        return str(problem)
    try:
        output, _ = process.communicate()
    except BaseException:
        process.terminate()
        process.wait()
        raise
    return output.decode(errors="replace") if process.returncode else None


def last_line(output: str) -> str:
    """The line of an installer's output that tells most: its last error, else its last words."""
    lines = [line.strip() for line in output.splitlines() if line.strip()] or ["it said nothing"]
    errors = [line for line in lines if line.startswith("ERROR")]
    return (errors or lines)[-1]


def say(text: str) -> None:
    """One line of progress, apart from what the command itself prints."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201 (Django and its output are not there yet)
