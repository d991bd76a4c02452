"""The crawl's book: what was listed, fetched and settled, and what is still to be fetched.

An entry point's listings and its validators are written in one transaction: the 304 that the validators bring next time must not
lose pages that a kill left unfetched.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from news.clock import Clock, from_text, to_text
from news.model import Listing, Mention
from news.text import clean
from news.trace import Trace
from storage.addresses import Addresses, key_of
from storage.connection import Connection
from storage.entry_points import EntryPoints
from storage.kept_pages import RawPlace
from storage.mentions import Mentions
from storage.sources import Sources

# Answers of a page's host that were no page; then it is refused for good. A host that did not answer at all says nothing of the
# page: five nights without a network must not cost what was listed before them.
MAX_TRIES = 5


class Ledger:
    """Runs, fetches, what entry points listed and what became of each page. Raises ArchiveError where SQLite fails."""

    def __init__(self, connection: Connection, sources: Sources, clock: Clock) -> None:
        self._connection = connection
        self._sources = sources
        self._clock = clock
        self._addresses = Addresses(connection)
        self._entry_points = EntryPoints(connection)
        self._mentions = Mentions(connection)

    def start_run(self, kind: str) -> int:
        """The id of a new run that starts now."""
        run_id = self._connection.run(
            "INSERT INTO runs (kind, started_at, counts) VALUES (?, ?, '{}')", (kind, to_text(self._clock()))
        ).lastrowid
        assert run_id is not None
        return run_id

    def finish_run(self, run_id: int, counts: Mapping[str, int]) -> None:
        self._connection.run(
            "UPDATE runs SET finished_at = ?, counts = ? WHERE id = ?",
            (to_text(self._clock()), json.dumps(dict(counts), ensure_ascii=False), run_id),
        )

    def last_run(self, kind: str, *, complete: bool = False) -> datetime | None:
        """When the last run of this kind started; with `complete`, the last of all sources that came to its
        end with an entry point answered.
        """
        came_to_its_end = (
            " AND finished_at IS NOT NULL AND coalesce(json_extract(counts, '$.entries'), 0) > 0"
            " AND coalesce(json_extract(counts, '$.interrupted'), 0) = 0 AND coalesce(json_extract(counts, '$.whole'), 1) = 1"
        )
        row = self._connection.row(
            f"SELECT started_at FROM runs WHERE kind = ?{came_to_its_end if complete else ''} ORDER BY id DESC LIMIT 1", (kind,)
        )
        return from_text(row[0]) if row else None

    def knows(self, url: str) -> bool:
        """Whether an article was listed, fetched or stored under this address, however it is written, or the address was refused
        for good.
        """
        return self._addresses.known(url)

    def validators(self, entry_url: str) -> tuple[str, str]:
        """ETag and Last-Modified of an entry point's last answer; empty where it gave none, or is to be asked in full."""
        return self._entry_points.validators(entry_url, self._clock())

    def unsettled(self, source_id: str, *, untried_since: datetime | None = None) -> list[Listing]:
        """What a source listed in an earlier crawl and no crawl has settled, in the order in which it was listed; with
        `untried_since` only what was not tried since then.
        """
        rows = self._connection.rows(
            "SELECT url, title, published_at, found_on, language, content FROM _listings WHERE source_id = ?"
            " AND (? IS NULL OR tried_at IS NULL OR tried_at < ?) ORDER BY rowid",
            (source_id, since := to_text(untried_since) if untried_since else None, since),
        )
        return [
            Listing(source_id, url, title, from_text(at) if at else None, found_on, language, content=content)
            for url, title, at, found_on, language, content in rows
        ]

    def entry_read(
        self,
        run_id: int,
        source_id: str,
        entry_url: str,
        listings: Sequence[Listing],
        *,
        status: int,
        etag: str,
        last_modified: str,
        size: int,
        fetched_at: datetime,
        trace: Trace | None = None,
        linked: bool = True,
        length: int = 0,
        parts: Mapping[str, str] | None = None,
    ) -> int:
        """An entry point answered: its new listings are to be fetched from now on; how many there are.

        `trace` is what it names now, None where that is what it named before. `linked`: nothing can have been missed since.
        `length`: how many it shows at once, where that is not all of `trace`. `parts`: of an index, when each of its sitemaps had changed.
        """
        connection = self._connection
        with connection.transaction():
            fresh = sum(self._list(listing) for listing in listings)
            self._entry_points.read(
                source_id,
                entry_url,
                listings,
                status=status,
                etag=etag,
                last_modified=last_modified,
                trace=trace,
                linked=linked,
                length=length,
                parts=parts,
                at=fetched_at,
            )
            outcome = "unchanged" if status == 304 else "read"
            self._fetched(run_id, source_id, entry_url, status, outcome, None, fetched_at, size, "")
            self._sources.answered(source_id, fetched_at)
        return fresh

    def entry_failed(
        self, run_id: int, source_id: str, entry_url: str, *, status: int, reason: str, error: str, fetched_at: datetime
    ) -> None:
        with self._connection.transaction():
            self._fetched(run_id, source_id, entry_url, status, reason, None, fetched_at, 0, error)
            self._entry_points.failed(source_id, entry_url, clean(error or reason), fetched_at)
            self._sources.failed(source_id, clean(f"{entry_url}: {error or reason}"), fetched_at)

    def page_settled(
        self,
        run_id: int,
        listing: Listing,
        *,
        url: str,
        status: int,
        size: int,
        outcome: str,
        error: str,
        article_id: int | None,
        again: bool,
        fetched_at: datetime,
        place: RawPlace | None = None,
    ) -> None:
        """The end of one Listing: its addresses lead to the article, or are refused for good, or it is tried `again` later
        (MAX_TRIES in all, not counting those without any answer: `status` 0). `place`: where the page is kept.
        """
        with self._connection.transaction():
            self._fetched(run_id, listing.source_id, url or listing.url, status, outcome, article_id, fetched_at, size, error, place)
            if article_id is None and again and not self._given_up(listing, answered=status > 0):
                return
            addresses = {listing.url, url or listing.url}
            if article_id is not None:
                self._addresses.belong(article_id, addresses)
                self._entry_points.yielded(listing.found_on, fetched_at)
            else:
                self._addresses.refuse({listing.url} if again else addresses)
            self._connection.run("DELETE FROM _listings WHERE key = ?", (key_of(listing.url),))

    def list_also(self, listings: Iterable[Listing]) -> int:
        """Listings that no entry point named, a link farm's page for instance: to be fetched by the next crawl; how many are new."""
        with self._connection.transaction():
            return sum(self._list(listing) for listing in listings)

    def expire(self, before: datetime) -> int:
        """Forgets what was listed before then and never settled: what robots.txt forbids for ever, hosts that are gone; how many."""
        return self._connection.run("DELETE FROM _listings WHERE listed_at < ?", (to_text(before),)).rowcount

    def mentions(self, page_url: str, article_id: int | None, mentions: Sequence[Mention]) -> None:
        """What a page mentions, in place of what it mentioned before."""
        with self._connection.transaction():
            self._mentions.replace(page_url, article_id, mentions)

    def _list(self, listing: Listing) -> bool:
        if self._addresses.known(listing.url):
            return False
        added = self._connection.run(
            "INSERT OR IGNORE INTO _listings (key, source_id, url, title, published_at, found_on, language, content, listed_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                key_of(listing.url),
                listing.source_id,
                clean(listing.url),
                clean(listing.title),
                to_text(listing.published_at) if listing.published_at else None,
                clean(listing.found_on),
                clean(listing.language),
                clean(listing.content),
                to_text(self._clock()),
            ),
        )
        return added.rowcount > 0

    def _given_up(self, listing: Listing, *, answered: bool) -> bool:
        """Counts one more try where the host answered, and says whether it was the last."""
        self._list(listing)
        key = key_of(listing.url)
        self._connection.run("UPDATE _listings SET tried_at = ? WHERE key = ?", (to_text(self._clock()), key))
        if not answered:
            return False
        self._connection.run("UPDATE _listings SET tries = tries + 1 WHERE key = ?", (key,))
        row = self._connection.row("SELECT tries FROM _listings WHERE key = ?", (key,))
        return row is None or row[0] >= MAX_TRIES

    def _fetched(
        self,
        run_id: int,
        source_id: str,
        url: str,
        status: int,
        outcome: str,
        article_id: int | None,
        fetched_at: datetime,
        size: int,
        error: str,
        place: RawPlace | None = None,
    ) -> None:
        file, offset = (place.file, place.offset) if place else (None, None)
        self._connection.run(
            "INSERT INTO fetches (run_id, source_id, url, status, outcome, article_id, fetched_at, bytes, error, warc_file, warc_offset)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (run_id, source_id, clean(url), status, outcome, article_id, to_text(fetched_at), size, clean(error), file, offset),
        )
