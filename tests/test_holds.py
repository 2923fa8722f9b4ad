"""Selected imagines on hold: just these stay, until they are resumed, and each is either sent or held."""

from __future__ import annotations

import pytest

from imagine import cancels, holds, lineup, outbox, trash
from imagine.models import ChatMessage, Event, Hold, Imagine, Status
from imagine.outbox import turns
from tests.making import ask
from tests.test_turns import sent_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(artist, settings) -> list[int]:
    settings.IMAGINE_IN_FLIGHT = 100
    return [ask(artist, "sky", seed=seed).pk for seed in range(3)]


def outlook_of(pk: int) -> lineup.Outlook:
    return lineup.read().outlooks([pk])[pk]


def test_just_the_selected_stay_until_they_are_resumed(three, admin_member):
    assert holds.hold_selected(three[:2], reason="making room", by=admin_member) == three[:2]
    assert sent_order() == three[2:]
    (hold,) = holds.standing()
    assert holds.resume(hold.pk, by=admin_member)
    assert sent_order() == three[:2]
    assert not Hold.objects.exists()


def test_pages_leave_them_out_of_the_line_and_say_why(three, admin_member):
    holds.hold_selected(three[:1], reason="making room", by=admin_member)
    held, free = outlook_of(three[0]), outlook_of(three[1])
    assert (held.place, held.hold.reason) == (None, "making room")
    assert (free.place, free.hold) == (1, None)
    assert turns.line() == three[1:]
    assert [(hold.reason, reached) for hold, reached in lineup.read().on_hold] == [("making room", 1)]


def test_holding_and_resuming_are_visible_changes_and_a_line_of_the_audit_each(three, admin_member):
    seen = [Imagine.objects.get(pk=pk).revision for pk in three]
    holds.hold_selected(three[1:], reason="making room", by=admin_member)
    held = [Imagine.objects.get(pk=pk).revision for pk in three]
    holds.resume(Hold.objects.get().pk, by=admin_member)
    resumed = [Imagine.objects.get(pk=pk).revision for pk in three]
    assert seen[0] == held[0] == resumed[0]
    assert all(seen[at] < held[at] < resumed[at] for at in (1, 2))
    named = {"scope": "selected", "rows": 2, "imagines": three[1:]}
    assert list(Event.objects.filter(what__startswith="outbox").values_list("what", "why", "details")) == [
        ("outbox held", "making room", named),
        ("outbox resumed", "", named),
    ]


def test_the_line_about_a_single_one_belongs_to_it(three, admin_member):
    holds.hold_selected(three[:1], reason="making room", by=admin_member)
    assert Event.objects.get(what="outbox held").imagine_id == three[0]


def test_what_has_left_the_outbox_is_not_held(three, admin_member):
    gone = outbox.claim().pk
    assert holds.hold_selected(three, reason="late", by=admin_member) == [pk for pk in three if pk != gone]
    assert Imagine.objects.get(pk=gone).hold is None


def test_with_nothing_left_to_hold_there_is_no_hold_and_no_line(three, admin_member):
    Imagine.objects.update(status=Status.PENDING)
    assert holds.hold_selected(three, reason="too late", by=admin_member) == []
    assert not Hold.objects.exists()
    assert not Event.objects.filter(what="outbox held").exists()


def test_what_is_put_on_hold_between_choosing_and_claiming_is_not_sent(three, admin_member, monkeypatch):
    choose = turns.next_in_turn

    def and_an_admin_is_quicker(now):
        chosen = choose(now)
        holds.hold_selected([chosen], reason="just in time", by=admin_member)
        return chosen

    monkeypatch.setattr(turns, "next_in_turn", and_an_admin_is_quicker)
    assert outbox.claim() is None
    assert not Imagine.objects.exclude(status=Status.HELD).exists()


def test_a_later_selection_takes_over_what_an_earlier_one_held(three, admin_member):
    holds.hold_selected(three[:2], reason="first", by=admin_member)
    holds.hold_selected(three, reason="second", by=admin_member)
    assert [hold.reason for hold in holds.standing()] == ["second"]
    assert sent_order() == []
    assert holds.resume(holds.standing()[0].pk, by=admin_member)
    assert sent_order() == three


def test_two_selections_are_resumed_one_by_one(three, admin_member):
    holds.hold_selected(three[:1], reason="first", by=admin_member)
    holds.hold_selected(three[1:2], reason="second", by=admin_member)
    first, second = holds.standing()
    holds.resume(first.pk, by=admin_member)
    assert sent_order() == [three[0], three[2]]
    assert holds.standing() == [second]


def test_a_wider_hold_is_the_one_that_is_told_and_both_keep_back(three, admin_member):
    holds.hold_selected(three[:1], reason="this one", by=admin_member)
    wide = holds.hold("member", "artist", reason="all of hers", by=admin_member)
    assert outlook_of(three[0]).hold.reason == "all of hers"
    holds.resume(wide.pk, by=admin_member)
    assert sent_order() == three[1:]


def test_a_hold_does_not_stand_about_once_all_of_its_imagines_are_gone(three, artist, admin_member):
    holds.hold_selected(three[:2], reason="making room", by=admin_member)
    cancels.cancel(three[:1], artist, "")
    assert [reached for _, reached in lineup.read().on_hold] == [1]
    trash.throw(Imagine.objects.filter(pk=three[1]), artist)
    assert holds.standing() == []


def test_what_is_put_back_after_a_cancel_is_on_hold_as_before(three, artist, admin_member):
    holds.hold_selected(three[:1], reason="making room", by=admin_member)
    batch = cancels.cancel(three[:1], artist, "")
    cancels.take_back(batch, artist)
    assert sent_order() == three[1:]
    assert outlook_of(three[0]).hold.reason == "making room"


def test_the_chat_hears_how_many(three, admin_member, settings):
    settings.CHAT_WEBHOOK_URL, settings.CHAT_EVENTS = "https://chat.example.com/hooks/1", ["holds"]
    holds.hold_selected(three, reason="making room", by=admin_member)
    holds.resume(Hold.objects.get().pk, by=admin_member)
    assert list(ChatMessage.objects.order_by("pk").values_list("text", flat=True)) == [
        "admin held 3 images in the outbox: making room",
        "admin resumed 3 images in the outbox.",
    ]
