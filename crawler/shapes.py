"""Which addresses of a host look alike, and which of those looks never lead to an article: calendars, facets and endless paging
cost a run a few pages, not thousands.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.outcomes import Outcome, Refused

if TYPE_CHECKING:
    from crawler.job import Job

ENOUGH = 5
"""Pages of one shape that were no article, where none was: from then on the shape is not asked for in this run. A shape that mixes
both has an article among its first five but once in thirty-two, and what it keeps back is asked for by the next run."""
_LONG = 20  # letters and more in a segment: words, not a name

NO_ARTICLE = frozenset({"index", "section", "gallery", "video", "empty", "too_short", "soft_404", "other_page", "gone_home", "not_html"})
"""Refusals that say something of the address's shape."""


def shape_of(url: str) -> str:
    """The address with numbers, slugs and values taken out: `one.example/calendar/9/9/9`, `one.example/shop?colour&page`."""
    try:
        parts = urlsplit(url)
        segments = [_shape(unquote(segment)) for segment in parts.path.split("/") if segment]
        names = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
        host = parts.hostname or ""
    except ValueError:
        return ""
    return f"{host}/{'/'.join(segments)}{'?' if names else ''}{'&'.join(names)}"


def _shape(segment: str) -> str:
    if re.fullmatch(r"[\d.,:_-]+", segment):
        return "9"
    bare = segment.rpartition(".")[0] or segment
    if len(segment) >= _LONG or not segment.isascii() or bare.count("-") + bare.count("_") >= 2:
        return "words"
    return re.sub(r"\d+", "9", segment.lower())


@dataclass(slots=True)
class ShapeBook:
    """What pages of each shape turned out to be in this run."""

    _refused: Counter[str] = field(default_factory=Counter)
    _articles: Counter[str] = field(default_factory=Counter)

    def settled(self, url: str, reason: str) -> None:
        """`reason` is empty for an article."""
        if not reason:
            self._articles[shape_of(url)] += 1
        elif reason in NO_ARTICLE:
            self._refused[shape_of(url)] += 1

    def is_trap(self, url: str) -> bool:
        shape = shape_of(url)
        return self._refused[shape] >= ENOUGH and not self._articles[shape]


class ShapeMiddleware:
    """Refuses pages whose look never led to an article in this run; the next run tries them again."""

    def __init__(self, job: "Job") -> None:
        self._job = job

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "ShapeMiddleware":
        return cls(crawler.spider.job)  # type: ignore[union-attr]  # a run's spiders all have a job

    def process_request(self, request: Request) -> None:
        if "listing" in request.cb_kwargs and self._job.shapes.is_trap(request.url):
            raise Refused(Outcome("trap", f"{ENOUGH} addresses like it held no article", again=True))
