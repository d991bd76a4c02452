"""What is printed every day in the same words around figures that move a little: each day's is a story of its own."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from benchmarks.stream.wording import DATA, Wording, wording
from iraqwire.demo.editing import Version

_FIGURE = re.compile(r"\{#(\d+)-(\d+)\}")
MOVES = 0.75  # how often a figure is another than the day before


@dataclass(frozen=True, slots=True)
class Daily:
    """One kind of daily of one outlet: `title` and `text` with slots."""

    kind: str
    language: str
    outlet: str
    title: str
    text: str


def dailies() -> tuple[Daily, ...]:
    tables = tomllib.loads((DATA / "words" / "dailies.toml").read_text(encoding="utf-8"))["daily"]
    return tuple(Daily(**table) for table in tables)


def issues(daily: Daily, first: date, days: int, rng: Random) -> Iterator[Version]:
    """The issues of so many days from the first."""
    words = wording(daily.language)
    pattern = f"{daily.title}\n{daily.text.strip()}"
    spans = [(int(low), int(high)) for low, high in _FIGURE.findall(pattern)]
    figures = [rng.randint(low, high) for low, high in spans]
    for number in range(days):
        day = date.fromordinal(first.toordinal() + number)
        if number:
            figures = [_moved(figure, low, high, rng) for figure, (low, high) in zip(figures, spans, strict=True)]
        text = _printed(pattern, iter(figures), words)
        month = words.lists["months"][day.month - 1]
        facts = {"day": [words.lists["days"][day.weekday()]], "date": [f"{day.day} {month}"]}
        title, *paragraphs = words.fill(text, rng, next(iter(words.domains)), facts).split("\n")
        yield Version(title, tuple(paragraphs))


def _printed(pattern: str, figures: Iterator[int], words: Wording) -> str:
    return _FIGURE.sub(lambda _: words.figure(next(figures)), pattern)


def _moved(figure: int, low: int, high: int, rng: Random) -> int:
    if rng.random() > MOVES:
        return figure
    reach = max(1, (high - low) // 4)
    return min(high, max(low, figure + rng.choice((-1, 1)) * rng.randint(1, reach)))
