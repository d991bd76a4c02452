"""What is read of sitemaps, in every form in which sites send them."""

import gzip
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.markup import Unreadable
from crawler.sitemaps import MAX_PLACES, Sitemap, read_sitemap
from news.model import Listing, Source

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SOURCE = Source("wire", "The Wire", "https://wire.example/", domains=("wire-archive.example",))
URL = "https://wire.example/sitemap.xml"
SPACES = (
    "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:news='http://www.google.com/schemas/sitemap-news/0.9' "
    "xmlns:image='http://www.google.com/schemas/sitemap-image/1.1' xmlns:video='http://www.google.com/schemas/sitemap-video/1.1' "
    "xmlns:xhtml='http://www.w3.org/1999/xhtml'"
)
TWO = "<url><loc>https://wire.example/1</loc></url><url><loc>https://wire.example/2</loc></url>"
PAGES = ["https://wire.example/1", "https://wire.example/2"]


def urlset(lines: str, head: str = "<?xml version='1.0' encoding='UTF-8'?>") -> bytes:
    return f"{head}<urlset {SPACES}>{lines}</urlset>".encode()


def index(*addresses: str) -> bytes:
    return f"<sitemapindex {SPACES}>{''.join(f'<sitemap><loc>{one}</loc></sitemap>' for one in addresses)}</sitemapindex>".encode()


def read(body: bytes, url: str = URL) -> Sitemap:
    return read_sitemap(body, url, SOURCE, NOW)


def addresses(sitemap: Sitemap) -> list[str]:
    return [place.listing.url for place in sitemap.places]


def test_a_listing_has_what_the_sitemap_tells_of_its_page() -> None:
    line = (
        "<url><loc>https://wire.example/1</loc><lastmod>2026-11-21T09:00:00+03:00</lastmod><news:news><news:publication><news:name>Wire</news:name>"
        "<news:language>ar-iq</news:language></news:publication><news:publication_date>2026-11-20</news:publication_date>"
        "<news:title>نهران &amp;amp; جسر</news:title></news:news></url>"
    )
    (place,) = read(urlset(line)).places
    published, changed = datetime(2026, 11, 19, 21, tzinfo=UTC), datetime(2026, 11, 21, 6, tzinfo=UTC)
    assert place.listing == Listing("wire", "https://wire.example/1", "نهران & جسر", published, URL, "ar", changed)
    assert place.changed_at == published


@pytest.mark.parametrize(
    "body",
    [
        urlset(TWO),
        b"\n \xef\xbb\xbf" + urlset(TWO),
        b"\xef\xbb\xbf\xef\xbb\xbf" + urlset(TWO),
        gzip.compress(urlset(TWO), mtime=0),
        gzip.compress(gzip.compress(urlset(TWO), mtime=0), mtime=0),
        urlset(TWO, head="<?xml version='1.0' encoding='utf-16'?>").decode().encode("utf-16"),
        f"<urlset>{TWO}</urlset>".encode(),
        f"<URLSET>{TWO.replace('url>', 'URL>').replace('loc>', 'LOC>')}</URLSET>".encode(),
        f"<urlset>{TWO}".encode(),
        f"<urlset>{TWO}<url><loc>https://wire.example/3".encode(),
        f"<urlset><news:news>{TWO}</urlset>".encode(),
        urlset(TWO.replace("</url>", "", 1)),
        urlset(TWO.replace("</loc>", "", 1)),
        urlset(TWO.replace("<loc>", "<loc><![CDATA[ ").replace("</loc>", "\n]]></loc>")),
        urlset("<url><loc></loc></url><url/>" + TWO + TWO),
        urlset(TWO.replace("https://wire.example", "")),
        urlset(TWO.replace("https:", "")),
        urlset(TWO) + b"<!-- generated -- in 0.2 s --><script>1 < 2</script>",
        b"<br />\n<b>Warning</b>: headers already sent in <b>/srv/x.php</b><br />\n" + urlset(TWO),
        urlset(TWO, head="<?xml version='1.0'?><!DOCTYPE urlset [<!ENTITY amp2 '#'>]>"),
        f"<s:urlset xmlns:s='http://www.google.com/schemas/sitemap/0.84'>{TWO.replace('<', '<s:').replace('<s:/', '</s:')}</s:urlset>".encode(),
        b"https://wire.example/1\r\nhttps://wire.example/2\r\n\r\n",
        b"\xef\xbb\xbfhttps://wire.example/1\nhttps://wire.example/2",
        gzip.compress(b"https://wire.example/1\nhttps://wire.example/2\nhttps://wire.example/1\n", mtime=0),
    ],
)
def test_a_sitemap_is_read_in_whatever_state_it_comes(body: bytes) -> None:
    sitemap = read(body)
    assert not sitemap.is_index
    assert addresses(sitemap) == PAGES


def test_a_raw_ampersand_stays_in_the_address() -> None:
    assert addresses(read(urlset("<url><loc>https://wire.example/read?id=1&lang=en&copy=2</loc></url>" + TWO))) == [
        "https://wire.example/read?id=1&lang=en&copy=2",
        *PAGES,
    ]


def test_pictures_films_and_translations_are_no_pages() -> None:
    extras = (
        "<image:image><image:loc>https://wire.example/1.jpg</image:loc><image:title>Photo</image:title></image:image>"
        "<image:loc>https://wire.example/2.jpg</image:loc><video:video><video:content_loc>https://wire.example/1.mp4</video:content_loc></video:video>"
        "<xhtml:link rel='alternate' hreflang='ar' href='https://wire.example/ar/1'/>"
    )
    line = f"<url>{extras}<loc>https://wire.example/1</loc>{extras}</url>"
    for body in (urlset(line), urlset(line + "<url><loc>https://wire.example/?a&b</loc>")):
        assert addresses(read(body))[0] == "https://wire.example/1"
        assert not [one for one in addresses(read(body)) if one.endswith(("jpg", "mp4", "ar/1"))]


def test_an_index_names_sitemaps_of_its_own_site_only_and_never_itself() -> None:
    named = (
        "https://wire.example/a.xml",
        URL,
        "https://news.wire.example/b.xml.gz",
        "https://elsewhere.example/c.xml",
        "/d.xml",
        "https://wire-archive.example/e.xml",
    )
    sitemap = read(index(*named, named[0]))
    assert sitemap.is_index
    assert addresses(sitemap) == [named[0], named[2], "https://wire.example/d.xml", named[5]]
    assert read(index(URL)) == Sitemap((), is_index=True)


def test_two_sites_under_one_country_s_second_level_are_two() -> None:
    source = replace(SOURCE, home="https://wire.com.iq/", domains=())
    body = index("https://wire.com.iq/a.xml", "https://other.com.iq/b.xml")
    assert addresses(read_sitemap(body, "https://wire.com.iq/sitemap.xml", source, NOW)) == ["https://wire.com.iq/a.xml"]


def test_what_lines_call_themselves_counts_not_the_root() -> None:
    maps = "<sitemap><loc>https://wire.example/a.xml</loc></sitemap>"
    assert read(urlset(maps)).is_index
    mixed = read(urlset(TWO + maps))
    assert (mixed.is_index, addresses(mixed), [one.listing.url for one in mixed.beside]) == (False, PAGES, ["https://wire.example/a.xml"])
    pages_of_an_index = read(f"<sitemapindex>{TWO}</sitemapindex>".encode())
    assert (pages_of_an_index.is_index, addresses(pages_of_an_index)) == (False, PAGES)
    maps_as_pages = read(b"<sitemapindex><url><loc>https://wire.example/post-1.xml</loc></url></sitemapindex>")
    assert (maps_as_pages.is_index, addresses(maps_as_pages)) == (True, ["https://wire.example/post-1.xml"])
    assert read(urlset("<url><loc>https://wire.example/sitemap-2.xml</loc></url>")).is_index


def test_a_feed_given_as_a_sitemap_is_read_as_one() -> None:
    rss = (
        b"<rss version='2.0'><channel><language>ar</language><item><link>https://wire.example/1</link><pubDate>Fri, 20 Nov 2026 10:00:00 +0300</pubDate></item>"
        b"<item><link>https://wire.example/2</link></item></channel></rss>"
    )
    atom = b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='/1'/></entry><entry><link href='/2'/></entry></feed>"
    for body in (rss, gzip.compress(rss), atom):
        assert addresses(read(body)) == PAGES
    first = read(rss).places[0]
    assert (first.listing.language, first.changed_at) == ("ar", datetime(2026, 11, 20, 7, tzinfo=UTC))


def test_of_an_endless_sitemap_no_more_is_read_than_the_protocol_allows() -> None:
    lines = "".join(f"<url><loc>/{number}</loc></url>" for number in range(MAX_PLACES + 10))
    assert len(read(urlset(lines)).places) == MAX_PLACES
    plain = "\n".join(f"https://wire.example/{number}" for number in range(MAX_PLACES + 10))
    assert len(read(plain.encode()).places) == MAX_PLACES


def test_an_empty_sitemap_is_one_without_pages() -> None:
    assert read(urlset("")) == Sitemap((), is_index=False)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"Not found",
        b"User-agent: *\nDisallow: /admin\nSitemap: https://wire.example/s.xml",
        b"<html><body><a href='/1'>1</a></body></html>",
        b"{}",
        b"<!doctype html><html><head><title>404</title></head></html>",
        b"<rss><channel/></rss>",
        b"\x89PNG\r\n\x1a\n\x00\x00",
    ],
)
def test_anything_else_is_refused(body: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        read(body)
    assert refused.value.reason in ("not_a_sitemap", "unreadable")


def test_entities_and_bombs_are_refused() -> None:
    for head in ("<!DOCTYPE u [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>", "<!DOCTYPE u [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]>"):
        with pytest.raises(Unreadable) as refused:
            read(urlset("<url><loc>https://wire.example/&b;&a;</loc></url>", head=head))
        assert refused.value.reason == "unsafe_xml"
    with pytest.raises(Unreadable) as refused:
        read_sitemap(gzip.compress(gzip.compress(b"<urlset>" + b" " * (4 << 20))), URL, SOURCE, NOW, max_bytes=1 << 20)
    assert refused.value.reason == "too_large"


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.sampled_from(["<url>", "</url>", "<loc>", "</loc>", "/1", "<![CDATA[", "]]>", "&", "<", "<sitemap>", "</urlset>", "<a:b>"]),
        max_size=40,
    )
)
def test_no_disorder_breaks_the_reader(pieces: list[str]) -> None:
    with suppress(Unreadable):
        read(("<urlset>" + "".join(pieces)).encode())
