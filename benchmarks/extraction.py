"""Extraction against trafilatura alone, page by page in one process: how right, and how much CPU."""

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import trafilatura

from benchmarks.beside import PageSet, page_set, scores
from crawler.extraction import extract
from crawler.extraction.warm import warm
from news.errors import NotAnArticle

SETS = ("aeb", "fundus", "wcxb", "arabic")
Prediction = dict[str, Any]


def run() -> dict[str, Any]:
    """Of each set: scores of `extract` and of bare_extraction(include_comments=False), refusals, ms of CPU a page."""
    warm()
    trafilatura.bare_extraction("<html><body><p>Read on 3 May.</p><p>More of it.</p></body></html>", with_metadata=True)
    return {name: _measure(pages) for name in SETS if (pages := page_set(name))}


def _measure(pages: PageSet) -> dict[str, Any]:
    refused: Counter[str] = Counter()

    def ours(key: str, body: bytes) -> Prediction:
        try:
            found = extract(body, pages.url(key))
        except NotAnArticle as refusal:
            refused[refusal.reason] += 1
            return {}
        return {"articleBody": found.text, "title": found.title, "date": str(found.published_at or ""), "authors": list(found.authors)}

    def body_alone(key: str, body: bytes) -> Prediction:
        found: Any = trafilatura.bare_extraction(body, include_comments=False)
        return {"articleBody": found.text} if found else {}

    def with_metadata(key: str, body: bytes) -> Prediction:
        found: Any = trafilatura.bare_extraction(body, with_metadata=True)
        return {"articleBody": found.text, "title": found.title, "date": found.date, "authors": found.author} if found else {}

    ways: dict[str, Callable[[str, bytes], Prediction]] = {"extract": ours, "bare": body_alone, "bare_with_metadata": with_metadata}
    cpu = dict.fromkeys(ways, 0.0)
    predictions: dict[str, dict[str, Prediction]] = {name: {} for name in ways}
    for key, body in pages.pages.items():
        for name, way in ways.items():
            begun = time.process_time()
            predictions[name][key] = way(key, body)
            cpu[name] += time.process_time() - begun
    return {
        name: scores(pages.truth, predictions[name]) | {"ms_a_page": round(1000 * cpu[name] / len(pages.pages), 1)} for name in ways
    } | {"pages": len(pages.pages), "refused": dict(refused)}
