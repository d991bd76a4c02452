"""An index in memory, and a newsroom that takes articles in as intake does."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dedupe import fingerprint, tidy
from dedupe.candidates import popular_in
from dedupe.story import Contender, place
from news.model import Article, Fingerprint, Placement

FIRST_SEEN = datetime(2026, 3, 5, tzinfo=UTC)


class Newsroom:
    """Satisfies `dedupe.candidates.Candidates`; keeps the stories beside it."""

    def __init__(self) -> None:
        self.members: dict[int, Contender] = {}
        self.placements: dict[int, Placement] = {}
        self.prints: dict[int, Fingerprint] = {}
        self._story: dict[int, str] = {}
        self._lead: dict[str, int] = {}
        self._merged: dict[str, str] = {}
        self._keys: dict[int, list[int]] = defaultdict(list)

    def near(self, fingerprint: Fingerprint, limit: int) -> Sequence[int]:
        shared = Counter(article for key in (*fingerprint.bands, *fingerprint.passages) for article in self._keys.get(key, ()))
        return [article for article, _ in shared.most_common(limit)]

    def held_by(self, passages: Sequence[int], stories: int) -> list[bool]:
        return [len({self.story_of(article) for article in self._keys.get(passage, ())}) >= stories for passage in passages]

    def story_of(self, article: int) -> str:
        story = self._story[article]
        while story in self._merged:
            story = self._merged[story]
        return story

    def lead_of(self, story: str) -> int:
        return self._lead[story]

    def leads_of(self, articles: Iterable[int]) -> list[Contender]:
        stories = dict.fromkeys(self.story_of(article) for article in articles)
        return [replace(self.members[self._lead[story]], story_id=story) for story in stories]

    def receive(self, article: Article, kind: str = "", name: str = "") -> int:
        """Tidied, fingerprinted, placed and remembered; its number."""
        number = len(self.members) + 1
        lines = article.text.split("\n")
        tidied = tidy(article.title, lines)
        article = replace(
            article, title=tidied.title, text="\n".join(lines[index] for index in tidied.kept), credit=tidied.credit, clipped=tidied.clipped
        )
        found = fingerprint(article.text, article.title)
        member = Contender(article, FIRST_SEEN + timedelta(minutes=number), kind, name, id=number)
        placement = place(member, self.leads_of(self.near(found, 40)), popular_in(self))
        story = placement.story_id or f"story-{number}"
        self.members[number], self.placements[number], self.prints[number], self._story[number] = member, placement, found, story
        if placement.leads:
            self._lead[story] = number
        for other in placement.absorbed:
            self._merged[other] = story
        for key in (*found.bands, *found.passages):
            self._keys[key].append(number)
        return number


@pytest.fixture
def newsroom() -> Newsroom:
    return Newsroom()
