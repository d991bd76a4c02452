"""The gaps: two readings of an entry point that share no address, so that something may have passed between them unseen; and
how another answer closes one. What links up with what is for news.trace to say.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from news.clock import from_text, to_text
from storage.connection import Connection

ENOUGH_AFTER = 0.5
"""Share of the addresses found after a gap that an answer must name to close it. A section's own feed, which may reach back over
the gap too, names few of them; a sitemap may be some minutes behind the newest."""


@dataclass(frozen=True, slots=True)
class Gap:
    """`since` and `until`: the newest date known before it and the oldest after it, else when the readings were."""

    source_id: str
    entry_url: str
    since: datetime
    until: datetime
    found_at: datetime
    closed_at: datetime | None = None
    closed_by: str = ""


class Gaps:
    """The table `gaps`. Raises ArchiveError where SQLite fails."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def record(self, gap: Gap, before: Collection[int], after: Collection[int]) -> None:
        self._connection.run(
            "INSERT INTO gaps (source_id, entry_url, since, until, found_at, _before, _after) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                gap.source_id,
                gap.entry_url,
                to_text(gap.since),
                to_text(gap.until),
                to_text(gap.found_at),
                json.dumps(sorted(before)),
                json.dumps(sorted(after)),
            ),
        )

    def close(self, source_id: str, url: str, addresses: Collection[int], at: datetime) -> int:
        """Closes the source's gaps that an answer with these addresses reaches across; how many."""
        closed = 0
        rows = self._connection.rows("SELECT id, _before, _after FROM gaps WHERE source_id = ? AND closed_at IS NULL", (source_id,))
        for gap_id, before, after in rows:
            late = json.loads(after)
            reached = not set(json.loads(before)).isdisjoint(addresses)
            if reached and sum(address in addresses for address in late) >= ENOUGH_AFTER * len(late):
                self._connection.run("UPDATE gaps SET closed_at = ?, closed_by = ? WHERE id = ?", (to_text(at), url, gap_id))
                closed += 1
        return closed

    def all(self, *, open_only: bool = False, since: datetime | None = None) -> list[Gap]:
        """The gaps, those found since then, the last found first."""
        rows = self._connection.rows(
            "SELECT source_id, entry_url, since, until, found_at, closed_at, closed_by FROM gaps"
            " WHERE (? = 0 OR closed_at IS NULL) AND found_at >= ? ORDER BY id DESC",
            (int(open_only), to_text(since) if since else ""),
        )
        return [
            Gap(source, url, from_text(since), from_text(until), from_text(found), from_text(closed) if closed else None, by or "")
            for source, url, since, until, found, closed, by in rows
        ]
