"""Thirty days of the press, made from a seed: every page in the order in which a crawl comes by it."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from benchmarks.stream import events, habits
from benchmarks.stream.dailies import dailies, issues
from benchmarks.stream.newsroom import FIRST_DAY, Newsroom, Printed

DAYS = 30
_LANGUAGES = {"en": 46, "ar": 34, "ckb": 20}
_RUNNING = 6  # long stories of each language
# How often in a day, on average.
_A_DAY: dict[str, float] = {
    "agency_story": 14, "own_story": 20, "first_take": 2, "own_words": 2, "short": 1.2, "translations": 2,
    "statement": 1, "quotation": 0.8, "live": 1, "roundup": 1.2, "caption": 1, "farm": 9, "index_page": 0.7,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stream:
    """`pages` in the order of their coming; `kinds`: of each story, which kind of text it is."""

    pages: tuple[Printed, ...]
    kinds: dict[str, str]


def stream(seed: str, days: int = DAYS) -> Stream:
    """The pages of so many days, the same for the same seed."""
    rng = Random(f"iraqwire stream {seed}")
    room = Newsroom(rng, days)
    running = {language: [events.running_story(language, rng) for _ in range(_RUNNING)] for language in _LANGUAGES}
    printed = [(issue, list(issues(issue, FIRST_DAY.date(), days, rng))) for issue in dailies()]
    for day in range(days):
        for issue, versions in printed:
            if rng.random() < 0.9:
                habits.daily(room, issue, versions[day], day)
        for name, often in _A_DAY.items():
            for _ in range(_times(often, rng)):
                language = rng.choices(list(_LANGUAGES), list(_LANGUAGES.values()))[0]
                _HABITS[name](room, language, day, running[language])
    pages = sorted(room.pages, key=lambda page: (page.at, page.number))
    return Stream(tuple(pages), room.kinds)


def _times(often: float, rng: Random) -> int:
    whole = int(often)
    return whole + (rng.random() < often - whole)


_Habit = Callable[[Newsroom, str, int, list[events.Event]], None]
_HABITS: dict[str, _Habit] = {
    "agency_story": habits.agency_story,
    "own_story": habits.own_story,
    "first_take": lambda room, language, day, _: habits.first_take(room, language, day),
    "own_words": lambda room, language, day, _: habits.own_words(room, language, day, short=False),
    "short": lambda room, language, day, _: habits.own_words(room, language, day, short=True),
    "translations": lambda room, language, day, _: habits.translations(room, language, day),
    "statement": lambda room, language, day, _: habits.statement(room, language, day),
    "quotation": lambda room, language, day, _: habits.quotation(room, language, day),
    "live": lambda room, language, day, _: habits.live(room, language, day),
    "roundup": lambda room, language, day, _: habits.roundup(room, language, day),
    "caption": lambda room, language, day, _: habits.caption(room, language, day),
    "farm": lambda room, language, day, _: habits.farm(room, language, day),
    "index_page": lambda room, language, day, _: habits.index_page(room, language, day),
}
