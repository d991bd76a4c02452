"""Pages become articles in the extraction pool, never in the event loop, and each ends at the sink.

A body leaves with its settling alone, so that no more of them are held than pages are under way: the sink may keep it on disk.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from dataclasses import replace
from typing import Any

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from crawler.extraction.context import PageContext
from crawler.extraction.refusal import OTHER_PAGE, PASSING
from crawler.job import Job, Pool
from crawler.ports import PageSettled
from crawler.settings import CrawlOptions
from crawler.syndication import content_page
from news.errors import NotAnArticle
from news.model import Article, Page
from news.record import to_record

_PAGES_A_WORKER = 3
"""Pages a worker may have before it and beside it: enough to be never idle, few enough to be soon rid of."""
_PAGES_BEFORE_RENEWAL = 500
"""After so many pages a worker is replaced, so that what lxml leaks stays small."""


def open_pool(options: CrawlOptions) -> Pool:
    """The extraction pool of a run; the caller closes it."""
    from crawler.extraction.pool import ExtractionPool  # brings trafilatura, which a run of another pool need not load

    return ExtractionPool(options.workers, options.deadline, _PAGES_BEFORE_RENEWAL).__enter__()


class LatePool:
    """A pool that is opened for the first page: most polls bring none, and loading takes two seconds of CPU."""

    def __init__(self, options: CrawlOptions) -> None:
        self._options = options
        self._pool: Pool | None = None

    def submit(self, body: bytes, url: str, context: PageContext) -> "Future[Article]":
        if self._pool is None:
            self._pool = open_pool(self._options)
        return self._pool.submit(body, url, context)

    def close(self, *, wait: bool = False) -> None:
        if self._pool is not None:
            self._pool.close(wait=wait)


_OURS = frozenset({"worker_died", "deadline", "error"})
"""Refusals that may be this machine's fault (no memory left, a stall) or this program's, and not the page's: a later crawl tries it."""


class ExtractionPipeline:
    """Page -> pool -> Article. Passes articles on as records where Scrapy exports them."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._own_pool: Pool | None = None
        self._room = asyncio.Semaphore(max(1, job.options.workers) * _PAGES_A_WORKER)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "ExtractionPipeline":
        return cls(crawler.spider.job)  # type: ignore[union-attr]  # a run's spiders all have a job

    def open_spider(self) -> None:
        if self._job.pool is None:
            self._job.pool = self._own_pool = open_pool(self._job.options)

    def close_spider(self) -> None:
        if self._own_pool is not None:
            self._own_pool.close()

    async def process_item(self, item: Any) -> Any:
        if not isinstance(item, Page):
            return item
        page = item
        listing = page.listing
        settled: dict[str, Any] = {
            "listing": listing,
            "url": page.url,
            "status": 200,
            "size": len(page.body),
            "fetched_at": page.fetched_at,
            "raw": None if page.told else page,
        }
        try:
            article = await self._extract(page)
            if self._job.texts.is_other(listing, article):
                raise NotAnArticle(OTHER_PAGE, page.url, article.mentions, "it is not what was listed")
        except NotAnArticle as refused:
            if (told := await self._told(page)) is not None:
                self._job.page_settled(
                    PageSettled(**settled, article=told, error=f"the feed's own text: the page was refused ({refused.reason})")
                )
                return self._passed(told)
            again = refused.reason in _OURS | PASSING
            self._job.page_settled(
                PageSettled(**settled, reason=refused.reason, error=str(refused), mentions=refused.mentions, again=again)
            )
            raise DropItem(refused.reason) from None
        except CancelledError:  # the pool was closed under it: unsettled, so that the next crawl takes it up
            raise DropItem("stopped") from None
        except Exception as error:  # noqa: BLE001 - one page: the loss is counted with its reason
            self._job.page_settled(PageSettled(**settled, reason="error", error=f"{type(error).__name__}: {error}"[:300], again=True))
            raise DropItem("error") from None
        self._job.page_settled(PageSettled(**settled, article=article))
        return self._passed(article)

    def _passed(self, article: Article) -> Any:
        if self._own_pool is None:
            return article
        return {**to_record(article), "source": article.source_id}  # Scrapy's exports name it as `-a source=` does

    async def _told(self, page: Page) -> Article | None:
        """The article as the feed gives it; None where it does not, or where that is none either."""
        if not page.listing.content:
            return None
        with suppress(NotAnArticle):
            return await self._extract(replace(page, body=content_page(page.listing), content_type="text/html; charset=utf-8"))
        return None

    async def _extract(self, page: Page) -> Article:
        source = self._job.source(page.listing.source_id)
        assert self._job.pool is not None
        async with self._room:
            context = PageContext.of_page(source, page, self._job.memory.furniture(source.id))
            return await _result(self._job.pool.submit(page.body, page.url, context))


def _result(future: "Future[Article]") -> "asyncio.Future[Article]":
    """The future of another thread as one of this loop."""
    loop = asyncio.get_running_loop()
    promise: asyncio.Future[Article] = loop.create_future()

    def settle(done: "Future[Article]") -> None:
        deliver: Callable[[], None]
        if done.cancelled():
            deliver = _unless_over(promise, lambda: promise.set_exception(CancelledError()))
        elif (error := done.exception()) is not None:
            deliver = _unless_over(promise, lambda: promise.set_exception(error))
        else:
            deliver = _unless_over(promise, lambda: promise.set_result(done.result()))
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(deliver)

    future.add_done_callback(settle)
    return promise


def _unless_over(promise: "asyncio.Future[Article]", deliver: Callable[[], None]) -> Callable[[], None]:
    return lambda: None if promise.done() else deliver()
