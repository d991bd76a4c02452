"""Which publication dates are believed. What follows from a date, or from there being none, is each room's own."""

from datetime import UTC, datetime, timedelta

from news.model import AGGREGATORS

CLOCK_TOLERANCE = timedelta(minutes=10)  # of a server, before a date in the future is taken for one shifted by its zone
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)  # before the web a date is a default, not a date


def credible_date(published_at: datetime | None, first_seen_at: datetime, source_kind: str = "") -> datetime | None:
    """The date in UTC, one without a zone taken as UTC; None where it cannot be believed.

    That is one from before the web, one after the article was found, and any of a source that collects from others: it dates
    its own finding.
    """
    if published_at is None or source_kind in AGGREGATORS:
        return None
    when = published_at.replace(tzinfo=UTC) if published_at.tzinfo is None else published_at
    # Compared before it is converted: the first and the last day that there are have no other zone.
    return when.astimezone(UTC) if EARLIEST <= when <= first_seen_at + CLOCK_TOLERANCE else None
