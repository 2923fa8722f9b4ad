"""The audit keeps what was done: for good, with names that outlive their members."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from imagine import audit, audit_guard
from imagine.models import Event, Imagine, Unchangeable
from tests.making import row

pytestmark = pytest.mark.django_db


def test_a_line_tells_who_did_what_to_which_and_why(artist):
    imagine = row(artist)
    audit.record("cancel asked", member=artist, imagine=imagine, why="a duplicate", batch=3)
    line = Event.objects.get()
    assert (line.who, line.what, line.imagine_id, line.why) == (
        "artist",
        "cancel asked",
        imagine.pk,
        "a duplicate",
    )
    assert line.details == {"batch": 3}


def test_what_is_done_to_several_leaves_a_line_for_each(artist):
    rows = [row(artist), row(artist)]
    audit.record_each("restored", rows, member=artist)
    assert set(Event.objects.values_list("who", "imagine_id")) == {("artist", one.pk) for one in rows}


def test_a_line_outlives_its_member_and_its_imagine(artist):
    imagine = row(artist)
    number = imagine.pk
    audit.record("moved to trash", member=artist, imagine=imagine)
    imagine.delete()
    artist.delete()
    line = Event.objects.select_related("member", "imagine").get()
    assert (line.who, line.imagine_id, line.member, line.imagine) == ("artist", number, None, None)


@pytest.mark.parametrize("change", ["save", "delete"])
def test_a_line_refuses_to_be_changed(change):
    line = audit.record("outbox held", member=None)
    with pytest.raises(Unchangeable):
        getattr(line, change)()


def test_lines_refuse_to_be_changed_together():
    line = audit.record("outbox held", member=None)
    with pytest.raises(Unchangeable):
        Event.objects.update(why="")
    with pytest.raises(Unchangeable):
        Event.objects.filter(pk=line.pk).delete()
    with pytest.raises(Unchangeable):
        Event.objects.bulk_update([line], ["why"])


@pytest.mark.parametrize(
    "statement",
    ["UPDATE imagine_event SET why = 'nothing'", "DELETE FROM imagine_event", "TRUNCATE imagine_event"],
)
def test_the_database_itself_refuses(statement):
    if statement.startswith("TRUNCATE") and connection.vendor == "sqlite":
        statement = "DELETE FROM imagine_event WHERE 1"
    audit.record("outbox held", member=None, why="out of money")
    with pytest.raises(DatabaseError, match=audit_guard.WORDS), transaction.atomic():
        connection.cursor().execute(statement)
    assert Event.objects.get().why == "out of money"


@pytest.mark.django_db(transaction=True)
def test_emptying_the_whole_database_empties_it_and_leaves_the_guard_on():
    audit.record("outbox held", member=None)
    call_command("flush", interactive=False, verbosity=0)
    assert not Event.objects.exists()
    audit.record("outbox held", member=None)
    with pytest.raises(DatabaseError, match=audit_guard.WORDS):
        connection.cursor().execute("DELETE FROM imagine_event")


def test_an_imagine_of_another_tool_can_still_become_one_with_ours(artist):
    twin = row(None)
    audit.record("cancel asked", member=artist, imagine=twin)
    Imagine.objects.filter(pk=twin.pk).delete()
    assert Event.objects.get().imagine_id == twin.pk
