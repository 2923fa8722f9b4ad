"""Stars are each member's own, and nobody else's page moves for them."""

from __future__ import annotations

import pytest

from imagine import favourites
from imagine.models import Counter, Favourite
from tests.making import row

pytestmark = pytest.mark.django_db


def test_a_star_is_set_once_however_often_it_is_asked_for(artist):
    one, other = row(), row()
    assert favourites.star(artist, [one.pk]) == 1
    assert favourites.star(artist, [one.pk, other.pk]) == 1
    assert Favourite.objects.count() == 2


def test_one_members_star_is_not_anothers(artist, viewer):
    imagine = row()
    favourites.star(artist, [imagine.pk])
    assert favourites.starred(artist, [imagine.pk]) == {imagine.pk}
    assert favourites.starred(viewer, [imagine.pk]) == frozenset()
    assert favourites.unstar(viewer, [imagine.pk]) == 0
    assert favourites.unstar(artist, [imagine.pk]) == 1
    assert favourites.starred(artist, [imagine.pk]) == frozenset()


def test_a_star_makes_nobodys_page_ask_again(artist):
    imagine = row()
    favourites.star(artist, [imagine.pk])
    favourites.unstar(artist, [imagine.pk])
    assert not Counter.objects.exists()
