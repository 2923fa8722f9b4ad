"""Guessing is slow, for one name from one address; and nobody can shut the door on others."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import RequestFactory
from django.utils import timezone

from imagine import permissions, throttle
from imagine.models import Member
from tests.pages import Visitor

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery staple"
DOOR = "/accounts/sign-in/"


@pytest.fixture(autouse=True)
def _quick_hashes(settings):
    """What is tested here is not how long a hash takes."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def mara(make_member) -> Member:
    member = make_member("mara")
    member.set_password(PASSWORD)
    member.save()
    return member


def knock(name: str = "mara", password: str = "guess", address: str = "192.0.2.7"):
    return Visitor().client.post(DOOR, {"username": name, "password": password}, REMOTE_ADDR=address)


def guess(times: int, **how: str) -> None:
    for _ in range(times):
        knock(**how)


def test_after_six_wrong_passwords_even_the_right_one_waits(mara):
    guess(6)
    answer = knock(password=PASSWORD)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) == 15 * 60
    free_at = timezone.localtime(AccessAttempt.objects.get().attempt_time + timedelta(minutes=15))
    assert f"{free_at:%H:%M}</time>" in answer.content.decode()


def test_after_a_quarter_of_an_hour_the_right_one_opens(mara):
    guess(6)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=15, seconds=1))
    assert knock(password=PASSWORD).status_code == 302


def test_trying_on_while_it_rests_makes_it_no_longer(mara):
    guess(6)
    before = AccessAttempt.objects.get().attempt_time
    guess(3)
    assert AccessAttempt.objects.get().attempt_time == before


def test_others_come_in_from_the_same_address_and_the_same_from_another(mara, make_member):
    tomas = make_member("tomas")
    tomas.set_password(PASSWORD)
    tomas.save()
    guess(6)
    assert knock("tomas", PASSWORD).status_code == 302
    assert knock(password=PASSWORD, address="192.0.2.8").status_code == 302


def test_a_success_forgets_the_slips_before_it(mara):
    guess(5)
    assert knock(password=PASSWORD).status_code == 302
    guess(5)
    assert knock(password=PASSWORD).status_code == 302


def test_many_names_from_one_address_are_stopped_too(mara):
    for number in range(20):
        AccessAttempt.objects.create(
            username=f"name{number}",
            ip_address="192.0.2.7",
            failures_since_start=5,
            attempt_time=timezone.now(),
        )
    assert knock(password=PASSWORD).status_code == 429
    assert knock(password=PASSWORD, address="192.0.2.8").status_code == 302


def test_unknown_wrong_and_deactivated_get_one_answer(mara, make_member):
    gone = make_member("gone")
    gone.set_password(PASSWORD)
    gone.is_active = False
    gone.save()
    said = {
        Visitor().post(DOOR, {"username": name, "password": password}).select_one("[role=alert]").text
        for name, password in (("nobody", PASSWORD), ("mara", "wrong"), ("gone", PASSWORD), ("gone", "wrong"))
    }
    assert len(said) == 1


def test_each_of_them_costs_one_hash_of_a_password(mara, make_member, settings, monkeypatch):
    """Timing follows this one slow step, and a busy machine's clock would prove little."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    mara.set_password(PASSWORD)
    mara.save()
    hashed = []
    plain = PBKDF2PasswordHasher.encode

    def counting(self, password, salt, iterations=None):
        hashed.append(iterations or self.iterations)
        return plain(self, password, salt, 1)

    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", counting)
    make_member("passwordless")
    gone = make_member("gone")
    Member.objects.filter(pk=gone.pk).update(is_active=False, password=mara.password)
    costs = []
    for name in ("nobody", "mara", "gone", "passwordless"):
        hashed.clear()
        knock(name)
        costs.append(tuple(hashed))
    assert len(set(costs)) == 1
    assert len(costs[0]) == 1


def test_the_demos_doors_stay_open(settings):
    settings.IMAGINE_DEMO = True
    permissions.ensure_demo_members()
    guess(6, name="demo-admin")
    assert Visitor().client.post("/accounts/demo/admin/", REMOTE_ADDR="192.0.2.7").headers["Location"] == "/"


@pytest.mark.parametrize(
    ("remote", "forwarded", "proxied", "address"),
    [
        ("192.0.2.7", "", False, "192.0.2.7"),
        ("192.0.2.7", "198.51.100.1", False, "192.0.2.7"),
        ("10.0.0.2", "198.51.100.1", True, "198.51.100.1"),
        ("10.0.0.2", "203.0.113.9, 198.51.100.1", True, "198.51.100.1"),
        ("10.0.0.2", "198.51.100.1:4711", True, "198.51.100.1"),
        ("10.0.0.2", "[2001:db8::7]:4711", True, "2001:db8::"),
        ("10.0.0.2", "", True, None),
        ("10.0.0.2", "unknown", True, None),
        ("2001:db8:0:1:aaaa::7", "", False, "2001:db8:0:1::"),
        ("::ffff:192.0.2.7", "", False, "192.0.2.7"),
    ],
)
def test_the_address_is_what_the_nearest_proxy_saw(settings, remote, forwarded, proxied, address):
    settings.IS_HTTPS = proxied
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = RequestFactory().get("/", REMOTE_ADDR=remote, headers=headers)
    assert throttle.address_of(request) == address
