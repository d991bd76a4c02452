"""Lists of dated headlines, taken off the tree before trafilatura sees it.

trafilatura drops such a list or keeps it whole, with the line of credit before it or without, as the markup has it. Here the list
goes and its lines are kept for dedupe.tidy, which makes mentions of them, and judges lists that are not marked up as such.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, islice

from lxml.html import HtmlElement

from crawler.extraction.body import Block
from crawler.extraction.links import Links
from crawler.extraction.spacing import one_line
from dedupe.linkfarm import dated_headline

_FEWEST = 3  # entries: two dated links may well be the article's own
_LINES_BEFORE = 2  # a phrase of credit and the origin's headline
_LONGEST = 300  # characters: anything longer is a paragraph of the story
_APART = frozenset({"nav", "aside", "footer", "header"})
_SIDEBAR = re.compile(r"\b(?:sidebar|widget)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class HeadlineList:
    """`before` are the short lines right before the list, where link farms name the origin; they are still in the tree."""

    before: tuple[Block, ...]
    entries: tuple[Block, ...]


def take_lists(tree: HtmlElement, links: Links) -> list[HeadlineList]:
    """Cuts every list of dated headlines from the tree, and returns them in order; those of a page's margins stay.

    Lists are ul and ol, runs of such paragraphs, and such lines among those that breaks part.
    """
    found = [*_marked(tree, links), *_paragraphs(tree, links)]
    for element in dict.fromkeys(parent for mark in tree.iter("br") if (parent := mark.getparent()) is not None):
        found += _broken(element, links)
    return found


def _marked(tree: HtmlElement, links: Links) -> Iterator[HeadlineList]:
    for element in list(tree.iter("ul", "ol")):
        entries = [child for child in element if child.tag == "li"]
        if (
            len(entries) >= _FEWEST
            and _is_dated(entries[0])
            and sum(map(_is_dated, entries)) * 2 >= len(entries)
            and not _is_apart(element)
        ):
            yield HeadlineList(_before(element, links), tuple(_entry(child, links) for child in entries if _text(child)))
            element.drop_tree()


def _paragraphs(tree: HtmlElement, links: Links) -> Iterator[HeadlineList]:
    dated = [element for element in tree.iter("p") if _is_dated(element)]
    for _, run in groupby(dated, key=lambda element: element.getparent()):
        elements = list(run)
        if len(elements) >= _FEWEST and not _is_apart(elements[0]):
            yield HeadlineList(_before(elements[0], links), tuple(_entry(element, links) for element in elements))
            for element in elements:
                element.drop_tree()


def _broken(element: HtmlElement, links: Links) -> Iterator[HeadlineList]:
    """The dated lines of an element whose lines are parted by breaks; its other lines stay."""
    marks = [child for child in element if child.tag == "br"]
    if len(marks) < _FEWEST - 1 or _is_apart(element):
        return
    lines = _lines(element)
    dated = [index for index, line in enumerate(lines) if _names_outlet(line.text, linked=bool(line.link))]
    if len(dated) < _FEWEST:
        return
    short = [Block("paragraph", line.text, links.address(line.text)) for line in lines[: dated[0]] if line.text]
    before = tuple(block for block in short[-_LINES_BEFORE:] if len(block.text) <= _LONGEST)
    yield HeadlineList(
        before or _before(element, links), tuple(Block("entry", lines[at].text, links.address(lines[at].link)) for at in dated)
    )
    for index in dated:
        lines[index].remove_from(element)


class _Line:
    """What stands between two breaks: text, then elements with their tails."""

    def __init__(self, mark: HtmlElement | None, text: str) -> None:
        self._mark = mark
        self._parts = [text]
        self._children: list[HtmlElement] = []

    @property
    def text(self) -> str:
        return one_line("".join(self._parts))

    @property
    def link(self) -> str:
        return next((_text(child) for child in self._children if child.tag == "a"), "")

    def add(self, child: HtmlElement) -> None:
        self._children.append(child)
        self._parts += (str(child.text_content()), child.tail or "")

    def remove_from(self, element: HtmlElement) -> None:
        for child in self._children:
            element.remove(child)  # and its tail with it
        if self._mark is None:
            element.text = ""
        else:
            self._mark.tail = ""


def _lines(element: HtmlElement) -> list[_Line]:
    lines = [_Line(None, element.text or "")]
    for child in element:
        if child.tag == "br":
            lines.append(_Line(child, child.tail or ""))
        else:
            lines[-1].add(child)
    return lines


def _is_dated(element: HtmlElement) -> bool:
    text = str(element.text_content())
    if not any(map(str.isdigit, text.rstrip()[-24:])):  # most paragraphs: no date at the end
        return False
    return _names_outlet(one_line(text), linked=next(element.iter("a"), None) is not None)


def _names_outlet(line: str, *, linked: bool) -> bool:
    """Whether a line is a headline with its date, which must be a link or name an outlet: prose may end in a date too."""
    mention = dated_headline(line)
    return mention is not None and (linked or bool(mention.outlet))


def _entry(element: HtmlElement, links: Links) -> Block:
    """An entry leads where its first link does; what follows says where and when."""
    first = next((text for text in map(_text, element.iter("a")) if text), "")
    return Block("entry", _text(element), links.address(first))


def _before(element: HtmlElement, links: Links) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for previous in islice(element.itersiblings(preceding=True), _LINES_BEFORE + 2):
        for line in reversed(_lines(previous)):
            if len(line.text) > _LONGEST or len(blocks) == _LINES_BEFORE:
                return tuple(reversed(blocks))
            if line.text:
                blocks.append(Block("paragraph", line.text, links.address(line.text)))
    return tuple(reversed(blocks))


def _is_apart(element: HtmlElement) -> bool:
    ancestors = element.iterancestors()
    return any(
        parent.tag in _APART or _SIDEBAR.search(parent.get("class") or "") for parent in ancestors if parent.tag not in ("body", "html")
    )


def _text(element: HtmlElement) -> str:
    return one_line(str(element.text_content()))
