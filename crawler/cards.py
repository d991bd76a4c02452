"""What stands in the card of a link: its heading, its date, its picture. Which box is the card, `crawler.anchors` finds."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from crawler.wording import DATE, DATED, HEADINGS, LONGEST, TITLED, opening_of, text_of

_VARYING = re.compile(r"^(?:odd|even|first|last|active|current|col\S*|row\S*|post-?\d\S*|item-?\d\S*|lazy\S*|[a-z]*-?\d+)$", re.IGNORECASE)


@dataclass(slots=True)
class Card:
    heading: str = ""
    opening: str = ""
    published: str = ""
    dated: bool = False
    pictured: bool = False


def describe(card: etree._Element, leads_away: Callable[[etree._Element], bool]) -> Card:
    """What a card says; of what stands in a link elsewhere, told by `leads_away`, nothing."""
    found = Card()
    named = ""
    for part in card.iter():
        tag = part.tag
        if tag == "time" and not found.published:
            found.published = str(part.get("datetime") or "")
            found.dated = True
        elif tag in ("img", "picture", "video"):
            found.pictured = True
        elif tag in HEADINGS and not found.heading and not leads_away(part):
            found.heading = text_of(part)[:LONGEST]
        else:
            names = str(part.get("class") or "")
            if names and not found.dated and DATED.search(names):
                found.dated = True
            if names and not named and TITLED.search(names) and not leads_away(part):
                named = text_of(part)[:LONGEST]
    found.heading = found.heading or named
    found.opening = opening_of(card) if not found.heading else ""
    text = text_of(card)[: 4 * LONGEST]
    found.dated = found.dated or bool(DATE.search(text.replace(found.heading, " ") if found.heading else text))
    return found


def signature(element: etree._Element) -> str:
    """What the boxes of cards of one kind have in common: the tag, and the first class that does not number them."""
    names = [name for name in str(element.get("class") or "").split() if not _VARYING.match(name)]
    return f"{element.tag!s}.{re.sub(r'[0-9]+', '', names[0])}" if names else str(element.tag)
