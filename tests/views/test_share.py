"""Links for people outside: who makes them, what they show, and that they end."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from imagine import archive
from imagine.models import Event, Imagine, ShareLink
from tests.making import row
from tests.pages import Visitor

pytestmark = pytest.mark.django_db
PROMPT = "A still fjord before sunrise"


def picture(width: int = 64) -> bytes:
    out = io.BytesIO()
    words = PngInfo()
    words.add_text("parameters", PROMPT)
    Image.new("RGB", (width, width // 2), "teal").save(out, "PNG", pnginfo=words)
    return out.getvalue()


@pytest.fixture
def panorama(artist) -> Imagine:
    made = row(artist, status="complete", prompt=PROMPT, ended_at=timezone.now())
    archive.keep(made, picture())
    return made


@pytest.fixture
def owner(artist) -> Visitor:
    return Visitor(artist)


def make(visitor: Visitor, imagine: Imagine, **data: str) -> ShareLink:
    visitor.post(f"/imagines/{imagine.pk}/share/", {"life": "week"} | data)
    return ShareLink.objects.latest("pk")


def answers(link: ShareLink | str) -> list[tuple[int, str]]:
    """What a stranger gets at the link's three addresses."""
    token = link if isinstance(link, str) else link.token
    stranger = Visitor()
    got = [stranger.ask(f"/s/{token}/{rest}") for rest in ("", "picture/", "preview/")]
    for answer in got:
        assert answer.getvalue()
    return [(answer.status_code, answer["Content-Type"].partition(";")[0]) for answer in got]


OPEN = [(200, "text/html"), (200, "image/png"), (200, "image/png")]
ENDED = [(404, "text/html")] * 3


def test_an_owner_makes_a_link_and_finds_it_on_the_sheet(owner, panorama):
    link = make(owner, panorama)
    page = owner.get(panorama.get_absolute_url())
    assert page.select_one(".shared input")["value"] == f"http://testserver/s/{link.token}/"
    assert "without the prompt" in page.select_one(".shared").text
    assert len(link.token) == 43
    assert answers(link) == OPEN


@pytest.mark.parametrize(("life", "days"), [("day", 1), ("week", 7), ("month", 30), ("open", None)])
def test_a_link_lives_as_long_as_was_chosen(owner, panorama, life, days):
    link = make(owner, panorama, life=life)
    if days is None:
        assert link.expires_at is None
    else:
        assert abs(link.expires_at - timezone.now() - timedelta(days=days)) < timedelta(minutes=1)


def test_the_page_is_the_picture_and_nothing_else(owner, panorama):
    page = Visitor().get(f"/s/{make(owner, panorama).token}/")
    assert page.select_one("pano-rama[sphere] img")
    assert page.select_one("h1").text == "A picture"
    assert page.select("a, form, nav, header") == []
    whole = str(page)
    for secret in (PROMPT, "/imagines/", f"#{panorama.pk}", "artist", "Artist", panorama.picture_digest[:8]):
        assert secret not in whole


def test_the_prompt_is_shown_only_when_its_owner_wishes(owner, panorama):
    page = Visitor().get(f"/s/{make(owner, panorama, shows_prompt='on').token}/")
    assert page.select_one("h1").text == PROMPT
    assert page.select_one("img")["alt"] == PROMPT


def test_what_was_written_into_the_file_stays_at_home(owner, panorama):
    assert PROMPT.encode() in picture()
    answer = Visitor().ask(f"/s/{make(owner, panorama).token}/picture/")
    content = answer.getvalue()
    assert PROMPT.encode() not in content
    assert Image.open(io.BytesIO(content)).getpixel((3, 3)) == (0, 128, 128)
    assert "imagine" not in answer["Content-Disposition"]
    assert panorama.picture_digest not in str(answer.headers)


@pytest.mark.parametrize("rest", ["", "picture/"])
def test_the_address_goes_into_no_cache_no_index_and_no_other_sites_log(owner, panorama, rest):
    answer = Visitor().ask(f"/s/{make(owner, panorama).token}/{rest}")
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies
    assert answer.getvalue()


def test_a_link_that_is_taken_back_has_ended(owner, panorama):
    link = make(owner, panorama)
    owner.post(f"/imagines/{panorama.pk}/share/{link.pk}/revoke/")
    assert answers(link) == ENDED
    assert owner.get(panorama.get_absolute_url()).select(".shared") == []


def test_a_link_whose_time_is_over_has_ended(owner, panorama):
    link = make(owner, panorama)
    ShareLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert answers(link) == ENDED


def test_what_goes_to_the_trash_is_shown_to_nobody(owner, panorama):
    link = make(owner, panorama)
    owner.post(f"/imagines/{panorama.pk}/delete/")
    assert answers(link) == ENDED
    owner.post(f"/imagines/{panorama.pk}/restore/")
    assert answers(link) == OPEN


@pytest.mark.parametrize("token", ["unknown", "x" * 43, "ü" * 43, "-", "a" * 5000])
def test_a_link_that_never_was_says_the_same_as_one_that_ended(owner, panorama, token):
    link = make(owner, panorama)
    ShareLink.objects.update(revoked_at=timezone.now())
    assert answers(token) == ENDED
    never, ended = (Visitor().ask(f"/s/{one}/") for one in (token, link.token))
    assert never.content == ended.content
    assert "This link has ended" in ended.content.decode()


def test_a_picture_that_is_lost_ends_its_link_too(owner, panorama):
    link = make(owner, panorama)
    panorama.picture.storage.delete(panorama.picture.name)
    assert Visitor().ask(f"/s/{link.token}/picture/").status_code == 404


def test_making_and_ending_is_written_down_once_and_without_the_secret(owner, panorama, artist):
    link = make(owner, panorama)
    for _ in range(2):
        owner.post(f"/imagines/{panorama.pk}/share/{link.pk}/revoke/")
    lines = list(Event.objects.order_by("pk"))
    assert [line.what for line in lines] == ["shared", "share link revoked"]
    assert {(line.member, line.imagine) for line in lines} == {(artist, panorama)}
    assert link.token not in str([line.details for line in lines])


@pytest.mark.parametrize("life", ["", "century", "None"])
def test_nothing_is_shared_without_a_time_that_was_offered(owner, panorama, life):
    page = owner.post(f"/imagines/{panorama.pk}/share/", {"life": life})
    assert ShareLink.objects.count() == 0
    assert "Say how long" in page.text


def test_there_is_no_link_to_a_picture_that_is_not_there(owner, artist):
    waiting = row(artist)
    assert owner.get(waiting.get_absolute_url()).select("#share") == []
    owner.post(f"/imagines/{waiting.pk}/share/", {"life": "day"})
    assert ShareLink.objects.count() == 0


def test_others_share_only_what_is_theirs_and_admins_anything(
    owner, panorama, viewer, admin_member, make_member
):
    link = make(owner, panorama)
    addresses = [f"/imagines/{panorama.pk}/share/", f"/imagines/{panorama.pk}/share/{link.pk}/revoke/"]
    for member in (viewer, make_member("other", "artist")):
        for address in addresses:
            Visitor(member).post(address, {"life": "day"}, expect=403)
        assert Visitor(member).get(panorama.get_absolute_url()).select("#share") == []
    for address in addresses:
        assert Visitor().post(address, {"life": "day"}).select_one("input[type=password]")
        assert owner.ask(address).status_code == 405
    assert ShareLink.objects.count() == 1
    assert ShareLink.objects.get().is_open
    boss = Visitor(admin_member)
    make(boss, panorama)
    boss.post(addresses[1])
    assert not ShareLink.objects.get(pk=link.pk).is_open
    assert ShareLink.objects.count() == 2


def test_a_link_ends_only_from_its_own_picture(owner, panorama, artist):
    link = make(owner, panorama)
    other = row(artist)
    owner.post(f"/imagines/{other.pk}/share/{link.pk}/revoke/", expect=404)
    assert ShareLink.objects.get().is_open
