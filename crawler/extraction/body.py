"""The page's body as blocks: trafilatura says what it takes for the article, `choice` judges every line of the page beside that.
Which of the chosen lines are text of the article, and which are lists, credits and furniture, is for dedupe.tidy to say.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import numpy as np
from lxml.etree import strip_elements
from lxml.html import HtmlElement
from trafilatura import bare_extraction

from crawler.extraction.choice import Judges, shipped_judges
from crawler.extraction.images import place_images
from crawler.extraction.lines import WITHIN, Kind, Line, Run, page_lines
from crawler.extraction.measures import Figures, Measures, Stated
from crawler.extraction.picture import Picture
from crawler.extraction.prose import prose_words
from news.urls import web_url

_TEXTLESS = ("style", "svg", "link", "meta", "iframe", "canvas", "video", "audio", "source", "template", "embed", "object", "area")
_SPEECHLESS = ("img", "picture", "input", "noscript", "button", "select", "textarea", "hr", "title", "map", "math")
# Cross-validated over the sites of shared/data/extraction: lines below .02 are six in ten, and hold .004 of the articles' text.
# Without them trafilatura takes half the time, and finds the same.
UNLIKELY = 0.02
LIKELY = 0.5
"""From here on a line is the article's; .4 to .6 differ by less than .002 in F1."""
# One page in twelve of those has trafilatura's fast choice miss more than that of the likely lines; .5 to .95 differ by nothing in F1.
_MISSES = 0.7
_PARAGRAPHS = 4  # and headings that no button or drawing holds
_WHOLLY = 0.9  # of a heading's characters, where it is a link
_ALBUM = 4  # pictures
_LED = 0.6  # of the blocks of an album stand under pictures
_CAPTION = 16  # words, or fewer
_LABEL = 4  # words of a label at most
_HEADLINE = 3  # words of a headline at least
_MARGINS = tuple(map(WITHIN.index, ("nav", "header", "footer", "aside")))
_RANK = re.compile(r"[\s\d.)(\-–•·*»›#/:]{1,16}")  # beside the link of a list's entry: its number, a bullet, a date in figures
_ENDS_APART = re.compile(r"[\s:.,،؛;|(«»\"'“”/–—-]$")
_LEAST = 40  # letters, as of a flash: where the judges leave less, trafilatura's own choice stands


@dataclass(frozen=True, slots=True)
class Block:
    """One line of a page. `level` is that of a heading, 1 to 6. `link` is the address that the block wholly leads to, or empty.

    `runs`: its pieces with the href each stands under, where any does. `images`: those of the article that stand before it.
    `beside`: none of the text, but the heading of what is: a card shows itself by it.
    """

    kind: Kind
    text: str
    link: str = ""
    level: int = 0
    runs: tuple[Run, ...] = ()
    images: tuple[Picture, ...] = ()
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """`blocks`: what a page's article consists of, in order; empty where nothing is found. `lines`: of the whole page."""

    blocks: list[Block]
    lines: Sequence[Line]
    url: str

    def outside_margins(self) -> list[Block]:
        """Every line of the page but those of its margins."""
        return [_block(line, self.url) for line in self.lines if not any(line.within[place] for place in _MARGINS)]


def read_body(tree: HtmlElement, url: str, stated: Stated, judges: Judges | None = None, lead: str = "") -> Body:
    """The article's blocks on this page. The tree loses what is none of it.

    `lead` is the address of the lead image, empty where the page states none.
    """
    lines, elements = read_lines(tree)
    return Body(_blocks(tree, url, stated, judges or shipped_judges(), lead, lines, elements) if lines else [], lines, url)


def _blocks(
    tree: HtmlElement, url: str, stated: Stated, judges: Judges, lead: str, lines: Sequence[Line], elements: Sequence[HtmlElement]
) -> list[Block]:
    measures = Measures(lines, stated)
    likely = judges.first.probabilities(measures.figures)
    drop_unlikely(lines, elements, likely)
    figures = beside_trafilatura(measures, likely, tree, url)
    candidates = np.flatnonzero(likely >= UNLIKELY)
    kept = candidates[judges.second.probabilities(figures[candidates]) >= LIKELY] if len(candidates) else candidates
    if sum(len(lines[place].text) for place in kept.tolist()) < _LEAST:
        kept = np.flatnonzero(figures[:, measures.chosen_column] == 1)
        if not prose_words(lines[place].text for place in kept.tolist()) and (headlines := _headlines(lines, url)):
            return headlines
    images = place_images(lines, kept.tolist(), lead, url)
    headings = _card_headings(lines, kept.tolist())
    return [
        replace(_block(lines[place], url), images=images.get(place, ()), beside=place in headings)
        for place in sorted({*kept.tolist(), *headings})
    ]


def _card_headings(lines: Sequence[Line], kept: Sequence[int]) -> frozenset[int]:
    """The places of the headings that are links and stand right above a line that is kept, but are not kept themselves."""
    chosen = set(kept)
    found = {place - 1 for place in kept if place and place - 1 not in chosen}
    return frozenset(place for place in found if lines[place].level and lines[place].linked >= _WHOLLY * len(lines[place].text))


def read_lines(tree: HtmlElement) -> tuple[list[Line], list[HtmlElement]]:
    """The page's lines and elements (see `page_lines`), after what has no text has left the tree."""
    _drop_textless(tree)
    return page_lines(tree)


def drop_unlikely(lines: Sequence[Line], elements: Sequence[HtmlElement], likely: Figures) -> None:
    """Takes every element off the tree whose lines are all unlikely, or that has none: trafilatura's work grows with the tree."""
    spoken: set[int] = set()
    likely_ones: set[int] = set()
    for line, probability in zip(lines, likely.tolist(), strict=True):
        (likely_ones if probability >= UNLIKELY else spoken).update(line.path)
    for ordinal, element in enumerate(elements):
        # The cells of a flat row have no line of their own.
        if ordinal in likely_ones or (ordinal not in spoken and str(element.text_content()).strip()):
            continue
        if element.getparent() is not None and element.tag not in ("body", "head"):
            element.drop_tree()
    strip_elements(elements[0], *_SPEECHLESS, with_tail=False)


def beside_trafilatura(measures: Measures, likely: Figures, tree: HtmlElement, url: str) -> Figures:
    """The figures beside trafilatura's choice: its own, or where that misses what is likely, the one it compares with others'."""
    figures = measures.beside(_trafilatura_text(tree, url, fast=True), likely)
    if measures.chosen_share(figures, likely >= LIKELY) < _MISSES:
        figures = measures.beside(_trafilatura_text(tree, url, fast=False), likely)
    return figures


def _trafilatura_text(tree: HtmlElement, url: str, *, fast: bool) -> str:
    """What trafilatura takes for the article, as text; empty where it finds none."""
    document: Any = bare_extraction(tree, url=url or None, include_comments=False, with_metadata=False, fast=fast)
    return "" if document is None or document.body is None else " ".join(document.body.itertext())


def _drop_textless(tree: HtmlElement) -> None:
    """trafilatura copies and searches the tree a dozen times, and drops these elements itself. It reads JSON-LD where all else fails.

    One that holds a page's text was never closed: of it the tag alone goes.
    """
    for element in list(tree.iter("button", *_TEXTLESS)):
        if len(element) and _holds_text(element):
            element.drop_tag()
    strip_elements(tree, *_TEXTLESS, with_tail=False)
    for script in list(tree.iter("script")):
        if "ld+json" not in (script.get("type") or ""):
            script.drop_tree()


def _holds_text(element: HtmlElement) -> bool:
    return (
        next(element.iter("article", "main"), None) is not None
        or len(list(islice(element.iter("p", "h1", "h2"), _PARAGRAPHS))) == _PARAGRAPHS
    )


def is_album(blocks: Sequence[Block]) -> bool:
    """Whether these blocks are pictures, each with a line or none under it."""
    led = [block for block in blocks if block.images]
    return (
        len(led) >= _ALBUM and len(led) >= _LED * len(blocks) and sum(block.text.count(" ") + 1 for block in blocks) <= _CAPTION * len(led)
    )


def without_pointers(blocks: list[Block]) -> list[Block]:
    """These blocks without the links and headings that end them, and labels among those: nothing of the article stands under them.
    Nor does it begin with a line that is several links.
    """
    start = next((place for place, block in enumerate(blocks) if not _is_menu(block)), 0)
    blocks = blocks[start:]
    end = len(blocks)
    while end and (_points(blocks[end - 1]) or (end > 1 and blocks[end - 2].link and len(blocks[end - 1].text.split()) <= _LABEL)):
        end -= 1
    return blocks[:end] or blocks


def _is_menu(block: Block) -> bool:
    hrefs = {href for text, href in block.runs if text.strip()}
    return len(hrefs) > 1 and "" not in hrefs


def _points(block: Block) -> bool:
    return bool(block.link) or block.kind == "heading"


def _headlines(lines: Sequence[Line], url: str) -> list[Block]:
    """The links of a page that tells nothing, outside its margins, as the entries of a list."""
    links = [_block(line, url) for line in lines if not any(line.within[place] for place in _MARGINS)]
    return [replace(block, kind="entry") for block in links if block.link and len(block.text.split()) >= _HEADLINE]


def _block(line: Line, url: str) -> Block:
    hrefs = {href for text, href in line.runs if text.strip() and not (href == "" and _RANK.fullmatch(text))}
    whole = web_url(next(iter(hrefs)), url) if len(hrefs) == 1 and "" not in hrefs else ""
    return Block(line.kind, _parted(line), whole, line.level, tuple(line.runs) if any(hrefs) else ())


def _parted(line: Line) -> str:
    """The line's text; a label that stands glued to a link ("Read alsoThe ferry returns") parted from it, as readers see it."""
    match line.runs:
        case [(label, ""), (text, href)] if href and label.strip() and not _ENDS_APART.search(label) and not text[:1].isspace():
            return f"{label.strip()}: {text.strip()}" if len(label.split()) <= _LABEL and len(text.split()) >= _HEADLINE else line.text
    return line.text
