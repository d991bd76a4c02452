"""Malformed feeds: what is kept of them, beside what feedparser keeps; and well-formed ones: the CPU of reading them, beside feedparser's.

The feeds are those of tests/crawler/feeds, written in two halves: `first` while the reader was written, `second` after.
"""

import io
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser
from scrapy.utils.gz import gunzip

from crawler.markup import Unreadable
from crawler.syndication import read_feed
from news.model import Source

FEEDS = Path(__file__).parents[1] / "tests/crawler/feeds"
HALVES = ("first", "second")
URL = "https://wire.example/feed"
SOURCE = Source("wire", "The Wire", "https://wire.example/")
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
_TIMES = 5


@dataclass(frozen=True, slots=True)
class Case:
    """A feed as it was sent, and its items: each `url`, and the `title`, `published` and `language` that can be told."""

    name: str
    body: bytes
    content_type: str
    items: tuple[dict[str, str], ...]


def run() -> dict[str, Any]:
    """Of each half: the share of items kept with their address and title, by us and by feedparser. And `cpu_ratio`, ours to feedparser's
    over feeds that are well formed.
    """
    figures: dict[str, Any] = {}
    for half in HALVES:
        some = list(cases(half))
        figures[half] = {
            "feeds": len(some),
            "items": sum(len(case.items) for case in some),
            "kept": round(share(some, ours), 4),
            "kept_by_feedparser": round(share(some, theirs), 4),
        }
    return figures | {"cpu_ratio": round(_cpu(ours) / _cpu(theirs), 3)}


def cases(half: str) -> Iterator[Case]:
    """The feeds of one half, by name."""
    told = json.loads((FEEDS / half / "expected.json").read_text(encoding="utf-8"))
    for name, one in told.items():
        yield Case(name, (FEEDS / half / f"{name}.xml").read_bytes(), one.get("content_type", ""), tuple(one["items"]))


def share(some: list[Case], read: Callable[[Case], set[tuple[str, str]]]) -> float:
    """How many of all the items are found under their own address, and title where one can be told; 0 to 1."""
    kept = 0
    for case in some:
        found = read(case)
        addresses = {url for url, _ in found}
        kept += sum((item["url"], item["title"]) in found if "title" in item else item["url"] in addresses for item in case.items)
    return kept / sum(len(case.items) for case in some)


def ours(case: Case) -> set[tuple[str, str]]:
    try:
        feed = read_feed(case.body, URL, SOURCE, NOW, content_type=case.content_type)
    except Unreadable:
        return set()
    return {(one.url, one.title) for one in feed.listings}


def theirs(case: Case) -> set[tuple[str, str]]:
    """By feedparser, given the address and the content type, after unpacking, which it leaves to its own client."""
    body = gunzip(case.body) if case.body[:2] == b"\x1f\x8b" else case.body
    headers = {"content-location": URL} | ({"content-type": case.content_type} if case.content_type else {})
    try:
        parsed = feedparser.parse(io.BytesIO(body), response_headers=headers)
    except UnicodeEncodeError:  # it breaks at a reference to half a character
        return set()
    return {(str(one.get("link") or "").strip(), " ".join(str(one.get("title") or "").split())) for one in parsed.entries}


def _cpu(read: Callable[[Case], set[tuple[str, str]]]) -> float:
    well_formed = [_plain_feed(count, whole=whole) for count in (10, 50, 200) for whole in (False, True)]
    begun = time.process_time()
    for case in well_formed * _TIMES:
        read(case)
    return time.process_time() - begun


def _plain_feed(count: int, *, whole: bool) -> Case:
    words = "The council met on Thursday and spoke about the water of the two rivers at length. " * (40 if whole else 3)
    text = f"<content:encoded><![CDATA[<p>{words}</p><p>{words}</p>]]></content:encoded>" if whole else ""
    items = "".join(
        f"<item><title>The council speaks of water, part {number}</title><link>https://wire.example/news/{number}</link>"
        f"<guid isPermaLink='false'>https://wire.example/?p={number}</guid><pubDate>Fri, 20 Nov 2026 09:30:00 +0300</pubDate>"
        f"<category>Water</category><description><![CDATA[<p>{words[:300]}</p>]]></description>{text}</item>"
        for number in range(count)
    )
    head = "<?xml version='1.0' encoding='utf-8'?><rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'>"
    body = f"{head}<channel><title>The Wire</title><link>https://wire.example/</link>{items}</channel></rss>".encode()
    return Case(f"{count} items", body, "application/rss+xml; charset=utf-8", ())
