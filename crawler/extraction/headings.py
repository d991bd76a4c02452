"""Headings of sections that trafilatura leaves out, put back between the paragraphs they stand between on the page."""

from collections.abc import Iterator

from lxml.html import HtmlElement

from crawler.extraction.body import Block, one_line

_LEVELS = {"h2": 2, "h3": 3, "h4": 4}
_APART = frozenset({"a", "aside", "nav", "footer", "li", "figure", "form"})
_LONGEST = 120  # characters
_FEWEST_WORDS = 2


def with_headings(blocks: list[Block], tree: HtmlElement) -> list[Block]:
    """These blocks with each heading that stands, on the page, right before one of theirs and after the one before that.

    A heading of a paragraph that was left out belongs to something else.
    """
    known = {block.text for block in blocks}
    missing = [heading for heading in tree.iter(*_LEVELS) if _is_bare(heading) and _fits(one_line(str(heading.text_content())), known)]
    if not missing:
        return blocks
    places = {block.text: index for index, block in enumerate(blocks)}
    before: dict[int, Block] = {}
    for above, heading, below in _between(tree, set(missing), known):
        first, second = places.get(above, -2), places.get(below, -1)
        if second == first + 1:
            level = _LEVELS[str(heading.tag)]
            before[second] = Block("heading", one_line(str(heading.text_content())), level=level)
    return [line for index, block in enumerate(blocks) for line in ((before[index], block) if index in before else (block,))]


def _is_bare(heading: HtmlElement) -> bool:
    """Whether a heading stands among paragraphs and leads nowhere: those of cards and boxes do."""
    following = heading.getnext()
    return (
        following is not None
        and following.tag in ("p", "ul", "ol")
        and next(heading.iter("a"), None) is None
        and not any(parent.tag in _APART for parent in heading.iterancestors())
    )


def _fits(text: str, known: set[str]) -> bool:
    return len(text) <= _LONGEST and text.count(" ") + 1 >= _FEWEST_WORDS and text not in known


def _between(tree: HtmlElement, headings: set[HtmlElement], known: set[str]) -> Iterator[tuple[str, HtmlElement, str]]:
    """Each of these headings with the last of the known paragraphs before it and the paragraph after it. Two headings on end are none."""
    above, heading = "", None
    for element in tree.iter("p", "li", *_LEVELS):
        text = one_line(str(element.text_content()))
        if not text:
            continue
        if element in headings:
            heading = element if heading is None else None
        else:
            if heading is not None:
                yield above, heading, text
            above, heading = text if text in known else above, None
