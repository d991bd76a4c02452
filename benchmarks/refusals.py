"""Pages that hold no article: how many of each reason are recognised, and how many articles are refused.

The pages of each reason are those of tests/extraction/walls (those at addresses of their own were written without the rules in view); the
articles those there, which were made to be mistaken, and the real ones of ../shared.
"""

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from benchmarks.beside import page_set
from crawler.extraction import PageContext, extract
from news.errors import NotAnArticle

PAGES = Path(__file__).parents[1] / "tests" / "extraction" / "walls"
SETS = ("aeb", "fundus", "wcxb")
_URL = "http://post.example/2026/11/20/kesra"


def run() -> dict[str, Any]:
    """Of each reason: pages, those refused for it, those refused at all. Of the articles: pages and refusals by reason."""
    reasons: dict[str, dict[str, int]] = {}
    urls = json.loads((PAGES / "urls.json").read_text(encoding="utf-8"))
    for folder in sorted(path for path in PAGES.iterdir() if path.is_dir() and path.name != "article"):
        found = Counter(_reason(page.read_bytes(), urls.get(f"{folder.name}/{page.name}", _URL)) for page in folder.glob("*.html"))
        called = "blocked" if folder.name == "login" else folder.name
        reasons[folder.name] = {"pages": found.total(), "as_such": found[called], "refused": found.total() - found[""]}
    articles: dict[str, dict[str, Any]] = defaultdict(dict)
    made = [(page.read_bytes(), urls.get(f"article/{page.name}", _URL)) for page in (PAGES / "article").glob("*.html")]
    real = [(body, pages.url(key)) for name in SETS if (pages := page_set(name)) for key, body in pages.pages.items()]
    for name, bodies in (("made_to_be_mistaken", made), ("real", real)):
        refused = Counter(reason for body, url in bodies if (reason := _reason(body, url)))
        articles[name] = {"pages": len(bodies), "refused": dict(refused)}
    return {"reasons": reasons, "articles": dict(articles)}


def _reason(body: bytes, url: str) -> str:
    try:
        extract(body, url, PageContext(source_name="Kesra Post"))
    except NotAnArticle as refused:
        return refused.reason
    return ""
