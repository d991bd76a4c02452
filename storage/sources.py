"""The outlets as the archive remembers them, with their health."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from news.clock import to_text
from news.model import EntryPoint, Source
from news.text import clean
from storage.connection import Connection, Row
from storage.entry_points import EntryPoints

_COLUMNS = "id, name, home, languages, kind, scope, enabled, _timezone, _entry, _labels, _domains"


class Sources:
    """The table `sources`; one that is no longer configured stays. Raises ArchiveError where SQLite fails."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._entry_points = EntryPoints(connection)

    def register(self, sources: Iterable[Source]) -> None:
        """Makes these sources and their entry points known, or as they now are; their health stays, and so do sources not named."""
        sources = list(sources)
        with self._connection.transaction():
            self._connection.db.table("sources").upsert_all(map(_to_record, sources), pk="id")
            self._entry_points.register(sources)

    def get(self, source_id: str) -> Source | None:
        row = self._connection.row(f"SELECT {_COLUMNS} FROM sources WHERE id = ?", (source_id,))
        return _from_row(row) if row else None

    def all(self) -> list[Source]:
        return [_from_row(row) for row in self._connection.rows(f"SELECT {_COLUMNS} FROM sources ORDER BY id")]

    def answered(self, source_id: str, at: datetime) -> None:
        self._connection.run("UPDATE sources SET last_success_at = ?, failures = 0 WHERE id = ?", (to_text(at), source_id))

    def failed(self, source_id: str, error: str, at: datetime) -> None:
        self._connection.run(
            "UPDATE sources SET last_failure_at = ?, last_error = ?, failures = failures + 1 WHERE id = ?", (to_text(at), error, source_id)
        )


def _to_record(source: Source) -> dict[str, object]:
    return {
        "id": clean(source.id),
        "name": clean(source.name),
        "home": clean(source.home),
        "languages": json.dumps([clean(language) for language in source.languages]),
        "kind": source.kind,
        "scope": source.scope,
        "enabled": int(source.enabled),
        "_timezone": source.timezone,
        "_entry": clean(json.dumps([asdict(point) for point in source.entry], ensure_ascii=False)),
        "_labels": clean(json.dumps(source.labels, ensure_ascii=False)),
        "_domains": clean(json.dumps(source.domains, ensure_ascii=False)),
    }


def _from_row(row: Row) -> Source:
    source_id, name, home, languages, kind, scope, enabled, timezone, entry, labels, domains = row
    return Source(
        id=source_id,
        name=name,
        home=home,
        languages=tuple(json.loads(languages)),
        kind=kind,
        timezone=timezone,
        scope=scope,
        enabled=bool(enabled),
        entry=tuple(EntryPoint(**point) for point in json.loads(entry)),
        labels=tuple(json.loads(labels)),
        domains=tuple(json.loads(domains)),
    )
