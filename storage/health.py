"""How each source has fared of late: what it brought, what was refused, how long its texts are and in which language.

What of that is worth an alarm is for `iraqwire.alarms` to say.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

from news.clock import from_text, to_text
from storage.connection import Connection

RECENT = timedelta(days=7)
LATELY = 20
"""Articles that count as the last ones, held against up to ten times as many before them."""
_NO_PAGE = ("read", "unchanged")


@dataclass(frozen=True, slots=True)
class Texts:
    """Some articles of a source in a row: how many, the median of their letters, and how many are in each language."""

    count: int = 0
    letters: int = 0
    languages: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """`fetched`: the pages of the last seven days by outcome; `fetched_before`: of the four weeks before. `newest_at`: the date of
    its newest article, `brought_at`: when it last brought one. `lately` and `before`: its last articles and those before them.
    """

    source_id: str
    articles: int = 0
    last_success_at: datetime | None = None
    last_failure_at: datetime | None = None
    last_error: str = ""
    failures: int = 0
    brought_at: datetime | None = None
    newest_at: datetime | None = None
    articles_recent: int = 0
    fetched: Mapping[str, int] = field(default_factory=dict)
    fetched_before: Mapping[str, int] = field(default_factory=dict)
    lately: Texts = field(default_factory=Texts)
    before: Texts = field(default_factory=Texts)
    gaps: int = 0


def read_health(connection: Connection, now: datetime) -> dict[str, SourceHealth]:
    """The health of every source the archive knows, by its id. Raises ArchiveError where SQLite fails."""
    fetched = _fetched(connection, now - RECENT, now)
    earlier = _fetched(connection, now - 5 * RECENT, now - RECENT)
    recent: dict[str, int] = dict(
        connection.rows("SELECT source_id, count(*) FROM articles WHERE first_seen_at >= ? GROUP BY source_id", (to_text(now - RECENT),))
    )
    dates = {
        source_id: (brought, newest)
        for source_id, brought, newest in connection.rows(
            "SELECT source_id, max(first_seen_at), max(published_at) FROM articles INDEXED BY _articles_brief GROUP BY source_id"
        )
    }
    gaps: dict[str, int] = dict(connection.rows("SELECT source_id, count(*) FROM gaps WHERE closed_at IS NULL GROUP BY source_id"))
    found = {}
    for source_id, articles, success, failure, error, failures in connection.rows(
        "SELECT id, articles, last_success_at, last_failure_at, last_error, failures FROM sources ORDER BY id"
    ):
        brought, newest = dates.get(source_id, (None, None))
        lately, before = _texts(connection, source_id) if articles else (Texts(), Texts())
        found[source_id] = SourceHealth(
            source_id,
            articles,
            _instant(success),
            _instant(failure),
            error or "",
            failures,
            _instant(brought),
            _instant(newest),
            recent.get(source_id, 0),
            fetched.get(source_id, {}),
            earlier.get(source_id, {}),
            lately,
            before,
            gaps.get(source_id, 0),
        )
    return found


def _fetched(connection: Connection, since: datetime, until: datetime) -> dict[str, dict[str, int]]:
    """The pages fetched in that time by source and outcome; entry points apart."""
    found: dict[str, dict[str, int]] = {}
    rows = connection.rows(
        "SELECT f.source_id, f.outcome, count(*) FROM runs r JOIN fetches f ON f.run_id = r.id"
        " WHERE r.started_at >= ? AND r.started_at < ? AND r.kind <> 'reextract' AND f.status <> 0 AND f.outcome NOT IN (?, ?)"
        " AND NOT EXISTS (SELECT 1 FROM entry_points e WHERE e.url = f.url) GROUP BY 1, 2",
        (to_text(since), to_text(until), *_NO_PAGE),
    )
    for source_id, outcome, count in rows:
        found.setdefault(source_id, {})[outcome] = count
    return found


def _texts(connection: Connection, source_id: str) -> tuple[Texts, Texts]:
    rows = connection.rows(
        "SELECT length(a.text), coalesce(a.language, '') FROM articles a WHERE a.id IN"
        " (SELECT id FROM articles INDEXED BY _articles_brief WHERE source_id = ? ORDER BY id DESC LIMIT ?) ORDER BY a.id DESC",
        (source_id, 11 * LATELY),
    )
    return _summed(rows[:LATELY]), _summed(rows[LATELY:])


def _summed(rows: list[tuple[int, str]]) -> Texts:
    languages: dict[str, int] = {}
    for _, language in rows:
        languages[language] = languages.get(language, 0) + 1
    return Texts(len(rows), int(median(length for length, _ in rows)) if rows else 0, languages)


def _instant(text: str | None) -> datetime | None:
    return from_text(text) if text else None
