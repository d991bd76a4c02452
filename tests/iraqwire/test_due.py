"""Which entry points are asked when."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.polling import flow, simulate
from iraqwire.due import asked_by_night, asked_when_due, is_retired, with_entries
from news.model import EntryHistory, EntryPoint, Source

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
DAY = timedelta(days=1)
TRIED = EntryPoint("feed", "http://a.example/feed", probation=True)
HISTORY = EntryHistory(TRIED.url, "a", first_asked_at=NOW - 40 * DAY, read_at=NOW - DAY)


def test_an_entry_point_on_probation_is_kept_while_it_yields() -> None:
    assert not is_retired(TRIED, None, NOW), "never asked"
    assert not is_retired(TRIED, replace(HISTORY, first_asked_at=NOW - 5 * DAY), NOW), "not for long enough"
    assert not is_retired(TRIED, replace(HISTORY, yielded_at=NOW - 3 * DAY), NOW)
    assert is_retired(TRIED, HISTORY, NOW)
    assert is_retired(TRIED, replace(HISTORY, yielded_at=NOW - 20 * DAY), NOW)
    assert is_retired(TRIED, replace(HISTORY, read_at=None, failed_at=NOW - DAY), NOW), "failing is no yield"
    assert not is_retired(TRIED, replace(HISTORY, read_at=NOW - 31 * DAY), NOW), "once in thirty days it is asked again"
    assert not is_retired(replace(TRIED, probation=False), HISTORY, NOW)


def test_the_night_asks_all_but_the_retired_and_a_poll_those_that_are_due() -> None:
    checked, late, new = (EntryPoint("feed", f"http://a.example/{name}") for name in ("checked", "late", "new"))
    histories = {
        TRIED.url: HISTORY,
        checked.url: EntryHistory(checked.url, "a", NOW - DAY, NOW - DAY, due_at=NOW + timedelta(minutes=1)),
        late.url: EntryHistory(late.url, "a", NOW - DAY, NOW - DAY, due_at=NOW + DAY),
    }
    source = Source("a", "A", "http://a.example/", entry=(TRIED, checked, late, new))
    assert [entry for entry in source.entry if asked_by_night(histories, NOW)(entry)] == [checked, late, new]
    due = asked_when_due(histories, NOW, NOW + timedelta(minutes=2))
    assert [entry for entry in source.entry if due(entry)] == [checked]
    assert with_entries([source, replace(source, entry=(late,))], due) == (source,)


def test_hardly_anything_of_a_simulated_month_is_missed(tmp_path: Path) -> None:
    """Two feeds of ten that fill 3 and 12 times a day; benchmarks/polling.py has them up to 40 times, in bursts and without dates."""
    flows = [flow("day", 3, dated=True, days=30), flow("bursts", 12, dated=False, days=30)]
    found = simulate(flows, 30, tmp_path)
    assert all(one["share"] >= 0.99 for one in found.values()), found
    assert [one["readings"] < 8 * fills for one, fills in zip(found.values(), (3, 12), strict=True)] == [True, True], found
