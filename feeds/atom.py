"""Entries as an Atom document, made with feedgen. Knows Atom and nothing of stories; the same entries give the same bytes.

feedgen 1.0 loses rel, type, hreflang and title of an entry's links, has no entry language, and gives `atom:source` neither id
nor date; `_Repair`, an entry extension, mends that. It also raises for a whole feed where one entry is bad, so each is
tried alone first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml import etree

from feeds.entries import Entry, NotPublishable

TYPE = "application/atom+xml"
GENERATOR = "iraqwire"
_INDENTATION = 200  # bytes: two spaces a line of an entry's elements, of which a hundred links are the most
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Head:
    """What a feed says of itself. `authority` is the part of a tag: URI between `tag:` and the first colon after it."""

    name: str
    title: str
    subtitle: str
    language: str
    self_url: str
    page_url: str
    authority: str
    updated: datetime


def write(head: Head, entries: Sequence[Entry]) -> bytes:
    """The Atom document of entries that `measure` found good, in the order given."""
    feed = FeedGenerator()
    feed.register_extension("repair", _NoRepair, _Repair, atom=True, rss=False)
    feed.id(f"tag:{head.authority}:feed/{head.name}")
    feed.title(head.title)
    feed.subtitle(head.subtitle)
    feed.language(head.language)
    feed.generator(GENERATOR)
    feed.link(href=head.self_url, rel="self", type=TYPE)
    feed.link(href=head.page_url, rel="alternate", type="text/html")
    feed.updated(head.updated)
    for entry in entries:
        feed.add_entry(_feed_entry(entry, head.authority), order="append")
    document: bytes = feed.atom_str(pretty=True)
    return document


def measure(entry: Entry, authority: str) -> int:
    """The bytes that an entry takes in a document, indentation included.

    Raises NotPublishable where feedgen or libxml finds it wanting.
    """
    try:
        return len(etree.tostring(_feed_entry(entry, authority).atom_entry(), encoding="utf-8", pretty_print=True)) + _INDENTATION
    except Exception as error:  # whatever is wrong with one story must not cost the others
        raise NotPublishable(f"{type(error).__name__}: {error}") from error


def entry_id(authority: str, story_id: str) -> str:
    """The story's tag: URI (RFC 4151), the same whichever copy leads and wherever the feed is served."""
    return f"tag:{authority}:story/{story_id}"


def _feed_entry(entry: Entry, authority: str) -> Any:
    made = FeedEntry()
    made.register_extension("repair", _Repair, atom=True, rss=False)
    made.repair.entry = entry
    made.id(entry_id(authority, entry.story_id))
    made.title(entry.title)
    made.published(entry.published)
    made.updated(entry.updated)
    made.author([{"name": name} for name in entry.authors])
    if entry.categories:
        made.category([{"term": topic_id, "label": title} for topic_id, title in entry.categories])
    if entry.summary:
        made.summary(entry.summary)
    if entry.content:
        made.content(entry.content, type="html")
    else:
        made.link(href=entry.links[0].href, rel="alternate")  # feedgen asks for it; `_Repair` writes the real ones
    return made


class _NoRepair:
    """The feed's own half of the extension: there is nothing to mend."""

    def extend_ns(self) -> dict[str, str]:
        return {}

    def extend_atom(self, feed: Any) -> Any:
        return feed


class _Repair(_NoRepair):
    """Writes an entry's links, language and source as RFC 4287 has them."""

    entry: Entry

    def extend_atom(self, element: Any) -> Any:
        entry = self.entry
        for link in element.findall("link"):
            element.remove(link)
        if entry.language:
            element.set(_XML_LANG, entry.language)
        for link in entry.links:
            made = etree.SubElement(element, "link", rel=link.rel, type="text/html", href=link.href)
            for name, value in (("hreflang", link.hreflang), ("title", link.title)):
                if value:
                    made.set(name, value)
        source = etree.SubElement(element, "source")
        etree.SubElement(source, "id").text = entry.origin_home
        etree.SubElement(source, "title").text = entry.origin_name
        etree.SubElement(source, "updated").text = entry.updated.isoformat()
        etree.SubElement(source, "link", rel="alternate", type="text/html", href=entry.origin_home)
        return element
