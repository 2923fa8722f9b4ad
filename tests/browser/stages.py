"""Every page in every state, set up with rows as they lie in the table: for what must hold everywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, ViewportSize

from imagine import archive, boards, cancels, catalogue, holds, trash
from imagine.blockade.errors import Unreachable
from imagine.models import Command, GeneratorSnapshot, Imagine, Member, Service, Status
from imagine.permissions import ADMIN, ARTIST, VIEWER, ensure_demo_members, set_role
from tests.browser_fixtures import OpenPage
from tests.making import row
from tests.test_archive import picture as picture_of

LONGEST_WORD = "wide" * 500
SENTENCE = (
    "The wide salt flats of a country nobody has been to, an hour before sunrise, thin mist on the water"
)


def stay(page: Page) -> None:
    """The page as it opens."""


def open_menu(page: Page) -> None:
    """Open the first of the page's menus."""
    page.locator("details[data-menu] > summary:visible").first.click()


@dataclass(frozen=True)
class Stop:
    """One page in one state: who opens which address, and what they do there first."""

    name: str
    path: str
    who: str = ARTIST
    act: Callable[[Page], None] = field(default=stay)


class Tour:
    """Visits stops in one window for each role: `Tour(open_page, viewport=NARROW).visit(stop)`."""

    def __init__(self, open_page: OpenPage, **options: object) -> None:
        self._open_page = open_page
        self._options = {"reduced_motion": "reduce", **options}
        self._windows: dict[str, Page] = {}

    def visit(self, stop: Stop, size: ViewportSize | None = None) -> Page:
        """The page of a stop, in the state that it is about; `size` is the window's from here on."""
        if stop.who not in self._windows:
            who = member(stop.who) if stop.who else None
            self._windows[stop.who] = self._open_page(who, **self._options)
        page = self._windows[stop.who]
        if size:
            page.set_viewport_size(size)
        page.goto(stop.path)
        stop.act(page)
        return page


def member(role: str) -> Member:
    """The one member of a role, with a name of two words."""
    found, is_new = Member.objects.get_or_create(
        username=role, defaults={"first_name": role.capitalize(), "last_name": "Lindqvist"}
    )
    if is_new:
        set_role(found, role)
    return found


def empty_studio() -> list[Stop]:
    """Nothing was made yet."""
    return [
        Stop("create, empty", f"/create/{_first()}/"),
        Stop("history, empty", "/history/"),
        Stop("history, empty, for a member", "/history/", VIEWER),
        Stop("queue, empty", "/queue/"),
        Stop("trash, empty", "/trash/"),
        Stop("boards, empty", "/boards/", VIEWER),
        Stop("cancel all, nothing pending", "/queue/cancel-all/", ADMIN),
        Stop("a page for others", "/create/", VIEWER),
        Stop("no such page", "/imagines/4711/"),
        Stop("no such page, for a stranger", "/nowhere/", ""),
    ]


def doors() -> list[Stop]:
    """Signing in, first as it is anywhere, then in the demo."""
    settings.IMAGINE_DEMO = True
    ensure_demo_members()
    make("complete")

    def fail(page: Page) -> None:
        page.get_by_label("Name").fill("nobody")
        page.get_by_label("Password").fill("nothing")
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.get_by_role("alert").wait_for()

    return [
        Stop("sign in, demo", "/accounts/sign-in/", ""),
        Stop("sign in, demo, refused", "/accounts/sign-in/", "", fail),
    ]


def plain_door() -> list[Stop]:
    """Signing in where there is no demo."""
    member(ADMIN)
    return [Stop("sign in", "/accounts/sign-in/", "")]


def forms() -> list[Stop]:
    """The form of every generator: filled in, opened up, and with something wrong."""

    def unfold(page: Page) -> None:
        folded = page.locator("details.more:not([open]) > summary")
        while folded.count():
            folded.first.click()
        for about in page.locator(".explain").all():
            about.click()

    def send_nothing(page: Page) -> None:
        page.get_by_role("button", name="Imagine", exact=True).click()
        page.locator("#id_p-prompt-error").wait_for()
        unfold(page)

    def choose(page: Page) -> None:
        page.locator(".generator-list > summary").click()

    keys = [entry.key for entry in catalogue.entries()]
    remixed = make("complete", params={"prompt": SENTENCE, "seed": 7, "unheard_of": "x"})
    return [
        Stop("create, filled in", f"/create/{_first()}/?prompt={LONGEST_WORD}&seed=99"),
        Stop("create, remix", f"/create/{_first()}/?from={remixed.pk}"),
        Stop("create, choosing a generator", f"/create/{_first()}/", act=choose),
        Stop("create, everything unfolded", f"/create/{keys[-1]}/", act=unfold),
        *(Stop(f"create {key}, with errors", f"/create/{key}/", act=send_nothing) for key in keys),
    ]


def busy_studio() -> list[Stop]:
    """Imagines in every status, with long and short words, other people's among them."""
    rows = everything()
    make("pending", who=None, prompt=LONGEST_WORD)
    held = make("held", who=ARTIST)
    done = rows["complete"]
    return [
        Stop("create, every card", f"/create/{_first()}/"),
        Stop("history, filled", "/history/"),
        Stop("history, filled, for a member", "/history/", VIEWER),
        Stop("history, menu open", "/history/", act=open_menu),
        Stop("history, no match", "/history/?query=nothing+has+this"),
        Stop("history, no such number", "/history/?imagine_id=4711"),
        Stop("queue, filled", "/queue/", ADMIN),
        Stop("queue, filtered to nothing", "/queue/?status=held&member=viewer"),
        Stop("cancel all", "/queue/cancel-all/", ADMIN),
        Stop(
            "cancel one of somebody else's",
            f"/imagines/{held.pk}/",
            ADMIN,
            lambda page: page.get_by_role("button", name="Cancel").click(),
        ),
        Stop("one imagine, for a member", f"/imagines/{done.pk}/", VIEWER),
    ]


def kept_together() -> list[Stop]:
    """Boards, the trash, a selection, and what opens from them."""
    own, foreign, thrown = make("complete"), make("complete", who=VIEWER), make("complete")
    trash.throw(Imagine.objects.filter(pk=thrown.pk), member(ADMIN), SENTENCE)
    board = boards.create(member(ARTIST), SENTENCE[:60], is_shared=True)
    boards.add(board, [own.pk], member(ARTIST))
    boards.create(member(ARTIST), LONGEST_WORD[:80])

    def select(page: Page) -> None:
        for tick in page.locator("[data-tick]").all():
            tick.check()

    def ask(page: Page) -> None:
        select(page)
        page.get_by_role("button", name="Move to trash").click()
        page.get_by_role("dialog").get_by_role("button", name="Move 2 to trash").wait_for()

    def change(page: Page) -> None:
        page.locator("summary:visible").last.click()

    return [
        Stop("history, selected", "/history/", act=select),
        Stop("trash, with a question", "/history/", ADMIN, ask),
        Stop("boards", "/boards/"),
        Stop("boards, none", "/boards/", ADMIN),
        Stop("boards, changing one", "/boards/", act=change),
        Stop("delete a board", f"/boards/{board.pk}/delete/"),
        Stop("trash", "/trash/"),
        Stop("trash, selected", "/trash/", act=select),
        Stop("trash, somebody else's", "/trash/", ADMIN, select),
        Stop("more about one", f"/imagines/{foreign.pk}/more/"),
    ]


def details() -> list[Stop]:
    """One imagine in every status."""
    return [Stop(f"one imagine, {name}", f"/imagines/{one.pk}/") for name, one in everything().items()]


def outage() -> list[Stop]:
    """Blockade has not answered for a while."""
    make("complete")
    make("held")
    Service.objects.update_or_create(
        pk="blockade",
        defaults={
            "failing_since": timezone.now() - timedelta(minutes=20),
            "refreshed_at": timezone.now() - timedelta(minutes=21),
            "problem": Unreachable.for_people,
        },
    )
    return [
        Stop("create, outage", f"/create/{_first()}/"),
        Stop("history, outage", "/history/", VIEWER),
        Stop("queue, outage", "/queue/", ADMIN),
    ]


def cold_start() -> list[Stop]:
    """The studio has never heard what Blockade can make, and now it does not answer."""
    GeneratorSnapshot.objects.all().delete()
    catalogue.forget()
    settings.BLOCKADE_URL = "http://127.0.0.1:9/api/v1"
    return [Stop("create, unavailable", "/create/")]


def steered_queue() -> list[Stop]:
    """A line that is held, selected from, asked about, and in part about to be cancelled."""
    for seconds in (18, 20, 21, 24, 31):
        start = timezone.now() - timedelta(minutes=5)
        make("complete", picture=False, processing_at=start, ended_at=start + timedelta(seconds=seconds))
    for number in range(3):
        make("pending", blockade_id=4711 + number)
    going = make("pending", who=VIEWER, prompt=LONGEST_WORD, blockade_id=4720)
    held = make("held", who=ADMIN)
    holds.hold("generator", _first(), reason=SENTENCE, by=member(ADMIN))
    holds.hold_selected([held.pk], reason=LONGEST_WORD, by=member(ADMIN))
    batch = cancels.cancel([going.pk], member(ADMIN), SENTENCE)
    # Long enough for the whole tour.
    Command.objects.update(created_at=timezone.now() + timedelta(minutes=9))

    def select(page: Page) -> None:
        for tick in page.locator("#rows [data-tick]").all():
            tick.check()

    def ask(page: Page, key: str = "c", button: str = "Cancel 4") -> None:
        select(page)
        page.keyboard.press(key)
        page.get_by_role("dialog").get_by_role("button", name=button).wait_for()

    def ask_to_hold(page: Page) -> None:
        ask(page, "h", "Hold 1")

    def unfold(page: Page) -> None:
        for summary in page.locator(".as-table > summary:visible").all():
            summary.click()

    return [
        Stop("queue, on hold, for its owner", "/queue/"),
        Stop("queue, selected", "/queue/", ADMIN, select),
        Stop("queue, asked why", "/queue/", ADMIN, ask),
        Stop("queue, asked why to hold", "/queue/", ADMIN, ask_to_hold),
        Stop("queue, charts as tables", "/queue/?pace=day", VIEWER, unfold),
        Stop("queue, all that match", "/queue/cancel/?all=1", ADMIN),
        Stop("what was cancelled", f"/queue/cancels/{batch}/", ADMIN),
        Stop("team outbox", "/queue/outbox/", ADMIN),
    ]


STAGES = (
    empty_studio,
    plain_door,
    doors,
    forms,
    busy_studio,
    kept_together,
    steered_queue,
    details,
    outage,
    cold_start,
)


def everything() -> dict[str, Imagine]:
    """One row for each status and for what pages show besides, by name."""
    now = timezone.now()
    made = {status.value: make(status.value) for status in Status}
    made |= {
        "complete, picture on its way": make("complete", picture=False, archive_due_at=now),
        "complete, picture refused": make("complete", picture=False, archive_problem="It is too large."),
        "stopping": make("processing", cancel_requested_at=now),
        "stopped by an admin": make("abort", cancelled_by=member(ADMIN), cancel_reason="A duplicate"),
        "not accepted": make("unconfirmed", verdict="absent"),
        "several fit": make("unconfirmed", verdict="several"),
        "gone": make("pending", gone_at=now),
        "a word of tomorrow": make("dreaming_deeply"),
        "the longest word": make("refused", prompt=LONGEST_WORD, error_message=LONGEST_WORD),
    }
    return made


def make(status: str, *, who: str | None = ARTIST, picture: bool = True, **fields: object) -> Imagine:
    """A row as it would be in that status a few minutes after it was asked for."""
    start = timezone.now() - timedelta(minutes=4)
    passed = {name: start + timedelta(seconds=after) for name, after in _behind(status)}
    values = {"generator": _first(), "prompt": SENTENCE, "params": {"prompt": SENTENCE, "seed": 123456}}
    if status in ("error", "refused"):
        values["error_message"] = "The image did not pass the final check and was discarded."
    if status == "pending":
        values["queue_position"] = 12
    made = row(
        member(who) if who else None, status=status, **{**values, "created_at": start, **passed, **fields}
    )
    if status == Status.COMPLETE and picture:
        archive.keep(made, picture_of(256, 128))
    return made


def _behind(status: str) -> Iterator[tuple[str, int]]:
    """The times that a row in a status has behind it, in seconds after asking."""
    if status == "held":
        return
    yield "sent_at", 1
    if status in ("sending", "refused", "unconfirmed"):
        yield from [("ended_at", 2)] if status == "refused" else []
        return
    yield "accepted_at", 2
    if status in ("dispatched", "processing", "complete", "error"):
        yield "dispatched_at", 4
    if status in ("processing", "complete", "error"):
        yield "processing_at", 5
    if status in ("complete", "error", "abort"):
        yield "ended_at", 26


def _first() -> str:
    return catalogue.entries()[0].key
