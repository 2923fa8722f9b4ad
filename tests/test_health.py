"""What supervisors and operators are told."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone

from imagine import metrics, upstream
from imagine.blockade.errors import Unreachable
from imagine.models import Imagine, Service, Status, Tally
from tests.making import ask, row
from tests.pages import Visitor

pytestmark = pytest.mark.django_db

SAMPLE = re.compile(r'[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [-+0-9.e]+')


@pytest.fixture(autouse=True)
def uncounted():
    metrics._counted.clear()
    yield
    metrics._counted.clear()


def samples(text: str) -> dict[str, float]:
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines}


@pytest.fixture
def broken_database(monkeypatch):
    def refuse(*_: object) -> None:
        raise DatabaseError("disk full")

    monkeypatch.setattr(connection, "cursor", refuse)


def test_a_live_process_says_ok_even_without_its_database(broken_database):
    assert Client().get("/healthz").content == b"ok\n"


def test_ready_means_that_the_database_answers():
    assert Client().get("/readyz").status_code == 200


def test_without_a_database_nothing_is_ready(broken_database):
    answers = [Client().get(path) for path in ("/readyz", "/metrics")]
    assert [(answer.status_code, answer.content) for answer in answers] == [
        (503, b"the database does not answer\n")
    ] * 2


def test_blockade_being_down_is_no_reason_to_be_unready():
    Service.objects.create(failing_since=timezone.now(), problem="gone")
    assert Client().get("/readyz").status_code == 200


def test_metrics_are_in_prometheus_form_with_a_type_for_each(artist):
    ask(artist, "sky")
    metrics.observe("GET imagine/myRequests", "answered", 0.2)
    text = Client().get("/metrics").content.decode()
    for line in text.splitlines():
        assert line.startswith(("# HELP imagine_", "# TYPE imagine_")) or SAMPLE.fullmatch(line), line
    typed = set(re.findall(r"# TYPE (\S+)", text))
    bare = {re.sub(r"_(sum|count|bucket)$", "", name.partition("{")[0]) for name in samples(text)}
    assert bare <= typed


def test_metrics_tell_the_outbox_its_age_and_the_mirrors_lag(artist):
    for seed in (1, 2):
        ask(artist, "sky", seed=seed)
    Imagine.objects.update(created_at=timezone.now() - timedelta(minutes=2))
    row(artist, status=Status.UNCONFIRMED, verdict="several")
    Service.objects.create(refreshed_at=timezone.now() - timedelta(seconds=30), backfill_rows=7)
    found = samples(Client().get("/metrics").content.decode())
    assert found["imagine_outbox_size"] == 2
    assert 119 < found["imagine_outbox_oldest_seconds"] < 130
    assert 29 < found["imagine_mirror_lag_seconds"] < 40
    assert found["imagine_backfill_rows"] == 7
    assert found["imagine_undecided"] == 1
    assert found['imagine_imagines{status="held"}'] == 2


def test_calls_and_failures_are_counted_and_timed(sandbox):
    with upstream.watched() as blockade:
        blockade.history()
    sandbox.fault("imagine", "server_error", times=None)
    with pytest.raises(Unreachable), upstream.watched() as blockade:
        blockade.imagine(77)
    found = samples(Client().get("/metrics").content.decode())
    history, single = "GET imagine/myRequests", "GET imagine/requests/id"
    assert found[f'imagine_upstream_calls_total{{endpoint="{history}",outcome="answered"}}'] == 1
    assert found[f'imagine_upstream_calls_total{{endpoint="{single}",outcome="unreachable"}}'] == 1
    assert found[f'imagine_upstream_seconds_bucket{{endpoint="{history}",le="+Inf"}}'] == 1
    assert found[f'imagine_upstream_seconds_sum{{endpoint="{history}"}}'] > 0


def test_the_breaker_is_seen(sandbox):
    sandbox.fault("history", "server_error", times=None)
    assert samples(Client().get("/metrics").content.decode())["imagine_breaker_open"] == 0
    for _ in range(5):
        with pytest.raises(Unreachable), upstream.watched() as blockade:
            blockade.history()
    found = samples(Client().get("/metrics").content.decode())
    assert (found["imagine_breaker_open"], found["imagine_upstream_failing"]) == (1, 1)


def test_counts_of_all_processes_are_summed():
    metrics.count("hints_total", 3, outcome="used")
    metrics.flush()
    metrics.count("hints_total", 2, outcome="used")
    metrics.flush()
    metrics.count("hints_total", 1, outcome="used")
    assert Tally.objects.get().value == 5
    assert samples(metrics.exposition())['imagine_hints_total{outcome="used"}'] == 6


def asks(settings, visitor: Client, **asked: str) -> int:
    settings.IS_PUBLIC = True
    address = asked.pop("address", "127.0.0.1")
    return visitor.get("/metrics", headers=asked, REMOTE_ADDR=address).status_code


def test_on_a_public_studio_metrics_are_for_admins(settings, admin_member, artist):
    through_the_proxy = {"X-Forwarded-Proto": "https"}
    assert asks(settings, Client(), **through_the_proxy) == 403
    assert asks(settings, Client(), address="192.0.2.9") == 403
    for member, status in ((artist, 403), (admin_member, 200)):
        assert asks(settings, Visitor(member).client, **through_the_proxy) == status


def test_a_scraper_beside_a_public_studio_needs_nothing_and_one_elsewhere_the_token(settings):
    settings.METRICS_TOKEN = "a-token-of-some-length"
    far = {"address": "192.0.2.9"}
    assert asks(settings, Client()) == 200
    assert asks(settings, Client(), Authorization="Bearer a-token-of-some-length", **far) == 200
    for wrong in ("Bearer ", "Bearer a-token", "a-token-of-some-length", ""):
        assert asks(settings, Client(), Authorization=wrong, **far) == 403
    settings.METRICS_TOKEN = ""
    assert asks(settings, Client(), Authorization="Bearer ", **far) == 403


def test_admins_read_the_same_in_words(sandbox, admin_member, artist):
    ask(artist, "sky")
    with upstream.watched() as blockade:
        blockade.history()
    page = Visitor(admin_member).get("/operators/")
    facts = {tag["data-fact"]: " ".join(tag.text.split()) for tag in page.select("[data-fact]")}
    assert facts["outbox"].startswith("1, the oldest for")
    assert facts["breaker"] == "closed"
    assert facts["in-flight"] == "0 of 4"
    assert "GET imagine/myRequests" in page.select_one("#calls").text


def test_admins_are_told_since_when_blockade_fails(admin_member):
    Service.objects.create(failing_since=timezone.now(), problem="It cannot be reached.")
    assert (
        "It cannot be reached." in Visitor(admin_member).get("/operators/").select_one('[role="alert"]').text
    )


@pytest.mark.parametrize("role", ["viewer", "artist"])
def test_operators_pages_are_for_admins(make_member, role):
    Visitor(make_member("somebody", role=role)).get("/operators/", expect=403)
