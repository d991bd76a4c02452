"""Which request comes next: no host may hold more of the crawl's slots than it can use, so that a dead one costs only itself;
and none is asked oftener than its delay allows, however many spiders ask it.
"""

from collections import Counter
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from scrapy import Spider
from scrapy.core.downloader import Downloader, Slot
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.pqueues import DownloaderAwarePriorityQueue
from twisted.internet.defer import Deferred, inlineCallbacks

if TYPE_CHECKING:
    from crawler.patience import HostBook


class SharedSlot(Slot):
    """A host's place in one spider's downloader; when the host was asked last is known to all of them."""

    def __init__(self, own: Slot, host: str, hosts: "HostBook") -> None:
        self._host = host
        self._hosts = hosts
        super().__init__(own.concurrency, own.delay, own.jitter)

    @property
    def lastseen(self) -> float:  # Scrapy's name; by its monotonic clock
        return self._hosts.last_asked(self._host)

    @lastseen.setter
    def lastseen(self, now: float) -> None:
        self._hosts.asked(self._host, now)


class CountingDownloader(Downloader):
    """Counts what each host holds: Scrapy's own count leaves out requests that wait for robots.txt or for a host's rest. Its slots
    share the delay of a host with the other spiders.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.held: Counter[str] = Counter()
        self._hosts: HostBook = crawler.spider.job.hosts  # type: ignore[union-attr]  # a run's spiders all have a job

    def _get_slot(self, request: Request, spider: Spider | None = None) -> tuple[str, Slot]:
        key, slot = super()._get_slot(request)
        if not isinstance(slot, SharedSlot):
            slot = self.slots[key] = SharedSlot(slot, key, self._hosts)
        return key, slot

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
        held = self._downloader_interface.downloader.held  # type: ignore[attr-defined]  # DOWNLOADER is the one above
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
