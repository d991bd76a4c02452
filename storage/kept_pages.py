"""Which fetched pages are kept, and where each lies. The WARC files themselves are `warc`'s."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from news.clock import from_text, to_text
from storage.connection import Connection


@dataclass(frozen=True, slots=True)
class RawPlace:
    """Where a page lies: a WARC file of the folder `[archive] raw`, and the byte at which its record begins."""

    file: str
    offset: int


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A row of `fetches` whose page is kept. `article_id` is None for a page that was no article; `error` is what was said then."""

    run_id: int
    source_id: str
    url: str
    status: int
    outcome: str
    article_id: int | None
    fetched_at: datetime
    size: int
    error: str
    place: RawPlace


class KeptPages:
    """The kept pages of `fetches`. Raises ArchiveError where SQLite fails."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def newest(self, source_ids: Collection[str] = (), since: datetime | None = None) -> list[int]:
        """Rows to load, in the order of the fetches: of each article the page that it was read from last, of each address that
        held none the last page; of all sources where none is named, and fetched at `since` or later.

        A page under another address that was found to be an article's, and changed nothing in it, is not what it was read from.
        """
        moment = to_text(since) if since else ""
        rows = self._connection.rows(
            "SELECT f.rowid FROM fetches f JOIN ("
            " SELECT coalesce(max(iif(k.outcome <> 'unchanged' OR k.url = a.url, k.rowid, NULL)), max(k.rowid)) AS id"
            " FROM fetches k JOIN articles a ON a.id = k.article_id WHERE k.warc_file IS NOT NULL GROUP BY k.article_id"
            " UNION ALL SELECT max(rowid) FROM fetches WHERE warc_file IS NOT NULL AND article_id IS NULL GROUP BY url"
            ") last ON last.id = f.rowid WHERE f.fetched_at >= ?"
            " AND (? OR f.source_id IN (SELECT value FROM json_each(?))) ORDER BY f.rowid",
            (moment, not source_ids, json.dumps([*source_ids])),
        )
        return [row_id for (row_id,) in rows]

    def load(self, row_ids: Sequence[int]) -> list[KeptPage]:
        """These rows, in the order of the fetches."""
        rows = self._connection.rows(
            "SELECT run_id, source_id, url, status, outcome, article_id, fetched_at, bytes, error, warc_file, warc_offset"
            " FROM fetches WHERE rowid IN (SELECT value FROM json_each(?)) AND warc_file IS NOT NULL ORDER BY rowid",
            (json.dumps([*row_ids]),),
        )
        return [
            KeptPage(run_id, source_id, url, status, outcome, article_id, from_text(at), size, error, RawPlace(file, offset))
            for run_id, source_id, url, status, outcome, article_id, at, size, error, file, offset in rows
        ]
