"""What is read of feeds and sitemaps, whole ones and broken ones."""

import gzip
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.dates import parse_date
from crawler.markup import Unreadable, safe_text
from crawler.sitemaps import newest_first, read_sitemap
from crawler.syndication import read_feed
from news.model import Source

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ONE = Source("one", "One", "https://one.example/", languages=("en",))
URL = "https://one.example/feed"


def rss(items: str, head: str = "<?xml version='1.0' encoding='utf-8'?>") -> bytes:
    return f"{head}<rss version='2.0'><channel><title>t</title><link>https://one.example/</link>{items}</channel></rss>".encode()


# ---------------------------------------------------------------- dates


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("Sat, 21 Nov 2026 10:00:00 +0300", "2026-11-21T07:00:00+00:00"),
        ("Sat, 21 Nov 2026 10:00:00 GMT", "2026-11-21T10:00:00+00:00"),
        ("Sat, 21 Nov 2026 10:00:00 -0000", "2026-11-21T10:00:00+00:00"),
        ("Sat, 21 Nov 2026 10:00:00", "2026-11-21T07:00:00+00:00"),
        ("21 Nov 2026 10:00", "2026-11-21T07:00:00+00:00"),
        ("2026-11-21T10:00:00Z", "2026-11-21T10:00:00+00:00"),
        ("2026-11-21T10:00:00.123+03:00", "2026-11-21T07:00:00+00:00"),
        ("2026-11-21 10:00:00", "2026-11-21T07:00:00+00:00"),
        ("2026-11-21", "2026-11-20T21:00:00+00:00"),
        ("٢٠٢٦-١١-٢١ ١٠:٠٠", "2026-11-21T07:00:00+00:00"),
    ],
)
def test_a_date_is_an_instant_and_without_a_zone_one_of_the_source(text: str, instant: str) -> None:
    assert parse_date(text, "Asia/Baghdad", NOW) == datetime.fromisoformat(instant)


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-13-45", "2099-01-01", "Sat, 21 Nov 2099 10:00:00 GMT", "0001-01-01", "1970-01-01", "x" * 200]
)
def test_what_is_no_date_or_cannot_be_true_gives_none(text: str) -> None:
    assert parse_date(text, "Asia/Baghdad", NOW) is None


@given(st.text(max_size=60))
def test_no_text_breaks_the_dates(text: str) -> None:
    assert parse_date(text, "Nowhere/At-all", NOW) is None or True


# ---------------------------------------------------------------- feeds


def test_links_are_made_absolute_and_a_guid_stands_in_for_a_link() -> None:
    body = rss(
        "<item><title>A</title><link>/a</link></item>"
        "<item><title>B</title><guid isPermaLink='true'>https://one.example/b</guid></item>"
        "<item><title>C</title><guid isPermaLink='false'>tag:c</guid></item>"
        "<item><title>D</title><link>javascript:alert(1)</link></item>"
        "<item><title>E</title><link>  https://one.example/e?id=1&amp;x=2  </link></item>"
    )
    assert [one.url for one in read_feed(body, URL, ONE, NOW).listings] == [
        "https://one.example/a",
        "https://one.example/b",
        "https://one.example/e?id=1&x=2",
    ]


def test_titles_are_plain_and_dates_true() -> None:
    body = rss(
        "<item><title>&lt;b&gt;Bold&lt;/b&gt; &amp;amp; plain</title><link>/1</link><pubDate>Sat, 21 Nov 2026 10:00:00</pubDate></item>"
        "<item><title><![CDATA[ عنوان\n  الخبر ]]></title><link>/2</link><pubDate>Sat, 21 Nov 2099 10:00:00 GMT</pubDate></item>"
        "<item><link>/3</link></item>"
    )
    first, second, third = read_feed(body, URL, ONE, NOW).listings
    assert (first.title, first.published_at) == ("Bold & plain", datetime(2026, 11, 21, 7, tzinfo=UTC))
    assert (second.title, second.published_at) == ("عنوان الخبر", None)
    assert (third.title, third.published_at, third.found_on) == ("", None, URL)


def test_an_atom_entry_is_dated_by_when_it_was_published() -> None:
    body = (
        b"<feed xmlns='http://www.w3.org/2005/Atom'><title>t</title><entry><title>A</title><id>urn:a</id>"
        b"<link rel='self' href='https://one.example/a.json'/><link rel='alternate' href='https://one.example/a'/>"
        b"<published>2026-11-20T08:00:00Z</published><updated>2026-11-21T08:00:00Z</updated></entry>"
        b"<entry><title>B</title><link href='https://one.example/b'/><updated>2026-11-21T08:00:00Z</updated></entry></feed>"
    )
    first, second = read_feed(body, URL, ONE, NOW).listings
    assert (first.url, first.published_at) == ("https://one.example/a", datetime(2026, 11, 20, 8, tzinfo=UTC))
    assert (second.url, second.published_at) == ("https://one.example/b", None)


@pytest.mark.parametrize(
    "body",
    [
        b"\n\n  " + rss("<item><title>A</title><link>/a</link></item>"),
        b"\xef\xbb\xbf" + rss("<item><title>A</title><link>/a</link></item>"),
        rss("<item><title>A</title><link>/a</link></item>", "<?xml version='1.0' encoding='utf-16'?>").decode().encode("utf-16"),
        rss("<item><title>A</title><link>/a</link></item><item><title>Q & A</title><link>/b").removesuffix(b"</rss>"),
        gzip.compress(rss("<item><title>A</title><link>/a</link></item>"), mtime=0),
        rss(
            "<item><title>A</title><link>/a</link></item>",
            "<!DOCTYPE rss PUBLIC '-//Netscape//DTD RSS 0.91//EN' 'http://my.example/rss.dtd'>",
        ),
    ],
)
def test_a_feed_that_is_broken_or_packed_is_read_as_far_as_it_goes(body: bytes) -> None:
    assert read_feed(body, URL, ONE, NOW, content_type="text/html").listings[0].url == "https://one.example/a"


def test_a_feed_in_windows_1256_is_read_as_what_it_is() -> None:
    body = (
        rss("<item><title>بغداد</title><link>/a</link></item>", "<?xml version='1.0' encoding='windows-1256'?>")
        .decode()
        .encode("windows-1256")
    )
    for content_type in ("", "text/xml", "text/xml; charset=utf-8", "text/html; charset=ISO-8859-1"):
        assert read_feed(body, URL, ONE, NOW, content_type=content_type).listings[0].title == "بغداد"
    mislabelled = rss("<item><title>بغداد</title><link>/a</link></item>", "<?xml version='1.0' encoding='windows-1256'?>")
    assert read_feed(mislabelled, URL, ONE, NOW, content_type="text/xml; charset=windows-1256").listings[0].title == "بغداد"


BOMB = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><rss><channel><title>&b;</title></channel></rss>'


@pytest.mark.parametrize(
    "body",
    [
        BOMB.encode(),
        BOMB.encode("utf-16"),
        BOMB.encode("utf-16-le"),
        BOMB.encode("utf-32"),
        gzip.compress(BOMB.encode(), mtime=0),
        b"<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><rss><channel><title>&x;</title></channel></rss>",
        b"<!DOCTYPE r [<!ENTITY % x SYSTEM 'http://127.0.0.1/'>%x;]><rss/>",
    ],
)
def test_xml_that_declares_entities_is_refused(body: bytes) -> None:
    for read in (read_feed, read_sitemap):
        with pytest.raises(Unreadable) as refused:
            read(body, URL, ONE, NOW)
        assert refused.value.reason == "unsafe_xml"


def test_a_packed_file_that_unpacks_beyond_the_limit_is_refused() -> None:
    with pytest.raises(Unreadable) as refused:
        safe_text(gzip.compress(b"0" * (4 << 20)), 1 << 20)
    assert refused.value.reason == "too_large"


@pytest.mark.parametrize("body", [b"\x1f\x8b", b"\x1f\x8b\x08\x00short", gzip.compress(b"<rss/>", mtime=0)[:10] + b"\xff" * 40])
def test_a_packed_file_that_is_broken_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        safe_text(body, 1 << 20)
    assert refused.value.reason == "unreadable"


@pytest.mark.parametrize("body", [b"", b"<html><body>Sorry</body></html>", b"\x00\x01\x02", b"{}"])
def test_what_is_no_feed_is_refused(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read_feed(body, URL, ONE, NOW)


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=300))
def test_no_bytes_break_the_readers(junk: bytes) -> None:
    for body in (junk, b"<rss version='2.0'><channel><item><link>/a</link>" + junk, b"<urlset><url><loc>/a</loc>" + junk):
        for read in (read_feed, read_sitemap):
            with suppress(Unreadable):
                read(body, URL, ONE, NOW)


# ---------------------------------------------------------------- sitemaps

MAP = """<?xml version='1.0' encoding='UTF-8'?>
<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'>
<url><loc> https://one.example/old </loc><lastmod>2020-01-01</lastmod></url>
<url><loc>https://one.example/undated</loc></url>
<url><loc>ftp://one.example/no</loc></url>
<url><loc>https://one.example/new</loc><lastmod>2026-11-21</lastmod><news:news><news:publication><news:name>One</news:name>
<news:language>ar</news:language></news:publication><news:publication_date>2026-11-20T10:00:00+03:00</news:publication_date>
<news:title>خبر &amp; خبر</news:title></news:news></url></urlset>"""


def test_a_news_sitemap_tells_titles_dates_and_languages() -> None:
    sitemap = read_sitemap(MAP.encode(), URL, ONE, NOW)
    old, undated, new = sitemap.places
    assert not sitemap.is_index
    assert (new.listing.title, new.listing.language) == ("خبر & خبر", "ar")
    assert new.listing.published_at == datetime(2026, 11, 20, 7, tzinfo=UTC)
    assert old.listing.published_at is None, "when a page changed last is not when it was published"
    assert undated.listing.url == "https://one.example/undated"
    assert [place.listing.url[-3:] for place in newest_first(list(sitemap.places))] == ["new", "old", "ted"]


def test_an_index_names_sitemaps_and_a_packed_one_is_unpacked() -> None:
    body = b"<sitemapindex><sitemap><loc>https://one.example/1.xml</loc><lastmod>2026-11-20</lastmod></sitemap></sitemapindex>"
    for form in (body, gzip.compress(body)):
        sitemap = read_sitemap(form, URL, ONE, NOW)
        assert sitemap.is_index
        assert [place.listing.url for place in sitemap.places] == ["https://one.example/1.xml"]


@pytest.mark.parametrize("body", [b"", b"<html><body/></html>", rss("")])
def test_what_is_no_sitemap_is_refused(body: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        read_sitemap(body, URL, ONE, NOW)
    assert refused.value.reason in ("not_a_sitemap", "unreadable")
