"""A text as fingerprints and comparing need it: each measure made when it is first asked for, and remembered for a while, because
a story's lead is compared again and again.
"""

import re
from functools import cached_property, lru_cache

import numpy as np

from dedupe.passages import PASSAGE, Hashes, code_points, distinct, places_in, windows
from news.text import fold

PHRASE = 13  # letters: two to three words. Edited copies keep them where they break passages.
SHINGLE = 7  # letters: one wrong letter costs a text of 100 letters 7 of its 94 shingles
MOST_SHINGLES = 2048
REMEMBERED, REMEMBERED_CHARACTERS = 128, 20_000

_NUMBER = re.compile(r"\d+(?:[.,/:]\d+)*")
_FIRST_DIGIT, _LAST_DIGIT = ord("0"), ord("9")
_SENTENCE_END = re.compile(r"[.!?؟…][\"”’»)\]]*\s|\n")
FEWEST_IN_A_SENTENCE = 40  # characters: initials and datelines end in full stops too


class Folded:
    """One article's text, folded. Values are not to be changed."""

    def __init__(self, title: str, text: str) -> None:
        self._title, self._text = title, text
        self._points = code_points(text)
        self.letters = len(self._points)

    @cached_property
    def passages(self) -> Hashes:
        """Hashes of all 40-letter runs in order; none of a text shorter than one."""
        return windows(self._points, PASSAGE) if self.letters >= PASSAGE else self._points[:0]

    @cached_property
    def phrases(self) -> Hashes:
        """Hashes of all 13-letter runs in order."""
        return windows(self._points, PHRASE)

    @cached_property
    def phrases_without_figures(self) -> Hashes:
        """The same of the text without its figures."""
        return windows(self._points[(self._points < _FIRST_DIGIT) | (self._points > _LAST_DIGIT)], PHRASE)

    @cached_property
    def shingles(self) -> Hashes:
        """Hashes of the 7-letter runs of the title, then of the text; none joins the two."""
        return np.concatenate((windows(code_points(self._title), SHINGLE), windows(self._points, SHINGLE)))

    @cached_property
    def sampled(self) -> int:
        """So many of a shingle's upper bits must be 0 for it to be among the sample."""
        halvings = 0
        while len(self.shingles) >> halvings > MOST_SHINGLES:
            halvings += 1
        return halvings

    @cached_property
    def sample(self) -> Hashes:
        """The shingles of the sample, ascending, each once."""
        return distinct(below(self.shingles, self.sampled))

    @cached_property
    def whole(self) -> int:
        """The hash of all letters together."""
        return int(windows(self._points, self.letters)[0]) if self.letters else 0

    @cached_property
    def words(self) -> int:
        return self._text.count(" ") + self._text.count("\n") + 1

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The figures of the text."""
        return frozenset(map(fold, _NUMBER.findall(self._text)))

    @cached_property
    def first_sentence(self) -> int:
        """How many letters it has."""
        end = _SENTENCE_END.search(self._text, FEWEST_IN_A_SENTENCE)
        return len(code_points(self._text[: end.start()])) if end else self.letters


def folded(title: str, text: str) -> Folded:
    """One text, remembered for the latest but the very long ones (some 30 bytes a letter)."""
    return _remembered(title, text) if len(text) <= REMEMBERED_CHARACTERS else Folded(title, text)


_remembered = lru_cache(maxsize=REMEMBERED)(Folded)


def jaccard(a: Folded, b: Folded) -> float:
    """Shared shingles of title and text over all of both, 0 to 1; of long texts, over the same sample of both."""
    sampled = max(a.sampled, b.sampled)
    mine, theirs = below(a.sample, sampled), below(b.sample, sampled)
    shared = int((places_in(mine, theirs) >= 0).sum())
    return shared / max(1, len(mine) + len(theirs) - shared)


def below(hashes: Hashes, halvings: int) -> Hashes:
    """Those whose upper bits, so many of them, are 0."""
    return hashes[hashes >> np.uint64(64 - halvings) == 0] if halvings else hashes
