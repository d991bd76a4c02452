"""Which instants the dates of feeds and sitemaps mean, and which mean none."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.dates import parse_date

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HALF_PAST_SIX = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Fri, 20 Nov 2026 09:30:00 +0300",
        "Fri,20 Nov 2026 09:30:00 +03:00",
        "Fri, 20 Nov 2026 06:30 UT",
        "Fri, 20 Nov 26 01:30:00 EST",
        "Wed, 20 Nov 2026 09:30:00 +0300",
        "Fri, 20 Nov 2026 09:30:00 AST",
        "Fri, 20 Nov 2026 09:30:00 GMT+0300",
        "Fri, 20 Nov 2026 09:30:00 +0300 (AST)",
        "Friday, 20-Nov-26 06:30:00 GMT",
        "Fri Nov 20 09:30:00 2026",
        "Fri Nov 20 06:30:00 UTC 2026",
        "20 November 2026, 9:30 am",
        "Nov. 20th, 2026 at 09:30",
        "2026-11-20T06:30Z",
        "2026-11-20T06:30:00.000000Z",
        "2026-11-20t09:30:00+03",
        "2026/11/20 09:30",
        "20261120T063000Z",
        "1795156200",
        "1795156200000",
        "  ٢٠٢٦-١١-٢٠ ٠٩:٣٠  ",
        "الجمعة، ٢٠ تشرين الثاني ٢٠٢٦ - ٠٩:٣٠",
        "20 نوفمبر 2026 9:30 ص",
        "20ی تشرینی دووەمی 2026 09:30",
        "20ê Mijdar 2026 09:30",
        "20ê Mijdara 2026, 09:30",
    ],
)
def test_a_date_is_read_in_every_form_that_leaves_no_doubt(text: str) -> None:
    assert parse_date(text, "Asia/Baghdad", NOW) == HALF_PAST_SIX


def test_a_month_of_three_letters_is_joined_to_its_year_too() -> None:
    assert parse_date("20ی ئابی 2026 09:30", "Asia/Baghdad", NOW) == datetime(2026, 8, 20, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "20/11/2026",
        "11/20/2026 09:30",
        "03-04-2026",
        "2026",
        "2026-11",
        "Nov 2026",
        "20 Nov",
        "31 Feb 2026",
        "2026-02-30",
        "2026-13-01",
        "2025-02-29",
        "Fri, 20 Nov 2026 25:00:00 GMT",
        "Fri, 20 Nov 2026 10:75:00 GMT",
        "2026-11-20T10:00:75Z",
        "2026-11-20T10:00:00+99:00",
        "0000-00-00 00:00:00",
        "1970-01-01T00:00:00Z",
        "-1",
        "0",
        "99999999999999999999",
        "2026-11-21T13:30:00Z",
        "2 hours ago",
        "20 Nivember 2026",
        "version 2026-11-20 of the text",
    ],
)
def test_nothing_is_invented(text: str) -> None:
    assert parse_date(text, "Asia/Baghdad", NOW) is None


@given(st.datetimes(datetime(1990, 1, 2), datetime(2026, 11, 19)), st.integers(-12 * 60, 14 * 60))  # noqa: DTZ001
def test_what_is_written_by_the_rules_is_read_back(moment: datetime, minutes: int) -> None:
    moment = moment.replace(microsecond=0, tzinfo=UTC)
    there = moment.astimezone(tz=datetime.strptime(_offset(minutes), "%z").tzinfo)
    for text in (there.isoformat(), format_datetime(there), there.strftime("%Y-%m-%d %H:%M:%S%z")):
        assert parse_date(text, "Asia/Baghdad", NOW) == moment


def _offset(minutes: int) -> str:
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02d}{rest:02d}"


@given(st.text(alphabet="0123456789-/:., TZ+aApPmM٠٢نوفمبرNovMijdar", max_size=40))
def test_a_date_is_never_ahead_of_the_clock(text: str) -> None:
    found = parse_date(text, "Asia/Baghdad", NOW)
    assert found is None or datetime(1990, 1, 1, tzinfo=UTC) <= found <= NOW + timedelta(hours=1)
