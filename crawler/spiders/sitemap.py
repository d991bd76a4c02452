"""Reads sitemaps, news sitemaps and sitemap indexes: newest first, and only so much of them a run."""

from collections.abc import Iterable

from crawler.sitemaps import Place, newest_first, read_sitemap
from crawler.spiders.base import EntrySpider, Reading
from news.model import Listing

MAX_SITEMAPS = 30
"""Files that one entry point may cost in a run, indexes included."""
MAX_PAGES = 300
"""New pages that one entry point may bring in a run; the rest come in the runs after it."""


class SitemapSpider(EntrySpider):
    name = "sitemap"
    kind = "sitemap"

    def read(self, body: bytes, url: str, content_type: str, reading: Reading) -> tuple[list[Listing], list[str]]:
        sitemap = read_sitemap(body, url, reading.source, self.job.clock(), max_bytes=self.job.options.max_bytes)
        pages = () if sitemap.is_index else newest_first(list(sitemap.places))
        for page in pages:
            if page.listing.language:
                self.job.told_language(page.listing.url, page.listing.language)
        children = []
        for place in sorted(newest_first(list(sitemap.places if sitemap.is_index else sitemap.beside)), key=_not_news):
            address = place.listing.url
            if address not in reading.visited and len(reading.visited) <= MAX_SITEMAPS:
                reading.visited.add(address)
                children.append(address)
        return [page.listing for page in pages], children

    def choose(self, reading: Reading) -> Iterable[Listing]:
        """Those already known, and the newest of the others."""
        new = 0
        for listing in sorted(reading.listings, key=_age):
            if not self.job.memory.known(listing.url):
                new += 1
                if new > MAX_PAGES:
                    reading.cut = True
                    return
            yield listing


def _not_news(place: Place) -> bool:
    return "news" not in place.listing.url.lower()


def _age(listing: Listing) -> float:
    return -listing.published_at.timestamp() if listing.published_at else 0.0
