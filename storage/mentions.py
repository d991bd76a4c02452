"""The headline lines that pages carry, by page, whether the page was an article or not, and which articles they name."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from news.headlines import headline_key
from news.model import Mention
from news.text import clean
from storage.addresses import key_of, public_form
from storage.connection import Connection, Row

WAITING = 200
"""Different lines of one headline that are looked at when an article comes: days of a form that is filled in anew are more."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line, or several of the same words, that leads to no article yet. `pages`: ids of the articles it stands on, 0 for other pages."""

    mention: Mention
    pages: frozenset[int]


class Mentions:
    """The table `mentions`. Raises ArchiveError where SQLite fails."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def replace(self, page_url: str, article_id: int | None, mentions: Sequence[Mention]) -> None:
        """These are the page's mentions from now on, in this order, each with the article that its url leads to.

        One whose article comes later is matched by `Addresses.belong`, one that a headline leads to by `match`.
        """
        page = public_form(page_url)
        self._connection.run("DELETE FROM mentions WHERE page_url = ?", (page,))
        self._connection.run_many(
            "INSERT INTO mentions (page_url, article_id, title, outlet, published_on, url, _headline, _address, matched_id, matched_by)"
            " SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, known.article_id, iif(known.article_id IS NULL, NULL, 'address')"
            " FROM (SELECT 1) LEFT JOIN _addresses known ON known.url = ?8",
            [
                (
                    page,
                    article_id,
                    clean(mention.title),
                    clean(mention.outlet),
                    mention.published_on and mention.published_on.isoformat(),
                    clean(mention.url),
                    headline_key(clean(mention.title)),
                    key_of(mention.url) if mention.url else None,
                )
                for mention in mentions
            ],
        )

    def waiting_on(self, page_url: str) -> list[Waiting]:
        """The lines of a page that give an outlet, lead to no article, and have the headline of one."""
        archived = "EXISTS (SELECT 1 FROM articles a WHERE a._headline = m._headline AND a.id IS NOT m.article_id)"
        return self._waiting(f"m.page_url = ? AND {archived}", public_form(page_url))

    def waiting_for(self, headline: int | None) -> list[Waiting]:
        """The lines anywhere that have this headline (news.headlines.headline_key), give an outlet, and lead to no article."""
        return [] if headline is None else self._waiting("m._headline = ?", headline)

    def match(self, mention: Mention, article_id: int) -> None:
        """All lines of these words that lead nowhere lead to this article from now on, but those on its own page."""
        self._connection.run(
            "UPDATE mentions SET matched_id = ?, matched_by = 'headline' WHERE _headline = ? AND matched_id IS NULL"
            " AND title = ? AND outlet = ? AND published_on IS ? AND article_id IS NOT ?",
            (
                article_id,
                headline_key(mention.title),
                mention.title,
                mention.outlet,
                mention.published_on and mention.published_on.isoformat(),
                article_id,
            ),
        )

    def of_articles(self, article_ids: Sequence[int]) -> dict[int, tuple[Mention, ...]]:
        """The mentions of these articles, by article; one without any is left out."""
        found: dict[int, list[Mention]] = {}
        for article_id, *said in self._connection.rows(
            "SELECT article_id, title, outlet, published_on, url FROM mentions"
            " WHERE article_id IN (SELECT value FROM json_each(?)) ORDER BY rowid",
            (json.dumps(article_ids),),
        ):
            found.setdefault(article_id, []).append(_mention(said))
        return {article_id: tuple(mentions) for article_id, mentions in found.items()}

    def _waiting(self, where: str, value: object) -> list[Waiting]:
        rows = self._connection.rows(
            "SELECT json_group_array(DISTINCT coalesce(m.article_id, 0)), m.title, m.outlet, m.published_on, '' FROM mentions m"
            f" WHERE {where} AND m.matched_id IS NULL AND m._headline IS NOT NULL AND m.outlet <> ''"
            " GROUP BY m.title, m.outlet, m.published_on LIMIT ?",
            (value, WAITING),
        )
        return [Waiting(_mention(said), frozenset(json.loads(pages))) for pages, *said in rows]


def _mention(row: Row | list[str]) -> Mention:
    title, outlet, published_on, url = row
    return Mention(title, outlet, date.fromisoformat(published_on) if published_on else None, url)
