"""What is measured of two articles before anything is decided: shared passages and wording, figures, where the shared text lies.

What the measures mean is `compare`'s to say.
"""

from copy import copy
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from dedupe.candidates import Popular, nothing_popular
from dedupe.fingerprint import KEPT, KEPT_IN_OPENING, OPENING_LETTERS
from dedupe.folded import PHRASE, Folded, folded, jaccard
from dedupe.passages import PASSAGE, Places, places_in
from news.model import Article

SOON, NEAR, FAR = timedelta(hours=12), timedelta(hours=36), timedelta(hours=72)
BEGINNING = 400  # passages
FIRST_LETTERS = 100
SHORT_LETTERS = 70  # texts that cannot share the passages that rules ask for are decided with their titles, as wholes
LEAST_DIFFERENCE = 0.05
DATE_STROKES = 2

Seen = tuple[datetime, datetime]


class Received(Protocol):
    """An article and when it was first seen: one that is stored, or one that may lead a story."""

    @property
    def article(self) -> Article: ...

    @property
    def first_seen_at(self) -> datetime: ...


class Measures:
    """What the rules see of two articles, each measure made when it is first asked for: most pairs are told apart by the first.
    Not to be changed; `replaced` gives others.

    `short` and `long` are the two by length of text, the shorter first whichever it is.
    """

    def __init__(self, a: Article, b: Article, popular: Popular, seen: Seen | None = None) -> None:
        mine, theirs = folded(a.title, a.text), folded(b.title, b.text)
        self.a_is_short = (mine.letters, a.text, a.title) <= (theirs.letters, b.text, b.title)
        self.short, self.long = (a, b) if self.a_is_short else (b, a)
        self.short_folded, self.long_folded = (mine, theirs) if self.a_is_short else (theirs, mine)
        self._popular = popular
        begun, ended = self.short.published_at, self.long.published_at
        apart = abs(begun - ended) if begun and ended else None
        self.soon = apart is not None and apart <= SOON
        self.far = apart is not None and apart > FAR
        if seen and (begun is None) != (ended is None):
            of_short, of_long = seen if self.a_is_short else reversed(seen)
            begun, ended = begun or of_short, ended or of_long
        self.near = begun is not None and ended is not None and abs(begun - ended) <= NEAR
        self.long_is_later = begun is not None and ended is not None and begun < ended

    def replaced(self, **values: Any) -> "Measures":
        """The same with other values of these measures; the others stay as they are."""
        for name, measure in vars(Measures).items():
            if isinstance(measure, cached_property):
                getattr(self, name)
        other = copy(self)
        vars(other).update(values)
        return other

    @cached_property
    def _places(self) -> Places:
        return places_in(self.short_folded.passages, self.long_folded.passages)

    @cached_property
    def _inside(self) -> NDArray[np.bool_]:
        return self._places >= 0

    @cached_property
    def _common(self) -> NDArray[np.bool_]:
        return _common_of(self.short_folded.passages, self._inside, self._popular)

    @cached_property
    def _own(self) -> NDArray[np.bool_]:
        return self._inside & ~self._common

    @property
    def same_letters(self) -> bool:
        """Whether the two texts are the same letter for letter."""
        return self.short_folded.letters == self.long_folded.letters and self.short_folded.whole == self.long_folded.whole

    @property
    def of_short(self) -> int:
        """Passages of the shorter text."""
        return len(self.short_folded.passages)

    @cached_property
    def found(self) -> int:
        """Passages of the shorter text that the longer has."""
        return int(self._inside.sum())

    @cached_property
    def popular(self) -> int:
        """Those of them that many stories share."""
        return int(self._common.sum())

    @cached_property
    def new(self) -> int:
        """Passages of the shorter text, but for these."""
        return len(self._inside) - self.popular

    @cached_property
    def shared(self) -> int:
        """Those that the longer has, of the new ones."""
        return int(self._own.sum())

    @cached_property
    def containment(self) -> float:
        """The share of the shorter's new passages that the longer has."""
        return self.shared / self.new if self.new else 0.0

    @cached_property
    def jaccard(self) -> float:
        """Passages that both have over all of either; of a text shorter than SHORT_LETTERS, 7-letter shingles of title and text."""
        if self.short_folded.letters < SHORT_LETTERS:
            return jaccard(self.short_folded, self.long_folded)
        return self.found / (len(self.short_folded.passages) + len(self.long_folded.passages) - self.found)

    @cached_property
    def _phrases(self) -> NDArray[np.bool_]:
        return places_in(self.short_folded.phrases, self.long_folded.phrases) >= 0

    @cached_property
    def wording(self) -> float:
        """The share of the shorter's 13-letter phrases that the longer has, but for those within common passages."""
        phrases = self._phrases[~_covered(self._common, len(self._phrases))] if self.popular else self._phrases
        return float(phrases.mean()) if len(phrases) else 0.0

    @cached_property
    def _figures(self) -> tuple[frozenset[str], frozenset[str]]:
        return _figures_of(self.short_folded), _figures_of(self.long_folded)

    @cached_property
    def agreement(self) -> float | None:
        """The share of the fewer figures that both texts name, None where either names none."""
        mine, theirs = self._figures
        fewer = min(len(mine), len(theirs))
        return len(mine & theirs) / fewer if fewer else None

    @cached_property
    def exchanged(self) -> int:
        """Figures that each names and the other lacks, the fewer."""
        mine, theirs = self._figures
        return min(len(mine - theirs), len(theirs - mine))

    @cached_property
    def by_figures(self) -> float | None:
        """The share of the wording that differs which agrees when figures are left out, None where all figures agree: most of it in a
        form filled in anew, little in a text that was edited.
        """
        mine, theirs = self._figures
        return _by_figures(self.short_folded, self.long_folded, self._phrases) if mine != theirs else None

    @cached_property
    def begins(self) -> float:
        """The share of the shorter's beginning found in the longer's."""
        return len(self._beginning) / len(self._places[:BEGINNING]) if len(self._beginning) else 0.0

    @cached_property
    def lead_in(self) -> int:
        """Letters that the longer has before what it shares of the shorter's beginning."""
        return int(self._beginning.min()) if len(self._beginning) else 0

    @cached_property
    def _beginning(self) -> Places:
        beginning = self._places[:BEGINNING]
        return beginning[(beginning >= 0) & (beginning < BEGINNING)]

    @cached_property
    def _there(self) -> Places:
        """Where the longer has what is shared, ascending; empty where nothing new is."""
        there = self._places[self._inside] if self.shared else self._places[:0]
        return np.sort(there, kind="stable")  # which takes no time where they ascend, as they mostly do

    @cached_property
    def span(self) -> float:
        """How much of the longer lies between the first and the last twentieth of what is shared."""
        there = self._there
        return float(there[len(there) * 19 // 20] - there[len(there) // 20]) / len(self.long_folded.passages) if len(there) else 0.0

    @cached_property
    def _run_lengths(self) -> Places:
        return _runs(self._own)

    @cached_property
    def runs(self) -> int:
        """How many unbroken runs of new passages both share."""
        return len(self._run_lengths)

    @cached_property
    def unbroken(self) -> float:
        """The longest of these, of all that they share."""
        return int(self._run_lengths.max()) / self.shared if self.shared else 0.0

    @cached_property
    def own_start(self) -> int:
        """Letters before the first shared passage, in the text that has fewer."""
        return min(int(np.argmax(self._own)), int(self._there[0])) if self.shared else 0

    @cached_property
    def first_sentence(self) -> float:
        """The share of the longer's first sentence that lies in shared passages, wherever the shorter has them."""
        return _covering(self._there, self.long_folded.first_sentence) if self.shared else 0.0

    @cached_property
    def first_letters(self) -> float:
        """The share of the shorter's first 100 letters that lies in shared passages."""
        return _covering(np.flatnonzero(self._inside), FIRST_LETTERS) if self.shared else 0.0

    @property
    def longer(self) -> float:
        """How many times longer the longer text is."""
        return self.long_folded.letters / max(1, self.short_folded.letters)


def measure(a: Article, b: Article, popular: Popular = nothing_popular, seen: Seen | None = None) -> Measures:
    """The measures of two articles, in either order. `seen`: when each was first seen, by which one without a date is taken to have
    come where the other has a date. It shows that they are near, or which is later; never that they are far apart.
    """
    return Measures(a, b, popular, seen)


def measure_received(one: Received, other: Received, popular: Popular = nothing_popular) -> Measures:
    """The measures of two articles with what their coming tells of a missing date."""
    return measure(one.article, other.article, popular, (one.first_seen_at, other.first_seen_at))


def _figures_of(text: Folded) -> frozenset[str]:
    """The figures of a text; a date written in figures is its day, month and year, whichever comes first."""
    if not any("/" in number for number in text.numbers):
        return text.numbers
    return frozenset(part for number in text.numbers for part in (number.split("/") if number.count("/") == DATE_STROKES else (number,)))


def _by_figures(short: Folded, long: Folded, phrases: NDArray[np.bool_]) -> float:
    agreeing = float(phrases.mean()) if len(phrases) else 0.0
    worded = places_in(short.phrases_without_figures, long.phrases_without_figures) >= 0
    return max(0.0, float(worded.mean()) - agreeing) / max(LEAST_DIFFERENCE, 1 - agreeing) if len(worded) else 0.0


def _runs(marks: NDArray[np.bool_]) -> Places:
    """The lengths of the unbroken runs of marks."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], marks.astype(np.int8), [0]))))
    return edges[1::2] - edges[::2]


def _covering(places: Places, letters: int) -> float:
    """The share of a text's first letters that lie within the passages at these places."""
    places = places[places < letters]
    if not len(places):
        return 0.0
    gaps = np.minimum(np.diff(places, append=letters), PASSAGE)
    return int(gaps.sum()) / letters


def _common_of(passages: NDArray[np.uint64], inside: NDArray[np.bool_], popular: Popular) -> NDArray[np.bool_]:
    """Which shared passages many stories share. That is known for the sampled ones; the others go with the nearest sampled
    one of the same unbroken run.
    """
    common = np.zeros(len(passages), dtype=np.bool_)
    kept = passages < np.uint64(KEPT)
    kept[:OPENING_LETTERS] |= passages[:OPENING_LETTERS] < np.uint64(KEPT_IN_OPENING)
    sampled = np.nonzero(inside & kept)[0]
    if not len(sampled):
        return common
    answers = np.array(popular(passages[sampled].tolist()), dtype=np.bool_)
    if not answers.any():
        return common
    edges = np.flatnonzero(np.diff(np.concatenate(([0], inside.astype(np.int8), [0]))))
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        first, last = np.searchsorted(sampled, (start, end)).tolist()
        known, said = sampled[first:last], answers[first:last]
        if said.any():
            middles = (known[1:] + known[:-1]) // 2
            common[start:end] = said[np.searchsorted(middles, np.arange(start, end))]
    return common


def _covered(common: NDArray[np.bool_], count: int) -> NDArray[np.bool_]:
    """The phrases that lie within common passages."""
    marks = np.zeros(count + 1, dtype=np.int32)
    places = np.nonzero(common)[0]
    np.add.at(marks, places, 1)
    np.add.at(marks, np.minimum(places + PASSAGE - PHRASE + 1, count), -1)
    return np.cumsum(marks[:-1]) > 0
