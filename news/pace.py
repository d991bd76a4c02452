"""How often an entry point is worth asking: as often as it fills, learned from the dates of what it names.

Pure: storage keeps the Arrivals and when an entry point is due next, the daemon asks for those that are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

SHORTEST = timedelta(minutes=3)
"""Between two readings, and between two looks of the daemon at what is due."""
LONGEST = timedelta(hours=24)
SHARE = 0.25
"""Part of its length by which a list may be expected to have moved before it is asked again. Of feeds of ten that fill 3 to 40
times a day (benchmarks/polling.py), .25 lost 0 evenly filled, 0 filled by day and .25 % filled in bursts, at 5 to 7 readings a fill;
.4 lost .05, .1 and 1.3 % at 4. Every 5 minutes instead of 3 at the most lost .5 % of the bursts."""
UNKNOWN = timedelta(minutes=30)
"""Between the first readings of a list that gives no dates and has not moved yet; longer, the longer it does not."""
FIRST_FAILURE = timedelta(minutes=30)

_HOUR = 3600
_DAY = 24
_DAYS = 7
_DAYS_ENOUGH = 2


@dataclass(frozen=True, slots=True)
class Arrivals:
    """How many Listings came in each hour (counted from the epoch) of the last seven days; `since` is the first hour known."""

    since: int
    counts: Mapping[int, int] = field(default_factory=dict)

    def add(self, instants: Iterable[datetime], now: datetime) -> "Arrivals":
        counts = dict(self.counts)
        for instant in instants:
            hour = _hour(instant)
            counts[hour] = counts.get(hour, 0) + 1
        oldest = _hour(now) - _DAYS * _DAY
        return Arrivals(max(self.since, oldest), {hour: count for hour, count in counts.items() if hour >= oldest})

    def expected(self, hour: int) -> float:
        """Listings to be expected in an hour to come: the mean of the days before, for it or the busier of its neighbours; the
        busiest hour of all while fewer than two such days are known, for a morning begins as no night foretells.
        """
        days = [hour - day * _DAY for day in range(1, _DAYS + 1) if hour - day * _DAY > self.since]
        if len(days) < _DAYS_ENOUGH:
            return max(self.counts.values(), default=0)
        return max(sum(self.counts.get(one + off, 0) for one in days) / len(days) for off in (-1, 0, 1))

    def recent(self, now: datetime) -> float:
        """Listings an hour of late: the busier of the last hour and the last three."""
        here = now.timestamp() / _HOUR
        whole, part = int(here), here - int(here)
        last = self.counts.get(whole, 0) + self.counts.get(whole - 1, 0)
        three = last + self.counts.get(whole - 2, 0)
        return max(last / (1 + part), three / (2 + part))


def arrivals_of(fresh: Iterable[datetime | None], before: Arrivals | None, read_before: datetime | None, now: datetime) -> Arrivals:
    """The Arrivals with what a reading brought: each at its own date where that lies between the two readings, the others spread
    evenly between them. Of a first reading the dates alone count.
    """
    dated = list(fresh)
    floor = read_before - timedelta(hours=1) if read_before else now - timedelta(days=_DAYS)
    true = [instant for instant in dated if instant is not None and floor <= instant <= now]
    if before is None or read_before is None:
        since = min((_hour(instant) for instant in true), default=_hour(now))
        return Arrivals(since).add(true, now)
    undated = len(dated) - len(true)
    step = (now - read_before) / max(1, undated)
    return before.add([*true, *(read_before + step * (number + 0.5) for number in range(undated))], now)


def next_reading(arrivals: Arrivals, length: int, now: datetime, *, share: float = SHARE) -> datetime:
    """When a list of this length, read now, should be read again: before `share` of it is expected to have moved."""
    if not arrivals.counts:
        watched = timedelta(hours=_hour(now) - arrivals.since)
        return now + min(LONGEST, max(UNKNOWN, watched / 8))
    room = max(1.0, share * length)
    recent = arrivals.recent(now)
    due, step, passed = now, SHORTEST, 0.0
    while due < now + LONGEST:
        # What is busy now may go on so, but not for more than an hour or two without showing in the next reading.
        lately = recent if due < now + timedelta(hours=2) else 0.0
        passed += max(lately, arrivals.expected(_hour(due))) * step.total_seconds() / _HOUR
        if passed > room:
            break
        due += step
    return max(now + SHORTEST, due)


def after_failures(failures: int, now: datetime) -> datetime:
    """When an entry point that failed so often in a row is asked again: after twice as long each time."""
    return now + min(LONGEST, FIRST_FAILURE * (1 << min(failures - 1, 10)))


def _hour(instant: datetime) -> int:
    return int(instant.astimezone(UTC).timestamp() // _HOUR)
