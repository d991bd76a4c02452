"""Which entry points a crawl asks: all of them by night, between two nights those that have filled up, and of those on probation
only the ones that yield.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from news.model import EntryHistory, EntryPoint, Source

PROBATION = timedelta(days=14)
"""An entry point on probation that brought no article for so long is retired …"""
RETIRED_FOR = timedelta(days=30)
"""… and asked once in so long, until it yields again."""


def is_retired(entry: EntryPoint, history: EntryHistory | None, now: datetime) -> bool:
    """Whether an entry point on probation is not worth asking now."""
    if not entry.probation or history is None or history.first_asked_at is None:
        return False
    if max(history.first_asked_at, history.yielded_at or history.first_asked_at) > now - PROBATION:
        return False
    asked = max(filter(None, (history.read_at, history.failed_at)), default=None)
    return asked is not None and asked > now - RETIRED_FOR


def asked_by_night(histories: Mapping[str, EntryHistory], now: datetime) -> Callable[[EntryPoint], bool]:
    """All entry points but the retired ones."""
    return lambda entry: not is_retired(entry, histories.get(entry.url), now)


def asked_when_due(histories: Mapping[str, EntryHistory], now: datetime, by: datetime) -> Callable[[EntryPoint], bool]:
    """The entry points that are due by then. One that was never asked is left to the night, which asks all."""

    def is_due(entry: EntryPoint) -> bool:
        history = histories.get(entry.url)
        due = history is not None and history.due_at is not None and history.due_at <= by
        return due and not is_retired(entry, history, now)

    return is_due


def with_entries(sources: Sequence[Source], asks: Callable[[EntryPoint], bool]) -> tuple[Source, ...]:
    """The sources of which at least one entry point is asked."""
    return tuple(source for source in sources if any(asks(entry) for entry in source.entry))
