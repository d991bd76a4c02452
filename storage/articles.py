"""The articles: found by id or address, admitted once with all that is known of them, revised when their page changes.

Which story an article belongs to was decided before (news.model.Placement); here it is done, all of it or nothing.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from news.clock import to_text
from news.errors import ArchiveError
from news.headlines import headline_key
from news.model import Article, Fingerprint, Mention, Placement, Role, StoredArticle, Translation
from news.query import FoldedText
from news.text import clean
from storage import records
from storage.addresses import Addresses, key_of, public_form
from storage.candidates import Candidates
from storage.connection import Connection
from storage.mentions import Mentions
from storage.search import SearchIndex
from storage.stories import Stories
from storage.translations import Translations
from storage.verdicts import Verdicts

_INSERT = (
    f"INSERT INTO articles ({', '.join(records.OWN)}, _claim, _headline, first_seen_at, story_id, role)"
    f" VALUES ({', '.join('?' * (len(records.OWN) + 5))})"
)
_REVISABLE = [column for column in records.OWN if column not in ("source_id", "url")]
_UPDATE = f"UPDATE articles SET {', '.join(f'{column} = ?' for column in (*_REVISABLE, '_claim', '_headline'))} WHERE id = ?"


class Articles:
    """The table `articles`, with all that is written when one comes in or changes. Raises ArchiveError where SQLite fails."""

    def __init__(self, connection: Connection, stories: Stories, candidates: Candidates, verdicts: Verdicts) -> None:
        self._connection = connection
        self._stories = stories
        self._candidates = candidates
        self._verdicts = verdicts
        self._addresses = Addresses(connection)
        self._mentions = Mentions(connection)
        self._translations = Translations(connection)
        self._index = SearchIndex(connection)

    def get(self, article_id: int) -> StoredArticle | None:
        return next(iter(records.load(self._connection, (article_id,))), None)

    def load(self, article_ids: Iterable[int]) -> list[StoredArticle]:
        """These articles in this order; an id that is none is left out."""
        return records.load(self._connection, article_ids)

    def after(self, article_id: int, limit: int) -> list[StoredArticle]:
        """The next `limit` articles in the order of admission."""
        rows = self._connection.rows("SELECT id FROM articles WHERE id > ? ORDER BY id LIMIT ?", (article_id, limit))
        return records.load(self._connection, [row[0] for row in rows])

    def places(self) -> Iterator[tuple[int, int, Role]]:
        """Of every article, in the order of admission: its id, the number of its story (Stories.numbers) and its role."""
        yield from self._connection.stream(
            "SELECT a.id, s.rowid, a.role FROM articles a CROSS JOIN stories s ON s.id = a.story_id ORDER BY a.id"
        )

    def extent(self) -> tuple[int, int]:
        """How many articles there are, and the greatest id."""
        count, last = self._connection.row("SELECT count(*), coalesce(max(id), 0) FROM articles") or (0, 0)
        return count, last

    def places_of(self, article_ids: Iterable[int]) -> dict[int, str]:
        """The story of each of these articles."""
        return dict(
            self._connection.rows(
                "SELECT id, story_id FROM articles WHERE id IN (SELECT value FROM json_each(?))", (json.dumps([*article_ids]),)
            )
        )

    def by_url(self, url: str) -> StoredArticle | None:
        """The article that was listed, fetched or stored under this address, however it is written (news.urls.address_key)."""
        article_id = self._addresses.article_of(url)
        return None if article_id is None else self.get(article_id)

    def find(self, ref: str) -> StoredArticle | None:
        """The article of an id or an address, as a person types it.

        The address may be written in any way that has the same key, and without its scheme.
        """
        ref = ref.strip()
        if ref.isascii() and ref.isdigit() and len(ref) < 19:
            return self.get(int(ref))
        # An archive from before keys may hold two articles that share one: each is found by its own address.
        row = self._connection.row("SELECT id FROM articles WHERE url IN (?, ?)", (clean(ref), public_form(ref)))
        if row is not None:
            return self.get(row[0])
        return self.by_url(ref if "//" in ref else f"//{ref}")

    def claiming(self, url: str, source_id: str, at_most: int) -> list[StoredArticle]:
        """Articles of a source whose pages call this address their own, and are not there themselves; the first admitted first."""
        rows = self._connection.rows(
            "SELECT id FROM articles WHERE _claim = ? AND source_id = ? ORDER BY id LIMIT ?", (key_of(url), clean(source_id), at_most)
        )
        return records.load(self._connection, (row[0] for row in rows))

    def lies_also_at(self, article_id: int, url: str) -> None:
        """This address leads to the article too, unless it leads to another."""
        self._addresses.belong(article_id, (url,))

    def admit(
        self, article: Article, fingerprint: Fingerprint, folded: FoldedText, placement: Placement, *, first_seen_at: datetime
    ) -> int:
        """Stores a new article where its Placement says, with fingerprint, verdicts, mentions and search row; its id.

        Raises ArchiveError where its address is in the archive already, its source is not registered, or its story is unknown.
        """
        with self._connection.transaction():
            values = records.own_values(article)
            url, source_id = (values[records.OWN.index(column)] for column in ("url", "source_id"))
            self._check(url, source_id)
            story_id = self._stories.survivor(placement.story_id) if placement.story_id else self._stories.new_id(url)
            article_id = self._connection.run(
                _INSERT,
                (*values, records.claim_of(article, url), headline_key(article.title), to_text(first_seen_at), story_id, placement.role),
            ).lastrowid
            assert article_id is not None
            self._addresses.belong(article_id, (url,))
            self._candidates.keep(article_id, fingerprint)
            self._index.add(article_id, folded)
            self._verdicts.append(article_id, placement.verdicts, first_seen_at)
            if article.mentions:
                self._mentions.replace(url, article_id, article.mentions)
            if article.translations:
                self._translations.replace(article_id, article.translations)
            if placement.story_id is None:
                self._stories.found(story_id, article_id, first_seen_at)
            elif placement.leads:
                self._stories.lead(story_id, article_id, placement.former_lead_role, first_seen_at)
            for absorbed in placement.absorbed:
                self._stories.absorb(story_id, absorbed, placement.former_lead_role)
            self._connection.run("UPDATE sources SET articles = articles + 1 WHERE id = ?", (source_id,))
        return article_id

    def revise(self, article_id: int, article: Article, fingerprint: Fingerprint, folded: FoldedText, *, seen_at: datetime) -> None:
        """Gives an article what its page says now; title and text that it had before are kept in `revisions`.

        Its address, source, role and first_seen_at stay; so does a date that the page no longer gives. The story's updated_at
        moves where the article leads it and title or text changed. Raises ArchiveError where no article has this id.
        """
        with self._connection.transaction():
            before = self.get(article_id)
            if before is None:
                raise ArchiveError(f"{self._connection.path} holds no article {article_id}", "search for it by its words")
            values = _values_now(article, before.article)
            claim = records.claim_of(article, before.article.url)
            self._connection.run(_UPDATE, (*(values[column] for column in _REVISABLE), claim, headline_key(article.title), article_id))
            self._mentions.replace(before.article.url, article_id, article.mentions)
            self._translations.replace(article_id, article.translations)
            if (before.article.title, before.article.text) == (values["title"], values["text"]):
                return
            self._connection.run(
                "INSERT INTO revisions (article_id, seen_at, title, text) VALUES (?, ?, ?, ?)",
                (article_id, to_text(seen_at), before.article.title, before.article.text),
            )
            self._candidates.keep(article_id, fingerprint)
            self._index.replace(article_id, folded)
            self._connection.run("DELETE FROM _judged WHERE article_id = ?", (article_id,))
            self._stories.touch_where_it_leads(article_id, seen_at)

    def differences(self, before: StoredArticle, article: Article) -> tuple[str, ...]:
        """What `revise` would fill otherwise: columns of `articles`, and `mentions` and `translations`."""
        was, now = _values_now(before.article, before.article), _values_now(article, before.article)
        columns = [column.lstrip("_") for column in _REVISABLE if was[column] != now[column]]
        if [_said(mention) for mention in before.article.mentions] != [_said(mention) for mention in article.mentions]:
            columns.append("mentions")
        if _addressed(before.article.translations) != _addressed(article.translations):
            columns.append("translations")
        return tuple(dict.fromkeys(columns))

    def _check(self, url: str, source_id: str) -> None:
        if self._addresses.article_of(url) is not None:
            raise ArchiveError(f"{url} is in the archive already", "revise it instead")
        if not self._connection.row("SELECT 1 FROM sources WHERE id = ?", (source_id,)):
            raise ArchiveError(f"{url} is of source {source_id!r}, which the archive does not know", "register the source first")


def _values_now(article: Article, before: Article) -> dict[str, Any]:
    """The values of its row where an article takes the place of what was there: a date that is no longer given stays."""
    values = dict(zip(records.OWN, records.own_values(article), strict=True))
    if values["published_at"] is None and before.published_at:
        values["published_at"] = to_text(before.published_at)
        values["published_from"] = before.published_from
    return values


def _said(mention: Mention) -> tuple[object, ...]:
    return clean(mention.title), clean(mention.outlet), mention.published_on, clean(mention.url)


def _addressed(translations: Iterable[Translation]) -> dict[str, str]:
    """The languages by address, of which the first named is kept."""
    return {clean(one.url): clean(one.language) for one in reversed([*translations])}
