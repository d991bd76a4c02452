"""What the spiders of one run share: its sources, memory and sink, which addresses were asked for, how hosts behave."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from crawler.extraction.context import PageContext
from crawler.listed import TextBook
from crawler.outcomes import Outcome
from crawler.patience import HostBook
from crawler.ports import NO_MEMORY, EntryFailed, EntryRead, Memory, PageSettled, Sink
from crawler.robots import RobotsBook
from crawler.settings import CrawlOptions
from crawler.shapes import ShapeBook
from news.clock import Clock, system_clock
from news.model import Article, EntryKind, EntryPoint, Listing, Source
from news.urls import address_key

_Event = TypeVar("_Event")


class Pool(Protocol):
    """Where pages become articles, in processes of their own."""

    def submit(self, body: bytes, url: str, context: PageContext) -> Future[Article]: ...

    def close(self, *, wait: bool = False) -> None: ...


@dataclass(slots=True)
class Job:
    """One run. `pool` is opened and closed by whoever runs the job; where it is None the pipeline opens one of its own.

    `asks` says which entry points are asked.
    """

    sources: tuple[Source, ...]
    sink: Sink
    options: CrawlOptions
    memory: Memory = NO_MEMORY
    pool: Pool | None = None
    clock: Clock = system_clock
    stopping: bool = False
    broken: Exception | None = None
    on_break: Callable[[], None] = lambda: None
    asks: Callable[[EntryPoint], bool] = lambda entry: True
    hosts: HostBook = field(default_factory=HostBook)
    robots: RobotsBook = field(default_factory=RobotsBook)
    shapes: ShapeBook = field(default_factory=ShapeBook)
    texts: TextBook = field(default_factory=TextBook)
    _by_id: dict[str, Source] = field(default_factory=dict)
    _fetched: Counter[str] = field(default_factory=Counter)
    _asked: set[str] = field(default_factory=set)
    _halt: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self._by_id = {source.id: source for source in self.sources}

    def source(self, source_id: str) -> Source:
        return self._by_id[source_id]

    def may_fetch(self, source_id: str) -> bool:
        """Whether a source may be asked for one more page in this run; from now on it was."""
        if 0 < self.options.pages <= self._fetched[source_id]:
            return False
        self._fetched[source_id] += 1
        return True

    def claim(self, url: str) -> bool:
        """Whether nobody asked for this address yet in this run, in whatever form; from now on somebody has."""
        key = address_key(url)
        if key in self._asked:
            return False
        self._asked.add(key)
        return True

    def stop(self) -> None:
        """Ask for nothing more, and wake whoever waits for a host."""
        self.stopping = True
        self._halt.set()

    async def rest(self, seconds: float) -> None:
        """Wait, but not beyond the end of the run."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._halt.wait(), seconds)

    def entry_read(self, event: EntryRead) -> None:
        self._tell(self.sink.entry_read, event)

    def entry_failed(self, source: Source, entry: EntryPoint, outcome: Outcome) -> None:
        event = EntryFailed(source, entry, outcome.status, outcome.reason, outcome.error, self.clock())
        self._tell(self.sink.entry_failed, event)

    def page_failed(self, listing: Listing, url: str, outcome: Outcome, size: int = 0) -> None:
        now = self.clock()
        self.page_settled(
            PageSettled(listing, url, outcome.status, size, now, reason=outcome.reason, error=outcome.error, again=outcome.again)
        )

    def page_settled(self, event: PageSettled) -> None:
        self.shapes.settled(event.listing.url, event.reason)
        self._tell(self.sink.page_settled, event)

    def _tell(self, hear: Callable[[_Event], None], event: _Event) -> None:
        if self.broken is not None:
            return
        try:
            hear(event)
        except Exception as error:  # noqa: BLE001 - kept, and raised by whoever runs the job
            self.break_off(error)

    def break_off(self, error: Exception) -> None:
        """End the run for what neither a page nor a source can help: a full disk, an archive gone. Scrapy would log it and go on."""
        if self.broken is None:
            self.broken = error
            self.stop()
            self.on_break()


def in_order(sources: Sequence[Source], kind: str, asks: Callable[[EntryPoint], bool]) -> list[tuple[Source, EntryPoint]]:
    """The entry points of one kind that are asked, one of each source before the second of any."""
    chosen = {source.id: [entry for entry in source.entry if entry.kind == kind and asks(entry)] for source in sources}
    ranked = [(rank, source, entry) for source in sources for rank, entry in enumerate(chosen[source.id])]
    return [(source, entry) for _, source, entry in sorted(ranked, key=lambda row: row[0])]


def kinds_of(source: Source) -> tuple[EntryKind, ...]:
    """The kind of each entry point; one where there is none, for Listings of a source may be all there is to fetch."""
    return tuple(entry.kind for entry in source.entry) or ("feed",)
