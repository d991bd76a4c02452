"""Cards: a headline that is a link, when, and the beginning of its text, again and again. A page of them is a list of other stories.

Read from the page's blocks, for a listing's markup has no list. Lists of bare headlines are `dedupe`'s to know.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from crawler.extraction.body import Block
from crawler.extraction.dates import is_dateline, parse_moment
from news.model import Mention

_FEWEST = 3
_HEADLINE_WORDS = range(3, 31)
_BELOW = 4  # blocks of a card under its headline: a section, a date, a teaser, its button
_TEASER_WORDS = 70
_BARE_WORDS = 15
_BREAKS_OFF = ("…", "...", "[…]", "[...]")


@dataclass(frozen=True, slots=True)
class Cards:
    """`taken`: indices of the blocks that are cards, the last line that shows it included. `between`: of the other short
    blocks between two cards, which are teasers on a listing and may be text on the page of an article.
    """

    taken: frozenset[int] = frozenset()
    between: frozenset[int] = frozenset()
    mentions: tuple[Mention, ...] = field(default=())


def find_cards(blocks: Sequence[Block], zone: str) -> Cards:
    """The cards among these blocks; none where there are fewer than three.

    A card shows itself by its date, by a text that breaks off or by a heading that is a link with next to nothing under it; a link
    that is a line of an article has none of these.
    """
    heads = [index for index, block in enumerate(blocks) if block.link and len(block.text.split()) in _HEADLINE_WORDS]
    if len(heads) < _FEWEST:
        return Cards()
    dated = frozenset(index for index, block in enumerate(blocks) if is_dateline(block.text, zone))
    # Dates stand above their headlines where the first does.
    above = heads[0] - 1 in dated and heads[0] + 1 not in dated
    taken: set[int] = set()
    between: set[int] = set()
    mentions: list[Mention] = []
    depth = 0  # of the cards before: how much of what follows the last may be its own
    for head, following in zip(heads, [*heads[1:], len(blocks)], strict=True):
        below = [index for index in range(head + 1, min(following, head + 1 + _BELOW)) if _is_short(blocks[index])]
        ends = [index for index in below if index in dated or blocks[index].text.endswith(_BREAKS_OFF)]
        date = next((index for index in ([head - 1] if above else below) if index in dated), None)
        if date is None and not ends:
            if not _is_bare(blocks, head, below):
                continue
            ends = below
        taken.update(range(head, max([head, *ends]) + 1), () if date is None else (date,))
        depth = max(depth, len(below)) if following < len(blocks) else depth
        between.update(below[:depth])
        moment = parse_moment(blocks[date].text, zone, day_first=True) if date is not None else None
        mentions.append(Mention(blocks[head].text, published_on=moment.at.date() if moment else None, url=blocks[head].link))
    if len(mentions) < _FEWEST:
        return Cards()
    return Cards(frozenset(taken), frozenset(between - taken), tuple(mentions))


def _is_bare(blocks: Sequence[Block], head: int, below: Sequence[int]) -> bool:
    """Whether a heading leads to another page and hardly a word stands under it: sections of an article say more, and lead nowhere."""
    return blocks[head].kind == "heading" and sum(len(blocks[index].text.split()) for index in below) <= _BARE_WORDS


def _is_short(block: Block) -> bool:
    return len(block.text.split()) <= _TEASER_WORDS
