"""Help texts: what is useful stays, whatever could act is gone."""

from __future__ import annotations

import pytest
from bleach import html5lib_shim
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from imagine.sanitise import LONGEST_HELP, TAGS, VENDOR_SITE, clean_help
from tests.forms.hostile import HOSTILE


def assert_inert(html: str) -> None:
    """No tag but the short list, no attribute but a link's own two, no scheme but the three.

    Read by two parsers, one of them as true to the standard as a browser.
    """
    tree = html5lib_shim.HTMLParser().parseFragment(html)
    names = {node.tag.rpartition("}")[2] for node in tree.iter() if isinstance(node.tag, str)}
    assert names <= TAGS | {"DOCUMENT_FRAGMENT"}
    for tag in BeautifulSoup(html, "html.parser").find_all(True):
        assert tag.name in TAGS
        assert set(tag.attrs) <= ({"href", "rel"} if tag.name == "a" else set())
        if tag.name == "a":
            assert tag["href"].startswith(("http://", "https://", "mailto:"))
            assert tag["rel"] == ["noopener", "noreferrer"]


def test_there_are_at_least_a_hundred_hostile_strings():
    assert len(set(HOSTILE)) >= 100


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_hostile_survives(html):
    assert_inert(clean_help(html))


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_hostile_survives_inside_of_something_harmless(html):
    cleaned = clean_help(f"<p>Before <b>{html}</b></p><ul><li>{html}</li></ul>")
    assert_inert(cleaned)
    assert cleaned.startswith("<p>Before")


@given(st.text() | st.text(alphabet="<>/\"'=&;:#!-ab ponhrefscript").map(lambda text: f"<p>{text}</p>"))
def test_whatever_is_written_only_inert_markup_survives(html):
    assert_inert(clean_help(html))


@given(st.lists(st.sampled_from(HOSTILE), min_size=2, max_size=5).map("".join))
def test_hostile_strings_do_not_help_each_other(html):
    assert_inert(clean_help(html))


@given(st.text(alphabet="<>&\"'abp/ "))
def test_cleaning_twice_changes_nothing(html):
    once = clean_help(html)
    assert clean_help(once) == once


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ("<p>One <b>two</b> <i>three</i></p>", "<p>One <b>two</b> <i>three</i></p>"),
        ("<p>Open, never closed", "<p>Open, never closed</p>"),
        ("<h1>Title</h1><p class=x>Text</p>", "Title<p>Text</p>"),
        ("a & b < c", "a &amp; b &lt; c"),
        ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("a<br>b<code>c</code>", "a<br>b<code>c</code>"),
        ("a<script>alert(1)</script>b<style>p{}</style>c", "abc"),
        ("a<!-- note -->b", "ab"),
        ("", ""),
    ],
)
def test_useful_markup_stays(html, cleaned):
    assert clean_help(html) == cleaned


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("/static/help/craft.pdf", f"{VENDOR_SITE}/static/help/craft.pdf"),
        ("help.html", f"{VENDOR_SITE}/help.html"),
        ("//example.com/x", "https://example.com/x"),
        ("https://example.com/a b", "https://example.com/a%20b"),
        ("http://example.com/?a=1&amp;b=2#c", "http://example.com/?a=1&b=2#c"),
        ("mailto:help@example.com", "mailto:help@example.com"),
    ],
)
def test_links_lead_to_the_vendors_site_or_where_they_say(href, address):
    link = BeautifulSoup(clean_help(f'<a href="{href}" target="_blank">x</a>'), "html.parser").a
    assert link is not None
    assert link.attrs == {"href": address, "rel": ["noopener", "noreferrer"]}


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.com",
        "http://[",
        "",
        " ",
        "\\\\evil",
    ],
)
def test_a_link_to_nowhere_good_keeps_its_words_only(href):
    assert clean_help(f'see <a href="{href}">this</a> page') == "see this page"


def test_an_endless_help_is_cut_before_it_is_read():
    assert len(clean_help("<p>" + "word " * 100_000)) <= LONGEST_HELP + 10


def test_a_thousand_crossed_tags_stay_small():
    assert len(clean_help("<b><p>" * 5_000)) < 20_000
