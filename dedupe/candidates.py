"""What deciding on sameness needs from an index of all that came before; `storage` satisfies it."""

from collections.abc import Sequence
from typing import Protocol

from news.model import Fingerprint


class Candidates(Protocol):
    """An index of fingerprints by article id, without a time window."""

    def near(self, fingerprint: Fingerprint, limit: int) -> Sequence[int]:
        """Ids of articles that share a band or a sampled passage, those that share most first."""
        ...

    def stories_sharing(self, passage: int) -> int:
        """How many stories (not articles) hold this sampled passage."""
        ...
