"""Dates as feeds and sitemaps write them, made aware UTC instants; what they leave open is taken from the source's time zone."""

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from news.months import month_of
from news.text import fold

_FIRST_YEAR = 1990
SKEW = timedelta(hours=1)
"""How far ahead of our clock a date may be before it counts as false; it is then taken as now's by no one, but dropped."""

_TIME = r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,:]\d{1,9})?)?"
_CLOCK = rf"(?:(?:[t,،\s-]|\bat\b)*{_TIME}\s*(?P<half>[ap]\.?m\b\.?|[صم]\b)?)?"
_ZONE = r"\s*(?P<zone>z|(?:(?:gmt|utc|ut)\s*)?[+-]\s*\d{1,2}(?::?\d{2})?|[a-z][a-z/_]{0,30})?\s*(?:\([^)]{0,40}\))?$"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|ê|e|ی|ي)?"
_MONTH = r"(?P<month>[^\W\d_]{2,12}(?:\s[^\W\d_]{2,12})?)\.?"
_WEEKDAY = r"(?:[^\W\d_]{2,12}[.,،\s]+)?"
_YEAR = r"(?P<year>\d{4})"
# Only forms that leave no doubt which figure is the day: 03/04/2026 is none of them, whichever the country.
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_YEAR}(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark){_DAY}{_CLOCK}{_ZONE}",  # ISO 8601, W3C
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:t?(?P<hour>\d{2}):?(?P<minute>\d{2}):?(?P<second>\d{2})?)?" + _ZONE,  # ISO, basic
        rf"{_WEEKDAY}{_DAY}[\s./,-]+{_MONTH}[\s./,،-]+(?P<year>\d{{4}}|\d{{2}}){_CLOCK}{_ZONE}",  # RFC 822, RFC 850
        rf"{_WEEKDAY}{_MONTH}[\s.]+{_DAY}[\s,،]+{_YEAR}{_CLOCK}{_ZONE}",  # November 21, 2026
        rf"{_WEEKDAY}{_MONTH}\s+{_DAY}{_CLOCK}\s+(?P<zone>[a-z]{{1,5}}|[+-]\d{{4}})?\s*{_YEAR}$",  # C's asctime, date(1)
    )
)
_EPOCH = re.compile(r"\d{9,10}(?:\.\d{1,9})?|\d{13}")
_OFFSET = re.compile(r"(?:gmt|utc|ut)?\s*([+-])\s*(\d{1,2}):?(\d{2})?")
# RFC 822's, and those of the beat's neighbours. AST is no one's here: the Arabian one, or the Atlantic one seven hours behind it.
_ZONES = {"z": 0, "ut": 0, "utc": 0, "gmt": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7}
_ZONES |= {"wet": 0, "cet": 1, "cest": 2, "eet": 2, "eest": 3, "msk": 3, "trt": 3}


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """The time zone of that name; Baghdad's where there is none such."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("Asia/Baghdad")


def parse_date(text: str, zone_name: str, now: datetime) -> datetime | None:
    """The instant that a date means, in UTC: in the forms of RFC 822 and ISO 8601, in those with the month's name in English, Arabic or
    Kurdish, or in seconds or milliseconds since 1970. None for anything else, for days that no calendar has, for the future, and for
    before 1990.

    A date without a zone, or with one of a name that is not known, is one of `zone_name`. A wrong day of the week is overlooked.
    """
    text = " ".join(fold(text).replace("\u2212", "-").split())
    if not text or len(text) > 80:
        return None
    try:
        found = _instant(text, zone_name)
        found = found.astimezone(UTC) if found else None
    except (ValueError, OverflowError):
        return None
    return found if found and found.year >= _FIRST_YEAR and found <= now + SKEW else None


def _instant(text: str, zone_name: str) -> datetime | None:
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(float(text) / (1000 if len(text) == 13 else 1), UTC)
    for form in _FORMS:
        if found := form.fullmatch(text):
            told = found.groupdict()
            month = int(told["month"]) if told["month"].isdigit() else month_of(told["month"])
            hour, minute, second = (int(told.get(part) or 0) for part in ("hour", "minute", "second"))
            if half := told.get("half"):
                hour = _of_day(hour, afternoon=half[0] in "pم")
            day = datetime(_year(told["year"]), month, int(told["day"]), tzinfo=_zone(told["zone"] or "", zone_name))
            if hour > 24 or minute > 59 or second > 60 or (hour == 24 and minute + second):
                return None
            return day + timedelta(hours=hour, minutes=minute, seconds=min(second, 59))
    return None


def _year(text: str) -> int:
    """Two figures as RFC 2822 reads them."""
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 50 else 1900)


def _of_day(hour: int, *, afternoon: bool) -> int:
    if hour > 12:
        return hour  # "15:30 PM"
    return hour % 12 + (12 if afternoon else 0)


def _zone(text: str, name: str) -> timezone | ZoneInfo:
    if offset := _OFFSET.fullmatch(text):
        sign, hours, minutes = offset.groups()
        ahead = timedelta(hours=int(hours), minutes=int(minutes or 0))
        return timezone(-ahead if sign == "-" else ahead)
    if text in _ZONES:
        return timezone(timedelta(hours=_ZONES[text]))
    return zone(name)
