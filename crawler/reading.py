"""One entry point on its way through a run: what its answers brought, and what else to ask so that nothing of it is missed.

Decides; the spiders ask. A reading that shares nothing with the last one goes on to older parts, to archive pages of the days
between, and to the sitemaps that robots.txt names, until something links up.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from crawler.answers import Answer
from crawler.outcomes import Outcome
from crawler.ports import EntryRead, LeftOut, Validators
from news.clock import to_text
from news.model import EntryKind, EntryPoint, Listing, Source
from news.trace import Trace
from news.urls import address_key

MAX_SITEMAPS = 30
"""Sitemap files that one entry point may cost in a run, indexes included."""
MAX_PAGES = 300
"""New pages that one sitemap may bring in a run; the rest come in the runs after it."""
FIRST_PARTS = 3
"""Pages of a listing that is read for the first time, while they bring news: there is nothing to link up with yet."""
MAX_PARTS = 20
"""Older parts that are asked for to close a gap: with 10 Listings a part, what a busy agency publishes between two nights."""
MAX_DAYS = 7
"""Archive pages of one day that are asked for to close a gap."""
MAX_RESTATED = 20
"""Known pages that one reading may have fetched again, because it says something else of them."""
_GONE_BACK = timedelta(days=1)  # before the last reading: what it showed then is there to link up with


@dataclass(frozen=True, slots=True)
class Ask:
    """One more address to ask for the same reading, and how its answer is to be read."""

    url: str
    kind: EntryKind


@dataclass(slots=True)
class Reading:
    """`pending`: how many of its requests are still out. `before`: what it named last time. `cut`: a later run is to bring the
    rest of its Listings, so it must not be answered "not modified".
    """

    source: Source
    entry: EntryPoint
    before: Trace = field(default_factory=Trace)
    parts_before: dict[str, str] = field(default_factory=dict)
    read_before: datetime | None = None
    pending: int = 1
    status: int = 0
    size: int = 0
    validators: Validators = field(default_factory=Validators)
    listings: list[Listing] = field(default_factory=list)
    visited: set[str] = field(default_factory=set)
    failure: Outcome | None = None
    answered: bool = False
    cut: bool = False
    told: bool = False
    parts: dict[str, str] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    is_index: bool = False
    _keys: set[str] = field(default_factory=set)
    _older: str = ""
    _in_chain: int = 0
    _brings_news: bool = False
    _days: dict[str, None] = field(default_factory=dict)
    _closing: bool = False

    @property
    def linked(self) -> bool:
        """Whether nothing can have passed unseen since the last reading."""
        return self.before.links_up(self.listings)

    def take(self, answer: Answer, kind: EntryKind, known: Callable[[str], bool]) -> list[Ask]:
        """Take in one answer; what it makes necessary to ask at once."""
        self.answered = True
        self.left_out += answer.left_out
        wanted = [replace(one, found_on=self.entry.url, language=one.language or self.entry.language) for one in answer.listings]
        first: dict[str, Listing] = {}
        for one in wanted:
            first.setdefault(address_key(one.url), one)
        fresh = [one for key, one in first.items() if key not in self._keys]
        self._keys |= first.keys()
        if kind != "sitemap" or self.entry.kind == "sitemap" or not self.read_before:
            self.listings += fresh
        else:
            self.listings += [one for one in fresh if self._may_close(one)]
        if kind == self.entry.kind != "sitemap":
            self._older = answer.older
            self._in_chain += 1
            self._brings_news = any(not known(listing.url) for listing in fresh)
            self._days |= dict.fromkeys(self._days_between(answer))
        return [Ask(address, "sitemap") for address in self._sitemaps(answer)]

    def more(self, robots_sitemaps: Callable[[], Iterable[str]]) -> list[Ask]:
        """When all that was asked has been answered: what to ask next, nothing where the reading is whole or nothing is left."""
        if not self.listings or self.entry.kind == "sitemap":
            return []
        first = not self.before.marks
        linked = self.linked
        limit = MAX_PARTS if not linked else FIRST_PARTS if first and self.entry.kind == "listing" else 1
        if self._older and self._older not in self.visited and self._brings_news and self._in_chain < limit:
            return self._visit([self._older], self.entry.kind)
        if linked:
            return []
        if days := [url for url in self._days if url not in self.visited][:MAX_DAYS]:
            self._days.clear()
            return self._visit(days, "listing")
        if not self._closing:
            self._closing = True
            return self._visit([url for url in robots_sitemaps() if url not in self.visited][:MAX_SITEMAPS], "sitemap")
        return []

    def lost(self, url: str, outcome: Outcome) -> None:
        """One of its requests brought nothing. An older part that does not come costs nothing of what was read; a sitemap of an
        index is asked again the next time.
        """
        self.parts.pop(url, None)
        if not self.answered or self.entry.kind == "sitemap":
            self.failure = self.failure or outcome

    def event(self, listings: tuple[Listing, ...], now: datetime) -> EntryRead:
        """The end of a reading that was answered: `listings` are those of its own that are used."""
        # An index may stay while its parts change, unless it says of each when it did.
        told_apart = all(self.parts.values()) if self.is_index else True
        validators = self.validators if told_apart and not self.cut and self.failure is None else Validators()
        unchanged = self.status == 304 or not self.listings
        return EntryRead(
            self.source,
            self.entry,
            self.status,
            listings,
            validators,
            self.size,
            now,
            trace=None if unchanged else self.before.after(self.listings),
            linked=unchanged or self.linked,
            parts=self.parts if self.is_index and not self.cut else None,
            left_out=tuple(self.left_out),
        )

    def restated(self) -> Sequence[Listing]:
        """The Listings of known pages that it says something else of than last time."""
        return self.before.restated(self.listings)[:MAX_RESTATED]

    def _visit(self, urls: list[str], kind: EntryKind) -> list[Ask]:
        self.visited.update(urls)
        return [Ask(url, kind) for url in urls]

    def _sitemaps(self, answer: Answer) -> list[str]:
        if not answer.sitemaps:
            return []
        self.is_index = True
        asked = []
        for place in answer.sitemaps:
            address, changed = place.listing.url, to_text(place.changed_at) if place.changed_at else ""
            if address in self.visited:
                continue
            if self.entry.kind == "sitemap":
                if changed and self.parts_before.get(address) == changed:
                    self.parts[address] = changed
                    continue
            elif place.changed_at and self.read_before and place.changed_at < self.read_before - _GONE_BACK:
                continue
            if len(self.visited) > MAX_SITEMAPS:
                break
            self.visited.add(address)
            self.parts[address] = changed
            asked.append(address)
        return asked

    def _may_close(self, listing: Listing) -> bool:
        """Of a sitemap that is asked to close a gap only what is of the time since the last reading is wanted."""
        assert self.read_before is not None
        changed = listing.changed_at or listing.published_at
        return changed is None or changed >= self.read_before - 2 * _GONE_BACK

    def _days_between(self, answer: Answer) -> list[str]:
        if not self.read_before:
            return []
        first = (self.read_before - _GONE_BACK).astimezone(UTC).date()
        return [url for day, url in sorted(answer.days.items(), reverse=True) if day >= first]
