"""The same story by the same outlet in other languages, as its pages name them: linked, never merged."""

import json
from collections.abc import Sequence

from news.model import Translation
from news.text import clean
from storage.addresses import key_of
from storage.connection import Connection


class Translations:
    """The table `translations`. Raises ArchiveError where SQLite fails."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def replace(self, article_id: int, translations: Sequence[Translation]) -> None:
        """These are the article's translations from now on, each with the article that its address leads to.

        One whose article comes later is matched by `Addresses.belong`.
        """
        self._connection.run("DELETE FROM translations WHERE article_id = ?", (article_id,))
        self._connection.run_many(
            "INSERT OR IGNORE INTO translations (article_id, language, url, _address, other_id)"
            " VALUES (?, ?, ?, ?, (SELECT article_id FROM _addresses WHERE url = ?))",
            [(article_id, clean(one.language), clean(one.url), key, key) for one in translations for key in (key_of(one.url),)],
        )

    def of_articles(self, article_ids: Sequence[int]) -> dict[int, tuple[Translation, ...]]:
        """The translations that these articles name, by article; one without any is left out."""
        found: dict[int, list[Translation]] = {}
        rows = self._connection.rows(
            "SELECT article_id, language, url FROM translations WHERE article_id IN (SELECT value FROM json_each(?))"
            " ORDER BY article_id, language, url",
            (json.dumps(article_ids),),
        )
        for article_id, language, url in rows:
            found.setdefault(article_id, []).append(Translation(language, url))
        return {article_id: tuple(translations) for article_id, translations in found.items()}

    def link(self, first: int, second: int) -> bool:
        """Whether one of two articles names the other as its translation."""
        row = self._connection.row(
            "SELECT 1 FROM translations WHERE (article_id = ? AND other_id = ?) OR (article_id = ? AND other_id = ?)",
            (first, second, second, first),
        )
        return row is not None
