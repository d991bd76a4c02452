"""Which articles belong to which topic, and which are still to be judged. Judging itself is `feeds`' work."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from news.clock import to_text
from news.query import FoldedText
from storage.connection import Connection

BATCH = 500


class ArticleTopics:
    """The table `article_topics`, and by which version each article was judged. Raises ArchiveError where SQLite fails."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def unjudged(self, version: str) -> Iterator[tuple[int, FoldedText]]:
        """The articles that this version of the topics has not judged, by id. What it yields may be recorded in between."""
        last = 0
        while rows := self._connection.rows(
            "SELECT f.rowid, f.title, f.opening, f.rest, f.acronyms FROM articles_fts f LEFT JOIN _judged j ON j.article_id = f.rowid"
            " WHERE f.rowid > ? AND j.version IS NOT ? ORDER BY f.rowid LIMIT ?",
            (last, version, BATCH),
        ):
            for article_id, title, opening, rest, acronyms in rows:
                yield article_id, FoldedText(title, opening, rest, acronyms)
            last = rows[-1][0]

    def record(self, version: str, rows: Iterable[tuple[int, Sequence[str]]], at: datetime) -> None:
        """These are the articles' topics by this version; a topic that an article had already keeps its matched_at."""
        when = to_text(at)
        connection = self._connection
        with connection.transaction():
            for article_id, topic_ids in rows:
                had = {topic for (topic,) in connection.rows("SELECT topic_id FROM article_topics WHERE article_id = ?", (article_id,))}
                for topic_id in had.difference(topic_ids):
                    connection.run("DELETE FROM article_topics WHERE topic_id = ? AND article_id = ?", (topic_id, article_id))
                for topic_id in dict.fromkeys(topic_ids):
                    if topic_id not in had:
                        connection.run(
                            "INSERT INTO article_topics (article_id, topic_id, matched_at) VALUES (?, ?, ?)", (article_id, topic_id, when)
                        )
                connection.run("INSERT OR REPLACE INTO _judged (article_id, version) VALUES (?, ?)", (article_id, version))

    def of(self, article_id: int) -> tuple[str, ...]:
        rows = self._connection.rows("SELECT topic_id FROM article_topics WHERE article_id = ? ORDER BY topic_id", (article_id,))
        return tuple(topic_id for (topic_id,) in rows)

    def led_since(self, since: datetime) -> dict[str, int]:
        """Stories by topic of their lead, of those first seen since then."""
        return dict(
            self._connection.rows(
                "SELECT t.topic_id, count(*) FROM stories s CROSS JOIN article_topics t ON t.article_id = s.lead_id"
                " WHERE s.merged_into IS NULL AND s.first_seen_at >= ? GROUP BY t.topic_id",
                (to_text(since),),
            )
        )
