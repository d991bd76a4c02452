"""Where a listing goes on: its next older page, and the pages that list one day. Asking for them, and how many, the crawl decides."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from urllib.parse import parse_qsl, unquote, urlsplit

from lxml import etree

from crawler.addresses import read_address
from crawler.anchors import MAX_LINKS, base_of, parsed
from crawler.days import day_of
from crawler.segments import FILE, PAGE_NAMES, says_other
from crawler.wording import text_of
from news.text import fold
from news.urls import host, same_site, site_of, web_url

_OFFSETS = re.compile(r"^(?:start|offset|limitstart|from|skip|cstart)$", re.IGNORECASE)
_CURSORS = re.compile(
    r"^(?:cursor|before|before_?id|after|max_?id|last_?id|lastid|older|until|updated-max|page_?token|pt|token|to|pagefirstrow)$",
    re.IGNORECASE,
)
_CURSOR_PATH = re.compile(r"/(?:before|older|until|after|from|cursor)/[\w=-]+")
_DATES = re.compile(r"^(?:month|year|day|date|m|y|d|calendar)$", re.IGNORECASE)
_NEXT = re.compile(
    r"^[\W\d_]*(?:next(?: (?:page|posts|stories|articles|\d{1,3}(?: \w+)?))?|"
    r"older(?: posts?| entries| stories| news| articles)?|previous (?:posts|entries)|"
    r"التالي|التاليه|الصفحه التاليه|الاقدم|اقدم|(?:المقالات|المشاركات|الاخبار|التدوينات) (?:الاقدم|السابقه)|مقالات اقدم|"
    r"دواتر|پاشتر|كونتر|لاپهرهي (?:دواتر|داهاتوو)|بابهتي كونتر|ههوالي كونتر|بعدي|"
    r"pesve|dewam|kevntir|nuceyen kevntir|rupela (?:din|pes)|ya din|sonraki(?: sayfa)?|suivant|siguiente)[\W_]*$",
    re.IGNORECASE,
)
# Said of a list's next page, and of much else: believed where the address carries a page's number or cursor.
_MORE = re.compile(
    r"^[\W_]*(?:(?:load|show|view|see) (?:more|older)(?: \w+)?|more(?: news| posts| articles| stories)?|"
    r"(?:تحميل |عرض )?المزيد(?: من الاخبار)?|زياتر|ههوالي زياتر|zedetir|betir)[\W_]*$",
    re.IGNORECASE,
)
_OLDER = re.compile(r"^\W*(?:older|اقدم|الاقدم|كونتر|kevntir|\w+ (?:الاقدم|كونتر))\b", re.IGNORECASE)
_ARROW = re.compile(r"^[›»→>‹«←<⟩⟨❯❮\s]+$")
_PAGE_PATH = re.compile(r"^(?P<stem>.*?)/(?:page|pages|p|pg|paged|صفحة)[/-]?(?P<number>\d{1,6})/?$", re.IGNORECASE)
_TAIL = re.compile(r"^(?P<stem>.*?)(?:/|[-_,](?:page[-_]?)?|page[-_]?)(?P<number>\d{1,4})(?P<end>\.\w{2,5})?/?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Place:
    """An address taken apart: what list it belongs to, and which page of it. `slot` is how the number is written, "" where none is."""

    stem: str
    rest: frozenset[tuple[str, str]]
    slot: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class _Step:
    """A link that may lead to another page of the list. `extras`: parameters that the page itself has not."""

    url: str
    place: _Place
    extras: int
    counted: int | None
    named: bool


def older_page(markup: str, url: str) -> str:
    """The address of the next older page of the listing at `url`; empty where it links none.

    RawFeed by the numbers that addresses carry, else by rel=next and the words for "older" where the address goes on by a cursor.
    Never the page itself, another site, an article, or a page of a calendar.
    """
    root = parsed(markup)
    if root is None:
        return ""
    if (today := day_of(url.partition("?")[0])) is not None:
        return _day_before(dated_pages(markup, url), today)
    links = list(_links(root, url))
    return _by_number(links, url) or _by_word(links, url)


def _day_before(days: dict[date, str], today: date) -> str:
    """Of the archive page of one day: "next" leads on in time as often as back."""
    earlier = max((day for day in days if day < today), default=None)
    return days[earlier] if earlier else ""


def dated_pages(markup: str, url: str) -> dict[date, str]:
    """The pages linked that list what was published on one day, by that day. Articles that carry a date in their address are none:
    theirs goes on after it, or a headline stands in the link. Nor is the page itself.
    """
    root = parsed(markup)
    found: dict[date, str] = {}
    for link, text, _ in _links(root, url) if root is not None else ():
        day = None if FILE.search(urlsplit(link).path) else day_of(link)
        if day is not None and (len(text.split()) < 4 or _says_date(text)) and not _place(link).slot:
            found.setdefault(day, link)
    return found


def _links(root: etree._Element, url: str) -> Iterator[tuple[str, str, bool]]:
    """The links to the page's own site but not to itself: address, words, whether marked as the next one."""
    base = base_of(root, url)
    sites = frozenset({site_of(host(url))})
    here = read_address(url, url).key
    for element in islice(root.iter("a", "area", "link"), 2 * MAX_LINKS):
        marked = "next" in str(element.get("rel") or "").lower().split()
        if element.tag == "link" and not marked:
            continue
        link = web_url(str(element.get("href") or ""), base).partition("#")[0]
        if not link or not same_site(link, sites) or read_address(link, url).key == here:
            continue
        text = text_of(element) or str(element.get("aria-label") or element.get("title") or next(iter(element.xpath(".//img/@alt")), ""))
        if _ARROW.match(text) and (said := str(element.get("title") or element.get("aria-label") or "")):
            text = said
        yield link, text[:200], marked


# ---------------------------------------------------------------- by number


def _by_number(links: list[tuple[str, str, bool]], url: str) -> str:
    here = _place(url)
    steps: list[_Step] = []
    for link, text, marked in links:
        place = _place(link, near=here)
        counted = _counted(text)
        if not place.slot and counted is not None:
            place = _by_difference(place, here, counted)
        if not place.slot or host(link) != host(url) or not _same_list(place, here):
            continue
        tail = place.slot.startswith(("tail", "own"))
        named = marked or bool(_NEXT.match(fold(text)) or (_MORE.match(fold(text)) and not tail))
        numbered = counted is not None and (_is_offset(place.slot) or counted in (place.number, place.number + 1))
        # A path that ends in a number is an article's as often as a page's.
        if tail and not (named or (numbered and counted == place.number)):
            continue
        if not (named or numbered or _ARROW.match(text)):
            continue
        steps.append(_Step(link, place, len(place.rest - here.rest), counted, named))
    for slot in dict.fromkeys(step.place.slot for step in sorted(steps, key=lambda step: (step.extras, not step.named))):
        of_slot = [step for step in steps if step.place.slot == slot]
        fewest = min(step.extras for step in of_slot)
        of_slot = [step for step in of_slot if step.extras == fewest]
        now = _number_of(url, here, slot, of_slot)
        later = [step for step in of_slot if step.place.number > now]
        if not later:
            continue
        step = min(later, key=lambda one: one.place.number)
        # A far page alone is the last one of the list, not the next.
        near = step.place.number == now + 1
        if near or _is_offset(slot) or (step.named and (not slot.startswith(("tail", "own")) or step.place.number % 5 == 0)):
            return step.url
    return ""


def _number_of(url: str, here: _Place, slot: str, steps: list[_Step]) -> int:
    """Which page of the list the page itself is, counted as its links count."""
    if here.slot == slot:
        return here.number
    if slot.startswith("own"):
        found = _TAIL.match(unquote(urlsplit(url).path).rstrip("/"))
        return int(found["number"]) if found else 1
    own = dict(here.rest).get(slot.removeprefix("query="), "")
    return int(own) if own.isdigit() else _first(steps, slot)


def _first(steps: list[_Step], slot: str) -> int:
    """The number of a list's first page: some count from 0, and the link's words show it, or "next" leads to 1."""
    if _is_offset(slot):
        return 0
    for step in steps:
        if step.counted is not None:
            return 0 if step.counted == step.place.number + 1 else 1
    return 0 if any(step.place.number == 1 and step.named for step in steps) else 1


def _counted(text: str) -> int | None:
    """The number of a page in a pager: "2", "[2]", "٢", "Page 2"."""
    found = re.fullmatch(r"\W*(?:page|صفحة|الصفحة|لاپەڕە)?\W*(\d{1,5})\W*", text.strip(), re.IGNORECASE)
    return int(found[1]) if found else None


def _by_difference(place: _Place, here: _Place, counted: int) -> _Place:
    """A page of the list in a parameter of whatever name: the one by which the address differs from the page's own says what the
    link's words say.
    """
    more, less = place.rest - here.rest, here.rest - place.rest
    if place.stem != here.stem or len(more) != 1 or len(less) > 1:
        return place
    name, value = next(iter(more))
    if value != str(counted) or _DATES.match(name) or any(one != name for one, _ in less):
        return place
    return _Place(place.stem, place.rest & here.rest | frozenset(less), f"query={name}", counted)


def _is_offset(slot: str) -> bool:
    return bool(_OFFSETS.match(slot.partition("=")[2]))


def _same_list(place: _Place, here: _Place) -> bool:
    return place.stem == here.stem and here.rest <= place.rest


def _place(url: str, near: _Place | None = None) -> _Place:
    """Takes an address apart. A bare number at the end of a path is a page's only beside `near`, the list it would belong to."""
    parts = urlsplit(url)
    path = unquote(parts.path).lower().rstrip("/")
    pairs = [(name.lower(), value) for name, value in parse_qsl(parts.query, keep_blank_values=True)]
    for name, value in pairs:
        # `?p=123` alone is WordPress' address of an article.
        is_page = PAGE_NAMES.match(name) or (name == "p" and len(value) < 4 and (path or len(pairs) > 1))
        if is_page and value.isdigit() and len(value) < 8:
            return _Place(path, frozenset(pair for pair in pairs if pair != (name, value)), f"query={name}", int(value))
    rest = frozenset(pairs)
    if found := _PAGE_PATH.match(path):
        return _Place(found["stem"], rest, "path", int(found["number"]))
    if near is not None and (tail := _TAIL.match(path)):
        end = tail["end"] or ""
        own = near.stem.removesuffix(end) if end else near.stem
        if tail["stem"].removesuffix("/index") in (own, own.removesuffix("/index")):
            return _Place(near.stem, rest, f"tail{end}", int(tail["number"]))
        # From the second page on the list's own address ends in a number as well.
        numbered = _TAIL.match(near.stem)
        if numbered and numbered["stem"] == tail["stem"] and numbered["end"] == tail["end"]:
            return _Place(near.stem, rest, f"own{end}", int(tail["number"]))
    return _Place(path, rest)


# ---------------------------------------------------------------- by word


def _goes_on(place: _Place, here: _Place, shortest: int) -> bool:
    """Whether an address is the page's own with parameters of whatever names that say where to go on, `shortest` characters or more."""
    more, less = dict(place.rest - here.rest), dict(here.rest - place.rest)
    if place.stem != here.stem or not more or not less.keys() <= more.keys():
        return False
    return not any(map(says_other, more)) and any(len(value) >= shortest and re.search(r"\d", value) for value in more.values())


def _by_word(links: list[tuple[str, str, bool]], url: str) -> str:
    for link, text, marked in links:
        if not marked and not _NEXT.match(fold(text)) and not _MORE.match(fold(text)):
            continue
        pairs = parse_qsl(urlsplit(link).query, keep_blank_values=True)
        if any(_DATES.match(name) for name, _ in pairs) and not marked:
            continue
        address = read_address(link, url)
        if address.reason in ("file", "archive", "service", "front"):
            continue
        if any(_CURSORS.match(name) and value for name, value in pairs):
            return link
        here, there = _place(url), _place(link)
        # "More" of a front page leads to a section by a short number.
        if _goes_on(there, here, shortest=1 if marked or _NEXT.match(fold(text)) else 5) or (
            there.stem != here.stem and _CURSOR_PATH.fullmatch(there.stem.removeprefix(here.stem))
        ):
            return link
        # A front page goes on in a list of another name.
        second = there.number > 1 if _is_offset(there.slot) else there.number == 2
        if here.slot == "" and there.slot.startswith(("query", "path")) and second and host(link) == host(url):
            return link
        deeper = there.stem.startswith(f"{here.stem}/") or there.stem == here.stem
        if (
            (marked or _OLDER.match(fold(text)))
            and deeper
            and (there.slot == "" and here.slot == "")
            and not (address.weight == 2 and not address.reason)
        ):
            return link
    return ""


def _says_date(text: str) -> bool:
    return sum(map(str.isdigit, text)) >= 3 and len(text) < 60
