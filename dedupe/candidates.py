"""What deciding on sameness needs from an index of all that came before, which `storage` satisfies; and what it says of passages that
many stories hold.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from news.model import Fingerprint

POPULAR_STORIES = 6
"""A passage that so many stories hold proves nothing. Stories, not articles: counting articles would make a much-copied
text common to itself (three points of recall)."""

Popular = Callable[[Sequence[int]], Sequence[bool]]
"""Of each of these sampled passages, whether many stories hold it."""


class Candidates(Protocol):
    """An index of fingerprints by article id, without a time window."""

    def near(self, fingerprint: Fingerprint, limit: int) -> Sequence[int]:
        """Ids of articles that share a band or a sampled passage, those that share most first."""
        ...

    def held_by(self, passages: Sequence[int], stories: int) -> Sequence[bool]:
        """Of each of these sampled passages, whether so many stories (not articles) hold it, or more."""
        ...


def nothing_popular(passages: Sequence[int]) -> Sequence[bool]:
    return [False] * len(passages)


def popular_in(candidates: Candidates) -> Popular:
    """As an index has it. Remembers what it asked: made anew for each article."""

    def ask(passages: Sequence[int]) -> Sequence[bool]:
        return candidates.held_by(passages, POPULAR_STORIES)

    return asking_once(ask)


def asking_once(ask: Popular) -> Popular:
    """`ask`, which no passage is put to twice."""
    asked: dict[int, bool] = {}

    def popular(passages: Sequence[int]) -> Sequence[bool]:
        if new := [passage for passage in passages if passage not in asked]:
            asked.update(zip(new, ask(new), strict=True))
        return [asked[passage] for passage in passages]

    return popular
