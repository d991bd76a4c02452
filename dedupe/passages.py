"""All runs of a given number of folded letters in a text, as 64-bit hashes, in numpy: as fast for Arabic as for English.

Which of them a fingerprint keeps is `fingerprint`'s to say, what shared ones prove `compare`'s.
"""

import threading
from functools import cache

import numpy as np
from numpy.typing import NDArray

from news.text import fold

Hashes = NDArray[np.uint64]
Points = NDArray[np.uint32]
Places = NDArray[np.int64]

PASSAGE = 40  # letters: measured best among 13, 24 and 40 for telling copies from templates
MOST_LETTERS = 1 << 18  # of a text that are looked at: a page of a megabyte costs no more than one of 260 KB

_SEVERAL = 0xFFFFFFFF

# A polynomial over the letters modulo 2**64; windows come out of prefix sums, shifted back by the inverse of the odd base.
_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 1 << 64)


def mixed(values: Hashes) -> Hashes:
    """The splitmix64 finaliser (Steele, Lea and Flood 2014): a bijection that spreads a polynomial's weak low bits. In place."""
    values ^= values >> np.uint64(30)
    values *= np.uint64(0xBF58476D1CE4E5B9)
    values ^= values >> np.uint64(27)
    values *= np.uint64(0x94D049BB133111EB)
    values ^= values >> np.uint64(31)
    return values


def code_points(text: str) -> Points:
    """`news.text.letters(text)` as numbers, at most MOST_LETTERS of them."""
    # Folding lengthens few texts and spaces only shorten them: cutting first bounds the cost of folding too.
    text = text[: 2 * MOST_LETTERS]
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    table = _folded_letters()
    if len(points) and points.max() < len(table):
        found = table[points]
        found = found[found != 0]
        if not (found == _SEVERAL).any():
            letters: Points = found[:MOST_LETTERS]
            return letters
    folded = "".join(filter(str.isalnum, fold(text)))
    return np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)[:MOST_LETTERS]


@cache
def _folded_letters() -> NDArray[np.uint32]:
    """What each character below U+3000, where nearly every text keeps to, is folded to: one letter or digit, 0 for none, or _SEVERAL.

    Folding looks at one character at a time, so that a look into a table does what `fold` does, twenty times as fast for Arabic.
    """
    characters = [chr(point) for point in range(0x3000)]
    parts = fold("\n".join(characters).replace("\n\n\n", "\n \n")).split("\n")
    letters = ["".join(filter(str.isalnum, part)) for part in parts]
    return np.array([0 if not found else ord(found) if len(found) == 1 else _SEVERAL for found in letters], dtype=np.uint32)


def sums_of(points: Points) -> Hashes:
    """Sums of a text's letters up to each of them, from which the hashes of its runs of every length are made."""
    powers, _ = _POWERS.up_to(len(points))
    sums = np.empty(len(points) + 1, dtype=np.uint64)
    sums[0] = 0
    np.cumsum((points + np.uint64(1)) * powers, out=sums[1:])
    return sums


def runs_of(sums: Hashes, length: int) -> Hashes:
    """A number for every run of `length` letters, in order; for all of them together where they are fewer, none for none. Runs have the
    same number where they are the same letters; its bits are not spread evenly before they are `mixed`.
    """
    letters = len(sums) - 1
    length = min(length, letters)
    if not length:
        return sums[:0]
    values = sums[length:] - sums[:-length]
    values *= _POWERS.up_to(letters)[1][: len(values)]
    values += np.uint64(length)
    return values


def windows(points: Points, length: int) -> Hashes:
    """The hash of every run of `length` letters, as `runs_of`."""
    return mixed(runs_of(sums_of(points), length))


def places_in(values: Hashes, among: Hashes) -> Places:
    """The first place of each of these hashes among those, -1 where it is none of them. Nothing need be sorted.

    By a table of slots, of which eight or more are there for each: of 2,600 hashes at once 30 µs, sorting and a binary search 200.
    """
    if not len(values) or not len(among):
        return np.full(len(values), -1, dtype=np.int64)
    low_bits = np.uint64((1 << (8 * len(among) - 1).bit_length()) - 1)
    theirs, mine = (values & low_bits).view(np.int64), (among & low_bits).view(np.int64)
    slots = np.zeros(int(low_bits) + 1, dtype=np.int32)  # an empty slot means the first place: what is there tells
    # Of several that one slot is given, the last stays (NumPy's rule for repeated indices).
    slots[mine[::-1].copy()] = np.arange(len(among) - 1, -1, -1, dtype=np.int32)
    places: Places = slots.take(theirs).astype(np.int64)
    strangers = np.flatnonzero(among.take(places) != values)
    if not len(strangers):
        return places
    crowded = strangers[mine.take(places.take(strangers)) == theirs.take(strangers)]
    places[strangers] = -1
    ousted = np.flatnonzero(among.take(slots.take(mine)) != among) if len(crowded) else crowded
    if len(ousted):
        ousted = ousted[np.argsort(among[ousted], kind="stable")]
        known = among[ousted]
        found = np.minimum(np.searchsorted(known, values[crowded]), len(known) - 1)
        places[crowded] = np.where(known[found] == values[crowded], ousted[found], -1)
    return places


def distinct(hashes: Hashes) -> Hashes:
    """These hashes ascending, each once. As `numpy.unique`, which takes nine times as long for some thousand of them."""
    ascending = np.sort(hashes)
    return ascending[np.concatenate(([True], ascending[1:] != ascending[:-1]))] if len(ascending) else ascending


class Powers:
    """Powers of the base and of its inverse, grown as texts ask for them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._powers: Hashes = np.empty(0, dtype=np.uint64)
        self._inverses: Hashes = np.empty(0, dtype=np.uint64)

    def up_to(self, count: int) -> tuple[Hashes, Hashes]:
        if len(self._powers) < count:
            with self._lock:
                # Asked again: a longer text's thread may have been quicker, and its table is never replaced by a smaller one.
                if len(self._powers) < count:
                    size = 1 << max(13, (count - 1).bit_length())
                    # The powers last: whoever finds them long enough without the lock finds the inverses so too.
                    self._inverses = _geometric(_INVERSE, size)
                    self._powers = _geometric(_BASE, size)
        return self._powers[:count], self._inverses[:count]


def _geometric(ratio: int, count: int) -> Hashes:
    terms = np.full(count, ratio, dtype=np.uint64)
    terms[0] = 1
    return np.cumprod(terms, dtype=np.uint64)


_POWERS = Powers()
