"""When an article was published: every field that says so, in order of trust, parsed without guessing.

A date that no calendar holds is unknown, never mended into another one; a date without a zone is taken in the source's.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dedupe.dated import trailing_date
from news.ago import ago
from news.text import western_digits

_EARLIEST = 1990  # no outlet had web pages before
_AGO_WORDS = 5  # of a line that says how long ago at most
_AHEAD = timedelta(days=1)  # clocks and zones differ by as much; beyond it a date is no date
_SAME_DAY = timedelta(hours=14)  # from a day's noon, its zone being a guess

_ZONE = r"(?P<zone>(?:UTC|GMT)?[+-]\d{2}:?\d{2}|Z|UTC|GMT|(?:ب?توقيت |کاتی )?(?:غرينت?ش|جرينت?ش|گرینی?چ))"
_SECONDS = r"(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
_MORNING = ("am", "ص", "صباحا", "صباح", "پن", "پێش نیوەڕۆ", "بەیانی", "berî nîvro", "bn", "sibehê")
_EVENING = ("pm", "م", "مساء", "ظهرا", "عصرا", "دن", "دوای نیوەڕۆ", "پاش نیوەڕۆ", "ئێوارە", "piştî nîvro", "pn", "êvarê")
_HALF = (
    r"(?:\s?(?P<half>[AaPp]\.?[Mm]\b\.?|[صم](?!\w)|(?:صباحا?|مساء|ظهرا|عصرا)[\u064b-\u0652]?(?!\w)|[دپ]\.\s?ن\.?(?!\w)"
    r"|(?:پێش|دوای|پاش) نیوەڕۆ|بەیانی|ئێوارە|(?:berî|piştî) nîvro|sibehê|êvarê|[BP]\.?N\.?(?!\w)))?"
)
_CLOCK = rf"(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}}){_SECONDS}(?![\d:]){_HALF}(?:\s?{_ZONE})?"
_DAY = r"(?<!\d)(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)"
_ISO = re.compile(rf"{_DAY}(?:[T ,|–-]{{1,4}}(?:(?:الساعة|كاتژمێر|کاتژمێر|کات|at|saet) )?{_CLOCK})?", re.IGNORECASE)
_COMPACT = re.compile(
    r"^(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:T?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?(?P<zone>Z|[+-]\d{4})?)?$"
)
_EPOCH = re.compile(r"^1\d{9}(?:\d{3})?$")
_FIGURES = re.compile(r"(?<!\d)(?P<first>\d{1,2})[-/.](?P<second>\d{1,2})[-/.](?P<year>\d{4})(?!\d)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_TIME_OF_DAY = re.compile(rf"(?<![\d:]){_CLOCK}", re.IGNORECASE)
_IN_URL = re.compile(r"[/=_-](?P<year>(?:19|20)\d{2})[-/_.]?(?P<month>0[1-9]|1[0-2])[-/_.]?(?P<day>0[1-9]|[12]\d|3[01])(?!\d)")
# The number that some systems give an article begins with its day: /News/Read/A2026012916380005.
_IN_NUMBER = re.compile(r"[/=_-][A-Za-z]{0,3}(?P<year>20\d{2})(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])\d{4,12}(?!\d)")
_MARKS = re.compile(r"[.\u064b-\u0652]|(?<=\.)\s")
_APART = 6  # characters between a time of day and the date behind it
_WORD = re.compile(r"[^\W\d_]{2,}")
_RFC_822 = re.compile(r"^[A-Za-z]{3,9}, \d{1,2} [A-Za-z]{3} \d{4} \d{1,2}:")

Clock = tuple[int, int, int, str, str]
"""Hour, minute, second, half of the day ("am", "م") and zone, the last two as they stand or empty."""


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant in UTC. `whole_day`: only the day is known; the instant is then its noon in the source's zone, so that the
    day is the same in UTC and wherever the source may lie.
    """

    at: datetime
    whole_day: bool = False


@dataclass(frozen=True, slots=True)
class Dated:
    """When, and the field that said so."""

    at: datetime
    field: str


def parse_moment(text: str, zone: str, *, day_first: bool = False) -> Moment | None:
    """The moment that a machine-written or human-written date names; None where it names none or more than one day.

    `day_first` settles "03/04/2025"; without it a date of figures that can be read both ways is unknown.
    """
    text = western_digits(text.strip())[:200]
    if _EPOCH.match(text):
        return Moment(datetime.fromtimestamp(int(text[:10]), UTC))
    if _RFC_822.match(text):
        try:
            return _moment_of(parsedate_to_datetime(text), zone)
        except ValueError:
            return None
    if found := _COMPACT.match(text) or _ISO.search(text):
        return _from_parts(found["year"], found["month"], found["day"], _clock(found) or _clock_before(text, found), zone)
    if found := _FIGURES.search(text):
        first, second = int(found["first"]), int(found["second"])
        if not day_first and first != second and max(first, second) <= 12:
            return None
        day, month = (second, first) if second > 12 >= first else (first, second)
        clock = _clock(_TIME_OF_DAY.search(text, found.end())) or _clock_before(text, found)
        return _from_parts(found["year"], month, day, clock, zone)
    for year in _YEAR.finditer(text):
        ending = trailing_date(text[: year.end()])
        if ending and ending.day:
            day_found = ending.day
            return _from_parts(day_found.year, day_found.month, day_found.day, _clock(_TIME_OF_DAY.search(text)), zone)
    return None


def relative_moment(text: str, zone: str, now: datetime) -> Moment | None:
    """The moment that a line names by how long ago it was, "yesterday 14:30" too; None where it names none."""
    found = ago(text)
    if found is None:
        return None
    if not found.whole_day:
        return Moment(now - found.by)
    day = (now - found.by).astimezone(_zone(zone))
    return _from_parts(day.year, day.month, day.day, _clock(_TIME_OF_DAY.search(western_digits(text))), zone)


def is_day_of(moment: Moment, now: datetime, zone: str) -> bool:
    """Whether the moment lies on the day that `now` is on in this zone."""
    return moment.at.astimezone(_zone(zone)).date() == now.astimezone(_zone(zone)).date()


def url_moment(url: str, zone: str) -> Moment | None:
    """The day that an address carries, as /2025/09/06/, 2025-09-06, or the beginning of an article's number."""
    found = _IN_URL.search(url) or _IN_NUMBER.search(url)
    return _from_parts(found["year"], found["month"], found["day"], None, zone) if found else None


def is_dateline(line: str, zone: str) -> bool:
    """Whether a line says when, and next to nothing else ("Friday, 20 November 2026 - 14:30", "نشر في …")."""
    return len(line) <= 60 and len(_WORD.findall(line)) <= 6 and parse_moment(line, zone, day_first=True) is not None


def says_when(line: str, zone: str) -> bool:
    """Whether a line is a dateline, or says how long ago it was and no more ("منذ ساعتين")."""
    return is_dateline(line, zone) or (len(_WORD.findall(line)) <= _AGO_WORDS and ago(line) is not None)


def choose(candidates: Iterable[tuple[str, Moment | None]], fetched_at: datetime) -> Dated | None:
    """The first credible candidate; where it knows the day only, a later one of that day that knows the hour.

    No more candidates are drawn than that takes.
    """
    day: tuple[str, Moment] | None = None
    for field, found in candidates:
        moment = _credible(found, fetched_at) if found else None
        if moment is None:
            continue
        if day is None and not moment.whole_day:
            return Dated(moment.at, field)
        day = day or (field, moment)
        if not moment.whole_day and abs(moment.at - day[1].at) <= _SAME_DAY:
            return Dated(moment.at, field)
    return Dated(day[1].at, day[0]) if day else None


def _credible(moment: Moment, fetched_at: datetime) -> Moment | None:
    """The moment, drawn back to the fetch where a clock or a zone puts it a little beyond; None where it is no date of a page."""
    if moment.at.year < _EARLIEST or moment.at > fetched_at + _AHEAD:
        return None
    return Moment(min(moment.at, fetched_at), moment.whole_day)


def _clock(found: re.Match[str] | None) -> Clock | None:
    if found is None or found["hour"] is None:
        return None
    parts = found.groupdict()
    half = _MARKS.sub("", parts.get("half") or "").lower()
    return int(parts["hour"]), int(parts["minute"]), int(parts["second"] or 0), half, (parts["zone"] or "").upper()


def _clock_before(text: str, date: re.Match[str]) -> Clock | None:
    """The time of day that stands right before a date in figures ("02:35 م - 25/11/2026")."""
    return _clock(next((found for found in _TIME_OF_DAY.finditer(text[: date.start()]) if date.start() - found.end() <= _APART), None))


def _from_parts(year: str | int, month: str | int, day: str | int, clock: Clock | None, zone: str) -> Moment | None:
    try:
        date = datetime(int(year), int(month), int(day))  # noqa: DTZ001  the zone comes below
        if clock is None:
            return _moment_of(datetime.combine(date, time(12)), zone, whole_day=True)
        hour, minute, second, half, offset = clock
        if half in _EVENING and hour < 12:
            hour += 12
        elif half in _MORNING and hour == 12:
            hour = 0
        instant = datetime.combine(date, time(hour, minute, min(second, 59)))
        return _moment_of(instant.replace(tzinfo=_offset(offset)) if offset else instant, zone)
    except ValueError:
        return None


def _offset(text: str) -> tzinfo:
    figures = text.lstrip("GMTUC")
    return UTC if not any(map(str.isdigit, figures)) else datetime.strptime(figures, "%z").tzinfo or UTC


def _moment_of(instant: datetime, zone: str, *, whole_day: bool = False) -> Moment | None:
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=_zone(zone))
    try:
        return Moment(instant.astimezone(UTC), whole_day)
    except OverflowError:
        return None


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
