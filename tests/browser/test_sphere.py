"""A panorama is a place to stand in: every direction is where it belongs, for hands, keys and addresses."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from imagine.models import Imagine, Member
from tests.browser.panoramas import (
    DIRECTIONS,
    GREEN,
    RED,
    WHITE,
    YELLOW,
    camera,
    compass,
    frames_drawn,
    is_near,
    look,
    made,
    middle,
    plain,
    seen,
    sphere_of,
    throw,
)
from tests.browser_fixtures import NARROW, OpenPage

# Nothing that turns by itself, unless a test is about it.
# A small window, for software draws the spheres of tests.
SMALL = {"viewport": {"width": 1000, "height": 480}}
STILL = SMALL | {"reduced_motion": "reduce"}
PHONE = STILL | {"viewport": NARROW}
NO_WEBGL = """() => {
    const real = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
        return kind.startsWith("webgl") ? null : real.call(this, kind, ...rest);
    };
}"""

SMALL_CARD = """() => {
    const real = WebGL2RenderingContext.prototype.getParameter;
    WebGL2RenderingContext.prototype.getParameter = function (name) {
        return name === this.MAX_TEXTURE_SIZE ? 1000 : real.call(this, name);
    };
}"""


@pytest.fixture
def panorama(artist: Member) -> Imagine:
    return made(artist, compass(), prompt="All directions")


def test_every_direction_is_where_it_belongs(open_page: OpenPage, artist: Member, panorama: Imagine) -> None:
    page = open_page(artist, **STILL)
    page.goto(panorama.get_absolute_url())
    colours = {name: middle(look(page, **place)) for name, (place, _) in DIRECTIONS.items()}
    wrong = {name: found for name, found in colours.items() if not is_near(found, DIRECTIONS[name][1])}
    assert wrong == {}
    # A wide look ahead: up is up, right is right.
    picture = look(page, pitch=45, view=110)
    assert is_near(picture.getpixel((picture.width // 2, picture.height // 3)), WHITE)
    picture = look(page, view=118)
    assert is_near(picture.getpixel((10, picture.height // 2)), YELLOW)
    assert is_near(picture.getpixel((picture.width - 10, picture.height // 2 - 60)), GREEN)


def test_the_seam_and_the_poles_show_no_line(open_page: OpenPage, artist: Member) -> None:
    """Sampled carelessly, the smallest mipmap, a mix of all colours, would show as a line of pixels."""
    # Odd, so that what lies right behind one falls into the middle of a pixel.
    page = open_page(artist, **STILL | {"viewport": {"width": 1001, "height": 481}})
    page.goto(made(artist, compass(4096)).get_absolute_url())
    for place in (
        {"yaw": 180},
        {"yaw": 180, "view": 20},
        {"yaw": 180, "view": 120},
        {"pitch": 90},
        {"pitch": 78, "view": 60},
        {"pitch": -90},
    ):
        picture = look(page, **place)
        x, y = picture.width // 2, picture.height // 2
        around = picture.crop((x - 60, y - 60, x + 60, y + 60))
        assert all(high - low <= 4 for low, high in around.getextrema()), place


def test_dragging_pulls_the_picture_along(open_page: OpenPage, artist: Member, panorama: Imagine) -> None:
    page = open_page(artist, **STILL)
    page.goto(panorama.get_absolute_url())
    sphere_of(page)
    page.mouse.move(500, 240)
    page.mouse.down()
    page.mouse.move(300, 290, steps=5)
    page.mouse.up()
    expect(page).to_have_url(re.compile("yaw="))
    assert 10 < camera(page)["yaw"] < 60
    assert camera(page)["pitch"] > 2


def test_a_throw_goes_on_and_comes_to_rest(open_page: OpenPage, artist: Member, panorama: Imagine) -> None:
    page = open_page(artist, **SMALL)
    page.goto(f"{panorama.get_absolute_url()}?yaw=10")
    sphere_of(page)
    throw(page)
    while frames_drawn(page):
        pass
    # Dragged by as much as in the test before, and on by itself.
    assert camera(page)["yaw"] > 50
    assert frames_drawn(page) == 0


def test_the_wheel_zooms_within_bounds(open_page: OpenPage, artist: Member, panorama: Imagine) -> None:
    page = open_page(artist, **STILL)
    page.goto(panorama.get_absolute_url())
    sphere_of(page)
    page.mouse.move(300, 240)
    page.mouse.wheel(0, -300)
    expect(page.locator("[data-figure=view]")).not_to_have_text("95°")
    assert 15 <= camera(page)["view"] < 90
    page.mouse.wheel(0, 9000)
    expect(page.locator("[data-figure=view]")).to_have_text("120°")


def test_keys_turn_the_focused_sphere_and_nothing_else(
    open_page: OpenPage, artist: Member, panorama: Imagine
) -> None:
    made(artist, compass(64), prompt="A newer one")
    page = open_page(artist, **STILL)
    page.goto(panorama.get_absolute_url())
    sphere = sphere_of(page)
    sphere.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("+")
    expect(page.locator("#said")).to_have_text(re.compile(r"Facing \d+°, \d+° up, view \d+°"))
    now = camera(page)
    assert 0 < now["yaw"] < 20
    assert 0 < now["pitch"] < 20
    assert now["view"] < 95
    page.keyboard.press("Home")
    expect(page.locator("[data-figure=yaw]")).to_have_text("0°")
    page.get_by_role("link", name="Download").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("heading", level=1)).to_have_text("A newer one")


def test_the_sphere_is_named_and_says_how_it_is_worked(
    open_page: OpenPage, artist: Member, panorama: Imagine
) -> None:
    page = open_page(artist, **STILL)
    page.goto(panorama.get_absolute_url())
    sphere = sphere_of(page)
    expect(sphere).to_have_role("application")
    expect(sphere).to_have_accessible_name("All directions")
    expect(sphere).to_have_accessible_description(re.compile("Arrow keys turn"))


def test_the_address_leads_back_to_the_same_view(
    open_page: OpenPage, artist: Member, panorama: Imagine
) -> None:
    page = open_page(artist, **STILL, permissions=["clipboard-read", "clipboard-write"])
    page.goto(panorama.get_absolute_url())
    sphere = sphere_of(page)
    assert "?" not in page.url
    sphere.focus()
    for key in ("ArrowLeft", "ArrowDown", "-"):
        page.keyboard.press(key)
    page.get_by_role("button", name="Copy a link to this view").click()
    expect(page.locator("#said")).to_have_text("Link to this view copied")
    link = page.evaluate("() => navigator.clipboard.readText()")
    before = camera(page)
    again = page.context.new_page()
    again.goto(link)
    sphere_of(again)
    assert {name: round(value, 1) for name, value in camera(again).items()} == {
        name: round(value, 1) for name, value in before.items()
    }


@pytest.mark.parametrize(
    "query", ["yaw=NaN&pitch=x&view=", "yaw=1e99&pitch=-9999&view=0", "yaw=Infinity&show=cube"]
)
def test_an_address_with_nonsense_shows_the_picture(
    open_page: OpenPage, artist: Member, panorama: Imagine, query: str
) -> None:
    page = open_page(artist, **STILL)
    page.goto(f"{panorama.get_absolute_url()}?{query}")
    sphere_of(page)
    now = camera(page)
    assert 0 <= now["yaw"] < 360
    assert -90 <= now["pitch"] <= 90
    assert 15 <= now["view"] <= 120


def test_flat_and_back_again_is_remembered(open_page: OpenPage, artist: Member, panorama: Imagine) -> None:
    page = open_page(artist, **STILL)
    page.goto(panorama.get_absolute_url())
    sphere_of(page)
    page.get_by_role("button", name="View flat").click()
    expect(page.locator("pano-rama img")).to_be_visible()
    expect(page).to_have_url(re.compile("show=flat"))
    page.reload()
    expect(page.locator("pano-rama img")).to_be_visible()
    expect(page.get_by_role("button", name="View flat")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="View as sphere").click()
    assert is_near(middle(seen(sphere_of(page))), RED)
    assert "show" not in page.url


def test_what_is_not_two_to_one_opens_flat_and_can_be_a_sphere(open_page: OpenPage, artist: Member) -> None:
    page = open_page(artist, **STILL)
    page.goto(made(artist, plain(900, 600)).get_absolute_url())
    expect(page.locator("pano-rama img")).to_be_visible()
    expect(page.locator("pano-rama")).not_to_have_class(re.compile("is-sphere"))
    page.get_by_role("button", name="View as sphere").click()
    assert is_near(middle(seen(sphere_of(page))), GREEN)


def test_it_turns_by_itself_until_it_is_touched(
    open_page: OpenPage, artist: Member, panorama: Imagine
) -> None:
    page = open_page(artist, **SMALL)
    page.goto(panorama.get_absolute_url())
    sphere_of(page)
    expect(page.locator("[data-figure=yaw]")).not_to_have_text("0°")
    assert "yaw" not in page.url
    page.mouse.click(300, 240)
    held = camera(page)["yaw"]
    expect(page.get_by_role("button", name="Turn by itself")).to_have_attribute("aria-pressed", "false")
    page.wait_for_timeout(300)
    assert camera(page)["yaw"] == held


def test_nothing_moves_by_itself_where_motion_is_not_wanted(
    open_page: OpenPage, artist: Member, panorama: Imagine
) -> None:
    page = open_page(artist, **STILL)
    page.goto(panorama.get_absolute_url())
    sphere_of(page)
    page.wait_for_timeout(400)
    assert camera(page)["yaw"] == 0


def test_without_webgl_the_picture_is_there_flat(
    open_page: OpenPage, artist: Member, panorama: Imagine
) -> None:
    page = open_page(artist, **SMALL)
    page.add_init_script(f"({NO_WEBGL})()")
    page.goto(panorama.get_absolute_url())
    expect(page.get_by_role("img", name="All directions")).to_be_visible()
    expect(page.get_by_text("Shown flat: this browser has no WebGL.")).to_be_visible()
    expect(page.get_by_role("button", name="View as sphere")).to_be_hidden()


def test_a_lost_graphics_card_leaves_the_picture(
    open_page: OpenPage, artist: Member, panorama: Imagine
) -> None:
    page = open_page(artist, **STILL)
    page.goto(panorama.get_absolute_url())
    sphere_of(page)
    page.evaluate("""() => {
        const pano = document.querySelector("pano-rama");
        window.card = pano.gl.getExtension("WEBGL_lose_context");
        window.card.loseContext();
    }""")
    expect(page.locator("pano-rama img")).to_be_visible()
    page.evaluate("() => window.card.restoreContext()")
    assert is_near(middle(seen(sphere_of(page))), RED)


def test_on_paper_the_picture_is_flat(open_page: OpenPage, artist: Member, panorama: Imagine) -> None:
    page = open_page(artist, **STILL)
    page.goto(panorama.get_absolute_url())
    sphere_of(page)
    page.emulate_media(media="print")
    expect(page.locator("pano-rama img")).to_be_visible()
    expect(page.locator("pano-rama canvas")).to_be_hidden()


def test_a_phone_starts_with_the_small_picture_and_fetches_the_large_one_when_zoomed(
    open_page: OpenPage, artist: Member
) -> None:
    panorama = made(artist, compass(4096))
    page = open_page(artist, **PHONE)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(panorama.get_absolute_url())
    sphere = sphere_of(page)
    expect(sphere).to_have_attribute("data-width", "2048")
    assert not any("/picture/" in url for url in asked)
    sphere.focus()
    for _ in range(8):
        page.keyboard.press("+")
    expect(sphere).to_have_attribute("data-width", "4096")


def test_a_wide_window_gets_the_large_picture_at_once(open_page: OpenPage, artist: Member) -> None:
    page = open_page(artist, **STILL)
    page.goto(made(artist, compass(4096)).get_absolute_url())
    expect(sphere_of(page)).to_have_attribute("data-width", "4096")


def test_a_picture_larger_than_the_card_takes_is_made_to_fit(open_page: OpenPage, artist: Member) -> None:
    page = open_page(artist, **STILL)
    page.add_init_script(f"({SMALL_CARD})()")
    page.goto(made(artist, compass(2048)).get_absolute_url())
    sphere = sphere_of(page)
    expect(sphere).to_have_attribute("data-width", "1000")
    assert is_near(middle(seen(sphere)), RED)


def test_as_many_pixels_as_the_screen_has(open_page: OpenPage, artist: Member, panorama: Imagine) -> None:
    page = open_page(artist, **PHONE, device_scale_factor=3)
    page.goto(panorama.get_absolute_url())
    sphere_of(page)
    assert page.locator("pano-rama canvas").evaluate("canvas => canvas.width") == 390 * 3


def test_two_fingers_zoom(open_page: OpenPage, artist: Member, panorama: Imagine) -> None:
    page = open_page(artist, **PHONE, has_touch=True)
    page.goto(panorama.get_absolute_url())
    sphere_of(page)
    session = page.context.new_cdp_session(page)

    def touch(kind: str, *places: tuple[int, int]) -> None:
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(places)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", (180, 260), (220, 260))
    for apart in (30, 45, 60):
        touch("touchMove", (200 - apart, 260), (200 + apart, 260))
    touch("touchEnd")
    expect(page).to_have_url(re.compile("view="))
    assert camera(page)["view"] < 60
