"""The headline lines that pages carry, by page, whether the page was an article or not."""

import json
from collections.abc import Sequence
from datetime import date

from news.model import Mention
from news.text import clean
from storage.addresses import key_of, public_form
from storage.connection import Connection


class Mentions:
    """The table `mentions`. Raises ArchiveError where SQLite fails."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def replace(self, page_url: str, article_id: int | None, mentions: Sequence[Mention]) -> None:
        """These are the page's mentions from now on, in this order, each with the article that its url leads to.

        One whose article comes later is matched by `Addresses.belong`.
        """
        page = public_form(page_url)
        self._connection.run("DELETE FROM mentions WHERE page_url = ?", (page,))
        self._connection.run_many(
            "INSERT INTO mentions (page_url, article_id, title, outlet, published_on, url, _address, matched_id)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, (SELECT article_id FROM _addresses WHERE url = ?))",
            [
                (
                    page,
                    article_id,
                    clean(m.title),
                    clean(m.outlet),
                    m.published_on and m.published_on.isoformat(),
                    clean(m.url),
                    address,
                    address,
                )
                for m, address in ((m, key_of(m.url) if m.url else None) for m in mentions)
            ],
        )

    def of_articles(self, article_ids: Sequence[int]) -> dict[int, tuple[Mention, ...]]:
        """The mentions of these articles, by article; one without any is left out."""
        found: dict[int, list[Mention]] = {}
        for article_id, title, outlet, published_on, url in self._connection.rows(
            "SELECT article_id, title, outlet, published_on, url FROM mentions"
            " WHERE article_id IN (SELECT value FROM json_each(?)) ORDER BY rowid",
            (json.dumps(article_ids),),
        ):
            day = date.fromisoformat(published_on) if published_on else None
            found.setdefault(article_id, []).append(Mention(title, outlet, day, url))
        return {article_id: tuple(mentions) for article_id, mentions in found.items()}
