"""What a crawl is handed and what it hands back: the crawler knows no archive, only these."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from news.model import Article, EntryPoint, Listing, Mention, Page, Source
from news.trace import Trace


@dataclass(frozen=True, slots=True)
class Validators:
    """What an entry point said of its last answer, to ask it again with."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A link of an entry point that was taken for no article's. `reason` is a short key."""

    url: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class EntryRead:
    """An entry point answered. `listings` are all it named, known or not; none where `status` is 304.

    `trace` is what it names now, None where that is what it named before. `linked`: nothing can have been missed since the last
    reading. `length`: how many it shows at once, older parts not counted. `parts`: of an index, when each of its sitemaps had changed.
    """

    source: Source
    entry: EntryPoint
    status: int
    listings: tuple[Listing, ...]
    validators: Validators
    size: int
    fetched_at: datetime
    trace: Trace | None = None
    linked: bool = True
    length: int = 0
    parts: Mapping[str, str] | None = None
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class LastReading:
    """What is remembered of an entry point's last reading: what it named, when it was, and `parts` as in EntryRead."""

    trace: Trace = field(default_factory=Trace)
    read_at: datetime | None = None
    parts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EntryFailed:
    """An entry point did not answer, or not with anything that can be read. `reason` is a short key, `error` a sentence."""

    source: Source
    entry: EntryPoint
    status: int
    reason: str
    error: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class PageSettled:
    """The end of one Listing: an Article, or the `reason` (a short key that runs count by) why there is none.

    `again` says that a later crawl may fare better: the host failed, not the page. `raw`: the page as it came, where extraction saw
    one; for the sink to keep or let go at once, as the crawl does.
    """

    listing: Listing
    url: str
    status: int
    size: int
    fetched_at: datetime
    article: Article | None = None
    reason: str = ""
    error: str = ""
    mentions: tuple[Mention, ...] = ()
    again: bool = False
    raw: Page | None = field(default=None, repr=False)


class Sink(Protocol):
    """Takes what a crawl brings, in the order it comes, in the crawl's own thread."""

    def entry_read(self, event: EntryRead) -> None: ...

    def entry_failed(self, event: EntryFailed) -> None: ...

    def page_settled(self, event: PageSettled) -> None: ...


Known = Callable[[str], bool]
"""Whether an address needs no fetching: archived, refused for good, or blocked."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What a crawl may ask of the past: known addresses, an entry point's validators and its last reading by its address,
    the Listings of a source (by id) that an earlier crawl left unsettled, and the keys of the lines that its pages repeat.
    """

    known: Known
    validators: Callable[[str], Validators]
    unsettled: Callable[[str], Sequence[Listing]]
    last_reading: Callable[[str], LastReading] = lambda url: LastReading()
    furniture: Callable[[str], frozenset[int]] = lambda source_id: frozenset()


NO_MEMORY = Memory(known=lambda url: False, validators=lambda url: Validators(), unsettled=lambda source_id: ())
