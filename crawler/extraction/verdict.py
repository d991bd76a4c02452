"""Whether what was extracted from a page is an article: asks `walls`, `stubs` and `unsigned` in turn, and reads the page's tree again
where one of them wants it as it came. What each of them knows, and the reasons, are theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.extraction.body import Block, Body, is_album
from crawler.extraction.cards import find_cards
from crawler.extraction.context import PageContext
from crawler.extraction.metadata import Metadata
from crawler.extraction.parse import parse
from crawler.extraction.prose import ENOUGH, prose_words
from crawler.extraction.refusal import check, refuse
from crawler.extraction.stubs import is_open, stub
from crawler.extraction.unsigned import is_asking, unsigned
from crawler.extraction.walls import has_text, titled, visible, wall
from dedupe.tidy import INDEX_LIST_LINES
from news.model import Mention

_HEADLINE_SPACES = 3  # between the words of a headline at least


@dataclass(frozen=True, slots=True)
class Looks:
    """What a page shows before anything is taken off it: the kind of wall that its title names, and whether a form asks for something."""

    wall: str
    asks: bool


def looks_of(tree: HtmlElement) -> Looks:
    """The looks of a page whose tree is as it came."""
    return Looks(titled(tree), is_asking(tree))


def refuse_others(
    source: bytes,
    url: str,
    context: PageContext,
    meta: Metadata,
    looks: Looks,
    body: Body,
    kept: Sequence[Block],
    mentions: tuple[Mention, ...],
    *,
    is_index: bool,
) -> None:
    """Raises NotAnArticle where the blocks kept are none. `body`: as it was read, before lists and cards were parted from it."""
    lines = [block.text for block in kept]
    if not is_index and lines and prose_words(lines) < ENOUGH:
        is_index = _are_teasers(lines, body, context.timezone)
    barred, seen = bool(looks.wall) or not has_text(lines), ""
    # Nearly no page goes in here; for those that do the tree is wanted as it came.
    if barred or is_index or is_open(meta.announced, lines):
        tree = parse(source, url, context.content_type, context.languages)
        if barred and (reason := wall(source, tree, lines, looks.wall, is_index=is_index)):
            refuse(reason, url)
        if reason := stub(tree, meta.announced, lines, is_index=is_index):
            refuse(reason, url, mentions)
        if not lines and not mentions and _long_links(tree) >= INDEX_LIST_LINES:
            refuse("index", url)
        seen = visible(tree)
    if is_album(kept):
        refuse("gallery", url, mentions)
    if not is_index and (
        reason := unsigned(meta.title, url, lines, seen, meta.announced, is_signed=meta.is_signed, asks=looks.asks, listed=len(mentions))
    ):
        refuse(reason, url, mentions)
    check("\n".join(lines), url, mentions, is_index=is_index)


def _are_teasers(lines: Sequence[str], body: Body, zone: str) -> bool:
    """Whether all these lines stand under the headlines of a page's cards."""
    every = body.outside_margins()
    cards = find_cards(every, zone)
    return set(lines) <= {every[index].text for index in cards.taken | cards.between}


def _long_links(tree: HtmlElement) -> int:
    """How many links of the page are as long as headlines."""
    return sum(str(link.text_content()).strip().count(" ") >= _HEADLINE_SPACES for link in tree.iter("a"))
