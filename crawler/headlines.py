"""Which links of a front or section page are headlines, told from navigation without rules for single outlets.

A headline is a longer text, its address names one article, it stands in a heading or article box, and others like it stand in
boxes like its own. No one sign decides; they are weighed.
"""

import re
from collections import Counter
from dataclasses import dataclass
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
    base = web_url(str(next(iter(root.xpath("//base/@href")), "")), url) or url
    own = host(url)
    links = _collected(root, base, url, own)
    boxes = Counter(link.box for link in links.values() if _weight_of_text(link.title) > 0)
    return [Headline(link.url, link.title) for link in links.values() if _score(link, boxes) >= _ENOUGH]


def _parsed(markup: str) -> etree._Element | None:
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(markup.encode("utf-8", errors="replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _collected(root: etree._Element, base: str, page: str, own: str) -> dict[str, _Link]:
    links: dict[str, _Link] = {}
    around: dict[etree._Element, bool] = {}
    here = page.partition("#")[0].rstrip("/")
    for number, anchor in enumerate(root.iter("a")):
        if number >= MAX_LINKS:
            break
        address = web_url(str(anchor.get("href") or ""), base).partition("#")[0]
        if not address or address.rstrip("/") == here or host(address) != own or _is_aside(anchor, around):
            continue
        parts = urlsplit(address)
        path = unquote(parts.path) + (f"?{parts.query}" if parts.query else "")
        if (len(parts.path) < 2 and not parts.query) or _FILE.search(parts.path):
            continue
        link = links.setdefault(address, _Link(address, path))
        _read_anchor(anchor, link)
    return links


def _read_anchor(anchor: etree._Element, link: _Link) -> None:
    heading = next((child for child in anchor.iter(*_HEADINGS)), None)
    text = _text(heading if heading is not None else anchor)
    if not text or _MORE.match(text):
        text = " ".join(str(anchor.get("title") or "").split())
        if not text:  # a picture: its card's words come with the link that holds them
            return
    ancestors = list(_above(anchor))
    in_heading = heading is not None or any(element.tag in _HEADINGS for element in ancestors[:3])
    if link.title and not (in_heading and not link.in_heading) and (link.in_heading or len(text) <= len(link.title)):
        return
    if len(text) > 300:
        return
    link.title = text
    link.in_heading = link.in_heading or in_heading
    link.in_article = link.in_article or any(element.tag == "article" for element in ancestors)
    link.in_prose = not in_heading and any(element.tag == "p" and len(_text(element)) > 2 * len(text) for element in ancestors[:3])
    link.box = ">".join(f"{element.tag!s}.{_first_class(element)}" for element in ancestors[:4])


def _above(anchor: etree._Element) -> list[etree._Element]:
    return [element for element in anchor.iterancestors() if element.tag not in ("body", "html")]


def _first_class(element: etree._Element) -> str:
    names = str(element.get("class") or "").split()
    return re.sub(r"\d+", "", names[0]) if names else ""


def _text(element: etree._Element) -> str:
    return " ".join(clean("".join(str(part) for part in element.itertext())).split())


def _is_aside(element: etree._Element, known: dict[etree._Element, bool]) -> bool:
    """Whether an element lies in navigation, a footer or the like. A page's masthead is one, an article's header is none."""
    parent = element.getparent()
    if parent is None:
        return False
    verdict = known.get(parent)
    if verdict is None:
        verdict = known[parent] = _makes_aside(parent) or _is_aside_above(parent, known)
    return verdict


def _is_aside_above(element: etree._Element, known: dict[etree._Element, bool]) -> bool:
    chain = []
    verdict = False
    for ancestor in element.iterancestors():
        if ancestor in known:
            verdict = known[ancestor]
            break
        chain.append(ancestor)
        if _makes_aside(ancestor):
            verdict = True
            break
    for passed in chain:
        known[passed] = verdict
    return verdict


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
    score = text + _weight_of_address(link.path) + int(link.in_heading) + int(link.in_article) - 2 * int(link.in_prose)
    return score + int(boxes[link.box] >= 3)
