"""Under which addresses articles are known, and which addresses hold none for good."""

from collections.abc import Iterable

from news.text import clean
from news.urls import without_tracking
from storage.connection import Connection


def key_of(url: str) -> str:
    """The form in which an address is kept and asked for: without tracking parameters, and without what no database takes."""
    return clean(without_tracking(url))


class Addresses:
    """Every address is kept and asked for without tracking parameters."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def known(self, url: str) -> bool:
        """Whether the address belongs to an article, or was refused for good."""
        return self._connection.row("SELECT 1 FROM _addresses WHERE url = ?", (key_of(url),)) is not None

    def article_of(self, url: str) -> int | None:
        row = self._connection.row("SELECT article_id FROM _addresses WHERE url = ?", (key_of(url),))
        return row[0] if row else None

    def belong(self, article_id: int, urls: Iterable[str]) -> None:
        """These addresses lead to the article; one that leads to another article goes on doing so."""
        self._connection.run_many(
            "INSERT INTO _addresses (url, article_id) VALUES (?, ?)"
            " ON CONFLICT (url) DO UPDATE SET article_id = coalesce(article_id, excluded.article_id)",
            [(key_of(url), article_id) for url in urls],
        )

    def refuse(self, urls: Iterable[str]) -> None:
        """These addresses hold no article and are not asked again; one that leads to an article stays."""
        self._connection.run_many("INSERT OR IGNORE INTO _addresses (url) VALUES (?)", [(key_of(url),) for url in urls])
