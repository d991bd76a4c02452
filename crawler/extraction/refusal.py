"""Why a page holds no article: the reasons, and the one way to say so. Runs count pages by these keys."""

from typing import NoReturn

from news.errors import NotAnArticle
from news.model import Mention
from news.text import letters

REASONS = {
    "not_html": "something other than a web page",
    "empty": "a page without text",
    "too_short": "too little text to be an article",
    "index": "a page of headlines",
    "section": "the front of a section, a tag's or an author's page",
    "gallery": "pictures with next to no text",
    "video": "a recording with next to no text",
    "live": "a live page without its entries",
    "paywall": "the beginning of an article that is paid for, or nothing of it",
    "soft_404": "a page that says it is not found, expired or removed, and answers 200",
    "maintenance": "a site that says it is being worked on or broken, and answers 200",
    "blocked": "a challenge, or a wall of consent or login, with no article behind it",
    "other_page": "a page that is not what was listed",
    "parked": "a domain for sale, or its owner's advertisements",
    "deadline": "extraction took longer than it may",
    "worker_died": "the worker that read the page died, twice",
    "error": "a fault in extraction itself",
}

OTHER_PAGE = "other_page"
PASSING = frozenset({"blocked", "paywall", "live", "maintenance", "parked", OTHER_PAGE})
"""The reasons that may be the site's state and not the page's: the next crawl asks again."""

# Letters and digits. The shortest of the 614 articles of shared/data/extraction has 278; an agency's flash is one sentence.
LEAST_TEXT = 40
_LOOKED_AT = 2000  # characters in which a text has as many letters


def refuse(reason: str, url: str, mentions: tuple[Mention, ...] = ()) -> NoReturn:
    """Raises NotAnArticle with one of REASONS."""
    if reason not in REASONS:
        raise ValueError(f"unknown reason {reason!r}")
    raise NotAnArticle(reason, url, mentions)


def check(text: str, url: str, mentions: tuple[Mention, ...], *, is_index: bool) -> None:
    """Raises NotAnArticle where what was extracted is no article."""
    if is_index:
        refuse("index", url, mentions)
    length = len(letters(text[:_LOOKED_AT]))
    if not length:
        refuse("index" if mentions else "empty", url, mentions)
    if length < LEAST_TEXT:
        refuse("too_short", url, mentions)
