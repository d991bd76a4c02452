"""What a feed tells of each of its items, in its own words: the form in which `atomrss` and `jsonfeed` hand it to `syndication`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One item. `links`: addresses it gives for itself, the best first, relative ones against `base`. `title`: may hold markup.
    `published`, `changed`: dates as written, the best first. `texts`: HTML said to be the whole text. `summaries`: HTML that may be.
    """

    links: tuple[str, ...] = ()
    guid: str = ""
    base: str = ""
    title: str = ""
    published: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    language: str = ""
    texts: tuple[str, ...] = ()
    summaries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RawFeed:
    """A feed. `site`: its home. `older`: the address of its next older part, where it names one. `generator`: what made it."""

    items: tuple[FeedItem, ...]
    site: str = ""
    language: str = ""
    older: str = ""
    generator: str = ""
