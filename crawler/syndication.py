"""Feeds of every kind become Listings, and the address of their next older part; forgiving, since half of all feeds are broken somewhere.

An item is known by its address and never by its guid: guids are missing, reused, and kept where the address changes.
"""

import html
import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.atomrss import MAX_ITEMS, read_xml
from crawler.dates import parse_date
from crawler.feeditems import FeedItem, RawFeed
from crawler.jsonfeed import read_json
from crawler.markup import safe_text, safe_xml
from crawler.wholetext import whole_text
from news.language import primary
from news.model import Listing, Source
from news.text import clean
from news.urls import host, web_url

_SPACE = re.compile(r"\s*[\r\n\t]\s*")
_SOUND = re.compile(r"https?://[\w-]+(?:\.[\w-]+)+(?::\d{1,5})?/[!#-%'-;=?-~]*", re.ASCII)  # nearly all there are: nothing to be done
_SCHEME = re.compile(r"^(?:https?:/*(?=https?:))?(https?)(?::/*|//+)", re.IGNORECASE)  # "https:/one", "http//one", "http://https://one"
_WITHIN = re.compile(r"https?://[^\s\"'<>]+")
_AMPERSAND = re.compile(r"&(?:amp|#0*38|#[xX]0*26);")
_INLINE = (
    r"a|abbr|b|big|br|cite|code|del|div|em|font|h[1-6]|i|img|ins|li|mark|nobr|ol|p|q|s|small|span|strike|strong|sub|sup|u|ul|wbr|bdi|bdo|tt"
)
_TAG = re.compile(rf"</?(?:(br|p|div|li|h[1-6])|{_INLINE})(?:\s[^<>]{{0,1000}})?/?>|<!--.{{0,500}}?-->", re.IGNORECASE | re.DOTALL)
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_NO_LANGUAGE = frozenset({"und", "mul", "zxx", "mis", "art", "xx", "all"})
_LANGUAGE_NAMES = {"english": "en", "arabic": "ar", "kurdish": "ku", "sorani": "ckb", "kurmanji": "kmr", "عربي": "ar", "العربية": "ar"}


@dataclass(frozen=True, slots=True)
class Feed:
    """`older`: where the next older part is, on the same host; empty where none is told of."""

    listings: tuple[Listing, ...]
    older: str = ""


def read_feed(body: bytes, url: str, source: Source, now: datetime, *, content_type: str = "", max_bytes: int = 10 << 20) -> Feed:
    """The Listings of a feed found at `url`, in its order, each address once: RSS, RDF, Atom or JSON Feed.

    A title may be empty, a date missing (none given, or one that cannot be true). Raises Unreadable where the bytes are no feed.
    """
    text = safe_text(body, max_bytes, content_type, source.languages)
    told = read_json(text) if text.startswith("{") else read_xml(safe_xml(text, max_bytes))
    site = address_of(told.site, url, url)
    base = site if "." in host(site) else url
    spoken = language_of(told.language)
    found: dict[str, Listing] = {}
    for item in told.items[:MAX_ITEMS]:
        address = _address_of(item, base)
        if address and address not in found:
            found[address] = Listing(
                source.id,
                address,
                plain_title(item.title),
                _date(item.published, source, now),
                found_on=url,
                language=language_of(item.language) or spoken,
                changed_at=_date(item.changed, source, now),
                content=clean(whole_text(item.texts, item.summaries)),
            )
    return Feed(tuple(found.values()), _older(told, url))


def plain_title(title: str) -> str:
    """On one line, without markup, however often it was escaped; at most 500 characters."""
    for _ in range(3):
        before = title
        if "<" in title:
            title = _TAG.sub(lambda found: " " if found[1] else "", title)
        if "&" in title:
            title = _REFERENCE.sub(lambda found: html.unescape(found[0]), title)
        if title == before:
            break
    return " ".join(clean(title).split())[:500]


# ---------------------------------------------------------------- addresses


def _address_of(item: FeedItem, base: str) -> str:
    """The item's own address. A guid stands in where it is one: where there is no link, or one to the front page only."""
    within = web_url(item.base, base) if item.base else base
    own = next((address for link in item.links if (address := address_of(link, within or base, base))), "")
    guid = item.guid.strip()
    permanent = web_url(guid, base) if guid.startswith(("http://", "https://", "/")) else ""
    if permanent and (not own or (_is_front(own) and not _is_front(permanent))):
        return permanent
    return own


def _is_front(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query and not parts.fragment


def address_of(link: str, base: str, site: str = "") -> str:
    """The absolute address that a link means, by what else was made of it: blanks and breaks in it, markup around it, no scheme; empty
    where it is none of the web. `site`: whose hosts it may begin with.
    """
    if _SOUND.fullmatch(link):
        return link
    site = site or base
    link = _SCHEME.sub(r"\1://", _SPACE.sub("", clean(link).strip("\u200b\ufeff \t\r\n")))
    if "<" in link or " http" in link:
        link = found[0] if (found := _WITHIN.search(link)) else ""
    if not link:
        return ""
    link = _AMPERSAND.sub("&", link).replace(" ", "%20")
    if "://" not in link[:12] and not link.startswith("/"):
        start = link.partition("/")[0].lower()
        if start.startswith("www.") or (start and start.removeprefix("www.") == host(site)):
            link = f"{urlsplit(site).scheme}://{link}"
    return web_url(link, base)


def _older(told: RawFeed, url: str) -> str:
    """What the feed names; of WordPress, which names none, the next number of `paged`."""
    older = address_of(told.older, url, url)
    if not older and told.items and "wordpress" in told.generator.lower():
        parts = urlsplit(url)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        paged = query.get("paged", "1")
        query["paged"] = str(int(paged) + 1) if paged.isascii() and paged.isdigit() and len(paged) < 6 else "2"
        older = urlunsplit(parts._replace(query=urlencode(query), fragment=""))
    return older if older != url and host(older) == host(url) else ""


# ---------------------------------------------------------------- the rest


def language_of(tag: str) -> str:
    """The archive's name of a language tag; empty for what names none."""
    if not tag:
        return ""
    first = re.split(r"[,;|\s]", tag.strip())[0].lower()
    found = primary(_LANGUAGE_NAMES.get(first, first))
    return found if len(found) <= 3 and found not in _NO_LANGUAGE else ""


def _date(dates: tuple[str, ...], source: Source, now: datetime) -> datetime | None:
    return next((found for text in dates if (found := parse_date(text, source.timezone, now))), None)


def content_page(listing: Listing) -> bytes:
    """The text that a feed gives of a Listing, as a page of its own."""
    title = html.escape(listing.title)
    return f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{listing.content}</article></body></html>".encode()
