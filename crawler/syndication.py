"""RSS and Atom bytes become Listings; forgiving, since half of all feeds are broken somewhere."""

from datetime import datetime
from html import escape
from typing import Any

import feedparser

from crawler.dates import parse_date
from crawler.markup import Unreadable, safe_xml
from news.model import Listing, Source
from news.text import clean
from news.urls import web_url

MAX_ENTRIES = 1000


def read_feed(body: bytes, url: str, source: Source, now: datetime, *, content_type: str = "", max_bytes: int = 10 << 20) -> list[Listing]:
    """The Listings of a feed found at `url`, in its order.

    A title may be empty, a date missing (none given, or one that cannot be true). Raises Unreadable where the bytes are no feed.
    """
    xml = safe_xml(body, max_bytes)
    parsed = feedparser.parse(
        xml,
        response_headers={"content-type": _media_type(xml, content_type), "content-location": url},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    version = str(parsed.get("version") or "")
    if not version and not parsed.entries:
        raise Unreadable("not_a_feed", "is neither RSS nor Atom")
    # `updated` is when an Atom entry was last touched, no date of publication; of RSS feedparser keeps dc:date there.
    fields = ("published",) if version.startswith("atom") else ("published", "updated", "created")
    base = web_url(str(parsed.feed.get("link") or ""), url) or url
    listings = []
    for entry in parsed.entries[:MAX_ENTRIES]:
        address = _address(entry, url, base)
        if address:
            listings.append(Listing(source.id, address, _title(entry), _date(entry, fields, source, now), found_on=url))
    return listings


def _media_type(xml: bytes, content_type: str) -> str:
    """The label under which feedparser will find the right encoding: bytes and XML declaration are truer than most headers."""
    try:
        xml.decode()
        return "application/xml; charset=utf-8"
    except UnicodeDecodeError:
        return "application/xml" if b"encoding=" in xml[:200] else content_type or "application/xml"


def _address(entry: Any, url: str, base: str) -> str:
    """The entry's link, else its guid where that is an address; relative ones against the feed's own site."""
    link = str(entry.get("link") or "").strip()
    if not link:
        links = [item.get("href", "") for item in entry.get("links", ()) if item.get("rel", "alternate") == "alternate"]
        link = next((href for href in links if href), "")
    if not link:
        guid = str(entry.get("id") or "").strip()
        link = guid if guid.startswith(("http://", "https://")) else ""
    return web_url(link, base if "://" not in link else url) if link else ""


def _title(entry: Any) -> str:
    return " ".join(clean(_without_tags(str(entry.get("title") or ""))).split())[:500]


def _without_tags(title: str) -> str:
    if "<" not in title and "&" not in title:
        return title
    from lxml import html  # only titles with markup in them pay for the parser

    try:
        return str(html.fromstring(f"<p>{title}</p>").text_content())
    except (ValueError, TypeError):
        return title


def _date(entry: Any, fields: tuple[str, ...], source: Source, now: datetime) -> datetime | None:
    for field in fields:
        # Past feedparser's own `get`, which gives `updated` for a missing `published`.
        if text := dict.get(entry, field):
            return parse_date(str(text), source.timezone, now)
    return None


def content_page(listing: Listing) -> bytes:
    """The text that a feed gives of a Listing, as a page of its own."""
    title = escape(listing.title)
    return f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{listing.content}</article></body></html>".encode()
