"""An archive that takes in texts by the real intake, and a reader who overrules what came of it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from stories import paragraphs_of

from iraqwire.intake import Intake, Receipt
from iraqwire.overruling import join, split
from news.model import Article, Source, StoredArticle
from storage import Archive

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
LATER = NOW + timedelta(days=2)
OUTLETS = [Source(name, name.title(), f"http://{name}.example/") for name in ("gazette", "herald", "courier", "tribune")]


class Room:
    """An archive that takes in texts, and the reader who overrules it."""

    def __init__(self, path: Path) -> None:
        self.archive = Archive(path)
        self.archive.sources.register(OUTLETS)
        self.intake = Intake(self.archive, lambda folded: True)
        self.now = NOW
        self.count = 0

    def take(self, *numbers: int, outlet: int = 0, paragraphs: int = 5, title: str = "", url: str = "") -> int:
        """An article made of the texts of these numbers; its id."""
        return self.receive(*numbers, outlet=outlet, paragraphs=paragraphs, title=title, url=url).article_id or 0

    def receive(self, *numbers: int, outlet: int = 0, paragraphs: int = 5, title: str = "", url: str = "") -> Receipt:
        self.count += 1
        self.now += timedelta(minutes=20)
        source = OUTLETS[outlet]
        text = "\n".join(paragraph for number in numbers for paragraph in paragraphs_of(number, paragraphs))
        where = url or f"{source.home}{self.count}"
        article = Article(where, source.id, title or f"Story {numbers}", text, language="en", published_at=self.now)
        return self.intake.receive(article, source, self.now)

    def stored(self, article_id: int) -> StoredArticle:
        stored = self.archive.articles.get(article_id)
        assert stored is not None
        return stored

    def story(self, article_id: int) -> str:
        return self.stored(article_id).story_id

    def stories(self) -> list[list[int]]:
        """The ids of each story's articles, the lead first."""
        ids = set(self.archive.articles.places_of(range(1, self.count + 1)).values())
        found = filter(None, map(self.archive.stories.get, ids))
        return sorted([story.lead.id, *(other.id for other in story.others)] for story in found)

    def split(self, a: int, b: int, because: str = "") -> str:
        return split(self.archive, self.stored(a), self.stored(b), because, LATER).effect

    def join(self, a: int, b: int, because: str = "") -> str:
        return join(self.archive, self.stored(a), self.stored(b), because, LATER).effect
