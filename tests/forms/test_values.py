"""Two requests are the same when the API would make the same of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagine.forms import fingerprint, same_request
from tests.forms.making import generator

PARAMS = st.dictionaries(
    st.text(max_size=8),
    st.text(max_size=8) | st.integers() | st.booleans() | st.none() | st.floats(allow_nan=False),
)


@pytest.mark.parametrize(
    ("sent", "echoed"),
    [
        ({"seed": 7}, {"seed": "7"}),
        ({"seed": 7}, {"seed": 7.0}),
        ({"strength": 0.5}, {"strength": "0.50"}),
        ({"on": True}, {"on": 1}),
        ({"on": True}, {"on": "true"}),
        ({"on": False}, {"on": "0"}),
        ({"on": False}, {}),
        ({"prompt": "a\r\nb "}, {"prompt": "a\nb"}),
        ({"prompt": "a", "negative_text": ""}, {"prompt": "a"}),
        ({"prompt": "a"}, {"prompt": "a", "negative_text": None, "mood": []}),
        ({"prompt": "a"}, {"prompt": "a", "animation_mode": "skybox"}),
        ({"mood": ["a", 2]}, {"mood": ["a", "2"]}),
        ({"seed": 2**53 + 1}, {"seed": str(2**53 + 1)}),
    ],
)
def test_an_echo_is_known_again(sent, echoed):
    assert same_request(sent, echoed)


@pytest.mark.parametrize(
    ("sent", "echoed"),
    [
        ({"seed": 7}, {"seed": 8}),
        ({"seed": 7}, {}),
        ({"seed": 2**53 + 1}, {"seed": 2**53}),
        ({"prompt": "a"}, {"prompt": "A"}),
        ({"prompt": "007"}, {"prompt": "7"}),
        ({"mood": ["a", "b"]}, {"mood": ["b", "a"]}),
        ({"on": True}, {"on": False}),
        ({"prompt": "a"}, {}),
    ],
)
def test_another_request_is_not(sent, echoed):
    assert not same_request(sent, echoed)
    assert fingerprint("sky", sent) != fingerprint("sky", echoed)


def test_what_the_api_added_must_be_its_default_where_that_is_known():
    made = generator()
    assert same_request({"prompt": "a"}, {"prompt": "a", "animation_mode": "skybox", "seed": 0}, made)
    assert not same_request({"prompt": "a"}, {"prompt": "a", "animation_mode": "depth"}, made)


def test_a_fingerprint_is_short_and_knows_its_generator():
    one = fingerprint("sky", {"prompt": "a", "seed": 7})
    assert len(one) == 64
    assert one == fingerprint("sky", {"seed": "7", "prompt": "a ", "negative_text": ""})
    assert one != fingerprint("sea", {"prompt": "a", "seed": 7})


@given(PARAMS, PARAMS)
def test_equal_fingerprints_mean_the_same_request(one, other):
    assert same_request(one, one)
    assert fingerprint("sky", one) == fingerprint("sky", dict(reversed(one.items())))
    if fingerprint("sky", one) == fingerprint("sky", other):
        assert same_request(one, other)
