"""Acts on several at once: on the ticked ones, or on all that match, and never on more than was seen."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from imagine import boards, favourites, selection
from imagine.models import Board, Event, Favourite, Imagine, Status
from imagine.search import counting
from tests.making import row
from tests.pages import Visitor

pytestmark = pytest.mark.django_db


def done(member=None, **fields):
    return row(member, status=Status.COMPLETE, ended_at=timezone.now(), **fields)


def ids(*imagines: Imagine) -> dict[str, list[int]]:
    return {"ids": [imagine.pk for imagine in imagines]}


def fields_of(form) -> dict[str, list[str]]:
    """What the form of a question sends when its button is pressed."""
    data: dict[str, list[str]] = {}
    for control in form.select("input[name]:not([name=reason])"):
        data.setdefault(control["name"], []).append(control.get("value", ""))
    return data


def notice(page) -> str:
    return page.select_one(".toast p").text


@pytest.fixture
def mine(artist):
    return Visitor(artist)


@pytest.fixture
def boss(admin_member):
    return Visitor(admin_member)


def test_every_tile_can_be_ticked_and_belongs_to_the_form_of_the_bar(mine, artist):
    one = done(artist)
    page = mine.get("/history/")
    tick = page.select_one(f"#imagine-{one.pk} input[name=ids]")
    assert (tick["value"], tick["form"]) == (str(one.pk), "selection")
    assert page.select_one("form#selection[method=post] button[formaction^='/selection/trash/']")


def test_who_may_delete_nothing_is_offered_no_trash(viewer):
    done()
    page = Visitor(viewer).get("/history/")
    assert page.select_one("form#selection button[formaction^='/selection/star/']")
    assert not page.select("form#selection button[formaction^='/selection/trash/']")
    Visitor(viewer).post("/selection/trash/", ids(done()), expect=403)


def test_the_ticked_ones_are_starred_and_unstarred_once_all_are(mine, artist):
    one, other = done(), done()
    favourites.star(artist, [one.pk])
    assert notice(mine.post("/selection/star/", ids(one, other))) == "1 image starred. 1 had a star already."
    assert Favourite.objects.count() == 2
    assert notice(mine.post("/selection/star/", ids(one, other))) == "Stars taken off 2 images."
    assert not Favourite.objects.exists()


def test_in_place_only_a_toast_and_the_stars_come_back(mine):
    one = done(picture="a.jpg")
    part = mine.post("/selection/star/", ids(one), htmx=True)
    assert part.select_one(f"#star-{one.pk}[hx-swap-oob]")["aria-pressed"] == "true"
    assert notice(part) == "1 image starred."
    assert not part.select("[data-imagine]")


def test_nothing_ticked_is_said(mine):
    assert notice(mine.post("/selection/star/")) == "Nothing is selected any more."
    assert not Favourite.objects.exists()


def test_all_that_match_are_meant_by_the_query_not_by_ids(mine, artist):
    wanted = [done(generator="sky") for _ in range(3)]
    done(generator="sea")
    mine.post("/selection/star/?generator=sky", {"all": "1", "count": "3", **ids(wanted[0])})
    assert favourites.starred(artist, [imagine.pk for imagine in Imagine.objects.all()]) == {
        imagine.pk for imagine in wanted
    }


def test_when_more_match_by_now_it_asks_again_and_then_does_it(mine):
    done(), done()
    page = mine.post("/selection/star/", {"all": "1", "count": "1"})
    assert page.select_one("h1").text == "Now 2 match"
    assert "It was 1 when you selected them" in page.text
    assert not Favourite.objects.exists()
    form = page.select_one("main form")
    mine.post(form["action"], fields_of(form))
    assert Favourite.objects.count() == 2


def test_an_artist_throws_away_ones_own_and_is_told_what_stayed_and_why(mine, artist, viewer):
    own, foreign, open_ = done(artist), done(viewer), row(artist)
    page = mine.post("/selection/trash/", ids(own, foreign, open_))
    assert notice(page) == "1 image in the trash. 1 is not yours. 1 is still under way: cancel first."
    assert list(Imagine.objects.visible()) == [foreign, open_]


def test_where_nothing_may_go_nothing_goes(mine, viewer):
    foreign = done(viewer)
    assert notice(mine.post("/selection/trash/", ids(foreign))) == "Nothing was moved. 1 is not yours."
    assert list(Imagine.objects.visible()) == [foreign]


def test_undo_brings_back_all_that_went_together_and_no_more(mine, artist):
    before, one, other = done(artist), done(artist), done(artist)
    mine.post("/selection/trash/", ids(before))
    undo = mine.post("/selection/trash/", ids(one, other)).select_one(".toast form")["action"]
    assert notice(mine.post(undo)) == "2 images restored."
    assert set(Imagine.objects.visible()) == {one, other}
    assert notice(mine.post(undo)) == "There is nothing left to bring back."


def test_nobody_undoes_what_another_did(mine, boss, artist):
    one = done(artist)
    undo = mine.post("/selection/trash/", ids(one)).select_one(".toast form")["action"]
    boss.post(undo)
    assert not Imagine.objects.visible().exists()


def test_in_place_the_tiles_go_and_undo_brings_them_back_to_their_places(mine, artist):
    one = done(artist)
    part = mine.post("/selection/trash/", ids(one), htmx=True)
    assert part.select_one(f"#imagine-{one.pk}[hidden][hx-swap-oob]")
    undo = part.select_one(".toast form")["hx-post"]
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/history/"}
    answer = mine.client.post(undo, headers=headers)
    assert f'id="imagine-{one.pk}" data-imagine="{one.pk}"' in answer.content.decode()
    assert answer.headers["HX-Trigger"] == '{"studio:acted": {}}'


def test_an_admin_says_why_before_somebody_elses_go(boss, artist, admin_member):
    foreign, own = done(artist), done(admin_member)
    page = boss.post("/selection/trash/", ids(foreign, own))
    assert page.select_one("h1").text == "Move 2 images to the trash?"
    assert artist.display_name in page.select_one(".hits").text
    assert Imagine.objects.visible().count() == 2
    form = page.select_one("main form")
    page = boss.post(form["action"], fields_of(form) | {"reason": " "})
    assert page.select_one("#reason-error")
    boss.post(form["action"], fields_of(form) | {"reason": "Duplicates"})
    assert set(Imagine.objects.values_list("trash_reason", flat=True)) == {"Duplicates"}
    assert {event.why for event in Event.objects.filter(what="moved to trash")} == {"Duplicates"}


def test_all_that_match_go_only_after_a_page_that_counts_them(mine, artist):
    done(artist), done(artist)
    page = mine.post("/selection/trash/", {"all": "1", "count": "2"})
    assert page.select_one("h1").text == "Move 2 images to the trash?"
    assert Imagine.objects.visible().count() == 2
    form = page.select_one("main form")
    mine.post(form["action"], fields_of(form))
    assert not Imagine.objects.visible().exists()


def test_what_is_about_hundreds_loads_the_page_anew(mine, artist, monkeypatch):
    monkeypatch.setattr("imagine.views.acting.IN_PLACE", 1)
    one, other = done(artist), done(artist)
    answer = mine.client.post("/selection/trash/", ids(one, other), headers={"HX-Request": "true"})
    assert answer.headers["HX-Refresh"] == "true"
    assert notice(mine.get("/history/")) == "2 images in the trash."


def test_the_bar_names_the_cap_where_more_match(mine, monkeypatch):
    monkeypatch.setattr("imagine.templatetags.selecting.AT_MOST", 2)
    monkeypatch.setattr(selection, "AT_MOST", 2)
    for _ in range(3):
        done()
    bar = mine.get("/history/", limit=1).select_one("#selection")
    assert "Select the newest 2 of 3 that match" in bar.text
    assert "The newest 2 of 3 selected" in bar.text
    assert bar.select_one("[name=count]")["value"] == "2"


def test_where_not_all_were_counted_the_bar_says_so(mine, monkeypatch):
    monkeypatch.setattr("imagine.templatetags.selecting.AT_MOST", 3)
    monkeypatch.setattr(counting, "CAP", 2)
    monkeypatch.setattr(counting, "TOTAL_CAP", 3)
    for _ in range(5):
        done(prompt="dawn")
    bar = mine.get("/history/", limit=1, query="dawn").select_one("#selection")
    assert bar.select_one(".also .some").text == "Select the newest 3 of 3+ that match"
    assert bar.select_one("[name=count]")["value"] == "3"


def test_the_line_of_states_comes_alone_with_all_numbers_of_the_wall(
    mine, artist, django_capture_on_commit_callbacks
):
    made = [done(artist, prompt="dawn") for _ in range(3)]
    done(artist)
    favourites.star(artist, [made[0].pk])
    page = mine.get("/history/", query="dawn")
    line = page.select_one("#counts")
    with django_capture_on_commit_callbacks(execute=True):
        mine.post("/selection/trash/", ids(made[1]))
    headers = {"HX-Request": "true", "HX-Target": "counts"}
    answer = BeautifulSoup(mine.client.get(line["hx-get"], headers=headers).content, "html.parser")
    names = [link.get_text(" ").split() for link in answer.select("a")]
    assert ["All", "2"] in names
    assert {link["id"] for link in answer.select("a")} == {link["id"] for link in line.select("a")}
    told = answer.select_one("[data-told]")
    assert (told["data-total"], told["data-starred"], told["data-number"]) == ("2", "1", "2")
    assert told["data-offer"] == "Select all 2 that match"
    assert not answer.select(".card, form")


def test_the_days_that_are_named_are_counted_anew_and_nonsense_is_not(mine, artist):
    done(artist), done(artist)
    today = mine.get("/history/").select_one(".day input")["value"]
    headers = {"HX-Request": "true", "HX-Target": "counts"}
    named = {"day": [today, today, "x", "9999-12-31", "0001-01-01", "2026-13-01", "\0"]}
    answer = mine.client.get("/history/", named, headers=headers)
    told = BeautifulSoup(answer.content, "html.parser").select_one("[data-told]")
    assert {name: told[name] for name in told.attrs if name.startswith("data-day-")} == {
        f"data-day-{today}": "2"
    }


def test_two_are_compared_and_no_other_number(mine):
    one, other, third = done(), done(), done()
    answer = mine.client.post("/selection/compare/", ids(one, other))
    assert answer.headers["Location"] == f"/compare/?left={one.pk}&right={other.pk}"
    assert notice(mine.post("/selection/compare/", ids(one, other, third))) == (
        "Select exactly two to compare them."
    )


def test_a_selection_goes_on_a_board_that_one_chooses(mine, artist, viewer):
    one, other = done(), done()
    skies = boards.create(artist, "Skies")
    boards.create(viewer, "Private")
    page = mine.post("/selection/board/", ids(one, other))
    assert [button.select_one(".name").text for button in page.select("button[name=board]")] == ["Skies"]
    form = page.select_one("form.onto")
    page = mine.post(form["action"], fields_of(form) | {"board": str(skies.pk)})
    assert notice(page) == "2 images put on “Skies”."
    assert set(skies.imagines.all()) == {one, other}


def test_or_on_a_new_one_whose_name_is_checked(mine):
    one = done()
    page = mine.post("/selection/board/", ids(one) | {"name": " "})
    assert page.select_one("#board-name-error").text.strip() == "A board needs a name."
    form = page.select("main form")[-1]
    mine.post(form["action"], fields_of(form) | {"name": "Skies", "is_shared": "on"})
    assert (Board.objects.get().name, Board.objects.get().is_shared) == ("Skies", True)
    assert list(Board.objects.get().imagines.all()) == [one]


def test_a_shared_board_is_filled_by_artists_and_not_by_viewers(mine, viewer, admin_member):
    one = done()
    shared = boards.create(admin_member, "For the pitch", is_shared=True)
    Visitor(viewer).post("/selection/board/", ids(one) | {"board": str(shared.pk)}, expect=403)
    mine.post("/selection/board/", ids(one) | {"board": str(shared.pk)})
    assert list(shared.imagines.all()) == [one]
    mine.post(f"/selection/off-board/?board={shared.pk}", ids(one))
    assert not shared.imagines.exists()


def test_a_board_of_somebody_elses_does_not_exist(mine, viewer):
    private = boards.create(viewer, "Private")
    mine.post("/selection/board/", ids(done()) | {"board": str(private.pk)}, expect=404)
    mine.post("/selection/board/", ids(done()) | {"board": "x"}, expect=404)
