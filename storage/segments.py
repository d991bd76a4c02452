"""Sorted segments: postings in files that are written once, searched through the page cache, and merged as they grow in number.

A posting is one integer: the upper bits of a hash, then an article's id. Which segments make up the index is `candidates`' to say.
"""

import mmap
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Postings = NDArray[np.uint64]

ID_BITS = 28  # 268 million articles; with the 36 bits left, one look-up in a thousand meets a stranger's hash among 70 million postings
MOST_ARTICLES = 1 << ID_BITS
_SHIFT = np.uint64(ID_BITS)
_ID = np.uint64(MOST_ARTICLES - 1)
# A multiplication by the golden ratio (Knuth 1973, 6.4) brings all bits of a hash into the upper ones, also of hashes that were kept
# because they are small.
_SPREAD = np.uint64(0x9E3779B97F4A7C15)

BLOCK = 32  # postings of which the first is in memory: a look-up touches one page, and a million articles take 18 MB
_FEW = np.arange(8)  # holders that are read for all keys at once; a key in fifty has more
READ_AT_ONCE = 1 << 18  # postings of a merge that are in memory: 2 MB of each segment
# What a look-up maps, as the kernel brings sixteen pages where one was asked for; given back before it counts as memory of ours.
MAPPED_BY_LOOKUP, MOST_MAPPED = 64 * 1024, 48 * 2**20


def keys_of(hashes: Sequence[int]) -> Postings:
    """The lowest posting that each of these 64-bit hashes can have."""
    spread: Postings = np.fromiter(hashes, dtype=np.uint64, count=len(hashes)) * _SPREAD
    return (spread >> _SHIFT) << _SHIFT


def ids_of(postings: Postings) -> NDArray[np.int64]:
    """The articles of these postings."""
    return (postings & _ID).astype(np.int64)


class Segment:
    """One file of ascending postings, each once. Raises OSError where it cannot be read, ValueError where it is not `count` long."""

    def __init__(self, path: Path, count: int) -> None:
        self.path = path
        self.count = count
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size != 8 * count:
                raise ValueError(f"{path} does not hold {count} postings")
            self._map = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        self.postings: Postings = np.frombuffer(self._map, dtype="<u8")
        self._firsts = np.empty(-(-count // BLOCK), dtype=np.uint64)
        for start in range(0, count, READ_AT_ONCE):  # at once, the whole file would be in memory
            part = self.postings[start : start + READ_AT_ONCE : BLOCK]
            self._firsts[start // BLOCK : start // BLOCK + len(part)] = part
            self.give_back()

    def holders(self, keys: Postings, most: int) -> dict[int, list[int]]:
        """The articles that hold each of these keys, by the key's place, at most `most` of each, ascending."""
        starts = self._places(keys)
        hit = (starts < self.count) & ((self.postings[np.minimum(starts, self.count - 1)] >> _SHIFT) == (keys >> _SHIFT))
        places = np.flatnonzero(hit)
        within = starts[places, None] + _FEW
        first = self.postings[np.minimum(within, self.count - 1)]
        counts = ((within < self.count) & ((first ^ keys[places, None]) < MOST_ARTICLES)).sum(axis=1).tolist()
        found = {}
        for place, count, holders in zip(places.tolist(), counts, ids_of(first).tolist(), strict=True):
            found[place] = holders[: min(count, most)] if count < len(_FEW) else self._many(int(starts[place]), keys[place], most)
        self._mapped += len(keys) * MAPPED_BY_LOOKUP
        if self._mapped > MOST_MAPPED and 8 * self.count > MOST_MAPPED:
            self.give_back()
        return found

    def _many(self, start: int, key: np.uint64, most: int) -> list[int]:
        several = self.postings[start : start + most]
        holders: list[int] = ids_of(several[: int(np.searchsorted(several, key | _ID, side="right"))]).tolist()
        return holders

    def _places(self, keys: Postings) -> NDArray[np.int64]:
        """Where the first posting not below each key is."""
        blocks = np.maximum(np.searchsorted(self._firsts, keys, side="left") - 1, 0)
        starts = blocks * BLOCK
        within = starts[:, None] + np.arange(BLOCK)
        values = self.postings[np.minimum(within, self.count - 1)]
        below = (values < keys[:, None]) & (within < self.count)
        places: NDArray[np.int64] = starts + below.sum(axis=1)
        return places

    def give_back(self) -> None:
        """What was read of the file no longer counts as this process's memory."""
        self._map.madvise(mmap.MADV_DONTNEED)
        self._mapped = 0


def write_segment(path: Path, parts: Iterator[Postings]) -> int:
    """Writes ascending postings to a file and to the disk; how many there were. An unfinished file is taken away."""
    count = 0
    try:
        with path.open("wb") as file:
            for part in parts:
                file.write(part.astype("<u8").tobytes())
                count += len(part)
            file.flush()
            os.fsync(file.fileno())
        directory = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return count


def merged(runs: Sequence[Postings], segments: Sequence[Segment] = ()) -> Iterator[Postings]:
    """All postings of these ascending runs, ascending and each once, some at a time. Runs of `segments` are given back as they are read.

    Hashes are spread evenly, so that equal ranges of them hold about as many postings.
    """
    ranges = max(1, -(-sum(map(len, runs)) // READ_AT_ONCE))
    bounds = np.array([(1 << 64) * part // ranges for part in range(1, ranges)], dtype=np.uint64)
    ends = [[0, *np.searchsorted(run, bounds).tolist(), len(run)] for run in runs]
    for part in range(ranges):
        yield distinct(np.concatenate([run[end[part] : end[part + 1]] for run, end in zip(runs, ends, strict=True)]))
        for segment in segments:
            segment.give_back()


def distinct(postings: Postings) -> Postings:
    """These postings ascending, each once."""
    ascending = np.sort(postings, kind="stable")  # which merges ascending runs in one reading
    return ascending[np.concatenate(([True], ascending[1:] != ascending[:-1]))] if len(ascending) else ascending
