"""A run without iraqwire: `scrapy crawl NAME -a source=ID`, from the shipped catalogue, with Scrapy's own output of items."""

import logging

from scrapy.settings import BaseSettings

from crawler.catalogue import load_catalogue
from crawler.job import Job
from crawler.ports import EntryFailed, EntryRead, PageSettled
from crawler.settings import CrawlOptions
from news.errors import UnknownName
from news.model import EntryKind, Source

logger = logging.getLogger("iraqwire")


class LogSink:
    """Tells in the log what a person at a terminal wants to know."""

    def entry_read(self, event: EntryRead) -> None:
        logger.info("%s: %s names %d pages", event.source.id, event.entry.url, len(event.listings))

    def entry_failed(self, event: EntryFailed) -> None:
        logger.warning("%s: %s: %s (%s)", event.source.id, event.entry.url, event.reason, event.error)

    def page_settled(self, event: PageSettled) -> None:
        if event.article is None:
            logger.info("%s: %s (%s)", event.listing.url, event.reason, event.error)


def choose_sources(catalogue: tuple[Source, ...], wanted: str, kind: EntryKind) -> tuple[Source, ...]:
    """The enabled sources with such an entry point; or those whose ids `wanted` lists, commas between.

    Raises UnknownName for an id that is not in the catalogue, or whose source has no entry point of this kind.
    """
    able = {source.id: source for source in catalogue if any(entry.kind == kind for entry in source.entry)}
    ids = [name for name in (part.strip() for part in wanted.split(",")) if name]
    for name in ids:
        if name not in able:
            problem = f"has no entry point of kind {kind}" if any(source.id == name for source in catalogue) else "is not in the catalogue"
            raise UnknownName(f"source {name!r} {problem}", f"one of: {', '.join(sorted(able)) or 'none'}")
    return tuple(able[name] for name in dict.fromkeys(ids)) if ids else tuple(source for source in able.values() if source.enabled)


def job_for(wanted: str, kind: EntryKind, settings: BaseSettings) -> Job:
    """The job of a spider that Scrapy itself starts."""
    options = CrawlOptions(
        user_agent=settings["USER_AGENT"],
        max_bytes=settings.getint("DOWNLOAD_MAXSIZE"),
        workers=settings.getint("EXTRACTION_WORKERS"),
        deadline=settings.getfloat("EXTRACTION_DEADLINE"),
    )
    return Job(choose_sources(load_catalogue(), wanted, kind), LogSink(), options)
