"""Extraction against other extractors, page by page in one process: how right, and how much CPU.

Each page is judged by trees that saw no page of its site; what the shipped ones make of pages they were trained on says nothing.
"""

import gc
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from benchmarks.beside import PageSet, page_set, scores
from benchmarks.folds import judges_for
from benchmarks.peers import Prediction, Way, peers
from crawler.extraction.context import PageContext
from crawler.extraction.page import read_page
from crawler.extraction.warm import warm
from news.clock import system_clock
from news.errors import NotAnArticle
from news.model import Article

SETS = ("aeb", "fundus", "wcxb", "arabic")
_EVERY, _READINGS = 6, 3
_WARMING = b"<html><body><h1>Read on 3 May.</h1><p>By Sana Aziz</p><p>More of it, and then some more, to be read.</p></body></html>"


def run() -> dict[str, Any]:
    """Of each set and extractor: F1, exact matches, metadata, ms of CPU a page, and CPU as a share of trafilatura's with metadata;
    `cpu_alone`: that share where the two take turns without the others.
    """
    warm()
    ways = peers()
    gc.freeze()
    for way in ways.values():
        way("http://one.example/", _WARMING)
    return {name: _measure(pages, ways) for name in SETS if (pages := page_set(name))}


def _measure(pages: PageSet, others: dict[str, Way]) -> dict[str, Any]:
    refused: Counter[str] = Counter()
    alone = _alone(pages, others["trafilatura"])

    def ours(url: str, body: bytes) -> Prediction:
        found = _read(url, body)
        if isinstance(found, NotAnArticle):
            refused[found.reason] += 1
            return {}
        return {"articleBody": found.text, "title": found.title, "date": str(found.published_at or ""), "authors": list(found.authors)}

    ways: dict[str, Way] = {"iraqwire": ours, **others}
    cpu = dict.fromkeys(ways, 0.0)
    predictions: dict[str, dict[str, Prediction]] = {name: {} for name in ways}
    for key, body in pages.pages.items():
        for name, way in ways.items():
            begun = time.process_time()
            predictions[name][key] = way(pages.url(key), body)
            cpu[name] += time.process_time() - begun
    return {
        name: scores(pages.truth, predictions[name])
        | {"ms_a_page": round(1000 * cpu[name] / len(pages.pages), 1), "cpu": round(cpu[name] / cpu["trafilatura"], 3)}
        for name in ways
    } | {"pages": len(pages.pages), "refused": dict(refused), "cpu_alone": alone}


def _alone(pages: PageSet, trafilatura: Way) -> float:
    """Our CPU as a share of trafilatura's, over every sixth page the shortest of three readings: a machine's other work only adds."""
    ours = theirs = 0.0
    for key in list(pages.pages)[::_EVERY]:
        url, body = pages.url(key), pages.pages[key]
        pairs = [(_seconds(_read, url, body), _seconds(trafilatura, url, body)) for _ in range(_READINGS)]
        ours += min(one for one, _ in pairs)
        theirs += min(other for _, other in pairs)
    return round(ours / theirs, 3) if theirs else 0.0


def _seconds(work: Callable[[str, bytes], object], url: str, body: bytes) -> float:
    begun = time.process_time()
    work(url, body)
    return time.process_time() - begun


def _read(url: str, body: bytes) -> Article | NotAnArticle:
    try:
        return read_page(body, url, PageContext(), system_clock, judges_for(url))
    except NotAnArticle as refusal:
        return refusal
