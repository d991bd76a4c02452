"""Lines that many pages of one source repeat, which no single page can tell: they are the site's and leave the body.

Which lines these are is learned by `storage.furniture` as the crawl goes, and handed in through PageContext.
"""

from collections.abc import Collection, Sequence

from crawler.extraction.body import Block
from crawler.extraction.prose import prose_words
from crawler.extraction.refusal import LEAST_TEXT
from news.lines import line_key
from news.text import letters


def part_sites_own(blocks: Sequence[Block], furniture: Collection[int]) -> tuple[list[Block], list[Block]]:
    """The blocks that are the article's, and those that are its site's.

    The first paragraph of prose is the article's whatever other pages say, and a page on which less than a flash would be
    left keeps all.
    """
    if not furniture:
        return list(blocks), []
    opening = next((index for index, block in enumerate(blocks) if prose_words([block.text])), -1)
    own: list[Block] = []
    sites: list[Block] = []
    for index, block in enumerate(blocks):
        (sites if index != opening and line_key(block.text) in furniture else own).append(block)
    if sum(len(letters(block.text)) for block in own) < LEAST_TEXT:
        return list(blocks), []
    return own, sites
