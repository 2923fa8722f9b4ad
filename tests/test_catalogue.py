"""The generators we know: asked for seldom, kept for ever, never lost to a bad answer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from imagine import catalogue, upstream
from imagine.blockade.errors import BlockadeError
from imagine.models import GeneratorSnapshot
from tests.forms.making import SKYBOX

pytestmark = pytest.mark.django_db


def metadata(key: str, **more: Any) -> dict[str, Any]:
    return {"id": 1, "generator": key, "name": key, "label": key.title(), "params": SKYBOX, **more}


@pytest.fixture
def offer(sandbox: Any) -> Callable[..., bool]:
    """Lets the sandbox offer other generators, and asks for them: `offer(metadata("sky"))`."""

    def offer(*generators: Any) -> bool:
        sandbox.generators(list(generators))
        return catalogue.refresh(upstream.connect())

    return offer


def keys() -> list[str]:
    return [entry.key for entry in catalogue.entries()]


def asked(sandbox: Any) -> int:
    return sandbox.statistics()["calls"].get("generators", 0)


def test_generators_stand_in_their_order_and_ties_as_they_came(offer):
    assert offer(
        metadata("d", sort_order=None),
        metadata("c", sort_order="2"),
        metadata("a", sort_order=1),
        metadata("b", sort_order=1),
        metadata("e"),
    )
    assert keys() == ["a", "b", "c", "d", "e"]


def test_an_entry_is_found_by_its_key(offer):
    offer(metadata("sky"))
    entry = catalogue.get("sky")
    assert entry is not None
    assert (entry.label, entry.problem) == ("Sky", "")
    assert [param.key for param in entry.generator.params] == list(SKYBOX)
    assert catalogue.get("sea") is None


def test_a_generator_that_cannot_be_used_says_why_and_the_others_work(offer):
    offer(metadata("odd", params={"map": {"type": "select", "required": 1}}), metadata("sky"))
    problems = {entry.key: entry.problem for entry in catalogue.entries()}
    assert problems == {"odd": "It needs “map”, and it offers no choices.", "sky": ""}


def test_entries_are_read_from_our_own_table_only(offer, sandbox, django_assert_num_queries):
    offer(metadata("sky"))
    calls = asked(sandbox)
    with django_assert_num_queries(2):
        for _ in range(20):
            assert keys() == ["sky"]
    assert asked(sandbox) == calls


def test_what_is_no_longer_offered_is_no_longer_shown_but_kept(offer):
    offer(metadata("sky"), metadata("sea"))
    offer(metadata("sea"))
    assert keys() == ["sea"]
    assert GeneratorSnapshot.objects.filter(key="sky").exists()


def test_each_version_is_kept_once(offer):
    for label in ("One", "Two", "One"):
        offer(metadata("sky", label=label))
        assert [entry.label for entry in catalogue.entries()] == [label]
    assert GeneratorSnapshot.objects.filter(key="sky").count() == 2


def test_a_new_order_of_params_is_shown(offer):
    offer(metadata("sky"))
    offer(metadata("sky", params=dict(reversed(SKYBOX.items()))))
    entry = catalogue.get("sky")
    assert entry is not None
    assert [param.key for param in entry.generator.params] == list(reversed(SKYBOX))


def test_of_two_with_one_key_the_usable_one_wins(offer, caplog):
    client = _Fixed(
        [metadata("sky", params={"x": {"type": "object", "required": 1}}), metadata("sky", label="B")]
    )
    assert catalogue.refresh(client)  # type: ignore[arg-type]  # stands in for a border that keeps doubles
    assert [(entry.label, entry.problem) for entry in catalogue.entries()] == [("B", "")]
    assert "'sky' is listed twice" in caplog.text


@pytest.mark.parametrize("key", ["a/b", "..", "x" * 201])
def test_a_key_that_cannot_stand_in_an_address_is_listed_as_unavailable(offer, key):
    offer(metadata(key), metadata("sky"))
    assert {entry.key: entry.problem for entry in catalogue.entries()} == {
        key: "Its key cannot be part of an address.",
        "sky": "",
    }


def test_what_is_set_aside_is_logged_once(offer, caplog):
    offer(metadata("sky", params={"it": {"type": "zork"}}))
    for _ in range(3):
        catalogue.forget()
        keys()
    assert caplog.text.count("generator 'sky', it: unknown kind") == 1


def test_an_empty_answer_changes_nothing(offer):
    offer(metadata("sky"))
    before = catalogue.as_of()
    assert not offer()
    assert keys() == ["sky"]
    assert catalogue.as_of() == before


@pytest.mark.parametrize(
    "fault",
    ["garbled", "html", "empty", "wrong_shape", "error_200", "server_error", "refuse", "truncated", "deep"],
)
def test_a_bad_answer_changes_nothing(offer, fault, sandbox, fresh_connection):
    offer(metadata("sky"))
    fresh_connection()
    sandbox.fault("generators", fault, times=20)
    is_kept = True
    with suppress(BlockadeError):
        is_kept = not catalogue.refresh(upstream.connect())
    assert is_kept
    assert asked(sandbox) > 1
    catalogue.forget()
    assert keys() == ["sky"]


def test_the_last_good_answer_serves_while_blockade_is_down(offer, sandbox, fresh_connection):
    offer(metadata("sky"))
    sandbox.stop()
    try:
        with pytest.raises(BlockadeError):
            catalogue.refresh(upstream.connect())
        catalogue.forget()
        assert catalogue.ensure_loaded()
        assert keys() == ["sky"]
    finally:
        sandbox.start()


def test_entries_have_an_age(offer):
    assert catalogue.as_of() is None
    assert not catalogue.is_stale()
    offer(metadata("sky"))
    assert not catalogue.is_stale()
    GeneratorSnapshot.objects.update(last_seen_at=timezone.now() - timedelta(hours=1))
    catalogue.forget()
    assert keys() == ["sky"]
    assert catalogue.is_stale()


def test_a_cold_start_asks_once_and_then_never_again(sandbox):
    before = asked(sandbox)
    for _ in range(5):
        assert catalogue.ensure_loaded()
    assert keys()
    assert asked(sandbox) == before + 1


def test_a_cold_start_that_fails_leaves_blockade_alone_for_a_while(sandbox):
    sandbox.fault("generators", "refuse", status=403, times=20)
    before = asked(sandbox)
    for _ in range(5):
        assert not catalogue.ensure_loaded()
    assert asked(sandbox) == before + 1
    assert keys() == []


@pytest.mark.django_db(transaction=True)
def test_on_a_cold_start_many_visitors_cause_one_call(sandbox):
    before = asked(sandbox)
    outcomes: list[bool] = []

    def visit() -> None:
        outcomes.append(catalogue.ensure_loaded())
        connection.close()

    visitors = [threading.Thread(target=visit) for _ in range(8)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join(20)
    assert outcomes == [True] * 8
    assert asked(sandbox) == before + 1


class _Fixed:
    """A client whose answer a test wrote."""

    def __init__(self, raw: list[dict[str, Any]]) -> None:
        self._raw = raw

    def generators(self) -> tuple[catalogue.Generator, ...]:
        return tuple(catalogue.Generator.from_json(one) for one in self._raw)
