"""Two pictures side by side, one behind a link, and a family of many, for what must hold on every page."""

from __future__ import annotations

from playwright.sync_api import Page

from imagine import lineage, shares
from imagine.permissions import ARTIST, VIEWER
from tests.browser.stages import LONGEST_WORD, SENTENCE, Stop, make, member


def beside_each_other() -> list[Stop]:
    """The comparison: of two that differ, with a divider, without a picture, and still to be chosen."""
    one = make("complete", prompt=SENTENCE, params={"prompt": SENTENCE, "seed": 7})
    other = make("complete", who=VIEWER, prompt=LONGEST_WORD, params={"prompt": LONGEST_WORD, "seed": 8})
    bare = make("complete", picture=False)
    pair = f"/compare/?left={one.pk}&right={other.pk}"

    def divide(page: Page) -> None:
        page.get_by_role("button", name="Divider").click()

    return [
        Stop("compare", pair),
        Stop("compare, with a divider", pair, act=divide),
        Stop("compare, one without a picture", f"/compare/?left={one.pk}&right={bare.pk}"),
        Stop("compare, one to choose", f"/compare/?left={one.pk}"),
        Stop("compare, makes no sense", "/compare/?left=x&right=y", VIEWER),
    ]


def behind_a_link() -> list[Stop]:
    """What strangers see of one picture, and what its owner sees of the links."""
    artist = member(ARTIST)
    plain, long = make("complete"), make("complete", prompt=LONGEST_WORD)
    silent = shares.share(plain, artist, life="week", shows_prompt=False)
    told = shares.share(long, artist, life="open", shows_prompt=True)
    ended = shares.share(plain, artist, life="day", shows_prompt=True)
    shares.revoke(ended, artist)

    return [
        Stop("shared, without words", f"/s/{silent.token}/", ""),
        Stop("shared, with its words", f"/s/{told.token}/", ""),
        Stop("shared, ended", f"/s/{ended.token}/", ""),
        Stop("links to one imagine", f"/imagines/{plain.pk}/"),
    ]


def kin() -> list[Stop]:
    """A large family whose seeds are the same, on the sheet and in History."""
    one = make("complete", parent=make("complete"))
    for _ in range(lineage.SHOWN + 1):
        make("complete", parent=one, picture=False)
    return [
        Stop("one imagine, a large family", f"/imagines/{one.pk}/"),
        Stop("history, a family and a seed", f"/history/?family={one.pk}&seed=123456"),
    ]


PICTURE_STAGES = (beside_each_other, behind_a_link, kin)
