"""What a first visit shows and when: `python -m tests.benchmarks.first_paint` prints it page by page.

Chromium with an empty cache opens each page of a filled studio; its own observers tell the largest contentful
paint (milliseconds after navigation began) and the cumulative layout shift, the same measures as Lighthouse.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from blockade_site import browser as installed
from tests.chromium import ARGUMENTS
from tests.studio_process import StudioProcess

PAGES = ("/accounts/sign-in/", "/create/", "/history/", "/queue/", "/imagines/1/", "/boards/", "/people/")
PROMPTS = ("A quay in violet rain", "Snow forest at night", "Desert canyon at dusk", "Tropical beach at noon")
HEAD = "page                 largest paint ms  layout shift  requests"
OBSERVE = """
window.paint = 0; window.shift = 0;
new PerformanceObserver(list => { for (const one of list.getEntries()) window.paint = one.startTime; })
    .observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver(list => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) window.shift += one.value;
}).observe({ type: "layout-shift", buffered: true });
"""


def main() -> None:
    """Fill a studio by its own form, then open each page anew."""
    with (
        tempfile.TemporaryDirectory() as folder,
        StudioProcess(Path(folder) / "data") as studio,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=installed.find(), args=ARGUMENTS)
        here = f"http://127.0.0.1:{studio.port}"
        state = _filled(browser, here)
        _say(HEAD)
        for path in PAGES:
            context = browser.new_context(base_url=here, storage_state=None if "sign-in" in path else state)
            context.add_init_script(OBSERVE)
            page, requests = context.new_page(), []
            page.on("request", lambda request, kept=requests: kept.append(request.url))
            page.goto(path)
            page.wait_for_timeout(2500)
            paint, shift = page.evaluate("[window.paint, window.shift]")
            _say(f"{path:20} {paint:17.0f} {shift:13.3f} {len(requests):9}")
            context.close()
        browser.close()


def _filled(browser: Browser, here: str) -> dict[str, object]:
    """Send a few prompts as the demo's admin and wait for their pictures; the session to go on with."""
    context = browser.new_context(base_url=here)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("button", name="Admin").click()
    page.goto("/create/")
    for prompt in PROMPTS:
        page.fill("#id_p-prompt", prompt)
        page.keyboard.press("Control+Enter")
        page.get_by_role("link", name=prompt, exact=True).first.wait_for()
    page.locator("[data-status=complete] img").nth(len(PROMPTS) - 1).wait_for(timeout=120_000)
    state: dict[str, object] = dict(context.storage_state())
    context.close()
    return state


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
