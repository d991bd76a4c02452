"""How long ago a line says that something was ("two hours ago", "منذ ساعتين", "پێش ٢ کاتژمێر", "berî 2 saetan"), in the beat's languages.

Only what names the day is read: weeks and months do not, and what they say stays unknown.
"""

import re
from dataclasses import dataclass
from datetime import timedelta

from news.text import fold

_UNITS = {
    "minute": "minute minutes min mins دقيقة دقائق دقيقه خولەک خولەکێک خوولەک دەقە دەقیقە deqe deqeyan deqîqe deqîqeyan xulek xulekan",
    "hour": "hour hours hr hrs h ساعة ساعات کاتژمێر کاتژمێرێک سەعات سعات saet saetan saetekê demjimêr demjimêran seet seetan",
    "day": "day days يوم أيام يوما ڕۆژ ڕۆژێک رۆژ roj rojan rojekê",
}
_TWO = {"دقيقتين": "minute", "دقيقتان": "minute", "ساعتين": "hour", "ساعتان": "hour", "يومين": "day", "يومان": "day"}
_NUMBERS = (
    "a an one واحدة واحد یەک yek", "two دوو du", "three ثلاث ثلاثة سێ sê", "four أربع أربعة چوار çar", "five خمس خمسة پێنج pênc",
    "six ست ستة شەش şeş", "seven سبع سبعة حەوت heft", "eight ثمان ثماني ثمانية هەشت heşt", "nine تسع تسعة نۆ neh",
    "ten عشر عشرة دە deh", "eleven یازدە yazdeh", "twelve دوازدە dozdeh",
)  # fmt: skip
_DAYS = (
    "today اليوم ئەمڕۆ ئەمرۆ îro",
    "yesterday أمس امس البارحة دوێنێ دوێنی duh",
)

_UNIT = {fold(name): unit for unit, names in _UNITS.items() for name in names.split()}
_DUAL = {fold(name): unit for name, unit in _TWO.items()}
_NUMBER = {fold(name): number for number, names in enumerate(_NUMBERS, start=1) for name in names.split()}
_DAY = {fold(name): number for number, names in enumerate(_DAYS) for name in names.split()}


def _any(*names: str) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


_COUNT = rf"(?P<count>\d{{1,3}}|{_any(*_NUMBER)})\s?(?P<unit>{_any(*_UNIT)})"
_BEFORE = _any(*map(fold, ("منذ", "قبل", "پێش", "berî", "beriya")))
_AFTER = _any(*map(fold, ("ago", "لەمەوپێش", "لەمەوبەر", "پێش ئێستا", "berê", "beriya niha", "berî niha")))
_ABOUT = _any(*map(fold, ("حوالي", "نحو", "about", "over", "nêzî", "نزیکەی")))
_FORMS = (
    re.compile(rf"(?<!\w)(?:{_BEFORE})\s(?:(?:{_ABOUT})\s)?(?:{_COUNT}|(?P<one>{_any(*_UNIT)})|(?P<two>{_any(*_DUAL)}))(?!\w)"),
    re.compile(rf"(?<!\w){_COUNT}\s(?P<one>)(?P<two>)(?:{_AFTER})(?!\w)"),
    re.compile(rf"(?<!\w)(?P<two>{_any(*_DUAL)})\s(?P<one>)(?P<count>)(?P<unit>)(?:{_AFTER})(?!\w)"),
)
_SAID = _any(*map(fold, (
    "نشر", "نشرت", "النشر", "تم النشر", "نشر في", "published", "posted", "updated", "بڵاوکراوەتەوە", "بڵاوکردنەوە", "weşan", "hat weşandin",
)))  # fmt: skip
# "اليوم السابع" is a newspaper: a day by its name stands alone, or with an hour.
_NAMED = re.compile(rf"(?:(?:{_SAID})\W{{1,3}})?(?P<day>{_any(*_DAY)})(?:\W{{1,3}}(?:at\s|الساعه\s)?\d{{1,2}}:\d{{2}}.{{0,12}})?")
_GOES_ON = re.compile(r"\s*[^\W\d_]")  # "قبل يوم من الانتخابات" is the day before the election
_LABEL = 3  # words before: "Published by X"
_LONGEST = 60  # characters of a line that says no more than when
_MOST_DAYS = 31


@dataclass(frozen=True, slots=True)
class Ago:
    """`by`: how long before now. `whole_day`: only the day is meant."""

    by: timedelta
    whole_day: bool


def ago(line: str) -> Ago | None:
    """How long ago a short line says; None where it says nothing of the kind, or no day."""
    if len(line) > _LONGEST:
        return None
    text = " ".join(fold(line).split())
    for form in _FORMS:
        found = form.search(text)
        if found and not _GOES_ON.match(text, found.end()) and text.count(" ", 0, found.start()) <= _LABEL:
            count, unit = _counted(found)
            if unit == "day":
                return Ago(timedelta(days=count), whole_day=True) if count <= _MOST_DAYS else None
            return Ago(timedelta(hours=count) if unit == "hour" else timedelta(minutes=count), whole_day=False)
    return Ago(timedelta(days=_DAY[found["day"]]), whole_day=True) if (found := _NAMED.fullmatch(text)) else None


def _counted(found: re.Match[str]) -> tuple[int, str]:
    if found["two"]:
        return 2, _DUAL[found["two"]]
    if found["one"]:
        return 1, _UNIT[found["one"]]
    count = found["count"]
    return int(count) if count.isdecimal() else _NUMBER[count], _UNIT[found["unit"]]
