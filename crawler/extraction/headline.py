"""The title of an article: the headline without the name of the site around it."""

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from crawler.extraction.body import one_line
from dedupe.dated import trailing_date
from news.text import letters

_SEPARATOR = re.compile(r"\s+[-–—|·•:：»«/›‹~]{1,3}\s+|\s*[|»«]\s*|\s+::\s+")
_NOT_TITLES = frozenset(map(letters, ("home", "news", "article", "error", "404", "not found", "الرئيسية", "أخبار", "سەرەکی", "هەواڵ")))

_FEWEST_LETTERS = 4  # of a name cut short


def headline(tree: HtmlElement, linked: str, metas: dict[str, list[str]], site_names: Sequence[str]) -> str:
    """The page's headline: as its JSON-LD, og:title, only h1, or <title> gives it; empty where none is one."""
    shares = metas.get("og:title", []) + metas.get("twitter:title", [])
    element = tree.find(".//head/title")
    document = [str(element.text_content())] if element is not None else []
    headings = [text for text in (" ".join(str(element.text_content()).split()) for element in tree.iter("h1")) if text]
    only = headings if len(set(headings)) == 1 else []
    for candidate in (linked, *shares[:1], *only, *shares[1:], *metas.get("headline", ()), *document):
        title = without_site(one_line(candidate), site_names, headings)
        key = letters(title)
        if len(key) > 2 and key not in _NOT_TITLES and key not in map(letters, site_names):
            return title
    return ""


def without_site(title: str, site_names: Sequence[str], headings: Sequence[str] = ()) -> str:
    """The title without the parts at its ends that are one of these names, or that a heading of the page does without.
    Another outlet's name stays: it may be the origin's.
    """
    names = {letters(name) for name in site_names} | {letters(name.rpartition(".")[0]) for name in site_names if "." in name}
    names.discard("")
    whole = set(map(letters, headings))
    while parts := list(_SEPARATOR.finditer(title)):
        last = title[parts[-1].end() :]
        if _names_site(letters(last), names) or letters(title[: parts[-1].start()]) in whole or _is_date(last):
            title = title[: parts[-1].start()].strip()
        elif letters(title[: parts[0].start()]) in names:
            title = title[parts[0].end() :].strip()
        else:
            break
    return title


def _names_site(part: str, names: set[str]) -> bool:
    """Whether this is one of the names, or its beginning ("読売新聞" of "読売新聞オンライン")."""
    return part in names or any(len(part) >= _FEWEST_LETTERS and name.startswith(part) and len(part) * 5 >= len(name) * 2 for name in names)


def _is_date(part: str) -> bool:
    """Whether a part of a title is a date and nothing else; what a date says of the story has no separator before it."""
    found = trailing_date(part.strip())
    return found is not None and found.start == 0
