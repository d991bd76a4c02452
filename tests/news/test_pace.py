"""When a list is asked again: as often as it fills, no oftener than need be."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from news.pace import FIRST_FAILURE, LONGEST, SHORTEST, Arrivals, after_failures, arrivals_of, next_reading

NOW = datetime(2026, 11, 21, 12, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def ago(*hours: float) -> list[datetime | None]:
    return [NOW - HOUR * hour for hour in hours]


def test_a_first_reading_is_judged_by_the_dates_it_gives() -> None:
    quick = arrivals_of(ago(0.2, 0.4, 0.6, 0.8, 1.0, 1.2, 1.4, 1.6, 1.8, 2.0), None, None, NOW)
    slow = arrivals_of(ago(1, 12, 24, 36, 48, 60, 72, 84, 96, 108), None, None, NOW)
    assert next_reading(quick, 10, NOW) < NOW + HOUR < next_reading(slow, 10, NOW)


def test_a_list_without_dates_is_looked_at_again_soon_and_then_as_it_moved() -> None:
    first = arrivals_of([None] * 10, None, None, NOW)
    assert next_reading(first, 10, NOW) == NOW + timedelta(minutes=30)
    moved = arrivals_of([None] * 9, first, NOW, NOW + HOUR / 2)
    still = arrivals_of([], first, NOW, NOW + HOUR / 2)
    assert next_reading(moved, 10, NOW + HOUR / 2) < next_reading(still, 10, NOW + HOUR / 2)


def test_a_list_that_never_moves_is_asked_less_and_less() -> None:
    still = arrivals_of([None] * 10, None, None, NOW - timedelta(days=3))
    assert next_reading(still, 10, NOW) > NOW + 6 * HOUR


def test_a_morning_is_foreseen_from_the_mornings_before() -> None:
    night = datetime(2026, 11, 21, 3, tzinfo=UTC)
    mornings = [
        night - timedelta(days=day) + HOUR * hour for day in (1, 2, 3) for hour in (4, 4.2, 4.4, 4.6, 4.8, 5, 5.2, 5.4) for _ in range(5)
    ]
    arrivals = Arrivals(since=int((night - timedelta(days=6)).timestamp() // 3600)).add(mornings, night)
    due = next_reading(arrivals, 10, night)
    assert night + 2.5 * HOUR < due < night + 4.5 * HOUR, "an hour before the rush at the earliest, before it filled the list at the latest"


def test_a_date_that_cannot_be_the_time_of_coming_counts_for_nothing() -> None:
    before = arrivals_of(ago(1, 2, 3), None, None, NOW)
    redated = arrivals_of([datetime(2020, 1, 1, tzinfo=UTC), NOW + 5 * HOUR], before, NOW, NOW + HOUR)
    assert sum(redated.counts.values()) == 5, "two came, whatever they say"
    assert min(redated.counts) > int(NOW.timestamp() // 3600) - 24


def test_an_entry_point_that_fails_is_asked_after_twice_as_long_each_time() -> None:
    waits = [after_failures(failures, NOW) - NOW for failures in range(1, 9)]
    assert waits[:3] == [FIRST_FAILURE, 2 * FIRST_FAILURE, 4 * FIRST_FAILURE]
    assert waits[-1] == LONGEST


@given(st.lists(st.floats(0, 400), max_size=40), st.integers(0, 5000))
def test_the_next_reading_is_between_the_shortest_and_the_longest_wait(hours: list[float], length: int) -> None:
    arrivals = arrivals_of(ago(*hours), None, None, NOW)
    assert NOW + SHORTEST <= next_reading(arrivals, length, NOW) <= NOW + LONGEST
