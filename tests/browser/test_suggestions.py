"""Thousands of choices, found and sent by keyboard alone; each goes out as what it is."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from imagine import catalogue, upstream
from imagine.models import Imagine, Member
from tests.browser.steps import prompt_of
from tests.browser_fixtures import OpenPage
from tests.sandbox_process import SandboxProcess

COUNT = 5_000


def styles() -> list[dict[str, Any]]:
    """Long names, so that they do not all fit into the page; every value is a number."""
    return [
        {"label": f"Style {n:04} after the school of {'light' * 4} {n:04}", "value": n} for n in range(COUNT)
    ]


@pytest.fixture
def form(sandbox: SandboxProcess, open_page: OpenPage, artist: Member) -> Page:
    params = {
        "prompt": {"type": "textarea", "required": True},
        "style": {"name": "Style", "type": "select", "options": styles(), "required": True},
    }
    sandbox.generators([{"generator": "many", "name": "Many", "params": params}])
    assert catalogue.refresh(upstream.connect())
    page = open_page(artist)
    page.goto("/create/many/")
    return page


def offered_to(form: Page) -> Locator:
    """The list that is open."""
    return form.get_by_role("listbox", name="Style").get_by_role("option")


def chosen_in(form: Page) -> Locator:
    """What Enter would take."""
    return form.get_by_role("listbox", name="Style").get_by_role("option", selected=True)


def style_of(form: Page) -> Locator:
    return form.get_by_role("combobox", name="Style")


def test_one_of_thousands_is_typed_found_chosen_and_sent_as_a_number(form: Page) -> None:
    held = form.locator("#id_p-style-list option").all_text_contents()
    assert held
    assert not any(label.startswith("Style 4321") for label in held)
    prompt_of(form).focus()
    form.keyboard.type("By keyboard alone")
    while not style_of(form).evaluate("control => control === document.activeElement"):
        form.keyboard.press("Tab")
    form.keyboard.type("style 432")
    expect(offered_to(form)).to_have_count(10)
    form.keyboard.press("ArrowDown")
    form.keyboard.press("ArrowDown")
    expect(chosen_in(form)).to_have_text(styles()[4321]["label"])
    form.keyboard.press("ArrowUp")
    expect(chosen_in(form)).to_have_text(styles()[4320]["label"])
    form.keyboard.press("ArrowDown")
    form.keyboard.press("Enter")
    expect(style_of(form)).to_have_value(styles()[4321]["label"])
    expect(offered_to(form)).to_have_count(0)
    assert Imagine.objects.count() == 0
    form.keyboard.press("Control+Enter")
    expect(form.locator(".card")).to_have_count(1)
    assert Imagine.objects.get().params["style"] == 4321


def test_escape_leaves_what_was_typed_and_its_number_alone_is_understood(form: Page) -> None:
    prompt_of(form).fill("By its number")
    style_of(form).press_sequentially("77")
    expect(offered_to(form).first).to_be_visible()
    form.keyboard.press("Escape")
    expect(offered_to(form)).to_have_count(0)
    expect(style_of(form)).to_have_value("77")
    form.keyboard.press("Control+Enter")
    expect(form.locator(".card")).to_have_count(1)
    assert Imagine.objects.get().params["style"] == 77


def test_the_first_of_them_open_with_an_arrow_and_one_is_taken_by_a_click(form: Page) -> None:
    prompt_of(form).fill("By a click")
    style_of(form).press("ArrowDown")
    expect(offered_to(form)).to_have_count(60)
    offered_to(form).nth(2).click()
    expect(style_of(form)).to_have_value(styles()[2]["label"])
    form.reload()
    expect(style_of(form)).to_have_value(styles()[2]["label"])


def test_what_is_none_of_them_is_told_beside_the_field(form: Page) -> None:
    prompt_of(form).fill("Of no style")
    style_of(form).fill("Cubist")
    form.keyboard.press("Control+Enter")
    expect(form.locator("#id_p-style-error")).to_contain_text("“Cubist” is not among the choices")
    assert Imagine.objects.count() == 0


def test_the_page_stays_light(form: Page) -> None:
    answer = form.request.get("/create/many/")
    assert len(answer.body()) < 150_000
