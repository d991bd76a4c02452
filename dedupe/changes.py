"""What the rules said of two articles, one by one, and what would have changed the verdict: each measure moved by itself.

Knows no threshold: the rules are asked again with the measure replaced, so that it stays true whatever they are.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dedupe.compare import RULES, decide
from dedupe.measures import FAR, NEAR, SOON, Measures
from news.model import Verdict

SHARES = ("wording", "containment", "agreement", "begins", "span", "unbroken", "first_sentence", "first_letters", "by_figures", "jaccard")
"""Measures between 0 and 1."""
COUNTS = ("shared", "exchanged", "runs", "lead_in", "own_start")
STEPS = 100  # a reader thinks in whole per cents
FINE = 0.001


@dataclass(frozen=True, slots=True)
class Change:
    """With `measure` at `needed`, not at `now` as it is, the verdict would have been `verdict`. Shares are 0 to 1; `shared`,
    `exchanged`, `runs`, `lead_in` and `own_start` count passages, figures, runs and letters; `apart` is a span of time in words. None:
    there is nothing to measure.
    """

    measure: str
    now: float | str | None
    needed: float | str
    verdict: Verdict


def opinions(measures: Measures) -> tuple[Verdict, ...]:
    """What every rule with an opinion says, in the order in which they are asked: the first decided."""
    return tuple(verdict for rule in RULES if (verdict := rule(measures)) is not None)


def changes(measures: Measures) -> tuple[Change, ...]:
    """For each measure by itself, the least that it had to differ for the opposite verdict; measures that change nothing are left out.

    Of the shares the nearest first.
    """
    was = decide(measures).same
    found = [change for name in SHARES if (change := _share(measures, name, was)) is not None]
    found.sort(key=lambda change: abs(float(change.needed) - float(change.now or 0.0)))
    return (*found, *_counts(measures, was), *_times(measures, was))


def moved(measures: Measures, name: str, value: float) -> Measures:
    """The measures with this one at another value, and with it what cannot stay: figures that agree are not exchanged, and passages
    that are shared count for the containment.
    """
    changed: dict[str, Any] = {name: value}
    if name == "agreement" and measures.agreement is not None and measures.agreement < 1:
        left = (1 - value) / (1 - measures.agreement)
        changed["exchanged"] = round(measures.exchanged * left)
        if measures.by_figures is not None:
            changed["by_figures"] = min(1.0, measures.by_figures * left)
    if name == "shared" and measures.new:
        changed["containment"] = value / measures.new
        changed["found"] = max(measures.found, value)
    return measures.replaced(**changed)


def _share(measures: Measures, name: str, was: bool) -> Change | None:
    now: float | None = getattr(measures, name)

    def verdict_at(value: float) -> Verdict:
        return decide(moved(measures, name, value))

    if now is None:  # texts without figures: whether figures would have told them apart, or kept them together
        return next((Change(name, None, value, verdict) for value in (1.0, 0.0) if (verdict := verdict_at(value)).same != was), None)
    steps = [step / STEPS for step in range(STEPS + 1)]
    ways = ([step for step in steps if step > now], [step for step in reversed(steps) if step < now])
    reached = [value for way in ways if (value := _first(way, now, lambda value: verdict_at(value).same != was)) is not None]
    if not reached:
        return None
    needed = min(reached, key=lambda value: abs(value - now))
    return Change(name, round(now, 3), round(needed, 3), verdict_at(needed))


def _first(values: Sequence[float], now: float, flipped: Callable[[float], bool]) -> float | None:
    """The first value that flips the verdict, and between it and the one before it the nearest, to within FINE."""
    before = now
    for value in values:
        if flipped(value):
            while abs(value - before) > FINE:
                middle = (value + before) / 2
                if flipped(middle):
                    value = middle
                else:
                    before = middle
            return value
        before = value
    return None


def _counts(measures: Measures, was: bool) -> Iterator[Change]:
    """More or fewer shared passages, fewer exchanged figures, more or fewer letters before what is shared."""
    for name, most in (
        ("shared", measures.new),
        ("exchanged", measures.exchanged),
        ("runs", measures.shared),
        ("lead_in", max(measures.lead_in, measures.long_folded.letters)),
        ("own_start", measures.short_folded.letters),
    ):
        now: int = getattr(measures, name)

        def verdict_at(count: int, name: str = name) -> Verdict:
            return decide(moved(measures, name, count))

        for end in (most, 0):
            if verdict_at(end).same == was:
                continue
            low, high = now, end
            while abs(high - low) > 1:
                middle = (low + high) // 2
                if verdict_at(middle).same == was:
                    low = middle
                else:
                    high = middle
            yield Change(name, now, high, verdict_at(high))
            break


def _times(measures: Measures, was: bool) -> Iterator[Change]:
    """Published nearer to each other, or further apart."""
    soon, near, far = (int(limit.total_seconds() // 3600) for limit in (SOON, NEAR, FAR))
    said = {
        (True, True, False): f"within {soon} hours",
        (False, True, False): f"{soon} to {near} hours",
        (False, False, False): f"{near} to {far} hours",
        (False, False, True): f"more than {far} hours",
    }
    now = (measures.soon, measures.near, measures.far)
    for times, words in said.items():
        changed = dict(zip(("soon", "near", "far"), times, strict=True))
        if times != now and (verdict := decide(measures.replaced(**changed))).same != was:
            yield Change("apart", said[now] if measures.short.published_at and measures.long.published_at else None, words, verdict)
            return
