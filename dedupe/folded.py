"""A text as comparing needs it, computed once and remembered for a while: a story's lead is compared again and again."""

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dedupe.passages import PASSAGE, Hashes, code_points, distinct, windows
from news.text import fold

PHRASE = 13  # letters: two to three words. Edited copies keep them where they break passages.
SHINGLE = 7
MOST_SHINGLES = 2048
REMEMBERED_CHARACTERS = 50_000

_NUMBER = re.compile(r"\d+(?:[.,/:]\d+)*")


@dataclass(frozen=True, slots=True, eq=False)
class Folded:
    """`passages` and `phrases`: hashes of all 40- and 13-letter runs in order, and the same sorted. `numbers`: the figures of the
    text. `shingles`: 7-letter shingles of title and text, ascending, those below 2**64 >> `sampled`.
    """

    passages: Hashes
    phrases: Hashes
    sorted_passages: Hashes
    sorted_phrases: Hashes
    letters: int
    whole: int
    words: int
    numbers: frozenset[str]
    shingles: Hashes
    sampled: int


def folded(title: str, text: str) -> Folded:
    """The measures of one text, remembered for the latest 256 but the very long ones (100 bytes a letter)."""
    return _remembered(title, text) if len(text) <= REMEMBERED_CHARACTERS else _fold(title, text)


def _fold(title: str, text: str) -> Folded:
    points = code_points(text)
    passages = windows(points, PASSAGE) if len(points) >= PASSAGE else points[:0]
    phrases = windows(points, PHRASE)
    shingles = np.concatenate((windows(code_points(title), SHINGLE), windows(points, SHINGLE)))
    sampled = 0
    while len(shingles) >> sampled > MOST_SHINGLES:
        sampled += 1
    return Folded(
        passages=passages,
        phrases=phrases,
        sorted_passages=np.sort(passages),
        sorted_phrases=np.sort(phrases),
        letters=len(points),
        whole=int(windows(points, len(points))[0]) if len(points) else 0,
        words=text.count(" ") + text.count("\n") + 1,
        numbers=frozenset(_NUMBER.findall(fold(text))),
        shingles=distinct(_below(shingles, sampled)),
        sampled=sampled,
    )


_remembered = lru_cache(maxsize=256)(_fold)


def found_in(values: Hashes, ascending: Hashes) -> NDArray[np.bool_]:
    """Which of the values are among those."""
    if not len(ascending):
        return np.zeros(len(values), dtype=np.bool_)
    places = np.minimum(np.searchsorted(ascending, values), len(ascending) - 1)
    found: NDArray[np.bool_] = ascending[places] == values
    return found


def jaccard(a: Folded, b: Folded) -> float:
    """Shared shingles of title and text over all of both, 0 to 1; of long texts, over the same sample of both."""
    sampled = max(a.sampled, b.sampled)
    mine, theirs = _below(a.shingles, sampled), _below(b.shingles, sampled)
    shared = int(found_in(mine, theirs).sum())
    return shared / max(1, len(mine) + len(theirs) - shared)


def _below(hashes: Hashes, sampled: int) -> Hashes:
    return hashes[hashes >> np.uint64(64 - sampled) == 0] if sampled else hashes
