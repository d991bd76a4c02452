"""The entry points: how each answered, what it named last, when to ask it again. When something was missed, `gaps` is told."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from news.clock import from_text, to_text
from news.model import EntryHistory, Listing, Source
from news.pace import Arrivals, after_failures, arrivals_of, next_reading
from news.text import clean
from news.trace import Mark, Trace, address_hash
from storage.connection import Connection
from storage.gaps import Gap, Gaps

WHOLE_EVERY = timedelta(hours=47)
"""After so long an entry point is asked in full, whatever its validators: one that answers 304 for ever would be silent for ever.
Every second nightly crawl, so that most questions stay cheap."""


class EntryPoints:
    """The table `entry_points`. Raises ArchiveError where SQLite fails."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._gaps = Gaps(connection)

    def register(self, sources: Iterable[Source]) -> None:
        """Makes the sources' entry points known, or as they now are; how they answered stays."""
        self._connection.run_many(
            "INSERT INTO entry_points (url, source_id, kind, probation) VALUES (?, ?, ?, ?) ON CONFLICT (url) DO UPDATE SET"
            " source_id = excluded.source_id, kind = excluded.kind, probation = excluded.probation",
            [(clean(entry.url), clean(source.id), entry.kind, int(entry.probation)) for source in sources for entry in source.entry],
        )

    def validators(self, url: str, now: datetime) -> tuple[str, str]:
        """ETag and Last-Modified of the last answer; empty where it gave none, or is to be asked in full."""
        row = self._connection.row("SELECT _etag, _last_modified, _whole_at FROM entry_points WHERE url = ?", (url,))
        if row is None or (row[2] and from_text(row[2]) < now - WHOLE_EVERY):
            return "", ""
        return row[0], row[1]

    def last_reading(self, url: str) -> tuple[Trace, datetime | None, dict[str, str]]:
        """What it named last, when it was read, and of an index when each of its sitemaps had changed."""
        row = self._connection.row("SELECT _trace, read_at, _parts FROM entry_points WHERE url = ?", (url,))
        if row is None:
            return Trace(), None, {}
        return _to_trace(row[0]), from_text(row[1]) if row[1] else None, json.loads(row[2]) if row[2] else {}

    def read(
        self,
        source_id: str,
        url: str,
        listings: Sequence[Listing],
        *,
        status: int,
        etag: str,
        last_modified: str,
        trace: Trace | None,
        linked: bool,
        length: int,
        parts: Mapping[str, str] | None,
        at: datetime,
    ) -> None:
        """An entry point answered. `trace` is what it names now, None where that is what it named before; `length`: how much of it
        it shows at once, 0 for all.
        """
        connection, now = self._connection, to_text(at)
        row = connection.row("SELECT _trace, _arrivals, read_at, _length FROM entry_points WHERE url = ?", (url,))
        before = _to_trace(row[0]) if row else Trace()
        read_before = from_text(row[2]) if row and row[2] else None
        known = before.addresses()
        fresh = [listing for listing in listings if address_hash(listing.url) not in known] if trace is not None else []
        learned = _to_arrivals(row[1]) if row and row[1] else None
        arrivals = arrivals_of((listing.published_at for listing in fresh), learned, read_before, at)
        length = (length or len(trace.marks)) if trace is not None else (row[3] if row else 0)
        connection.run(
            "INSERT INTO entry_points (url, source_id, first_asked_at, read_at, changed_at, due_at, _etag, _last_modified, _whole_at,"
            " _length, _trace, _arrivals, _parts) VALUES (:url, :source, :now, :now, :changed, :due, :etag, :modified, :whole, :length,"
            " :trace, :arrivals, :parts) ON CONFLICT (url) DO UPDATE SET source_id = excluded.source_id, read_at = excluded.read_at,"
            " first_asked_at = coalesce(first_asked_at, excluded.first_asked_at),"
            " changed_at = coalesce(excluded.changed_at, changed_at), failures = 0, due_at = excluded.due_at,"
            " _whole_at = coalesce(excluded._whole_at, _whole_at), _length = excluded._length, _arrivals = excluded._arrivals,"
            " _trace = iif(:trace = '', _trace, :trace), _parts = iif(:parts = '', _parts, :parts),"
            # A 304 may leave its validators out; those it answered to hold on.
            " _etag = iif(:status = 304 AND :etag = '', _etag, :etag),"
            " _last_modified = iif(:status = 304 AND :modified = '', _last_modified, :modified)",
            {
                "url": url,
                "source": source_id,
                "now": now,
                "changed": now if fresh else None,
                "due": to_text(next_reading(arrivals, length, at)),
                "etag": etag,
                "modified": last_modified,
                "whole": None if status == 304 else now,
                "length": length,
                "trace": _from_trace(trace) if trace is not None else "",
                "arrivals": _from_arrivals(arrivals),
                "parts": json.dumps(dict(parts), ensure_ascii=False) if parts is not None else "",
                "status": status,
            },
        )
        if trace is None:
            return
        named = trace.addresses() | {address_hash(listing.url) for listing in listings}
        if not linked and before.marks:
            self._gaps.record(self._gap(source_id, url, read_before, listings, at), before.loose(), trace.addresses())
        self._gaps.close(source_id, url, named, at)

    def failed(self, source_id: str, url: str, error: str, at: datetime) -> None:
        """An entry point did not answer, or not with anything that can be read."""
        row = self._connection.row("SELECT failures FROM entry_points WHERE url = ?", (url,))
        failures = (row[0] if row else 0) + 1
        self._connection.run(
            "INSERT INTO entry_points (url, source_id, first_asked_at, failed_at, failures, last_error, due_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (url) DO UPDATE SET failed_at = excluded.failed_at, failures = excluded.failures,"
            " last_error = excluded.last_error, due_at = excluded.due_at,"
            " first_asked_at = coalesce(first_asked_at, excluded.first_asked_at)",
            (url, source_id, to_text(at), to_text(at), failures, error, to_text(after_failures(failures, at))),
        )

    def yielded(self, url: str, at: datetime) -> None:
        """An article came of what it named. Nothing where it is no entry point."""
        self._connection.run("UPDATE entry_points SET yielded_at = ?, articles = articles + 1 WHERE url = ?", (to_text(at), url))

    def histories(self) -> dict[str, EntryHistory]:
        """What is known of every entry point, by its address."""
        rows = self._connection.rows(
            "SELECT url, source_id, articles, failures, last_error, first_asked_at, read_at, changed_at, yielded_at, failed_at, due_at"
            " FROM entry_points"
        )
        return {url: _to_history(url, *more) for url, *more in rows}

    def _gap(self, source_id: str, url: str, read_before: datetime | None, listings: Sequence[Listing], at: datetime) -> Gap:
        since = read_before or at
        dates = [listing.published_at for listing in listings if listing.published_at and since <= listing.published_at <= at]
        return Gap(source_id, url, since, min(dates, default=at), at)


def _to_history(url: str, source_id: str, articles: int, failures: int, error: str | None, *instants: str | None) -> EntryHistory:
    asked, read, changed, yielded, failed, due = (from_text(at) if at else None for at in instants)
    return EntryHistory(url, source_id, asked, read, changed, yielded, failed, articles, failures, error or "", due)


def _from_trace(trace: Trace) -> str:
    return json.dumps([trace.brought, *([mark.address, mark.came, mark.says] for mark in trace.marks)], separators=(",", ":"))


def _to_trace(text: str) -> Trace:
    if not text:
        return Trace()
    brought, *marks = json.loads(text)
    return Trace(tuple(Mark(*mark) for mark in marks), brought)


def _from_arrivals(arrivals: Arrivals) -> str:
    return json.dumps([arrivals.since, *sorted(arrivals.counts.items())], separators=(",", ":"))


def _to_arrivals(text: str) -> Arrivals:
    since, *counts = json.loads(text)
    return Arrivals(since, dict(counts))
