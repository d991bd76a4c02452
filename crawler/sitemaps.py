"""Sitemap bytes become Listings, or the sitemaps that an index names. How many of either are used is the spider's choice."""

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from urllib.parse import urlsplit

from lxml import etree

from crawler.dates import parse_date
from crawler.markup import Unreadable, local_name, parse_xml, safe_text, safe_xml
from crawler.syndication import address_of, language_of, plain_title, read_feed
from news.model import Listing, Source
from news.urls import host, same_site, site_of, web_url

MAX_PLACES = 50_000
"""What the protocol allows in one file (sitemaps.org)."""

_FEED = re.compile(r"<(?:[\w.-]{1,40}:)?(?:rss|rdf|feed|channel)(?=[\s/>])", re.IGNORECASE)
_ROOTS = ("urlset", "sitemapindex")
_FILE = re.compile(r"\.xml(?:\.gz)?$", re.IGNORECASE)
_SITEMAP_FILE = re.compile(r"sitemap[^/]*\.xml(?:\.gz)?$", re.IGNORECASE)
_OF_MEDIA = frozenset({"image", "video", "xhtml", "mobile"})


@dataclass(frozen=True, slots=True)
class Place:
    """One line of a sitemap: a page, or another sitemap, with when it changed last."""

    listing: Listing
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """`is_index`: the places are sitemaps themselves. `beside`: sitemaps that a list of pages names among them, against the protocol."""

    places: tuple[Place, ...]
    is_index: bool
    beside: tuple[Place, ...] = ()


def read_sitemap(body: bytes, url: str, source: Source, now: datetime, *, max_bytes: int = 10 << 20) -> Sitemap:
    """The places of a sitemap or sitemap index found at `url`, in its order, each address once; packed or not. A list of addresses
    in plain text and a feed are sitemaps too (sitemaps.org).

    An index names only sitemaps of its own site or of the source's. Raises Unreadable for anything else.
    """
    text = safe_text(body, max_bytes, languages=source.languages)
    if "<" not in text[:1000]:
        return _of_lines(text, url, source)
    xml = safe_xml(text, max_bytes)
    if _FEED.match(xml):
        feed = read_feed(body, url, source, now, max_bytes=max_bytes)
        if not feed.listings:
            raise Unreadable("not_a_sitemap", "is a feed without items")
        return Sitemap(tuple(Place(one, one.published_at or one.changed_at) for one in feed.listings), is_index=False)
    root = parse_xml(xml)
    kind = "" if root is None else next((name for element in root.iter(etree.Element) if (name := local_name(element)) in _ROOTS), "")
    if root is None or not kind:
        raise Unreadable("not_a_sitemap", f"its root is <{'?' if root is None else local_name(root)}>, not <urlset> or <sitemapindex>")
    return _of_elements(root, url, source, now, is_index=kind == "sitemapindex")


def newest_first(places: list[Place]) -> list[Place]:
    """By date, undated ones last, each in the order it had."""
    return sorted(places, key=lambda place: -place.changed_at.timestamp() if place.changed_at else 1.0)


def _of_lines(text: str, url: str, source: Source) -> Sitemap:
    """One address a line, and nothing else (sitemaps.org)."""
    lines = [line.strip() for line in text.splitlines()[:MAX_PLACES] if line.strip()]
    found = [line for line in lines if web_url(line) and " " not in line]
    if not found or len(found) * 2 < len(lines):
        raise Unreadable("not_a_sitemap" if text else "unreadable", "is neither XML nor a list of addresses")
    return Sitemap(_once([Place(Listing(source.id, line, found_on=url), None) for line in found]), is_index=False)


def _of_elements(root: etree._Element, url: str, source: Source, now: datetime, *, is_index: bool) -> Sitemap:
    """Lines by what each calls itself, whatever the root is called; those called pages by their address too."""
    named_map = _FILE if is_index else _SITEMAP_FILE
    near = {site_of(name) for name in (host(url), host(source.home), *source.domains)}
    pages: list[Place] = []
    maps: list[Place] = []
    for element in islice(root.iter("{*}url", "{*}sitemap", "{*}URL", "{*}SITEMAP", "{*}Url", "{*}Sitemap"), MAX_PLACES):
        place = _place(element, url, source, now)
        if place is None:
            continue
        address = place.listing.url
        if local_name(element) == "url" and not (".xml" in address.lower() and named_map.search(urlsplit(address).path)):
            pages.append(place)
        elif address != url and same_site(address, near):
            maps.append(place)
    if pages:
        return Sitemap(_once(pages), is_index=False, beside=_once(maps))
    return Sitemap(_once(maps), is_index=is_index or bool(maps))


def _place(element: etree._Element, url: str, source: Source, now: datetime) -> Place | None:
    told: dict[str, str] = {}
    news: dict[str, str] = {}
    for child in element:
        if not isinstance(child.tag, str):
            continue
        name = local_name(child)
        if name == "news":
            news = {local_name(deep): (deep.text or "").strip() for deep in child.iter(etree.Element)}
        elif (child.prefix or "").lower() not in _OF_MEDIA:
            told.setdefault(name, "".join(child.itertext()).strip())
    address = address_of(told.get("loc", ""), url)
    if not address:
        return None
    published = parse_date(news.get("publication_date", ""), source.timezone, now)
    changed = parse_date(told.get("lastmod", ""), source.timezone, now)
    title, language = (plain_title(news.get("title", "")), language_of(news.get("language", ""))) if news else ("", "")
    return Place(Listing(source.id, address, title, published, url, language, changed), published or changed)


def _once(places: list[Place]) -> tuple[Place, ...]:
    first: dict[str, Place] = {}
    for place in places:
        first.setdefault(place.listing.url, place)
    return tuple(first.values())
