"""The index of fingerprints: which articles share what with a text, and how many stories hold a passage.

Satisfies `dedupe.candidates.Candidates`. It lies in the archive's own tables and is written with the article, so that the
two cannot disagree, and memory does not grow with it.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from sys import byteorder

from news.model import Fingerprint
from storage.connection import Connection

# What a hash is looked up for at most: boilerplate stands in every page of a site. The first holders are the likelier origins.
HOLDERS = 64
# A hash that more articles hold than this counts less, in proportion: thirty passages of a donation banner (64 holders or more)
# weigh less than five of an excerpt, while a story with a hundred copies is still found by its fifty passages.
COMMON = 8
# Articles and stories looked at to count a passage's stories. Sameness asks whether there are a handful.
COUNTED_ARTICLES, COUNTED_STORIES = 256, 64

_HOLDERS_OF_PASSAGE = "SELECT article_id FROM _passages WHERE hash = ? ORDER BY article_id LIMIT ?"
_HOLDERS_OF_BAND = "SELECT article_id FROM _bands WHERE hash = ? ORDER BY article_id LIMIT ?"
_STORIES_OF_PASSAGE = """SELECT count(DISTINCT a.story_id) FROM (SELECT article_id FROM _passages WHERE hash = ? LIMIT ?) p
    CROSS JOIN articles a INDEXED BY _articles_brief ON a.id = p.article_id"""


class Candidates:
    """The fingerprints of all articles, by what they share. Raises ArchiveError where SQLite fails."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def near(self, fingerprint: Fingerprint, limit: int) -> Sequence[int]:
        """Ids of at most `limit` articles that share a band or a sampled passage, those that share most first.

        A band or passage counts one, and less where more than COMMON articles hold it; of more than HOLDERS the first are seen.
        """
        shares: defaultdict[int, float] = defaultdict(float)
        execute = self._connection.sqlite.execute
        with self._connection.errors():
            for sql, hashes in ((_HOLDERS_OF_PASSAGE, fingerprint.passages), (_HOLDERS_OF_BAND, fingerprint.bands)):
                for value in _signed(hashes):
                    holders = execute(sql, (value, HOLDERS)).fetchall()
                    if holders:
                        weight = min(1.0, COMMON / len(holders))
                        for (article_id,) in holders:
                            shares[article_id] += weight
        return sorted(shares, key=lambda article_id: (-shares[article_id], article_id))[:limit]

    def stories_sharing(self, passage: int) -> int:
        """How many stories hold this sampled passage: exact up to COUNTED_ARTICLES articles and COUNTED_STORIES stories."""
        row = self._connection.row(_STORIES_OF_PASSAGE, (_signed((passage,))[0], COUNTED_ARTICLES))
        return min(row[0], COUNTED_STORIES) if row else 0

    def keep(self, article_id: int, fingerprint: Fingerprint) -> None:
        """This is the article's fingerprint, in place of any before."""
        connection = self._connection
        before = connection.row("SELECT bands, passages FROM _fingerprints WHERE article_id = ?", (article_id,))
        bands, passages = sorted(set(_signed(fingerprint.bands))), sorted(set(_signed(fingerprint.passages)))
        if before is not None:
            for table, blob in zip(("_bands", "_passages"), before, strict=True):
                connection.run_many(f"DELETE FROM {table} WHERE hash = ? AND article_id = ?", _pairs(_unpacked(blob), article_id))
        connection.run(
            "INSERT OR REPLACE INTO _fingerprints (article_id, version, signature, length, bands, passages) VALUES (?, ?, ?, ?, ?, ?)",
            (article_id, fingerprint.version, fingerprint.signature, fingerprint.length, _packed(bands), _packed(passages)),
        )
        connection.run_many("INSERT INTO _bands (hash, article_id) VALUES (?, ?)", _pairs(bands, article_id))
        connection.run_many("INSERT INTO _passages (hash, article_id) VALUES (?, ?)", _pairs(passages, article_id))


def _pairs(hashes: Iterable[int], article_id: int) -> list[tuple[int, int]]:
    return [(value, article_id) for value in hashes]


def _signed(hashes: Sequence[int]) -> list[int]:
    """Unsigned 64-bit hashes as the signed ones that SQLite holds."""
    return [value - (1 << 64) if value >> 63 else value for value in hashes]


def _packed(hashes: Iterable[int]) -> bytes:
    packed = array("q", hashes)
    if byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def _unpacked(blob: bytes) -> Sequence[int]:
    hashes = array("q", blob)
    if byteorder == "big":
        hashes.byteswap()
    return hashes
