"""The form without scripts: all of it that can work does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from PIL import Image as Pillow
from playwright.sync_api import Page, expect

from imagine import catalogue, upstream
from imagine.models import Attachment, Draft, Imagine, Member, Preset
from tests.browser.steps import prompt_of
from tests.browser_fixtures import OpenPage
from tests.making import row
from tests.sandbox_process import SandboxProcess


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


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "cliff.png"
    Pillow.new("RGB", (64, 32), "teal").save(path)
    return path


def upload_in(form: Page) -> Page:
    """The workshop, with the place for its picture in sight."""
    form.goto("/create/workshop/")
    form.locator(".more summary").first.click()
    return form


def test_a_file_survives_an_error_and_goes_out_with_the_next_press(form: Page, picture: Path) -> None:
    upload_in(form).locator("[data-upload] input[type=file]").first.set_input_files(picture)
    form.locator("#send").click()
    expect(form.locator("#id_p-prompt-error")).to_be_visible()
    expect(form.locator(".stands-in")).to_contain_text("cliff.png")
    expect(form.locator(".stands-in input")).to_be_checked()
    prompt_of(form).fill("With the cliff")
    form.locator("#send").click()
    expect(form.locator(".card").filter(has_text="With the cliff")).to_have_count(1)
    assert Attachment.objects.get().name == "cliff.png"


def test_a_chosen_file_is_removed_by_its_tick(form: Page, picture: Path) -> None:
    upload_in(form).locator("[data-upload] input[type=file]").first.set_input_files(picture)
    form.locator("#send").click()
    form.locator(".stands-in input").uncheck()
    prompt_of(form).fill("Without it")
    form.locator("#send").click()
    expect(form.locator(".card").filter(has_text="Without it")).to_have_count(1)
    expect(form.locator(".stands-in")).to_have_count(0)
    assert not Attachment.objects.exists()


def test_a_file_of_the_wrong_kind_or_size_is_told_beside_its_field(form: Page, tmp_path: Path) -> None:
    notes, nothing = tmp_path / "notes.png", tmp_path / "empty.png"
    notes.write_text("words")
    nothing.touch()
    for wrong, words in ((notes, "This is no picture we can read."), (nothing, "This file is empty.")):
        upload_in(form).locator("[data-upload] input[type=file]").first.set_input_files(wrong)
        prompt_of(form).fill("Kept all the same")
        form.locator("#send").click()
        expect(form.locator(".field .error")).to_contain_text(words)
        expect(prompt_of(form)).to_have_value("Kept all the same")
    assert Imagine.objects.count() == 1


def test_a_session_that_ends_before_sending_keeps_the_words_and_names_the_file(
    form: Page, demo: None, artist: Member, picture: Path
) -> None:
    form.goto("/accounts/sign-in/")
    form.context.clear_cookies()
    form.goto("/create/workshop/?stream=failed")
    form.get_by_role("button", name=re.compile("^Artist")).click()
    expect(form).to_have_url(re.compile("stream=failed$"))
    prompt_of(form).fill("Sent too late")
    form.locator(".more summary").first.click()
    form.locator("[data-upload] input[type=file]").first.set_input_files(picture)
    Session.objects.all().delete()
    cache.clear()
    form.locator("#send").click()
    form.get_by_role("button", name=re.compile("^Artist")).click()
    expect(form).to_have_url(re.compile("/create/workshop/.stream=failed$"))
    expect(prompt_of(form)).to_have_value("Sent too late")
    expect(form.locator("#toasts")).to_contain_text("“cliff.png” was not kept")
    assert not Imagine.objects.filter(prompt="Sent too late").exists()


def test_a_remix_opens_filled_in_and_gives_the_draft_back(form: Page, artist: Member, generator: str) -> None:
    prompt_of(form).fill("x" * 700)
    form.locator("#send").click()
    expect(form.locator("#id_p-prompt-error")).to_contain_text("characters too long")
    source = row(artist, generator=generator, params={"prompt": "Of old", "seed": 7, "unheard_of": "x"})
    form.goto(f"/create/{generator}/?from={source.pk}")
    expect(prompt_of(form)).to_have_value("Of old")
    expect(form.locator("#id_p-seed")).to_have_value("")
    expect(form.locator(".notice[role=status]")).to_contain_text("unheard_of: This generator has no such")
    prompt_of(form).fill("Of old, edited" + "x" * 700)
    form.locator("#send").click()
    form.goto(f"/create/{generator}/")
    form.get_by_role("button", name="Bring it back").click()
    expect(prompt_of(form)).to_have_value("x" * 700)
    form.goto(f"/create/{generator}/?from={source.pk}&seed=same")
    expect(form.locator("#id_p-seed")).to_have_value("7")


def test_an_address_fills_the_form_and_sends_nothing(form: Page, generator: str) -> None:
    form.goto(f"/create/{generator}/?prompt=From+afar&seed=twelve")
    expect(prompt_of(form)).to_have_value("From afar")
    expect(form.locator("#id_p-seed-error")).to_be_visible()
    assert Imagine.objects.count() == 1


def test_what_has_changed_about_a_generator_is_marked(
    form: Page, sandbox: SandboxProcess, artist: Member, generator: str
) -> None:
    prompt = {"type": "textarea", "required": True}
    before = {"prompt": prompt, "hour": {"name": "Hour", "type": "int"}, "gone": {"type": "text"}}
    after = {"prompt": prompt, "hour": {"name": "Time of day", "type": "int"}, "fog": {"type": "bool"}}
    for params in (before, after):
        sandbox.generators([{"generator": "drifting", "params": params}])
        assert catalogue.refresh(upstream.connect())
        if params is before:
            form.goto("/create/drifting/")
            form.locator("#id_p-gone").fill("Of no use soon")
            form.locator("#send").click()
    form.goto("/create/drifting/")
    expect(form.locator("[data-field=hour] .label")).to_contain_text("changed today, was “Hour”")
    expect(form.locator("[data-field=fog] .label")).to_contain_text("new today")
    expect(form.locator(".hint", has_text="No longer asked for")).to_contain_text("gone")
    expect(form.locator(".notice[role=status]")).to_contain_text("has changed since you typed this")
    assert Draft.objects.get(generator="drifting").values["gone"] == "Of no use soon"


def test_earlier_prompts_are_searched_on_a_page_of_their_own(
    form: Page, artist: Member, generator: str
) -> None:
    row(artist, generator=generator, prompt="Pines in mist")
    form.goto(f"/prompts/?for={generator}")
    form.get_by_role("searchbox", name="Search your prompts").fill("pines")
    form.get_by_role("button", name="Search").click()
    expect(form.locator("main li a")).to_have_count(1)
    form.locator("main li a").click()
    expect(prompt_of(form)).to_have_value("Pines in mist")
