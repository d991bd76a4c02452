"""What is worth an alarm, and what is not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from iraqwire.alarms import alarms
from news.model import Source
from storage.gaps import Gap
from storage.health import SourceHealth, Texts

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SOURCE = Source("a", "A", "http://a.example/", ("en", "ar"))
WELL = SourceHealth(
    "a",
    articles=400,
    last_success_at=NOW - DAY / 2,
    brought_at=NOW - DAY,
    fetched={"original": 40, "index": 4, "http_404": 2},
    fetched_before={"original": 160, "index": 12},
    lately=Texts(20, 2400, {"en": 15, "ar": 5}),
    before=Texts(200, 2100, {"en": 150, "ar": 50}),
)


def keys(health: SourceHealth, *gaps: Gap) -> list[str]:
    return [alarm.key for alarm in alarms(SOURCE, health, gaps, NOW)]


def test_a_source_that_is_well_raises_none() -> None:
    assert keys(WELL) == []
    assert keys(SourceHealth("a")) == [], "nor one that was never asked"
    assert keys(replace(WELL, failures=1, last_failure_at=NOW)) == [], "nor one that failed once and answered half a day ago"


@pytest.mark.parametrize(
    ("health", "key"),
    [
        (replace(WELL, failures=6, last_success_at=NOW - 3 * DAY), "silent"),
        (SourceHealth("a", failures=2, last_failure_at=NOW, last_error="dns"), "silent"),
        (replace(WELL, fetched={"blocked": 11, "original": 3}), "blocked"),
        (replace(WELL, fetched={"http_403": 6, "blocked": 6}), "blocked"),
        (replace(WELL, fetched={"index": 30, "too_short": 5, "original": 5}), "redesign"),
        (replace(WELL, lately=Texts(20, 500, {"en": 20})), "redesign"),
        (replace(WELL, lately=Texts(20, 9000, {"en": 20})), "redesign"),
        (replace(WELL, lately=Texts(20, 2400, {"id": 14, "en": 6})), "other_owner"),
        (replace(WELL, fetched={"parked": 12}), "other_owner"),
        (replace(WELL, brought_at=NOW - 11 * DAY), "barren"),
    ],
)
def test_what_is_wrong_is_named(health: SourceHealth, key: str) -> None:
    assert keys(health) == [key]


def test_few_pages_and_a_language_that_was_there_before_prove_nothing() -> None:
    assert keys(replace(WELL, fetched={"blocked": 3})) == []
    assert keys(replace(WELL, fetched={"index": 5, "original": 1})) == []
    turkish = Texts(20, 2400, {"tr": 20})
    assert keys(replace(WELL, lately=turkish, before=Texts(200, 2100, {"en": 150, "tr": 50}))) == []


def test_a_source_that_always_had_many_index_pages_was_not_redesigned() -> None:
    assert keys(replace(WELL, fetched={"index": 60, "original": 40}, fetched_before={"index": 600, "original": 400})) == []


def test_each_open_gap_is_an_alarm_that_names_its_time_and_entry_point() -> None:
    gap = Gap("a", "http://a.example/feed", NOW - DAY, NOW - DAY / 2, NOW)
    (alarm,) = alarms(SOURCE, WELL, (gap,), NOW)
    assert (alarm.key, "http://a.example/feed" in alarm.said, "2026-11-20 12:00" in alarm.said) == ("gap", True, True)
