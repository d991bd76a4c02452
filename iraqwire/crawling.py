"""One crawl: sources in, archive filled, a Tally out. The Sink that joins the crawler to the intake lives here."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from crawler.ports import EntryFailed, EntryRead, LastReading, Memory, PageSettled, Validators
from crawler.run import crawl
from crawler.settings import CrawlOptions
from dedupe.origin import linked_origin
from iraqwire.intake import Intake
from iraqwire.summary import KEPT, Tally
from news.clock import system_clock
from news.model import AGGREGATORS, EntryPoint, Listing, Mention, Source
from news.sources import SourceIndex, names_of
from storage import Archive
from storage.warc import WarcWriter

UNSETTLED_KEPT = timedelta(days=30)
"""What was listed so long ago and could never be settled, robots.txt forbidding it or the host being gone, is forgotten."""

RESTED = timedelta(hours=6)
"""A page that failed is not tried again sooner by polls: what a host has lost is not back within minutes."""

RunKind = Literal["crawl", "poll"]


class Watcher(Protocol):
    """Is told of progress; a progress bar, or nobody."""

    def listed(self, pages: int) -> None: ...

    def entry_done(self) -> None: ...

    def page_done(self, title: str) -> None: ...


class ArchiveSink:
    """Takes what the crawl brings into the archive, each event in one transaction, and counts it."""

    def __init__(
        self,
        archive: Archive,
        intake: Intake,
        sources: Sequence[Source],
        run_id: int,
        watcher: Watcher | None,
        catalogue: Sequence[Source] = (),
        raw: WarcWriter | None = None,
    ) -> None:
        self.archive = archive
        self.intake = intake
        self.sources = {source.id: source for source in sources}
        self.run_id = run_id
        self.watcher = watcher
        self.catalogue = SourceIndex(catalogue or sources)
        self.raw = raw
        self.tally = Tally()

    def entry_read(self, event: EntryRead) -> None:
        fresh = self.archive.ledger.entry_read(
            self.run_id,
            event.source.id,
            event.entry.url,
            event.listings,
            status=event.status,
            etag=event.validators.etag,
            last_modified=event.validators.last_modified,
            size=event.size,
            fetched_at=event.fetched_at,
            trace=event.trace,
            linked=event.linked,
            length=event.length,
            parts=event.parts,
        )
        self.tally.entries += 1
        self.tally.gaps += not event.linked
        self.tally.entries_unchanged += event.status == 304
        self.tally.listed += len(event.listings)
        self.tally.answered.add(event.source.id)
        if self.watcher:
            self.watcher.entry_done()
            self.watcher.listed(fresh)

    def entry_failed(self, event: EntryFailed) -> None:
        self.archive.ledger.entry_failed(
            self.run_id,
            event.source.id,
            event.entry.url,
            status=event.status,
            reason=event.reason,
            error=event.error,
            fetched_at=event.fetched_at,
        )
        self.tally.entries_failed += 1
        self.tally.failed[f"entry:{event.reason}"] += 1
        self.tally.troubles[event.source.id] = f"{event.reason}: {event.error}" if event.error else event.reason
        if self.watcher:
            self.watcher.entry_done()

    def page_settled(self, event: PageSettled) -> None:
        source = self.sources[event.listing.source_id]
        # On disk before the transaction that names it: whatever a kill leaves named can be read.
        place = self.raw.keep(event.raw, event.status) if self.raw and event.raw else None
        with self.archive.transaction():
            outcome, article_id = self._outcome(event, source)
            mentions = event.article.mentions if event.article else event.mentions
            if event.article is None and mentions:
                self.intake.tracing.index_page(event.url, mentions)
            if source.kind in AGGREGATORS:
                origin = linked_origin(event.article, names_of(source)) if event.article else None
                self.archive.ledger.list_also(self._named([*([origin] if origin else []), *mentions], event.url))
            self.archive.ledger.page_settled(
                self.run_id,
                event.listing,
                url=event.url,
                status=event.status,
                size=event.size,
                outcome=outcome,
                error=event.error,
                article_id=article_id,
                again=event.again,
                fetched_at=event.fetched_at,
                place=place,
            )
        self._count(event, outcome)
        if self.watcher:
            self.watcher.page_done(event.article.title if event.article else event.listing.title)

    def _named(self, mentions: Sequence[Mention], page_url: str) -> Iterator[Listing]:
        """What a link farm names, its headlines and the origin it links, as Listings of the sources that the addresses are of."""
        for mention in mentions:
            source = self.catalogue.at(mention.url) if mention.url else None
            if source is not None and source.enabled and source.kind not in AGGREGATORS:
                midnight = datetime.combine(mention.published_on, time(), ZoneInfo(source.timezone)) if mention.published_on else None
                yield Listing(source.id, mention.url, mention.title, midnight, page_url)

    def _outcome(self, event: PageSettled, source: Source) -> tuple[str, int | None]:
        if event.article is None:
            return event.reason, None
        receipt = self.intake.receive(event.article, source, event.fetched_at)
        return receipt.outcome, receipt.article_id

    def _count(self, event: PageSettled, outcome: str) -> None:
        tally = self.tally
        tally.pages += 1
        if event.article is not None:
            tally.outcomes[outcome] += 1
            tally.mentions += len(event.article.mentions) if outcome in KEPT else 0
            return
        tally.mentions += len(event.mentions)
        if event.again or event.status != 200:
            tally.failed[outcome] += 1
            tally.troubles.setdefault(event.listing.source_id, f"{outcome}: {event.url}")
        else:
            tally.refused[outcome] += 1


def run_crawl(
    archive: Archive,
    sources: Sequence[Source],
    options: CrawlOptions,
    intake: Intake,
    watcher: Watcher | None = None,
    *,
    kind: RunKind = "crawl",
    whole: bool = True,
    catalogue: Sequence[Source] = (),
    asks: Callable[[EntryPoint], bool] = lambda entry: True,
    raw: Path | None = None,
) -> Tally:
    """Crawl the sources into the archive; the Tally says whether it came to its end (`interrupted`) and whether anybody
    answered (`unanswered`). `whole`: these are all the sources there are to crawl. `catalogue`: all that are known, to which
    a link farm's headlines may lead. `asks`: which entry points are asked. `raw`: the folder in which the fetched pages are kept.

    Raises ArchiveError where the archive failed on the way.
    """
    archive.sources.register([*catalogue, *sources])
    run_id = archive.ledger.start_run(kind)
    archive.ledger.expire(system_clock() - UNSETTLED_KEPT)
    untried = system_clock() - RESTED if kind == "poll" else None
    writer = WarcWriter(raw, run_id) if raw else None
    sink = ArchiveSink(archive, intake, sources, run_id, watcher, catalogue, writer)
    memory = Memory(
        known=archive.ledger.knows,
        validators=lambda url: Validators(*archive.ledger.validators(url)),
        unsettled=lambda source_id: archive.ledger.unsettled(source_id, untried_since=untried),
        last_reading=lambda url: LastReading(*archive.entry_points.last_reading(url)),
        furniture=archive.furniture.of,
    )
    sink.tally.whole = whole
    stories = archive.stories.counts()["stories"]
    if watcher:
        watcher.listed(sum(len(archive.ledger.unsettled(source.id)) for source in sources))
    try:
        sink.tally.interrupted = not crawl(sources, memory, sink, options, asks=asks, few=kind == "poll")
    finally:
        sink.tally.stories = archive.stories.counts()["stories"] - stories
        archive.ledger.finish_run(run_id, sink.tally.counts())
        if writer:
            writer.close()
    return sink.tally
