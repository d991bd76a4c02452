"""A text as fingerprints and comparing need it: each measure made when it is first asked for, and remembered for a while, because
a story's lead is compared again and again.
"""

import re
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from dedupe.passages import PASSAGE, Hashes, code_points, distinct, mixed, places_in, runs_of, sums_of
from news.text import fold

PHRASE = 13  # letters: two to three words. Edited copies keep them where they break passages.
SHINGLE = 7  # letters: one wrong letter costs a text of 100 letters 7 of its 94 shingles
REMEMBERED, REMEMBERED_CHARACTERS = 128, 20_000

_NUMBER = re.compile("[0-9٠-٩۰-۹]+(?:[.,/:][0-9٠-٩۰-۹]+)*")
_FIRST_DIGIT, _LAST_DIGIT = ord("0"), ord("9")
_SENTENCE_END = re.compile(r"[.!?؟…][\"”’»)\]]*\s|\n")
FEWEST_IN_A_SENTENCE = 40  # characters: initials and datelines end in full stops too


class Folded:
    """One article's text, folded. Values are not to be changed."""

    def __init__(self, title: str, text: str) -> None:
        self._title, self._text = title, text
        self._points = code_points(text)
        self._sums = sums_of(self._points)
        self.letters = len(self._points)

    @cached_property
    def passages(self) -> Hashes:
        """Hashes of all 40-letter runs in order; none of a text shorter than one."""
        return mixed(runs_of(self._sums, PASSAGE)) if self.letters >= PASSAGE else self._sums[:0]

    @cached_property
    def phrases(self) -> Hashes:
        """All 13-letter runs in order, as numbers."""
        return runs_of(self._sums, PHRASE)

    @cached_property
    def phrases_without_figures(self) -> Hashes:
        """The same of the text without its figures."""
        return runs_of(sums_of(self._points[~self._digits]), PHRASE) if self._digits.any() else self.phrases

    @cached_property
    def shingles(self) -> Hashes:
        """Hashes of the 7-letter runs of the title, then of the text; none joins the two."""
        title = runs_of(sums_of(code_points(self._title)), SHINGLE)
        return mixed(np.concatenate((title, runs_of(self._sums, SHINGLE))))

    @cached_property
    def whole(self) -> int:
        """A number for all letters together."""
        return int(runs_of(self._sums, self.letters)[0]) if self.letters else 0

    @cached_property
    def words(self) -> int:
        return self._text.count(" ") + self._text.count("\n") + 1

    @cached_property
    def _digits(self) -> NDArray[np.bool_]:
        digits: NDArray[np.bool_] = (self._points >= _FIRST_DIGIT) & (self._points <= _LAST_DIGIT)
        return digits

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The figures of the text."""
        return frozenset(map(fold, _NUMBER.findall(self._text))) if self._digits.any() else frozenset()

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
    """Shared 7-letter shingles of title and text over all of both, 0 to 1."""
    mine, theirs = distinct(a.shingles), distinct(b.shingles)
    shared = int((places_in(mine, theirs) >= 0).sum())
    return shared / max(1, len(mine) + len(theirs) - shared)
