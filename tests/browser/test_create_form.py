"""The form under an artist's fingers: nothing lost, nothing sent by accident, everything by keyboard."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image as Pillow
from playwright.sync_api import Page, expect

from imagine.models import Draft, Imagine, Member
from imagine.worker import Worker
from tests.browser.steps import prompt_of
from tests.browser_fixtures import OpenPage, session_cookie
from tests.making import row


@pytest.fixture
def form(open_page: OpenPage, artist: Member, generator: str) -> Page:
    page = open_page(artist)
    page.goto(f"/create/{generator}/")
    return page


def seed_of(page: Page):
    return page.locator("#id_p-seed")


def wait_for_draft(page: Page, words: str) -> None:
    for _ in range(100):
        draft = Draft.objects.filter(values__prompt=words)
        if draft.exists():
            return
        page.wait_for_timeout(50)
    raise AssertionError("no draft was saved")


def test_what_is_typed_is_there_after_a_reload(form: Page) -> None:
    prompt_of(form).press_sequentially("Half a though")
    wait_for_draft(form, "Half a though")
    form.reload()
    expect(prompt_of(form)).to_have_value("Half a though")
    assert form.evaluate("Object.keys(localStorage).filter(key => key.startsWith('studio:draft'))") == []


def test_what_no_server_heard_of_is_there_after_a_crash(form: Page) -> None:
    form.evaluate("() => { window.fetch = () => new Promise(() => {}) }")
    prompt_of(form).press_sequentially("Typed and cut o")
    other = form.context.new_page()
    other.goto(form.url)
    form.close()
    expect(prompt_of(other)).to_have_value("Typed and cut o")
    wait_for_draft(other, "Typed and cut o")


def test_what_was_typed_after_the_session_ended_is_there_after_sign_in(form: Page, demo: None) -> None:
    form.context.clear_cookies(name="sessionid")
    prompt_of(form).press_sequentially("Too la")
    form.wait_for_timeout(1_200)
    assert not Draft.objects.exists()
    artist = Member.objects.get(username="artist")
    form.context.add_cookies([session_cookie(artist, form.url)])
    form.reload()
    expect(prompt_of(form)).to_have_value("Too la")


def test_another_generator_takes_along_what_both_ask_for(form: Page) -> None:
    prompt_of(form).fill("Along with me")
    form.locator(".generator-list summary").click()
    form.locator("a[data-generator]", has_text="Open Country").click()
    form.wait_for_url("**/create/open-country/*")
    expect(prompt_of(form)).to_have_value("Along with me")


def test_a_remix_that_is_edited_opens_as_a_draft_and_gives_the_old_one_back(
    form: Page, artist: Member, generator: str
) -> None:
    prompt_of(form).fill("Mine, unfinished")
    wait_for_draft(form, "Mine, unfinished")
    source = row(artist, generator=generator, params={"prompt": "Of old"})
    form.goto(f"/create/{generator}/?from={source.pk}")
    prompt_of(form).fill("Of old, edited")
    wait_for_draft(form, "Of old, edited")
    expect(form).to_have_url(re.compile(rf"/create/{generator}/$"))
    form.reload()
    expect(prompt_of(form)).to_have_value("Of old, edited")
    form.get_by_role("button", name="Bring it back").click()
    expect(prompt_of(form)).to_have_value("Mine, unfinished")


def test_the_button_says_how_many_it_makes(form: Page) -> None:
    send = form.locator("#send")
    form.get_by_role("button", name="More", exact=True).click()
    form.get_by_role("button", name="More", exact=True).click()
    expect(send).to_have_text("Imagine ×3")
    expect(form.locator("#act-note")).to_have_text("3 new seeds")
    form.locator(".tries summary").click()
    form.locator("[name=try-1]").select_option(index=1)
    form.locator("[name=try-1-values]").fill("one, two")
    expect(send).to_have_text("Imagine ×6")
    form.locator("[name=try-1-values]").fill("")
    form.get_by_role("button", name="Fewer").click()
    form.get_by_role("button", name="Fewer").click()
    expect(send).to_have_text("Imagine")


def test_variations_appear_as_cards_of_their_own(form: Page) -> None:
    prompt_of(form).fill("Three of a kind")
    form.get_by_role("spinbutton", name="Variations").fill("3")
    form.locator("#send").click()
    expect(form.locator(".card")).to_have_count(3)
    assert Imagine.objects.count() == 3


def test_a_seed_is_drawn_kept_let_go_and_used_again(form: Page) -> None:
    lock = form.locator("[data-lock]")
    form.get_by_role("button", name="Draw a seed now").click()
    seed = seed_of(form).input_value()
    assert int(seed) > 0
    expect(lock).to_have_attribute("aria-pressed", "true")
    prompt_of(form).fill("With this seed")
    form.locator("#send").click()
    expect(form.locator(".card")).to_have_count(1)
    lock.click()
    expect(seed_of(form)).to_have_value("")
    lock.click()
    expect(seed_of(form)).to_have_value(seed)


def test_the_same_again_is_pointed_out_and_needs_a_second_press(form: Page) -> None:
    prompt_of(form).fill("Once is enough")
    seed_of(form).fill("7")
    form.locator("#send").click()
    expect(form.locator(".card")).to_have_count(1)
    form.locator("#send").click()
    notice = form.locator("#before .made")
    expect(notice).to_contain_text("Already made by you")
    assert Imagine.objects.count() == 1
    notice.get_by_role("button", name="Run anyway").click()
    expect(form.locator(".card")).to_have_count(2)
    expect(form.locator("#before .made")).to_have_count(0)


def test_the_button_is_off_while_a_touched_field_is_wrong_and_says_why(form: Page) -> None:
    send = form.locator("#send")
    expect(send).not_to_have_attribute("aria-disabled", "true")
    prompt_of(form).fill("x" * 700)
    seed_of(form).focus()
    expect(send).to_have_attribute("aria-disabled", "true")
    expect(form.locator(".why")).to_contain_text("characters too long")
    # Off for the one who presses it, but there: the reasons get the focus.
    send.click(force=True)
    expect(form.locator(".why a")).to_be_focused()
    form.keyboard.press("Enter")
    expect(prompt_of(form)).to_be_focused()
    prompt_of(form).fill("Short")
    expect(send).not_to_have_attribute("aria-disabled", "true")
    expect(form.locator(".why li")).to_have_count(0)
    assert Imagine.objects.count() == 0


def test_an_earlier_prompt_comes_back_by_keyboard(form: Page, artist: Member, generator: str) -> None:
    for words in ("Pines in mist", "Salt at noon"):
        row(artist, generator=generator, prompt=words)
    form.reload()
    prompt_of(form).fill("What was here")
    prompt_of(form).press("Alt+ArrowUp")
    form.get_by_role("searchbox", name="Search your prompts").press_sequentially("pines")
    expect(form.locator("#earlier-list a")).to_have_count(1)
    form.keyboard.press("Enter")
    form.keyboard.press("ArrowDown")
    form.keyboard.press("Enter")
    expect(prompt_of(form)).to_have_value("Pines in mist")
    expect(prompt_of(form)).to_be_focused()
    form.keyboard.press("Control+z")
    expect(prompt_of(form)).to_have_value("What was here")
    assert not Imagine.objects.filter(member=artist, status="held").exists()


def test_a_preset_is_saved_with_enter_and_applied(form: Page) -> None:
    prompt_of(form).fill("As a preset")
    form.get_by_role("button", name="Presets").click()
    name = form.get_by_role("textbox", name="Name of a new preset")
    name.fill("Mist")
    name.press("Enter")
    expect(form.locator("#act-note")).to_have_text("“Mist” is saved.")
    prompt_of(form).fill("Something else")
    form.get_by_role("button", name="Presets").click()
    form.locator("#presets a", has_text="Mist").click()
    expect(prompt_of(form)).to_have_value("As a preset")
    assert Imagine.objects.count() == 0


def test_enter_in_a_field_sends_and_saves_no_preset(form: Page) -> None:
    prompt_of(form).fill("Sent by Enter")
    seed_of(form).press("Enter")
    expect(form.locator(".card")).to_have_count(1)


def test_a_chosen_picture_is_shown_and_survives_an_error(
    open_page: OpenPage, artist: Member, generator: str, tmp_path: Path
) -> None:
    picture = tmp_path / "sketch.png"
    Pillow.new("RGB", (64, 32), "teal").save(picture)
    page = open_page(artist)
    page.goto("/create/workshop/")
    page.locator(".more summary").first.click()
    upload = page.locator("[data-upload] input[type=file]").first
    upload.set_input_files(picture)
    expect(page.locator(".stands-in img")).to_be_visible()
    page.locator("#send").click()
    page.locator("#id_p-prompt-error").wait_for()
    expect(page.locator(".stands-in")).to_contain_text("sketch.png")
    expect(page.locator(".stands-in img")).to_be_visible()
    page.reload()
    expect(page.locator(".stands-in")).to_contain_text("sketch.png")


def test_a_chosen_picture_is_handed_over_at_once_and_a_wrong_one_told(
    open_page: OpenPage, artist: Member, generator: str, tmp_path: Path
) -> None:
    picture, notes = tmp_path / "sketch.png", tmp_path / "notes.png"
    Pillow.new("RGB", (64, 32), "teal").save(picture)
    notes.write_text("words")
    page = open_page(artist)
    page.goto("/create/workshop/")
    page.locator(".more summary").first.click()
    upload = page.locator("[data-upload] input[type=file]").first
    upload.set_input_files(picture)
    expect(page.locator(".stands-in input")).to_be_checked()
    upload.set_input_files(notes)
    expect(page.locator(".stands-in input")).not_to_be_checked()
    expect(page.locator(".why")).to_contain_text("This is no picture we can read.")
    expect(page.locator("#send")).to_have_attribute("aria-disabled", "true")
    page.locator(".stands-in input").check()
    expect(page.locator("#send")).not_to_have_attribute("aria-disabled", "true")
    prompt_of(page).fill("With the sketch")
    page.locator("#send").click()
    expect(page.locator(".card")).to_have_count(1)
    assert Imagine.objects.get().attachments.get().name == "sketch.png"


def test_a_closed_more_tells_what_was_changed_in_it(form: Page) -> None:
    form.goto("/create/workshop/")
    more = form.locator("#more-words")
    expect(more).to_have_text("23 settings")
    form.locator(".more summary").first.click()
    expect(more).to_be_hidden()
    form.get_by_label("Northern lights").check()
    form.locator(".more summary").first.click()
    expect(more).to_have_text("Northern lights")
    form.reload()
    expect(more).to_have_text("Northern lights")


def test_the_counts_beside_the_form_follow_what_is_sent_and_made(form: Page, worker: Worker) -> None:
    made, moving = form.locator("#count-all"), form.locator("#count-open")
    expect(made).to_have_text("0")
    prompt_of(form).fill("Counted")
    form.locator("#send").click()
    expect(made).to_have_text("1")
    expect(moving).to_have_text("1")
    expect(form.locator(".card")).to_have_attribute("data-status", "complete")
    expect(moving).to_have_text("0")


def test_the_keys_are_listed_under_a_question_mark(form: Page) -> None:
    form.locator("body").press("?")
    expect(form.get_by_role("dialog", name="Keys")).to_be_visible()
    form.keyboard.press("Escape")
    expect(form.get_by_role("dialog", name="Keys")).to_be_hidden()
    prompt_of(form).press_sequentially("Really?")
    expect(form.get_by_role("dialog", name="Keys")).to_be_hidden()
    form.get_by_role("button", name="Keys").click()
    expect(form.get_by_role("dialog", name="Keys")).to_be_visible()
