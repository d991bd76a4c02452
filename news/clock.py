"""Time as a value: aware UTC datetimes, and the one text form the archive keeps them in."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the current instant, aware and in UTC. Passed in wherever time matters."""


def system_clock() -> datetime:
    return datetime.now(UTC)


def to_text(instant: datetime) -> str:
    """ISO 8601 in UTC to the second, `2026-11-21T09:07:00Z`: sorts as text in order of time.

    Raises ValueError for a naive datetime: guessing its zone is the caller's decision.
    """
    if instant.tzinfo is None:
        raise ValueError(f"naive datetime {instant!r}: give it a zone first")
    return f"{instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def from_text(text: str) -> datetime:
    """The aware UTC instant of an ISO 8601 text; one without a zone is taken as UTC.

    Raises ValueError where the text is no ISO 8601 instant.
    """
    instant = datetime.fromisoformat(text)
    try:
        return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
    except OverflowError:  # the first and the last day that there are, in another zone
        raise ValueError(f"no instant of the years 1 to 9999: {text!r}") from None
