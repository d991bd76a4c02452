"""What is measured of two articles before anything is decided: shared passages and wording, figures, where the shared text lies.

What the measures mean is `compare`'s to say.
"""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from dedupe.candidates import Popular, nothing_popular
from dedupe.fingerprint import KEPT, KEPT_IN_OPENING, OPENING_LETTERS
from dedupe.folded import PHRASE, Folded, folded, jaccard
from dedupe.passages import PASSAGE, Places, places_in
from news.model import Article

NEAR, FAR = timedelta(hours=36), timedelta(hours=72)
BEGINNING = 400  # passages
FIRST_LETTERS = 100
SHORT_LETTERS = 70  # texts that cannot share the passages that rules ask for are decided with their titles, as wholes
LEAST_DIFFERENCE = 0.05
DATE_STROKES = 2


@dataclass(frozen=True, slots=True)
class Measures:
    """What the rules see of two articles. `short` and `long` are the two by length of text.

    `new`: passages of the shorter text that few stories share; `shared`: those of them that the longer has. `containment`
    and `wording`: share of its new passages and of its new 13-letter phrases. `agreement`: share of the fewer figures that
    both texts name, None where either names none. `exchanged`: figures that each
    names and the other lacks, the fewer. `begins`: share of the shorter's beginning found in the longer's. `lead_in`: letters
    that the longer has before what they share of it. `span`: how much of the longer lies between the first and the last shared.
    `unbroken`: the longest run of passages that both share, of all that they share.
    `runs`: how many runs they share. `own_start`: letters before the first shared passage, in the text that has fewer.
    `first_sentence`: share of the longer's that lies in shared passages, wherever the shorter has them; `first_letters`: of the
    shorter's first 100.
    `by_figures`: share of the wording that differs which agrees when figures are left out, None where all figures agree: most
    of it in a form filled in anew, little in a text that was edited. `jaccard`: phrases that both share over all of either; of a text
    shorter than SHORT_LETTERS, 7-letter shingles of title and text.
    """

    short: Article
    long: Article
    short_folded: Folded
    long_folded: Folded
    a_is_short: bool
    new: int
    shared: int
    popular: int
    containment: float
    wording: float
    jaccard: float
    agreement: float | None
    exchanged: int
    begins: float
    lead_in: int
    span: float
    unbroken: float
    runs: int
    own_start: int
    first_sentence: float
    first_letters: float
    by_figures: float | None
    near: bool
    far: bool

    @property
    def longer(self) -> float:
        """How many times longer the longer text is."""
        return self.long_folded.letters / max(1, self.short_folded.letters)


def measure(a: Article, b: Article, popular: Popular = nothing_popular) -> Measures:
    """The measures of two articles, the shorter text first whichever it is."""
    mine, theirs = folded(a.title, a.text), folded(b.title, b.text)
    a_is_short = (mine.letters, a.text, a.title) <= (theirs.letters, b.text, b.title)
    short, long = (mine, theirs) if a_is_short else (theirs, mine)
    places = places_in(short.passages, long.passages)
    inside = places >= 0
    common = _common(short.passages, inside, popular)
    own = inside & ~common
    new = len(inside) - int(common.sum())
    shared = int(own.sum())
    phrases = places_in(short.phrases, long.phrases) >= 0
    agreeing = int(phrases.sum())
    if common.any():
        phrases = phrases[~_covered(common, len(phrases))]
    there = np.sort(places[inside], kind="stable")  # which takes no time where they ascend, as they mostly do
    span = float(there[len(there) * 19 // 20] - there[len(there) // 20]) / len(long.passages) if shared else 0.0
    begins, lead_in = _begins(places)
    runs = _runs(own)
    figures, others = _figures(short), _figures(long)
    fewer = min(len(figures), len(others))
    apart = abs(a.published_at - b.published_at) if a.published_at and b.published_at else None
    return Measures(
        short=a if a_is_short else b,
        long=b if a_is_short else a,
        short_folded=short,
        long_folded=long,
        a_is_short=a_is_short,
        new=new,
        shared=shared,
        popular=int(common.sum()),
        containment=shared / new if new else 0.0,
        wording=float(phrases.mean()) if len(phrases) else 0.0,
        jaccard=jaccard(mine, theirs) if short.letters < SHORT_LETTERS else agreeing / (len(short.phrases) + len(long.phrases) - agreeing),
        agreement=len(figures & others) / fewer if fewer else None,
        exchanged=min(len(figures - others), len(others - figures)),
        begins=begins,
        lead_in=lead_in,
        span=span,
        unbroken=int(runs.max()) / shared if shared else 0.0,
        runs=len(runs),
        own_start=min(int(np.argmax(own)), int(there[0])) if shared else 0,
        first_sentence=_covering(there, long.first_sentence) if shared else 0.0,
        first_letters=_covering(np.flatnonzero(inside), FIRST_LETTERS) if shared else 0.0,
        by_figures=_by_figures(short, long, agreeing / max(1, len(short.phrases))) if figures != others else None,
        near=apart is not None and apart <= NEAR,
        far=apart is not None and apart > FAR,
    )


def _figures(text: Folded) -> frozenset[str]:
    """The figures of a text; a date written in figures is its day, month and year, whichever comes first."""
    if not any("/" in number for number in text.numbers):
        return text.numbers
    return frozenset(part for number in text.numbers for part in (number.split("/") if number.count("/") == DATE_STROKES else (number,)))


def _by_figures(short: Folded, long: Folded, agreeing: float) -> float:
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


def _common(passages: NDArray[np.uint64], inside: NDArray[np.bool_], popular: Popular) -> NDArray[np.bool_]:
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


def _begins(places: Places) -> tuple[float, int]:
    """The share of the shorter's beginning that the longer begins with, and how many letters the longer has before it."""
    beginning = places[:BEGINNING]
    found = beginning[(beginning >= 0) & (beginning < BEGINNING)]
    return (len(found) / len(beginning), int(found.min())) if len(found) else (0.0, 0)
