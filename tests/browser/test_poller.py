"""One poller a page: it asks while something can change and somebody looks, and disturbs nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from django.utils.http import http_date
from playwright.sync_api import Browser, Page, Route, expect

from imagine import changes
from imagine.models import Imagine, Member, Status
from tests.browser.real_tabs import real_tabs
from tests.browser.steps import be_in, card_of, polls_of, prompt_of, send
from tests.browser_fixtures import OpenPage, session_cookie
from tests.making import row

POLL = "**/history/changes/*"
# Milliseconds between polls.
EVERY = 2_000


@pytest.fixture
def waiting(artist: Member, generator: str) -> list[Imagine]:
    """Three of the artist's imagines at Blockade, the oldest first."""
    return [row(artist, generator=generator, status=Status.PENDING, blockade_id=n) for n in (1, 2, 3)]


@pytest.fixture
def watching(open_page: OpenPage, artist: Member, generator: str, waiting: list[Imagine]) -> Page:
    """The artist's stream, with a clock that a test can wind."""
    return wound(open_page(artist), generator)


def wound(page: Page, generator: str) -> Page:
    page.clock.install()
    page.goto(f"/create/{generator}/")
    expect(page.locator(".card")).to_have_count(3)
    return page


def stop(imagine: Imagine) -> None:
    changes.change_one(imagine, status=Status.ABORT, ended_at=timezone.now())


def pass_time(page: Page, milliseconds: float) -> None:
    """Let time pass in the page, and wait until all that it asked for then is known here."""
    page.clock.run_for(milliseconds)
    page.evaluate("() => fetch('/healthz').then(answer => answer.text())")


def test_a_poll_without_news_is_a_204_without_a_body(watching: Page) -> None:
    with watching.expect_response(POLL) as answered:
        watching.clock.run_for(EVERY)
    assert answered.value.status == 204
    assert answered.value.request.sizes()["responseBodySize"] == 0


def test_only_the_card_that_changed_is_sent_and_swapped(watching: Page, waiting: list[Imagine]) -> None:
    first, second, third = (card_of(watching, imagine) for imagine in waiting)
    for card in (first, second, third):
        card.evaluate("card => { card.wasHere = true }")
    changes.change_one(waiting[1], status=Status.PROCESSING, processing_at=timezone.now())
    with watching.expect_response(lambda answer: "/changes/" in answer.url and answer.status == 200) as news:
        be_in(second, "processing")
    assert news.value.text().count("data-imagine=") == 1
    assert [card.evaluate("card => card.wasHere ?? false") for card in (first, second, third)] == [
        True,
        False,
        True,
    ]


def test_it_asks_for_what_still_moves_alone(watching: Page, waiting: list[Imagine]) -> None:
    stop(waiting[0])
    be_in(card_of(watching, waiting[0]), "abort")
    with watching.expect_request(POLL) as asked:
        watching.clock.run_for(EVERY)
    assert f"ids={waiting[2].pk}%2C{waiting[1].pk}&" in f"{asked.value.url}&"


def test_it_falls_silent_when_nothing_moves_and_speaks_up_when_something_is_sent(
    watching: Page, waiting: list[Imagine]
) -> None:
    for imagine in waiting:
        stop(imagine)
        be_in(card_of(watching, imagine), "abort")
    with polls_of(watching) as polls:
        pass_time(watching, 60_000)
    assert polls == []
    card = send(watching, "Something to watch")
    be_in(card, "held")
    stop(Imagine.objects.get(prompt="Something to watch"))
    be_in(card, "abort")


def test_a_hidden_tab_is_silent_and_asks_at_once_when_it_is_looked_at_again(
    chromium: Browser, live_server, viewer: Member, generator: str, waiting: list[Imagine]
) -> None:
    with real_tabs(chromium) as window:
        window.add_cookies([session_cookie(viewer, live_server.url)])
        page = window.pages[0]
        page.goto(f"{live_server.url}/history/")
        with page.expect_request(POLL):
            be_in(card_of(page, waiting[0]), "pending")
        other = window.new_page()
        other.wait_for_timeout(EVERY / 4)
        assert page.evaluate("() => document.hidden")
        with polls_of(page) as polls:
            stop(waiting[0])
            other.wait_for_timeout(2.5 * EVERY)
            assert polls == []
            page.bring_to_front()
            page.wait_for_timeout(EVERY / 4)
            assert len(polls) == 1
        be_in(card_of(page, waiting[0]), "abort")


HIDE = """isHidden => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => isHidden });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_a_hidden_tab_asks_seldom_while_something_of_ones_own_is_being_made(
    watching: Page, waiting: list[Imagine]
) -> None:
    at_rest(watching).evaluate(HIDE, True)
    with polls_of(watching) as polls:
        for _ in range(10):
            pass_time(watching, 6_000)
            # The twelve seconds to the next begin when this one has come in.
            for poll in polls:
                poll.response()
        assert 4 <= len(polls) <= 5
    for imagine in waiting:
        stop(imagine)
    pass_time(watching, 13_000)
    be_in(card_of(watching, waiting[0]), "abort")
    with polls_of(watching) as polls:
        pass_time(watching, 60_000)
    assert polls == []


@pytest.fixture
def failing(cut_page: Page, generator: str, waiting: list[Imagine]) -> Page:
    """A watched page in which time stands still but for a test."""
    return at_rest(wound(cut_page, generator))


def at_rest(page: Page) -> Page:
    """Let the poll that may be under way come in, and stop the clock there."""
    with page.expect_response(POLL) as last:
        page.clock.pause_at(datetime.now() + timedelta(milliseconds=1.5 * EVERY))
    last.value.finished()
    return page


def assert_next_poll_after(page: Page, milliseconds: int) -> None:
    with polls_of(page) as polls:
        pass_time(page, milliseconds - 100)
        assert polls == []
        pass_time(page, 100)
        assert len(polls) == 1


def test_errors_make_it_wait_twice_as_long_each_time_up_to_a_minute(failing: Page) -> None:
    failing.route(POLL, lambda route: route.fulfill(status=500, body="broken"))
    for seconds in (2, 4, 8, 16, 32, 60, 60):
        assert_next_poll_after(failing, seconds * 1000)
    expect(failing.locator("#live")).to_contain_text("No connection")
    expect(failing.locator("#toasts")).to_be_empty()


def test_a_studio_that_went_away_is_found_again_by_itself(failing: Page, waiting: list[Imagine]) -> None:
    failing.route(POLL, lambda route: route.abort("connectionrefused"), times=2)
    assert_next_poll_after(failing, 2_000)
    assert_next_poll_after(failing, 4_000)
    stop(waiting[0])
    assert_next_poll_after(failing, 8_000)
    be_in(card_of(failing, waiting[0]), "abort")
    expect(failing.get_by_text("No connection")).to_be_hidden()
    assert_next_poll_after(failing, 2_000)


@pytest.mark.parametrize("style", ["seconds", "date"])
def test_it_waits_as_long_as_it_is_asked_to(failing: Page, style: str) -> None:
    def busy(route: Route) -> None:
        now = failing.evaluate("() => Date.now()") / 1000
        route.fulfill(
            status=503, headers={"Retry-After": "30" if style == "seconds" else http_date(now + 30)}
        )

    failing.route(POLL, busy, times=1)
    with polls_of(failing) as polls:
        pass_time(failing, EVERY)
        assert len(polls) == 1
        pass_time(failing, 28_000)
        assert len(polls) == 1
        pass_time(failing, 3_000)
        assert len(polls) == 2


def test_focus_selection_scroll_and_open_panels_stay_as_they_were(
    open_page: OpenPage, artist: Member, generator: str, waiting: list[Imagine]
) -> None:
    page = wound(open_page(artist, viewport={"width": 1440, "height": 500}), "workshop")
    more = page.locator("details.more").first
    more.locator("summary").click()
    prompt_of(page).fill("An unfinished thought")
    prompt_of(page).evaluate("prompt => prompt.setSelectionRange(3, 13)")
    last = card_of(page, waiting[0])
    last.scroll_into_view_if_needed()
    place = last.bounding_box()
    changes.change_one(waiting[1], status=Status.PROCESSING, processing_at=timezone.now())
    be_in(card_of(page, waiting[1]), "processing")
    expect(prompt_of(page)).to_be_focused()
    expect(prompt_of(page)).to_have_value("An unfinished thought")
    assert prompt_of(page).evaluate("prompt => [prompt.selectionStart, prompt.selectionEnd]") == [3, 13]
    expect(more).to_have_attribute("open", "")
    assert last.bounding_box() == place


def test_focus_stays_on_a_card_that_is_swapped_and_selected_words_on_one_that_is_not(
    watching: Page, waiting: list[Imagine]
) -> None:
    words = card_of(watching, waiting[0]).locator(".prompt")
    words.evaluate("words => getSelection().selectAllChildren(words)")
    link = card_of(watching, waiting[1]).get_by_role("link").first
    link.focus()
    changes.change_one(waiting[1], status=Status.PROCESSING, processing_at=timezone.now())
    be_in(card_of(watching, waiting[1]), "processing")
    expect(link).to_be_focused()
    assert watching.evaluate("() => String(getSelection())").strip() == waiting[0].prompt


def test_an_open_menu_of_the_history_stays_open_and_arrivals_are_announced(
    open_page: OpenPage, viewer: Member, waiting: list[Imagine]
) -> None:
    page = open_page(viewer)
    page.goto("/history/")
    menu = page.locator("details.pick").first
    menu.locator("summary").click()
    stop(waiting[0])
    row(viewer, status=Status.HELD, prompt="Arrived meanwhile", revision=10**6)
    be_in(card_of(page, waiting[0]), "abort")
    expect(menu).to_have_attribute("open", "")
    expect(page.get_by_text("Arrived meanwhile")).to_have_count(0)
    page.get_by_role("link", name="1 new, show").click()
    expect(page.get_by_text("Arrived meanwhile")).to_be_visible()
