"""Pages that answer 200: which are walls, and which stay articles. The folder of walls/ that a page lies in is what it must be called."""

from pathlib import Path

import pytest

from crawler.extraction import PageContext, extract
from crawler.extraction.refusal import PASSING, REASONS
from news.errors import NotAnArticle

PAGES = sorted((Path(__file__).parent / "walls").glob("*/*.html"))
URL = "http://post.example/2026/11/20/kesra"


def judged(body: bytes) -> str:
    try:
        extract(body, URL, PageContext(source_name="Kesra Post"))
    except NotAnArticle as refused:
        return refused.reason
    return "article"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}/{page.stem}")
def test_a_page_is_called_what_it_is(page: Path) -> None:
    assert judged(page.read_bytes()) == page.parent.name


def test_there_are_walls_and_articles_enough_to_tell_by() -> None:
    articles = [page for page in PAGES if page.parent.name == "article"]
    assert len(PAGES) - len(articles) >= 24
    assert len(articles) >= 12
    assert {page.parent.name for page in PAGES} - {"article"} <= REASONS.keys()


def test_the_reasons_that_pass_are_the_sites_and_not_the_pages() -> None:
    assert {"blocked", "paywall", "live", "maintenance", "parked", "other_page"} == PASSING
    assert REASONS.keys() >= PASSING
