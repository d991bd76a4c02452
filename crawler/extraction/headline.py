"""The title of an article: the headline without the name of the site around it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from lxml.html import HtmlElement

from crawler.extraction.spacing import one_line
from dedupe.dated import trailing_date
from news.text import letters, words

_SEPARATOR = re.compile(r"\s+[-–—|·•:：»«/›‹>~]{1,3}\s+|\s*[|ㅣ»«]\s*|\s+::\s+")
_NOT_TITLES = frozenset(map(letters, ("home", "news", "article", "error", "404", "not found", "الرئيسية", "أخبار", "سەرەکی", "هەواڵ")))

_SITE_BEFORE = re.compile(r":\s+")  # "The Canal: three boats sink", which a colon of the headline's own looks like
_KICKER = re.compile(r":\s+|\s[-–—]\s")
_FEWEST_LETTERS = 4  # of a name cut short
_BOLD = ("b", "strong", "font", "big")
_SHOWN = ("h2", "h3", "h4", "div", "span", "td", "p")
_CALLED = re.compile(r"itle|eading|eadline|ttl|(?<![a-z])tit(?![a-z])|subject")
_LONGEST = 300  # characters of a headline
_HEADLINE = 15  # letters: a section's name, which may head a page too, has fewer
_SITE_WORDS = 3  # of a title that may be the site's name alone
_HEADLINE_WORDS, _FEWEST_WORDS = range(2, 31), 4  # the fewest where nothing is large
_LABELLED = 5  # words of a line that is a label and what it labels
_LARGE = 4  # of the seven sizes of a font
_FONT_SIZE = re.compile(r"font-size:\s*(\d{1,3})(?:\.\d+)?\s*(px|pt)")
_LARGE_IN = {"px": 20, "pt": 16}
_DATE = re.compile(r"[\d٠-٩۰-۹]{1,4}[-/.][\d٠-٩۰-۹]{1,2}[-/.][\d٠-٩۰-۹]{1,4}")
_DATE_OR_BAR = re.compile(r"\d{4}|[٠-٩۰-۹]{4}|\d:\d|[»«>|@]")
_PARAGRAPH = 20  # words of a text that is no headline
_SMALL = 4  # parts of an element that may hold a headline whole
_MARGINS = frozenset({"a", "li", "nav", "aside", "footer", "select"})
_UNSEEN = frozenset({"script", "style", "noscript", "template"})
_BLOCKS = frozenset({"p", "div", "td", "th", "center", "section", "article", "header", "li", "body"})
_FRONT = re.compile(r"(?:https?://[^/?#]+)?/?(?:(?:index|default|home)\.\w{2,5}|home|[a-z]{2,3})?/?", re.IGNORECASE)
_NAME = 4  # words of a site's name
_TOPS = frozenset({"header", "head", "masthead", "banner", "logo", "topbar", "site-header", "hdr"})  # ids of a page's top
_LOGO = re.compile(r"(?<![a-z])(?:logo|site-?(?:title|name)|blog-?title|brand(?:ing)?)(?![a-z])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Headline:
    """A title, and the field that gave it; both empty where a page has none."""

    text: str = ""
    field: str = ""


def read_headline(tree: HtmlElement, linked: str, metas: dict[str, list[str]], site_names: Sequence[str]) -> Headline:
    """The page's headline: as its JSON-LD, og:title, only h1, or <title> gives it.

    Where JSON-LD is silent and og:title and <title> disagree, the h1 goes before both: it is what readers see, the others are
    written for shares and searches (fundus and wcxb of shared/data/extraction: .84 to .86 of titles right on the tuned half, .83
    to .83 on the other).
    """
    shares = metas.get("og:title", []) + metas.get("twitter:title", [])
    element = tree.find(".//head/title")
    document = str(element.text_content()) if element is not None else ""
    headings = [one_line(str(heading.text_content())) for heading in first_headings(tree)]
    shown = [] if headings else _shown(tree)
    names = {letters(name) for name in site_names}

    def cleaned(field: str, text: str) -> Headline:
        title = without_site(one_line(text), site_names, (*headings, *shown))
        if shown and (found := _SITE_BEFORE.search(title)) and letters(title[found.end() :]) in map(letters, shown):
            title = title[found.end() :]  # a kicker stands in the h1 too
        key = letters(title)
        return Headline(title, field) if len(key) > 2 and key not in _NOT_TITLES and key not in names else Headline()

    shared = cleaned("meta", shares[0]) if shares else Headline()
    only = cleaned("heading", headings[0]) if len(set(headings)) == 1 else Headline()
    titled = cleaned("title", document)
    first = letters(shared.text)
    agreed = bool(first) and (letters(titled.text).startswith(first) or first in letters(only.text))
    before = [shared, only] if agreed else [only, shared]
    others = (cleaned("meta", text) for text in (*shares[1:], *metas.get("headline", ())))
    found = next((one for one in (cleaned("json-ld", linked), *before, *others, titled) if one.text), Headline())
    if found.field in ("title", "") and not headings:
        is_shown = letters(found.text) in set(map(letters, shown)) and len(words(found.text)) > _SITE_WORDS
        if not is_shown and (prominent := _prominent(tree)):
            return Headline(prominent, "heading")
    return replace(found, text=_without_kicker(found.text, headings))


def first_headings(tree: HtmlElement) -> list[HtmlElement]:
    """The page's h1 elements that say something, but for the site's own, which is its logo or leads to its front."""
    return [heading for heading in tree.iter("h1") if str(heading.text_content()).strip() and not _is_sites(heading)]


def headline_element(tree: HtmlElement, title: str) -> HtmlElement | None:
    """The element that shows the headline: the first h1 of the article, else the innermost first one that says the title."""
    if found := first_headings(tree):
        return found[0]
    if not (own := letters(title)):
        return None
    for element in tree.iter(*_SHOWN, *_BOLD):
        if element.text and letters(str(element.text)) == own:
            return element
    candidates = tree.iter("h2", "h3", "h4", "td", "div", "span", "p", *_BOLD)
    return next((one for one in candidates if len(one) <= _SMALL and letters("".join(map(str, one.itertext()))) == own), None)


def _is_sites(heading: HtmlElement) -> bool:
    link = next(heading.iter("a"), None)
    parent = heading.getparent()
    link = parent if link is None and parent is not None and parent.tag == "a" else link
    if link is not None and (link.get("href") or "").strip() and _FRONT.fullmatch((link.get("href") or "").strip()):
        return True
    named = len(words(str(heading.text_content()))) <= _NAME
    if named and any((parent.get("id") or "").lower() in _TOPS for parent in heading.iterancestors()):
        return True
    return _LOGO.search(f"{heading.get('class') or ''} {heading.get('id') or ''}") is not None


def _prominent(tree: HtmlElement) -> str:
    """What stands out above the first paragraph: the headline of a page that marks none and whose title names the site alone.

    The largest line of its own goes first, the longer of the last two where several are as large: one may be a caption.
    """
    found: list[tuple[int, str]] = []
    for element in tree.iter():
        if any(text and len(text.split()) >= _PARAGRAPH for text in (element.text, element.tail)) and element.tag not in _UNSEEN:
            break
        if element.tag in (*_BOLD, *_SHOWN) and (text := _whole_line(element)):
            found.append((_weight(element), text))
    most = max((weight for weight, _ in found), default=0)
    best = [text for weight, text in found if weight == most and (most >= _LARGE or len(words(text)) >= _FEWEST_WORDS)]
    return max(best[-2:], key=len, default="") if most else _above_a_date(tree)


def _above_a_date(tree: HtmlElement) -> str:
    """The line that stands right above the first date of a page where nothing is larger than the rest."""
    before = ""
    for element in tree.iter():
        if element.tag in _UNSEEN or any(one.tag in _MARGINS for one in (element, *islice(element.iterancestors(), 3))):
            continue
        for text in (element.text, element.tail):
            line = one_line(text or "")
            if len(line.split()) >= _PARAGRAPH:
                return ""
            if _DATE.search(line):
                return before if len(words(before)) in _HEADLINE_WORDS and len(letters(before)) >= _HEADLINE else ""
            before = line if line and not line.endswith(":") else before
    return ""


def _weight(element: HtmlElement) -> int:
    """How large an element's text is shown, as a font's size from 1 to 7; 0 where nothing says so."""
    weights = [0]
    for one in (element, *islice(element.iterancestors(), 3)):
        if one.tag in ("h2", "h3", "h4") or _CALLED.search(f"{one.get('class') or ''} {one.get('id') or ''}"):
            weights.append(_LARGE)
        if one.tag == "font" and (size := (one.get("size") or "").strip()).lstrip("+").isdecimal():
            weights.append(int(size.lstrip("+")) + (3 if size.startswith("+") else 0))
        if found := _FONT_SIZE.search(one.get("style") or ""):
            weights.append(_LARGE + 1 if int(found[1]) >= _LARGE_IN[found[2]] else 2)
        if one.tag in ("b", "strong"):
            weights.append(3)
    return max(weights)


def _whole_line(element: HtmlElement) -> str:
    """What an element says where it is a line of its own, none of a margin, a list or a date's; empty else."""
    text = one_line(str(element.text_content())) if len(element) <= _SMALL else ""
    label = text.partition(":")[0] if ":" in text else ""
    if (
        len(words(text)) not in _HEADLINE_WORDS
        or len(letters(text)) < _HEADLINE
        or (label and len(label.split()) <= (1 if len(words(text)) > _LABELLED else 2))
        or _DATE_OR_BAR.search(text)
    ):
        return ""
    block = element if element.tag in _BLOCKS or element.tag in ("h2", "h3", "h4") else None
    for parent in element.iterancestors():
        if parent.tag in _MARGINS:
            return ""
        if parent.tag in _BLOCKS and block is None:
            block = parent
    return text if block is not None and letters(str(block.text_content())) == letters(text) else ""


def _shown(tree: HtmlElement) -> list[str]:
    """What may be the headline of a page without an h1."""
    texts = [one_line(str(bold.text_content()))[:_LONGEST] for bold in tree.iter(*_BOLD)]
    texts += [_short_text(element) for element in tree.iter(*_SHOWN)]
    return [text for text in dict.fromkeys(texts) if len(letters(text)) >= _HEADLINE]


def _short_text(element: HtmlElement) -> str:
    """What a heading, or an element that its class calls a title, says; of others what they say that hold no element."""
    if element.tag not in ("h2", "h3", "h4") and not _CALLED.search(f"{element.get('class', '')} {element.get('id', '')}"):
        return one_line(element.text or "")[:_LONGEST] if not len(element) else ""
    return " ".join(str(element.text_content()).split())[:_LONGEST]


def _without_kicker(title: str, headings: Sequence[str]) -> str:
    """The title without what stands before a colon or dash, where a heading says the rest after something else altogether."""
    found = _KICKER.search(title)
    if not found or len(key := letters(title[found.end() :])) < _HEADLINE:
        return title
    kicker = set(words(title[: found.start()]))
    for heading in headings:
        other = _KICKER.search(heading)
        if other and letters(heading[other.end() :]) == key and not kicker & set(words(heading[: other.start()])):
            return title[found.end() :]
    return title


def without_site(title: str, site_names: Sequence[str], headings: Sequence[str] = ()) -> str:
    """The title without the parts at its ends that are one of these names, or that a heading of the page does without.
    Another outlet's name stays: it may be the origin's.
    """
    names = {letters(name) for name in site_names} | {letters(name.rpartition(".")[0]) for name in site_names if "." in name}
    names.discard("")
    whole = set(map(letters, headings))
    for part in _SEPARATOR.finditer(title):
        sides = (title[: part.start()].strip(), title[part.end() :].strip())
        if said := [side for side in sides if len(key := letters(side)) >= _HEADLINE and key in whole]:
            return max(said, key=len)
    while parts := list(_SEPARATOR.finditer(title)):
        last = title[parts[-1].end() :]
        if _names_site(letters(last), names) or letters(title[: parts[-1].start()]) in whole or _is_date(last):
            title = title[: parts[-1].start()].strip()
        elif letters(title[: parts[0].start()]) in names:
            title = title[parts[0].end() :].strip()
        else:
            break
    return title


def _names_site(part: str, names: set[str]) -> bool:
    """Whether this is one of the names, or its beginning ("読売新聞" of "読売新聞オンライン")."""
    return part in names or any(len(part) >= _FEWEST_LETTERS and name.startswith(part) and len(part) * 5 >= len(name) * 2 for name in names)


def _is_date(part: str) -> bool:
    """Whether a part of a title is a date and nothing else; what a date says of the story has no separator before it."""
    found = trailing_date(part.strip())
    return found is not None and found.start == 0
