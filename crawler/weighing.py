"""Weighs the links of a page against one another: which are headlines, and what the others are.

A headline is a longer text, its address names one article, it stands in a heading or card, a date stands beside it, and others
like it stand in boxes like its own at addresses like its own. No one sign decides.
"""

import re
from collections import Counter, defaultdict
from urllib.parse import unquote, urlsplit

from crawler.addresses import Address
from crawler.anchors import Anchor
from news.text import letters
from news.urls import host

# Recall/precision over the 70 golden pages, as they are and bare of names and tags: .999/.999 and .988/.974 with these. _ENOUGH at 2:
# .999/.980 and .991/.955; at 4: .970/.999 and .944/.979. _SURE at 3: .999/.991 and .988/.959; at 5: .983/.992 and .974/.968.
# Without what the company of a link says: .953/.961 and .975/.930; without amends for standing in navigation: recall .966.
_ENOUGH = 3
_SURE = 4
FEW = 3
"""Headlines that show how a page sets its own; on a page with fewer the data embedded for scripts is read as well."""
_LABEL = re.compile(
    r"^(?:by|بقلم|كتب|نووسینی|ji aliyê)\s|\(\s*(?!(?:1[5-9]|20)\d\d\s*\))\d+\s*\)$|^[\W\d_]*$|"
    r"^\d+\s+(?:comments?|min(?:utes?)?|hours?|days?|views?|shares?|تعليق\w*|دقيقة|ساعة|ساعات|مشاهدة)\b|"
    r"^(?:subscribe|sign up|log ?in|register|follow us|share (?:on|this)|contact us|about us|privacy policy|terms (?:of|and)|advertise|"
    r"all rights|download our|skip to|back to|go to|view all|see all|show all|more (?:from|in|on|news)|all news|"
    r"جميع الحقوق|تابعنا|اتصل بنا|من نحن|سياسة الخصوصية|المزيد من|كل الأخبار|جميع الأخبار|عرض الكل|شاهد الكل|عرض المزيد|"
    r"هەموو هەواڵ|زیاتر لە|هەمووی ببینە|hemû nûçe|bêtir ji)",
    re.IGNORECASE,
)


class Weighing:
    """Weighs each link by itself first; what the sure ones have in common then speaks for or against the others."""

    def __init__(self, anchors: list[Anchor], page: Address) -> None:
        self._anchors = anchors
        self._page = page
        self._scores = [_score(anchor) for anchor in anchors]
        open_ones = [(anchor, score) for anchor, score in zip(anchors, self._scores, strict=True) if not _excluded(anchor)]
        # A plain list has nothing but words and addresses to show: there the threshold itself is sure enough.
        bar = _SURE if sum(score >= _SURE for _, score in open_ones) >= FEW else _ENOUGH
        in_box: defaultdict[str, list[bool]] = defaultdict(list)
        for anchor, score in open_ones:
            for box in anchor.boxes:
                in_box[box].append(score >= bar)
        for anchor in anchors:
            if not anchor.foreign and not anchor.of_card and anchor.address.reason not in ("", "file"):
                for box in anchor.boxes:
                    in_box[box].append(False)
        sure = [anchor.address for anchor, score in open_ones if score >= bar]
        self._shares = {box: sum(sure) / len(sure) for box, sure in in_box.items() if len(sure) >= 3}
        self._shapes = Counter(address.shape for address in sure)
        self._families = Counter((address.shape, address.family) for address in sure)
        self._desks = Counter(
            (anchor.address.shape, anchor.address.family)
            for anchor, score in open_ones
            if score + (0, 3, 0)[anchor.aside] >= _ENOUGH and anchor.address.numbered and anchor.address.weight == 2
        )
        self._of_family = Counter((anchor.address.shape, anchor.address.family) for anchor, _ in open_ones if anchor.aside < 2)
        self._folders = Counter(address.folder for address in sure)
        self._sure = len(sure)
        shown = sum(_is_shown(anchor) for anchor, score in open_ones if score >= bar)
        self._all_shown = self._sure >= 6 and shown >= 0.9 * self._sure
        dates: defaultdict[str, list[bool]] = defaultdict(list)
        for anchor, score in open_ones:
            if score >= bar:
                for box in anchor.boxes:
                    dates[box].append(anchor.dated)
        self._dated = Counter({box: sum(dated) / len(dated) for box, dated in dates.items() if len(dated) >= FEW})
        dated = sum(anchor.dated for anchor, score in open_ones if score >= bar)
        self._all_dated = self._sure >= 6 and dated >= 0.9 * self._sure
        self._all_numbered = self._sure >= 6 and sum(address.numbered for address in sure) >= 0.9 * self._sure

    def reasons(self) -> list[str]:
        return [self._reason(anchor, score) for anchor, score in zip(self._anchors, self._scores, strict=True)]

    def _reason(self, anchor: Anchor, score: int) -> str:
        if anchor.foreign:
            return "other_site"
        if excluded := _excluded(anchor):
            return excluded
        if self._is_folder(anchor.address):
            return "section"
        if score + self._company(anchor) >= _ENOUGH and self._says_enough(anchor):
            return ""
        if anchor.aside:
            return "navigation"
        if anchor.in_prose and anchor.title:
            return "in_prose"
        return "label" if anchor.is_badge or weight_of_text(anchor.title) == 0 else "unlike_articles"

    def _share(self, anchor: Anchor) -> float | None:
        return max((share for box in anchor.boxes if (share := self._shares.get(box)) is not None), default=None)

    def _company(self, anchor: Anchor) -> int:
        """What the links around it and the addresses like its own say of a link."""
        share = self._share(anchor)
        total = 0 if share is None else 2 if share >= 0.8 else 1 if share >= 0.5 else -1 if share < 0.2 else 0
        address = anchor.address
        known = self._shapes[address.shape]
        shown = _is_shown(anchor) and (anchor.dated or not self._all_dated or (share or 0.0) >= 0.5)
        if anchor.aside:
            return max(total, 0) + self._amends(anchor)
        if self._is_of_a_desk(address):
            total = max(total, 0)
        if (address.telling and known >= 3) or self._is_kin(anchor):
            total += 1
        elif not shown and self._is_stranger(address, share or 0.0):
            total -= 2
        if not address.weight and not anchor.dated and any(self._dated[box] >= 0.9 for box in anchor.boxes):
            total -= 3
        total -= int(self._all_shown and not shown and (share or 0.0) < 0.5)
        return total - 4 * int(self._is_sibling_list(anchor))

    def _is_stranger(self, address: Address, share: float) -> bool:
        """Whether an address is unlike those of the sure ones. What is numbered well may be of another desk: columns, other languages."""
        if address.numbered and address.weight == 2:
            least = 0.2 if host(address.url) == host(self._page.url) else 0.5
            return self._sure >= 6 and self._shapes[address.shape] <= 2 and share < least and not self._is_of_a_desk(address)
        return (self._all_numbered and not address.numbered) or (self._sure >= 6 and self._shapes[address.shape] <= 2 and share < 0.5)

    def _is_of_a_desk(self, address: Address) -> bool:
        """Whether it is one of several numbered addresses whose links might be headlines, or most of them."""
        kind = (address.shape, address.family)
        enough, all_there = self._desks[kind], self._of_family[kind]
        return address.numbered and (enough >= FEW or (enough == 2 and all_there in (3, 4)))

    def _is_folder(self, address: Address) -> bool:
        """Whether articles stand at addresses below its own: their section."""
        return bool(address.path) and not address.numbered and self._folders[address.path] >= (1 if address.weight < 2 else 2)

    def _is_sibling_list(self, anchor: Anchor) -> bool:
        """Whether an address is made by the rule that made the page's own: another list, as the page is one."""
        address, page = anchor.address, self._page
        return address.telling and bool(page.family) and (address.shape, address.family) == (page.shape, page.family)

    def _amends(self, anchor: Anchor) -> int:
        """What makes up for standing in navigation: an address of the very family of the sure ones."""
        address = anchor.address
        kin = self._families[(address.shape, address.family)] if address.telling else 0
        if address.numbered and kin >= 5:
            return (0, 3, 5)[anchor.aside]
        shown = anchor.in_heading or anchor.dated or anchor.pictured
        if anchor.aside == 1 and self._is_of_a_desk(address):
            return 4
        return 3 if kin >= 2 and (address.numbered or address.family or shown) else 0

    def _is_kin(self, anchor: Anchor) -> bool:
        """Whether a link stands among sure ones at an address of their folder."""
        folder = anchor.address.folder
        return bool(folder) and self._folders[folder] >= 4 and (self._share(anchor) or 0.0) >= 0.8

    def _says_enough(self, anchor: Anchor) -> bool:
        """Whether a link has words enough for a headline, by what stands around it."""
        weight = weight_of_text(anchor.title)
        known = anchor.address.telling and self._shapes[anchor.address.shape] >= 3
        if anchor.aside == 2:
            return known and weight >= (1 if anchor.address.numbered else 2)
        if weight:
            return True
        share = self._share(anchor)
        return (
            anchor.in_heading
            or self._is_kin(anchor)
            or (self._is_of_a_desk(anchor.address) and (anchor.pictured or (share or 0.0) >= 0.5))
            or (anchor.dated and share is None)
            or ((known or anchor.dated) and (share or 0.0) >= 0.5)
        )


def _excluded(anchor: Anchor) -> str:
    """Why a link is none whatever stands around it."""
    if anchor.foreign:
        return "other_site"
    if anchor.address.reason:
        return anchor.address.reason
    return "label" if not anchor.title or _LABEL.search(anchor.title) else ""


def weight_of_text(title: str) -> int:
    """2 for the length of a headline, 1 for a short one, 0 for a label."""
    count = len(title.split())
    letters = sum(map(str.isalpha, title))
    if count >= 4 and letters >= 18:
        return 2
    return 1 if count >= 3 or letters >= 16 else 0


def _is_shown(anchor: Anchor) -> bool:
    """Whether a link is set as an article is: a heading, a date or a picture goes with it."""
    return anchor.in_heading or anchor.dated or (anchor.pictured and weight_of_text(anchor.title) == 2)


def _score(anchor: Anchor) -> int:
    if not anchor.title:
        return -9
    text = weight_of_text(anchor.title)
    named = int(text > 0 and anchor.address.weight == 1 and _is_named_by(anchor))
    good = text + anchor.address.weight + named + int(anchor.in_heading) + int(anchor.in_article) + int(anchor.dated)
    return good - 3 * int(anchor.in_prose) - 3 * int(anchor.is_badge) - (0, 3, 5)[anchor.aside]


def _is_named_by(anchor: Anchor) -> bool:
    """Whether the address is made of the headline's own letters, run together or not: twelve of them at least, so that it is no label."""
    last = letters(unquote(urlsplit(anchor.address.url).path).rstrip("/").rpartition("/")[2].partition(".")[0])
    return len(last) >= 12 and letters(anchor.title)[: len(last)] == last
