"""Dates as feeds and sitemaps write them, made aware UTC instants; what they leave open is taken from the source's time zone."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from news.text import fold

_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$", re.IGNORECASE
)
_FIRST_YEAR = 1990
SKEW = timedelta(hours=1)
"""How far ahead of our clock a date may be before it counts as false; it is then taken as now's by no one, but dropped."""


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """The time zone of that name; Baghdad's where there is none such."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("Asia/Baghdad")


def parse_date(text: str, timezone: str, now: datetime) -> datetime | None:
    """The instant that an RFC 822 or ISO 8601 date means, in UTC; None for anything else, for the future, and for before 1990.

    A date without a zone is one of `timezone`.
    """
    text = fold(text).strip().upper()
    if not text or len(text) > 80:
        return None
    try:
        found = _from_iso(text) or parsedate_to_datetime(text)
        if found.tzinfo is None and not text.endswith("-0000"):
            found = found.replace(tzinfo=zone(timezone))
        elif found.tzinfo is None:
            found = found.replace(tzinfo=UTC)
        found = found.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return found if found.year >= _FIRST_YEAR and found <= now + SKEW else None


def _from_iso(text: str) -> datetime | None:
    match = _ISO.match(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, offset = match.groups()
    found = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), min(int(second or 0), 59))  # noqa: DTZ001
    if offset is None:
        return found
    if offset in ("Z", "UTC", "GMT"):
        return found.replace(tzinfo=UTC)
    return datetime.fromisoformat(f"{found.isoformat()}{offset[:3]}:{offset[-2:]}")
