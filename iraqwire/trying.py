"""One source's discovery and extraction now, without an archive: what it would bring, and what it would leave out and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from crawler.ports import NO_MEMORY, EntryFailed, EntryRead, LeftOut, PageSettled
from crawler.run import crawl
from feeds.selection import in_beat
from iraqwire.config import Config
from news.model import Article, Source
from news.query import fold_article
from news.record import to_record

SHOWN = 5
PAGES = 8
"""Pages that are fetched: enough for five articles where some are none."""


@dataclass(frozen=True, slots=True)
class TriedEntry:
    """How one entry point answered. `named`: the Listings it gave; `error` is empty where it could be read."""

    kind: str
    url: str
    status: int
    named: int = 0
    newest: datetime | None = None
    error: str = ""

    @property
    def said(self) -> str:
        if self.error:
            return f"failed: {self.error}"
        newest = f", the newest of {self.newest:%Y-%m-%d %H:%M}" if self.newest else ""
        return f"answered {self.status}, names {self.named} pages{newest}"


@dataclass(slots=True)
class Trial:
    """A Sink that only listens. `refused`: pages without an article, and why."""

    source: Source
    entries: list[TriedEntry] = field(default_factory=list)
    articles: list[Article] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def entry_read(self, event: EntryRead) -> None:
        newest = max((one.published_at for one in event.listings if one.published_at), default=None)
        self.entries.append(TriedEntry(event.entry.kind, event.entry.url, event.status, len(event.listings), newest))
        self.left_out += event.left_out

    def entry_failed(self, event: EntryFailed) -> None:
        error = f"{event.reason}: {event.error}" if event.error else event.reason
        self.entries.append(TriedEntry(event.entry.kind, event.entry.url, event.status, error=error))

    def page_settled(self, event: PageSettled) -> None:
        if event.article is not None:
            self.articles.append(event.article)
        else:
            self.refused.append((event.url, event.reason))

    def left_out_by_reason(self) -> Mapping[str, list[LeftOut]]:
        """The links left out, the most frequent reason first."""
        found: dict[str, list[LeftOut]] = {}
        for link in self.left_out:
            found.setdefault(link.reason, []).append(link)
        return dict(sorted(found.items(), key=lambda pair: -len(pair[1])))

    def as_json(self) -> dict[str, Any]:
        return {
            "source": self.source.id,
            "entry_points": [
                {"kind": one.kind, "url": one.url, "status": one.status, "named": one.named, "error": one.error} for one in self.entries
            ],
            "articles": [to_record(article) for article in self.articles[:SHOWN]],
            "refused": [{"url": url, "reason": reason} for url, reason in self.refused],
            "left_out": {
                reason: [{"url": link.url, "title": link.title} for link in links] for reason, links in self.left_out_by_reason().items()
            },
        }


def try_source(config: Config, source: Source) -> Trial:
    """What the source brings now: all its entry points are asked, and a few of the pages they name are fetched."""
    trial = Trial(source)
    crawl([source], NO_MEMORY, trial, replace(config.crawl, pages=PAGES))
    if source.scope == "world":
        about = [article for article in trial.articles if in_beat(config.topics, fold_article(article.title, article.text))]
        trial.refused += [(article.url, "off_beat") for article in trial.articles if article not in about]
        trial.articles = about
    return trial
