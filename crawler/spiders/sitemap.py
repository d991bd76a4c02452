"""Reads sitemaps, news sitemaps and sitemap indexes: newest first, and only so many new pages a run."""

from collections.abc import Iterable

from crawler.reading import MAX_PAGES, Reading
from crawler.spiders.base import EntrySpider
from news.model import Listing


class SitemapSpider(EntrySpider):
    name = "sitemap"
    kind = "sitemap"

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


def _age(listing: Listing) -> float:
    return -listing.published_at.timestamp() if listing.published_at else 0.0
