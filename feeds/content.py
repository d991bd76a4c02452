"""What an entry shows of an article: HTML reduced to an allow-list, an excerpt, a summary; never anything that runs or phones home."""

import html
import re
from typing import Literal

import nh3

from news.model import Article
from news.text import clean
from news.urls import web_url

Content = Literal["full", "excerpt", "link"]

EXCERPT = 500  # characters of text, cut at a word
SUMMARY = 280
LARGEST = 250_000  # characters of HTML: an article beyond it is shown as its excerpt, so that one page cannot empty a feed of 3 MB

_TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "div", "span", "blockquote", "pre"),
    *("ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
    *("a", "abbr", "b", "cite", "code", "em", "i", "q", "s", "strong", "sub", "sup", "time", "u", "img", "figure", "figcaption"),
}
_ATTRIBUTES = {
    "*": {"dir", "lang"},
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "time": {"datetime"},
}
_SPACE = re.compile(r"\s+")


def content_of(article: Article, how: Content) -> str:
    """The HTML to publish, wrapped in an element that says its language and direction; empty for "link".

    Readers keep `dir` and `lang` inside content and drop them on the Atom element.
    """
    if how == "link":
        return ""
    inside = _body(article) if how == "full" else f"<p>{html.escape(excerpt(article.text))}</p>"
    if len(inside) > LARGEST:
        inside = f"<p>{html.escape(excerpt(article.text))}</p>"
    language = f' lang="{html.escape(article.language)}"' if article.language else ""
    return f'<div{language} dir="{article.direction}">{inside}</div>'


def excerpt(text: str, length: int = EXCERPT) -> str:
    """The beginning of a text on one line, cut after a sentence where one ends late enough, else after a word."""
    flat = one_line(text)
    if len(flat) <= length:
        return flat
    cut = flat[: length + 1]
    sentence = max(cut.rfind(end) for end in (". ", "! ", "? ", "؟ ", "。"))
    if sentence > length // 2:
        return cut[: sentence + 1]
    return cut[: max(cut.rfind(" "), length // 2)].rstrip(" ,;:،؛-–—") + "…"


def one_line(text: str) -> str:
    """Text fit for a title or a name: cleaned, on one line."""
    return _SPACE.sub(" ", clean(text)).strip()


def _body(article: Article) -> str:
    """The article's own HTML where it has any, else its paragraphs; links and pictures only to the web."""
    if not article.html.strip():
        return "".join(f"<p>{html.escape(line)}</p>" for line in map(one_line, article.text.split("\n")) if line)

    def attribute(tag: str, name: str, value: str) -> str | None:
        if name in ("href", "src"):
            return web_url(value, article.url) or None
        return value

    return nh3.clean(clean(article.html), tags=_TAGS, attributes=_ATTRIBUTES, attribute_filter=attribute, url_schemes={"http", "https"})
