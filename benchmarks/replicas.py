"""The Arabic and Kurdish pages of tests/extraction/pages, by this extractor and by trafilatura; and the language of real texts.

Part `a` was there when the rules were written, `b` was read for the first time when they were done; `c` to `e` were written
later, without the rules in view. Each page is judged by trees that saw no page of its structure (benchmarks.folds).
"""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import trafilatura

from benchmarks.beside import SHARED, PageSet, scores
from benchmarks.folds import fold_of_name, judges_without
from crawler.extraction import PageContext
from crawler.extraction.page import read_page
from news.clock import system_clock
from news.errors import NotAnArticle
from news.language import detect
from news.model import Article

PARTS = ("a", "b", "c", "d", "e")
PAGES = Path(__file__).parents[1] / "tests" / "extraction" / "pages"


@dataclass(frozen=True, slots=True)
class Replica:
    """A page and what is true of it, as its expected.json says."""

    name: str
    body: bytes
    truth: dict[str, Any]

    @property
    def fold(self) -> int:
        """The fold of its structure."""
        return fold_of_name(self.truth["structure"])

    @property
    def context(self) -> PageContext:
        """What a crawl would know of it."""
        return PageContext(
            timezone=self.truth["timezone"],
            languages=tuple(self.truth["languages"]),
            fetched_at=datetime.fromisoformat(self.truth["fetched_at"]),
        )


def read(page: Replica) -> Article:
    """The page's article by judges that saw no page of its structure. Raises NotAnArticle."""
    return read_page(page.body, page.truth["url"], page.context, system_clock, judges_without(page.fold))


def replicas() -> Iterator[Replica]:
    """Every page, by name."""
    for folder in sorted(PAGES.iterdir()):
        yield Replica(folder.name, (folder / "page.html").read_bytes(), json.loads((folder / "expected.json").read_text(encoding="utf-8")))


def as_page_set() -> PageSet:
    """The replicas as a set of pages with their bodies, to train by."""
    pages = list(replicas())
    truth = {page.name: {"url": page.truth["url"], "articleBody": page.truth["text"]} for page in pages}
    return PageSet("replicas", PAGES, truth, {page.name: page.body for page in pages})


def run() -> dict[str, Any]:
    """Of each part: scores of both, and the shares of dates, languages, titles and authors that are right."""
    if not SHARED.is_dir():
        return {}
    pages = list(replicas())
    parts = {part: [page for page in pages if page.truth["part"] == part] for part in PARTS}
    return {part: _measure(chosen) for part, chosen in parts.items() if chosen} | {"languages": _languages()}


def _measure(pages: list[Replica]) -> dict[str, Any]:
    truth = {page.name: {"articleBody": page.truth["text"]} for page in pages}
    bodies: dict[str, Any] = {}
    others: dict[str, Any] = {}
    right = dict.fromkeys(("published_at", "language", "direction", "title", "authors"), 0)
    for page in pages:
        found: Any = trafilatura.bare_extraction(page.body, with_metadata=True, include_comments=False)
        others[page.name] = {"articleBody": found.text} if found else {}
        try:
            article = read(page)
        except NotAnArticle:
            continue
        bodies[page.name] = {"articleBody": article.text}
        published = page.truth["published_at"]
        right["published_at"] += article.published_at == (datetime.fromisoformat(published) if published else None)
        right["language"] += article.language == page.truth["language"]
        right["direction"] += article.direction == page.truth["direction"]
        right["title"] += article.title == page.truth["title"]
        right["authors"] += list(article.authors) == page.truth["authors"]
    return {
        "pages": len(pages),
        "iraqwire": scores(truth, bodies) | {name: round(count / len(pages), 4) for name, count in right.items()},
        "trafilatura": scores(truth, others),
    }


def _languages() -> dict[str, float]:
    """Of shared/data/arabic: the share of texts, of their titles and of headlines whose language is told right."""
    folder = SHARED / "data" / "arabic"
    texts, headlines = (_records(folder / f"{name}.jsonl.gz") for name in ("texts", "headlines"))
    titled = [one for one in texts if one["title"]]
    return {
        "texts": _share([detect(one["text"], ()) == one["language"] for one in texts]),
        "titles": _share([detect(one["title"], ()) == one["language"] for one in titled]),
        "headlines": _share([detect(one["title"], ()) == one.get("language", "ar") for one in headlines]),
    }


def _records(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress(file.read_bytes()).splitlines()]


def _share(right: list[bool]) -> float:
    return round(sum(right) / len(right), 5)
