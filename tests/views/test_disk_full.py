"""While the disk is nearly full pictures wait, admins are told, and everything else goes on."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from imagine.models import Service
from tests.pages import Visitor

pytestmark = pytest.mark.django_db
WORDS = "The disk is nearly full: pictures wait"


@pytest.fixture
def full() -> Service:
    return Service.objects.create(disk_full_since=timezone.now())


def test_admins_are_told_on_every_page(full, admin_member):
    assert WORDS in Visitor(admin_member).get("/history/").select_one("#banner").text


def test_others_are_not_bothered(full, artist):
    assert Visitor(artist).get("/history/").select_one("#banner").text.strip() == ""


def test_operators_read_since_when(full, admin_member):
    page = Visitor(admin_member).get("/operators/")
    assert "waiting for room on the disk since" in page.select_one("[data-fact=archive]").text


def test_it_is_a_figure_and_no_reason_to_be_unready(full):
    assert "\nimagine_disk_full 1\n" in Client().get("/metrics").content.decode()
    assert Client().get("/readyz").status_code == 200


def test_with_room_nothing_is_said(admin_member):
    Service.objects.create()
    assert WORDS not in Visitor(admin_member).get("/history/").text
    assert "\nimagine_disk_full 0\n" in Client().get("/metrics").content.decode()
