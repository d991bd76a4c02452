"""Reads front and section pages: their headline links."""

from crawler.extraction.encoding import decode
from crawler.headlines import find_headlines
from crawler.markup import Unreadable
from crawler.spiders.base import EntrySpider, Reading
from news.model import Listing


class ListingSpider(EntrySpider):
    name = "listing"
    kind = "listing"

    def read(self, body: bytes, url: str, content_type: str, reading: Reading) -> tuple[list[Listing], list[str]]:
        source = reading.source
        headlines = find_headlines(decode(body, content_type, source.languages), url)
        if not headlines:
            raise Unreadable("no_headlines", "no headline links were found on it")
        return [Listing(source.id, headline.url, headline.title, found_on=url) for headline in headlines], []
