"""Obeys robots.txt as RFC 9309 has it: what cannot be reached forbids everything for this run, what is not there allows it.

The spiders of a run share the answers, and a Crawl-delay slows the host for each of them.
"""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from protego import Protego
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from crawler.outcomes import Outcome, Refused, Stopping, of_exception

if TYPE_CHECKING:
    from crawler.job import Job

_LONGEST_DELAY = 30.0  # seconds; a Crawl-delay beyond it would keep a nightly crawl from ending
_MAX_BYTES = 512 * 1024  # RFC 9309, 2.5: at least 500 KiB are parsed; nothing beyond is fetched
_FORBIDDEN = Outcome("robots", "robots.txt forbids it", again=True)  # it may change, and to look again costs the page nothing
_ABSENT = frozenset({"redirect_loop", "too_many_redirects", "blocked_private", "bad_url"})  # RFC 9309, 2.3.1.2: as good as none
_HOST_IS_GONE = frozenset({"dns", "refused", "connection", "tls"})

Rules = Protego | Outcome | None
"""The parsed rules; why nothing may be asked; or None where everything may."""


@dataclass(slots=True)
class RobotsBook:
    """The rules of every host of this run, by scheme and host, or the promise of them."""

    rules: dict[str, "Rules | asyncio.Future[Rules]"] = field(default_factory=dict)

    def sitemaps(self, *urls: str) -> list[str]:
        """The sitemaps that the robots.txt of these addresses' hosts name, those of news first; none of a host not asked yet."""
        named: dict[str, None] = {}
        for parts in map(urlsplit, urls):
            rules = self.rules.get(f"{parts.scheme}://{parts.netloc}")
            if isinstance(rules, Protego):
                named |= dict.fromkeys(rules.sitemaps)
        return sorted(named, key=lambda address: "news" not in address.lower())


class RobotsMiddleware:
    """Refuses what robots.txt forbids. One request for it a host and run."""

    def __init__(self, crawler: Crawler, job: "Job") -> None:
        self._crawler = crawler
        self._job = job
        self._book = job.robots
        self._agent = crawler.settings["USER_AGENT"].partition("/")[0]  # RFC 9309, 2.2.1: the product token
        self._slowed: set[str] = set()
        self._received: WeakKeyDictionary[Request, int] = WeakKeyDictionary()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "RobotsMiddleware":
        middleware = cls(crawler, crawler.spider.job)  # type: ignore[union-attr]  # a run's spiders all have a job
        crawler.signals.connect(middleware.received, signals.bytes_received)
        return middleware

    def received(self, data: bytes, request: Request) -> None:
        """Ends the download of a robots.txt where no more of it counts."""
        if not request.meta.get("robots"):
            return
        request.meta.pop("download_maxsize", None)  # from here on it limits what the bytes unpack to
        self._received[request] = self._received.get(request, 0) + len(data)
        if self._received[request] >= _MAX_BYTES:
            raise StopDownload(fail=False)

    def process_request(self, request: Request) -> Coroutine[Any, Any, None] | None:
        if request.meta.get("robots"):
            return None
        parts = urlparse_cached(request)
        key = f"{parts.scheme}://{parts.netloc}"
        rules = self._book.rules.get(key, self)
        if rules is self or isinstance(rules, asyncio.Future):
            return self._after_reading(key, request)
        self._check(rules, request)  # type: ignore[arg-type]  # mypy does not see that `self` was sorted out
        return None

    async def _after_reading(self, key: str, request: Request) -> None:
        if key not in self._book.rules:
            promise: asyncio.Future[Rules] = asyncio.get_running_loop().create_future()
            self._book.rules[key] = promise
            rules: Rules = await self._read(key)
            self._book.rules[key] = rules
            promise.set_result(rules)
        else:
            known = self._book.rules[key]
            rules = await known if isinstance(known, asyncio.Future) else known
        self._check(rules, request)

    async def _read(self, key: str) -> Rules:
        request = Request(f"{key}/robots.txt", priority=1000, callback=NO_CALLBACK, meta={"robots": True, "download_maxsize": 0})
        try:
            response = await self._crawler.engine.download_async(request)
        except Exception as error:  # noqa: BLE001 - one host: whatever went wrong is told by its pages
            outcome = of_exception(error)
            if outcome.reason in _ABSENT:
                return None
            if outcome.reason in _HOST_IS_GONE:
                return outcome
            return Outcome("robots_unreachable", f"robots.txt: {outcome.error}", again=True)
        return self._parsed(response)

    def _parsed(self, response: Response) -> Rules:
        if response.status == 200:
            return Protego.parse(response.body[:_MAX_BYTES].decode("utf-8-sig", errors="ignore"))
        if response.status >= 500 or response.status == 429:
            # No status of its own: five nights of it must not count as five answers about a page.
            return Outcome("robots_unreachable", f"robots.txt answered {response.status}", again=True)
        return None

    def _check(self, rules: Rules, request: Request) -> None:
        if rules is None:
            return
        if isinstance(rules, Outcome):
            if self._job.stopping:
                raise Stopping
            raise Refused(rules)
        if not rules.can_fetch(request.url, self._agent):
            raise Refused(_FORBIDDEN)
        host = urlparse_cached(request).hostname or ""
        if host not in self._slowed:
            self._slowed.add(host)
            self._slow(host, rules.crawl_delay(self._agent))

    def _slow(self, host: str, delay: float | None) -> None:
        downloader = self._crawler.engine.downloader
        configured = downloader.per_slot_settings.get(host, {}).get("delay", self._crawler.settings.getfloat("DOWNLOAD_DELAY"))
        if delay is None or delay <= configured:
            return
        downloader.per_slot_settings.setdefault(host, {})["delay"] = min(delay, _LONGEST_DELAY)
        if slot := downloader.slots.get(host):
            slot.delay = min(delay, _LONGEST_DELAY)
