"""Pages that show something else than a text: a gallery, a video, the beginning of a paid article, a live page before its entries,
the front of a section. How they announce themselves lies in stubs.toml.

A page is refused where several signs agree and hardly a sentence of its own is left: the more signs, the more sentences. Galleries,
videos and notices of payment stand on articles too, and an article that is one sentence stays one.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from crawler.extraction.jsonld import LinkedData
from crawler.extraction.prose import prose_words
from crawler.extraction.spacing import one_line
from crawler.extraction.walls import is_notice, notices
from news.text import fold, letters, words

# Words of prose that a page may show and be none the less what so many signs say. Chosen on the first half of the pages in
# tests/extraction/walls; docs/extraction.md has the figures of both halves.
_LIMITS = {
    "gallery": (0, 0, 20, 25, 40),
    "video": (0, 0, 18, 45, 55),
    "live": (0, 0, 40, 60, 90),
    "paywall": (0, 0, 70, 85, 110),
    "section": (0, 0, 30, 90, 400),
    "index": (0, 0, 30, 30, 30),
}
_PARTS_OF_ONE = 4  # elements in an element that is one line
_LONGEST = 400  # characters of one
_ARTICLES = 0.5  # of these words where the page calls itself an article
_PICTURES = 4  # of a gallery at least
_LABEL = 4  # words of a section's name at most
_HEADLINE = 6  # words of a headline at least
_CARDS = 5  # headings that are links, on a section's front at least
_NAV = ("nav", "header", "menu")
_PARTS = re.compile(r"\s*[:|–—•]\s+|\s+[-]\s+|[\[\]()«»]|\.\.+|…")
_PLAYER = re.compile(
    r"youtube|youtu\.be|vimeo|dailymotion|facebook\.com/(?:plugins/)?video|player|jwplatform|brightcove|ok\.ru|rumble|streamable|/embed/"
    r"|soundcloud|spotify|anghami|castbox|megaphone",
    re.IGNORECASE,
)
# Of class or id. On every page of some outlets stands "premium" or "subscribe" alone.
_PAID = re.compile(
    r"(?<![a-z])(?:paywall|pay-wall|leaky|piano|zephr|poool|regwall|meter-?wall|metered|tp-(?:modal|container)|members?[-_]only"
    r"|(?:subscri(?:bers?|ption)|premium|plus|members?(?:hip)?|abo(?:nn[ée]s?)?|reg(?:istration)?|content|access|reader)"
    r"[-_]?(?:wall|only|prompt|box|cta|required|gate|block|offers?|lock|barrier|content|preview|notice)"
    r"|upgrade[-_]cta|lock(?:ed)?(?:[-_](?:box|content|overlay|message))?|wall[-_]?box|paid[-_](?:content|post)|encart[-_]abonn)",
    re.IGNORECASE,
)
_MONEY = (
    r"(?:[$€£¥]\s?\d|\d\s?(?:[$€£]|euros?|eur|usd|iqd|dollars?|pounds?|cents?|دولار|دينار|ليرة|ريال|درهم|يورو|دیناری?|دۆلار|dînar|dolar|lîre|tl)"
    r"|for a (?:dollar|pound|euro))"
)
_PERIOD = (
    r"(?:week|month|year|annual|/mo\b|/wk|woche|monat|jahr|mois|semaine|شهر|سنو|السنة|أسبوع|اسبوع|مانگ|ساڵ|هەفتە|meh|sal|hefte|aylık|ayda|yıl"
    r"|trial|gratis|free|first|engagement)"
)
_PRICE = re.compile(rf"{_MONEY}.{{0,60}}{_PERIOD}|{_PERIOD}.{{0,60}}{_MONEY}", re.IGNORECASE)
_OFFER = 40  # words of an offer at most
_ASIDE = frozenset({"nav", "header", "footer", "aside"})
_BREAKS_OFF = re.compile(r"(?:…|\.\.\.|\[…\])\W*$|[\w,،]$")
_TIERS = ("article:content_tier", "content_tier", "og:article:content_tier", "cxenseparse:content_tier", "isaccessibleforfree", "access")
_PAID_TIERS = frozenset({"locked", "metered", "false", "premium", "paid", "subscriber", "subscribers"})


@dataclass(frozen=True, slots=True)
class _Stub:
    reason: str
    types: frozenset[str]
    og: tuple[str, ...]
    segments: frozenset[str]
    titles: frozenset[str]
    body: frozenset[str]
    markup: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Announced:
    """What a page says it is: `signs` by reason, whether it calls itself an article, and the letters of what stands under pictures."""

    signs: Mapping[str, int]
    is_article: bool
    captions: frozenset[str] = frozenset()


def announced(tree: HtmlElement, linked: LinkedData, metas: Mapping[str, Sequence[str]], title: str, addresses: Iterable[str]) -> Announced:
    """The signs of a page as it came. `addresses`: its own, and those it calls its own."""
    body = tree.find("body") if tree.tag == "html" else tree
    classes = frozenset((body.get("class") or "").lower().split()) if body is not None else frozenset()
    kinds = [text.lower() for text in metas.get("og:type", ())]
    segments = frozenset(fold(part) for address in addresses for part in unquote(urlsplit(address).path).split("/") if part)
    said = _title_parts(title)
    is_article = linked.is_article
    signs: dict[str, int] = {}
    for stub in _known():
        count = 0
        if linked.types & stub.types:
            count += 1 if is_article and stub.reason != "live" else 2
        count += 2 if any(kind.startswith(stub.og) for kind in kinds) and stub.reason != "section" else 0
        count += bool(segments & stub.segments) + bool(said & stub.titles) + bool(classes & stub.body)
        signs[stub.reason] = count
    signs["section"] += _section_signs(tree, title, classes)
    signs["index"] = max(_front_signs(tree, kinds, metas) + min(signs["section"], 0), 0)
    signs["section"] += signs["index"] if signs["section"] > 0 else 0
    pictures, captions = _pictures(tree) if signs["gallery"] else (0, frozenset())
    signs["gallery"] += pictures
    plays = _plays(tree, metas) if signs["video"] else 0
    signs["video"] += plays if plays or signs["video"] > 1 else -signs["video"]
    signs["live"] += _has_markup(tree, "live") if signs["live"] else 0
    tiers = {text.lower().rpartition("/")[2] for name in _TIERS for text in metas.get(name, ())}
    signs["paywall"] = (not linked.is_free) + bool(tiers & _PAID_TIERS)
    return Announced(signs, is_article, captions)


def is_open(page: Announced, lines: Sequence[str]) -> bool:
    """Whether a page of these lines may be one of these: few words are left, or several signs agree."""
    left = _left(page, lines)
    return left < _LIMITS["paywall"][-1] or any(count > 1 and left < _LIMITS[reason][-1] for reason, count in page.signs.items())


def stub(tree: HtmlElement, page: Announced, lines: Sequence[str], *, is_index: bool) -> str:
    """What this page is instead of an article, a key of REASONS; empty where it is none of these. `tree`: the page as it came,
    `lines`: what extraction took for its text.
    """
    left = _left(page, lines)
    signs = dict(page.signs)
    if left <= max(_LIMITS["paywall"]):
        offers = _offers(tree)
        asks = bool(offers) + (notices(tree, "paywall") > 0)
        own = [line for line in lines if letters(line) not in offers and not is_notice(line, "paywall")]
        breaks_off = _BREAKS_OFF.search(own[-1]) is not None if own else len(lines) > 0
        shuts = asks or _is_shut(tree)
        signs["paywall"] = signs["paywall"] + asks + _is_shut(tree) + breaks_off if shuts else 0
        left = min(left, prose_words(own))
    if signs["section"] > 1 or signs["index"] > 1:
        teasers = _teasers(tree)
        outside = prose_words(line for line in lines if letters(line) not in teasers)
    if page.captions and not left and lines:
        signs["gallery"] += 1
    for reason in ("live", "gallery", "video", "paywall", "section", "index"):
        count = signs[reason]
        if count < 2:
            continue
        is_front = reason in ("section", "index")
        most = _LIMITS[reason][min(count, 4)] * (_ARTICLES if page.is_article and reason not in ("paywall", "live") else 1)
        if (outside if is_front else left) < most or (reason == "section" and is_index):
            return reason
    return ""


def _is_shut(tree: HtmlElement) -> bool:
    """Whether markup outside the margins speaks of a wall."""
    boxes = (one for one in tree.iter("div", "section", "aside", "p", "form", "dialog") if _PAID.search(_name(one)))
    return any(not any(parent.tag in _ASIDE for parent in one.iterancestors()) for one in boxes)


def _offers(tree: HtmlElement) -> frozenset[str]:
    """The letters of the short lines that name a price for a time."""
    texts = (
        one_line(str(one.text_content())) for one in tree.iter("p", "li", "h2", "h3", "h4", "span", "div") if len(one) <= _PARTS_OF_ONE
    )
    return frozenset(letters(text) for text in texts if len(text) < _LONGEST and text.count(" ") < _OFFER and _PRICE.search(text))


def _left(page: Announced, lines: Sequence[str]) -> int:
    return prose_words(line for line in lines if letters(line) not in page.captions) if page.captions else prose_words(lines)


def _section_signs(tree: HtmlElement, title: str, classes: frozenset[str]) -> int:
    if any(name.startswith(("single", "postid-", "node-type", "page-node-type", "article")) for name in classes):
        return -4
    count = -2 if len(title.split()) >= _HEADLINE else 0
    labels = {letters(part) for part in _PARTS.split(title) if 0 < len(part.split()) <= _LABEL}
    if labels and any(letters(str(link.text_content())) in labels for link in _menu_links(tree)):
        count += 2
    return count


def _front_signs(tree: HtmlElement, kinds: Sequence[str], metas: Mapping[str, Sequence[str]]) -> int:
    """1 or 2 for a page that calls itself the website and shows many headlines, as its front page does."""
    is_website = any(kind.startswith(("website", "blog", "profile")) for kind in kinds) and "article:published_time" not in metas
    return is_website + (_cards(tree) >= _CARDS)


def _menu_links(tree: HtmlElement) -> Iterable[HtmlElement]:
    for bar in tree.iter("nav", "header", "ul", "div"):
        name = f"{bar.tag!s} {_name(bar)}"
        if any(mark in name for mark in _NAV):
            yield from bar.iter("a")


def _cards(tree: HtmlElement) -> int:
    return sum(1 for _ in _linked_headings(tree))


def _linked_headings(tree: HtmlElement) -> Iterator[HtmlElement]:
    for heading in tree.iter("h2", "h3", "h4"):
        if next(heading.iter("a"), None) is not None or _parent_tag(heading) == "a":
            yield heading


def _teasers(tree: HtmlElement) -> frozenset[str]:
    """The letters of all lines that stand in one element with a heading that is a link, and with that alone."""
    said: set[str] = set()
    headings = list(_linked_headings(tree))
    if len(headings) < _CARDS:
        return frozenset()
    others = set(headings)
    for heading in headings:
        card = heading
        for parent in heading.iterancestors():
            if any(one is not heading and one in others for one in parent.iter("h2", "h3", "h4")):
                break
            card = parent
        said.update(letters(str(part.text_content())) for part in card.iter("p", "div", "span"))
    return frozenset(said)


def _parent_tag(element: HtmlElement) -> str:
    parent = element.getparent()
    return str(parent.tag) if parent is not None else ""


def _pictures(tree: HtmlElement) -> tuple[int, frozenset[str]]:
    """1 for a box of at least four pictures, 2 where they are many; and what stands under them."""
    most = 0
    captions: set[str] = set()
    pattern = next(known.markup for known in _known() if known.reason == "gallery")
    for element in tree.iter("div", "ul", "section", "figure", "ol", "article", "main"):
        if pattern is not None and pattern.search(_name(element)):
            most = max(most, sum(1 for _ in element.iter("img", "amp-img")))
            if next(element.iter("h1"), None) is not None:  # the whole article, whatever its class
                continue
            captions.update(
                letters(str(part.text_content())) for part in element.iter("p", "figcaption", "span", "div", "li", "dd", "h3", "h4")
            )
    for caption in tree.iter("figcaption"):
        captions.add(letters(str(caption.text_content())))
        captions.update(letters(str(part.text_content())) for part in caption.iter("p", "span"))
    figures = sum(1 for figure in tree.iter("figure") if next(figure.iter("img", "amp-img"), None) is not None)
    many = max(most, figures)
    return (many >= _PICTURES) + (many >= 2 * _PICTURES), frozenset(captions)


def _plays(tree: HtmlElement, metas: Mapping[str, Sequence[str]]) -> int:
    if next(tree.iter("video", "amp-video", "amp-youtube", "audio"), None) is not None or "player" in metas.get("twitter:card", ()):
        return 1
    frames = (frame.get("src") or frame.get("data-src") or frame.get("data-lazy-src") or "" for frame in tree.iter("iframe", "embed"))
    return int(any(map(_PLAYER.search, frames)) or _has_markup(tree, "video"))


def _has_markup(tree: HtmlElement, reason: str) -> bool:
    pattern = next(known.markup for known in _known() if known.reason == reason)
    return pattern is not None and any(pattern.search(_name(element)) for element in tree.iter("div", "section", "main", "article"))


def _name(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}".lower()


def _title_parts(title: str) -> frozenset[str]:
    """The folded beginning and end of a headline, as far as they stand apart from the rest."""
    parts = [" ".join(words(part)) for part in _PARTS.split(title)]
    parts = [part for part in parts if part]
    said = words(title)
    opening = {" ".join(said[:count]) for count in (1, 2)} if len(said) > 2 and not title.isascii() else set()
    return frozenset({*parts[:1], *parts[-1:], *opening})


@cache
def _known() -> tuple[_Stub, ...]:
    tables = tomllib.loads(Path(__file__).with_name("stubs.toml").read_text(encoding="utf-8"))["stub"]
    return tuple(
        _Stub(
            table["reason"],
            frozenset(table["types"]),
            tuple(table["og"]),
            frozenset(map(fold, table["segments"])),
            frozenset(" ".join(words(title)) for title in table["titles"]),
            frozenset(table["body"]),
            re.compile("|".join(rf"(?:^|[\s_-]){re.escape(mark)}" for mark in table["markup"])) if table["markup"] else None,
        )
        for table in tables
    )
