"""The README's picture: `python -m tests.readme_picture` starts the studio, has it make a wall and takes it.

Everything in it is real: the demo's artist sends eighteen prompts through the form, the sandbox paints them,
and Chromium shows the history.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from blockade_site import browser
from tests.chromium import ARGUMENTS
from tests.studio_process import StudioProcess

PICTURE = Path(__file__).resolve().parents[1] / ".github" / "history.jpg"
# Milliseconds for all eighteen, two at a time.
PATIENCE = 240_000
PROMPTS = (
    "Poppy meadow under towering clouds",
    "Storm over sea stacks, a lighthouse, the last light in the west",
    "Icebergs drifting in an arctic bay",
    "Old harbour town at dusk, warm windows",
    "Sunbeams in a deep green forest",
    "Golden dunes in late light, wind ripples, a veil of cirrus",
    "Islands in moonlight, calm sea, high thin cloud",
    "Rice terraces in the morning mist",
    "Coral reef with tropical fish",
    "Alpine lake at noon, white clouds",
    "Milky way over a lonely mesa",
    "Tropical beach with palms, turquoise water",
    "Harbour city at night, windows reflected in the water",
    "Hot air balloons over flowering hills, morning",
    "Ringed planet above a canyon, dust hanging low",
    "Salt mirror at sunset under a burning sky",
    "Aurora over snowy peaks, mirrored in a dark lake",
    "A still fjord at dawn, first light between the mountains",
)


def main() -> None:
    """Make the wall and save its picture."""
    PICTURE.parent.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        StudioProcess(Path(folder) / "data") as studio,
        sync_playwright() as playwright,
    ):
        chromium = playwright.chromium.launch(executable_path=browser.find(), args=ARGUMENTS)
        page = chromium.new_page(
            base_url=f"http://127.0.0.1:{studio.port}",
            viewport={"width": 1440, "height": 1000},
            color_scheme="dark",
        )
        make_a_wall(page)
        page.goto("/history/")
        page.wait_for_load_state("networkidle")
        # Pictures fade in.
        page.wait_for_timeout(1500)
        page.screenshot(path=PICTURE, type="jpeg", quality=82)
        chromium.close()
    sys.stdout.write(f"{PICTURE}\n")


def make_a_wall(page: Page) -> None:
    """Send every prompt as the demo's artist, and wait until all are pictures."""
    page.goto("/accounts/sign-in/")
    page.get_by_role("button", name="Artist").click()
    for prompt in PROMPTS:
        page.locator("#id_p-prompt").fill(prompt)
        page.keyboard.press("Control+Enter")
        page.locator(".card .prompt", has_text=prompt).wait_for()
    # The sandbox fails one in a hundred, as the real service does; that is no reason to wait for ever.
    expect(page.locator("[data-active]")).to_have_count(0, timeout=PATIENCE)


if __name__ == "__main__":
    main()
