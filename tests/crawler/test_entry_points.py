"""What is read of feeds, sitemaps and front pages, whole ones and broken ones."""

import gzip
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.dates import parse_date
from crawler.extraction.encoding import decode
from crawler.headlines import find_headlines
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
        gzip.compress(rss("<item><title>A</title><link>/a</link></item>")),
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
        gzip.compress(BOMB.encode()),
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


@pytest.mark.parametrize("body", [b"\x1f\x8b", b"\x1f\x8b\x08\x00short", gzip.compress(b"<rss/>")[:10] + b"\xff" * 40])
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
    find_headlines(decode(b"<a href=/a/b-c-d-e>" + junk, ""), URL)


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


# ---------------------------------------------------------------- front pages

FRONT = """<!doctype html><html lang="en"><head><title>One</title><base href="https://one.example/en/"></head><body>
<header class="masthead"><a href="/about-the-station-and-its-people-2024">About the station and its people</a></header>
<nav><ul><li><a href="/news/iraq-2003-anniversary-page">Iraq twenty years after the war</a></li></ul></nav>
<div id="main-menu"><a href="/section/politics-and-security-news">Politics and security in the region</a></div>
<main>
  <section class="hero"><a href="story/901/dam-opens"><img src="x.jpg"></a><h2><a href="story/901/dam-opens">Minister opens a new dam in the north</a></h2>
    <a href="story/901/dam-opens">Read more</a><span class="cat"><a href="/category/politics">Politics</a></span></section>
  <div class="grid">
    <div class="card"><a href="https://www.one.example/en/story/902/oil"><h3>Oil exports rise</h3><p>Exports rose in November, officials said on Monday.</p></a></div>
    <div class="card"><a href="story/903/court"><h3>Court frees two journalists in Erbil</h3></a><a class="author" href="/author/sara-ali-hassan-khan">Sara Ali Hassan Khan</a></div>
    <div class="card"><a href="story/904/flood#comments"><h3>Floods cut the road to Mosul</h3></a></div>
  </div>
  <a class="card" href="story/909/d"><img alt=""><div class="card-title">Dust storm closes two airports</div><div>Flights were put off
    until the evening, the transport ministry said in a statement.</div></a>
  <ul class="latest"><li><a href="story/905/a">Power returns to Basra after two days</a></li><li><a href="story/906/b">Turkey reopens the crossing to lorries</a></li>
    <li><a href="story/907/c">Parliament puts off the vote on budget</a></li></ul>
  <a href="https://other.example/2026/11/21/some-article-of-another-outlet">Some article of another outlet entirely</a>
  <a href="/files/report-2026-on-human-rights.pdf">The report on human rights in full</a>
  <p>Our reporter wrote at length about <a href="story/908/in-prose">how the marshes were lost and won</a> in a series that ran all through
    the summer and was read by many.</p><h3><a href="/tag/oil-and-gas-in-the-south-12345">Oil and gas in the south</a></h3>
  <div class="pagination"><a href="/en/page/2000">The second page of all our older stories</a></div>
</main>
<footer><a href="/privacy-policy-of-this-site-2024">Privacy policy of this site and others</a></footer></body></html>"""


def test_headlines_are_told_from_navigation() -> None:
    found = {one.url: one.title for one in find_headlines(FRONT, "https://one.example/en/")}
    assert found == {
        "https://one.example/en/story/901/dam-opens": "Minister opens a new dam in the north",
        "https://www.one.example/en/story/902/oil": "Oil exports rise",
        "https://one.example/en/story/903/court": "Court frees two journalists in Erbil",
        "https://one.example/en/story/904/flood": "Floods cut the road to Mosul",
        "https://one.example/en/story/909/d": "Dust storm closes two airports",
        "https://one.example/en/story/905/a": "Power returns to Basra after two days",
        "https://one.example/en/story/906/b": "Turkey reopens the crossing to lorries",
        "https://one.example/en/story/907/c": "Parliament puts off the vote on budget",
    }


def test_pages_that_read_right_to_left_are_read_alike() -> None:
    page = """<html dir="rtl" lang="ckb"><body><div class="navbar"><a href="/sorani/kurdistan">هەواڵەکانی کوردستان و عێراق</a></div>
    <div class="posts"><div class="post"><a href="/sorani/kurdistan/211120261"><span>سەرۆکی حکومەت لەگەڵ شاندێکی بەغدا کۆبووەوە</span></a></div>
    <div class="post"><a href="/sorani/kurdistan/211120262"><span>نرخی نەوت لە بازاڕەکاندا بەرزبووەوە</span></a></div>
    <div class="post"><a href="/ar/%D8%A7%D9%84%D8%B9%D8%B1%D8%A7%D9%82-%D9%8A%D9%81%D8%AA%D8%AA%D8%AD-%D8%B3%D8%AF%D8%A7"><span>العراق يفتتح سدا جديدا في الشمال</span></a></div>
    <div class="post"><a href="/sorani/kurdistan"><span>کوردستان</span></a></div></div></body></html>"""
    found = find_headlines(page, "https://one.example/sorani")
    assert [one.url.rpartition("/")[2][:9] for one in found] == ["211120261", "211120262", "%D8%A7%D9"]
    assert found[0].title == "سەرۆکی حکومەت لەگەڵ شاندێکی بەغدا کۆبووەوە"


def test_a_front_page_in_windows_1256_under_a_false_label_is_read_right() -> None:
    page = "<html><body><h2><a href='/news/2026/1.html'>العراق يفتتح سدا جديدا في الشمال</a></h2></body></html>"
    for content_type in ("text/html; charset=utf-8", "text/html", "text/html; charset=windows-1256", "text/html; charset=iso-8859-1"):
        assert "العراق" in decode(page.encode("windows-1256"), content_type, ("ar",))
    assert decode("un café à Bagdad".encode("latin-1"), "text/html; charset=iso-8859-1", ("fr",)) == "un café à Bagdad"
    assert decode(page.encode() + b"\xff", "text/html; charset=utf-8").count("\ufffd") == 1


@pytest.mark.parametrize("markup", ["", "<html></html>", "<a>", "<a href='http://['>x</a>", "\x00"])
def test_a_page_without_headlines_gives_none(markup: str) -> None:
    assert find_headlines(markup, "https://one.example/") == []


def test_a_page_of_very_many_or_very_deep_links_is_read_in_bounded_work() -> None:
    many = "".join(f"<div><a href='/news/{number}/x'>A headline of five words {number}</a></div>" for number in range(6000))
    assert len(find_headlines(many, "https://one.example/")) == 5000
    prose = f"<p>{many.replace('<div>', '').replace('</div>', '')}</p>"
    assert find_headlines(prose, "https://one.example/") == []
    deep = "<div>" * 3000 + "<a href='/news/12345/x'>A headline of five words</a>"
    assert len(find_headlines(deep, "https://one.example/")) <= 1
