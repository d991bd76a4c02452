"""How long ago lines say that something was."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.ago import Ago, ago


@pytest.mark.parametrize(
    ("line", "hours"),
    [
        ("2 hours ago", 2), ("two hours ago", 2), ("an hour ago", 1), ("Published 3 hrs ago", 3), ("5h ago", 5),
        ("منذ ساعتين", 2), ("قبل 3 ساعات", 3), ("منذ ٣ ساعات", 3), ("نُشر منذ ساعة", 1), ("قبل خمس ساعات", 5), ("منذ حوالي 4 ساعات", 4),
        ("پێش ٢ کاتژمێر", 2), ("٢ کاتژمێر لەمەوپێش", 2), ("پێش سێ کاتژمێر", 3), ("1 سەعات پێش ئێستا", 1),
        ("berî 2 saetan", 2), ("Berî du saetan", 2), ("3 saet berê", 3),
    ],
)  # fmt: skip
def test_hours_are_told_in_the_languages_of_the_beat(line: str, hours: int) -> None:
    assert ago(line) == Ago(timedelta(hours=hours), whole_day=False)


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("3 days ago", 3), ("yesterday", 1), ("Today, 14:30", 0), ("منذ يومين", 2), ("قبل 5 أيام", 5), ("أمس 10:15", 1),
        ("پێش ٤ ڕۆژ", 4), ("دوێنێ", 1), ("berî 3 rojan", 3), ("duh", 1), ("îro 09:20", 0),
    ],
)  # fmt: skip
def test_days_are_told_as_days(line: str, days: int) -> None:
    assert ago(line) == Ago(timedelta(days=days), whole_day=True)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "2 weeks ago",
        "منذ شهرين",
        "99 days ago",
        "5 minutes",
        "قبل الانتخابات",
        "Iraq, Baghdad",
        "todays",
        "اليوم السابع",
        "Iraq Today News",
        "قبل يوم من الانتخابات",
        "x" * 90,
    ],
)
def test_what_names_no_day_says_nothing(line: str) -> None:
    assert ago(line) is None


def test_minutes_are_minutes() -> None:
    assert (
        ago("15 minutes ago")
        == ago("منذ 15 دقيقة")
        == ago("پێش ١٥ خولەک")
        == ago("berî 15 deqeyan")
        == Ago(timedelta(minutes=15), whole_day=False)
    )


@given(st.text(max_size=70))
def test_any_line_is_read(line: str) -> None:
    found = ago(line)
    assert found is None or timedelta() <= found.by <= timedelta(hours=999)
