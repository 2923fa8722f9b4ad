"""Hostile words in every text of a generator's metadata run nothing and fetch nothing, without any policy."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Page, expect

from imagine import catalogue, upstream
from imagine.models import GeneratorSnapshot, Imagine, Member, Preset
from tests.browser_fixtures import OpenPage
from tests.forms.hostile import HOSTILE
from tests.making import row
from tests.sandbox_process import SandboxProcess

# Params of one generator; so few that every one of them is seen to be there.
AT_ONCE = 16
# All that a page of the studio may ask for.
OURS = re.compile(r"/(create|generators|static|imagines|history|prompts)/[^<>]*")

# What runs, listens or loads: none of it may stand in the page but what is our own.
FOREIGN = r"""() => {
  const found = [];
  const isAddress = /^(href|src|action|formaction|data|poster|background)$/;
  const runs = /^\s*(javascript|data|vbscript):/i;
  for (const element of document.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      // The one style there is: how far a slider is, set by our own script.
      const isStyle = name === "style" && !element.matches("[type=range]");
      const isRun = name.startsWith("on") || name === "srcdoc" || (isAddress.test(name) && runs.test(value));
      if (isStyle || isRun) found.push(`${element.tagName} ${name} ${value}`);
    }
  }
  const scripts = "script[src^='/static/imagine/']:empty, head > script[src^='/static/']";
  const own = `${scripts}, head > link[href^='/static/'], .icon, .plate *, .empty *`;
  const runners = "script, iframe, object, embed, base, meta[http-equiv], link, frame";
  const never = `${runners}, style, video, audio, math, svg`;
  for (const element of document.querySelectorAll(`${never}, main img`)) {
    if (!element.matches(`${own}, img.face`)) found.push(element.outerHTML.slice(0, 80));
  }
  return [...new Set(found)];
}"""

# Everything that a hand could set off, at once.
TOUCH_ALL = """() => {
  for (const details of document.querySelectorAll("details")) details.open = true;
  for (const help of document.querySelectorAll(".help")) help.hidden = false;
  const hands = ["mouseover", "mouseenter", "pointerdown", "focus", "focusin", "input", "change"];
  for (const element of document.querySelectorAll("main *")) {
    for (const name of [...hands, "error", "toggle", "animationstart"]) {
      element.dispatchEvent(new Event(name, { bubbles: true }));
    }
  }
}"""


def param_of(words: str, number: int) -> dict[str, Any]:
    """A param that says `words` wherever it says anything."""
    shapes: list[dict[str, Any]] = [
        {"type": "textarea", "display_element": "textarea", "max_value": 400},
        {"type": "select", "options": [{"label": words, "value": words, "group": words}, words, f"{words}!"]},
        {"type": "text", "display_element": "radio", "options": [words, "plain"]},
        {"type": words, "display_element": words},
    ]
    return {
        "name": words,
        "display_label": words,
        "display_help": words,
        "default_value": words,
        "required": False,
        **shapes[number % len(shapes)],
    }


def hostile_generators(mark: str = "") -> list[dict[str, Any]]:
    groups = [HOSTILE[start : start + AT_ONCE] for start in range(0, len(HOSTILE), AT_ONCE)]
    return [
        {
            "generator": f"hostile-{index}",
            "name": group[0],
            "label": " ".join(group)[:2_000],
            "description": group[0],
            "params": {
                "prompt": {"type": "textarea", "required": True, "display_help": group[0]},
                **{
                    f"{words[:120]}{number}": param_of(words + mark, number)
                    for number, words in enumerate(group)
                },
            },
        }
        for index, group in enumerate(groups)
    ]


@pytest.fixture
def hostile(sandbox: SandboxProcess, live_server: object) -> list[str]:
    """The studio knows the hostile generators, in two versions each; returns their keys."""
    for mark in ("", "*"):
        sandbox.generators(hostile_generators(mark))
        assert catalogue.refresh(upstream.connect())
    return [entry.key for entry in catalogue.entries()]


class Lure:
    """Watches a page for whatever the words make it do."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.harm: list[str] = []
        page.add_init_script(
            "for (const trap of ['alert', 'prompt', 'confirm']) window[trap] = () => lured(trap)"
        )
        page.expose_function("lured", lambda trap: self.harm.append(f"ran {trap}"))
        page.on("dialog", lambda dialog: (self.harm.append("dialog"), dialog.dismiss()))
        page.on("request", lambda request: self._asked(request.url))
        page.on("popup", lambda popup: self.harm.append(f"opened {popup.url}"))

    def _asked(self, url: str) -> None:
        if not OURS.fullmatch(urlsplit(url).path):
            self.harm.append(f"asked {url}")

    def visit(self, path: str) -> None:
        """Open a page, touch everything on it and look for what is not ours."""
        self.page.goto(path)
        self.page.evaluate(TOUCH_ALL)
        self.look()

    def look(self) -> None:
        self.harm += self.page.evaluate(FOREIGN)


def test_there_are_enough_of_them() -> None:
    assert len(set(HOSTILE)) >= 100


def test_no_words_of_a_generator_do_anything_in_its_form(
    hostile: list[str], open_page: OpenPage, artist: Member
) -> None:
    lure = Lure(open_page(artist, bypass_csp=True))
    seen = 0
    for key in hostile:
        lure.visit(f"/create/{key}/")
        seen += lure.page.locator("form [data-field]").count()
        lure.page.locator("#send").click()
        lure.page.locator("#id_p-prompt-error").wait_for()
        lure.page.evaluate(TOUCH_ALL)
        lure.look()
    assert lure.harm == []
    assert seen >= len(HOSTILE)


def test_no_words_do_anything_where_admins_compare_versions(
    hostile: list[str], open_page: OpenPage, admin_member: Member
) -> None:
    assert GeneratorSnapshot.objects.count() == 2 * len(hostile)
    lure = Lure(open_page(admin_member, bypass_csp=True))
    lure.visit("/generators/")
    assert lure.page.locator(".drift dl > div").count() >= len(HOSTILE)
    assert lure.harm == []


@pytest.fixture
def told(hostile: list[str], artist: Member) -> list[str]:
    """Imagines, presets and drafts that say every one of the words wherever they say anything."""
    statuses = ("complete", "error", "refused", "abort", "pending", "unconfirmed")
    for number, words in enumerate(HOSTILE):
        words = words.replace("\0", "")
        said = {"prompt": words, "title": words, "error_message": words, "cancel_reason": words}
        params = {"prompt": words, words[:120] or "x": words}
        row(artist, generator=hostile[0], status=statuses[number % len(statuses)], params=params, **said)
        Preset.objects.create(
            member=artist, generator=hostile[0], name=f"{words[:70]} {number}", values=params
        )
    newest = Imagine.objects.latest("pk").pk
    return [
        f"/create/{hostile[0]}/",
        f"/create/{hostile[0]}/?stream=failed",
        f"/create/{hostile[0]}/?from={newest}",
        f"/create/{hostile[0]}/?preset={Preset.objects.latest('pk').pk}",
        f"/prompts/?for={hostile[0]}",
        "/history/",
        *(f"/imagines/{newest - back}/" for back in range(len(statuses))),
    ]


def test_no_words_of_an_imagine_or_a_preset_do_anything(
    told: list[str], open_page: OpenPage, artist: Member
) -> None:
    lure = Lure(open_page(artist, bypass_csp=True))
    for path in told:
        lure.visit(path)
        assert lure.page.locator("main").inner_text().count("alert") > 0, path
    assert lure.harm == []


def test_no_words_do_anything_in_an_address_an_error_or_a_list_of_suggestions(
    hostile: list[str], sandbox: SandboxProcess, open_page: OpenPage, artist: Member
) -> None:
    many = [{"label": f"{words} {copy}", "value": words} for copy in range(2) for words in HOSTILE]
    params = {
        "prompt": {"type": "textarea", "required": True},
        "style": {"name": HOSTILE[0], "type": "select", "options": many, "required": True},
        "broken": {"name": HOSTILE[1], "type": "object"},
    }
    unusable = {"it": {"name": HOSTILE[0], "type": "object", "required": True}}
    sandbox.generators(
        [
            {"generator": "many", "params": params},
            {"generator": "unusable", "name": HOSTILE[2], "params": unusable},
        ]
    )
    assert catalogue.refresh(upstream.connect())
    lure = Lure(open_page(artist, bypass_csp=True))
    for words in HOSTILE[::20]:
        lure.visit(f"/create/many/?{urlencode({'prompt': words, 'style': words, 'seed': words})}")
    style = lure.page.locator("#id_p-style")
    style.fill("alert")
    style.press("ArrowDown")
    lure.page.locator(".suggestions li").first.wait_for()
    lure.look()
    style.fill(f"{HOSTILE[0]} and nothing else")
    lure.page.locator("#send").click()
    lure.page.locator("#id_p-style-error").wait_for()
    lure.look()
    lure.visit("/create/unusable/")
    expect(lure.page.locator("main [role=status]")).to_contain_text("wants data that no form can ask for")
    assert lure.harm == []


def test_the_policy_is_off_in_these_tests(hostile: list[str], open_page: OpenPage, artist: Member) -> None:
    page = open_page(artist, bypass_csp=True)
    page.goto(f"/create/{hostile[0]}/")
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.ran = true\">')"
    )
    page.wait_for_function("window.ran === true")
