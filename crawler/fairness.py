"""Which request comes next: no host may hold more of the crawl's slots than it can use, so that a dead one costs only itself."""

from scrapy.core.downloader import Slot
from scrapy.http import Request
from scrapy.pqueues import DownloaderAwarePriorityQueue

_AHEAD = 1
"""Requests of a host that may wait inside the downloader beside those being transferred."""


class FairQueue(DownloaderAwarePriorityQueue):
    """Takes the host with the fewest requests under way, and none of a host that has its fill."""

    def pop(self) -> Request | None:
        limit = self.crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") + _AHEAD
        free = [(active, host) for active, host in self._downloader_interface.stats(self.pqueues) if active < limit]
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
