"""Every address × method × role, plainly and by htmx; every object: own, another's, none, nonsense, trash."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import transaction
from django.db.models import Model
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from imagine import catalogue, worker
from imagine.models import Command, Event, Imagine, Member, Status, Tally

from . import world as worlds
from .table import ANYBODY, TABLE, Line
from .world import SECRET, World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("inbox")]

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
NONSENSE = ("abc", "-1", "1.5", "0x10", "9" * 30, "%00", "١٢")
# What a look at a page may move: who was seen last, and figures for operators.
MOVES_FREELY = (Tally,)


@pytest.fixture
def world(make_member, sandbox) -> World:
    worker.refresh_catalogue()
    return worlds.make(make_member, catalogue.entries()[0].key)


@pytest.fixture
def visitors(world: World) -> dict[str, Client]:
    """A browser for everybody; the session of whoever is gone began before that."""
    clients = {"anonymous": Client()}
    for name, member in world.members.items():
        clients[name] = Client()
        clients[name].force_login(member)
    return clients


def routes() -> Iterator[URLPattern]:
    def walk(patterns: list[Any]) -> Iterator[URLPattern]:
        for one in patterns:
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns)
            else:
                yield one

    return walk(get_resolver().url_patterns)


LINES = [(name, method) for name, lines in TABLE.items() for method in lines]


def test_every_address_has_a_line_and_every_line_an_address():
    names = [route.name for route in routes()]
    assert None not in names
    assert sorted(names) == sorted(TABLE), "an address without a line, or a line without an address"


@pytest.mark.parametrize(("name", "method"), LINES, ids=[f"{method} {name}" for name, method in LINES])
def test_who_may(name, method, world, visitors):
    line = TABLE[name][method]
    for who in ANYBODY:
        for htmx in (False, True):
            with Cell(watched=who not in line.who) as cell:
                answer = send(visitors[who], world, name, method, line, htmx=htmx)
                told = f"{method} {name} by {who}{' with htmx' if htmx else ''}"
                if who in line.who:
                    page = line.page[who] if isinstance(line.page, dict) else line.page
                    expected = line.part if htmx and line.part is not None else page
                    assert answer.status_code == expected, f"{told}: {answer.status_code}"
                    assert cell.audit() == line.audit, f"{told}: lines in the audit"
                    assert cell.writes() == line.writes, f"{told}: writes at Blockade"
                    assert is_private(answer, who), f"{told}: a page that caches may keep"
                else:
                    turned_away(answer, who, line, htmx, told)
                    assert cell.moved() == set(), f"{told} changed something"


OTHERS = [(name, method) for name in TABLE for method in METHODS if method not in TABLE[name]]


def test_no_other_method_is_answered(world, visitors):
    with Cell() as cell:
        for name, method in OTHERS:
            line = next(iter(TABLE[name].values()))
            for who in ("anonymous", "admin"):
                answer = send(visitors[who], world, name, method, line)
                assert answer.status_code == 405, f"{method} {name} by {who}: {answer.status_code}"
        assert cell.moved() == set()


ABOUT = [(name, method) for name, method in LINES if TABLE[name][method].about]


@pytest.mark.parametrize(("name", "method"), ABOUT, ids=[f"{method} {name}" for name, method in ABOUT])
def test_whose_it_is(name, method, world, visitors):
    line = TABLE[name][method]
    allowed = [who for who in line.who if who != "viewer" or not line.own_only]
    for who in allowed:
        for owner in ("artist", "other"):
            with Cell() as cell:
                answer = send(visitors[who], world, name, method, line, owner=owner)
                if owner == "other" and line.own_only and who != "admin":
                    assert answer.status_code in (403, 404), f"{method} {name} of {owner}'s by {who}"
                    assert SECRET not in body(answer)
                    assert cell.moved() == set()
                else:
                    assert answer.status_code == line.page, f"{method} {name} of {owner}'s by {who}"
        in_the_trash = world.imagine("trashed")
        with Cell():
            answer = send(visitors[who], world, name, method, line, number=in_the_trash)
            assert answer.status_code == line.trashed, f"{method} {name} in the trash by {who}"
            assert line.trashed != 404 or SECRET not in body(answer)
        for number in (10**9, *NONSENSE):
            with Cell() as cell:
                answer = send(visitors[who], world, name, method, line, number=number)
                assert answer.status_code == 404, f"{method} {name} of {number!r} by {who}"
                assert cell.moved() == set()


UNSAFE = [name for name, lines in TABLE.items() if "POST" in lines and name != "hook"]


def test_a_form_of_another_site_is_refused(world):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.members["admin"])
    with Cell() as cell:
        for name in UNSAFE:
            answer = send(client, world, name, "POST", TABLE[name]["POST"])
            assert answer.status_code == 403, f"{name}: {answer.status_code}"
        assert cell.moved() == set()


def test_no_view_has_written_to_blockade(world, visitors, sandbox):
    for name, method in LINES:
        with Cell():
            send(visitors["admin"], world, name, method, TABLE[name][method])
    written = [one for one in sandbox.statistics()["requests"] if one["method"] != "GET"]
    assert written == []


def send(
    client: Client,
    world: World,
    name: str,
    method: str,
    line: Line,
    *,
    htmx: bool = False,
    owner: str = "artist",
    number: object = None,
) -> HttpResponseBase:
    """One request as the table has it; `owner` or `number` say about which imagine."""
    world.owner = owner
    path = address(world, name, line, owner, number)
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/history/"} if htmx else {}
    answer = client.generic(
        method,
        f"{path}?{line.query(world)}",
        _encoded(line.data(world)) if method == "POST" else b"",
        "application/x-www-form-urlencoded",
        headers=headers,
    )
    if answer.streaming:
        # Read to its end, so that what it holds open is given back.
        answer.streaming_content = [b"".join(answer.streaming_content)]
    return answer


def address(world: World, name: str, line: Line, owner: str, number: object) -> str:
    if not line.about:
        return reverse(name, args=line.args(world))
    path = reverse(name, args=[world.imagine(line.about, owner), *line.args(world)])
    if number is None:
        return path
    own = world.imagine(line.about, owner)
    return path.replace(f"/{own}/", f"/{number}/", 1)


def _encoded(data: dict[str, Any]) -> bytes:
    return urlencode(data, doseq=True).encode()


def turned_away(answer: HttpResponseBase, who: str, line: Line, htmx: bool, told: str) -> None:
    """Without a session to the door, the whole page; in another role 403, or 404 for what is hidden."""
    assert SECRET not in body(answer), f"{told} was shown what is not theirs"
    if who in ("anonymous", "gone"):
        where = answer.headers.get("HX-Redirect" if htmx else "Location", "")
        assert answer.status_code == (200 if htmx else 302), f"{told}: {answer.status_code}"
        assert where.startswith(reverse("sign_in")), f"{told} was led to {where!r}"
    else:
        # What is somebody's own is not there for others, or not theirs.
        refusals = (403, 404) if line.who == ("artist",) else (403,)
        assert answer.status_code in refusals, f"{told}: {answer.status_code}"


def body(answer: HttpResponseBase) -> str:
    parts = answer.streaming_content if answer.streaming else [answer.content]
    return b"".join(parts).decode(errors="replace")


def is_private(answer: HttpResponseBase, who: str) -> bool:
    """Whether no shared cache keeps what a member was shown."""
    control = answer.headers.get("Cache-Control", "")
    is_open = who == "anonymous" or answer.status_code != 200 or "HX-Redirect" in answer.headers
    return is_open or "private" in control or "no-store" in control


class Cell:
    """Requests in a world that is put back as it was, with what they have changed until then."""

    def __init__(self, *, watched: bool = True) -> None:
        self._watched = watched

    def __enter__(self) -> Cell:
        cache.clear()
        self._atomic = transaction.atomic()
        self._atomic.__enter__()
        self._before = state() if self._watched else {}
        self._events = Event.objects.count()
        self._sendings = sendings()
        return self

    def __exit__(self, *failure: Any) -> None:
        transaction.set_rollback(True)
        self._atomic.__exit__(*failure)

    def audit(self) -> int:
        return Event.objects.count() - self._events

    def writes(self) -> int:
        """How many requests that change something the worker has to send to Blockade now."""
        return sendings() - self._sendings

    def moved(self) -> set[str]:
        """The tables that are not as they were."""
        now = state()
        return {name for name in now if now[name] != self._before[name]}


def sendings() -> int:
    to_send = Imagine.objects.filter(status=Status.HELD, cancel_requested_at=None).count()
    return to_send + Command.objects.filter(done_at=None).count()


def state() -> dict[str, list[tuple[Any, ...]]]:
    return {
        model.__name__: rows(model)
        for model in apps.get_app_config("imagine").get_models()
        if model not in MOVES_FREELY and model._meta.managed
    }


def rows(model: type[Model]) -> list[tuple[Any, ...]]:
    names = [field.attname for field in model._meta.concrete_fields]
    if model is Member:
        names = [name for name in names if "seen" not in name and name != "last_login"]
    return sorted(model._default_manager.values_list(*names), key=repr)
