"""The links of a page, each with the place it stands in: its words, its card, the boxes around it, the date beside it.

What that makes of a link, an article's or a section's, is weighed in `crawler.headlines`.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from lxml import etree, html

from crawler.addresses import Address, read_address, same_site, site
from crawler.dates import parse_date
from news.text import clean
from news.urls import host, web_url

MAX_LINKS = 5000
LONGEST = 300
_CLIMB = 6
"""Ancestors that are looked at around a link. Cards of the themes seen are at most five deep."""

_HARD_TAGS = frozenset({"nav", "footer", "select", "button", "dialog", "noscript", "script", "style", "template"})
_HARD_ROLES = frozenset({"navigation", "contentinfo", "banner", "search", "menu", "menubar", "dialog", "tablist"})
_GENERIC = (
    r"(?:[-_]?(?:bar|list|menu|container|wrapper|wrap|links?|items?|area|block|widget|inner|outer|top|bottom|main|primary|secondary|mobile|desktop|"
    r"box|row|col|nav|ul|cloud|content|holder|head|header|s|\d+))*"
)
_ASIDE = re.compile(
    r"^(?!(?:no|has|with|without|hide|hidden|is|page|site)[-_])(?:\w+?[-_])*?"
    r"(?:nav|navbar|navigation|menu|megamenu|submenu|footer|breadcrumbs?|crumbs?|pathway|pagination|pager|paging|pagenavi|social|socials|share|sharing|addthis|"
    r"cookies?|consent|gdpr|copyright|tags?|tagcloud|languages?|lang|langs|switcher|login|newsletter|subscribe|weather|forecast|currency|currencies|prices?|"
    r"exchange|prayers?|calendar|ads?|adv|advert|adverts|advertisement|advertising|adsense|sponsor|sponsors|sponsored|reklam|reklama|promoted|facets?|filters?|"
    r"programs?|programmes?|schedule|tabs|pagelist|linklist|blogroll|services|authors?|writers?|columnists|topics|skip|toolbar|topbar|partners?)"
    + _GENERIC
    + "$",
    re.IGNORECASE,
)
_BADGE = re.compile(
    r"^(?:\w+?[-_])*?(?:cat|category|categories|badge|kicker|byline|author|authors|writer|tag|tags|topic|eyebrow|section|label|source|reporter|meta-cat|comments?)"
    r"(?:[-_]?(?:links?|list|name|label|item|badge|wrap|box))?$",
    re.IGNORECASE,
)
_BY = re.compile(
    r"^(?:.*[|•·,]\s*)?(?:(?:written |story |posted )?by|author|reporter|بقلم|كتب|كتابة|الكاتب|نووسینی|نووسەر|nivîskar|ji aliyê)\s*:?$",
    re.IGNORECASE,
)
_BADGE_RELS = frozenset({"author", "tag", "category", "nofollow-share"})
_TITLED = re.compile(r"(?:^|[\s_-])(?:title|headline|heading|ttl|unwan|caption)(?:$|[\s_-])", re.IGNORECASE)
_DATED = re.compile(r"(?:^|[\s_-])(?:date|time|datetime|timeago|ago|published|posted|pubdate|tarih|created)(?:$|[\s_-])", re.IGNORECASE)
_DATE = re.compile(
    r"\d{1,2}:\d{2}|\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}|\b(?:19|20)\d\d\b|\bago\b|قبل|منذ|پێش|لەمەوپێش|\bberî\b|yesterday|today|أمس|اليوم|دوێنێ|ئەمڕۆ",
    re.IGNORECASE,
)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_INLINE = frozenset({"b", "strong", "em", "i", "u", "span", "font", "small", "big", "mark"})
_BLOCKS = frozenset(
    {
        "br",
        "div",
        "p",
        "ul",
        "ol",
        "li",
        "table",
        "tr",
        "td",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "section",
        "article",
        "figure",
        "dt",
        "dd",
    }
)
_MORE = re.compile(
    r"^(?:read (?:more|on|the .{3,20}|full .{3,20}|article)|read|more|more details|see more|learn more|view more|continue reading|"
    r"full (?:story|text|article)|details|watch|listen|view|open|go|"
    r"click here|link|here|permalink|comments?|leave a comment|no comments|share|print|"
    r"(?:اقرأ|إقرأ|اقرا|قراءة|لقراءة|تابع|متابعة|شاهد|عرض|للمزيد|المزيد|مزيد|التفاصيل|تفاصيل|أكمل)(?: \w+){0,2}|"
    r"زیاتر(?: \w+)?|زۆرتر|درێژە(?:ی \w+)?|خوێندنەوە(?:ی \w+)?|zêdetir|bêtir|bixwîne|dirêjî)[\W\d]*$",
    re.IGNORECASE,
)
_UNKNOWN = "?"


@dataclass(slots=True)
class Anchor:
    """An address of the page with the best that its links say of it.

    `aside`: 0 in the page's body, 1 in a box named like navigation, 2 in navigation itself. `boxes`: of each of its links, what the links
    of cards of that kind have in common. `beside`: the keys of the few addresses that share its nearest boxes.
    """

    address: Address
    foreign: bool = False
    title: str = ""
    boxes: set[str] = field(default_factory=set)
    in_heading: bool = False
    in_article: bool = False
    in_prose: bool = True
    is_badge: bool = True
    aside: int = 2
    dated: bool = False
    pictured: bool = False
    published_at: datetime | None = None
    beside: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Card:
    heading: str = ""
    published: str = ""
    dated: bool = False
    pictured: bool = False
    text: str = field(default="", repr=False)


def parsed(markup: str) -> etree._Element | None:
    """The page as a tree; None where it holds nothing to parse."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(markup.encode("utf-8", errors="replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def base_of(root: etree._Element, url: str) -> str:
    """What the page's relative links are relative to."""
    return web_url(str(next(iter(root.xpath("//base/@href")), "")), url) or url


def text_of(element: etree._Element) -> str:
    return " ".join(clean("".join(str(part) for part in element.itertext())).split())


class Anchors:
    """Gathers a page's links; each element is judged once."""

    def __init__(self, root: etree._Element, url: str, hosts: tuple[str, ...], timezone: str, now: datetime) -> None:
        self._root = root
        self._url = url
        self._base = base_of(root, url)
        self._sites = frozenset({site(host(url)), *(site(host(name) or name) for name in hosts)})
        self._timezone = timezone
        self._now = now
        self._aside: dict[etree._Element, int] = {}
        self._lengths: dict[etree._Element, int] = {}
        self._held: dict[etree._Element, set[str]] = {}
        self._cards: dict[etree._Element, _Card] = {}
        self._near: dict[etree._Element, set[str]] = {}
        self._names: dict[etree._Element, str] = {}
        self._ranks: dict[str, tuple[bool, int, bool, int]] = {}

    def read(self) -> list[Anchor]:
        """Every address that the page links, in its order, each once."""
        here = read_address(self._url, self._url).key
        found: dict[str, Anchor] = {}
        elements: list[tuple[etree._Element, Anchor]] = []
        for element in islice(self._root.iter("a", "area"), MAX_LINKS):
            url = web_url(str(element.get("href") or ""), self._base)
            if not url:
                continue
            address = read_address(url, self._url)
            if address.key == here:
                continue
            anchor = found.get(address.key)
            if anchor is None:
                anchor = found[address.key] = Anchor(address, foreign=not same_site(address.url, self._sites))
            if not anchor.foreign:
                elements.append((element, anchor))
                self._hold(element, address)
            for near in islice(element.iterancestors(), 2):
                self._near.setdefault(near, set()).add(address.key)
        for element, anchor in elements:
            self._place(element, anchor)
        return list(found.values())

    def _hold(self, element: etree._Element, address: Address) -> None:
        """Notes which article addresses each of the next ancestors holds; two are as good as many."""
        if address.reason or _is_badge(element):
            return
        if not address.weight and not any(one.tag in HEADINGS for one in islice(element.iterancestors(), 2)):
            return
        for ancestor in islice(element.iterancestors(), _CLIMB):
            held = self._held.setdefault(ancestor, set())
            if len(held) < 2:
                held.add(address.key)

    def _place(self, element: etree._Element, anchor: Anchor) -> None:
        aside = self._aside_of(element)
        card = self._card_of(element, anchor)
        title, in_heading = self._title(element, anchor, card)
        above = [one for one in islice(element.iterancestors(), _CLIMB) if one.tag not in ("body", "html")]
        if title:
            in_heading = in_heading or any(one.tag in HEADINGS for one in above[:3])
        badge = (_is_badge(element) or bool(_BY.match(_text_before(element)[-40:]))) and not in_heading
        anchor.dated = anchor.dated or (card.dated and not badge)
        anchor.pictured = anchor.pictured or card.pictured
        if anchor.published_at is None and card.published and not badge:
            anchor.published_at = parse_date(card.published, self._timezone, self._now)
        if not title:
            return
        anchor.boxes.add(">".join([_signature(element), *map(_signature, above[:4])]))
        if (lists := next((one for one in above if one.tag in ("ul", "ol", "table", "dl")), None)) is not None:
            anchor.boxes.add(self._names.setdefault(lists, str(len(self._names))))
        # Several links to one article are one: what the best of them says and where it stands is the article's.
        rank = (in_heading, -aside, not badge, len(title))
        if anchor.title and rank <= self._ranks[anchor.address.key]:
            return
        self._ranks[anchor.address.key] = rank
        cells = (self._near.get(near, set()) for near in islice(element.iterancestors(), 2))
        anchor.beside = set().union(*(cell for cell in cells if len(cell) <= 4)) - {anchor.address.key}
        anchor.title = title
        anchor.aside = aside
        anchor.in_heading = in_heading
        anchor.is_badge = badge
        anchor.in_article = any(one.tag == "article" for one in element.iterancestors())
        anchor.in_prose = not in_heading and self._is_prose(element, title)

    # ------------------------------------------------------------ cards

    def _card_of(self, element: etree._Element, anchor: Anchor) -> _Card:
        """What stands around a link in the largest box that leads to no other article."""
        card = element
        for ancestor in islice(element.iterancestors(), _CLIMB):
            if ancestor.tag in ("body", "html", "main") or self._held.get(ancestor, {_UNKNOWN}) - {anchor.address.key}:
                break
            card = ancestor
        if card not in self._cards:
            self._cards[card] = self._describe(card, anchor.address.key)
        return self._cards[card]

    def _describe(self, card: etree._Element, key: str) -> _Card:
        found = _Card()
        named = ""
        for part in card.iter():
            tag = part.tag
            if tag == "time" and not found.published:
                found.published = str(part.get("datetime") or "")
                found.dated = True
            elif tag in ("img", "picture", "video"):
                found.pictured = True
            elif tag in HEADINGS and not found.heading and not self._leads_away(part, key):
                found.heading = text_of(part)[:LONGEST]
            else:
                names = str(part.get("class") or "")
                if names and not found.dated and _DATED.search(names):
                    found.dated = True
                if names and not named and _TITLED.search(names) and not self._leads_away(part, key):
                    named = text_of(part)[:LONGEST]
        found.heading = found.heading or named
        found.text = text_of(card)[: 4 * LONGEST]
        found.dated = found.dated or bool(_DATE.search(found.text.replace(found.heading, " ") if found.heading else found.text))
        return found

    def _leads_away(self, element: etree._Element, key: str) -> bool:
        for link in element.iter("a"):
            url = web_url(str(link.get("href") or ""), self._base)
            if url and read_address(url, self._url).key != key:
                return True
        return False

    # ------------------------------------------------------------ words

    def _title(self, element: etree._Element, anchor: Anchor, card: _Card) -> tuple[str, bool]:
        """A link's headline, and whether a heading says it: the link's own words, its attributes, or the heading of its card."""
        text, in_heading = _words_of(element)
        if text and not _MORE.match(text):
            return _whole(text, element), in_heading
        for name in ("title", "aria-label"):
            said = " ".join(clean(str(element.get(name) or "")).split())[:LONGEST]
            if said and not _MORE.match(said) and (len(said.split()) >= 2 or not card.heading):
                return said, False
        if card.heading and not _MORE.match(card.heading):
            return card.heading, True
        if text:
            if before := self._heading_before(element):
                return before, True
            return text, False
        image = next(element.iter("img"), None)
        said = " ".join(clean(str(image.get("alt") or "")).split())[:LONGEST] if image is not None else ""
        return (said, False) if len(said.split()) >= 3 else ("", False)

    def _heading_before(self, element: etree._Element) -> str:
        """The heading that a "read more" follows where nothing wraps the two."""
        for start in (element, element.getparent()):
            if start is None:
                continue
            for before in islice(start.itersiblings(preceding=True), 5):
                if before.tag in HEADINGS or _TITLED.search(str(before.get("class") or "")):
                    return "" if next(before.iter("a"), None) is not None else text_of(before)[:LONGEST]
                if next(before.iter("a"), None) is not None:
                    break
        return ""

    def _is_prose(self, element: etree._Element, title: str) -> bool:
        """Whether a link stands in the midst of running text."""
        before = _text_before(element)
        if len(before) > 28 and not _DATE.search(before):
            return True
        for ancestor in islice(element.iterancestors(), 3):
            if ancestor.tag != "p":
                continue
            if self._length(ancestor) <= 2 * len(title) or next(ancestor.iter("br"), None) is not None:
                return False
            alone = next(islice(ancestor.iter("a"), 1, None), None) is None
            return not (alone and not before.strip() and len(title.split()) >= 4)
        return False

    def _length(self, element: etree._Element) -> int:
        if element not in self._lengths:
            self._lengths[element] = len(text_of(element))
        return self._lengths[element]

    # ------------------------------------------------------------ places

    def _aside_of(self, element: etree._Element) -> int:
        """2 in navigation, a footer or the like, 1 in a box that is named so, else 0."""
        passed: list[etree._Element] = []
        known = 0
        for ancestor in element.iterancestors():
            if ancestor in self._aside:
                known = self._aside[ancestor]
                break
            passed.append(ancestor)
        for ancestor in reversed(passed):
            known = max(known, 0 if self._is_of_card(ancestor) else _aside(ancestor))
            self._aside[ancestor] = known
        own = 1 if _ASIDE_LINK.search(f"{element.get('class') or ''} {element.get('role') or ''}") else 0
        return max(known, own)

    def _is_of_card(self, element: etree._Element) -> bool:
        """Whether a header or footer is that of one card: what is around it leads to one article."""
        if element.tag not in ("header", "footer") and not _ENDS.search(f"{element.get('class') or ''}"):
            return False
        around = element.getparent()
        return around is not None and around.tag not in ("body", "html") and len(self._held.get(around, ())) == 1


_ENDS = re.compile(r"(?:header|footer)(?:$|[\s_-])", re.IGNORECASE)
_ASIDE_LINK = re.compile(
    r"(?:^|\s)(?:nav-link|menu-link|menu-item|dropdown-item|page-link|page-numbers|tag-cloud-link|breadcrumb\S*|menuitem|tab)(?:$|\s)"
)


def _aside(element: etree._Element) -> int:
    tag = element.tag
    if tag in ("body", "html", "main", "article"):
        return 0
    if tag in _HARD_TAGS or str(element.get("role") or "").lower() in _HARD_ROLES:
        return 0 if tag == "footer" and _is_within_card(element) else 2
    if tag == "header":
        return 0 if _is_within_card(element) else 2
    if tag == "form":  # ASP.NET wraps whole pages in one
        return 0 if next(islice(element.iter("a"), 14, None), None) is not None else 2
    for name in f"{element.get('class') or ''} {element.get('id') or ''}".split():
        if name.lower().startswith("footer"):
            return 1
        if _ASIDE.match(name) and not (tag in ("li", "article", "section") and _has_heading(element)):
            return 2 if name.lower() in ("footer", "menu", "nav", "navbar", "breadcrumb", "breadcrumbs", "pagination") else 1
    return 0


def _has_heading(element: etree._Element) -> bool:
    return next((part for part in islice(element.iter(), 40) if part.tag in HEADINGS), None) is not None


def _is_within_card(element: etree._Element) -> bool:
    return any(above.tag in ("article", "main", "section", "li") for above in element.iterancestors())


def _is_badge(element: etree._Element) -> bool:
    """Whether a link is marked as a card's category, tag or author."""
    if _BADGE_RELS & set(str(element.get("rel") or "").lower().split()):
        return True
    if any(_BADGE.match(name) for name in str(element.get("class") or "").split()):
        return True
    parent = element.getparent()
    if parent is None or parent.tag in ("li", "article", "td", "section", "main"):
        return False
    return any(_BADGE.match(name) for name in str(parent.get("class") or "").split()) and not _has_heading(parent)


def _words_of(anchor: etree._Element) -> tuple[str, bool]:
    """A link's words, and whether it holds a heading. A card that is a link as a whole holds more than its headline."""
    heading = next(anchor.iter(*HEADINGS), None)
    if heading is not None and (text := text_of(heading)):
        return text[:LONGEST], True
    named = next((part for part in anchor.iter() if part is not anchor and _TITLED.search(str(part.get("class") or ""))), None)
    if named is not None and (text := text_of(named)):
        return text[:LONGEST], False
    pieces = [piece for part in islice(anchor.itertext(), 40) if (piece := " ".join(clean(str(part)).split()))]
    text = " ".join(pieces)
    if len(pieces) < 2:
        return text[:LONGEST], False
    if (
        next((part for part in anchor.iter("div", "p", "span", "time", "figure", "small", "strong", "b", "br") if part is not anchor), None)
        is None
    ):
        return text[:LONGEST], False
    telling = [piece for piece in pieces if len(piece.split()) >= 3 and not _only_date(piece)]
    if telling and (len(telling) > 1 or len(pieces) > 1) and _has_blocks(anchor):
        short = next((piece for piece in pieces if piece is not telling[0] and len(piece.split()) == 2 and not _only_date(piece)), "")
        # A headline of two words before a teaser.
        return (short if short and len(telling[0]) > 90 else telling[0])[:LONGEST], False
    return text[:LONGEST], False


def _has_blocks(anchor: etree._Element) -> bool:
    return (
        next(
            (
                part
                for part in anchor.iter("div", "p", "time", "figure", "small", "span")
                if part is not anchor and (part.text or "").strip()
            ),
            None,
        )
        is not None
    )


def _only_date(piece: str) -> bool:
    return bool(_DATE.search(piece)) and len(piece) < 40 and sum(map(str.isdigit, piece)) * 4 >= len(piece)


def _whole(text: str, element: etree._Element) -> str:
    """The headline unclipped, where the link's title attribute goes on where its words break off."""
    if text.endswith(("…", "...")):
        said = " ".join(clean(str(element.get("title") or "")).split())[:LONGEST]
        if said.startswith(text.rstrip("….")[:20]):
            return said
    return text


def _text_before(element: etree._Element) -> str:
    """The text that runs up to a link on its line."""
    pieces: list[str] = []
    for _ in range(3):
        parent = element.getparent()
        if parent is None:
            break
        for before in islice(element.itersiblings(preceding=True), 6):
            pieces.append(before.tail or "")
            if before.tag in _BLOCKS:
                return " ".join("".join(reversed(pieces)).split())
            if before.tag in _INLINE:
                pieces.append(text_of(before)[:100])
        else:
            pieces.append(parent.text or "")
        if parent.tag not in _INLINE:
            break
        element = parent
    return " ".join("".join(reversed(pieces)).split())


_VARYING = re.compile(r"^(?:odd|even|first|last|active|current|col\S*|row\S*|post-?\d\S*|item-?\d\S*|lazy\S*|[a-z]*-?\d+)$", re.IGNORECASE)


def _signature(element: etree._Element) -> str:
    names = [name for name in str(element.get("class") or "").split() if not _VARYING.match(name)]
    return f"{element.tag!s}.{re.sub(r'[0-9]+', '', names[0])}" if names else str(element.tag)
