"""Which publication dates are believed."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.dates import CLOCK_TOLERANCE, EARLIEST, credible_date
from news.model import AGGREGATORS

SEEN = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize("when", [EARLIEST, SEEN - timedelta(hours=4), SEEN, SEEN + CLOCK_TOLERANCE])
def test_a_date_from_the_web_s_days_to_its_finding_is_believed(when: datetime) -> None:
    assert credible_date(when, SEEN, "news_site") == when


@pytest.mark.parametrize(
    "when", [None, datetime(1970, 1, 1, tzinfo=UTC), EARLIEST - timedelta(seconds=1), SEEN + CLOCK_TOLERANCE + timedelta(seconds=1)]
)
def test_a_default_or_a_date_after_its_finding_is_not(when: datetime | None) -> None:
    assert credible_date(when, SEEN, "news_site") is None


@pytest.mark.parametrize("kind", sorted(AGGREGATORS))
def test_whoever_collects_from_others_dates_its_own_finding(kind: str) -> None:
    assert credible_date(SEEN - timedelta(hours=4), SEEN, kind) is None


def test_a_date_without_a_zone_is_utc() -> None:
    assert credible_date(datetime(2026, 11, 19, 9), SEEN) == datetime(2026, 11, 19, 9, tzinfo=UTC)  # noqa: DTZ001


@given(st.datetimes(timezones=st.sampled_from([None, UTC, timezone(timedelta(hours=14)), timezone(-timedelta(hours=12))])))
def test_any_date_is_judged(when: datetime) -> None:
    found = credible_date(when, SEEN)
    assert found is None or (found.tzinfo is UTC and EARLIEST <= found <= SEEN + CLOCK_TOLERANCE)
