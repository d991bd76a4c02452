"""One answer of an entry point, whatever its kind: Listings, and where more of them are."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from crawler.addresses import read_address
from crawler.extraction.encoding import decode
from crawler.headlines import sift
from crawler.markup import Unreadable
from crawler.paging import dated_pages, older_page
from crawler.ports import LeftOut
from crawler.sitemaps import Place, newest_first, read_sitemap
from crawler.syndication import read_feed
from news.model import EntryKind, Listing, Source
from news.urls import host

# Of pages, terms and people: WordPress' own, Yoast's and Rank Math's names for them, which other systems use as well.
_OTHER_SITEMAP = re.compile(
    r"(?:^|[^a-z])(?:categor(?:y|ies)|taxonom(?:y|ies)|tags?|authors?|users?|attachments?|products?|events?|images?|locations?|topics?)(?:[^a-z]|$)"
    r"|posts-page-|^page-sitemap",
    re.IGNORECASE,
)


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
            return _read_sitemap(body, url, source, now, max_bytes)
        case "listing":
            return _read_listing(decode(body, content_type, source.languages), url, source, now)


def _read_sitemap(body: bytes, url: str, source: Source, now: datetime, max_bytes: int) -> Answer:
    sitemap = read_sitemap(body, url, source, now, max_bytes=max_bytes)
    if sitemap.is_index:
        return Answer(sitemaps=_of_articles(sitemap.places))
    listings, left_out = [], []
    for place in newest_first(list(sitemap.places)):
        # A site's general sitemap names its sections and services as well; what has a headline is of the news.
        address = read_address(place.listing.url, place.listing.url)
        if address.reason and not address.soft and not place.listing.title:
            left_out.append(LeftOut(place.listing.url, "", address.reason))
        else:
            listings.append(place.listing)
    return Answer(tuple(listings), sitemaps=_of_articles(sitemap.beside), left_out=tuple(left_out))


def _of_articles(places: Sequence[Place]) -> tuple[Place, ...]:
    """The sitemaps of an index that may name articles, those of news first, then the newest; all of them where none may."""
    likely = [place for place in places if not _OTHER_SITEMAP.search(place.listing.url.rpartition("/")[2])]
    return tuple(sorted(newest_first(likely or list(places)), key=lambda place: "news" not in place.listing.url.lower()))


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
