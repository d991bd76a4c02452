"""The day that an address is the archive of, in the forms that archives of a day are found at. Whether an address is one of a page's
links, and whether it names an article of that day, others ask.
"""

import re
from datetime import date
from urllib.parse import parse_qsl, unquote, urlsplit

from news.months import month_of
from news.text import fold

_YMD = re.compile(r"(?P<y>(?:19|20)\d\d)(?:(?P<sep>[-/._])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})|(?P<mm>\d\d)(?P<dd>\d\d))")
_DMY = re.compile(r"(?P<d>\d{1,2})[-/._](?P<m>\d{1,2})[-/._](?P<y>(?:19|20)\d\d)")
_NAMES = re.compile(r"^(?:date|day|d|archive|archivedate|news_?date|dt|m|on|from|fdate|selecteddate)$", re.IGNORECASE)
_PARTS = (("year", "month", "day"), ("y", "m", "d"), ("yy", "mm", "dd"), ("yil", "ay", "gun"))
_FORMS = tuple(
    re.compile(rf"/({form})$")
    for form in (r"(?:19|20)\d\d/\d{1,2}/\d{1,2}", r"\d{1,2}/\d{1,2}/(?:19|20)\d\d", r"[\d._-]{8,10}", r"(?:19|20)\d\d/\d{1,2}[-_.]\d{1,2}")
)
_ENDS = re.compile(r"(?:/index)?\.\w{3,5}$|/(?:all|index|archives?|stories|news|list)$")


def day_of(url: str) -> date | None:
    """The day at the end of an address's path, or in a parameter for it; None where there is none."""
    parts = urlsplit(url)
    pairs = [(name.lower(), value) for name, value in parse_qsl(parts.query)]
    values = dict(pairs)
    for year, month, day in _PARTS:
        if year in values and month in values and day in values:
            return _as_date(values[year], values[month], values[day])
    for name, value in pairs:
        if _NAMES.match(name) and (found := _read_day(value.strip())):
            return found
    if pairs and any(name.endswith("id") for name, _ in pairs):
        return None
    return day_of_path(unquote(parts.path))


def day_of_path(path: str) -> date | None:
    """The day that ends a path: `/2026/11/24`, `/24-11-2026.html`, `/2026/nov/24/all`, `/24-november-2026`."""
    path = _ENDS.sub("", path.lower().rstrip("/"))
    path = "/".join(map(_numbered, path.split("/")))
    for form in _FORMS:
        if found := form.search(path):
            return _read_day(found[1])
    return None


def _numbered(segment: str) -> str:
    """A part of a path with its month as a number: of "nov", and of "24-november-2026" as of "november-24-2026"."""
    if segment.isdigit() or len(segment) > 40:
        return segment
    words = re.split(r"[-_. ]", segment)
    if len(words) != 3:
        return str(month_of(fold(segment.replace("-", " "))) or segment)
    months = [month_of(fold(word)) for word in words]
    if sum(map(bool, months)) != 1 or sum(map(str.isdigit, words)) != 2:
        return segment
    if months[0]:
        words[0], words[1], months = words[1], words[0], [0, months[0], 0]
    return "-".join(str(month or word) for month, word in zip(months, words, strict=True))


def _read_day(text: str) -> date | None:
    text = text[:10] if "T" in text else text
    if re.fullmatch(r"(?:19|20)\d\d/\d{1,2}[-_.]\d{1,2}", text):
        text = re.sub(r"[-_.]", "/", text)
    if found := _YMD.fullmatch(text):
        return _as_date(found["y"], found["m"] or found["mm"], found["d"] or found["dd"])
    if found := _DMY.fullmatch(text):
        day, month = found["d"], found["m"]
        return _as_date(found["y"], day, month) if int(month) > 12 else _as_date(found["y"], month, day)
    return None


def _as_date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
