"""Which links of a front or section page are headlines, told from navigation without rules for single outlets.

A headline is a longer text, its address names one article, it stands in a heading or article box, and others like it stand in
boxes like its own. No one sign decides; they are weighed.
"""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from urllib.parse import unquote, urlsplit

from lxml import etree, html

from news.text import clean
from news.urls import host, web_url

MAX_LINKS = 5000
_ASIDE_TAGS = frozenset({"nav", "footer", "form", "select", "button", "dialog", "noscript", "script", "style", "template"})
_ASIDE_ROLES = frozenset({"navigation", "contentinfo", "banner", "search", "menu", "menubar", "dialog", "tablist"})
_ASIDE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|megamenu|submenu|footer|breadcrumbs?|pagination|pager|social|share|sharing|"
    r"cookie|cookies|consent|copyright|tags?|tagcloud|languages?|lang-switcher|login|newsletter|weather|ticker-prices)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5"})
_ALWAYS_SECTION = re.compile(r"/(?:tags?|authors?|writers?|all-about|hashtag)/", re.IGNORECASE)
_SECTION = re.compile(
    r"/(?:tags?|topics?|categor(?:y|ies)|section|author|authors|writers?|page|search|login|register|subscribe|contact|about|about-us|"
    r"privacy|privacy-policy|terms|advertise|rss|feed|sitemap|archive|archives|live|videos?|gallery|galleries|programs?|frequencies|podcasts?)(?:[/.?]|$)",
    re.IGNORECASE,
)
_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|zip|docx?|xlsx?|xml|rss|apk)$", re.IGNORECASE)
_IDENTITY = re.compile(r"\d{4,}|/20\d\d/\d{1,2}/|-\d+(?:\.\w+)?/?$|/\d+/?$")
_MORE = re.compile(
    r"^(?:read (?:more|on)|more|continue reading|full story|details|watch|listen|اقرأ المزيد|المزيد|التفاصيل|زیاتر|زۆرتر|درێژە|bêtir)\W*$",
    re.IGNORECASE,
)
_TITLED = re.compile(r"(?:^|[\s_-])(?:title|headline|heading)(?:$|[\s_-])", re.IGNORECASE)
_LONGEST = 300
_ENOUGH = 3


@dataclass(slots=True)
class _Link:
    url: str
    path: str
    title: str = ""
    box: str = ""
    in_heading: bool = False
    in_article: bool = False
    in_prose: bool = False


@dataclass(frozen=True, slots=True)
class Headline:
    url: str
    title: str


def find_headlines(markup: str, url: str) -> list[Headline]:
    """The headline links of the page at `url`, each address once, in the order of the page. Left to right and right to left alike."""
    root = _parsed(markup)
    if root is None:
        return []
    links = _Collector(root, url).links()
    boxes = Counter(link.box for link in links if _weight_of_text(link.title) > 0)
    return [Headline(link.url, link.title) for link in links if _score(link, boxes) >= _ENOUGH]


def _parsed(markup: str) -> etree._Element | None:
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(markup.encode("utf-8", errors="replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


class _Collector:
    """Gathers a page's links to its own host, with what their places say of them; each element is judged once."""

    def __init__(self, root: etree._Element, url: str) -> None:
        self._root = root
        self._base = web_url(str(next(iter(root.xpath("//base/@href")), "")), url) or url
        self._own = host(url)
        self._here = url.partition("#")[0].rstrip("/")
        self._aside: dict[etree._Element, bool] = {}
        self._lengths: dict[etree._Element, int] = {}

    def links(self) -> list[_Link]:
        links: dict[str, _Link] = {}
        for anchor in islice(self._root.iter("a"), MAX_LINKS):
            address = web_url(str(anchor.get("href") or ""), self._base).partition("#")[0]
            if not address or address.rstrip("/") == self._here or host(address) != self._own or self._is_aside(anchor):
                continue
            parts = urlsplit(address)
            if (len(parts.path) < 2 and not parts.query) or _FILE.search(parts.path):
                continue
            path = unquote(parts.path) + (f"?{parts.query}" if parts.query else "")
            self._read(anchor, links.setdefault(address, _Link(address, path)))
        return list(links.values())

    def _read(self, anchor: etree._Element, link: _Link) -> None:
        """Several links to one article are one: the words of a heading, else the most words, are its title."""
        text, has_heading = _words_of(anchor)
        if not text:
            return
        ancestors = [element for element in anchor.iterancestors() if element.tag not in ("body", "html")]
        in_heading = has_heading or any(element.tag in _HEADINGS for element in ancestors[:3])
        if link.title and (link.in_heading > in_heading or (link.in_heading == in_heading and len(text) <= len(link.title))):
            return
        link.title = text
        link.in_heading = in_heading
        link.in_article = link.in_article or any(element.tag == "article" for element in ancestors)
        link.in_prose = not in_heading and any(element.tag == "p" and self._length(element) > 2 * len(text) for element in ancestors[:3])
        link.box = ">".join(f"{element.tag!s}.{_first_class(element)}" for element in ancestors[:4])

    def _length(self, element: etree._Element) -> int:
        if element not in self._lengths:
            self._lengths[element] = len(_text(element))
        return self._lengths[element]

    def _is_aside(self, element: etree._Element) -> bool:
        """Whether an element lies in navigation, a footer or the like."""
        passed = []
        verdict = False
        for ancestor in element.iterancestors():
            if ancestor in self._aside:
                verdict = self._aside[ancestor]
                break
            passed.append(ancestor)
            if _makes_aside(ancestor):
                verdict = True
                break
        self._aside.update(dict.fromkeys(passed, verdict))
        return verdict


def _words_of(anchor: etree._Element) -> tuple[str, bool]:
    """A link's headline, and whether it holds a heading. A card that is a link as a whole holds more than its headline."""
    heading = next(anchor.iter(*_HEADINGS), None)
    named = None if heading is not None else next((part for part in anchor.iter() if _TITLED.search(str(part.get("class") or ""))), None)
    best = heading if heading is not None else named if named is not None and named is not anchor else anchor
    text = _text(best)
    if len(text) > _LONGEST:
        text = next((piece for part in anchor.itertext() if len((piece := " ".join(clean(str(part)).split())).split()) >= 3), "")[:_LONGEST]
    if not text or _MORE.match(text):
        text = " ".join(clean(str(anchor.get("title") or "")).split())[:_LONGEST]
    return text, heading is not None


def _first_class(element: etree._Element) -> str:
    names = str(element.get("class") or "").split()
    return re.sub(r"\d+", "", names[0]) if names else ""


def _text(element: etree._Element) -> str:
    return " ".join(clean("".join(str(part) for part in element.itertext())).split())


def _makes_aside(element: etree._Element) -> bool:
    tag = element.tag
    if tag in ("body", "html", "main", "article"):
        return False
    if tag in _ASIDE_TAGS or str(element.get("role") or "").lower() in _ASIDE_ROLES:
        return True
    if tag == "header":
        return not any(above.tag in ("article", "main", "section", "li") for above in element.iterancestors())
    named = f"{element.get('class') or ''} {element.get('id') or ''}"
    return bool(named.strip() and _ASIDE_NAMES.search(named))


def _weight_of_text(title: str) -> int:
    """2 for the length of a headline, 1 for a short one, 0 for a label."""
    count = len(title.split())
    letters = sum(map(str.isalpha, title))
    if count >= 4 and letters >= 18:
        return 2
    return 1 if count >= 3 or letters >= 16 else 0


def _weight_of_address(path: str) -> int:
    """2 for an address that names one article, 0 for one that may, -2 for a section's."""
    bare = path.partition("?")[0]
    if _ALWAYS_SECTION.search(bare):
        return -3
    if _SECTION.search(bare) and not _IDENTITY.search(bare):
        return -2
    last = bare.rstrip("/").rpartition("/")[2]
    if _IDENTITY.search(path) or last.count("-") >= 3 or last.count("_") >= 3 or (len(last) >= 24 and not last.isascii()):
        return 2
    return 1 if last.count("-") >= 1 or last.endswith((".html", ".htm", ".php", ".aspx")) or len(bare.strip("/").split("/")) >= 3 else 0


def _score(link: _Link, boxes: Counter[str]) -> int:
    text = _weight_of_text(link.title)
    if not link.title or (text == 0 and not link.in_heading):
        return 0
    score = text + _weight_of_address(link.path) + int(link.in_heading) + int(link.in_article) - 3 * int(link.in_prose)
    return score + int(boxes[link.box] >= 3)
