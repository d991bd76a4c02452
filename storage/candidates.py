"""The index of fingerprints: which articles share what with a text, and how many stories hold a passage.

Satisfies `dedupe.candidates.Candidates`. Its latest part lies in the archive, the rest in segments beside it that the archive
names; both change in the transaction that writes the article, so that the index cannot disagree with the archive after a kill.
"""

import json
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from news.errors import ArchiveError
from news.model import Fingerprint
from storage.connection import Connection
from storage.open_index import NONE, OpenIndex
from storage.segments import MOST_ARTICLES, Loaded, Postings, Segment, distinct, ids_of, keys_of, merged, without_ids, write_segment

LAYOUT = 2
"""Of postings and segments. With the fingerprint's version it says whether an index can be used."""

# What a hash is looked up for at most: boilerplate stands in every page of a site. The first holders are the likelier origins.
HOLDERS = 64
# A hash that more articles hold than this counts less, in proportion: thirty passages of a donation banner (64 holders or more)
# weigh less than five of an excerpt, while a story with a hundred copies is still found by its fifty passages.
COMMON = 8
COUNTED_ARTICLES = 256  # looked at to count a passage's stories: sameness asks whether there are a handful

TAIL = 1 << 15  # postings in the archive itself, some 500 articles; what is more becomes a segment
GROWTH = 2  # a segment is merged with what is newer once that is half as much: some six segments for a million articles
REBUILT_AT_ONCE = 200  # articles read into memory
READ_AGAIN = 3  # times that the names of segments are read where a file is gone

_STORIES = """
    SELECT json_extract(p.value, '$[0]'), count(DISTINCT a.story_id) FROM json_each(?) p
    CROSS JOIN articles a INDEXED BY _articles_brief ON a.id = json_extract(p.value, '$[1]') GROUP BY 1
"""

_NOTHING = (NONE, NONE)


class Candidates:
    """The fingerprints of all articles, by what they share. An article is found by what it says and by what it said before.

    Raises ArchiveError where SQLite fails, or where the index is missing or of another version: `rebuild` makes it again.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._directory = connection.path.with_name(f"{connection.path.name}-index")
        self._open = OpenIndex()
        self._version = ""
        self._missing = ""
        self._seen: tuple[int, int] | None = None
        self._inside: tuple[int, int] | None = None
        self._found = _NOTHING  # the last keys that were looked up, and their first HOLDERS postings
        self._last: tuple[Fingerprint, Postings] | None = None
        self._retired: set[Path] = set()

    def near(self, fingerprint: Fingerprint, limit: int) -> Sequence[int]:
        """Ids of at most `limit` articles that share a band or a sampled passage, those that share most first.

        A band or passage counts one, and less where more than COMMON articles hold it; of more than HOLDERS the first are seen.
        """
        self._check(fingerprint.version)
        keys = self._keys_of(fingerprint)
        found, counts = _capped(self._open.look_up(keys, HOLDERS), HOLDERS)
        self._found = keys, found
        if not len(found):
            return []
        ids, places = np.unique(ids_of(found), return_inverse=True)
        shares = np.bincount(places, weights=np.repeat(np.minimum(1.0, COMMON / counts), counts))
        nearest: list[int] = ids[np.lexsort((ids, -shares))[:limit]].tolist()
        return nearest

    def holders(self, passages: Sequence[int], most: int = HOLDERS) -> list[list[int]]:
        """The first `most` articles that hold each of these sampled passages, by id."""
        self._check()
        keys = keys_of(passages)
        looked_up, found = self._found
        if most > HOLDERS or not _all_among(keys, looked_up):
            found = self._open.look_up(np.unique(keys), most)
        starts = np.searchsorted(found, keys)
        ends = np.minimum(np.searchsorted(found, keys | np.uint64(MOST_ARTICLES - 1), side="right"), starts + most)
        ids = ids_of(found)
        return [ids[start:end].tolist() for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]

    def held_by(self, passages: Sequence[int], stories: int) -> list[bool]:
        """Whether at least so many stories hold each of these sampled passages, among the first
        COUNTED_ARTICLES articles that do.
        """
        holders = self.holders(passages)
        if full := [place for place, ids in enumerate(holders) if len(ids) == HOLDERS]:
            for place, ids in zip(full, self.holders([passages[place] for place in full], COUNTED_ARTICLES), strict=True):
                holders[place] = ids
        pairs = [(place, article_id) for place, ids in enumerate(holders) if len(ids) >= stories for article_id in ids]
        counts: dict[int, int] = dict(self._connection.rows(_STORIES, (json.dumps(pairs),)) if pairs else ())
        return [counts.get(place, 0) >= stories for place in range(len(passages))]

    def keep(self, article_id: int, fingerprint: Fingerprint) -> None:
        """The article is found by this fingerprint from now on."""
        self._check(fingerprint.version, article_id)
        self._keep(article_id, fingerprint)

    def trouble(self, version: int) -> str:
        """Why the index cannot be used for fingerprints of this version; empty where it can."""
        self._sync()
        if self._missing:
            return self._missing
        if self._version == _version(version) or (not self._version and not self._connection.row("SELECT 1 FROM articles LIMIT 1")):
            return ""
        return self._made_by_another() if self._version else "it has no index yet"

    def damage(self) -> str:
        """What of the index is not what was written; empty where all is. The whole index is read, which `trouble` does not."""
        self._sync()
        return ", ".join(str(segment.path) for segment in self._open.segments if not segment.is_whole())

    def rebuild(self, fingerprint: Callable[[str, str], Fingerprint], told: Callable[[int, int], None] = lambda done, of: None) -> None:
        """Makes the index again from the articles' texts and titles, all or none of it. `told` hears how many are done, and of how many."""
        connection = self._connection
        with connection.transaction():
            self._sync()
            self._retire(list(self._directory.glob("*.seg")))
            connection.run("DELETE FROM _tail")
            connection.run("DELETE FROM _segments")
            connection.run("DELETE FROM _settings WHERE name = 'index'")
            self._load()
            (total,) = connection.row("SELECT count(*) FROM articles") or (0,)
            done = last = 0
            while rows := connection.rows("SELECT id, title, text FROM articles WHERE id > ? ORDER BY id LIMIT ?", (last, REBUILT_AT_ONCE)):
                for article_id, title, text in rows:
                    prints = fingerprint(text, title)
                    if not self._version:
                        self._adopt(prints.version)
                    self._keep(article_id, prints)
                last = rows[-1][0]
                done += len(rows)
                told(done, total)

    def _keep(self, article_id: int, fingerprint: Fingerprint) -> None:
        if article_id >= MOST_ARTICLES:
            raise ArchiveError(f"{self._connection.path} holds {article_id:,} articles, more than an index can", "begin another archive")
        keys = self._keys_of(fingerprint)
        if not len(keys):
            return
        self._connection.run("INSERT INTO _tail (postings) VALUES (?)", ((keys | np.uint64(article_id)).astype("<u8").tobytes(),))
        self._open.add(keys, article_id)
        self._found = _NOTHING
        if self._open.tail_count >= TAIL:
            self._write_tail()

    def _keys_of(self, fingerprint: Fingerprint) -> Postings:
        """The keys of a fingerprint. Of the last one they are remembered: it is kept when it has been looked up."""
        if self._last is None or self._last[0] is not fingerprint:
            self._last = fingerprint, distinct(keys_of((*fingerprint.passages, *fingerprint.bands)))
        return self._last[1]

    def _write_tail(self) -> None:
        """The tail becomes a segment, together with the segments that are not much larger than what is newer."""
        connection = self._connection
        with connection.transaction():
            blobs = b"".join(blob for (blob,) in connection.rows("SELECT postings FROM _tail"))
            tail = distinct(np.frombuffer(blobs, dtype="<u8").astype(np.uint64))
            total, kept = len(tail), list(self._open.segments)
            while kept and len(kept[-1]) <= GROWTH * total:
                total += len(kept.pop())
            gone = self._open.segments[len(kept) :]
            self._directory.mkdir(exist_ok=True)
            self._sweep()
            path = self._directory / f"{secrets.token_hex(8)}.seg"
            connection.after_rollback(lambda: path.unlink(missing_ok=True))
            count = write_segment(path, merged([*gone, Loaded(tail)]), total)
            connection.run("DELETE FROM _tail")
            connection.run_many("DELETE FROM _segments WHERE name = ?", [(segment.path.name,) for segment in gone])
            connection.run("INSERT INTO _segments (name, count) VALUES (?, ?)", (path.name, count))
            self._retire([segment.path for segment in gone])
        self._open.use([*kept, Segment(path, count)])

    def _retire(self, paths: Sequence[Path]) -> None:
        """These files go once it is on the disk that the archive does not name them any more."""
        self._retired.update(paths)

        def remove() -> None:
            for path in paths:
                path.unlink(missing_ok=True)
            self._retired.difference_update(paths)

        self._connection.after_commit(remove)
        self._connection.after_rollback(lambda: self._retired.difference_update(paths))

    def _sweep(self) -> None:
        """Takes away what a killed writer left. To be called in a transaction: then nobody else is writing."""
        named = {name for (name,) in self._connection.rows("SELECT name FROM _segments")}
        for path in self._directory.glob("*.seg"):
            if path.name not in named and path not in self._retired:
                path.unlink(missing_ok=True)

    def _check(self, version: int | None = None, article_id: int | None = None) -> None:
        self._sync()
        if not self._missing and (version is None or self._version == _version(version)):
            return
        if (
            not self._missing
            and not self._version
            and not self._connection.row("SELECT 1 FROM articles WHERE id IS NOT ? LIMIT 1", (article_id,))
        ):
            if article_id is not None and version is not None:
                self._adopt(version)
            return
        raise ArchiveError(
            self._missing or self._made_by_another(),
            "it is made again by: iraqwire recluster",
        )

    def _made_by_another(self) -> str:
        return f"the index of {self._connection.path} was made by another iraqwire"

    def _adopt(self, version: int) -> None:
        self._version = _version(version)
        self._connection.run("INSERT OR REPLACE INTO _settings (name, value) VALUES ('index', ?)", (self._version,))

    def _sync(self) -> None:
        """Reads what another connection, or a transaction that was taken back, has changed. Inside one nobody else changes anything."""
        connection = self._connection
        inside = (connection.writing, connection.rollbacks)
        if connection.writing and inside == self._inside:
            return
        row = connection.row("PRAGMA data_version")
        seen = (row[0] if row else 0, connection.rollbacks)
        if seen != self._seen:
            self._load()
            self._seen = seen
        self._inside = inside

    def _load(self) -> None:
        connection = self._connection
        row = connection.row("SELECT value FROM _settings WHERE name = 'index'")
        self._version = row[0] if row else ""
        self._missing = ""
        self._found = _NOTHING
        segments: Sequence[Segment] | None = None
        if self._version and not self._version.startswith(_version("")):  # the files of another layout look damaged
            self._missing = self._made_by_another()
        else:
            segments = next((found for found in (self._segments() for _ in range(READ_AGAIN)) if found is not None), None)
            if segments is None:
                self._missing = f"part of the index of {connection.path} is missing or damaged"
        blobs = connection.rows("SELECT postings FROM _tail ORDER BY id")
        self._open.use(segments or (), (np.frombuffer(blob, dtype="<u8").astype(np.uint64) for (blob,) in blobs))

    def _segments(self) -> Sequence[Segment] | None:
        """What the archive names, opened; None where a file is not there, as when another process has just merged it."""
        opened = {segment.path.name: segment for segment in self._open.segments}
        named = self._connection.rows("SELECT name, count FROM _segments ORDER BY id")
        try:
            return [opened.get(name) or Segment(self._directory / name, count) for name, count in named]
        except ArchiveError:
            return None


def _capped(postings: Postings, most: int) -> tuple[Postings, NDArray[np.int64]]:
    """Of these ascending postings the first `most` of each key, and how many each key has of them."""
    keys = without_ids(postings)
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if len(keys) else np.empty(0, dtype=np.int64)
    counts = np.diff(starts, append=len(keys))
    if len(counts) and counts.max() > most:
        within = np.arange(len(keys)) - np.repeat(starts, counts)
        return postings[within < most], np.minimum(counts, most)
    return postings, counts


def _all_among(keys: Postings, ascending: Postings) -> bool:
    if not len(ascending):
        return not len(keys)
    return bool((ascending[np.minimum(np.searchsorted(ascending, keys), len(ascending) - 1)] == keys).all())


def _version(fingerprint: int | Literal[""]) -> str:
    return f"{LAYOUT}.{fingerprint}"
