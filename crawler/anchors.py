"""The links of a page, each with the place it stands in: its words, its card, the boxes around it, the date beside it.

What that makes of a link, an article's or a section's, is weighed in `crawler.headlines`.
"""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from lxml import etree, html

from crawler.addresses import Address, read_address
from crawler.asides import aside_of, is_badge, is_end, link_aside_of
from crawler.cards import Card, describe, signature
from crawler.dates import parse_date
from crawler.wording import (
    DATE,
    HEADINGS,
    MORE,
    heading_before,
    names_author,
    said_of,
    text_before,
    text_of,
    whole,
    words_of,
)
from news.urls import host, same_site, site_of, web_url

MAX_LINKS = 5000
_CLIMB = 6
"""Ancestors that are looked at around a link. Cards of the themes seen are at most five deep."""
_MOST = 3


@dataclass(slots=True)
class Anchor:
    """An address of the page with the best that its links say of it.

    `aside`: 0 in the page's body, 1 in a box named like navigation, 2 in navigation itself. `boxes`: of each of its links, what the links
    of cards of that kind have in common. `of_card`: a section or person, linked in the card of one article. `mates`: the keys
    of addresses that alone stand in a card with it.
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
    of_card: bool = False
    mates: set[str] = field(default_factory=set)
    published_at: datetime | None = None


def parsed(markup: str) -> etree._Element | None:
    """The page as a tree; None where it holds nothing to parse."""
    # Old pages leave their <font>s open, one inside the other: without huge_tree what lies deeper than 253 of them is lost, with it 2,045.
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        return html.document_fromstring(markup.encode("utf-8", errors="replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def base_of(root: etree._Element, url: str) -> str:
    """What the page's relative links are relative to."""
    return web_url(str(next(iter(root.xpath("//base/@href")), "")), url) or url


class Anchors:
    """Gathers a page's links; each element is judged once."""

    def __init__(self, root: etree._Element, url: str, hosts: tuple[str, ...], timezone: str, now: datetime) -> None:
        self._root = root
        self._url = url
        self._base = base_of(root, url)
        self._sites = frozenset({site_of(host(url)), *(site_of(host(name) or name) for name in hosts)})
        self._timezone = timezone
        self._now = now
        self._aside: dict[etree._Element, int] = {}
        self._paragraphs: dict[etree._Element, tuple[int, bool]] = {}
        self._held: dict[etree._Element, set[str]] = {}
        self._cards: dict[etree._Element, Card] = {}
        self._articles: dict[etree._Element, bool] = {}
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
        for element, anchor in elements:
            if anchor.address.reason == "file":
                self._hold_document(element, anchor.address)
        for element, anchor in elements:
            self._place(element, anchor)
        return list(found.values())

    def _hold(self, element: etree._Element, address: Address) -> None:
        """Notes which article addresses each of the next ancestors holds; three are as good as many."""
        if address.reason or is_badge(element):
            return
        if not address.weight and not any(one.tag in HEADINGS for one in islice(element.iterancestors(), 2)):
            return
        self._hold_above(element, address)

    def _hold_above(self, element: etree._Element, address: Address) -> None:
        for ancestor in islice(element.iterancestors(), _CLIMB):
            held = self._held.setdefault(ancestor, set())
            if len(held) < _MOST:
                held.add(address.key)

    def _hold_document(self, element: etree._Element, address: Address) -> None:
        """Notes a document that is an item of a list itself, as an article would be; most others belong to an article's card."""
        item = next((one for one in islice(element.iterancestors(), 3) if one.tag in ("li", "tr", "dd")), None)
        if item is not None and not self._held.get(item):
            self._hold_above(element, address)

    def _place(self, element: etree._Element, anchor: Anchor) -> None:
        aside = self._aside_of(element)
        card = self._card_of(element, anchor)
        title, in_heading = self._title(element, anchor, card)
        above = [one for one in islice(element.iterancestors(), _CLIMB) if one.tag not in ("body", "html")]
        if title:
            in_heading = in_heading or any(one.tag in HEADINGS for one in above[:3])
        badge = (is_badge(element) or names_author(element)) and not in_heading
        anchor.dated = anchor.dated or (card.dated and not badge)
        anchor.pictured = anchor.pictured or card.pictured
        if anchor.published_at is None and card.published and not badge:
            anchor.published_at = parse_date(card.published, self._timezone, self._now)
        if not title:
            return
        pair = next((held for one in above[:3] if len(held := self._held.get(one, set())) > 1), set())
        if len(pair) == 2 and anchor.address.key in pair:
            anchor.mates |= pair - {anchor.address.key}
        if anchor.address.reason:
            anchor.of_card = bool(above) and len(self._held.get(above[0], ())) == 1
        anchor.boxes.add(">".join([signature(element), *map(signature, above[:4])]))
        if (lists := next((one for one in above if one.tag in ("ul", "ol", "table", "dl")), None)) is not None:
            anchor.boxes.add(self._names.setdefault(lists, str(len(self._names))))
        # Several links to one article are one: what the best of them says and where it stands is the article's.
        rank = (in_heading, -aside, not badge, len(title))
        if anchor.title and rank <= self._ranks[anchor.address.key]:
            return
        self._ranks[anchor.address.key] = rank
        anchor.title = title
        anchor.aside = aside
        anchor.in_heading = in_heading
        anchor.is_badge = badge
        anchor.in_article = self._is_in_article(element)
        anchor.in_prose = not in_heading and self._is_prose(element, title)

    # ------------------------------------------------------------ cards

    def _card_of(self, element: etree._Element, anchor: Anchor) -> Card:
        """What stands around a link in the largest box that leads to no other article."""
        card = element
        for ancestor in islice(element.iterancestors(), _CLIMB):
            held = self._held.get(ancestor)
            if ancestor.tag in ("body", "html", "main") or (held and held != {anchor.address.key}):
                break
            # Where no address tells an article, a list is no card.
            if not held and ancestor.tag in ("ul", "ol", "table", "section"):
                break
            card = ancestor
        if card not in self._cards:
            self._cards[card] = describe(card, lambda part: self._leads_away(part, anchor.address.key))
        return self._cards[card]

    def _leads_away(self, element: etree._Element, key: str) -> bool:
        for link in element.iter("a"):
            url = web_url(str(link.get("href") or ""), self._base)
            if url and read_address(url, self._url).key != key:
                return True
        return False

    # ------------------------------------------------------------ words

    def _title(self, element: etree._Element, anchor: Anchor, card: Card) -> tuple[str, bool]:
        """A link's headline, and whether a heading says it: the link's own words, its attributes, or the heading of its card."""
        text, in_heading = words_of(element)
        if text and not MORE.match(text):
            return whole(text, element), in_heading
        for name in ("title", "aria-label"):
            said = said_of(element, name)
            if said and not MORE.match(said) and (len(said.split()) >= 2 or not card.heading):
                return said, False
        if card.heading and not MORE.match(card.heading):
            return card.heading, True
        if text:
            if before := heading_before(element):
                return before, True
            # A card that sets its headline in no heading says it first.
            return (card.opening if anchor.address.weight == 2 and card.opening else text), False
        image = next(element.iter("img"), None)
        said = said_of(image, "alt") if image is not None else ""
        if len(said.split()) >= 3:
            return said, False
        return (card.opening if anchor.address.weight == 2 else ""), False

    def _is_prose(self, element: etree._Element, title: str) -> bool:
        """Whether a link stands in the midst of running text."""
        before = text_before(element)
        if len(before) > 28 and not DATE.search(before):
            return True
        for ancestor in islice(element.iterancestors(), 3):
            if ancestor.tag != "p":
                continue
            length, has_lines = self._paragraph(ancestor)
            if length <= 2 * len(title) or has_lines:
                return False
            alone = next(islice(ancestor.iter("a"), 1, None), None) is None
            return not (alone and not before.strip() and len(title.split()) >= 4)
        return False

    def _paragraph(self, element: etree._Element) -> tuple[int, bool]:
        """How long a paragraph is, and whether it is broken into lines."""
        if element not in self._paragraphs:
            self._paragraphs[element] = len(text_of(element)), next(element.iter("br"), None) is not None
        return self._paragraphs[element]

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
            known = max(known, 0 if self._is_of_card(ancestor) else aside_of(ancestor))
            self._aside[ancestor] = known
        return max(known, link_aside_of(element))

    def _is_in_article(self, element: etree._Element) -> bool:
        passed: list[etree._Element] = []
        known = False
        for ancestor in element.iterancestors():
            if ancestor in self._articles:
                known = self._articles[ancestor]
                break
            passed.append(ancestor)
            if ancestor.tag == "article":
                known = True
                break
        self._articles.update(dict.fromkeys(passed, known))
        return known

    def _is_of_card(self, element: etree._Element) -> bool:
        """Whether a header or footer is that of one card: what is around it leads to one article."""
        if not is_end(element):
            return False
        around = element.getparent()
        return around is not None and around.tag not in ("body", "html") and len(self._held.get(around, ())) == 1
