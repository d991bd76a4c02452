"""Sitemap bytes become Listings, or the sitemaps that an index names. How many of either are used is the spider's choice."""

from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from crawler.dates import parse_date
from crawler.markup import Unreadable, safe_xml
from news.model import Listing, Source
from news.text import clean
from news.urls import web_url

MAX_PLACES = 50_000
"""What the protocol allows in one file (sitemaps.org)."""


@dataclass(frozen=True, slots=True)
class Place:
    """One line of a sitemap: a page, or another sitemap, with when it changed last."""

    listing: Listing
    changed_at: datetime | None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Sitemap:
    """`is_index`: the places are sitemaps themselves."""

    places: tuple[Place, ...]
    is_index: bool


def read_sitemap(body: bytes, url: str, source: Source, now: datetime, *, max_bytes: int = 10 << 20) -> Sitemap:
    """The places of a sitemap or sitemap index found at `url`, in its order; packed or not. Raises Unreadable for anything else."""
    xml = safe_xml(body, max_bytes)
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True)
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("not_a_sitemap", "is no XML") from error
    kind = _name(root) if root is not None else ""
    if kind not in ("urlset", "sitemapindex"):
        raise Unreadable("not_a_sitemap", f"its root is <{kind or '?'}>, not <urlset> or <sitemapindex>")
    places = [place for child in root[:MAX_PLACES] if (place := _place(child, url, source, now))]
    return Sitemap(tuple(places), kind == "sitemapindex")


def _place(element: etree._Element, url: str, source: Source, now: datetime) -> Place | None:
    if not isinstance(element.tag, str) or _name(element) not in ("url", "sitemap"):
        return None
    told = {_name(child): (child.text or "").strip() for child in element if isinstance(child.tag, str)}
    address = web_url(told.get("loc", ""), url)
    if not address:
        return None
    news: dict[str, str] = {}
    for child in element:
        if isinstance(child.tag, str) and _name(child) == "news":
            news = {_name(deep): (deep.text or "").strip() for deep in child.iter() if isinstance(deep.tag, str)}
    published = parse_date(news.get("publication_date", ""), source.timezone, now)
    changed = parse_date(told.get("lastmod", ""), source.timezone, now)
    title = " ".join(clean(news.get("title", "")).split())[:500]
    return Place(Listing(source.id, address, title, published, found_on=url), published or changed, news.get("language", ""))


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2].lower()


def newest_first(places: list[Place]) -> list[Place]:
    """By date, undated ones last, each in the order it had."""
    return sorted(places, key=lambda place: -place.changed_at.timestamp() if place.changed_at else 1.0)
