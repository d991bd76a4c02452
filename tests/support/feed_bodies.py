"""Feeds of our own for the tests: RSS and Atom around some items, and how the crawler reads them."""

from benchmarks.feeds import NOW, SOURCE, URL
from crawler.syndication import Feed, read_feed
from news.model import Listing

HEAD = "<?xml version='1.0' encoding='utf-8'?>"
MODULES = (
    "xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:dc='http://purl.org/dc/elements/1.1/' "
    "xmlns:dcterms='http://purl.org/dc/terms/' xmlns:atom='http://www.w3.org/2005/Atom'"
)


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
