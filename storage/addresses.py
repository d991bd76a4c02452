"""Under which addresses articles are known, and which addresses hold none for good."""

from collections.abc import Iterable

from news.text import clean
from news.urls import address_key, is_rendition, without_tracking
from storage.connection import Connection


def key_of(url: str) -> str:
    """The form in which an address is kept and asked for, however it was written."""
    return clean(address_key(url))


def public_form(url: str) -> str:
    """The form in which an address is published: as it was fetched, without tracking and without what no database takes."""
    return clean(without_tracking(url))


def refusal_key(url: str) -> str:
    """Under which an address is refused: a mobile, AMP or print form (robots.txt shuts many) says nothing of the page itself,
    and is refused as it stands.
    """
    return public_form(url) if is_rendition(url) else key_of(url)


class Addresses:
    """Every address is kept and asked for by its key."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def known(self, url: str) -> bool:
        """Whether the address belongs to an article, or was refused for good."""
        return self._connection.row("SELECT 1 FROM _addresses WHERE url IN (?, ?)", (key_of(url), refusal_key(url))) is not None

    def article_of(self, url: str) -> int | None:
        row = self._connection.row("SELECT article_id FROM _addresses WHERE url = ?", (key_of(url),))
        return row[0] if row else None

    def belong(self, article_id: int, urls: Iterable[str]) -> None:
        """These addresses lead to the article, as do mentions, origins and translations that gave them; one that leads to another goes on
        doing so.
        """
        keys = [key_of(url) for url in urls]
        self._connection.run_many(
            "INSERT INTO _addresses (url, article_id) VALUES (?, ?)"
            " ON CONFLICT (url) DO UPDATE SET article_id = coalesce(article_id, excluded.article_id)",
            [(key, article_id) for key in keys],
        )
        self._connection.run_many(
            "UPDATE mentions SET matched_id = (SELECT article_id FROM _addresses WHERE url = _address), matched_by = 'address'"
            " WHERE _address = ? AND matched_id IS NULL",
            [(key,) for key in keys],
        )
        self._connection.run_many(
            "UPDATE mentions SET matched_id = (SELECT article_id FROM _addresses WHERE url = _address), matched_by = 'address'"
            " WHERE _address = ? AND matched_by = 'headline'",
            [(key,) for key in keys],
        )
        self._connection.run_many(
            "UPDATE origins SET origin_id = ? WHERE _address = ? AND origin_id IS NULL AND article_id <> ?",
            [(article_id, key, article_id) for key in keys],
        )
        self._connection.run_many(
            "UPDATE translations SET other_id = ? WHERE _address = ? AND other_id IS NULL AND article_id <> ?",
            [(article_id, key, article_id) for key in keys],
        )

    def refuse(self, urls: Iterable[str]) -> None:
        """These addresses hold no article and are not asked again; one that leads to an article stays."""
        self._connection.run_many("INSERT OR IGNORE INTO _addresses (url) VALUES (?)", [(refusal_key(url),) for url in urls])
