"""The index of fingerprints on a Redis server, for several machines that take articles in together: datasketch's LSH over the
bands, and the sampled passages as sets beside it.

Satisfies `dedupe.candidates.Candidates` as `storage.candidates` does. The server is no part of an archive's transaction: what is
kept there is a hint, and the archive says what became of it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit

import numpy as np
import redis
from datasketch import MinHash, MinHashLSH
from datasketch.storage import unordered_storage

from news.errors import ArchiveError
from news.model import Fingerprint
from storage.candidates import COMMON, COUNTED_ARTICLES, HOLDERS

_ADDRESS = ("host", "port", "db", "username", "password")


class SharedCandidates:
    """The fingerprints of all articles under `name` on the server at `url` ("redis://host:6379/0").

    `stories_of` says in how many stories these articles are. `bands` and `rows` are those of the fingerprints' signatures. Raises
    ArchiveError where the server does not answer, or holds fingerprints of another version.
    """

    def __init__(
        self, url: str, name: str, version: int, stories_of: Callable[[Sequence[int]], int], *, bands: int = 24, rows: int = 4
    ) -> None:
        self._server = urlsplit(url).netloc.rpartition("@")[2]  # without a password, to be named in errors
        self._stories_of = stories_of
        self._permutations = bands * rows
        self._version = version
        # Ids are bytes: what datasketch would pickle, anybody who reaches the server could have run here.
        with self._errors():
            self._redis = redis.Redis.from_url(url)
            self._redis.ping()
            server = {key: value for key, value in self._redis.connection_pool.connection_kwargs.items() if key in _ADDRESS}
            storage = {"type": "redis", "basename": f"{name}:bands".encode(), "redis": server}
            self._lsh = MinHashLSH(num_perm=self._permutations, params=(bands, rows), storage_config=storage, prepickle=False)
            self._passages = unordered_storage({"type": "redis", "redis": server}, name=f"{name}:passages:".encode())
            key = f"{name}:version"
            self._redis.set(key, version, nx=True)
            found = int(self._redis.get(key) or 0)
        if found != version:
            raise ArchiveError(
                f"{self._server} holds fingerprints of version {found}, and this iraqwire makes version {version}",
                "index under another name",
            )

    def near(self, fingerprint: Fingerprint, limit: int) -> Sequence[int]:
        """As `Candidates.near`; an article that shares bands counts one for all of them together, as datasketch does not say how many."""
        shares: defaultdict[int, float] = defaultdict(float)
        with self._errors():
            for holders in self._holders(fingerprint.passages, HOLDERS):
                for article_id in holders:
                    shares[article_id] += min(1.0, COMMON / len(holders))
            if fingerprint.signature:
                for found in sorted(map(int, self._lsh.query(self._minhash(fingerprint))))[:HOLDERS]:
                    shares[found] += 1.0
        return sorted(shares, key=lambda article_id: (-shares[article_id], article_id))[:limit]

    def held_by(self, passages: Sequence[int], stories: int) -> list[bool]:
        """As `Candidates.held_by`."""
        with self._errors():
            found = self._holders(passages, COUNTED_ARTICLES)
        return [len(holders) >= stories and self._stories_of(holders) >= stories for holders in found]

    def keep(self, article_id: int, fingerprint: Fingerprint) -> None:
        """The article is found by this fingerprint from now on; keeping it again changes nothing."""
        key = str(article_id).encode()
        with self._errors():
            if fingerprint.signature:
                if key in self._lsh.keys:
                    self._lsh.remove(key)
                self._lsh.insert(key, self._minhash(fingerprint), check_duplication=False)
            for passage in fingerprint.passages:
                self._passages.insert(_named(passage), key, buffer=True)
            self._passages.empty_buffer()

    def _holders(self, passages: Sequence[int], most: int) -> list[list[int]]:
        """The articles that hold each of these passages, in one exchange with the server; the first `most` of each."""
        found = self._passages.getmany(*map(_named, passages)) if passages else []
        return [sorted(map(int, ids))[:most] for ids in found]

    def _minhash(self, fingerprint: Fingerprint) -> MinHash:
        values = np.frombuffer(fingerprint.signature, dtype="<u4").astype(np.uint32)
        return MinHash(num_perm=self._permutations, hashvalues=values, scheme="affine32")

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except redis.RedisError as error:
            raise ArchiveError(
                f"the index on {self._server} does not answer ({error})", "start redis-server there, and try again"
            ) from error


def _named(passage: int) -> bytes:
    return passage.to_bytes(8, "big")
