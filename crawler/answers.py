"""One answer of an entry point, whatever its kind: Listings, and where more of them are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from crawler.extraction.encoding import decode
from crawler.headlines import sift
from crawler.markup import Unreadable
from crawler.paging import dated_pages, older_page
from crawler.ports import LeftOut
from crawler.sitemaps import Place, newest_first, read_sitemap
from crawler.syndication import read_feed
from news.model import EntryKind, Listing, Source
from news.urls import host


@dataclass(frozen=True, slots=True)
class Answer:
    """`older`: the address of the next older part, empty where there is none. `sitemaps`: those that an index names, the likeliest
    to bring news first. `days`: archive pages of one day. `left_out`: links that were taken for no article's, with the reason.
    """

    listings: tuple[Listing, ...] = ()
    older: str = ""
    sitemaps: tuple[Place, ...] = ()
    days: Mapping[date, str] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()


def read_answer(kind: EntryKind, body: bytes, url: str, content_type: str, source: Source, now: datetime, max_bytes: int) -> Answer:
    """What an answer of this kind, found at `url`, tells. Raises Unreadable where it is of no such kind, or empty of headlines."""
    match kind:
        case "feed":
            feed = read_feed(body, url, source, now, content_type=content_type, max_bytes=max_bytes)
            return Answer(feed.listings, feed.older)
        case "sitemap":
            sitemap = read_sitemap(body, url, source, now, max_bytes=max_bytes)
            places = newest_first(list(sitemap.places))
            if sitemap.is_index:
                return Answer(sitemaps=tuple(sorted(places, key=_not_news)))
            beside = newest_first(list(sitemap.beside))
            return Answer(tuple(place.listing for place in places), sitemaps=tuple(sorted(beside, key=_not_news)))
        case "listing":
            return _read_listing(decode(body, content_type, source.languages), url, source, now)


def _read_listing(markup: str, url: str, source: Source, now: datetime) -> Answer:
    sifted = sift(markup, url, (host(source.home), *source.domains), timezone=source.timezone, now=now)
    headlines = [link for link in sifted if not link.reason]
    if not headlines:
        raise Unreadable("no_headlines", "no headline links were found on it")
    return Answer(
        tuple(Listing(source.id, link.url, link.title, link.published_at, url) for link in headlines),
        older=older_page(markup, url),
        days=dated_pages(markup, url),
        left_out=tuple(LeftOut(link.url, link.title, link.reason) for link in sifted if link.reason),
    )


def _not_news(place: Place) -> bool:
    return "news" not in place.listing.url.lower()
