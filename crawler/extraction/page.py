"""One page to one Article: parse once, take the lists off, let trafilatura choose the body, let tidy judge its lines."""

from collections.abc import Iterator

from crawler.extraction.body import Block, read_body, without_pointers
from crawler.extraction.byline import part_bylines
from crawler.extraction.cards import Cards, find_cards
from crawler.extraction.choice import Judges
from crawler.extraction.consent import drop_consent_boxes
from crawler.extraction.context import PageContext
from crawler.extraction.dates import is_dateline, says_when
from crawler.extraction.forms import drop_form_boxes
from crawler.extraction.links import Links
from crawler.extraction.lists import HeadlineList, take_lists
from crawler.extraction.markup import to_html
from crawler.extraction.measures import Stated
from crawler.extraction.metadata import read_metadata
from crawler.extraction.parse import parse
from crawler.extraction.prose import ENOUGH, prose_words
from crawler.extraction.sitewide import part_sites_own
from crawler.extraction.state import embedded_body
from crawler.extraction.verdict import looks_of, refuse_others
from dedupe import tidy
from dedupe.tidy import INDEX_LIST_LINES
from news.clock import Clock
from news.language import detect
from news.model import Article, Mention
from news.text import letters
from news.urls import without_tracking

_LINKED = 0.6  # of the characters of a page without a sentence
_TOP = 4  # blocks among which a dateline stands


def read_page(body: bytes, url: str, context: PageContext, clock: Clock, judges: Judges | None = None) -> Article:
    """The article of this page; its lines judged by those that come with the project where no others are given. Raises NotAnArticle."""
    tree = parse(body, url, context.content_type, context.languages)
    fetched_at = context.fetched_at or clock()  # a page in hand was fetched by now at the latest
    meta = read_metadata(tree, url, context, fetched_at)
    looks = looks_of(tree)
    links = Links(tree, url)
    lists = take_lists(tree, links)
    drop_form_boxes(tree)
    drop_consent_boxes(tree)
    stated = Stated(meta.title, meta.description, meta.body)
    found = read_body(tree, url, stated, judges, meta.picture.url)
    # A page that shows next to nothing may carry its text for a browser to build.
    if sum(len(block.text.split()) for block in found.blocks) < ENOUGH and not lists:
        hidden = embedded_body(parse(body, url, context.content_type, context.languages), meta.body)
        found = read_body(hidden, url, stated, judges, meta.picture.url) if hidden is not None else found
    blocks, cards = found.blocks, find_cards(found.blocks, context.timezone)
    is_listing = _is_listing(blocks, cards)
    if is_listing:  # its cards are wanted whole
        every = found.outside_margins()
        if (all_cards := find_cards(every, context.timezone)).taken and _is_listing(every, all_cards):
            blocks, cards = every, all_cards
    named = tuple(Mention(block.text, url=block.link) for block in blocks if is_listing and _is_headline(block))
    blocks = [block for index, block in enumerate(blocks) if index not in cards.taken and not block.beside]
    blocks = [block for index, block in enumerate(blocks) if index >= _TOP or not is_dateline(block.text, context.timezone)]
    blocks = without_pointers(blocks)
    beside = list(_beside(blocks, lists))
    ending = len(blocks) - _repeated(blocks, beside)
    again, blocks = {block.text for block in blocks[ending:]}, blocks[:ending]
    beside = [(block, shown) for block, shown in beside if not shown or block.text in again]
    every = blocks + [block for block, _ in beside]
    in_body = [True] * len(blocks) + [shown for _, shown in beside]
    tidied = tidy(meta.title, [block.text for block in every], [block.link for block in every])
    kept = [every[index] for index in tidied.kept if in_body[index]]
    mentions = tuple(dict.fromkeys((*cards.mentions, *named, *tidied.mentions)))
    is_index = tidied.is_index or is_listing
    sites = frozenset(map(letters, meta.site_names))
    kept = [
        block
        for place, block in enumerate(kept)
        if place >= _TOP or not (says_when(block.text, context.timezone) or letters(block.text) in sites)
    ]
    bylines, named_in_text = part_bylines([block.text for block in kept], meta.site_names)
    kept = [block for place, block in enumerate(kept) if place not in bylines]
    kept, repeated = part_sites_own(kept, context.furniture)
    text = "\n".join(block.text for block in kept)
    refuse_others(body, url, context, meta, looks, found, kept, mentions, is_index=is_index)
    language = detect(text, meta.languages)
    return Article(
        url=without_tracking(url),
        source_id=context.source_id,
        title=tidied.title or _first_words(text),
        text=text,
        html=to_html(kept, language, url),
        canonical_url=meta.canonical_url,
        language=language,
        authors=meta.authors or named_in_text,
        published_at=meta.published.at if meta.published else None,
        published_from=meta.published.field if meta.published else None,
        modified_at=meta.modified_at,
        section=meta.section,
        image_url=meta.picture.url,
        image_alt=meta.picture.alt,
        credit=tidied.credit,
        clipped=tidied.clipped,
        mentions=mentions,
        translations=tuple(one for one in meta.translations if one.language != language),
        left_out=tuple(block.text for block in repeated),
        found_in=meta.found_in
        | {"language": "text"}
        | ({} if tidied.title else {"title": "text"})
        | ({"authors": "text"} if named_in_text and not meta.authors else {}),
    )


def _is_listing(blocks: list[Block], cards: Cards) -> bool:
    """Whether a page is cards and hardly a sentence beside them, or nothing but links."""
    outside = [block.text for index, block in enumerate(blocks) if index not in cards.taken | cards.between]
    if cards.taken:
        return prose_words(outside) < ENOUGH
    return bool(blocks) and (all(_is_headline(block) for block in blocks) or _is_of_links(blocks))


def _is_of_links(blocks: list[Block]) -> bool:
    """Whether these lines are more than two, for the greater part links, and none of them is a sentence."""
    if len(blocks) < INDEX_LIST_LINES or prose_words(block.text for block in blocks):
        return False
    linked = sum(len(text) for block in blocks for text, href in block.runs if href)
    return linked > _LINKED * sum(len(block.text) for block in blocks)


def _is_headline(block: Block) -> bool:
    return block.kind == "entry" and bool(block.link)


def _beside(blocks: list[Block], lists: list[HeadlineList]) -> Iterator[tuple[Block, bool]]:
    """The lines that trafilatura did not see or dropped, and whether each was in the body nevertheless: a list's
    entries never, the lines of credit before it where trafilatura kept them.
    """
    shown = {block.text for block in blocks}
    for found in lists:
        for block in found.before:
            yield block, block.text in shown
        for block in found.entries:
            yield block, False


def _repeated(blocks: list[Block], beside: list[tuple[Block, bool]]) -> int:
    """How many blocks at the body's end come again beside it, in their own order."""
    again = {block.text for block, shown in beside if shown}
    count = 0
    while count < len(blocks) and blocks[-1 - count].text in again:
        count += 1
    return count


def _first_words(text: str) -> str:
    first = text.partition("\n")[0]
    return first if len(first) <= 100 else first[:100].rpartition(" ")[0] + " …"
