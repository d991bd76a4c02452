"""Bytes of a page to an Article, without any network: trafilatura chooses the body, the rest is read beside it.

Importing this costs little; trafilatura and the models are loaded by the first call, which in a crawl is a worker's (see `pool`).
"""

from crawler.extraction.context import PageContext
from news.clock import Clock, system_clock
from news.model import Article

__all__ = ["PageContext", "extract"]

_NO_CONTEXT = PageContext()


def extract(body: bytes, url: str, context: PageContext = _NO_CONTEXT, *, clock: Clock = system_clock) -> Article:
    """The article that this page holds, lists and furniture taken out; `text` is one paragraph a line.

    Raises NotAnArticle, whose `reason` is a key of `crawler.extraction.refusal.REASONS` and whose `mentions` are those of the page.
    """
    from crawler.extraction.page import read_page  # 0.4 s of imports that the crawl's own process must not pay

    return read_page(body, url, context, clock)
