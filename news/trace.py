"""What an entry point named when it was last read, so that the next reading can be held against it: does it link up, or may
something have been missed in between; and which known pages say something else now.

Pure: storage keeps a Trace, the crawler asks it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from news.model import Listing
from news.urls import address_key

KEPT = 600
"""Addresses of a reading that are remembered: more than any feed or listing shows, and enough of a sitemap to link up with."""
_PINNED = 2
"""An address is pinned once so many times more than the list holds have come since it came: in an unpinned list of L, the last to
come is gone after L others."""
_CHURN = 0.5
"""Where more of the known addresses than this say something else, the list restates itself (counters, a moving lastmod)."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One address: its hash, how many had come in all when it came, and a hash of what was said of it."""

    address: int
    came: int
    says: int


@dataclass(frozen=True, slots=True)
class Trace:
    """The addresses of the last reading in their order; `brought` is how many have come since the first."""

    marks: tuple[Mark, ...] = ()
    brought: int = 0

    def loose(self) -> frozenset[int]:
        """The addresses that a list in motion would still show: all but those pinned to it."""
        limit = _PINNED * len(self.marks)
        return frozenset(mark.address for mark in self.marks if self.brought - mark.came <= limit) or self.addresses()

    def addresses(self) -> frozenset[int]:
        return frozenset(mark.address for mark in self.marks)

    def links_up(self, listings: Iterable[Listing]) -> bool:
        """Whether a reading shares an address with the last one, so that nothing can have passed between them unseen.

        True where there is no last one. What is pinned to the list says nothing of what moved below it.
        """
        loose = self.loose()
        return not loose or any(address_hash(listing.url) in loose for listing in listings)

    def restated(self, listings: Iterable[Listing]) -> tuple[Listing, ...]:
        """The Listings whose title or date of change is another than in the last reading; none where half of them are."""
        before = {mark.address: mark.says for mark in self.marks}
        if not before:
            return ()
        known = [(listing, before[key]) for listing in listings if (key := address_hash(listing.url)) in before]
        changed = tuple(listing for listing, says in known if _says(listing) != says)
        return changed if len(changed) <= _CHURN * len(known) else ()

    def after(self, listings: Sequence[Listing], *, beside: bool = False) -> "Trace":
        """The trace of this reading, come after the last one; with `beside` what it does not name stands behind what it does."""
        came = {mark.address: mark.came for mark in self.marks}
        marks: dict[int, Mark] = {}
        for listing in listings:
            if len(marks) == KEPT:
                break
            address = address_hash(listing.url)
            if address not in marks:
                marks[address] = Mark(address, came.get(address, self.brought), _says(listing))
        brought = self.brought + sum(address not in came for address in marks)
        if beside:
            marks |= {mark.address: mark for mark in self.marks if mark.address not in marks}
        return Trace(tuple(marks.values())[:KEPT], brought)


def address_hash(url: str) -> int:
    """63 bits of an address's key."""
    return _hash(address_key(url))


def _says(listing: Listing) -> int:
    return _hash(f"{listing.title}\n{listing.changed_at.isoformat() if listing.changed_at else ''}")


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()) >> 1
