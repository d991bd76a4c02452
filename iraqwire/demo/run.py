"""The whole job on the replica newsroom, and how it went against the truth."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from feeds.publish import PublishReport, publish
from iraqwire.config import Config, load_config
from iraqwire.crawling import Watcher, run_crawl
from iraqwire.demo import proxy
from iraqwire.demo.newsroom import Newsroom
from iraqwire.demo.truth import Score, score
from iraqwire.intake import intake_for
from iraqwire.summary import Tally
from news.errors import UsageError
from storage import Archive
from storage.locks import writer_lock

CONFIG, ARCHIVE = "iraqwire.toml", "iraqwire.db"
MARKER = ".replica-newsroom"


@dataclass(frozen=True, slots=True)
class DemoReport:
    """What happened. `at`: the instant the replica stood at; `feeds`: the addresses of the feeds that hold stories; `seconds`: of the
    crawl and the publishing.
    """

    at: datetime
    config: Config
    tally: Tally
    published: PublishReport
    score: Score
    articles: int
    stories: int
    seconds: float
    feeds: tuple[str, ...]

    @property
    def index_pages(self) -> int:
        return self.tally.refused["index"]

    def as_json(self) -> dict[str, Any]:
        return {
            "at": self.at.isoformat(),
            "pages": self.tally.pages,
            "articles": self.articles,
            "stories": self.stories,
            "copies_removed": self.articles - self.stories,
            "index_pages_removed": self.index_pages,
            "refused": dict(self.tally.refused),
            "failed": dict(self.tally.failed),
            "sources_failed": self.tally.silent,
            "mentions": self.tally.mentions,
            "precision": round(self.score.precision, 4),
            "recall": round(self.score.recall, 4),
            "wrongly_hidden": list(self.score.hidden),
            "strays": list(self.score.strays),
            "welded": [list(pair) for pair in self.score.welded],
            "missed": [list(pair) for pair in self.score.missed],
            "seconds": round(self.seconds, 2),
            "entries": self.published.entries,
            "archive": str(self.config.archive),
            "feeds": list(self.feeds),
        }


def run(workspace: Path, port: int, now: datetime, watch: Callable[[Config], AbstractContextManager[Watcher | None]]) -> DemoReport:
    """Crawl and publish the replica as it stands at `now` into `workspace`, where it takes the place of an earlier demo.

    `port` is the one the feeds will be served at. Raises UsageError where the folder holds something that is no demo, ArchiveBusy
    where another demo is at work in it.
    """
    started = time.monotonic()
    newsroom = Newsroom(now)
    own(workspace)
    with writer_lock(workspace / ARCHIVE), proxy.serve(newsroom) as address:
        clear(workspace)
        (workspace / CONFIG).write_text(
            f'{newsroom.config(address)}\n[publish]\nbase_url = "http://127.0.0.1:{port}"\n\n[serve]\nport = {port}\n', encoding="utf-8"
        )
        config = load_config(workspace / CONFIG)
        with Archive(config.archive) as archive:
            intake = intake_for(archive, config.topics)
            with watch(config) as watcher:
                tally = run_crawl(archive, config.sources, config.crawl, intake, watcher, raw=config.raw)
            published = publish(archive, config.topics, config.publish, now)
            story_of = {record["url"]: record["story_id"] for record in archive.export()}
            leads = {}
            for story_id in set(story_of.values()):
                if (story := archive.stories.get(story_id)) is not None:
                    leads[story_id] = story.lead.article.url
    feeds = sorted(config.publish.directory.glob("feeds/*.atom"))
    return DemoReport(
        at=newsroom.now,
        config=config,
        tally=tally,
        published=published,
        score=score(newsroom.truth, story_of, leads),
        articles=len(story_of),
        stories=len(leads),
        seconds=time.monotonic() - started,
        feeds=tuple(f"{config.publish.base_url}/feeds/{feed.name}" for feed in feeds if feed.name.count(".") == 1),
    )


def own(workspace: Path) -> None:
    """Makes the folder where there is none, and marks it as a demo's.

    Raises UsageError for one that holds anything and bears no such mark: it might be somebody's archive.
    """
    marker = workspace / MARKER
    if marker.is_file():
        return
    if workspace.exists() and any(workspace.iterdir()):
        raise UsageError(f"{workspace} is not empty, and holds no demo", "name another folder with --workspace")
    workspace.mkdir(parents=True, exist_ok=True)
    marker.write_text("This folder was made by iraqwire demo, which overwrites its own files in it.\n", encoding="utf-8")


def clear(workspace: Path) -> None:
    """Takes away what an earlier demo left in a folder of its own, and nothing else."""
    for name in (CONFIG, ARCHIVE, f"{ARCHIVE}-wal", f"{ARCHIVE}-shm"):
        (workspace / name).unlink(missing_ok=True)
    for file in (*(workspace / "public" / "feeds").glob("*.atom"), *(workspace / "raw").glob("iraqwire-*.warc.gz")):
        file.unlink()
