"""The lines a reader sees of a page that may say when it was published; what they say is `dates`' to parse."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

_DATE_CLASS = re.compile(r"date|time|publish|posted|stamp|dateline|entry-meta|post-meta|byline|story-info", re.IGNORECASE)
# In a link or a caption stands the date of something else.
_FOREIGN = frozenset({"nav", "a", "figure", "figcaption"})
_APART = _FOREIGN | {"aside", "footer", "li"}
_PUBLISHED_LABEL = re.compile(
    r"(?:(?:first )?(?:published|posted|publication date|date published|issued)\b|datum\b|erschienen\b|veröffentlicht\b|"
    r"(?:تاريخ|وقت) النشر|نشر (?:في|بتاريخ|يوم)|نُشر|تم النشر|التاريخ\s*:|تاريخ\s*:|بڵاوکرا(?:وەتەوە|یەوە)|"
    r"بەرواری? ?(?:بڵاوکردنەوە)?|ڕێکەوت)",
    re.IGNORECASE,
)
_CHANGED_LABEL = re.compile(r"\W*(?:last |date )?(?:updated|modified|revised|reviewed|edited)\b|آخر تحديث|تحديث|نوێکرا", re.IGNORECASE)
_NEAR = 150  # elements that may hold a date, before and after the headline
_LONGEST_DATELINE = 120  # characters


def datelines(tree: HtmlElement) -> list[str]:
    """Short lines that may say when, the likeliest first: those that call it the publication, those near the headline whose
    markup speaks of a date, any others near it, and what tells of a change only where nothing else does.
    """
    around: list[str] = []
    for heading in islice(tree.iter("h1"), 1):
        texts = (*heading.xpath("following::text()[position() <= 24]"), *heading.xpath("preceding::text()[position() <= 8]"))
        around = [line for text in texts if not is_apart(text.getparent(), _FOREIGN) if (line := " ".join(str(text).split()))]
    lines = [line for line in (*_labelled(tree), *_marked(tree), *around) if 6 <= len(line) <= _LONGEST_DATELINE]
    return sorted(dict.fromkeys(lines), key=lambda line: _CHANGED_LABEL.match(line) is not None)


def _labelled(tree: HtmlElement) -> Iterator[str]:
    """Lines that begin with a word for a publication, the date after it in the same element or right behind it."""
    for element in tree.iter():
        line = " ".join((element.text or "").split())
        if line and _PUBLISHED_LABEL.match(line) and not is_apart(element, _FOREIGN):
            if not any(map(str.isdigit, line)):  # "<b>Published</b> 3 May", "<dt>Published</dt><dd>3 May</dd>"
                following = None if (element.tail or "").strip() else element.getnext()
                behind = element.tail if following is None else str(following.text_content())
                line = " ".join((line, *(behind or "").split()))
            yield line
        tail = " ".join((element.tail or "").split())
        if tail and _PUBLISHED_LABEL.match(tail) and not is_apart(element, _FOREIGN):
            yield tail


def _marked(tree: HtmlElement) -> Iterator[str]:
    """Lines whose markup speaks of a date, those near the headline first."""
    elements = list(tree.iter("h1", "span", "div", "p", "small", "li", "td", "font", "em", "i", "b"))
    headline = next((place for place, element in enumerate(elements) if element.tag == "h1"), 0)
    near = range(headline - _NEAR, headline + _NEAR)
    for _, element in sorted(enumerate(elements), key=lambda placed: placed[0] not in near):
        if element.tag != "h1" and _DATE_CLASS.search(f"{element.get('class', '')} {element.get('id', '')}"):
            text = " ".join(str(element.text_content()).split())
            if 6 <= len(text) <= _LONGEST_DATELINE and not is_apart(element):
                yield text


def is_apart(element: HtmlElement, tags: frozenset[str] = _APART) -> bool:
    """Whether an element lies in a margin, an entry, a link or a caption: in one of these elements."""
    return any(parent.tag in tags for parent in element.iterancestors())
