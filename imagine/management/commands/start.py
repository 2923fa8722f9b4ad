"""`manage.py start`: the whole product in one process, with the sandbox beside it where there is no key."""

from __future__ import annotations

import fcntl
import os
import secrets
import signal
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from blockade_site import serving, static_files
from blockade_site.environ import is_loopback
from blockade_site.sandbox_process import KEY, SandboxProcess
from imagine import checks, permissions, worker
from imagine.views.webhook import HintsFirst

# Seconds that the worker's steps may take to finish once we end.
FAREWELL = 3


class Command(BaseCommand):
    """Serve the studio, web and worker, until SIGTERM or Ctrl+C."""

    help = "Serve the studio: web pages, the worker and, without BLOCKADE_API_KEY, the sandbox."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer port, host and data directory."""
        parser.add_argument("--port", type=int, default=8000, help="0 takes any free one (default: 8000)")
        parser.add_argument(
            "--host", default="127.0.0.1", help="the address to listen on (default: 127.0.0.1)"
        )
        # Read by manage.py before there are settings; here it only appears in the help.
        parser.add_argument("--data", metavar="DIR", help="where everything is kept (default: var)")

    def handle(self, *, host: str, port: int, data: str | None, **options: Any) -> None:
        """Start everything in its order, and end it in the other."""
        if data and os.path.abspath(os.path.expanduser(data)) != str(settings.DATA_DIR):
            sys.exit(
                "--data is read by manage.py, and only when it is written in full: manage.py start --data DIR"
            )
        listen_for_the_end()
        try:
            with ExitStack() as stack:
                try:
                    self._serve(stack, host, port)
                finally:
                    ignore_further_signals()
        except KeyboardInterrupt:
            # Asked to end before there was anything to see.
            return
        except DatabaseError as problem:
            sys.exit(f"The database does not work: {_first_line(problem)}. See DATABASE_URL, or --data.")
        except (serving.CannotListen, OSError) as problem:
            sys.exit(str(problem))

    def _serve(self, stack: ExitStack, host: str, port: int) -> None:
        refuse_dangers(host)
        listener = stack.enter_context(serving.listen(host, port))
        stack.enter_context(take_data_directory(settings.DATA_DIR))
        sandbox = None if settings.BLOCKADE_API_KEY else begin_sandbox()
        if sandbox:
            stack.callback(sandbox.stop)
        prepare()
        news = news_for_the_operator(serving.address(listener))
        connections.close_all()
        if sandbox:
            sandbox.wait()
        application = HintsFirst(get_wsgi_application())
        running = worker.start_embedded()
        stack.callback(running.stop, FAREWELL)
        answered = serving.serve(
            application,
            listener,
            host_header=own_host(),
            is_proxied=settings.IS_HTTPS,
            when_ready=lambda: self._welcome(news, serving.address(listener)),
        )
        if not answered:
            sys.exit("Pages did not answer; what went wrong is above.")

    def _welcome(self, news: str, address: str) -> None:
        if news:
            self.stdout.write(news)
        self.stdout.write(f"Ready on {address}")
        self.stdout.flush()


def news_for_the_operator(address: str) -> str:
    """What whoever starts the studio should know beyond its address; "" as a rule."""
    if settings.IMAGINE_SANDBOX:
        return "No BLOCKADE_API_KEY: pictures come from the sandbox; sign in as any role on the page."
    if permissions.admins().exists():
        return ""
    page = f"{settings.PUBLIC_URL or address}{reverse('first_admin')}"
    code = settings.FIRST_ADMIN_CODE = secrets.token_urlsafe(12)
    return f"There is no admin yet: {page} makes the first. From another machine it takes this code: {code}"


def refuse_dangers(host: str) -> None:
    """Exit with one line when other machines would reach a studio that is not fit for them."""
    if is_loopback(host) and not settings.IS_PUBLIC:
        return
    if found := checks.dangers():
        sys.exit(checks.in_one_line(found))


def take_data_directory(folder: Path) -> IO[str]:
    """Make the data directory and hold it for this process alone; exits with one line when that fails."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (folder / "start.lock").open("a+")
    except OSError as problem:
        sys.exit(
            f"Cannot write to the data directory {folder} ({problem.strerror}): name another with --data DIR."
        )
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        sys.exit(
            f"Process {lock.read() or '?'} serves {folder} already: end it, or name another with --data DIR."
        )
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def begin_sandbox() -> SandboxProcess:
    """Start the sandbox, and make it the Blockade of this process, in the demo."""

    def use(url: str) -> None:
        settings.BLOCKADE_URL = url

    settings.IMAGINE_DEMO = settings.IMAGINE_SANDBOX = True
    settings.BLOCKADE_API_KEY = KEY
    sandbox = SandboxProcess(settings.DATA_DIR / "sandbox", when_ready=use)
    sandbox.start()
    return sandbox


def prepare() -> None:
    """Bring tables, groups, demo members and static files up to date; quick where they are."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
    permissions.ensure_groups()
    if settings.IMAGINE_DEMO:
        permissions.ensure_demo_members()
    static_files.collect_if_changed()


def own_host() -> str:
    """A host name that this studio answers to."""
    name = settings.PUBLIC_HOST or settings.ALLOWED_HOSTS[0]
    return "localhost" if name == "*" else name.lstrip(".")


def listen_for_the_end() -> None:
    """Have SIGTERM and a closed terminal end us the way Ctrl+C does; nohup's wish is kept."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, signal.default_int_handler)


def ignore_further_signals() -> None:
    """A second Ctrl+C must not cut off the end that the first began."""
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)


def _first_line(problem: Exception) -> str:
    return str(problem).strip().partition("\n")[0]
