"""A page's lines parted into the article's text and what surrounds it: lists, lines of credit, buttons and banners.

Shared by extraction (blocks) and intake (plain text). Finds nothing that needs markup or other pages of the site.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from dedupe.credit import Credits, footers, openings, repost_phrase, title_suffix
from dedupe.furniture import find_furniture
from dedupe.linkfarm import PROSE_WORDS, find_lists
from news.headlines import split_outlet
from news.model import Credit, Mention
from news.text import letters

# An index page of the labelled set keeps no prose at all; the shortest brief there has 19 words, and one sentence of that
# length under a list is a teaser unless the page says whose story it is.
INDEX_PROSE_WORDS, CREDITED_PROSE_WORDS = 30, 12
INDEX_LIST_LINES = 3
LETTERS_A_WORD = 4.7
"""English news has so many; Sorani says in 26 words of 149 letters what English says in 38 of 162, and counted by words a brief in it
would be no text."""
TEASERS = 3
TEXT_REPEATED_LINES, HEADLINE_CHARACTERS = 4, 400
_BREAKS_OFF = ("…", "...", "[…]", "[...]")
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
    said = credits.credit
    bare = title_suffix(title, credits) if title else said.title if said else ""
    ordered = tuple(mentions[index] for index in sorted(mentions))
    # A text that breaks off above its credit is a part, whatever the line of credit says.
    clipped = credits.clipped or bool(
        text and said and said.rule in ("repost_phrase", "footer") and text[-1].rstrip().endswith(_BREAKS_OFF)
    )
    return Tidied(bare, tuple(kept), ordered, credits.credit, clipped, _is_index(text, len(ordered), said))


def _pass(
    title: str, lines: Sequence[str], links: Sequence[str], places: Sequence[int], mentions: dict[int, Mention], credits: Credits
) -> list[int]:
    """One reading of the lines at these places of the page: adds to mentions and credits, returns the places kept."""
    taken: set[int] = set()

    def left() -> list[int]:
        return [index for index in range(len(lines)) if index not in taken]

    for index in range(len(lines)):
        if index not in taken and (found := repost_phrase(lines, index, title, links)):
            credit, gone = found
            taken.update(gone)
            credits.offer(credit)
    lists = find_lists(lines, links, frozenset(taken).__contains__)
    mentions.update((places[index], mention) for index, mention in lists.mentions.items())
    taken |= lists.taken
    taken |= footers(lines, left(), links, credits)
    taken |= find_furniture(lines, left())
    taken |= _repeated_title(title, credits.credit, lines, left())
    taken |= openings(lines, left(), credits)
    return [places[index] for index in left()]


def _repeated_title(title: str, credit: Credit | None, lines: Sequence[str], left: Sequence[int]) -> set[int]:
    """The headline where it stands again at the top of the text."""
    headlines = {letters(name) for name in (title, split_outlet(title)[0], credit.title if credit else "")} - {""}
    top = [index for index in left[:TEXT_REPEATED_LINES] if len(lines[index]) <= HEADLINE_CHARACTERS]
    return {index for index in top if {letters(lines[index]), letters(split_outlet(lines[index])[0])} & headlines}


def _is_index(text: Sequence[str], listed: int, credit: Credit | None) -> bool:
    prose = [words for line in text if (words := _words(line)) >= 8 and (_ends_a_sentence(line) or words >= PROSE_WORDS)]
    teasers = [line for line in text if line.rstrip().endswith(_BREAKS_OFF)]
    words = sum(prose)
    if len(teasers) >= TEASERS and len(teasers) * 2 >= len(text):
        return True
    if listed < INDEX_LIST_LINES:
        return listed > 0 and not prose and sum(len(line.split()) for line in text) < CREDITED_PROSE_WORDS
    return words < (CREDITED_PROSE_WORDS if credit else INDEX_PROSE_WORDS)


def _words(line: str) -> int:
    """Words, or as many as the letters would make in English where that is more and there are spaces between them."""
    words = len(line.split())
    return max(words, int(len(letters(line)) / LETTERS_A_WORD)) if words >= 8 else words


def _ends_a_sentence(line: str) -> bool:
    return line.rstrip().rstrip("\"'”’»)]").endswith((".", "!", "?", "؟", "。", ":"))
