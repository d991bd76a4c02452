"""The outlets of the replica newsroom as plain values, read from outlets.toml, and the Source each of them is to a crawl."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Literal
from urllib.parse import quote
from zlib import crc32
from zoneinfo import ZoneInfo

from iraqwire.demo.stories import read_table
from news.model import EntryKind, EntryPoint, Scope, Source

Form = Literal["rss", "atom", "news", "plain", "index", "listing"]
Behaviour = Literal["answers", "silent", "overrun"]


@dataclass(frozen=True, slots=True)
class Entry:
    """How an outlet tells what it has published. `form`: the dialect. `tracking`: its links carry campaign parameters.
    `redirect`: its newest link leads through a redirect.
    """

    kind: EntryKind
    path: str
    form: Form = "listing"
    match: str = ""
    tracking: bool = False
    redirect: bool = False


@dataclass(frozen=True, slots=True)
class Outlet:
    """`sections` are its index pages, listed among the articles. `gone`: an address it lists that answers 404.
    `farm_index`: a page of headlines without a story. `behaviour`: "silent" accepts and never answers, "overrun" answers 503.
    """

    id: str
    host: str
    name: str
    kind: str
    languages: tuple[str, ...]
    layout: str
    path: str
    entry: tuple[Entry, ...]
    timezone: str = "Asia/Baghdad"
    scope: Scope = "beat"
    short: str = ""
    short_ar: str = ""
    encoding: str = "utf-8"
    misdeclared: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    gone: str = ""
    farm_index: str = ""
    behaviour: Behaviour = "answers"

    @property
    def home(self) -> str:
        return f"http://{self.host}/"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def number_of(self, key: str) -> int:
        """A content number as a CMS would give it, the same at each run."""
        return 10_000 + crc32(f"{self.id}/{key}".encode()) % 80_000

    def path_of(self, key: str, title: str, published: datetime) -> str:
        """The path and query, percent-encoded, of the page `key` that this outlet published."""
        local = published.astimezone(self.zone)
        return self.path.format(
            year=f"{local:%Y}",
            month=f"{local:%m}",
            day=f"{local:%d}",
            slug=key,
            number=self.number_of(key),
            words=quote("-".join(title.split()[:6])),
        )

    def source(self) -> Source:
        """What a crawl is told about this outlet."""
        return Source(
            id=self.id,
            name=self.name,
            home=self.home,
            languages=self.languages,
            kind=self.kind,
            timezone=self.timezone,
            scope=self.scope,
            entry=tuple(EntryPoint(entry.kind, self.url(entry.path), entry.match) for entry in self.entry),
        )


@cache
def outlets() -> Mapping[str, Outlet]:
    """Every outlet by its id, in the order of the file."""
    found: dict[str, Outlet] = {}
    for table in read_table("outlets.toml")["outlet"]:
        entry = tuple(Entry(**row) for row in table.pop("entry"))
        lists = {name: tuple(value) for name, value in table.items() if isinstance(value, list)}
        outlet = Outlet(**{**table, **lists, "entry": entry})
        found[outlet.id] = outlet
    return found
