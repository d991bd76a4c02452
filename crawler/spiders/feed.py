"""Reads RSS and Atom feeds."""

from crawler.spiders.base import EntrySpider


class FeedSpider(EntrySpider):
    name = "feed"
    kind = "feed"
