"""The postings of an index, open to be looked up: large segments are read on the disk, small ones are held as one, and so is the tail.

What belongs to the index, and when it changes, is `candidates`' to say.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from storage.segments import Postings, Segment, distinct, holding, without_ids

SMALL = 1 << 19  # postings: segments up to so many are in memory, 4 MB or twice that; one more on the disk costs a look-up 60 µs
NONE: Postings = np.empty(0, dtype=np.uint64)


class OpenIndex:
    """No posting at first. The tail is a dictionary, as it is added to between any two look-ups."""

    def __init__(self) -> None:
        self.segments: Sequence[Segment] = ()
        self.tail_count = 0
        self._large: list[Segment] = []
        self._small: list[Segment] = []
        self._loaded = NONE  # their postings
        self._tail: defaultdict[int, list[int]] = defaultdict(list)

    def look_up(self, keys: Postings, most: int) -> Postings:
        """The postings of these ascending keys, ascending and each once: at least the first `most` of each."""
        tail = self._tail
        latest = [posting for key in keys.tolist() if key in tail for posting in tail[key]]
        found = [segment.holders(keys, most) for segment in self._large]
        return distinct(np.concatenate((holding(self._loaded, keys), *found, np.array(latest, dtype=np.uint64))))

    def add(self, keys: Postings, article_id: int) -> None:
        """To the tail: the article has these keys."""
        for key in keys.tolist():
            self._tail[key].append(key | article_id)
        self.tail_count += len(keys)

    def use(self, segments: Sequence[Segment], tail: Iterable[Postings] = ()) -> None:
        """These segments and this tail, and nothing else."""
        small = [segment for segment in segments if len(segment) <= SMALL]
        if small != self._small:
            self._small = small
            self._loaded = distinct(np.concatenate([NONE, *(segment.postings(0, len(segment)) for segment in small)]))
        self.segments = segments
        self._large = [segment for segment in segments if len(segment) > SMALL]
        self._tail.clear()
        self.tail_count = 0
        for postings in tail:
            for posting, key in zip(postings.tolist(), without_ids(postings).tolist(), strict=True):
                self._tail[key].append(posting)
            self.tail_count += len(postings)
