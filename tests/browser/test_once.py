"""However often one form is sent, it is one imagine: counted by the service itself."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from imagine.models import Imagine
from tests.browser.steps import be_in, prompt_of, send
from tests.browser_fixtures import OpenPage
from tests.sandbox_process import SandboxProcess

pytestmark = pytest.mark.usefixtures("worker")

WITH_AND_WITHOUT_SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


@pytest.fixture
def form(open_page: OpenPage, artist, generator: str, scripts: bool) -> Page:
    page = open_page(artist, java_script_enabled=scripts)
    page.goto(f"/create/{generator}/")
    return page


def assert_one_was_made(page: Page, sandbox: SandboxProcess) -> None:
    """Look until the only card is complete; without scripts that takes reloads, which send nothing either."""
    expect(page.locator(".card")).to_have_count(1)
    for _ in range(100):
        if Imagine.objects.get().status == "complete":
            break
        page.wait_for_timeout(100)
    page.reload()
    be_in(page.locator(".card"), "complete")
    assert sandbox.statistics()["accepted_count"] == 1


@WITH_AND_WITHOUT_SCRIPTS
def test_a_double_click_makes_one(form: Page, sandbox: SandboxProcess) -> None:
    prompt_of(form).fill("Clicked twice")
    form.get_by_role("button", name="Imagine", exact=True).dblclick()
    assert_one_was_made(form, sandbox)


@WITH_AND_WITHOUT_SCRIPTS
def test_a_reload_after_sending_sends_nothing(form: Page, sandbox: SandboxProcess) -> None:
    send(form, "Sent, then reloaded")
    form.reload()
    form.reload()
    assert_one_was_made(form, sandbox)


@WITH_AND_WITHOUT_SCRIPTS
def test_back_and_resubmit_asks_first(form: Page, sandbox: SandboxProcess) -> None:
    send(form, "Sent, left, and sent again")
    form.goto("/history/")
    form.go_back()
    form.get_by_role("button", name="Imagine", exact=True).click()
    expect(form.locator("#before .made")).to_contain_text("Nothing was sent")
    assert_one_was_made(form, sandbox)


def test_pressing_again_after_an_answer_was_lost_makes_one(
    cut_page: Page, generator: str, sandbox: SandboxProcess
) -> None:
    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort("connectionreset")

    cut_page.goto(f"/create/{generator}/")
    cut_page.route(f"**/create/{generator}/", lose_the_answer, times=1)
    prompt_of(cut_page).fill("Lost on the way back")
    button = cut_page.get_by_role("button", name="Imagine", exact=True)
    button.click()
    toasts = cut_page.locator("#toasts")
    expect(toasts).to_contain_text("The studio does not answer. What you typed is still here")
    expect(prompt_of(cut_page)).to_have_value("Lost on the way back")
    button.click()
    expect(cut_page.locator("#act-note")).to_have_text("This was sent before, nothing was sent twice.")
    assert_one_was_made(cut_page, sandbox)
