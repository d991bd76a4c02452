"""Many pages through the extraction pool, a few under way at a time, each with its Article or its refusal in the order they came."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from typing import TYPE_CHECKING, TypeVar

from crawler.extraction.context import PageContext
from news.errors import NotAnArticle
from news.model import Article, Page

if TYPE_CHECKING:
    from crawler.job import Pool  # brings Scrapy

Key = TypeVar("Key")

UNDER_WAY = 8
"""Pages whose bodies are held at once: enough that no worker waits, whichever of them takes long."""


def extract_each(
    pages: Iterable[tuple[Key, Page, PageContext]], pool: "Pool", under_way: int = UNDER_WAY
) -> Iterator[tuple[Key, Page, Article | NotAnArticle]]:
    """Each page with what became of it, under the key it came with."""
    waiting: deque[tuple[Key, Page, Future[Article]]] = deque()
    for key, page, context in pages:
        waiting.append((key, page, pool.submit(page.body, page.url, context)))
        if len(waiting) >= under_way:
            yield _settled(*waiting.popleft())
    while waiting:
        yield _settled(*waiting.popleft())


def _settled(key: Key, page: Page, future: "Future[Article]") -> tuple[Key, Page, Article | NotAnArticle]:
    try:
        return key, page, future.result()
    except NotAnArticle as refusal:
        return key, page, refusal
