"""The articles that a page names in the data it embeds for scripts: JSON-LD lists, and the state from which a page is rendered."""

import json
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from lxml import etree

from crawler.addresses import read_address
from crawler.anchors import MAX_LINKS, Anchor, base_of
from crawler.dates import parse_date
from crawler.wording import LONGEST
from news.text import clean
from news.urls import host, same_site, site_of, web_url

_MAX_NODES = 200_000
_MAX_DEPTH = 40
_MAX_BYTES = 8 << 20
_TITLES = ("headline", "title", "name", "heading")
_ADDRESSES = ("url", "link", "href", "permalink", "canonical_url", "canonicalUrl", "path", "uri", "@id", "mainEntityOfPage")
_DATES = ("datePublished", "published_at", "publishedAt", "publish_date", "publishDate", "date", "created_at", "createdAt")
_NO_ARTICLES = frozenset(
    {"BreadcrumbList", "SiteNavigationElement", "WebSite", "Organization", "NewsMediaOrganization", "Person", "ImageObject", "SearchAction"}
)
_MENUS = ("menu", "nav", "footer", "breadcrumb", "social", "tags", "categor", "author", "lang", "translat")


def embedded_links(root: etree._Element, url: str, hosts: tuple[str, ...], timezone: str, now: datetime) -> list[Anchor]:
    """The links named in a page's JSON: objects with both a title and an address. Bounded in depth and number."""
    base = base_of(root, url)
    sites = frozenset({site_of(host(url)), *(site_of(host(name) or name) for name in hosts)})
    here = read_address(url, url).key
    found: dict[str, Anchor] = {}
    for place, value in islice(_objects(root), MAX_LINKS):
        title = next((text for name in _TITLES if (text := _text(value.get(name)))), "")
        link = next((text for name in _ADDRESSES if (text := _link(value.get(name)))), "")
        absolute = web_url(link, base) if link else ""
        if not title or not absolute or absolute == base:
            continue
        address = read_address(absolute, url)
        if address.key == here:
            continue
        published = next((text for name in _DATES if (text := _text(value.get(name)))), "")
        anchor = Anchor(
            address,
            foreign=not same_site(absolute, sites),
            title=title,
            boxes={place},
            in_heading=True,
            in_prose=False,
            is_badge=False,
            aside=2 if any(name in place.lower() for name in _MENUS) else 0,
            dated=bool(published),
            published_at=parse_date(published, timezone, now) if published else None,
        )
        kept = found.setdefault(address.key, anchor)
        if kept.published_at is None:
            kept.published_at = anchor.published_at
    return list(found.values())


def _objects(root: etree._Element) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of a page's JSON scripts, each with the names that lead to it."""
    budget = _MAX_NODES
    for script in root.iter("script"):
        kind = str(script.get("type") or "").lower()
        text = script.text or ""
        if "json" not in kind or len(text) > _MAX_BYTES:
            continue
        try:
            queue: list[tuple[str, Any, int]] = [("", json.loads(text, strict=False), 0)]
        except (ValueError, RecursionError):
            continue
        # Depth first, in the order of the data: it is the order of the page.
        while queue and budget:
            budget -= 1
            place, value, depth = queue.pop()
            if depth > _MAX_DEPTH:
                continue
            if isinstance(value, list):
                queue.extend((place, one, depth + 1) for one in reversed(value))
            elif isinstance(value, dict):
                kinds = value.get("@type") or ""
                if _NO_ARTICLES.intersection([kinds] if isinstance(kinds, str) else [one for one in kinds if isinstance(one, str)]):
                    continue
                yield place, value
                queue.extend(
                    (f"{place}.{name}"[-200:], one, depth + 1) for name, one in reversed(value.items()) if isinstance(one, dict | list)
                )


def _text(value: Any) -> str:
    if isinstance(value, dict):  # WordPress' {"rendered": …}
        value = value.get("rendered")
    return " ".join(clean(value).split())[:LONGEST] if isinstance(value, str) else ""


def _link(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    return value.strip() if isinstance(value, str) and len(value) < 2000 and ("/" in value) else ""
