"""What `poll = "auto"` loses and costs: a month of feeds of ten items that fill 3 to 40 times a day, on an archive with a clock of ours.

Each feed goes on by a rhythm of its own: even, by day alone, or by day and in bursts; with dates and without. At every tick of the
daemon the feeds that are due are read into the archive, as a poll does; what has left a feed between two readings is lost.
"""

import bisect
import math
import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from iraqwire.due import asked_when_due
from news.model import EntryPoint, Listing, Source
from news.pace import SHORTEST
from storage import Archive

START = datetime(2026, 11, 1, 2, tzinfo=UTC)
LENGTH = 10
FILLS = (3, 12, 40)
# Listings an hour of the day against the mean, in Baghdad: hardly any before six, the most from nine to three.
_DAY = (0.05, 0.05, 0.05, 0.05, 0.1, 0.3, 0.8, 1.4, 1.9, 1.9, 1.9, 1.9, 1.9, 1.9, 1.7, 1.6, 1.4, 1.3, 1.0, 0.8, 0.6, 0.3, 0.15, 0.05)
RHYTHMS = ("even", "day", "bursts")


@dataclass(frozen=True, slots=True)
class Flow:
    """One feed's month: when each of its items comes, and whether it says so."""

    entry: EntryPoint
    instants: tuple[datetime, ...]
    dated: bool

    def shown(self, now: datetime) -> tuple[int, int]:
        """Of its items, the first and last but one that the feed shows."""
        end = bisect.bisect_right(self.instants, now)
        return max(0, end - LENGTH), end

    def listings(self, now: datetime) -> list[Listing]:
        first, end = self.shown(now)
        dates = self.instants if self.dated else [None] * end
        return [Listing("s", f"{self.entry.url}/{n}", f"Item {n}", dates[n]) for n in reversed(range(first, end))]


def flow(rhythm: str, fills: int, *, dated: bool, days: int) -> Flow:
    chosen = random.Random(f"{rhythm} {fills} {dated}")
    instants: list[datetime] = []
    for hour in range(-48, days * 24):
        at = START + timedelta(hours=hour)
        share = 1.0 if rhythm == "even" else _DAY[(at.hour + 3) % 24] * 24 / sum(_DAY)
        left = _poisson(chosen, fills * LENGTH / 24 * share)
        while left > 0:
            together = min(left, chosen.randint(1, 4)) if rhythm == "bursts" else 1
            first = chosen.random() * 3600
            instants += [at + timedelta(seconds=min(3599.0, first + chosen.random() * 180)) for _ in range(together)]
            left -= together
    named = f"http://s.example/{rhythm}-{fills}-{'dated' if dated else 'undated'}"
    return Flow(EntryPoint("feed", named), tuple(sorted(instants)), dated)


def _poisson(chosen: random.Random, mean: float) -> int:
    level, count, product = math.exp(-mean), 0, chosen.random()
    while product > level:
        count += 1
        product *= chosen.random()
    return count


def simulate(flows: Sequence[Flow], days: int, folder: Path) -> dict[str, dict[str, float]]:
    """By feed: the `share` of what it published since it was first read that is in the archive, and `readings` a day."""
    now = START
    readings = dict.fromkeys((one.entry.url for one in flows), 0)
    shown: dict[str, int] = {}
    with Archive(folder / "polling.db", clock=lambda: now) as archive:
        archive._connection.sqlite.execute("PRAGMA synchronous = OFF")
        archive.sources.register([Source("s", "S", "http://s.example/", entry=tuple(one.entry for one in flows))])
        run = archive.ledger.start_run("poll")

        def read(one: Flow) -> None:
            trace, _, _ = archive.entry_points.last_reading(one.entry.url)
            listings = one.listings(now)
            archive.ledger.entry_read(
                run,
                "s",
                one.entry.url,
                listings,
                status=200,
                etag="",
                last_modified="",
                size=0,
                fetched_at=now,
                trace=trace.after(listings),
                linked=trace.links_up(listings),
            )
            readings[one.entry.url] += 1

        for one in flows:
            shown[one.entry.url] = one.shown(now)[0]
            read(one)
        last = dict.fromkeys(readings, now)
        while now < START + timedelta(days=days):
            now += SHORTEST
            due = asked_when_due(archive.entry_points.histories(), now, now + SHORTEST / 2)
            for one in flows:
                if due(one.entry) or (now - START) % timedelta(days=1) == timedelta(0):
                    read(one)
                    last[one.entry.url] = now
        found = {}
        for one in flows:
            wanted = range(shown[one.entry.url], one.shown(last[one.entry.url])[1])
            kept = archive._connection.row("SELECT count(*) FROM _listings WHERE key LIKE ?", (f"%{one.entry.url.partition(':')[2]}/%",))
            assert kept is not None
            found[one.entry.url.rpartition("/")[2]] = {"share": kept[0] / len(wanted), "readings": readings[one.entry.url] / days}
    return found


def run() -> dict[str, object]:
    days = 30
    flows = [flow(rhythm, fills, dated=fills != 12, days=days) for rhythm in RHYTHMS for fills in FILLS]
    with tempfile.TemporaryDirectory() as folder:
        found = simulate(flows, days, Path(folder))
    weights = {one.entry.url.rpartition("/")[2]: len(one.instants) for one in flows}
    share = sum(found[name]["share"] * weight for name, weight in weights.items()) / sum(weights.values())
    return {
        "days": days,
        "share": round(share, 5),
        "feeds": {name: {k: round(v, 4) for k, v in one.items()} for name, one in found.items()},
    }
