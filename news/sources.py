"""Whose an address is: the source found by host, and by the path where several share one. By what names it is credited."""

from collections.abc import Iterable

from news.model import Source
from news.urls import address_key, host

_Path = tuple[str, ...]


def names_of(source: Source) -> tuple[str, ...]:
    """What an outlet is credited by: its name, its labels, the hosts of its home and domains."""
    hosts = (host(source.home), *(host(domain if "//" in domain else f"//{domain}") for domain in source.domains))
    return tuple(dict.fromkeys(name for name in (source.name, *source.labels, *hosts) if name))


class SourceIndex:
    """Sources by the addresses of their homes. Built once, and asked of thousands of addresses."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._at: dict[str, list[tuple[_Path, Source]]] = {}
        for source in sources:
            self.add(source)

    def add(self, source: Source) -> None:
        """One more source; where two have the same home, the one that was there first has the address."""
        name, path = _place(source.home)
        self._put(name, path, source)
        self._put(_without_port(name), path, source)
        for domain in source.domains:
            name, _ = _place(domain if "//" in domain else f"//{domain}")
            self._put(name, (), source)

    def at(self, url: str) -> Source | None:
        """The source this address is of: by its host, by that of the home or one of the `domains`, with and without `www` and the
        like; by the longest home path that it begins with, where several have that host (None where it begins with none); else by
        the nearest host of which its own is a sub-domain.
        """
        name, path = _place(url)
        if name in self._at:
            return _nearest(self._at[name], path)
        name = _without_port(name)
        while name:
            if name in self._at:
                return _nearest(self._at[name], path)
            name = name.partition(".")[2]
        return None

    def _put(self, name: str, path: _Path, source: Source) -> None:
        here = self._at.setdefault(name, []) if name else []
        if all(known is not source for _, known in here):
            here.append((path, source))


def _nearest(here: list[tuple[_Path, Source]], path: _Path) -> Source | None:
    if len(here) == 1:
        return here[0][1]
    fitting = [(home, source) for home, source in here if path[: len(home)] == home]
    return max(fitting, key=lambda one: len(one[0]))[1] if fitting else None


def _place(url: str) -> tuple[str, _Path]:
    """Host and path as they are compared; the host is empty for what is no web address."""
    key = address_key(url)
    if not key.startswith("//"):
        return "", ()
    name, _, rest = key[2:].partition("/")
    return name, tuple(part for part in rest.partition("?")[0].lower().split("/") if part)


def _without_port(name: str) -> str:
    return name.partition("]")[0] + "]" if name.startswith("[") else name.partition(":")[0]
