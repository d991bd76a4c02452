"""The lines a reader sees of a page that may say when it was published; what they say is `dates`' to parse."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any

from lxml.html import HtmlElement

from crawler.extraction.headline import headline_element
from crawler.extraction.prose import prose_words
from news.text import letters, western_digits

_DATE_CLASS = re.compile(r"date|time|publish|posted|stamp|dateline|entry-meta|post-meta|byline|story-info", re.IGNORECASE)
# In a caption stands the date of something else, and in a link that says more.
_FOREIGN = frozenset({"nav", "figure", "figcaption"})
_APART = _FOREIGN | {"a", "aside", "footer", "li"}
_PUBLISHED_LABEL = re.compile(
    r"(?:(?:first )?(?:published|posted|publication date|date published|issued)\b|datum\b|erschienen\b|veröffentlicht\b|"
    r"(?:تاريخ|وقت) النشر|نشر (?:في|بتاريخ|يوم)|نُشر|تم النشر|التاريخ\s*:|تاريخ\s*:|بڵاوکرا(?:وەتەوە|یەوە)|"
    r"بەرواری? ?(?:بڵاوکردنەوە)?|ڕێکەوت|(?:hate?|tê|roja|dîroka) weşan)",
    re.IGNORECASE,
)
_CHANGED_LABEL = re.compile(
    r"\W*(?:last |date )?(?:updated|modified|revised|reviewed|edited)\b|آخر تحديث|تحديث|نوێکرا|نوێکردنەوە|nûkirin|nûjenkirin|hate nûkirin"
    r"|rojanekirin",
    re.IGNORECASE,
)
_VISIT = re.compile(r"(?<![a-z])(?:today|current|clock|now)(?![a-z])", re.IGNORECASE)
# A time of day alone, in an element beside the day's ("8:50 pm", "٠٩:١٥ پ.ن"); and a piece of a date.
_CLOCK_ALONE = re.compile(
    r"[^\w]{0,4}(?:الساعة |at |كات |کات |saet )?\d{1,2}:\d{2}(?::\d{2})?\W{0,3}[^\W\d]{0,8}(?:\W[^\W\d]{1,8})?\W{0,3}", re.IGNORECASE
)
_PIECE = re.compile(r"\W{0,3}(?:\d{1,2}|\d{4}|[^\W\d]{2,12}(?:[ /][^\W\d]{2,12})?)\W{0,3}")
_COMMENT = re.compile(r"comment|disqus|reply|respond", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_SHORTEST_DATELINE, _LONGEST_DATELINE = 6, 120  # characters
_WORDS = 8  # of a line that says when, and by whom; of more where they stand parted
_PARTED = re.compile(r"[|:•—]|\s[-–]\s")
_DATE_WORDS = 7  # of a link that is a date
_LONGEST_PIECE = 24  # of a date whose parts stand apart
_AFTER, _BEFORE = 60, 16  # texts around the headline among which its date stands
_NEAR, _ABOVE = 7, 3  # texts behind it, and right above it, that go first
_TIMES = 20_000  # elements among which those are
_MARKED = 400  # elements whose markup speaks of a date, at most
_CARD = 4  # words of another story's headline at least
_LONGEST_CARD = 1000  # characters
_TEASERS, _TEASER = 3, 12  # paragraphs of so many words, as no card has
_AROUND_A_DATE = 5  # elements around a date that may be another story's card
_HEADLINES = ("h1", "h2", "h3", "h4", "div", "span", "td", "b", "font", "strong", "p")


@dataclass(frozen=True, slots=True)
class Dateline:
    """A line that may say when. `after`: it stands behind the headline, or calls itself the publication."""

    text: str
    after: bool


def datelines(tree: HtmlElement, title: str) -> list[Dateline]:
    """Short lines that may say when, the likeliest first: those that call it the publication, those behind the headline, those
    farther behind it, those before it; what tells of a change only where nothing else does.

    No line is of another story's card, as in a list of related ones.
    """
    heading = headline_element(tree, title)
    lines = [Dateline(line, True) for line in _labelled(tree)]
    own = _Own(heading, title)
    behind, before = own.marked(tree)
    if heading is not None:
        after = list(own.texts("following", _AFTER))
        lines += [Dateline(line, True) for line in (*after[:_NEAR], *own.texts("preceding", _ABOVE), *after)]
    lines += [Dateline(line, True) for line in behind]
    if heading is not None:
        lines += [Dateline(line, False) for line in own.texts("preceding", _BEFORE)]
    lines += [Dateline(line, False) for line in before]
    first = {line.text: line for line in reversed(lines) if _SHORTEST_DATELINE <= len(line.text) <= _LONGEST_DATELINE}
    ordered = [first[text] for text in dict.fromkeys(line.text for line in lines) if text in first]
    return sorted(ordered, key=lambda line: _CHANGED_LABEL.match(line.text) is not None)


def times(tree: HtmlElement, title: str) -> Iterator[Dateline]:
    """What the page's markup says of when, in its order: the publication's own element, and the time elements of no other story."""
    for element in tree.xpath("//*[@itemprop='datePublished' or @pubdate]"):
        inner = next(iter(element.iter("time")), element)
        said = element.get("datetime") or element.get("content") or inner.get("datetime")
        titled = element.get("title") if element.tag == "abbr" else ""
        yield Dateline(said or titled or str(element.text_content()), True)
    if next(tree.iter("time"), None) is None:
        return
    heading = headline_element(tree, title)
    own = _Own(heading, title)
    before: list[HtmlElement] = []
    passed = heading is None
    for element in islice(tree.iter(*_HEADLINES, "time"), _TIMES):
        passed = passed or element is heading
        if element.tag != "time" or is_apart(element) or own.is_card(element):
            continue
        if passed:
            yield Dateline(element.get("datetime") or str(element.text_content()), True)
        else:
            before.append(element)
    for element in reversed(before):
        yield Dateline(element.get("datetime") or str(element.text_content()), False)


class _Own:
    """Tells the lines of the article, whose headline is given, from those of other stories' cards."""

    def __init__(self, heading: HtmlElement | None, title: str) -> None:
        self._heading = heading
        self._title = letters(title)
        self._around = frozenset() if heading is None else frozenset(heading.iterancestors())

    def texts(self, axis: str, most: int) -> Iterator[str]:
        """The texts nearest to the headline on one side of it, the nearest first."""
        assert self._heading is not None
        found = self._heading.xpath(f"{axis}::text()[normalize-space()][position() <= {most}]")
        texts = [(text, " ".join(str(text).split())) for text in (found if axis == "following" else reversed(found))]
        lines = [line if len(line) <= _LONGEST_DATELINE and self._is_own(text, line) else "" for text, line in texts]
        ordered = lines if axis == "following" else lines[::-1]
        labelled = {b: f"{a} {b}" for a, b in pairwise(ordered) if _CHANGED_LABEL.match(a) and not _has_digit(a)}
        yield from (labelled.get(line, line) for line in lines if len(line) >= _SHORTEST_DATELINE)
        yield from _joined(ordered)

    def _is_own(self, text: Any, line: str) -> bool:
        """Whether a text of the tree is the article's: of no card, caption or margin, no part of a link that says more, no visit's day."""
        parent = text.getparent()
        holder = parent.getparent() if text.is_tail else parent
        if holder is None or not _has_digit(line):
            return holder is not None and len(line) <= _LONGEST_PIECE
        return not (
            (_is_sentence(line) and not _PUBLISHED_LABEL.match(line))
            or self.is_visit(holder)
            or holder.tag in _FOREIGN
            or is_apart(holder, _FOREIGN)
            or _is_link_of_more(holder, line)
            or self.is_comment(holder)
            or self.is_card(holder)
        )

    def marked(self, tree: HtmlElement) -> tuple[list[str], list[str]]:
        """Lines whose markup speaks of a date: behind the headline, and before it the nearest first. All count as before it where
        there is no headline.
        """
        behind: list[str] = []
        before: list[str] = []
        passed = False
        marked = 0
        for element in tree.iter("h1", "h2", "h3", "h4", "span", "div", "p", "small", "li", "td", "font", "em", "i", "b"):
            passed = passed or element is self._heading
            if element is self._heading or not _DATE_CLASS.search(f"{element.get('class', '')} {element.get('id', '')}"):
                continue
            marked += 1
            if marked > _MARKED:
                break
            text = _text(element)
            if not _SHORTEST_DATELINE <= len(text) <= _LONGEST_DATELINE:
                continue
            if not (is_apart(element) or self.is_comment(element) or self.is_card(element) or self.is_visit(element)):
                (behind if passed else before).append(text)
        return behind, before[::-1] if self._heading is not None else before

    def is_visit(self, element: HtmlElement) -> bool:
        """Whether the markup around a line calls it the day of the visit."""
        around = (element, *islice(element.iterancestors(), 2))
        return any(one not in self._around and _VISIT.search(f"{one.get('class', '')} {one.get('id', '')}") for one in around)

    def is_comment(self, element: HtmlElement) -> bool:
        """Whether what stands around a line, and not around the headline, is a reader's."""
        around = (one for one in (element, *element.iterancestors()) if one not in self._around)
        return any(_COMMENT.search(f"{one.get('class', '')} {one.get('id', '')}") for one in around)

    def is_card(self, element: HtmlElement) -> bool:
        """Whether what stands around a line, and not around the headline, leads to another story."""
        for parent in islice(element.iterancestors(), _AROUND_A_DATE):
            if parent in self._around or parent.tag in ("body", "html") or len(_text(parent)) > _LONGEST_CARD:
                return False
            for link in islice(parent.iter("a"), _CARD):
                said = _text(link)
                if len(said.split()) >= _CARD and not _YEAR.search(said) and letters(said) != self._title:
                    return True
            if sum(str(one.text_content()).count(" ") >= _TEASER for one in islice(parent.iter("p"), _MARKED)) >= _TEASERS:
                return False
        return False


def _joined(lines: Sequence[str]) -> Iterator[str]:
    """The dates whose parts stand in elements side by side: the day and the time of day, or the day, the month and the year."""
    texts = [western_digits(line) for line in lines]
    for place, text in enumerate(texts):
        if text and _CLOCK_ALONE.fullmatch(text):
            for other in (place - 1, place + 1, place - 2, place + 2):
                if 0 <= other < len(texts) and _YEAR.search(texts[other]) and not _CHANGED_LABEL.match(texts[other]):
                    yield f"{lines[other]} {lines[place]}"
                    break
        pieces = texts[place : place + 3]
        if len(pieces) == 3 and all(piece and _PIECE.fullmatch(piece) for piece in pieces) and sum(map(_has_digit, pieces)) == 2:
            yield " ".join(lines[place : place + 3])


def _is_sentence(line: str) -> bool:
    """Whether a line tells of something: its date is not the article's."""
    return bool(prose_words([line])) or (line.count(" ") > _WORDS and not _PARTED.search(line))


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))


def _is_link_of_more(element: HtmlElement, line: str) -> bool:
    """Whether an element is in a link that says more than this line, or than a date."""
    link = next((one for one in (element, *islice(element.iterancestors(), _AROUND_A_DATE)) if one.tag == "a"), None)
    return link is not None and (_text(link) != line or line.count(" ") > _DATE_WORDS)


def _labelled(tree: HtmlElement) -> Iterator[str]:
    """Lines that begin with a word for a publication, the date after it in the same element or right behind it."""
    for element in tree.iter():
        line = " ".join((element.text or "").split())
        if line and _PUBLISHED_LABEL.match(line) and not is_apart(element, _FOREIGN):
            if not _has_digit(line):  # "<b>Published</b> 3 May", "<dt>Published</dt><dd>3 May</dd>"
                following = None if (element.tail or "").strip() else element.getnext()
                behind = element.tail if following is None else str(following.text_content())
                line = " ".join((line, *(behind or "").split()))
            yield line
        tail = " ".join((element.tail or "").split())
        if tail and _PUBLISHED_LABEL.match(tail) and not is_apart(element, _FOREIGN):
            yield tail


def _text(element: HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


def is_apart(element: HtmlElement, tags: frozenset[str] = _APART) -> bool:
    """Whether an element lies in a margin, an entry, a link or a caption: in one of these elements."""
    return any(parent.tag in tags for parent in element.iterancestors())
