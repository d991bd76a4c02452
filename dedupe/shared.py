"""What two texts say in the same words, quoted from each: evidence for a reader's eye. Judging by it is `compare`'s."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from news.text import letters

_WORD = re.compile(r"\S+")
LONGEST_TEXT = 5_000  # words of each text that are looked at: the work grows with their product
SHORTEST_RUN = 5  # words


@dataclass(frozen=True, slots=True)
class SharedRun:
    """A run of words that both texts have, as each writes it. `words` is its length."""

    words: int
    first: str
    second: str


def shared_runs(first: str, second: str, most: int = 5) -> tuple[SharedRun, ...]:
    """The longest runs of words that two texts share, folding aside, in the order of the first text; at most `most`."""
    mine, theirs = _words(first), _words(second)
    matcher = SequenceMatcher(None, [word for word, _, _ in mine], [word for word, _, _ in theirs], autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size >= SHORTEST_RUN]
    longest = sorted(blocks, key=lambda block: -block.size)[:most]
    return tuple(
        SharedRun(block.size, _quoted(first, mine[block.a : block.a + block.size]), _quoted(second, theirs[block.b : block.b + block.size]))
        for block in sorted(longest)
    )


_Words = list[tuple[str, int, int]]


def _words(text: str) -> _Words:
    found = []
    for match in _WORD.finditer(text):
        if word := letters(match[0]):
            found.append((word, match.start(), match.end()))
            if len(found) == LONGEST_TEXT:
                break
    return found


def _quoted(text: str, words: _Words) -> str:
    return " ".join(text[words[0][1] : words[-1][2]].split())
