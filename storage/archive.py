"""The archive: one SQLite file, opened, brought up to date, and asked through its parts."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from news.clock import Clock, system_clock
from news.model import StoredArticle
from news.query import Node
from storage.articles import Articles
from storage.candidates import Candidates
from storage.connection import Connection
from storage.entry_points import EntryPoints
from storage.export import export, export_verdicts
from storage.furniture import Furniture
from storage.gaps import Gaps
from storage.headlines import Headlines
from storage.health import SourceHealth, read_health
from storage.kept_pages import KeptPages
from storage.ledger import Ledger
from storage.mentions import Mentions
from storage.origins import Origins
from storage.schema import migrate
from storage.search import Filters, SearchIndex
from storage.sources import Sources
from storage.stories import Stories
from storage.topics import ArticleTopics
from storage.translations import Translations
from storage.verdicts import Verdicts


class Archive:
    """The archive at `path`; made where there is none, unless `readonly`. One thread's own: each opens another.

    Raises ArchiveError (unreadable, damaged, no database, or no archive of ours), ArchiveTooNew, ArchiveBusy.
    """

    def __init__(self, path: Path, *, clock: Clock = system_clock, readonly: bool = False) -> None:
        self.path = Path(path)
        self._connection = Connection(self.path, readonly=readonly)
        try:
            migrate(self._connection)
        except BaseException:
            self._connection.close()
            raise
        self.sources = Sources(self._connection)
        self.entry_points = EntryPoints(self._connection)
        self.gaps = Gaps(self._connection)
        self.ledger = Ledger(self._connection, self.sources, clock)
        self.kept_pages = KeptPages(self._connection)
        self.stories = Stories(self._connection)
        self.verdicts = Verdicts(self._connection)
        self.candidates = Candidates(self._connection)
        self.articles = Articles(self._connection, self.stories, self.candidates, self.verdicts)
        self.translations = Translations(self._connection)
        self.mentions = Mentions(self._connection)
        self.headlines = Headlines(self._connection)
        self.origins = Origins(self._connection)
        self.furniture = Furniture(self._connection)
        self.topics = ArticleTopics(self._connection)
        self._index = SearchIndex(self._connection)

    def transaction(self) -> AbstractContextManager[None]:
        """Everything written inside is applied, or nothing of it. Nests. Other writers wait, readers do not."""
        return self._connection.transaction()

    def snapshot(self) -> AbstractContextManager[None]:
        """Everything read inside is of one moment."""
        return self._connection.snapshot()

    def search(
        self,
        query: Node,
        *,
        topic: str | None = None,
        source: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        language: str | None = None,
        limit: int = 20,
    ) -> list[StoredArticle]:
        """The articles that meet the query, the last admitted first.

        `since` and `until`, both included, are held against published_at, or first_seen_at where there is no date.
        """
        return self._index.find(query, Filters(topic, source, since, until, language), limit)

    def export(
        self,
        *,
        topic: str | None = None,
        source: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        language: str | None = None,
    ) -> Iterator[dict[str, Any]]:
        """The articles as flat records in the order of admission; filters as in `search`. A few hundred are in memory at a time."""
        return export(self._connection, Filters(topic, source, since, until, language))

    def export_verdicts(self, by: Literal["", "rule", "reader"] = "") -> Iterator[dict[str, Any]]:
        """Verdicts as flat records, oldest first, with the addresses of the two articles."""
        return export_verdicts(self._connection, by)

    def damage(self) -> list[str]:
        """What SQLite finds wrong with the file, and rows that name one that is not there; empty where it is sound."""
        with self.snapshot():
            found = [str(line) for (line,) in self._connection.rows("PRAGMA quick_check(5)") if line != "ok"]
            found += [
                f"{table} row {row} names a row of {other} that is not there"
                for table, row, other, _ in self._connection.rows("PRAGMA foreign_key_check")[:5]
            ]
            (lost,) = self._connection.row(
                "SELECT count(*) FROM stories s WHERE merged_into IS NULL"
                " AND NOT EXISTS (SELECT 1 FROM articles a WHERE a.id = s.lead_id AND a.story_id = s.id)"
            ) or (0,)
        return [*found, *([f"{lost} stories have a lead that is not theirs"] if lost else [])]

    def health(self, now: datetime) -> dict[str, SourceHealth]:
        """How each source has fared of late, by its id."""
        return read_health(self._connection, now)

    def setting(self, name: str) -> str | None:
        row = self._connection.row("SELECT value FROM _settings WHERE name = ?", (name,))
        return row[0] if row else None

    def keep_setting(self, name: str, value: str) -> None:
        self._connection.run("INSERT OR REPLACE INTO _settings (name, value) VALUES (?, ?)", (name, value))

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
