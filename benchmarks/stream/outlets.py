"""The twenty invented outlets of the stream."""

import tomllib
from dataclasses import dataclass
from functools import cache

from benchmarks.stream.wording import DATA
from news.model import Source


@dataclass(frozen=True, slots=True)
class Outlet:
    """`boilerplate` ends its pages, `banner` stands somewhere within them; either may be empty."""

    id: str
    name: str
    language: str
    kind: str
    boilerplate: str = ""
    banner: str = ""

    @property
    def source(self) -> Source:
        return Source(self.id, self.name, f"https://{self.id}.example/", (self.language,), self.kind)


@cache
def outlets() -> tuple[Outlet, ...]:
    tables = tomllib.loads((DATA / "outlets.toml").read_text(encoding="utf-8"))["outlet"]
    return tuple(Outlet(**table) for table in tables)


def of(language: str, *kinds: str) -> tuple[Outlet, ...]:
    """The outlets of a language, of these kinds where any is named."""
    return tuple(outlet for outlet in outlets() if outlet.language == language and (not kinds or outlet.kind in kinds))
