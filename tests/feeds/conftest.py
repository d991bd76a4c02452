"""A real archive on disk, a desk that fills it, and a publisher of its feeds."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import feedparser
import httpx
import pytest
import uvicorn

from dedupe import fingerprint
from feeds.publish import PublishOptions, PublishReport, publish
from feeds.topics import Topics, load_topics
from news.model import Article, Placement, Source
from news.query import fold_article
from storage import Archive

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
OIL = "Iraq's oil exports from Basra rose last month, the ministry said. The terminals loaded more barrels than in any month before."

SOURCES = (
    Source("gazette", "Basra Gazette", "http://gazette.example/", ("en",)),
    Source("agency", "Tigris Agency", "http://agency.example/", ("en", "ar"), kind="agency"),
    Source("farm", "Iraq Headlines Today", "http://farm.example/", ("en",), kind="link_farm"),
)


@dataclass
class Desk:
    """Puts articles into an archive, a minute apart, and publishes what is there."""

    archive: Archive
    topics: Topics
    directory: Path
    now: datetime = NOON
    made: int = 0

    def admit(self, title: str, text: str = OIL, *, placement: Placement | None = None, **more: Any) -> int:
        self.made += 1
        self.now += timedelta(minutes=1)
        more.setdefault("source_id", "gazette")
        more.setdefault("url", f"http://{more['source_id']}.example/{self.made}")
        more.setdefault("language", "en")
        article = Article(title=title, text=text, **more)
        return self.archive.articles.admit(
            article,
            fingerprint(article.text + str(self.made)),
            fold_article(article.title, article.text),
            placement or Placement(),
            first_seen_at=self.now,
        )

    def story_of(self, article_id: int) -> str:
        stored = self.archive.articles.get(article_id)
        assert stored is not None
        return stored.story_id

    def revise(self, article_id: int, article: Article, seen_at: datetime) -> None:
        folded = fold_article(article.title, article.text)
        self.archive.articles.revise(article_id, article, fingerprint(article.text), folded, seen_at=seen_at)

    def publish(self, *, topics: Topics | None = None, now: datetime | None = None, **options: Any) -> PublishReport:
        return publish(self.archive, topics or self.topics, PublishOptions(self.directory, **options), now or self.now)

    def bytes_of(self, name: str) -> bytes:
        return (self.directory / "feeds" / name).read_bytes()

    def feed(self, name: str) -> Any:
        """The feed as a reader parses it, which must find no fault in it."""
        parsed = feedparser.parse(self.bytes_of(name))
        assert not parsed.bozo, parsed.get("bozo_exception")
        return parsed


@pytest.fixture(scope="session")
def topics() -> Topics:
    return load_topics()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "iraqwire.db"


@pytest.fixture
def desk(path: Path, topics: Topics, tmp_path: Path) -> Iterator[Desk]:
    with Archive(path, clock=lambda: NOON) as archive:
        archive.sources.register(SOURCES)
        yield Desk(archive, topics, tmp_path / "public")


@contextmanager
def browsing(app: Any) -> Iterator[httpx.Client]:
    """A client of the application, which listens on an ephemeral port in a thread of its own."""
    server = uvicorn.Server(uvicorn.Config(app, log_config=None))
    with socket.create_server(("127.0.0.1", 0)) as bound:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
        thread.start()
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{bound.getsockname()[1]}", trust_env=False) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join(10)


@pytest.fixture
def browse() -> Callable[[Any], AbstractContextManager[httpx.Client]]:
    return browsing
