"""Under which addresses articles are known, and which addresses hold none for good."""

import json
from collections.abc import Iterable
from itertools import product
from urllib.parse import urlsplit, urlunsplit

from news.text import clean
from news.urls import without_tracking
from storage.connection import Connection


def key_of(url: str) -> str:
    """The form in which an address is kept and asked for: without tracking parameters, and without what no database takes."""
    return clean(without_tracking(url))


def typed_forms(ref: str) -> tuple[str, ...]:
    """What a person may mean who types this address: with http or https, with `www.` and without, with the last slash and
    without. Empty where it is no address.
    """
    address = ref if "://" in ref else f"http://{ref.lstrip('/')}"
    try:
        parts = urlsplit(key_of(address))
    except ValueError:
        return ()
    host, path = parts.netloc.removeprefix("www."), parts.path.rstrip("/")
    if not host:
        return ()
    forms = product(("http", "https"), (host, f"www.{host}"), (path, f"{path}/"))
    return tuple(dict.fromkeys(key_of(urlunsplit((scheme, name, end, parts.query, ""))) for scheme, name, end in forms))


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

    def article_typed(self, ref: str) -> int | None:
        """The one article that the forms of an address as a person types it lead to; None where there is none or several."""
        rows = self._connection.rows(
            "SELECT DISTINCT article_id FROM _addresses WHERE url IN (SELECT value FROM json_each(?)) AND article_id IS NOT NULL",
            (json.dumps(typed_forms(ref)),),
        )
        return rows[0][0] if len(rows) == 1 else None

    def belong(self, article_id: int, urls: Iterable[str]) -> None:
        """These addresses lead to the article, and so do mentions that gave them; one that leads to another article goes on
        doing so.
        """
        keys = [key_of(url) for url in urls]
        self._connection.run_many(
            "INSERT INTO _addresses (url, article_id) VALUES (?, ?)"
            " ON CONFLICT (url) DO UPDATE SET article_id = coalesce(article_id, excluded.article_id)",
            [(key, article_id) for key in keys],
        )
        self._connection.run_many(
            "UPDATE mentions SET matched_id = (SELECT article_id FROM _addresses WHERE url = _address)"
            " WHERE _address = ? AND matched_id IS NULL",
            [(key,) for key in keys],
        )

    def refuse(self, urls: Iterable[str]) -> None:
        """These addresses hold no article and are not asked again; one that leads to an article stays."""
        self._connection.run_many("INSERT OR IGNORE INTO _addresses (url) VALUES (?)", [(key_of(url),) for url in urls])
