"""What the lines of a page measure, for `choice` to judge: a row of figures a line, its own and those of what stands around it.

Nothing here knows a language: letters are counted, words are not, and what a line says matters by its punctuation and its first word.
The columns and their order are those that choice.npz was made for; whoever changes them makes it again (benchmarks/training.py).
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crawler.extraction.lines import CALLED, WITHIN, Line, container_of

Figures = NDArray[np.floating[Any]]

_LETTERS = re.compile(r"[\W_]+")
_SENTENCE_END = re.compile(r"[.!?؟。!…:;؛]['\"”’»)\]]{0,3}$")
_POINTER = re.compile(
    r"[\W_]*(?:(?:read|see|watch|listen|also|more|related|click|follow|sign|subscribe|photo|image|source|editor|copyright|advert|"
    r"lesen|mehr|lire|voir|leer|lea|leia|ver)(?![a-z])|[اإأ]قرأ|شاهد|المزيد|تابع|ذات صلة|مواضيع|بخوێنەوە|زیاتر|پەیوەندیدار|بابەت)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"@|https?:|www\.")
_DASHES = frozenset("-–—•*▪●·")
_QUOTES = frozenset("\"“«„'‘")
_SHORT, _BEHIND, _LONG = 25, 60, 60
"""Letters: a shorter line is looked for right behind the one before, within so many; of a longer one half may be enough."""
_WHOLE_BODY = 100  # letters of a page's stated body that is worth a look
_BLOCKS = ("p", "li", "div", "td", "blockquote", "figcaption", "span", "dd", "pre")
_FAR = 999
_BEYOND = -1  # the page's ends


@dataclass(frozen=True, slots=True)
class Stated:
    """What a page says of its article, beside the lines."""

    title: str = ""
    description: str = ""
    body: str = ""


class Measures:
    """The figures of a page's lines: `figures` without trafilatura, for the first judgement, and `beside` it for the second."""

    def __init__(self, lines: Sequence[Line], stated: Stated) -> None:
        self._lines = lines
        self._keys = [letters_of(line.text) for line in lines]
        self._size = _column([len(key) for key in self._keys])
        self._total = float(self._size.sum()) or 1.0
        self._linked = np.minimum(_column([line.linked for line in lines]), self._size)
        self._ends = _column([_SENTENCE_END.search(line.text, max(0, len(line.text) - 6)) is not None for line in lines])
        self._groups = [
            np.unique(np.array(group, np.int64), return_inverse=True)[1]
            for group in ([container_of(line) for line in lines], [container_of(line, 1) for line in lines], [line.look for line in lines])
        ]
        self.figures = self._first(stated) if lines else np.zeros((0, 0), np.float32)

    @property
    def chosen_column(self) -> int:
        """Of `beside`: 1 where trafilatura chose the line."""
        return int(self.figures.shape[1])

    def chosen_share(self, figures: Figures, lines: NDArray[np.bool_]) -> float:
        """Of the letters of these lines, the share in lines that trafilatura chose; `figures` are those of `beside`."""
        letters = self._size * lines
        return float(letters[figures[:, self.chosen_column] > 0].sum()) / (float(letters.sum()) or 1.0)

    def beside(self, chosen: str, likely: Figures) -> Figures:
        """`figures`, and those that come of trafilatura's text and of the first judgement, a probability a line."""
        flag = _column(_found(self._keys, letters_of(chosen)))
        taken = flag * self._size
        columns: list[Figures] = [
            flag,
            *_moved(flag, (-3, -2, -1, 1, 2, 3)),
            *(_sums(group, taken) / np.maximum(1.0, _sums(group, self._size)) for group in self._groups),
            *_among_chosen(flag, taken, self._total),
            *self._steps_to(taken),
            likely,
            *_moved(likely, (-3, -2, -1, 1, 2, 3)),
            *_running(likely * self._size),
        ]
        return np.concatenate([self.figures, np.stack(columns, axis=1)], axis=1)

    def _first(self, stated: Stated) -> Figures:
        lines, size = self._lines, self._size
        length = np.maximum(1.0, _column([len(line.text) for line in lines]))
        signs = _signs([line.text for line in lines])
        body = letters_of(stated.body)
        near: list[Figures] = [
            size,
            self._linked / np.maximum(1.0, size),
            self._ends,
            _column([line.tag == "p" for line in lines]),
            _column([line.level for line in lines]),
        ]
        columns: list[Figures] = [
            *near,
            _column(_found(self._keys, body)) if len(body) > _WHOLE_BODY else np.full(len(lines), _BEYOND, np.float32),
            _column([line.strong for line in lines]) / length,
            _column([line.links for line in lines]),
            *(signs[sign] for sign in (_COMMA, _BAR, _SPACE)),
            *(signs[sign] / length for sign in (_DIGIT, _UPPER)),
            *(moved for column in near for moved in _moved(column, (-2, -1, 1, 2))),
            *(moved for column in near[:2] for moved in _moved(column, (-3, 3))),
            *_sayings(lines, self._keys, stated),
            *_places(lines, self._keys, size, self._total, letters_of(stated.title)),
            *(figure for group in self._groups for figure in self._company(group)),
            *self._steps_to(np.maximum(0, size - self._linked) * self._ends),
            *(_column([line.tag == tag for line in lines]) for tag in _BLOCKS),
            _column([len(line.path) for line in lines]),
            _column([line.hidden for line in lines]),
            _column([line.stated_body for line in lines]),
            _column([line.after_break for line in lines]),
        ]
        return np.concatenate([np.stack(columns, axis=1), _markup(lines)], axis=1)

    def _company(self, group: NDArray[np.int64]) -> list[Figures]:
        """Of the lines of one group: how many, their letters, the share of those in links, and their share of the page."""
        count, letters, links = (_sums(group, weights) for weights in (np.ones_like(self._size), self._size, self._linked))
        return [count, letters, letters / count, links / np.maximum(1.0, letters), letters / self._total]

    def _steps_to(self, weights: Figures) -> list[Figures]:
        """Steps in the tree up from each line, and down again, to the container with most weight."""
        sums: dict[int, float] = {}
        for line, weight in zip(self._lines, weights.tolist(), strict=True):
            holder = container_of(line)
            sums[holder] = sums.get(holder, 0.0) + weight
        best = max(sums, key=sums.__getitem__, default=0)
        home = next((line.path[: line.path.index(best) + 1] for line in self._lines if best in line.path), ())
        depths = {ordinal: depth for depth, ordinal in enumerate(home, start=1)}
        shared = _column([next((depths[one] for one in reversed(line.path) if one in depths), 0) for line in self._lines])
        return [_column([len(line.path) for line in self._lines]) - shared, len(home) - shared]


def letters_of(text: str) -> str:
    """Letters and digits alone, casefolded: markup and extractors differ in spaces and marks only."""
    return _LETTERS.sub("", text).casefold()


def _column(values: Sequence[float] | Figures) -> Figures:
    return np.array(values, np.float32)


def _found(keys: Sequence[str], text: str) -> list[float]:
    """Whether each of these lines stands in a text, in order: 1, or .5 where only its first half does, or 0."""
    found: list[float] = []
    at = 0
    for key in keys:
        place = text.find(key, at, at + len(key) + _BEHIND if len(key) < _SHORT else len(text)) if key else -1
        if place < 0 and len(key) >= _SHORT:
            place = text.find(key)
        if place >= 0:
            at = max(at, place + len(key))
            found.append(1.0)
        else:
            found.append(0.5 if len(key) >= _LONG and key[: len(key) // 2] in text else 0.0)
    return found


_COMMA, _DIGIT, _UPPER, _BAR, _SPACE = range(1, 6)


@cache
def _sign_table() -> NDArray[np.uint8]:
    table = np.zeros(0x10000, np.uint8)
    for code in range(0x10000):
        character = chr(code)
        if character.isdigit():
            table[code] = _DIGIT
        elif character.isupper():
            table[code] = _UPPER
    for sign, characters in ((_COMMA, ",،、，"), (_BAR, "|•·"), (_SPACE, " ")):
        for character in characters:
            table[ord(character)] = sign
    return table


def _signs(texts: Sequence[str]) -> Figures:
    """How many commas, digits, capitals, bars and spaces each text has: a row a kind."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "replace"), np.uint32)
    kinds = _sign_table()[np.minimum(codes, 0xFFFF)]
    starts = np.fromiter(accumulate(map(len, texts[:-1]), initial=0), np.int64, len(texts))
    return np.stack([np.add.reduceat(kinds == sign, starts, dtype=np.float32) for sign in range(6)])


def _moved(column: Figures, steps: Sequence[int]) -> list[Figures]:
    """The figures of the lines so many steps away."""
    columns: list[Figures] = []
    for step in steps:
        moved = np.full(len(column), _BEYOND, np.float32)
        if abs(step) < len(column):
            if step < 0:
                moved[-step:] = column[:step]
            else:
                moved[:-step] = column[step:]
        columns.append(moved)
    return columns


def _sums(group: NDArray[np.int64], weights: Figures) -> Figures:
    """The sum of each line's group."""
    return np.bincount(group, weights)[group].astype(np.float32)


def _running(weights: Figures) -> list[Figures]:
    """The share that stands before each line, and the whole."""
    total = float(weights.sum()) or 1.0
    return [_column((np.cumsum(weights) - weights) / total), np.full(len(weights), total, np.float32)]


def _sayings(lines: Sequence[Line], keys: Sequence[str], stated: Stated) -> list[Figures]:
    title, description = letters_of(stated.title), letters_of(stated.description)
    often = Counter(keys)
    rows = [
        (
            often[key],
            key == title,
            len(key) > 10 and key in title,
            len(key) > 20 and bool(description) and (key in description or description in key),
            "©" in text,
            text[0].islower(),
            text[0] in _QUOTES,
            text[0] in _DASHES,
            text[-1] == ":",
            text.endswith(("…", "...")),
            "?" in text or "؟" in text,
            _ADDRESS.search(text) is not None,
            len(key) < 200 and _POINTER.match(text) is not None,
        )
        for text, key in zip([line.text for line in lines], keys, strict=True)
    ]
    return list(np.array(rows, np.float32).T)


def _places(lines: Sequence[Line], keys: Sequence[str], size: Figures, total: float, title: str) -> list[Figures]:
    """Where each line stands on the page, and from its headline."""
    count = len(lines)
    at = np.arange(count, dtype=np.float32)
    headline = next((place for place, line in enumerate(lines) if line.level == 1 or (title and keys[place] == title)), None)
    return [
        at,
        count - at,
        at / count,
        (np.cumsum(size) - size) / total,
        np.full(count, total, np.float32),
        at - headline if headline is not None else np.full(count, _FAR, np.float32),
    ]


def _among_chosen(flag: Figures, taken: Figures, total: float) -> list[Figures]:
    """Where each line stands among those of trafilatura's, and how much of the page those are."""
    at = np.arange(len(flag), dtype=np.float32)
    kept = np.flatnonzero(flag)
    far = np.full(len(flag), _FAR, np.float32)
    before, all_taken = _running(taken)
    return [at - kept[0] if len(kept) else far, at - kept[-1] if len(kept) else far, before, all_taken / total]


def _markup(lines: Sequence[Line]) -> Figures:
    """Which elements each line stands in, and what they are called: 2 by its block, 1 by what holds it; and by anything around."""
    within = np.array([line.within for line in lines], np.float32).reshape(len(lines), len(WITHIN))
    near, nearby, around = (
        _bits(np.array(names, np.uint64))
        for names in ([line.near for line in lines], [line.nearby for line in lines], [line.around for line in lines])
    )
    return np.concatenate([within, np.where(near > 0, 2, nearby), around], axis=1)


def _bits(names: NDArray[np.uint64]) -> Figures:
    shifts = np.arange(len(CALLED), dtype=np.uint64)
    return ((names[:, None] >> shifts) & np.uint64(1)).astype(np.float32)
