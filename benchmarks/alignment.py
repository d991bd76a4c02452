"""Which lines of a page its known body consists of: what a judge of lines is trained by."""

import re
from collections.abc import Sequence

_WORD = re.compile(r"\w+")
_RUN = 4  # words: fewer in common may be chance


def shares(lines: Sequence[str], body: str) -> tuple[list[float], list[int]]:
    """Of each line the share of its words that stand in the body, and how many words it has. Runs of four words and more count,
    the longest first match, and each word of the body once: a teaser that repeats a paragraph is none of it.
    """
    true = _WORD.findall(body)
    runs: dict[tuple[str, ...], list[int]] = {}
    for place in range(len(true) - _RUN + 1):
        runs.setdefault(tuple(true[place : place + _RUN]), []).append(place)
    words = [_WORD.findall(line) for line in lines]
    every = [word for line in words for word in line]
    matched = bytearray(len(every))
    used = bytearray(len(true))
    at = 0
    while at < len(every):
        length, place = max(
            ((_run(every, at, true, start, used), start) for start in runs.get(tuple(every[at : at + _RUN]), ())), default=(0, 0)
        )
        if length >= _RUN:
            matched[at : at + length] = b"\1" * length
            used[place : place + length] = b"\1" * length
        at += max(1, length if length >= _RUN else 1)
    found: list[float] = []
    at = 0
    for line in words:
        found.append(sum(matched[at : at + len(line)]) / len(line) if line else 0.0)
        at += len(line)
    return found, [len(line) for line in words]


def _run(words: Sequence[str], at: int, true: Sequence[str], place: int, used: bytearray) -> int:
    length = 0
    while (
        at + length < len(words) and place + length < len(true) and words[at + length] == true[place + length] and not used[place + length]
    ):
        length += 1
    return length
