"""What is read of feeds: eighty malformed ones in folders, and what is kept of well-formed ones."""

import base64
import gzip
import html
import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from benchmarks import feeds
from benchmarks.feeds import NOW, SOURCE, URL, Case
from crawler.markup import Unreadable
from crawler.mending import mend
from crawler.syndication import Feed, plain_title, read_feed
from crawler.wholetext import LONGEST
from news.model import Listing

CASES = {f"{half}/{case.name}": case for half in feeds.HALVES for case in feeds.cases(half)}
HEAD = "<?xml version='1.0' encoding='utf-8'?>"
MODULES = (
    "xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:dc='http://purl.org/dc/elements/1.1/' "
    "xmlns:dcterms='http://purl.org/dc/terms/' xmlns:atom='http://www.w3.org/2005/Atom'"
)
SENTENCES = "<p>The council met on Thursday. It spoke of the two rivers, and of who may take how much from them in a dry year.</p>"
WHOLE = SENTENCES * 7  # 161 words


def rss(items: str, meta: str = "", head: str = HEAD) -> bytes:
    return f"{head}<rss version='2.0' {MODULES}><channel><title>t</title><link>https://wire.example/</link>{meta}{items}</channel></rss>".encode()


def atom(entries: str, meta: str = "") -> bytes:
    return f"{HEAD}<feed xmlns='http://www.w3.org/2005/Atom'><title>t</title>{meta}{entries}</feed>".encode()


def read(body: bytes, url: str = URL) -> Feed:
    return read_feed(body, url, SOURCE, NOW)


def only(body: bytes) -> Listing:
    (listing,) = read(body).listings
    return listing


def item(rest: str = "") -> str:
    return f"<item><title>Rivers</title><link>https://wire.example/1</link>{rest}</item>"


# ---------------------------------------------------------------- malformed ones


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_malformed_feed_gives_the_items_it_holds_and_no_others(name: str) -> None:
    case = CASES[name]
    listings = read_feed(case.body, URL, SOURCE, NOW, content_type=case.content_type).listings
    told = [
        {
            "url": one.url,
            "title": one.title,
            "language": one.language,
            "published": one.published_at.isoformat() if one.published_at else "",
        }
        for one in listings
    ]
    assert [{key: have[key] for key in want} for have, want in zip(told, case.items, strict=False)] == list(case.items)
    assert [one["url"] for one in told] == [one["url"] for one in case.items]


@pytest.mark.parametrize("half", feeds.HALVES)
def test_of_either_half_of_the_malformed_feeds_nearly_every_item_is_kept(half: str) -> None:
    assert feeds.share(list(feeds.cases(half)), feeds.ours) >= 0.95


def test_every_malformed_feed_has_its_expected_items() -> None:
    for half in feeds.HALVES:
        folder = feeds.FEEDS / half
        told = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
        assert {path.stem for path in folder.glob("*.xml")} == set(told)
    assert len(CASES) >= 66


def test_a_field_of_the_feed_that_was_not_closed_takes_no_item_with_it() -> None:
    body = b"<rss><channel><title>Wire<description>News of the rivers" + item().encode() + item().replace("/1", "/2").encode()
    assert [one.url for one in read(body).listings] == ["https://wire.example/1", "https://wire.example/2"]


def test_a_feed_of_five_thousand_items_is_read_whole_even_where_it_is_malformed() -> None:
    items = "".join(f"<item><title>Q & A {number}</title><link>https://wire.example/{number}</link></item>" for number in range(5000))
    listings = read(gzip.compress(rss(items))).listings
    assert [one.url for one in listings] == [f"https://wire.example/{number}" for number in range(5000)]
    assert listings[4999].title == "Q & A 4999"


@settings(deadline=None, max_examples=80)
@given(st.lists(st.sampled_from(["<item>", "</item>", "<title>", "</title>", "<link>", "<![CDATA[", "]]>", "<!--", "-->", "&", "<", ">", "x", "'", '"',
    "<a:b c=d>", "</a:b>", "<p", "<?x", "<rss>", "</rss>", "<!DOCTYPE", "&#x1F;", "&nbsp;", "\x00", " xmlns:a=''", "/a"]), max_size=60).map("".join))  # fmt: skip
def test_whatever_is_mended_is_well_formed(text: str) -> None:
    etree.fromstring(mend(text.replace("\x00", "")).encode())
    with suppress(Unreadable):
        read(f"<rss><channel>{text}".encode())


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_a_feed_cut_anywhere_keeps_the_items_before_the_cut_and_invents_no_address(data: st.DataObject) -> None:
    body = rss(
        "".join(
            f"<item><title>N {n}</title><link>https://wire.example/news/{n}00</link><guid>https://wire.example/news/{n}00</guid></item>"
            for n in range(1, 6)
        )
    )
    cut = data.draw(st.integers(min_value=body.index(b"<item>") + 6, max_value=len(body)))
    whole = body[:cut].count(b"</item>")
    found = [one.url for one in read(body[:cut]).listings]
    assert found[:whole] == [f"https://wire.example/news/{n}00" for n in range(1, whole + 1)]
    assert set(found) <= {f"https://wire.example/news/{n}00" for n in range(1, 6)}


# ---------------------------------------------------------------- what feedparser misreads of sound XML


@pytest.mark.parametrize(
    "field",
    [
        "<g:pos xmlns:g='http://www.opengis.net/gml'>33.3 44.4</g:pos>",
        "<m:license xmlns:m='http://backend.userland.com/creativeCommonsRssModule'><p/></m:license>",
        "<textInput><title>Search</title></textInput>",
        "<description><table><width>5</width></table><details><summary>More</summary></details></description>",
        "<image><title>Picture</title><link>https://wire.example/p.jpg</link></image>",
        "<item><title>Within</title><link>https://wire.example/within</link></item>",
    ],
)
def test_no_field_of_an_item_takes_the_others_or_their_item_with_it(field: str) -> None:
    body = rss(f"<item>{field}<title>Rivers</title><link>https://wire.example/1</link></item>{item().replace('/1', '/2')}")
    found = [(one.url, one.title) for one in read(body).listings if one.title != "Within"]
    assert found == [("https://wire.example/1", "Rivers"), ("https://wire.example/2", "Rivers")]


def test_a_base_lasts_for_its_own_item_only() -> None:
    items = "<item xml:base='/news/'><link>1</link></item><item><link>2</link></item><item><link xml:base='/old/'>3</link></item>"
    assert [one.url for one in read(rss(items)).listings] == [f"https://wire.example/{path}" for path in ("news/1", "2", "old/3")]


def test_a_link_of_rss_goes_before_one_of_atom_and_a_picture_s_title_names_no_item() -> None:
    media = "<media:title xmlns:media='http://search.yahoo.com/mrss/'>The picture</media:title>"
    found = only(rss(f"<item>{media}<atom:link href='/other'/><link>/1</link><title>Rivers</title></item>"))
    assert (found.url, found.title) == ("https://wire.example/1", "Rivers")


def test_a_field_given_over_and_over_is_no_work() -> None:
    assert only(rss(f"<item><link>/1</link>{'<title/>' * 50_000}</item>")).url == "https://wire.example/1"


# ---------------------------------------------------------------- what must not be read


def test_a_document_type_reaches_no_parser(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    for declared in (
        f"<!ENTITY x SYSTEM '{secret.as_uri()}'>",
        f"<!ENTITY x PUBLIC 'a' '{secret.as_uri()}'>",
        f"<!ENTITY % p SYSTEM '{secret.as_uri()}'>%p;",
        "<!ENTITY a 'aaaaaaaaaa'><!ENTITY x '&a;&a;&a;&a;'>",
        f"<!ENTITY x '{'a' * 5000}'>",
        f"<!entity x 'a'><!ENTITY x SYSTEM '{secret.as_uri()}'>",
    ):
        with pytest.raises(Unreadable) as refused:
            read(rss(item("<description>&x;</description>"), head=f"<?xml version='1.0'?><!DOCTYPE rss [{declared}]>"))
        assert refused.value.reason == "unsafe_xml"
    for head in (
        f"<!-- <rss> --><!DOCTYPE rss [<!-- --><!ENTITY x SYSTEM '{secret.as_uri()}'>]>",
        f"<?x <rss> ?><!DOCTYPE rss [<!ENTITY x SYSTEM '{secret.as_uri()}'>]>",
        f"<rss><!DOCTYPE rss [<!ENTITY x SYSTEM '{secret.as_uri()}'>]>",
        f"<!DOCTYPE rss SYSTEM '{secret.as_uri()}'>",
    ):
        with suppress(Unreadable):
            assert "the secret" not in repr(read(rss(item().replace("Rivers", "Rivers &x;"), head=head)))


def test_plain_entities_grow_no_feed_beyond_the_limit() -> None:
    head = f"<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY x '{'a' * 60}'>]>"
    assert only(rss(item().replace("Rivers", "&x;"), head=head)).title == "a" * 60
    with pytest.raises(Unreadable) as refused:
        read_feed(rss(item("<description>" + "&x;" * 5000 + "</description>"), head=head), URL, SOURCE, NOW, max_bytes=100_000)
    assert refused.value.reason == "unsafe_xml"


def test_a_feed_may_write_about_entities() -> None:
    assert only(rss(item("<description><![CDATA[Write <!ENTITY x SYSTEM 'file:///etc/passwd'> so.]]></description>"))).title == "Rivers"


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


def test_a_case_of_the_benchmark_is_read_alike_by_both() -> None:
    case = Case("two", rss(item()), "application/rss+xml", ())
    assert feeds.ours(case) == feeds.theirs(case) == {("https://wire.example/1", "Rivers")}
