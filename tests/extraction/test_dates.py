"""Which date of a page is when it was published, and what is no such date."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction.dates import Dated, Moment, choose, parse_moment, url_moment

FETCHED = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
BAGHDAD = "Asia/Baghdad"


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-11-20T14:30:00+03:00", utc(2026, 11, 20, 11, 30)),
        ("2026-11-20T14:30:00Z", utc(2026, 11, 20, 14, 30)),
        ("2026-11-20T14:30:00.123456Z", utc(2026, 11, 20, 14, 30)),
        ("2026-11-20 14:30", utc(2026, 11, 20, 11, 30)),
        ("الأحد, 15 تشرين2/نوفمبر 2026 09:46", utc(2026, 11, 15, 6, 46)),
        ("19 تشرين الثاني (نوفمبر) 2026 - 10:20 م", utc(2026, 11, 19, 19, 20)),
        ("نۆڤەمبەر 20, 2026 10:44", utc(2026, 11, 20, 7, 44)),
        ("٣ی سەرماوەزی ٢٧٢٦ ک - ٢٤ی نۆڤەمبەری ٢٠٢٦ ز ٠٤:٣٥ د.ن", utc(2026, 11, 24, 13, 35)),
        ("Sermawez 20, 2026 8:50 pm", utc(2026, 11, 20, 17, 50)),
        ("20261120T143000Z", utc(2026, 11, 20, 14, 30)),
        ("1795530600000", utc(2026, 11, 24, 14, 30)),
        ("Fri, 20 Nov 2026 14:30:00 +0300", utc(2026, 11, 20, 11, 30)),
        ("Fri Nov 20 2026 14:30:00 GMT+0300 (Arabian Standard Time)", utc(2026, 11, 20, 11, 30)),
        ("November 20th, 2026 2:30 PM", utc(2026, 11, 20, 11, 30)),
        ("Published on 20 November 2026, 14:30", utc(2026, 11, 20, 11, 30)),
        ("الجمعة ٢٠ تشرين الثاني ٢٠٢٦ - ١٤:٣٠", utc(2026, 11, 20, 11, 30)),
        ("نشر في: 2026-11-20 02:30 م", utc(2026, 11, 20, 11, 30)),
        ("20 نوفمبر 2026، الساعة 2:30 مساءً", utc(2026, 11, 20, 11, 30)),
        ("02:30 م - 20/11/2026", utc(2026, 11, 20, 11, 30)),
        ("20 نوفمبر 2026 - 14:30 بتوقيت غرينتش", utc(2026, 11, 20, 14, 30)),
        ("٢٠٢٦/١١/٢٠ - ٠٢:٣٠ د.ن", utc(2026, 11, 20, 11, 30)),
        ("2026/11/20 12:30 پ.ن", utc(2026, 11, 19, 21, 30)),
        ("20 Mijdar 2026, 14:30", utc(2026, 11, 20, 11, 30)),
    ],
)
def test_a_date_with_its_hour_is_that_instant(text: str, instant: datetime) -> None:
    assert parse_moment(text, BAGHDAD) == Moment(instant)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20",
        "20/11/2026",
        "November 20, 2026",
        "20 كانون الثاني 2026".replace("كانون", "تشرين"),
        "٢٠ نوفمبر ٢٠٢٦",
        "20261120",
        "20ê Mijdara 2026",
        "20 Çirya Paşîn 2026",
        "٢٠ی تشرینی دووەمی ٢٠٢٦",
    ],
)
def test_a_day_alone_is_its_noon_so_that_it_is_the_same_day_in_utc(text: str) -> None:
    assert parse_moment(text, BAGHDAD) == Moment(utc(2026, 11, 20, 9), whole_day=True)


@pytest.mark.parametrize(
    "text", ["2026-13-45", "2026-02-30T10:00:00Z", "30 February 2026", "2026", "45/13/2026", "soon", "", "0000-00-00T00:00:00"]
)
def test_a_date_that_no_calendar_holds_is_unknown(text: str) -> None:
    assert parse_moment(text, BAGHDAD) is None


def test_figures_that_can_be_read_both_ways_are_unknown_unless_the_language_settles_them() -> None:
    assert parse_moment("03/04/2026", BAGHDAD) is None
    assert parse_moment("03/04/2026", BAGHDAD, day_first=True) == Moment(utc(2026, 4, 3, 9), whole_day=True)
    assert parse_moment("11/20/2026", BAGHDAD) == Moment(utc(2026, 11, 20, 9), whole_day=True)


def test_an_address_carries_a_day() -> None:
    assert url_moment("http://a.example/2026/11/20/water", BAGHDAD) == Moment(utc(2026, 11, 20, 9), whole_day=True)
    assert url_moment("http://a.example/story-20261345-x", BAGHDAD) is None
    assert url_moment("http://a.example/20261", BAGHDAD) is None


def test_the_first_credible_field_wins() -> None:
    fields = [("json-ld", None), ("meta", Moment(utc(2026, 11, 19, 8))), ("time", Moment(utc(2026, 11, 18, 8)))]
    assert choose(fields, FETCHED) == Dated(utc(2026, 11, 19, 8), "meta")


def test_a_day_is_made_an_hour_by_a_later_field_of_the_same_day_only() -> None:
    day = ("url", Moment(utc(2026, 11, 19, 9), whole_day=True))
    assert choose([day, ("listing", Moment(utc(2026, 11, 19, 16)))], FETCHED) == Dated(utc(2026, 11, 19, 16), "listing")
    assert choose([day, ("listing", Moment(utc(2026, 11, 2, 16)))], FETCHED) == Dated(utc(2026, 11, 19, 9), "url")


def test_the_future_is_no_date_and_a_clock_that_runs_ahead_is_drawn_back() -> None:
    assert choose([("meta", Moment(utc(2099, 1, 1)))], FETCHED) is None
    assert choose([("meta", Moment(FETCHED + timedelta(hours=3)))], FETCHED) == Dated(FETCHED, "meta")
    assert choose([("meta", Moment(utc(2099, 1, 1))), ("listing", Moment(utc(2026, 11, 1)))], FETCHED) == Dated(utc(2026, 11, 1), "listing")


@given(st.text(max_size=120), st.booleans())
def test_any_text_is_a_moment_or_none(text: str, day_first: bool) -> None:
    found = parse_moment(text, BAGHDAD, day_first=day_first)
    assert found is None or found.at.tzinfo is UTC


@given(st.from_regex(r"[0-9]{1,4}[-/.][0-9]{1,3}[-/.][0-9]{1,4}([T ][0-9]{1,2}:[0-9]{2}(Z|\+[0-9]{4})?)?", fullmatch=True))
def test_any_figures_are_a_moment_or_none(text: str) -> None:
    parse_moment(text, "Nowhere/At-All")
