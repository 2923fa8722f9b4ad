"""One order for sender and pages: the front, then members in turn; holds keep back exactly what they say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from imagine import holds, limits, outbox
from imagine.models import Event, Hold, Imagine, Status
from imagine.outbox import turns
from tests.making import ask

pytestmark = pytest.mark.django_db


def sent_order() -> list[int]:
    """What the sender takes, one after the other, until there is nothing left."""
    taken = []
    while (claimed := outbox.claim()) is not None:
        taken.append(claimed.pk)
    return taken


@pytest.fixture
def crowd(artist, admin_member, make_member, settings) -> list[Imagine]:
    """Five of one member, two of another, one of a third, in the order of asking."""
    settings.IMAGINE_IN_FLIGHT = 100
    third = make_member("third", role="artist")
    owners = [artist, artist, artist, admin_member, artist, third, admin_member, artist]
    return [ask(owner, "sky" if number % 2 else "sea", seed=number) for number, owner in enumerate(owners)]


def test_places_are_the_order_in_which_the_sender_takes_them(crowd, admin_member):
    Imagine.objects.filter(pk=crowd[0].pk).update(
        status=Status.COMPLETE, sent_at=timezone.now() - timedelta(minutes=5), ended_at=timezone.now()
    )
    turns.to_front([crowd[6].pk])
    turns.to_front([crowd[2].pk, crowd[4].pk])
    holds.hold("generator", "nothing", reason="", by=admin_member)
    said = turns.line()
    assert said == sent_order()
    assert said[:3] == [crowd[2].pk, crowd[4].pk, crowd[6].pk]
    assert len(said) == 7


def test_members_take_turns_however_many_one_of_them_asked_for(crowd):
    owners = [Imagine.objects.get(pk=pk).member.username for pk in turns.line()]
    assert owners == ["artist", "admin", "third", "artist", "admin", "artist", "artist", "artist"]


def test_what_waits_for_another_attempt_stands_behind_the_others(crowd):
    Imagine.objects.filter(pk=crowd[0].pk).update(due_at=timezone.now() + timedelta(seconds=30))
    assert turns.line()[-1] == crowd[0].pk


@pytest.mark.parametrize(
    ("scope", "value", "goes"),
    [
        ("all", "", []),
        ("generator", "sky", [0, 2, 4, 6]),
        ("member", "artist", [3, 5, 6]),
    ],
)
def test_a_hold_keeps_back_what_it_says_until_it_is_resumed(crowd, admin_member, scope, value, goes):
    hold = holds.hold(scope, value, reason="making room", by=admin_member)
    assert sorted(sent_order()) == [crowd[index].pk for index in goes]
    assert holds.resume(hold.pk, by=admin_member)
    assert len(sent_order()) == len(crowd) - len(goes)
    assert list(Event.objects.filter(what__startswith="outbox").values_list("what", "why")) == [
        ("outbox held", "making room"),
        ("outbox resumed", ""),
    ]


def test_resuming_twice_is_said_and_recorded_once(admin_member):
    hold = holds.hold("all", "", reason="", by=admin_member)
    assert holds.resume(hold.pk, by=admin_member)
    assert not holds.resume(hold.pk, by=admin_member)
    assert Event.objects.filter(what="outbox resumed").count() == 1


def test_the_widest_hold_is_the_one_that_is_told(admin_member):
    holds.hold("member", "mara", reason="hers", by=admin_member)
    holds.hold("all", "", reason="everything", by=admin_member)
    assert holds.over("sky", "mara", None, holds.standing()).reason == "everything"
    Hold.objects.filter(scope="all").delete()
    assert holds.over("sky", "mara", None, holds.standing()).reason == "hers"
    assert holds.over("sky", "tomas", None, holds.standing()) is None


def test_a_hold_is_a_visible_change_of_what_it_reaches(crowd, admin_member):
    holds.hold("member", "admin", reason="", by=admin_member)
    for imagine in crowd:
        before = imagine.revision
        imagine.refresh_from_db()
        assert (imagine.revision > before) is (imagine.member == admin_member)


def test_the_teams_own_limit_stands_before_the_setting(artist, admin_member, settings):
    settings.IMAGINE_IN_FLIGHT = 1
    limits.change(2, None, by=admin_member)
    for seed in range(3):
        ask(artist, "sky", seed=seed)
    assert len(sent_order()) == 2
    assert Event.objects.get(what="limits changed").details["after"]["in_flight"] == 2


def test_a_member_over_the_cap_is_refused_with_what_fits(artist, admin_member):
    limits.change(None, 2, by=admin_member)
    ask(artist, "sky")
    takes = [outbox.Take({"prompt": "More", "seed": seed}) for seed in range(2)]
    with pytest.raises(limits.Full) as full:
        outbox.ask_several(artist, "sky", takes, intent=Imagine().intent)
    assert "You have 1 open and may have 2 at once" in full.value.for_people
    assert "Ask for 1 at most" in full.value.for_people
    assert Imagine.objects.count() == 1
    ask(admin_member, "sky")


def test_the_same_form_sent_twice_stays_the_same_images_when_the_cap_is_reached(artist, admin_member):
    limits.change(None, 1, by=admin_member)
    first = ask(artist, "sky")
    again, is_new = outbox.ask(artist, "sky", first.params, intent=first.intent)
    assert (again, is_new) == (first, False)
