"""The form without scripts: several at once, a grid, presets, earlier prompts and what is made already."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from imagine.models import Imagine, Member, Preset
from tests.browser.steps import prompt_of
from tests.browser_fixtures import OpenPage
from tests.making import row


@pytest.fixture
def form(open_page: OpenPage, artist: Member, generator: str) -> Page:
    row(artist, generator=generator, prompt="Sent long ago")
    page = open_page(artist, java_script_enabled=False)
    page.goto(f"/create/{generator}/")
    return page


def test_several_are_a_number_beside_the_button(form: Page) -> None:
    prompt_of(form).fill("Three without scripts")
    form.get_by_role("spinbutton", name="Variations").fill("3")
    form.locator("#send").click()
    expect(form.locator(".card").filter(has_text="Three without scripts")).to_have_count(3)
    expect(prompt_of(form)).to_have_value("Three without scripts")


def test_a_grid_is_told_first_and_sent_with_a_second_press(form: Page) -> None:
    form.goto("/create/workshop/")
    prompt_of(form).fill("A grid without scripts")
    form.locator(".tries summary").click()
    form.locator("[name=try-1]").select_option(label="Time of day")
    form.locator("[name=try-1-values]").fill("Dawn, Noon")
    form.locator("#send").click()
    expect(form.locator("#before")).to_contain_text("This makes 2 images.")
    form.locator("#send").click()
    expect(form.locator(".card").filter(has_text="A grid without scripts")).to_have_count(2)


def test_a_preset_is_saved_and_applied_and_an_earlier_prompt_fetched(form: Page) -> None:
    prompt_of(form).fill("As a preset")
    form.get_by_role("button", name="Presets").click()
    form.get_by_role("textbox", name="Name of a new preset").fill("Mist")
    form.get_by_role("button", name="Save").click()
    expect(prompt_of(form)).to_have_value("As a preset")
    form.get_by_role("button", name="Earlier prompts").click()
    form.locator("#earlier a", has_text="Sent long ago").click()
    expect(prompt_of(form)).to_have_value("Sent long ago")
    form.get_by_role("button", name="Presets").click()
    form.locator("#presets a", has_text="Mist").click()
    expect(prompt_of(form)).to_have_value("As a preset")
    assert (Preset.objects.count(), Imagine.objects.count()) == (1, 1)


def test_what_is_made_already_needs_a_second_press(form: Page) -> None:
    for _ in range(2):
        prompt_of(form).fill("Once")
        form.locator("#id_p-seed").fill("7")
        form.locator("#send").click()
    expect(form.locator("#before")).to_contain_text("Already made by you")
    form.get_by_role("button", name="Run anyway").click()
    expect(form.locator(".card").filter(has_text="Once")).to_have_count(2)
