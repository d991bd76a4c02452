"""Where the texts of a page's links lead. trafilatura drops addresses from the body; a line's own text finds its address again."""

from lxml.html import HtmlElement

from crawler.extraction.spacing import one_line
from news.urls import web_url

_LONGEST = 400  # characters of a link's text; longer ones hold whole cards


class Links:
    """Addresses by link text, resolved when asked for: a page has hundreds, its lists ask for a few."""

    def __init__(self, tree: HtmlElement, url: str) -> None:
        self._url = url
        self._found: dict[str, str] = {}
        for anchor in tree.iter("a"):
            href = anchor.get("href")
            text = one_line(str(anchor.text_content())) if href else ""
            if href and text and len(text) <= _LONGEST:
                # A text that leads to two places names neither.
                self._found[text] = href if self._found.get(text, href) == href else ""

    def address(self, text: str) -> str:
        """The absolute http address that this text as a whole is a link to, empty where it is none."""
        href = self._found.get(text)
        return web_url(href, self._url) if href else ""

    def inside(self, text: str) -> list[str]:
        """The link texts of three words and more that this text holds, in the page's order."""
        return [link for link in self._found if link.count(" ") >= 2 and link in text]
