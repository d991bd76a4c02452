"""The words of a link and of what stands around it: its headline, what runs up to it, what only says "more"."""

import re
from itertools import islice

from lxml import etree

from news.text import clean

LONGEST = 300
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BY = re.compile(
    r"^(?:.*[|•·,]\s*)?(?:(?:written |story |posted )?by|author|reporter|بقلم|كتب|كتابة|الكاتب|نووسینی|نووسەر|nivîskar|ji aliyê)\s*:?$",
    re.IGNORECASE,
)
TITLED = re.compile(r"(?:^|[\s_-])(?:title|headline|heading|ttl|unwan|caption)(?:$|[\s_-])", re.IGNORECASE)
DATED = re.compile(r"(?:^|[\s_-])(?:date|time|datetime|timeago|ago|published|posted|pubdate|tarih|created)(?:$|[\s_-])", re.IGNORECASE)
DATE = re.compile(
    r"\d{1,2}:\d{2}|\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}|\b(?:19|20)\d\d\b|\bago\b|قبل|منذ|پێش|لەمەوپێش|\bberî\b|yesterday|today|أمس|اليوم|دوێنێ|ئەمڕۆ",
    re.IGNORECASE,
)
_INLINE = frozenset({"b", "strong", "em", "i", "u", "span", "font", "small", "big", "mark"})
_BLOCKS = frozenset({"br", "hr", "div", "p", "ul", "ol", "li", "table", "tr", "td", "section", "article", "figure", "dt", "dd", *HEADINGS})
MORE = re.compile(
    r"^(?:read (?:more|on|the .{3,20}|full .{3,20}|article)|read|more|more details|see more|learn more|view more|continue reading|"
    r"full (?:story|text|article)|details|watch|listen|view|open|go|"
    r"click here|link|here|permalink|comments?|leave a comment|no comments|share|print|"
    r"(?:اقرأ|إقرأ|اقرا|قراءة|لقراءة|تابع|متابعة|شاهد|عرض|للمزيد|المزيد|مزيد|التفاصيل|تفاصيل|أكمل)(?: \w+){0,2}|"
    r"زیاتر(?: \w+)?|زۆرتر|درێژە(?:ی \w+)?|خوێندنەوە(?:ی \w+)?|zêdetir|bêtir|bixwîne|dirêjî)[\W\d]*$",
    re.IGNORECASE,
)


def text_of(element: etree._Element) -> str:
    """All the text of an element, on one line."""
    return " ".join(clean("".join(str(part) for part in element.itertext())).split())


def said_of(element: etree._Element, name: str) -> str:
    """An attribute's words, on one line."""
    return " ".join(clean(str(element.get(name) or "")).split())[:LONGEST]


def words_of(anchor: etree._Element) -> tuple[str, bool]:
    """A link's words, and whether it holds a heading. A card that is a link as a whole holds more than its headline."""
    heading = next(anchor.iter(*HEADINGS), None)
    if heading is not None and (text := text_of(heading)):
        return text[:LONGEST], True
    named = next((part for part in anchor.iter() if part is not anchor and TITLED.search(str(part.get("class") or ""))), None)
    if named is not None and (text := text_of(named)):
        return text[:LONGEST], False
    pieces = [piece for part in islice(anchor.itertext(), 40) if (piece := " ".join(clean(str(part)).split()))]
    text = " ".join(pieces)
    if len(pieces) < 2:
        return text[:LONGEST], False
    telling = [piece for piece in pieces if len(piece.split()) >= 3 and not _only_date(piece)]
    if telling and _has_boxes(anchor):
        short = next((piece for piece in pieces if piece is not telling[0] and len(piece.split()) == 2 and not _only_date(piece)), "")
        # A headline of two words before a teaser.
        return (short if short and len(telling[0]) > 90 else telling[0])[:LONGEST], False
    return text[:LONGEST], False


def opening_of(card: etree._Element) -> str:
    """The first words of a card that may be a headline: no date, no "read more", two words or more."""
    pieces = (" ".join(clean(str(part)).split()) for part in islice(card.itertext(), 20))
    return next((piece[:LONGEST] for piece in pieces if len(piece.split()) >= 2 and not _only_date(piece) and not MORE.match(piece)), "")


def _has_boxes(anchor: etree._Element) -> bool:
    """Whether a link's words stand in boxes of their own, rather than partly in bold."""
    parts = anchor.iter("div", "p", "time", "figure", "small", "span")
    return any(part is not anchor and (part.text or "").strip() for part in parts)


def _only_date(piece: str) -> bool:
    return bool(DATE.search(piece)) and len(piece) < 40 and sum(map(str.isdigit, piece)) * 4 >= len(piece)


def whole(text: str, element: etree._Element) -> str:
    """The headline unclipped, where the link's title attribute goes on where its words break off."""
    if text.endswith(("…", "...")):
        said = said_of(element, "title")
        if said.startswith(text.rstrip("….")[:20]):
            return said
    return text


def text_before(element: etree._Element) -> str:
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


def names_author(element: etree._Element) -> bool:
    """Whether "by" or its like runs up to a link."""
    return bool(_BY.match(text_before(element)[-40:]))


def heading_before(element: etree._Element) -> str:
    """The heading that a "read more" follows where nothing wraps the two."""
    for start in (element, element.getparent()):
        if start is None:
            continue
        for before in islice(start.itersiblings(preceding=True), 5):
            if before.tag in HEADINGS or TITLED.search(str(before.get("class") or "")):
                return "" if next(before.iter("a"), None) is not None else text_of(before)[:LONGEST]
            if next(before.iter("a"), None) is not None:
                break
    return ""
