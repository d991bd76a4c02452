"""A page's lines parted into the article's text and what surrounds it: lists, lines of credit, buttons and banners.

Shared by extraction (blocks) and intake (plain text). Finds nothing that needs markup or other pages of the site.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from dedupe.credit import Credits, footers, openings, repost_phrase, title_suffix
from dedupe.furniture import find_furniture
from dedupe.linkfarm import PROSE_WORDS, find_lists, split_outlet
from news.model import Credit, Mention
from news.text import letters

# An index page of the labelled set keeps no prose at all; the shortest brief there has 19 words, and one sentence of that
# length under a list is a teaser unless the page says whose story it is.
INDEX_PROSE_WORDS, CREDITED_PROSE_WORDS = 30, 12
INDEX_LIST_LINES = 3
TEASERS = 3
TEXT_REPEATED_LINES = 4
WORK = 40_000  # lines read in all passes together; a page of 10,000 lines still gets its four


@dataclass(frozen=True, slots=True)
class Tidied:
    """`title`: without the outlet after it where the credit confirms one. `kept`: indices of the lines that are text, ascending.
    `clipped`: the page gives a part only. `is_index`: little prose is left beside lists.
    """

    title: str
    kept: tuple[int, ...]
    mentions: tuple[Mention, ...]
    credit: Credit | None
    clipped: bool
    is_index: bool


def tidy(title: str, lines: Sequence[str], links: Sequence[str] = ()) -> Tidied:
    """Parts the lines of a page. `links[i]` is the address that line i as a whole is a link to, "" where it is none.

    Never reorders, and tidying the kept lines again keeps them all.
    """
    kept = [index for index, line in enumerate(lines) if line.strip()]
    addresses = tuple(links) + ("",) * (len(lines) - len(links))
    credits = Credits()
    mentions: dict[int, Mention] = {}
    work = 0
    while work <= WORK:
        work += max(1, len(kept))
        rest = _pass(title, [lines[index] for index in kept], [addresses[index] for index in kept], kept, mentions, credits)
        if len(rest) == len(kept):
            break
        kept = rest
    text = [lines[index] for index in kept]
    openings(text, range(len(text)), opened := Credits(credit=credits.credit))
    credit = opened.credit
    bare = title_suffix(title, named := Credits(credit=credit))
    if not title and credit:
        bare = credit.title
    ordered = tuple(mentions[index] for index in sorted(mentions))
    return Tidied(bare, tuple(kept), ordered, named.credit, credits.clipped, _is_index(text, len(ordered), credits.credit))


def _pass(
    title: str, lines: Sequence[str], links: Sequence[str], places: Sequence[int], mentions: dict[int, Mention], credits: Credits
) -> list[int]:
    phrases: dict[int, Credit] = {}
    taken: set[int] = set()
    for index in range(len(lines)):
        if index not in taken and (found := repost_phrase(lines, index, title, links)):
            phrases[index], gone = found
            taken.update(gone)
            credits.offer(phrases[index])
    lists = find_lists(lines, links, taken.__contains__)
    # Evidence above the list wins over a phrase inside it; the list itself never holds the page's own credit.
    taken |= lists.taken
    mentions.update((places[index], mention) for index, mention in lists.mentions.items())
    here = Credits(credit=credits.credit)
    footers(lines, [index for index in range(len(lines)) if index not in taken], links, here)
    credits.credit, credits.clipped = here.credit, credits.clipped or here.clipped
    taken |= here.taken
    taken |= find_furniture(lines, taken)
    taken |= _repeated_title(title, credits.credit, lines, taken)
    return [place for index, place in enumerate(places) if index not in taken]


def _repeated_title(title: str, credit: Credit | None, lines: Sequence[str], taken: set[int]) -> set[int]:
    """The headline where it stands again at the top of the text."""
    headlines = {letters(name) for name in (title, split_outlet(title)[0], credit.title if credit else "")} - {""}
    top = [index for index in range(len(lines)) if index not in taken][:TEXT_REPEATED_LINES]
    return {
        index for index in top if len(lines[index]) <= 400 and {letters(lines[index]), letters(split_outlet(lines[index])[0])} & headlines
    }


def _is_index(text: Sequence[str], listed: int, credit: Credit | None) -> bool:
    prose = [words for line in text if (words := len(line.split())) >= 8 and (_ends_a_sentence(line) or words >= PROSE_WORDS)]
    teasers = [line for line in text if line.rstrip().endswith(("…", "...", "[…]", "[...]"))]
    words = sum(prose)
    if len(teasers) >= TEASERS and len(teasers) * 2 >= len(text):
        return True
    if listed < INDEX_LIST_LINES:
        return not text and listed > 0
    return words < (CREDITED_PROSE_WORDS if credit else INDEX_PROSE_WORDS)


def _ends_a_sentence(line: str) -> bool:
    return line.rstrip().rstrip("\"'”’»)]").endswith((".", "!", "?", "؟", "。", ":"))
