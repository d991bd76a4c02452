"""All runs of a given number of folded letters in a text, as 64-bit hashes, in numpy: as fast for Arabic as for English.

Which of them a fingerprint keeps is `fingerprint`'s to say, what shared ones prove `compare`'s.
"""

import threading
from functools import cache

import numpy as np
from numpy.typing import NDArray

from news.text import fold

Hashes = NDArray[np.uint64]
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


def code_points(text: str) -> Hashes:
    """`news.text.letters(text)` as numbers, at most MOST_LETTERS of them."""
    # Folding lengthens few texts and spaces only shorten them: cutting first bounds the cost of folding too.
    text = text[: 2 * MOST_LETTERS]
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    table = _folded_letters()
    if len(points) and points.max() < len(table):
        found = table[points]
        found = found[found != 0]
        if not (found == _SEVERAL).any():
            letters: Hashes = found[:MOST_LETTERS].astype(np.uint64)
            return letters
    folded = "".join(filter(str.isalnum, fold(text)))
    return np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)[:MOST_LETTERS].astype(np.uint64)


@cache
def _folded_letters() -> NDArray[np.uint32]:
    """What each character below U+3000, where nearly every text keeps to, is folded to: one letter or digit, 0 for none, or _SEVERAL.

    Folding looks at one character at a time, so that a look into a table does what `fold` does, twenty times as fast for Arabic.
    """
    characters = [chr(point) for point in range(0x3000)]
    parts = fold("\n".join(characters).replace("\n\n\n", "\n \n")).split("\n")
    letters = ["".join(filter(str.isalnum, part)) for part in parts]
    return np.array([0 if not found else ord(found) if len(found) == 1 else _SEVERAL for found in letters], dtype=np.uint32)


def windows(points: Hashes, length: int) -> Hashes:
    """The hash of every run of `length` letters, in order; of all of them together where they are fewer, empty for none."""
    if not len(points):
        return np.empty(0, dtype=np.uint64)
    length = min(length, len(points))
    powers, inverses = _POWERS.up_to(len(points))
    sums = np.empty(len(points) + 1, dtype=np.uint64)
    sums[0] = 0
    np.cumsum((points + np.uint64(1)) * powers, out=sums[1:])
    values = sums[length:] - sums[:-length]
    values *= inverses[: len(values)]
    values += np.uint64(length)
    return mixed(values)


def places_in(values: Hashes, among: Hashes) -> Places:
    """The first place of each of these hashes among those, -1 where it is none of them. Nothing need be sorted.

    By a table of slots, of which eight or more are there for each: of 2,600 hashes at once 65 µs, sorting and a binary search 200.
    """
    if not len(values) or not len(among):
        return np.full(len(values), -1, dtype=np.int64)
    low_bits = np.uint64((1 << (8 * len(among) - 1).bit_length()) - 1)
    slots = np.full(int(low_bits) + 1, len(among), dtype=np.int32)
    np.minimum.at(slots, (among & low_bits).view(np.int64), np.arange(len(among), dtype=np.int32))
    places = slots[(values & low_bits).view(np.int64)].astype(np.int64)
    strangers = np.flatnonzero(places < len(among))
    strangers = strangers[among[places[strangers]] != values[strangers]]
    places[places == len(among)] = -1
    if len(strangers):
        places[strangers] = -1
        ousted = np.flatnonzero(among[slots[(among & low_bits).view(np.int64)]] != among)
        if len(ousted):
            ousted = ousted[np.argsort(among[ousted], kind="stable")]
            known = among[ousted]
            found = np.minimum(np.searchsorted(known, values[strangers]), len(known) - 1)
            places[strangers] = np.where(known[found] == values[strangers], ousted[found], -1)
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
