"""What is wrong with a source, told from how it has fared: each alarm a short key and a sentence for the operator.

A source that is well raises none, so that whoever looks at the list sees what to look at.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from news.model import Source
from storage.gaps import Gap
from storage.health import LATELY, SourceHealth

SILENT = timedelta(days=2)
"""Without an answer: a night may fail, two in a row are worth a look."""
BARREN = timedelta(days=10)
"""Answering, and without an article: longer than a weekend with a holiday."""
ENOUGH_PAGES = 10
"""Pages below which a share means nothing."""
HALF = 0.5
SHRUNK = 1 / 3
"""Of the texts' median length before: summaries, or navigation, in place of articles."""
GROWN = 4
"""Times that median: the page's furniture came with the text."""

_REDESIGN = ("index", "section", "too_short", "empty", "soft_404", "other_page")


@dataclass(frozen=True, slots=True)
class Alarm:
    """`key` is short and stays; `said` is for people."""

    key: str
    said: str


def alarms(source: Source, health: SourceHealth, gaps: Sequence[Gap], now: datetime) -> tuple[Alarm, ...]:
    """What is wrong, the worst first. `gaps` are the source's open ones."""
    found = (rule(source, health, now) for rule in RULES)
    missed = tuple(
        Alarm("gap", f"something may have been missed between {gap.since:%Y-%m-%d %H:%M} and {gap.until:%Y-%m-%d %H:%M}: {gap.entry_url}")
        for gap in gaps
    )
    return tuple(alarm for alarm in found if alarm is not None) + missed


def _silent(source: Source, health: SourceHealth, now: datetime) -> Alarm | None:
    if not health.failures or (health.last_success_at is not None and health.last_success_at > now - SILENT):
        return None
    since = f"has answered since {health.last_success_at:%Y-%m-%d}" if health.last_success_at else "has ever answered"
    return Alarm("silent", f"no entry point {since}; last: {health.last_error}")


def _other_owner(source: Source, health: SourceHealth, now: datetime) -> Alarm | None:
    """A site sold or parked: its pages say so, or are in a language that it never wrote in."""
    if _share(health.fetched, ("parked",)) >= HALF:
        return Alarm("other_owner", "its pages say that the domain is for sale")
    lately = health.lately
    own = set(source.languages) | {language for language, count in health.before.languages.items() if count > 0.1 * health.before.count}
    foreign = {language: count for language, count in lately.languages.items() if language and language not in own}
    if lately.count >= LATELY and own and sum(foreign.values()) >= HALF * lately.count:
        return Alarm(
            "other_owner", f"most of its last {lately.count} articles are in {', '.join(sorted(foreign))}: it may have changed hands"
        )
    return None


def _blocked(source: Source, health: SourceHealth, now: datetime) -> Alarm | None:
    share = _share(health.fetched, ("blocked", "paywall", "http_401", "http_402", "http_403", "http_429"))
    return (
        Alarm("blocked", f"{share:.0%} of its pages this week were a wall: a challenge, a consent form, a log-in, a subscription")
        if share >= HALF
        else None
    )


def _redesigned(source: Source, health: SourceHealth, now: datetime) -> Alarm | None:
    """A site made anew: pages that were articles are refused, or their texts are of another length than they were."""
    now_refused, once_refused = _share(health.fetched, _REDESIGN), _share(health.fetched_before, _REDESIGN)
    if now_refused >= HALF and health.fetched_before and once_refused < HALF / 2:
        return Alarm(
            "redesign", f"{now_refused:.0%} of its pages this week held no article, {once_refused:.0%} before: the site may be made anew"
        )
    lately, before = health.lately, health.before
    if lately.count < LATELY or before.count < LATELY or not before.letters:
        return None
    ratio = lately.letters / before.letters
    if ratio < SHRUNK or ratio > GROWN:
        return Alarm("redesign", f"its texts have {lately.letters} letters now, {before.letters} before: the site may be made anew")
    return None


def _barren(source: Source, health: SourceHealth, now: datetime) -> Alarm | None:
    if health.last_success_at is None or health.last_success_at < now - SILENT:
        return None
    if health.brought_at is not None and health.brought_at < now - BARREN:
        return Alarm("barren", f"it answers, and has brought no article since {health.brought_at:%Y-%m-%d}")
    return None


RULES: tuple[Callable[[Source, SourceHealth, datetime], Alarm | None], ...] = (_silent, _other_owner, _blocked, _redesigned, _barren)


def _share(fetched: Mapping[str, int], outcomes: Sequence[str]) -> float:
    pages = sum(fetched.values())
    return sum(fetched.get(outcome, 0) for outcome in outcomes) / pages if pages >= ENOUGH_PAGES else 0.0
