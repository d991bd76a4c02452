"""Dates as headline lists write them, at the end of a line: the months by their names, figures, "3 hours ago".

Whether a line that ends in one belongs to a list is `linkfarm`'s to say.
"""

import re
from dataclasses import dataclass
from datetime import date

from news.months import month_of
from news.text import fold, western_digits

_LETTERS = r"[^\W\d_]"
# "November", "تشرين الثاني", "تشرين2", "تشرين الثاني/نوفمبر", "تشرين الثاني (نوفمبر)"
_MONTH = rf"(?P<month>{_LETTERS}{{2,12}}[12]?(?:[ /(-]{{1,3}}{_LETTERS}{{2,12}}[12]?){{0,3}})\)?"
_FORMS = tuple(
    re.compile(form + r"(?:,?\s{1,2}(?:at\s)?\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?)?[\s.]{0,3}$")
    for form in (
        rf"{_MONTH}\.?\s{{1,3}}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s?[,،]?\s{{1,3}}(?P<year>\d{{4}})",
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|ـ?[یيى]|ê|yê)?\s{{1,3}}(?:of |من |ی )?{_MONTH}\.?\s?[,،]?\s{{1,3}}(?P<year>\d{{4}})",
        r"(?<!\d)(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})",
        r"(?<!\d)(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/.](?P<year>\d{4})",
    )
)
_TWICE = re.compile(r"\s?[/(-]\s?")
_AGO = re.compile(
    r"(?:\b\d{1,2}|\b(?:an?|one)) (?:minute|min|hour|hr|day|week|month)s? ago\s{0,3}$"
    r"|(?:منذ|قبل) (?:\d{1,2} )?(?:دقيقة|دقائق|ساعة|ساعات|ساعتين|يوم|أيام|يومين|أسبوع|أسابيع)\s{0,3}$"
    r"|پێش \d{1,2} (?:خولەک|کاتژمێر|ڕۆژ|هەفتە)\s{0,3}$"
)
_AGO_WORDS = (" ago", "منذ", "قبل", "پێش")
_REACH = 72  # characters: the longest form with its month named twice


@dataclass(frozen=True, slots=True)
class TrailingDate:
    """A date that ends a line: `start` is where it begins there; `day` is None where the line only says how
    long ago, or names a day that no calendar holds ("February 30th").
    """

    start: int
    day: date | None


def trailing_date(line: str) -> TrailingDate | None:
    """The date at the very end of a line, None where it ends in none."""
    offset = max(0, len(line) - _REACH)
    tail = line[offset:]
    if any(word in tail for word in _AGO_WORDS) and (found := _AGO.search(western_digits(tail))):
        return TrailingDate(offset + found.start(), None)
    last = tail.rstrip(" .")[-1:]
    if not (last.isdigit() or (last in ("m", "M") and ":" in tail)):
        return None  # nearly every line of prose, at the cost of one look
    tail = western_digits(tail)
    for form in _FORMS:
        if found := form.search(tail):
            start = found.start()
            name = found["month"]
            if name.isdigit():
                month: int | None = int(name)
            else:
                month, skipped = _month(name)
                start += skipped if found.start("month") == found.start() else 0
            if month is not None:
                return TrailingDate(offset + start, _date(int(found["year"]), month, int(found["day"])))
    return None


def _month(name: str) -> tuple[int | None, int]:
    """The month, and how many characters before it are words of something else ("Iraqi News September")."""
    for gap in (match.start() for match in re.finditer(rf"(?<!{_LETTERS}){_LETTERS}", name)):
        rest = fold(name[gap:])
        if month := month_of(rest) or month_of(_TWICE.split(rest)[0]):
            return month, gap
    return None, 0


def _date(year: int, month: int, day: int) -> date | None:
    if month > 12 >= day:
        month, day = day, month  # a figure-only date in the American order
    try:
        return date(year, month, day)
    except ValueError:
        return None
