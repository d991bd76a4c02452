"""Reads front and section pages: their headline links."""

from crawler.spiders.base import EntrySpider


class ListingSpider(EntrySpider):
    name = "listing"
    kind = "listing"
