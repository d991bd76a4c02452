"""The articles as flat records, one after the other: what `import` takes again, and what the archive knows beside; and the verdicts."""

import json
from collections.abc import Iterator
from typing import Any

from news.clock import to_text
from news.record import to_record
from storage import records
from storage.connection import Connection
from storage.search import Filters

BATCH = 200  # articles in memory at a time


def export(connection: Connection, filters: Filters) -> Iterator[dict[str, Any]]:
    """Records of `news.record` in the order of admission, each with `id`, `source` (that is, source_id), `story_id`, `role`,
    `first_seen_at` and `topics`.
    """
    conditions, values = filters.conditions()
    sql = f"SELECT a.id FROM articles a WHERE {' AND '.join(['a.id > ?', *conditions])} ORDER BY a.id LIMIT ?"
    last = 0
    while batch := [article_id for (article_id,) in connection.rows(sql, (last, *values, BATCH))]:
        topics: dict[int, list[str]] = {}
        for article_id, topic_id in connection.rows(
            "SELECT article_id, topic_id FROM article_topics WHERE article_id IN (SELECT value FROM json_each(?)) ORDER BY topic_id",
            (json.dumps(batch),),
        ):
            topics.setdefault(article_id, []).append(topic_id)
        for stored in records.load(connection, batch):
            yield {
                "id": stored.id,
                **to_record(stored.article),
                "source": stored.article.source_id,
                "first_seen_at": to_text(stored.first_seen_at),
                "story_id": stored.story_id,
                "role": stored.role,
                "topics": topics.get(stored.id, []),
            }
        last = batch[-1]


def export_verdicts(connection: Connection, by: str) -> Iterator[dict[str, Any]]:
    """The verdicts in the order in which they were decided; `by` empty: all, else those by `rule` or `reader`.

    The columns of `verdicts`, with `article_url` and `other_url`, by which another archive knows the two.
    """
    names = ("same", "role", "containment", "jaccard", "rule", "by", "version", "decided_at", "evidence")
    condition = "v.by = 'reader'" if by == "reader" else "v.by = :by OR :by = ''"  # the first has an index of its own
    for article_id, other_id, url, other_url, same, *values in connection.stream(
        f"SELECT v.article_id, v.other_id, a.url, b.url, {', '.join(f'v.{name}' for name in names)} FROM verdicts v"
        f" CROSS JOIN articles a ON a.id = v.article_id CROSS JOIN articles b ON b.id = v.other_id WHERE {condition} ORDER BY v.rowid",
        {"by": by},
    ):
        yield {
            "article_url": url,
            "other_url": other_url,
            "article_id": article_id,
            "other_id": other_id,
            **dict(zip(names, (bool(same), *values), strict=True)),
        }
