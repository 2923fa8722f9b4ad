"""What becomes of a submission whose answer never came: found, proven, chosen, or deliberately sent again."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from imagine import commands, mirror, outbox, upstream, worker
from imagine.models import Command, Event, Imagine, Status, Verdict
from imagine.outbox import sending
from tests.making import SKYBOX, ask, generator_key, sent
from tests.pages import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def generator(sandbox):
    sandbox.pause()
    return generator_key()


@pytest.fixture
def lost(sandbox, artist, generator):
    """A submission whose connection broke before Blockade took it."""
    sandbox.fault("generate", "reset_before")
    return sent(artist, generator)


def again(imagine: Imagine) -> Imagine:
    """The row after one more look for it."""
    outbox.reconcile(imagine)
    imagine.refresh_from_db()
    return imagine


def twins(sandbox, imagine: Imagine, count: int) -> list[int]:
    """Rows at Blockade that could be this submission, with its own words and seed."""
    row = {"generator": imagine.generator, "params": imagine.params, "status": "pending"}
    ids: list[int] = sandbox.add_rows([{**row, "created_at": timezone.now().timestamp()}] * count)
    return ids


def test_one_accepted_a_minute_late_is_linked_even_after_it_was_given_up(sandbox, lost):
    Imagine.objects.filter(pk=lost.pk).update(sent_at=timezone.now() - timedelta(minutes=11))
    lost.refresh_from_db()
    assert again(lost).verdict == Verdict.ABSENT
    (late,) = twins(sandbox, lost, 1)
    worker.refresh()
    worker.run_until_idle()
    lost.refresh_from_db()
    assert (lost.blockade_id, lost.status, lost.verdict) == (late, Status.PENDING, "")
    assert Imagine.objects.count() == 1


def test_it_is_found_behind_many_newer_rows(sandbox, lost, monkeypatch):
    monkeypatch.setattr(mirror, "PAGE", 5)
    (mine,) = twins(sandbox, lost, 1)
    newer = {"generator": lost.generator, "created_at": timezone.now().timestamp() + 1}
    sandbox.add_rows([{**newer, "prompt": f"Newer {n}"} for n in range(23)])
    assert again(lost).blockade_id == mine


def test_nothing_is_given_up_on_a_look_that_was_cut_short(sandbox, lost):
    Imagine.objects.filter(pk=lost.pk).update(sent_at=timezone.now() - timedelta(minutes=11))
    lost.refresh_from_db()
    sandbox.fault("history", "broken_row", times=1)
    assert again(lost).verdict == ""
    assert again(lost).verdict == Verdict.ABSENT


def test_the_mirror_leaves_the_decision_to_the_search(sandbox, lost):
    twins(sandbox, lost, 2)
    mirror.refresh(upstream.connect())
    assert Imagine.objects.count() == 1
    worker.run_until_idle()
    lost.refresh_from_db()
    assert lost.verdict == Verdict.SEVERAL


def test_several_are_offered_and_the_chosen_one_becomes_it(sandbox, lost, artist):
    ids = twins(sandbox, lost, 2)
    assert again(lost).verdict == Verdict.SEVERAL
    page = Visitor(artist).get(lost.get_absolute_url())
    buttons = page.select('button[name="candidate"]')
    assert [button["value"] for button in buttons] == [*map(str, ids), "none"]
    assert "twice" in page.select_one(".because").text

    page = Visitor(artist).post(f"{lost.get_absolute_url()}decide/", {"candidate": ids[1]})
    lost.refresh_from_db()
    assert (lost.blockade_id, lost.status, lost.verdict) == (ids[1], Status.PENDING, "")
    assert page.select_one("[data-imagine]")["data-status"] == "pending"
    elsewhere = Imagine.objects.get(blockade_id=ids[0])
    assert elsewhere.made_elsewhere
    assert Imagine.objects.count() == 2


def test_none_of_several_is_final_and_frees_sending_again(sandbox, lost, artist):
    twins(sandbox, lost, 2)
    again(lost)
    Visitor(artist).post(f"{lost.get_absolute_url()}decide/", {"candidate": "none"})
    lost.refresh_from_db()
    assert lost.verdict == Verdict.ABSENT
    mirror.refresh(upstream.connect())
    lost.refresh_from_db()
    assert (lost.verdict, lost.blockade_id) == (Verdict.ABSENT, None)
    assert Event.objects.filter(what="none of several", member=artist).exists()


@pytest.mark.parametrize("answer", ["", "abc", "-1", "9" * 30, "1"])
def test_only_what_is_offered_can_be_chosen(sandbox, lost, artist, answer):
    twins(sandbox, lost, 2)
    again(lost)
    Visitor(artist).post(f"{lost.get_absolute_url()}decide/", {"candidate": answer})
    lost.refresh_from_db()
    assert (lost.verdict, lost.blockade_id) == (Verdict.SEVERAL, None)


def test_a_stranger_decides_nothing(sandbox, lost, make_member):
    ids = twins(sandbox, lost, 2)
    again(lost)
    visitor = Visitor(make_member("other", role="artist"))
    visitor.post(f"{lost.get_absolute_url()}decide/", {"candidate": ids[0]}, expect=403)
    lost.refresh_from_db()
    assert lost.blockade_id is None


def test_sending_again_says_what_is_risked_and_is_a_new_request(sandbox, lost, artist):
    Imagine.objects.filter(pk=lost.pk).update(sent_at=timezone.now() - timedelta(minutes=11))
    lost.refresh_from_db()
    again(lost)
    visitor = Visitor(artist)
    assert "paid for" in visitor.get(lost.get_absolute_url()).select_one(".because").text
    for _ in range(2):
        visitor.post(f"{lost.get_absolute_url()}retry/")
    worker.run_until_idle()
    assert sandbox.statistics()["accepted_count"] == 1
    assert Imagine.objects.filter(parent=lost).count() == 1


def test_while_it_is_looked_for_nothing_offers_to_send_it_again(lost, artist):
    page = Visitor(artist).get(lost.get_absolute_url())
    assert page.select('form[action$="/retry/"]') == []
    assert "not sent again by itself" in page.select_one(".because").text


def test_a_process_that_slept_through_its_claim_sends_nothing(sandbox, artist, generator):
    ask(artist, generator)
    claimed = outbox.claim()
    claimed.lease_until = timezone.now() - timedelta(seconds=1)
    outbox.send(claimed)
    assert sandbox.statistics()["accepted_count"] == 0


def test_a_file_that_is_gone_refuses_before_anything_is_sent(sandbox, artist, generator):
    imagine = ask(artist, generator)
    imagine.attachments.create(key="init_image", file="attachments/not-there.png", name="a.png")
    outbox.send(outbox.claim())
    imagine.refresh_from_db()
    assert (imagine.status, imagine.error_message) == (Status.REFUSED, sending.FILE_LOST)
    assert sandbox.statistics()["accepted_count"] == 0


def test_lost_ones_do_not_hold_up_the_outbox_for_long(artist, settings):
    settings.IMAGINE_IN_FLIGHT = 1
    first = ask(artist, "sky")
    outbox.claim()
    Imagine.objects.filter(pk=first.pk).update(status=Status.UNCONFIRMED)
    ask(artist, "sky", seed=8)
    assert outbox.claim() is None
    Imagine.objects.filter(pk=first.pk).update(sent_at=timezone.now() - timedelta(seconds=61))
    assert outbox.claim() is not None


def test_what_was_thrown_away_before_it_was_found_is_deleted_at_blockade(sandbox, lost, artist):
    commands.delete(lost, artist)
    (there,) = twins(sandbox, lost, 1)
    again(lost)
    worker.run_until_idle()
    assert Command.objects.get().outcome == "deleted"
    assert there not in [row["id"] for row in sandbox.rows()]


def test_equal_requests_of_two_people_are_each_found_once(sandbox, artist, admin_member, generator):
    for member in (artist, admin_member):
        sandbox.fault("generate", "reset_after")
        outbox.ask(member, generator, {**SKYBOX, "prompt": member.username}, intent=uuid.uuid4())
        outbox.send(outbox.claim())
    worker.run_until_idle()
    rows = Imagine.objects.order_by("pk")
    assert [row.status for row in rows] == [Status.PENDING, Status.PENDING]
    assert {row.blockade_id for row in rows} == {row["id"] for row in sandbox.rows()}
