"""What the three spiders share: asking entry points, fetching the pages they name, settling each.

What an answer tells is `answers`' to read, what else to ask so that nothing is missed is `reading`'s to decide.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import Any, ClassVar
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.answers import Answer, read_answer
from crawler.extraction.content import is_html
from crawler.job import Job, in_order, kinds_of
from crawler.markup import Unreadable
from crawler.outcomes import Outcome, Stopping, of_exception, of_status
from crawler.ports import LeftOut, Validators
from crawler.reading import Ask, Reading
from crawler.standalone import job_for
from crawler.syndication import content_page
from news.errors import IraqwireError
from news.model import EntryKind, EntryPoint, Listing, Page, Source
from news.urls import web_url

_LARGE = 256 * 1024
"""Bytes of an entry point above which it is read in a thread, so that other hosts' answers are not kept waiting."""
_LONGEST_URL = 2083  # as Scrapy's own limit; what is longer is a trap
_ENTRY, _PAGE = 10, 0
_KEPT_OUT = frozenset({401, 402, 403})
"""Answers that keep a reader out who may have read the text in the feed."""


class EntrySpider(Spider):
    """Handles all the sources of a run that have an entry point of its kind.

    `scrapy crawl NAME -a source=ID[,ID…]` reads them from the shipped catalogue; iraqwire passes a `job`.
    """

    kind: ClassVar[EntryKind]
    job: Job

    def __init__(self, name: str | None = None, job: Job | None = None, source: str = "", **arguments: Any) -> None:
        super().__init__(name, **arguments)
        self._wanted = source
        self._unknown = sorted(arguments)
        if job is not None:
            self.job = job

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> "EntrySpider":
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.broke, signals.spider_error)
        if not hasattr(spider, "job"):
            if spider._unknown:
                raise SystemExit(f"{cls.name}: unknown argument {spider._unknown[0]!r}; use -a source=ID[,ID…]")
            try:
                spider.job = job_for(spider._wanted, cls.kind, crawler.settings)
            except IraqwireError as error:
                raise SystemExit(f"{cls.name}: {error}") from None  # one line and exit 1, where Scrapy would write a traceback
        return spider

    def choose(self, reading: Reading) -> Iterable[Listing]:
        """Which Listings of a whole entry point are used, in which order. What leaves some to a later run says so by `reading.cut`."""
        return reading.listings

    # ------------------------------------------------------------ entry points

    async def start(self) -> AsyncIterator[Any]:
        for source, entry in in_order(self.job.sources, self.kind, self.job.asks):
            if request := self._ask(source, entry):
                yield request
        for source in self.job.sources:
            if kinds_of(source)[0] == self.kind:
                # What an earlier run left must not keep this one from what is new.
                backlog = islice(self.job.memory.unsettled(source.id), (self.job.options.pages + 1) // 2 or None)
                for request in self._pages(backlog):
                    yield request

    def _ask(self, source: Source, entry: EntryPoint) -> Request | None:
        known = self.job.memory.validators(entry.url)
        headers = {}
        if known.etag:
            headers["If-None-Match"] = known.etag
        if known.last_modified:
            headers["If-Modified-Since"] = known.last_modified
        last = self.job.memory.last_reading(entry.url)
        reading = Reading(source, entry, last.trace, dict(last.parts), last.read_at, visited={entry.url})
        request = self._entry_request(Ask(entry.url, entry.kind), reading, headers)
        if request is None:
            self.job.entry_failed(source, entry, Outcome("bad_url", "is no web address"))
        return request

    def _entry_request(self, ask: Ask, reading: Reading, headers: dict[str, str] | None = None) -> Request | None:
        arguments = {"reading": reading, "kind": ask.kind, "url": ask.url}
        return request_for(
            ask.url, callback=self.entry_answered, errback=self.entry_lost, cb_kwargs=arguments, headers=headers, priority=_ENTRY
        )

    async def entry_answered(self, response: Response, reading: Reading, kind: EntryKind, url: str) -> AsyncIterator[Any]:
        if not reading.status:
            reading.status = response.status
        reading.size += len(response.body)
        more: list[Ask] = []
        if response.status == 200:
            more = await self._take(response, reading, kind, url)
        elif response.status == 304:
            reading.answered = True
            reading.validators = self.job.memory.validators(reading.entry.url)
        else:
            reading.lost(url, of_status(response.status))
        for request in [*self._ask_more(more, reading), *self._part_done(reading)]:
            yield request

    async def _take(self, response: Response, reading: Reading, kind: EntryKind, url: str) -> list[Ask]:
        content_type = _header(response, "Content-Type")
        arguments = (kind, response.body, response.url, content_type, reading.source, self.job.clock(), self.job.options.max_bytes)
        try:
            answer = await asyncio.to_thread(read_answer, *arguments) if len(response.body) > _LARGE else read_answer(*arguments)
        except Exception as error:  # one entry point: the loss is counted and told
            if not isinstance(error, Unreadable):
                self.logger.debug("%s cannot be read", response.url, exc_info=True)
            reading.lost(url, _unreadable(error, response.status))
            return []
        if not reading.answered:
            reading.validators = Validators(_header(response, "ETag"), _header(response, "Last-Modified"))
        return reading.take(self._matching(answer, reading), kind, self.job.memory.known)

    def _matching(self, answer: Answer, reading: Reading) -> Answer:
        pattern = _pattern(reading.entry.match)
        if pattern is None:
            return answer
        matching = tuple(listing for listing in answer.listings if pattern.search(listing.url))
        others = tuple(LeftOut(one.url, one.title, "match") for one in answer.listings if not pattern.search(one.url))
        return replace(answer, listings=matching, left_out=answer.left_out + others)

    def _ask_more(self, more: Iterable[Ask], reading: Reading) -> Iterator[Request]:
        for ask in more:
            if request := self._entry_request(ask, reading):
                reading.pending += 1
                yield request

    def entry_lost(self, failure: Failure) -> Iterator[Any]:
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy adds it to an errback's failure
        reading: Reading = request.cb_kwargs["reading"]
        if isinstance(failure.value, Stopping) or self.job.stopping:
            return
        reading.lost(request.cb_kwargs["url"], of_exception(failure.value))
        yield from self._part_done(reading)

    def _part_done(self, reading: Reading) -> Iterator[Request]:
        reading.pending -= 1
        if reading.pending or reading.told:
            return
        asks = reading.more(lambda: self.job.robots.sitemaps(reading.entry.url, reading.source.home)) if reading.answered else []
        if requests := list(self._ask_more(asks, reading)):
            yield from requests
            return
        reading.told = True
        if not reading.answered or (reading.failure is not None and not reading.listings and not reading.parts):
            self.job.entry_failed(reading.source, reading.entry, reading.failure or Outcome("error", "brought nothing"))
            return
        listings = tuple(self.choose(reading))
        self.job.entry_read(reading.event(listings, self.job.clock()))
        yield from self._pages(listings)
        yield from self._pages(reading.restated(), again=True)

    # ------------------------------------------------------------ pages

    def _pages(self, listings: Iterable[Listing], *, again: bool = False) -> Iterator[Request]:
        for listing in listings:
            if self.job.memory.known(listing.url) != again or not self.job.claim(listing.url):
                continue
            if not self.job.may_fetch(listing.source_id):
                return
            request = request_for(
                listing.url, callback=self.page_answered, errback=self.page_lost, cb_kwargs={"listing": listing}, priority=_PAGE
            )
            if request is None:
                self.job.page_failed(listing, listing.url, Outcome("bad_url", "is no web address"))
            else:
                yield request

    def page_answered(self, response: Response, listing: Listing) -> Iterator[Page]:
        content_type = _header(response, "Content-Type")
        outcome = _refusal(response, listing, content_type)
        if outcome is not None and response.status in _KEPT_OUT and listing.content:
            yield Page(listing, listing.url, content_page(listing), self.job.clock(), "text/html; charset=utf-8", told=True)
            return
        if outcome is not None:
            self.job.page_failed(listing, response.url, outcome, len(response.body))
            return
        yield Page(listing, response.url, response.body, self.job.clock(), content_type)

    def broke(self, failure: Failure, response: Response | Failure | None) -> None:
        """A fault while an answer was taken in: what it was about is counted, not lost; a memory that fails ends the run."""
        error = failure.value if isinstance(failure.value, Exception) else RuntimeError(repr(failure.value))
        request, status = (response.request, response.status) if isinstance(response, Response) else (None, 0)
        if request is None or isinstance(error, IraqwireError):
            self.job.break_off(error)
            return
        outcome = Outcome("error", f"{type(error).__name__}: {error}"[:300], again=True, status=status)
        if listing := request.cb_kwargs.get("listing"):
            self.job.page_failed(listing, request.url, outcome)
        elif (reading := request.cb_kwargs.get("reading")) and not reading.told:
            reading.told = True
            self.job.entry_failed(reading.source, reading.entry, outcome)

    def page_lost(self, failure: Failure) -> None:
        if isinstance(failure.value, Stopping) or self.job.stopping:
            return
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy adds it to an errback's failure
        self.job.page_failed(request.cb_kwargs["listing"], request.url, of_exception(failure.value))


@lru_cache(maxsize=1024)
def _pattern(match: str) -> re.Pattern[str] | None:
    return re.compile(match) if match else None


def _unreadable(error: Exception, status: int) -> Outcome:
    if isinstance(error, Unreadable):
        return Outcome(error.reason, str(error), status=status)
    return Outcome("unreadable", f"{type(error).__name__}: {error}"[:300], status=status)


def _refusal(response: Response, listing: Listing, content_type: str) -> Outcome | None:
    if response.status != 200:
        return of_status(response.status)
    if not response.body.strip():
        return Outcome("empty", "has no body", again=True, status=200)
    if not is_html(response.body, content_type):
        return Outcome("not_html", f"is {content_type.partition(';')[0] or 'no page'}", status=200)
    if urlsplit(response.url).path in ("", "/") and not urlsplit(response.url).query and response.url != listing.url:
        asked = urlsplit(listing.url)
        if asked.path not in ("", "/") or asked.query:
            return Outcome("gone_home", "leads to the front page", status=200)
    return None


def request_for(url: str, **keywords: Any) -> Request | None:
    """A request for an address as it was listed; None where it is no web address, or too long to be one."""
    if not web_url(url) or len(url) > _LONGEST_URL:
        return None
    try:
        return Request(url, dont_filter=True, **keywords)
    except ValueError:
        return None


def _header(response: Response, name: str) -> str:
    return (response.headers.get(name) or b"").decode("latin-1").strip()
