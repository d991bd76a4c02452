"""Feeds and sitemaps that are bombs, reach for files, lie about themselves or are broken, from a server: whatever each is, the rest comes."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from internet import Answer, Internet, serving

from crawler.reading import MAX_PAGES, MAX_SITEMAPS

SITEMAP = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"
BILLION = "<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
BOMBS = {
    "billion": f"<?xml version='1.0'?><!DOCTYPE r [{BILLION}]><rss><channel><title>&a9;</title><item><link>/1</link></item></channel></rss>",
    "quadratic": f"<!DOCTYPE r [<!ENTITY a '{'a' * 50_000}'>]><rss><channel><title>{'&a;' * 50_000}</title></channel></rss>",
    "plain": f"<!DOCTYPE r [<!ENTITY a '{'a' * 60}'>]><rss><channel><title>{'&a;' * 200_000}</title></channel></rss>",
}
BOMB_MAPS = {"billionmap": BOMBS["billion"].replace("rss", "urlset"), "plainmap": BOMBS["plain"].replace("rss", "urlset")}
GOOD = ("http://good.example/1", "http://good.example/2")


def item(link: str, title: str = "A title of some words") -> str:
    return f"<item><title>{title}</title><link>{link}</link></item>"


def rss(*items: str, head: str = "<?xml version='1.0' encoding='utf-8'?>") -> str:
    return f"{head}<rss version='2.0'><channel><title>t</title>{''.join(items)}</channel></rss>"


def bombs(world: Internet) -> Iterator[tuple[str, str, str]]:
    """Fault 57. Each fault yields its sources: id, kind, address."""
    for name, body in BOMBS.items():
        yield name, "feed", world.put(f"http://{name}.example/feed", body, type="application/rss+xml")
    for name, body in BOMB_MAPS.items():
        yield name, "sitemap", world.put(f"http://{name}.example/map.xml", body, type="application/xml")


def reaching(world: Internet) -> Iterator[tuple[str, str, str]]:
    """Fault 58: entities and a document type that lie elsewhere, on a server that would be asked without the proxy."""
    stolen = f"{world.proxy}/stolen"
    for name, declared in (
        ("file", "<!ENTITY x SYSTEM 'file:///etc/hostname'>"),
        ("web", f"<!ENTITY x SYSTEM '{stolen}'>"),
        ("parameter", f"<!ENTITY % x SYSTEM '{stolen}'>%x;"),
    ):
        title = "&x;" if name != "parameter" else "t"
        body = rss(item(f"http://{name}.example/1", title), head=f"<?xml version='1.0'?><!DOCTYPE rss [{declared}]>")
        yield name, "feed", world.put(f"http://{name}.example/feed", body, type="application/rss+xml")
        places = f"<!DOCTYPE urlset [{declared}]><urlset {SITEMAP}><url><loc>http://{name}map.example/{title}</loc></url></urlset>"
        yield f"{name}map", "sitemap", world.put(f"http://{name}map.example/map.xml", places, type="application/xml")
    doctype = rss(item("http://doctype.example/1"), head=f"<?xml version='1.0'?><!DOCTYPE rss SYSTEM '{stolen}.dtd'>")
    yield "doctype", "feed", world.put("http://doctype.example/feed", doctype, type="application/rss+xml")
    include = f"<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='{stolen}' parse='text'/>"
    sheet = f"<?xml version='1.0'?><?xml-stylesheet href='{stolen}.xsl' type='text/xsl'?>"
    yield "include", "feed", world.put("http://include.example/feed", rss(include, item("http://include.example/1"), head=sheet))


def broken(world: Internet) -> Iterator[tuple[str, str, str]]:
    """Fault 59: what is not closed, not escaped, cut."""
    site = "http://broken.example"
    whole = item(f"{site}/1?a=1&b=2", "Oil & gas < water &nbsp; &bogus;") + f"<item><title>Not closed<link>{site}/2</link></item>"
    body = f"<?xml version='1.0'?><rss><channel><title>t</title>{whole}{item(f'{site}/3')}<item><title>Cut off</ti"
    yield "broken", "feed", world.put(f"{site}/feed", body, type="application/rss+xml")
    places = f"<urlset {SITEMAP}><url><loc>http://brokenmap.example/1?a=1&b=2</loc></url><url><loc>http://brokenmap.example/2</loc><url><loc>http://broken"
    yield "brokenmap", "sitemap", world.put("http://brokenmap.example/map.xml", places, type="application/xml")


def index(*addresses: str) -> str:
    return f"<sitemapindex {SITEMAP}>{''.join(f'<sitemap><loc>{one}</loc></sitemap>' for one in addresses)}</sitemapindex>"


def urlset(*addresses: str) -> str:
    return f"<urlset {SITEMAP}>{''.join(f'<url><loc>{one}</loc></url>' for one in addresses)}</urlset>"


def packed_bomb(megabytes: int) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    million = b" " * (1 << 20)
    return b"".join([packer.compress(b"<urlset>"), *(packer.compress(million) for _ in range(megabytes)), packer.flush()])


def endless(world: Internet) -> Iterator[tuple[str, str, str]]:
    """Fault 60: indexes that name themselves, each other, ever new ones and far too many; a sitemap that unpacks to 200 MB."""
    put, xml = world.put, {"type": "application/xml"}
    ring = "http://ring.example"
    put(f"{ring}/a.xml", index(f"{ring}/a.xml", f"{ring}/b.xml"), **xml)
    put(f"{ring}/b.xml", index(f"{ring}/a.xml", f"{ring}/b.xml", f"{ring}/c.xml"), **xml)
    put(f"{ring}/c.xml", urlset(f"{ring}/1"), **xml)
    yield "ring", "sitemap", f"{ring}/a.xml"
    numbers = count()
    world.sites["deep.example"] = lambda url: (
        Answer("", 404)
        if "robots" in url
        else Answer(index(*(f"http://deep.example/{next(numbers)}.xml" for _ in range(3))), type="application/xml")
    )
    yield "deep", "sitemap", "http://deep.example/sitemap.xml"
    wide = "http://wide.example"
    world.sites["wide.example"] = lambda url: (
        Answer("", 404)
        if "robots" in url
        else Answer(urlset(f"{wide}/of/{url.rpartition('/')[2].removesuffix('.xml')}-and-all-its-ways"), type="application/xml")
        if url.endswith(".xml")
        else Answer("<p>A page.")
    )
    yield "wide", "sitemap", put(f"{wide}/sitemap.xml", index(*(f"{wide}/{number}.xml" for number in range(50_000))), **xml)
    bomb, packed = "http://packed.example", packed_bomb(200)
    put(f"{bomb}/bomb.xml.gz", packed, type="application/gzip")
    put(f"{bomb}/encoded.xml", packed, type="application/xml", headers={"Content-Encoding": "gzip"})
    put(f"{bomb}/good.xml", urlset(f"{bomb}/1"), **xml)
    yield "packed", "sitemap", put(f"{bomb}/sitemap.xml", index(f"{bomb}/bomb.xml.gz", f"{bomb}/encoded.xml", f"{bomb}/good.xml"), **xml)
    long = "http://long.example"
    world.sites["long.example"] = lambda url: Answer("", 404) if "robots" in url else Answer("<p>A page.")
    yield "long", "sitemap", put(f"{long}/sitemap.xml", urlset(*(f"{long}/news/{number}" for number in range(5_000))), **xml)


def mislabelled(world: Internet) -> Iterator[tuple[str, str, str]]:
    """Fault 62: as HTML, with a mark or blank lines before it, in another encoding than it says."""

    def arabic(name: str) -> str:
        return item(f"http://{name}.example/{name}", "بغداد تستعد لموسم الأمطار")

    for name, body, kind in (
        ("html", rss(arabic("html")).encode(), "text/html; charset=utf-8"),
        ("none", rss(arabic("none")).encode(), ""),
        ("mark", b"\xef\xbb\xbf" + rss(arabic("mark")).encode(), "application/xml"),
        ("blank", b"\n\n  \r\n" + rss(arabic("blank")).encode(), "text/xml"),
        ("warned", b"<br />\n<b>Warning</b>: something in <b>/a.php</b><br />\n" + rss(arabic("warned")).encode(), "text/html"),
        ("windows", rss(arabic("windows")).encode("windows-1256"), "text/xml; charset=utf-8"),
        ("utf16", rss(arabic("utf16"), head="<?xml version='1.0' encoding='utf-16'?>").encode(), "text/xml"),
        ("latin", rss(arabic("latin"), head="<?xml version='1.0' encoding='iso-8859-1'?>").encode(), "text/xml; charset=iso-8859-1"),
    ):
        yield name, "feed", world.put(f"http://{name}.example/feed", body, type=kind)


@dataclass
class Outcome:
    """One crawl of them all: what the sink was told, and what the server was asked for."""

    crawled: Any
    asked: list[str]

    def items(self, source_id: str) -> list[tuple[str, str]]:
        """Address below the host and title of what the source's entry point named."""
        read = next(event for event in self.crawled.read().values() if event["source"]["id"] == source_id)
        return [(one["url"].partition(".example")[2], one["title"]) for one in read["listings"]]

    def failures(self) -> dict[str, str]:
        return {event["source"]["id"]: event["reason"] for event in self.crawled.failed().values()}

    def of(self, host: str) -> list[str]:
        return [url for url in self.asked if f"//{host}.example/" in url and not url.endswith("robots.txt")]


@pytest.fixture(scope="module")
def outcome(crawl: Any, source: Any) -> Iterator[Outcome]:
    with serving() as world:
        faults = [one for fault in (bombs, reaching, broken, endless, mislabelled) for one in fault(world)]
        good = world.feed("http://good.example/feed", *map(item, GOOD))
        sources = [source(name, (kind, url), languages=["ar", "en"]) for name, kind, url in (*faults, ("good", "feed", good))]
        crawled = crawl({"sources": sources, "options": {"proxy": world.proxy, "max_bytes": 10 << 20, "pages": 40}})
        assert crawled.code == 0, crawled.stderr
        yield Outcome(crawled, world.asked)


def test_a_bomb_is_refused_in_little_memory_and_the_other_sources_come(outcome: Outcome) -> None:
    assert {name: outcome.failures().get(name) for name in (*BOMBS, *BOMB_MAPS)} == dict.fromkeys((*BOMBS, *BOMB_MAPS), "unsafe_xml")
    assert [url for url, _ in outcome.items("good")] == ["/1", "/2"]
    # 120 MB of it is the crawler itself; the smallest of the bombs is 200 MB.
    assert outcome.crawled.out["peak_mb"] < 300, outcome.crawled.out["peak_mb"]


def test_no_feed_or_sitemap_makes_the_crawler_read_a_file_or_ask_an_address(outcome: Outcome) -> None:
    reach = ("file", "web", "parameter")
    assert {name: outcome.failures().get(name) for name in (*reach, *(f"{one}map" for one in reach))} == dict.fromkeys(
        (*reach, *(f"{one}map" for one in reach)), "unsafe_xml"
    )
    assert [url for url, _ in outcome.items("doctype")] == [url for url, _ in outcome.items("include")] == ["/1"]
    assert not [url for url in outcome.asked if "stolen" in url]


def test_of_a_broken_feed_what_can_be_read_comes(outcome: Outcome) -> None:
    assert [url for url, _ in outcome.items("broken")] == ["/1?a=1&b=2", "/2", "/3"]
    assert outcome.items("broken")[0][1].startswith("Oil & gas < water")
    assert [url for url, _ in outcome.items("brokenmap")] == ["/1?a=1&b=2", "/2"]


def test_an_index_that_names_itself_is_read_once(outcome: Outcome) -> None:
    assert [url.rpartition("/")[2] for url in outcome.of("ring")] == ["a.xml", "b.xml", "c.xml", "1"]


def test_an_index_without_end_or_of_fifty_thousand_costs_so_many_requests(outcome: Outcome) -> None:
    assert len(outcome.of("deep")) <= MAX_SITEMAPS + 1
    assert len([url for url in outcome.of("wide") if "/of/" not in url]) <= MAX_SITEMAPS + 1
    assert len(outcome.items("wide")) >= MAX_SITEMAPS - 1
    assert len(outcome.items("long")) == MAX_PAGES


def test_a_packed_sitemap_that_is_a_bomb_costs_only_itself(outcome: Outcome) -> None:
    assert [url for url, _ in outcome.items("packed")] == ["/1"]


@pytest.mark.parametrize("name", ["html", "none", "mark", "blank", "warned", "windows", "utf16", "latin"])
def test_a_feed_is_read_whatever_it_says_that_it_is(outcome: Outcome, name: str) -> None:
    assert outcome.items(name) == [(f"/{name}", "بغداد تستعد لموسم الأمطار")]
