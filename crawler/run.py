"""One crawl in this process: the three spiders side by side, and a clean end when it is told to stop."""

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from twisted.internet.error import ReactorNotRunning
from twisted.logger import globalLogBeginner

from crawler.fairness import end_waiting
from crawler.job import Job, Pool, kinds_of
from crawler.outcomes import Stopping
from crawler.pipelines import LatePool, open_pool
from crawler.ports import Memory, Sink
from crawler.settings import CrawlOptions, scrapy_settings
from crawler.spiders.base import EntrySpider
from crawler.spiders.feed import FeedSpider
from crawler.spiders.listing import ListingSpider
from crawler.spiders.sitemap import SitemapSpider
from news.model import EntryPoint, Source

_SPIDERS: tuple[type[EntrySpider], ...] = (FeedSpider, SitemapSpider, ListingSpider)
_LEAST_CONCURRENCY = 4
_OF_HOSTS = ("while verifying certificate", "while looking up ")


def crawl(
    sources: Sequence[Source],
    memory: Memory,
    sink: Sink,
    options: CrawlOptions,
    *,
    pool: Pool | None = None,
    asks: Callable[[EntryPoint], bool] = lambda entry: True,
    few: bool = False,
) -> bool:
    """Crawl these sources, enabled or not, to the end; True, or False where SIGINT or SIGTERM ended it before. `asks` says which
    of their entry points are asked; `few`: hardly a page is expected of them.

    Blocks; once a process, because a reactor runs once. The sink is called in this thread; what it raises ends the crawl
    and is raised here. Stopped, pages in flight are finished or left unsettled within `options.grace` seconds.
    """
    job = Job(tuple(sources), sink, options, memory, asks=asks)
    wanted = [spider for spider in _SPIDERS if any(spider.kind in kinds_of(source) for source in sources)]
    if not wanted:
        return True
    # A look-up cannot be cut short, and the process waits for it at its end. glibc reads this at the first one.
    os.environ.setdefault("RES_OPTIONS", "timeout:2 attempts:2")
    process = AsyncCrawlerProcess(Settings(scrapy_settings(options)))
    for name in ("scrapy", "twisted"):  # what goes wrong with a page or a source is told by the sink
        logging.getLogger(name).setLevel(logging.CRITICAL)
    _tell_twisted_once()
    job.pool = pool or (LatePool(options) if few else open_pool(options))
    try:
        tasks = [_start(process, spider, job) for spider in wanted]
        with _stoppable(process, job):
            process.start(install_signal_handlers=False)
    finally:
        if pool is None:
            job.pool.close()
    if job.broken is not None:
        raise job.broken
    for task in tasks:
        if task.done() and not task.cancelled() and (error := task.exception()) is not None:
            raise error
    return not job.stopping


def _start(process: AsyncCrawlerProcess, spider: type[EntrySpider], job: Job) -> "asyncio.Task[None]":
    crawler = process.create_crawler(spider)
    kinds = [kind for source in job.sources for kind in kinds_of(source)]
    share = max(_LEAST_CONCURRENCY, round(job.options.concurrency * kinds.count(spider.kind) / len(kinds)))
    crawler.settings.set("CONCURRENT_REQUESTS", share, priority="cmdline")
    return process.crawl(crawler, job=job)


@contextmanager
def _stoppable(process: AsyncCrawlerProcess, job: Job) -> Iterator[None]:
    """While inside, the first SIGINT or SIGTERM ends the crawl gracefully, the second at once."""
    loop = asyncio.get_event_loop()
    asked = False

    def stop() -> None:
        nonlocal asked
        if asked:
            _end_now()
            return
        asked = True
        job.stop()
        _give_up_waiting(process)
        loop.create_task(process.stop())  # noqa: RUF006 - the crawlers it stops are what is waited for
        loop.call_later(job.options.grace, _end_now)

    def stop_soon() -> None:
        loop.call_soon(stop)

    job.on_break = stop_soon
    before: dict[signal.Signals, Any] = {}
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            before[number] = signal.getsignal(number)
            loop.add_signal_handler(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            with suppress(RuntimeError, ValueError):
                loop.remove_signal_handler(number)
            signal.signal(number, handler)


def _give_up_waiting(process: AsyncCrawlerProcess) -> None:
    """Requests that wait for their host's delay would keep a crawl from ending: they end here, unsent."""
    for crawler in process.crawlers:
        with suppress(RuntimeError):  # it has not come so far as to have an engine
            for slot in crawler.engine.downloader.slots.values():
                end_waiting(slot, Stopping())


def _tell_twisted_once() -> None:
    """Twisted prints its failures to standard error until somebody begins its log, and Scrapy, which has them logged as well, never
    does. Of hosts with a bad certificate or a private address it makes failures of its own, with a traceback: the sink tells of these.
    """
    globalLogBeginner.beginLoggingTo([], redirectStandardIO=False)
    logging.getLogger("twisted").addFilter(lambda record: not record.getMessage().startswith(_OF_HOSTS))


def _end_now() -> None:
    from twisted.internet import reactor as installed

    reactor: Any = installed
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # it would tell of each page left unsettled
    with suppress(ReactorNotRunning):  # the crawl came to its end meanwhile
        reactor.stop()
