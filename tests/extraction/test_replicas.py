"""Arabic, Sorani and Kurmanji pages on the structures of the sites of the region: date, language and body as a reader finds them."""

from datetime import datetime

import pytest

from benchmarks.beside import SHARED, scores
from benchmarks.replicas import PARTS, Replica, read, replicas
from crawler.extraction import extract

PAGES = list(replicas())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_date_and_the_language_are_right(page: Replica) -> None:
    article = extract(page.body, page.truth["url"], page.context)
    published = page.truth["published_at"]
    assert article.published_at == (datetime.fromisoformat(published) if published else None)
    assert (article.language, article.direction) == (page.truth["language"], page.truth["direction"])


@pytest.mark.skipif(not SHARED.is_dir(), reason="the scorer lies beside the project")
@pytest.mark.parametrize("part", PARTS)
def test_bodies_are_as_a_reader_would_copy_them(part: str) -> None:
    """By judges that saw no page of the structure: what the shipped ones make of pages they were trained on says nothing."""
    pages = [page for page in PAGES if page.truth["part"] == part]
    truth = {page.name: {"articleBody": page.truth["text"]} for page in pages}
    found = {page.name: {"articleBody": read(page).text} for page in pages}
    assert scores(truth, found)["f1"] >= 0.98


def test_there_are_pages_enough_of_every_kind() -> None:
    def count(**wanted: str) -> int:
        return sum(all(page.truth[name] == value for name, value in wanted.items()) for page in PAGES)

    assert len(PAGES) >= 60
    assert len({page.truth["structure"] for page in PAGES}) >= 24
    assert count(encoding="windows-1256") >= 10
    assert min(count(language="ar"), 2 * count(language="ckb"), 3 * count(language="kmr")) >= 30
