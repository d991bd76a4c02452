"""Which request comes next: no host may hold more of the crawl's slots than it can use, so that a dead one costs only itself."""

from collections import Counter
from collections.abc import Generator
from typing import Any

from scrapy import Spider
from scrapy.core.downloader import Downloader, Slot
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.pqueues import DownloaderAwarePriorityQueue
from twisted.internet.defer import Deferred, inlineCallbacks


class CountingDownloader(Downloader):
    """Counts what each host holds. Scrapy's own count leaves out requests that wait for robots.txt or for a host's rest."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.held: Counter[str] = Counter()

    @inlineCallbacks
    def fetch(self, request: Request, spider: Spider | None = None) -> Generator[Deferred[Any], Any, Response | Request]:
        host = self.get_slot_key(request)
        self.held[host] += 1
        try:
            answer: Response | Request = yield super().fetch(request)
            return answer
        finally:
            self.held[host] -= 1


class FairQueue(DownloaderAwarePriorityQueue):
    """Takes the host that holds least, and none of a host that has its fill."""

    def pop(self) -> Request | None:
        held = self._downloader_interface.downloader.held  # type: ignore[attr-defined]
        limit = self.crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        free = [(held[host], host) for host in self.pqueues if held[host] < limit]
        if not free:
            return None
        host = self._next_slot(free, update_state=True)
        queue = self.pqueues[host]
        request = queue.pop()
        if not queue:
            del self.pqueues[host]
            queue.close()
        return request


def end_waiting(slot: Slot, error: Exception) -> None:
    """End the requests that wait for their turn at a host; those under way stay as they are."""
    while slot.queue:
        _, waiting = slot.queue.popleft()
        waiting.errback(error)
