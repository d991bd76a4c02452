"""Archived articles as a mention or a credit may name them: by their headline, or as those of one story."""

import json
from collections.abc import Sequence

from news.clock import from_text
from news.dates import credible_date
from news.model import Headline, Source
from news.sources import names_of
from storage.connection import Connection

AT_MOST = 50
"""Articles of one headline that are looked at, the last admitted first: a daily's ("Dollar rate in Baghdad today") are thousands."""


class Headlines:
    """Raises ArchiveError where SQLite fails."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_key(self, key: int | None) -> list[Headline]:
        """The last AT_MOST articles whose headline has this key (news.headlines.headline_key)."""
        return [] if key is None else self._select("a._headline = ? ORDER BY a.id DESC LIMIT ?", (key, AT_MOST))

    def of_story(self, story_id: str) -> list[Headline]:
        """The first AT_MOST articles of a story."""
        return self._select("a.story_id = ? ORDER BY a.id LIMIT ?", (story_id, AT_MOST))

    def of_articles(self, article_ids: Sequence[int]) -> list[Headline]:
        return self._select("a.id IN (SELECT value FROM json_each(?)) ORDER BY a.id", (json.dumps(list(article_ids)),))

    def _select(self, where: str, values: tuple[object, ...]) -> list[Headline]:
        rows = self._connection.rows(
            "SELECT a.id, a.title, a.url, a.story_id, a.source_id, s.kind, s.name, s.home, s._labels, s._domains, a.published_at,"
            f" a.first_seen_at FROM articles a JOIN sources s ON s.id = a.source_id WHERE {where}",
            values,
        )
        found = []
        for article_id, title, url, story_id, source_id, kind, name, home, labels, domains, published_at, first_seen_at in rows:
            seen = from_text(first_seen_at)
            source = Source(source_id, name, home, labels=tuple(json.loads(labels)), domains=tuple(json.loads(domains)))
            dated = credible_date(from_text(published_at), seen, kind) if published_at else None
            found.append(Headline(article_id, title, url, story_id, source_id, kind, names_of(source), dated, seen))
        return found
