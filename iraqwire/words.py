"""The reader's standing words as the archive has them, for whoever is about to place an article."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from dedupe.story import Contender
from dedupe.word import Word, Words, settle
from storage import Archive


@dataclass(frozen=True, slots=True)
class Standing:
    """The words that stand; `groups_in` gives the groups of a story's articles, by the story's id."""

    words: Words
    groups_in: Callable[[str], set[int]]

    def apart(self, one: str, other: str) -> bool:
        """Whether a reader parted two stories."""
        return self.words.apart(self.groups_in(one), self.groups_in(other))

    def ordered(self, leads: Iterable[Contender]) -> list[Contender]:
        """Leads in the order given, but those that a split took out of a story last: where two are as near, what came later stays."""
        return sorted(leads, key=lambda lead: not self.words.taken_out.isdisjoint(self.groups_in(lead.story_id)))


def read_words(archive: Archive) -> list[Word]:
    """Every word of the reader, oldest first."""
    return [Word(decision.article_id, decision.other_id, decision.verdict.same) for decision in archive.verdicts.by_reader()]


def standing_words(archive: Archive) -> Standing:
    """The words that stand, about the stories as they are now."""
    words = settle(read_words(archive))
    stories: dict[str, set[int]] = {}
    for article_id, story_id in archive.articles.places_of(words.groups).items():
        stories.setdefault(story_id, set()).add(words.groups[article_id])
    return Standing(words, lambda story_id: stories.get(story_id, set()))
