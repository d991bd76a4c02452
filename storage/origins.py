"""Where copies have their text from: what was found out, with its evidence, and which of it is in the archive."""

import json
from collections.abc import Sequence
from datetime import datetime

from news.clock import to_text
from news.headlines import headline_key
from news.model import Headline, Origin
from news.text import clean
from storage.addresses import key_of
from storage.connection import Connection

WAITING = 200
"""Pages of one headline that are looked at again when an article comes: a headline that more name is a form's."""


class Origins:
    """The table `origins`, one row a page at most. Raises ArchiveError where SQLite fails."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def archived_at(self, url: str, article_id: int) -> int | None:
        """The article that an address leads to, unless it is this one."""
        row = self._connection.row("SELECT article_id FROM _addresses WHERE url = ? AND article_id <> ?", (key_of(url), article_id))
        return row[0] if row else None

    def keep(self, article_id: int, origin: Origin | None, title: str, at: datetime) -> None:
        """This is the article's origin from now on; None: nothing is known of it. `title`: the article's own, by which an origin
        that gives none is looked for. `found_at` stays where only the archived article is new.
        """
        if origin is None:
            self._connection.run("DELETE FROM origins WHERE article_id = ?", (article_id,))
            return
        self._connection.run(
            "INSERT INTO origins (article_id, outlet, source_id, title, url, how, evidence, origin_id, found_at, _address, _headline)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (article_id) DO UPDATE SET outlet = excluded.outlet,"
            " source_id = excluded.source_id, title = excluded.title, url = excluded.url, how = excluded.how,"
            " evidence = excluded.evidence, origin_id = excluded.origin_id, _address = excluded._address, _headline = excluded._headline",
            (
                article_id,
                clean(origin.outlet),
                clean(origin.source_id) or None,
                clean(origin.title),
                clean(origin.url),
                origin.how,
                clean(origin.evidence),
                origin.article_id,
                to_text(at),
                key_of(origin.url) if origin.url else None,
                headline_key(clean(origin.title or title)),
            ),
        )

    def of_articles(self, article_ids: Sequence[int]) -> dict[int, Origin]:
        """The origins of these articles, by article; one without is left out."""
        rows = self._connection.rows(
            "SELECT article_id, outlet, how, evidence, title, url, source_id, origin_id FROM origins"
            " WHERE article_id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(article_ids)),),
        )
        return {
            article_id: Origin(outlet, how, evidence, title, url, source_id or "", origin_id)
            for article_id, outlet, how, evidence, title, url, source_id, origin_id in rows
        }

    def waiting(self, headline: int | None) -> list[tuple[int, str]]:
        """Articles whose origin is not archived and has this headline, with the outlet it is of: WAITING of them."""
        rows = self._connection.rows(
            "SELECT article_id, outlet FROM origins WHERE origin_id IS NULL AND _headline = ? LIMIT ?", (headline, WAITING)
        )
        return [(article_id, outlet) for article_id, outlet in rows]

    def outlets_waiting(self, story_id: str) -> list[str]:
        """The outlets that the last WAITING articles of a story have their text from, and that it has no article of."""
        rows = self._connection.rows(
            "SELECT DISTINCT o.outlet FROM (SELECT id FROM articles WHERE story_id = ? ORDER BY id DESC LIMIT ?) a"
            " JOIN origins o ON o.article_id = a.id WHERE o.origin_id IS NULL",
            (story_id, WAITING),
        )
        return [outlet for (outlet,) in rows]

    def settle(self, story_id: str, outlet: str, origin: Headline, by: str) -> None:
        """This article is the origin of all that have their text from the outlet and are of its story."""
        self._connection.run(
            "UPDATE origins SET origin_id = ?1, source_id = ?2, title = iif(title = '', ?3, title), url = iif(url = '', ?4, url),"
            " evidence = evidence || ?5 WHERE origin_id IS NULL AND outlet = ?6"
            " AND article_id IN (SELECT id FROM articles WHERE story_id = ?7 AND id <> ?1)",
            (origin.article_id, origin.source_id, origin.title, origin.url, by, outlet, story_id),
        )
