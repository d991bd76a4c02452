"""What is kept of a feed that can be read: whose address, in which language, when, how much of its text, and where it goes on."""

import base64
import html
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from feed_bodies import atom, item, only, read, rss

from benchmarks.feeds import URL
from crawler.markup import Unreadable
from crawler.syndication import plain_title
from crawler.wholetext import LONGEST
from news.model import Listing

SENTENCES = "<p>The council met on Thursday. It spoke of the two rivers, and of who may take how much from them in a dry year.</p>"
WHOLE = SENTENCES * 7  # 161 words


# ---------------------------------------------------------------- whose address


def test_two_items_with_one_address_are_one_and_the_first_is_kept() -> None:
    assert only(rss(item() + item().replace("Rivers", "Rivers again"))).title == "Rivers"


def test_an_item_is_known_by_its_address_whatever_its_guid_says() -> None:
    once = rss(f"<item><guid>7</guid><title>A</title><link>/a</link></item>{item('<guid>7</guid>')}")
    moved = rss("<item><guid>7</guid><title>A</title><link>/moved</link></item>")
    assert [one.url for feed in (once, moved) for one in read(feed).listings] == [
        "https://wire.example/a",
        "https://wire.example/1",
        "https://wire.example/moved",
    ]


def test_a_link_to_the_front_page_yields_to_a_guid_that_is_an_address() -> None:
    body = rss("<item><link>https://wire.example/</link><guid>https://wire.example/?p=12</guid></item>")
    assert only(body).url == "https://wire.example/?p=12"


def test_enclosures_and_links_of_another_relation_are_no_articles() -> None:
    body = rss(
        "<item><title>Sound</title><enclosure url='https://wire.example/a.mp3' type='audio/mpeg'/></item>"
        "<item><title>Self</title><atom:link rel='self' href='https://wire.example/self'/><comments>https://wire.example/c</comments></item>"
    )
    assert read(body).listings == ()


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("<link>\u200fhttps://wire.example/1\u200f</link>", "https://wire.example/1"),
        ("<link>https://wire.example/\n   1</link>", "https://wire.example/1"),
        ("<link>http://https://wire.example/1</link>", "https://wire.example/1"),
        ("<link>https:/wire.example/1</link>", "https://wire.example/1"),
        ("<link>https//wire.example/1</link>", "https://wire.example/1"),
        ("<link>&lt;a href='https://wire.example/1'&gt;Rivers&lt;/a&gt;</link>", "https://wire.example/1"),
        ("<url>https://wire.example/1</url>", "https://wire.example/1"),
        ("<guid>/1</guid>", "https://wire.example/1"),
        ("<link>javascript:alert(1)</link>", ""),
        ("<link>http://[</link>", ""),
        ("<link>mailto:desk@wire.example</link><guid isPermaLink='false'>tag:wire.example,2026:1</guid>", ""),
    ],
)
def test_an_address_is_read_through_what_was_made_of_it(written: str, url: str) -> None:
    assert [one.url for one in read(rss(f"<item>{written}</item>")).listings] == ([url] if url else [])


def test_the_words_of_a_source_that_was_not_closed_hide_no_title() -> None:
    unclosed = rss("<item><source url='https://other.example/'>Other<title>Rivers</title><link>/1</link></item>")
    assert (only(unclosed).title, only(unclosed).url) == ("Rivers", "https://wire.example/1")


def test_a_feed_shown_as_a_page_and_a_channel_of_old_are_read() -> None:
    shown = f"<html><body><pre>{html.escape(rss(item()).decode())}</pre></body></html>".encode()
    channel = b"<CHANNEL HREF='https://wire.example/'><ITEM HREF='https://wire.example/1'><TITLE>Rivers</TITLE></ITEM></CHANNEL>"
    for body in (shown, channel):
        assert (only(body).title, only(body).url) == ("Rivers", "https://wire.example/1")


# ---------------------------------------------------------------- language and dates


def test_an_item_s_language_goes_before_its_feed_s_and_lasts_for_that_item_only() -> None:
    items = item("<dc:language>ku-Arab</dc:language>") + "<item><link>/2</link></item><item xml:lang='en-GB'><link>/3</link></item>"
    assert [one.language for one in read(rss(items, "<language>ar-iq</language>")).listings] == ["ckb", "ar", "en"]
    assert [one.language for one in read(rss(items)).listings] == ["ckb", "", "en"]


@pytest.mark.parametrize(
    ("said", "language"), [("Arabic", "ar"), ("und", ""), ("", ""), ("en-US, ar", "en"), ("x-klingon", ""), ("none given", "")]
)
def test_what_names_no_language_gives_none(said: str, language: str) -> None:
    assert only(rss(item(), f"<language>{said}</language>")).language == language


def test_a_change_is_told_apart_from_a_publication() -> None:
    entry = atom("<entry><link href='/1'/><updated>2026-11-21T08:00:00Z</updated><published>2026-11-20T08:00:00Z</published></entry>")
    modified = rss(item("<dcterms:modified>2026-11-21T08:00:00Z</dcterms:modified><dc:date>2026-11-20T08:00:00Z</dc:date>"))
    for body in (entry, modified):
        assert (only(body).published_at, only(body).changed_at) == (
            datetime(2026, 11, 20, 8, tzinfo=UTC),
            datetime(2026, 11, 21, 8, tzinfo=UTC),
        )
    assert only(rss(item("<pubDate>2026-11-20T08:00:00Z</pubDate>"))).changed_at is None


def test_a_date_that_cannot_be_true_yields_to_one_that_can() -> None:
    body = rss(item("<pubDate>Sat, 21 Nov 2099 10:00:00 GMT</pubDate><dc:date>2026-11-20T08:00:00Z</dc:date>"))
    assert only(body).published_at == datetime(2026, 11, 20, 8, tzinfo=UTC)


# ---------------------------------------------------------------- older parts


def test_the_next_older_part_is_the_archive_before_or_the_next_page() -> None:
    links = "<atom:link rel='self' href='{0}'/><atom:link rel='next' href='/feed?page=2'/>"
    assert read(rss(item(), links)).older == "https://wire.example/feed?page=2"
    archived = "<link rel='next' href='/feed?page=2'/><link rel='prev-archive' href='https://www.wire.example/2026-10.atom'/>"
    assert read(atom("", archived)).older == "https://www.wire.example/2026-10.atom"


@pytest.mark.parametrize("href", ["https://other.example/feed?page=2", "javascript:1", "", URL])
def test_an_older_part_elsewhere_or_this_one_again_is_none(href: str) -> None:
    assert read(rss(item(), f"<atom:link rel='next' href='{href}'/>")).older == ""


def test_a_feed_of_wordpress_goes_on_by_number() -> None:
    made = "<generator>https://wordpress.org/?v=6.9</generator>"
    assert read(rss(item(), made)).older == "https://wire.example/feed?paged=2"
    assert read(rss(item(), made), f"{URL}?cat=3&paged=2").older == "https://wire.example/feed?cat=3&paged=3"
    assert read(rss("", made), f"{URL}?paged=9").older == ""
    assert read(rss(item())).older == ""


# ---------------------------------------------------------------- whole texts


@pytest.mark.parametrize(
    "rest",
    [
        f"<content:encoded><![CDATA[{WHOLE}]]></content:encoded>",
        f"<description>The council met […]</description><content:encoded><![CDATA[{WHOLE}]]></content:encoded>",
        f"<description><![CDATA[{WHOLE}]]></description>",
        f"<content:encoded><![CDATA[{WHOLE}<p>The post <a href='/1'>Rivers</a> appeared first on <a href='/'>The Wire</a>.</p>]]></content:encoded>",
        f"<atom:content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>{WHOLE}</div></atom:content>",
        f"<description>{WHOLE}</description>",
        f"<atom:content type='xhtml'>{html.escape(WHOLE)}</atom:content>",
        f"<xhtml:body xmlns:xhtml='http://www.w3.org/1999/xhtml'>{WHOLE}</xhtml:body>",
        f"<atom:content type='text/html' mode='base64'>{base64.b64encode(WHOLE.encode()).decode()}</atom:content>",
    ],
)
def test_a_whole_text_is_kept_as_html(rest: str) -> None:
    content = only(rss(item(rest))).content
    assert content.count(SENTENCES) == 7
    assert "appeared first" not in content


@pytest.mark.parametrize(
    "rest",
    [
        f"<description><![CDATA[{SENTENCES}]]></description>",
        f"<content:encoded><![CDATA[{SENTENCES}]]></content:encoded>",
        f"<content:encoded><![CDATA[{WHOLE}<p>The rivers are […]</p>]]></content:encoded>",
        f"<content:encoded><![CDATA[{WHOLE}<p>The rivers are &#8230;</p>]]></content:encoded>",
        f"<content:encoded><![CDATA[{WHOLE}<p><a href='/1'>Read more &raquo;</a></p>]]></content:encoded>",
        f"<content:encoded><![CDATA[{WHOLE}<p>In dry years. <a href='/1'>Continue reading Rivers</a></p>]]></content:encoded>",
        f"<content:encoded><![CDATA[{WHOLE}<p>اقرأ المزيد</p>]]></content:encoded>",
        f"<content:encoded><![CDATA[{WHOLE}<p>The post Rivers appeared first on The Wire.</p>".replace(
            "dry year.</p><p>The post", "dry […]</p><p>The post"
        )
        + "]]></content:encoded>",
        f"<description>{'The council met and spoke of the rivers and ' * 20}who may take</description>",
        f"<content:encoded><![CDATA[<p>{'word ' * (LONGEST // 5)}</p>]]></content:encoded>",
        "<atom:content src='https://wire.example/1' type='text/html'/>",
        f"<description>Rivers</description><media:description xmlns:media='http://search.yahoo.com/mrss/'>{SENTENCES * 4}</media:description>",
        f"<description>Rivers</description><atom:summary>{html.escape(SENTENCES * 4)}</atom:summary>",
    ],
)
def test_a_taste_of_a_text_is_none(rest: str) -> None:
    assert only(rss(item(rest))).content == ""


def test_plain_text_of_atom_becomes_paragraphs() -> None:
    text = "\n\n".join(["Rivers < seas, said the council & its guests on Thursday, when it spoke of them at some length."] * 8)
    entry = f"<entry><link href='/1'/><content type='text'>{text.replace('&', '&amp;').replace('<', '&lt;')}</content></entry>"
    assert only(atom(entry)).content.count("<p>Rivers &lt; seas, said the council &amp; its guests") == 8


# ---------------------------------------------------------------- titles


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("<b>Bold</b> &amp;amp; plain", "Bold & plain"),
        ("5 < 6 & 7 > 2", "5 < 6 & 7 > 2"),
        ("A <vector> of <i>hope</i>", "A <vector> of hope"),
        ("One<br/>two", "One two"),
        ("AT&T &copy 2026 R&D", "AT&T &copy 2026 R&D"),
        ("\u200f\u202aعنوان\u202c", "عنوان"),
        ("x" * 600, "x" * 500),
    ],
)
def test_a_title_is_plain_however_it_was_written(written: str, title: str) -> None:
    assert plain_title(written) == title


# ---------------------------------------------------------------- JSON Feed


def test_a_json_feed_is_read_too() -> None:
    told = {
        "version": "https://jsonfeed.org/version/1.1", "title": "Wire", "home_page_url": "https://wire.example/", "language": "ar",
        "next_url": "https://wire.example/feed.json?page=2",
        "items": [
            {"id": 1, "url": "/1", "title": "5 < 6", "date_published": "2026-11-20T08:00:00Z", "date_modified": "2026-11-21T08:00:00Z", "content_html": WHOLE},
            {"id": "https://wire.example/2", "language": "en", "content_text": "short"},
            {"id": "3"}, "junk", None, {"url": 5, "title": {"a": 1}},
        ],
    }  # fmt: skip
    feed = read(b"\xef\xbb\xbf" + json.dumps(told).encode())
    first, second = feed.listings
    assert replace(first, content="") == Listing(
        "wire", "https://wire.example/1", "5 < 6", datetime(2026, 11, 20, 8, tzinfo=UTC), URL, "ar", datetime(2026, 11, 21, 8, tzinfo=UTC)
    )
    assert first.content == WHOLE
    assert (second.url, second.language, second.content) == ("https://wire.example/2", "en", "")
    assert feed.older == "https://wire.example/feed.json?page=2"


@pytest.mark.parametrize("body", [b"{", b'{"items": 5}', b'{"error": "gone"}', b"[" * 100_000, b"{" * 100_000, b'{"a":' * 100_000])
def test_other_json_is_no_feed(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read(body)
