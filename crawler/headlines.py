"""The headlines among the links of a front, section or tag page, told from navigation without rules for single outlets.

What a link is by itself and by its company is weighed in `crawler.weighing`; here the page is read, and read again where it shows little.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from crawler.addresses import Address, read_address
from crawler.anchors import Anchor, Anchors, parsed
from crawler.bylines import with_bylines
from crawler.codes import with_codes
from crawler.embedded import embedded_links
from crawler.weighing import FEW, Weighing, weight_of_text

_NO_CLOCK = datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Headline:
    """An article's address as a page links it. `published_at`: where its card has a date made for machines."""

    url: str
    title: str
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sifted:
    """A link of a page. `reason` is empty where it is a headline, else why it was left out: `other_site`, `front`, `file`, `service`,
    `section`, `paging`, `facet`, `archive`, `navigation`, `label`, `in_prose`, `unlike_articles`, `unreadable`.
    """

    url: str
    title: str
    reason: str
    published_at: datetime | None = None


def find_headlines(
    markup: str, url: str, hosts: Sequence[str] = (), *, timezone: str = "Asia/Baghdad", now: datetime = _NO_CLOCK
) -> list[Headline]:
    """The headline links of the page at `url`, each address once, in the order of the page. Left to right and right to left alike.

    `hosts`: the outlet's hosts beside the page's own; sub-domains of either are its own too. `timezone` is that of dates without one.
    """
    sifted = sift(markup, url, hosts, timezone=timezone, now=now)
    return [Headline(link.url, link.title, link.published_at) for link in sifted if not link.reason]


def sift(markup: str, url: str, hosts: Sequence[str] = (), *, timezone: str = "Asia/Baghdad", now: datetime = _NO_CLOCK) -> list[Sifted]:
    """Every address that the page links, headlines among them, each with why it was left out. Where the markup shows next to none,
    the data embedded for scripts is read as well.
    """
    root = parsed(markup)
    if root is None:
        return []
    page = read_address(url, url)
    anchors = with_bylines(with_codes(Anchors(root, url, tuple(hosts), timezone, now).read()))
    sifted = _judged(anchors, page)
    if sum(not link.reason for link in sifted) < FEW:
        sifted = _judged(_second_chance(anchors), page)
    if sum(not link.reason for link in sifted) < FEW:
        known = {link.url for link in sifted if not link.reason}
        more = [
            link
            for link in _judged(embedded_links(root, url, tuple(hosts), timezone, now), page)
            if not link.reason and link.url not in known
        ]
        found = {link.url for link in more}
        sifted = [link for link in sifted if link.url not in found] + more
    return sifted


def _judged(anchors: list[Anchor], page: Address) -> list[Sifted]:
    reasons = Weighing(anchors, page).reasons()
    return [Sifted(anchor.address.url, anchor.title, reason, anchor.published_at) for anchor, reason in zip(anchors, reasons, strict=True)]


def _second_chance(anchors: list[Anchor]) -> list[Anchor]:
    """The links of a page that shows no headlines otherwise, with less held against them: a folder named like a section that lists many
    as articles are, numbered or named at length; and navigation, where a link is dated or a heading as no menu's is.
    """
    families = Counter((anchor.address.shape, anchor.address.family) for anchor in anchors if _is_soft(anchor))
    chances = []
    for anchor in anchors:
        if _is_soft(anchor) and families[(anchor.address.shape, anchor.address.family)] >= 4:
            anchor = replace(anchor, address=replace(anchor.address, reason=""))
        if anchor.aside and (anchor.dated or anchor.in_heading) and anchor.address.weight == 2 and weight_of_text(anchor.title):
            anchor = replace(anchor, aside=0)
        chances.append(anchor)
    return chances


def _is_soft(anchor: Anchor) -> bool:
    return anchor.address.soft and not anchor.foreign and not anchor.aside and weight_of_text(anchor.title) > 0
