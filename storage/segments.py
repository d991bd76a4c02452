"""Sorted segments: postings in files that are written once, read a few blocks at a time, and merged as they grow in number.

A posting is one integer: the upper bits of a hash, then an article's id. Which segments make up the index is `candidates`' to say.
"""

import os
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from news.errors import ArchiveError

Postings = NDArray[np.uint64]

ID_BITS = 28  # 268 million articles; with the 36 bits left, one look-up in a thousand meets a stranger's hash among 70 million postings
MOST_ARTICLES = 1 << ID_BITS
_SHIFT = np.uint64(ID_BITS)
_ID = np.uint64(MOST_ARTICLES - 1)
# A multiplication by the golden ratio (Knuth 1973, 6.4) brings all bits of a hash into the upper ones, also of hashes that were kept
# because they are small.
_SPREAD = np.uint64(0x9E3779B97F4A7C15)

BLOCK = 128  # postings of which the first is in memory: a kilobyte a read, and 5 MB for a million articles
_READ = BLOCK + 8  # for one key, whose first posting lies in the block or begins the next; more is read for the few that have more
# A key is read for where its bucket is filled. Two buckets a posting spare two reads in three, at 18 MB for a million articles.
BUCKETS, MOST_BUCKETS = 2, (1 << 32) - 8
_HALF = np.uint64(32)
READ_AT_ONCE = 1 << 18  # postings of a merge that are in memory: 2 MB of each segment
_FOOTER = 4 * 8  # bytes: postings, bytes of buckets, checksums of what is held in memory and of the postings


def keys_of(hashes: Sequence[int]) -> Postings:
    """The lowest posting that each of these 64-bit hashes can have."""
    spread: Postings = np.fromiter(hashes, dtype=np.uint64, count=len(hashes)) * _SPREAD
    return (spread >> _SHIFT) << _SHIFT


def ids_of(postings: Postings) -> NDArray[np.int64]:
    """The articles of these postings."""
    return (postings & _ID).astype(np.int64)


def without_ids(postings: Postings) -> Postings:
    """The keys of these postings."""
    return (postings >> _SHIFT) << _SHIFT


def holding(postings: Postings, keys: Postings) -> Postings:
    """Of these ascending postings those of the keys, ascending where the keys are."""
    if not len(postings):
        return postings
    first = np.searchsorted(postings, keys)
    places = np.flatnonzero((postings.take(np.minimum(first, len(postings) - 1)) ^ keys) < MOST_ARTICLES)
    first, keys = first[places], keys[places]
    counts = np.searchsorted(postings, keys | _ID, side="right") - first
    within = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    found: Postings = postings[np.repeat(first, counts) + within]
    return found


class Run(Protocol):
    """Ascending postings, to be merged with others."""

    def __len__(self) -> int: ...

    def parts(self, bounds: Postings) -> Iterator[Postings]:
        """The postings below the first bound, from there to the next, and so on to the end."""
        ...


class Loaded:
    """A run in memory."""

    def __init__(self, postings: Postings) -> None:
        self._postings = postings

    def __len__(self) -> int:
        return len(self._postings)

    def parts(self, bounds: Postings) -> Iterator[Postings]:
        yield from np.split(self._postings, np.searchsorted(self._postings, bounds))


class Segment:
    """One file of ascending postings, each once. Nothing of it but a directory is in memory.

    Raises ArchiveError where it cannot be read, is damaged or does not hold `count` postings.
    """

    def __init__(self, path: Path, count: int) -> None:
        self.path = path
        self._count = count
        try:
            self._file = path.open("rb", buffering=0)  # read from after the file is taken away, too
        except OSError as error:
            raise self._damaged(error.strerror or str(error)) from error
        size = os.fstat(self._file.fileno()).st_size
        held, filled, checksum, self._checksum = np.frombuffer(self._read(max(0, size - _FOOTER), _FOOTER), dtype="<u8").tolist()
        blocks = -(-count // BLOCK)
        if held != count or size != 8 * (count + blocks) + filled + _FOOTER:
            raise self._damaged(f"it does not hold {count:,} postings")
        directory = self._read(8 * count, 8 * blocks + filled)
        if zlib.crc32(directory) != checksum:
            raise self._damaged("its directory was changed")
        self._firsts: Postings = np.frombuffer(directory, dtype="<u8", count=blocks)
        self._buckets = np.frombuffer(directory, dtype=np.uint8, offset=8 * blocks)

    def __len__(self) -> int:
        return self._count

    def is_whole(self) -> bool:
        """Whether the postings are those that were written; the whole file is read."""
        checksum = 0
        for start in range(0, self._count, READ_AT_ONCE):
            checksum = zlib.crc32(self.postings(start, min(start + READ_AT_ONCE, self._count)).data, checksum)
        return bool(checksum == self._checksum)

    def holders(self, keys: Postings, most: int) -> Postings:
        """The postings of these ascending keys, ascending: at least the first `most` of each."""
        keys = keys[_filled(self._buckets, keys)]
        if not len(keys):
            return keys
        width = min(_READ, self._count)
        starts = np.minimum(self._block_before(keys) * BLOCK, self._count - width)
        read, handle, size = os.pread, self._file.fileno(), 8 * width
        content = b"".join([read(handle, size, 8 * start) for start in starts.tolist()])
        if len(content) != size * len(keys):
            raise self._damaged("it is cut short")
        rows = np.frombuffer(content, dtype="<u8").reshape(len(keys), width)
        matching = (rows ^ keys[:, None]) < MOST_ARTICLES
        more = np.flatnonzero(matching[:, -1])
        found: Postings = rows[matching]
        if not len(more):
            return found
        further = [self._further(keys[place], int(starts[place]) + width, most) for place in more]
        return np.sort(np.concatenate((found, *further)))

    def parts(self, bounds: Postings) -> Iterator[Postings]:
        """As `Run.parts`; a part that is yielded stays valid."""
        start = 0
        for bound in bounds:
            end = self._place(bound)
            yield self.postings(start, end)
            start = end
        yield self.postings(start, self._count)

    def postings(self, start: int, end: int) -> Postings:
        return np.frombuffer(self._read(8 * start, 8 * (end - start)), dtype="<u8").astype(np.uint64, copy=False)

    def _further(self, key: np.uint64, start: int, most: int) -> Postings:
        several = self.postings(start, min(start + most, self._count))
        return several[: int(np.searchsorted(several, key | _ID, side="right"))]

    def _block_before(self, keys: Postings) -> NDArray[np.int64]:
        """The blocks in which, or at whose end, the first posting not below each key is."""
        before: NDArray[np.int64] = np.maximum(np.searchsorted(self._firsts, keys, side="left") - 1, 0)
        return before

    def _place(self, bound: np.uint64) -> int:
        start = int(self._block_before(np.array([bound]))[0]) * BLOCK
        return start + int(np.searchsorted(self.postings(start, min(start + BLOCK, self._count)), bound))

    def _read(self, start: int, size: int) -> bytearray:
        found = bytearray(size)
        view = memoryview(found)
        while view:
            if not (read := os.preadv(self._file.fileno(), (view,), start)):
                raise self._damaged("it is cut short")
            view, start = view[read:], start + read
        return found

    def _damaged(self, how: str) -> ArchiveError:
        return ArchiveError(f"{self.path}, a part of the index, cannot be used: {how}", "it is made again by: iraqwire recluster")

    def __del__(self) -> None:
        if file := getattr(self, "_file", None):
            file.close()


def _bucket_of(postings: Postings, buckets: int) -> NDArray[np.int64]:
    """Of so many buckets, fewer than 2**32, over which hashes are spread in their order. A posting is in its key's."""
    places: NDArray[np.int64] = ((postings >> _HALF) * np.uint64(buckets) >> _HALF).astype(np.int64)
    return places


def _filled(buckets: NDArray[np.uint8], keys: Postings) -> NDArray[np.bool_]:
    places = _bucket_of(keys, 8 * len(buckets))
    filled: NDArray[np.bool_] = (buckets[places >> 3] >> (places & 7).astype(np.uint8)) & 1 != 0
    return filled


def write_segment(path: Path, parts: Iterator[Postings], most: int) -> int:
    """Writes ascending postings, at most `most` of them, to a file and to the disk; how many there were. An unfinished file is taken
    away.
    """
    count = checksum = 0
    firsts: list[Postings] = []
    buckets = np.zeros(min(MOST_BUCKETS, max(8, BUCKETS * most)) // 8, dtype=np.uint8)
    try:
        with path.open("wb") as file:
            for part in parts:
                file.write(content := part.astype("<u8", copy=False).tobytes())
                checksum = zlib.crc32(content, checksum)
                firsts.append(part[-count % BLOCK :: BLOCK].copy())
                _fill(buckets, part)
                count += len(part)
            directory = np.concatenate(firsts).astype("<u8").tobytes() + buckets.tobytes() if firsts else buckets.tobytes()
            file.write(directory)
            file.write(np.array([count, len(buckets), zlib.crc32(directory), checksum], dtype="<u8").tobytes())
            file.flush()
            os.fsync(file.fileno())
        handle = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return count


def _fill(buckets: NDArray[np.uint8], part: Postings) -> None:
    if not len(part):
        return
    places = _bucket_of(part, 8 * len(buckets))
    first = int(places[0]) // 8
    marks = np.zeros((int(places[-1]) // 8 - first + 1) * 8, dtype=np.bool_)
    marks[places - first * 8] = True
    buckets[first : first + len(marks) // 8] |= np.packbits(marks, bitorder="little")


def merged(runs: Sequence[Run]) -> Iterator[Postings]:
    """All postings of these ascending runs, ascending and each once, some at a time.

    Hashes are spread evenly, so that equal ranges of them hold about as many postings.
    """
    ranges = max(1, -(-sum(map(len, runs)) // READ_AT_ONCE))
    bounds = np.array([(1 << 64) * part // ranges for part in range(1, ranges)], dtype=np.uint64)
    for parts in zip(*(run.parts(bounds) for run in runs), strict=True):
        yield distinct(np.concatenate(parts))


def distinct(postings: Postings) -> Postings:
    """These postings ascending, each once."""
    ascending = np.sort(postings, kind="stable")  # which merges ascending runs in one reading
    return ascending[np.concatenate(([True], ascending[1:] != ascending[:-1]))] if len(ascending) else ascending
