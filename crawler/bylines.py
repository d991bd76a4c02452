"""Links to an article's author or section told by standing beside it, card after card; their own addresses need not say what they are."""

from collections import Counter, defaultdict
from dataclasses import replace

from crawler.anchors import Anchor

_FEWEST = 3
"""Cards in which two kinds of addresses stand together: fewer are chance."""
_LONGEST = 4
"""Words of the name of a person or section."""


def with_bylines(anchors: list[Anchor]) -> list[Anchor]:
    """The anchors; of two kinds of addresses that share cards, the one whose words are names is marked as the other's badge."""
    by_key = {anchor.address.key: anchor for anchor in anchors}
    pairs: Counter[tuple[tuple[str, str], tuple[str, str]]] = Counter()
    words: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for anchor in anchors:
        words[_kind(anchor)].append(len(anchor.title.split()))
        for mate in sorted(anchor.mates):
            if mate in by_key and _kind(by_key[mate]) != _kind(anchor):
                pairs[_kind(anchor), _kind(by_key[mate])] += 1
    names = {
        kind
        for (kind, other), count in pairs.items()
        if count >= _FEWEST
        and 2 * count >= len(words[kind])
        and max(words[kind]) <= _LONGEST
        and _mean(words[kind]) + 1 <= _mean(words[other])
    }
    return [replace(anchor, is_badge=True) if _kind(anchor) in names and not anchor.in_heading else anchor for anchor in anchors]


def _kind(anchor: Anchor) -> tuple[str, str]:
    return anchor.address.shape, anchor.address.family


def _mean(counts: list[int]) -> float:
    return sum(counts) / len(counts)
