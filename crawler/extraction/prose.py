"""Prose: sentences that stand outside links. A page without any tells nothing, however long its lists are."""

import re
from collections.abc import Iterable

from dedupe.linkfarm import PROSE_WORDS

_FEWEST = 8  # words: shorter lines are labels, whatever they end in
_ENDS = re.compile(r"[.!?؟。:][\"'”’»)\]]{0,3}\s*$")
ENOUGH = 30  # words; see dedupe.tidy.INDEX_PROSE_WORDS


def prose_words(lines: Iterable[str]) -> int:
    """Words in those of these lines that are sentences, or as long as a paragraph."""
    return sum(words for line in lines if (words := line.count(" ") + 1) >= _FEWEST and (words >= PROSE_WORDS or _ENDS.search(line)))
