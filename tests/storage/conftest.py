"""A real archive on disk, and articles to put into it."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from news.model import Article, Fingerprint, Placement, Source
from news.query import fold_article
from storage import Archive

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def hashes(text: str, size: int) -> tuple[int, ...]:
    """Unsigned 64-bit hashes of every run of `size` words: a stand-in for dedupe's, which storage does not know."""
    words = text.split()
    runs = {" ".join(words[at : at + size]) for at in range(max(1, len(words) - size + 1))}
    return tuple(sorted(int.from_bytes(hashlib.sha256(run.encode()).digest()[:8], "big") for run in runs))


def prints(text: str) -> Fingerprint:
    return Fingerprint(hashlib.sha256(text.encode()).digest() * 16, hashes(text, 3), hashes(text, 5), len(text), 1)


@dataclass
class Desk:
    """Puts articles into an archive, a minute apart."""

    archive: Archive
    now: datetime = NOON
    made: list[int] = field(default_factory=list)
    prints = staticmethod(prints)

    def article(self, title: str = "A title", text: str = "Some text of it.", **more: Any) -> Article:
        more.setdefault("url", f"http://a.example/{len(self.made) + 1}")
        more.setdefault("source_id", "a")
        return Article(title=title, text=text, **more)

    def admit(self, title: str = "A title", text: str = "Some text of it.", placement: Placement | None = None, **more: Any) -> int:
        article = self.article(title, text, **more)
        folded = fold_article(article.title, article.text)
        self.now += timedelta(minutes=1)
        article_id = self.archive.articles.admit(article, prints(article.text), folded, placement or Placement(), first_seen_at=self.now)
        self.made.append(article_id)
        return article_id

    def story_of(self, article_id: int) -> str:
        stored = self.archive.articles.get(article_id)
        assert stored is not None
        return stored.story_id


SOURCES = (
    Source("a", "Outlet A", "http://a.example/", ("en",)),
    Source("b", "Outlet B", "http://b.example/", ("ar", "ckb"), kind="agency", scope="world"),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "iraqwire.db"


@pytest.fixture
def archive(path: Path) -> Iterator[Archive]:
    with Archive(path, clock=lambda: NOON) as opened:
        opened.sources.register(SOURCES)
        yield opened


@pytest.fixture
def desk(archive: Archive) -> Desk:
    return Desk(archive)
