"""What newsrooms do to a text when they carry it: pure functions from one Version to another, each deterministic."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

APOSTROPHES = "’‘'“”"
GLUE_EVERY = 17  # about as often as a scraper that drops link tags loses a space


@dataclass(frozen=True, slots=True)
class Version:
    """A story as one page tells it."""

    title: str
    paragraphs: tuple[str, ...]


def retitle(version: Version, title: str) -> Version:
    return replace(version, title=title) if title else version


def excerpt(version: Version, words: int) -> Version:
    """The beginning, of about so many words: whole paragraphs, and the last cut short with an ellipsis."""
    kept: list[str] = []
    left = words
    for paragraph in version.paragraphs:
        count = len(paragraph.split())
        if count > left:
            if left >= 12:
                kept.append(" ".join(paragraph.split()[:left]).rstrip(",;:–—") + " …")
            break
        kept.append(paragraph)
        left -= count
    return replace(version, paragraphs=tuple(kept))


def edited(version: Version, drop: Iterable[int], swaps: Sequence[Sequence[str]]) -> Version:
    """Paragraphs left out by index, words put for others.

    Raises ValueError for words that the text does not hold: an edit that edits nothing is a mistake in the plan.
    """
    left_out = set(drop)
    kept = tuple(paragraph for index, paragraph in enumerate(version.paragraphs) if index not in left_out)
    return replace(version, paragraphs=_swapped(kept, swaps))


def update(version: Version, figures: Sequence[Sequence[str]], add: Sequence[tuple[int, str]]) -> Version:
    """Figures changed, and each paragraph of `add` put in before the one of that index. Raises ValueError as `edited` does."""
    paragraphs = list(_swapped(version.paragraphs, figures))
    for index, paragraph in sorted(add, reverse=True):
        paragraphs.insert(index, paragraph)
    return replace(version, paragraphs=tuple(paragraphs))


def damaged(version: Version) -> Version:
    """Apostrophes and quotation marks lost, and every so often two words glued: its letters are those of the original."""
    return replace(version, paragraphs=tuple(map(_damaged, version.paragraphs)))


def _damaged(paragraph: str) -> str:
    words = paragraph.translate({ord(mark): None for mark in APOSTROPHES}).split(" ")
    out: list[str] = []
    for index, word in enumerate(words):
        if out and index % GLUE_EVERY == GLUE_EVERY // 2:
            out[-1] += word
        else:
            out.append(word)
    return " ".join(out)


def _swapped(paragraphs: tuple[str, ...], swaps: Sequence[Sequence[str]]) -> tuple[str, ...]:
    text = "\n".join(paragraphs)
    for old, new in swaps:
        for spelling in (old, old[:1].upper() + old[1:]):
            if spelling in text:
                text = text.replace(spelling, new if spelling == old else new[:1].upper() + new[1:])
                break
        else:
            raise ValueError(f"the text does not hold {old!r}")
    return tuple(text.split("\n"))
