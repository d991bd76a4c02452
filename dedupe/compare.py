"""Whether two articles are one story: measures taken of both texts, then an ordered tuple of pure rules, the first with an
opinion deciding.

A new rule is a function from Measures to a Verdict or None, put in RULES where it belongs. Which story an article joins
and which article leads is `story`'s to say.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from dedupe.fingerprint import KEPT, KEPT_IN_OPENING, OPENING_LETTERS
from dedupe.folded import PHRASE, Folded, folded, found_in, jaccard
from dedupe.passages import PASSAGE
from news.model import Article, Role, Verdict
from news.text import fold, letters, words
from news.urls import host

RULES_VERSION = 1
"""Of the rules and thresholds below; kept with each verdict."""

# Thresholds were set on the half `tune` of the labelled pairs (shared/data/dedupe, shared/data/arabic). On the half `report`,
# end to end (benchmarks/sameness): derived copies F1 .990, natural pairs .994 (those read by hand .94), Arabic .86 at precision 1.
SAME_WORDING = 0.45  # of the shorter text's 13-letter phrases; consecutive reports that share background reach .35, rarely .44
SHORT_WORDS = 150  # below, a template fills the text: there wording must agree more, and the figures too
SHORT_SAME_WORDING, SHORT_WITHOUT_FIGURES = 0.65, 0.6
# First takes, corrections and re-issues come within a day and a half; templates come back the next day or week.
NEAR, FAR = timedelta(hours=36), timedelta(hours=72)
NEAR_SAME_WORDING, NEAR_WITHOUT_FIGURES = 0.45, 0.5
FAR_SAME_WORDING = 0.75
FIGURES_AGREE = 0.8  # of the fewer figures, in a short text. Iraqi price and weather templates: median .17, highest .67
NEARLY_WHOLE, FIGURES_AGREE_NEARLY_WHOLE = 0.7, 0.5  # a corrected figure in a text otherwise the same; templates keep .55 of their passages
TABLE_WORDS, TABLE_AGREES, TABLE_CONTAINMENT = 25, 0.6, 0.5  # a figure in so many words makes a table of prices or results
FEWEST_PASSAGES = 30  # new ones, that both share: 70 letters in a row or more
SHORT_LETTERS = 70  # texts that cannot have as many are decided with their titles, as wholes
SHORT_JACCARD = 0.7
OTHER_NAMES_WORDING = 0.95  # none of 76 labelled copies of short texts is told apart by its title's words, 4 of 195 Arabic ones
MUCH_LONGER = 1.6
BACKGROUND, BACKGROUND_WORDING = 0.5, 0.7
BEGINNING = 400  # passages
BEGINS = 0.04  # of them, that both texts begin with: 55 letters in a row, as an edited first sentence leaves
ALL_OVER = 0.5  # of the longer text, between the first and the last twentieth of what is shared: an abridgement, no block
EXCERPT_LENGTH = 0.75
WHOLE = 0.98  # of the wording: what is shared so far is cut, not rewritten

_LIVE_TITLE = re.compile(
    r"\blive (?:updates?|blog|coverage|ticker)\b|\bas it happened\b|\bround-?up\b|\bnews in brief\b|\bdaily (?:brief|digest)\b"
    r"|\bmorning brief"
    r"|لحظه بلحظه|تغطيه مباشره|تغطيه مستمره|^مباشر\b|موجز (?:الاخبار|الانباء)|نشره الاخبار|اهم الاخبار|ابرز عناوين"
    r"|كورته هه?وال|راسته?وخو\b"
)
_CLOCK_LINE = re.compile(r"^\W{0,3}\d{1,2}[:.]\d{2}\b", re.MULTILINE)
CLOCK_LINES = 3


@dataclass(frozen=True, slots=True)
class Measures:
    """What the rules see of two articles. `short` and `long` are the two by length of text.

    `new`: passages of the shorter text that few stories share; `shared`: those of them that the longer has. `containment`
    and `wording`: share of its new passages and of its new 13-letter phrases. `agreement`: share of the fewer figures that
    both texts name, None where either names none. `begins`: share of the shorter's beginning found in the longer's. `span`:
    how much of the longer text lies between the first and the last that is shared.
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
    begins: float
    span: float
    near: bool
    far: bool

    @property
    def longer(self) -> float:
        """How many times longer the longer text is."""
        return self.long_folded.letters / max(1, self.short_folded.letters)

    def verdict(self, same: bool, rule: str, because: str) -> Verdict:
        figures = "no figures to compare" if self.agreement is None else f"{self.agreement:.0%} of figures"
        counted = f"{self.shared} of {self.new} new passages ({self.popular} common ones ignored)"
        return Verdict(
            same=same,
            rule=rule,
            role=_role(self) if same else None,
            containment=round(self.containment, 3),
            jaccard=round(self.jaccard, 3),
            version=RULES_VERSION,
            evidence=f"{because}; {counted}, {self.wording:.0%} of wording, {figures}",
        )


def _nothing_popular(passage: int) -> bool:
    return False


def compare(a: Article, b: Article, popular: Callable[[int], bool] = _nothing_popular) -> Verdict:
    """Whether `a` and `b` are one story, and what `a` is to `b` then. `popular` says whether many stories share a sampled passage.

    Symmetric but for the role; any two articles can be compared.
    """
    measures = measure(a, b, popular)
    for rule in RULES:
        verdict = rule(measures)
        if verdict is not None:
            return verdict
    return measures.verdict(False, "own_words", "too little of the wording agrees")


def measure(a: Article, b: Article, popular: Callable[[int], bool] = _nothing_popular) -> Measures:
    """The measures of two articles, the shorter text first whichever it is."""
    mine, theirs = folded(a.title, a.text), folded(b.title, b.text)
    a_is_short = (mine.letters, a.text, a.title) <= (theirs.letters, b.text, b.title)
    short, long = (mine, theirs) if a_is_short else (theirs, mine)
    inside = found_in(short.passages, long.sorted_passages)
    common = _common(short.passages, inside, popular)
    new = len(inside) - int(common.sum())
    shared = int((inside & ~common).sum())
    phrases = found_in(short.phrases, long.sorted_phrases)
    if common.any():
        phrases = phrases[~_covered(common, len(phrases))]
    places = np.nonzero(found_in(long.passages, short.sorted_passages))[0] if shared else np.empty(0, dtype=np.int64)
    span = float(places[len(places) * 19 // 20] - places[len(places) // 20]) / len(long.passages) if len(places) else 0.0
    fewer = min(len(short.numbers), len(long.numbers))
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
        jaccard=jaccard(mine, theirs),
        agreement=len(short.numbers & long.numbers) / fewer if fewer else None,
        begins=_begins(short, long),
        span=span,
        near=apart is not None and apart <= NEAR,
        far=apart is not None and apart > FAR,
    )


def _common(passages: NDArray[np.uint64], inside: NDArray[np.bool_], popular: Callable[[int], bool]) -> NDArray[np.bool_]:
    """Which shared passages many stories share. That is known for the sampled ones; the others go with the nearest sampled
    one of the same unbroken run.
    """
    common = np.zeros(len(passages), dtype=np.bool_)
    kept = passages < np.uint64(KEPT)
    kept[:OPENING_LETTERS] |= passages[:OPENING_LETTERS] < np.uint64(KEPT_IN_OPENING)
    sampled = np.nonzero(inside & kept)[0]
    answers = np.fromiter((popular(passage) for passage in passages[sampled].tolist()), dtype=np.bool_, count=len(sampled))
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


def _begins(short: Folded, long: Folded) -> float:
    beginning = short.passages[:BEGINNING]
    return float(found_in(beginning, np.sort(long.passages[:BEGINNING])).mean()) if len(beginning) else 0.0


# ---------------------------------------------------------------- rules

Rule = Callable[[Measures], Verdict | None]


def identical(m: Measures) -> Verdict | None:
    """Letter for letter the same text; of a very short one the title must be the same too."""
    if not m.short_folded.letters or m.short_folded.whole != m.long_folded.whole:
        return None
    if m.short_folded.letters < SHORT_LETTERS and letters(m.short.title) != letters(m.long.title):
        return None
    return m.verdict(True, "identical", "the same letters throughout")


def other_language(m: Measures) -> Verdict | None:
    """A translation is a text of its own."""
    mine, theirs = (article.language.partition("-")[0] for article in (m.short, m.long))
    return m.verdict(False, "other_language", f"{mine} and {theirs}") if mine and theirs and mine != theirs else None


def short_text(m: Measures) -> Verdict | None:
    """Texts shorter than a few passages: title and text as wholes."""
    if m.short_folded.letters >= SHORT_LETTERS:
        return None
    same = m.jaccard >= SHORT_JACCARD and m.short_folded.numbers == m.long_folded.numbers
    return m.verdict(same, "short_text", f"{m.jaccard:.0%} of all shingles of title and text shared")


def nothing_shared(m: Measures) -> Verdict | None:
    """Too few passages that are not in many other stories as well."""
    return m.verdict(False, "nothing_shared", "hardly a passage of its own is shared") if m.shared < FEWEST_PASSAGES else None


def template(m: Measures) -> Verdict | None:
    """A form filled in anew: prices, weather, results."""
    if m.agreement is None:
        return None
    needed = FIGURES_AGREE if m.containment < NEARLY_WHOLE else FIGURES_AGREE_NEARLY_WHOLE
    short = m.short_folded.words < SHORT_WORDS and m.agreement < needed
    full = all(len(side.numbers) * TABLE_WORDS >= side.words for side in (m.short_folded, m.long_folded))
    table = full and m.agreement < TABLE_AGREES and m.containment < TABLE_CONTAINMENT
    return m.verdict(False, "template", "the figures differ") if short or table else None


def other_names(m: Measures) -> Verdict | None:
    """A form without figures, filled in with other names: each title has a word of its own text that the other article lacks."""
    if m.short_folded.words >= SHORT_WORDS or m.wording >= OTHER_NAMES_WORDING or m.longer >= MUCH_LONGER:
        return None
    here, there = _own_words(m.short, m.long), _own_words(m.long, m.short)
    if not here or not there:
        return None
    return m.verdict(False, "other_names", f"{', '.join(sorted(here)[:3])} here, {', '.join(sorted(there)[:3])} there")


def _own_words(article: Article, other: Article) -> set[str]:
    """Words of the title that the article's text repeats and the other article has in no form."""
    strange = set(words(f"{other.title} {other.text}"))
    own = set(words(article.title)) & set(words(article.text))
    return {word for word in own if len(word) >= 3 and not any(word in known or word[2:] in known for known in strange)}


def inside_longer(m: Measures) -> Verdict | None:
    """A much longer text takes in only what was cut from it, and one that holds several stories takes in nothing."""
    if m.longer < MUCH_LONGER:
        return None
    if holds_several(m.long):
        return m.verdict(False, "inside_several", "the longer one is a live page or a round-up")
    if m.begins >= BEGINS or m.span >= ALL_OVER or says_cut_from(m.short, m.long):
        return None
    return m.verdict(False, "inside_longer", f"one block inside a text {m.longer:.1f} times as long that begins otherwise")


def shared_background(m: Measures) -> Verdict | None:
    """Two reports of one running story: the same paragraphs further down, each with a beginning of its own."""
    if m.begins >= BEGINS or m.containment >= BACKGROUND or m.wording >= BACKGROUND_WORDING:
        return None
    return m.verdict(False, "shared_background", "they begin otherwise and share less than half")


def same_wording(m: Measures) -> Verdict | None:
    """Enough of the wording is the same: whole, cut, edited or brought up to date."""
    needed = SAME_WORDING
    if m.short_folded.words < SHORT_WORDS:
        if m.agreement is None:
            needed = NEAR_WITHOUT_FIGURES if m.near else SHORT_WITHOUT_FIGURES
        else:
            needed = NEAR_SAME_WORDING if m.near else FAR_SAME_WORDING if m.far else SHORT_SAME_WORDING
    return m.verdict(True, "same_wording", f"at least {needed:.0%} of the wording asked for") if m.wording >= needed else None


RULES: tuple[Rule, ...] = (
    identical,
    other_language,
    short_text,
    nothing_shared,
    template,
    other_names,
    inside_longer,
    shared_background,
    same_wording,
)


def holds_several(article: Article) -> bool:
    """Whether an article says that it is a live page or a round-up of stories."""
    return bool(_LIVE_TITLE.search(fold(article.title))) or len(_CLOCK_LINE.findall(fold(article.text[:20_000]))) >= CLOCK_LINES


def says_cut_from(part: Article, whole: Article, names: tuple[str, ...] = ()) -> bool:
    """Whether `part` says of itself that it is a part, carries the headline of `whole`, or credits it."""
    headline = letters(part.title)
    return part.clipped or (len(headline) > 1 and headline == letters(whole.title)) or credits(part, whole, names)


def credits(article: Article, origin: Article, names: tuple[str, ...] = ()) -> bool:
    """Whether an article names the other as its origin: by its headline, its address, or its outlet (`names`, id or host)."""
    credit = article.credit
    if credit is None or credit.rule == "title_suffix":
        return False
    if credit.title and letters(credit.title) == letters(origin.title):
        return True
    if credit.url and credit.url in (origin.url, origin.canonical_url):
        return True
    outlet, site = letters(credit.outlet), host(origin.url)
    return len(outlet) > 1 and outlet in {letters(name) for name in (origin.source_id, site, site.split(".")[0], *names)}


def _role(m: Measures) -> Role:
    """What the first article is to the second."""
    first, second = (m.short, m.long) if m.a_is_short else (m.long, m.short)
    shorter = m.short_folded.letters < EXCERPT_LENGTH * m.long_folded.letters
    unchanged = m.wording >= WHOLE and m.longer <= 1 / WHOLE
    if not unchanged and _same_outlet(first, second) and first.published_at and second.published_at:
        if first.published_at < second.published_at:
            return "original"
        cut = shorter and m.a_is_short and m.wording >= WHOLE
        if first.published_at > second.published_at and not cut:
            return "update"
    if shorter:
        return "excerpt" if m.a_is_short else "original"
    return "copy"


def _same_outlet(a: Article, b: Article) -> bool:
    """Whether one newsroom wrote both: the same source, or the same agency in their datelines."""
    if a.source_id and a.source_id == b.source_id:
        return True
    if not (a.credit and b.credit and a.credit.outlet):
        return False
    return a.credit.rule == b.credit.rule == "dateline" and a.credit.outlet == b.credit.outlet
