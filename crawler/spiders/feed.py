"""Reads RSS and Atom feeds."""

from crawler.spiders.base import EntrySpider, Reading
from crawler.syndication import read_feed
from news.model import Listing


class FeedSpider(EntrySpider):
    name = "feed"
    kind = "feed"

    def read(self, body: bytes, url: str, content_type: str, reading: Reading) -> tuple[list[Listing], list[str]]:
        limit = self.job.options.max_bytes
        feed = read_feed(body, url, reading.source, self.job.clock(), content_type=content_type, max_bytes=limit)
        return list(feed.listings), []
