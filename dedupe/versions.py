"""Rules that know a text that was edited, or brought up to date, by what differs: words, where a form's fillings differ by figures."""

from math import inf
from typing import NamedTuple

from dedupe.claims import holds_several, names_one_origin
from dedupe.folded import PHRASE
from dedupe.measures import LEAST_DIFFERENCE, Measures
from dedupe.opinion import opinion
from dedupe.passages import PASSAGE
from dedupe.roles import GROWN
from news.model import Verdict
from news.text import letters, words


class Enough(NamedTuple):
    """Runs that both share and the containment they must come to, at least; figures exchanged, at most; and the share of the difference
    that figures explain, of which there must be less.
    """

    runs: int
    containment: float
    exchanged: float
    by_figures: float


# Thresholds were chosen on made months (benchmarks/stream, seeds A to V) so that the labelled pairs lose nothing by them: the rules
# here let none of those through that another keeps apart.
BY_FIGURES = 0.3  # figures alone explain .8 of what differs between two fillings of a form, in the median; .15 and less in edited texts
# What one run does not explain, and agrees all the same: an edited copy has more, a caption or greeting at the top of two texts nothing.
ONE_RUN_CONTAINMENT, BEYOND_ONE_RUN = 0.4, 0.03
WHOLE_SENTENCE, SAME_FIRST_LETTERS, OPENING_CONTAINMENT = 0.97, 0.47, 0.15
EDITED_SENTENCE, EDITED_FIRST_LETTERS = 0.6, 0.8  # on the made months A to N these find 55 true pairs and 4 wrong ones
SEVERAL_RUNS = (
    Enough(3, 0.3, 2, 0.3),
    Enough(4, 0.2, 5, 0.3),
    Enough(6, 0.2, 15, 0.3),
    Enough(3, 0.25, inf, 0.2),
    Enough(6, 0.15, inf, 0.2),
)
FROM_THE_TOP = (Enough(3, 0.15, inf, 0.1), Enough(4, 0.12, inf, 0.1))  # less will do where neither has a beginning of its own
# A newsroom's next version brings figures up to date, and what differs is words: in forms of one newsroom figures explain a tenth or more.
VERSION_BY_FIGURES, VERSION_RUNS, VERSION_CONTAINMENT = 0.1, 3, 0.15
SOON_BY_FIGURES = 0.2  # forms come back the next day
DAILY_CONTAINMENT, DAILY_LONGER, DAILY_FIGURES = 0.3, 1.4, 2  # printed twice within half a day: a form as long as the last
GROWN_CONTAINMENT = 0.2  # where the longer has grown: forms are as long as they were
# What two reports carry and neither copied. On the made months A to F these let 9 wrong pairs of 18 pass less, and 10 true ones of 1,300.
DEEP_IN_BOTH, BEGINS_ALIKE, DEEP_CONTAINMENT, LOW_CONTAINMENT = 120, 0.025, 0.36, 0.23  # the first in letters
# Of 14 made months (A to N) these keep 10 wrong pairs apart and 16 true ones.
PIECES, OWN_FIGURES, QUOTED_CONTAINMENT, QUOTED_BEGINS, QUOTED_SENTENCE = 4, 4, 0.32, 0.3, 0.65
OWN_PARAGRAPH = 120  # letters; 139 true pairs are found by `same_origin` and 6 wrong ones
ONE_BLOCK_SPAN, ONE_BLOCK_SENTENCE, ONE_BLOCK_CONTAINMENT = 0.45, 0.5, 0.6  # what a statement leaves in a report on it
HEADLINE_BLOCK = 100  # letters before one block: a statement and its report go under one headline
HEADLINE_WORDS = 4  # fewer name what comes every day: "Weather", "Gold prices today"
OWN_START = 80  # letters: more than a dateline


def same_opening(m: Measures) -> Verdict | None:
    """A day's new version or edited copy keeps the first sentence whole, whatever figures follow."""
    if m.first_sentence < WHOLE_SENTENCE or m.first_letters < SAME_FIRST_LETTERS or _nothing_beyond_one_run(m):
        return None
    soon = m.soon and holds_several(m.short) == holds_several(m.long)
    if not soon and (m.containment < OPENING_CONTAINMENT or not _edited(m, BY_FIGURES)):
        return None
    beside = "within twelve hours" if soon else "and more than figures differs"
    return opinion(m, True, "same_opening", f"they begin with the same sentence, {beside}")


def edited_opening(m: Measures) -> Verdict | None:
    """Within twelve hours a first sentence will do of which most is the same, and that begins with the same letters."""
    if not m.soon or m.first_sentence < EDITED_SENTENCE or m.first_letters < EDITED_FIRST_LETTERS or _nothing_beyond_one_run(m):
        return None
    if not _edited(m, BY_FIGURES):
        return None
    return opinion(m, True, "edited_opening", "most of the first sentence is the same, within twelve hours")


def _nothing_beyond_one_run(m: Measures) -> bool:
    """Whether of the wording that is not in the one run of passages that both share hardly a phrase agrees."""
    if m.runs != 1 or m.containment >= ONE_RUN_CONTAINMENT:
        return False
    run = (m.shared + PASSAGE - PHRASE) / max(1, m.short_folded.letters - PHRASE + 1)
    return (m.wording - run) / max(LEAST_DIFFERENCE, 1 - run) < BEYOND_ONE_RUN


def edited_throughout(m: Measures) -> Verdict | None:
    """Shared words in several places, with others between them, are one text edited; a quotation or background is one run."""
    if m.short.source_id == m.long.source_id or _deep_in_both(m) or _quoted_in_pieces(m):
        return None
    for enough in (*SEVERAL_RUNS, *(FROM_THE_TOP if m.own_start < OWN_START else ())):
        shared = m.runs >= enough.runs and m.containment >= enough.containment
        if shared and m.exchanged <= enough.exchanged and _edited(m, enough.by_figures):
            return opinion(m, True, "edited_throughout", f"{m.runs} runs of words are shared, and more than figures differs")
    return None


def same_origin(m: Measures) -> Verdict | None:
    """Two outlets' versions of one agency's text, or an outlet's and one that names it: neither has a paragraph of its own on top. Two
    texts of one newsroom name the same origin whatever they are about.
    """
    if m.short.source_id == m.long.source_id or m.own_start >= OWN_PARAGRAPH or not names_one_origin(m.short, m.long):
        return None
    if m.runs == 1 and m.span < ONE_BLOCK_SPAN and m.first_sentence < ONE_BLOCK_SENTENCE and m.containment < ONE_BLOCK_CONTAINMENT:
        return None
    if not _edited(m, inf if m.soon else BY_FIGURES):
        return None
    return opinion(m, True, "same_origin", "they name one origin or go under one headline, and both begin with what they share")


def _deep_in_both(m: Measures) -> bool:
    """Each with a beginning of its own, but for a dateline: quotations and background that two reports carry."""
    return m.begins < BEGINS_ALIKE and m.containment < (DEEP_CONTAINMENT if m.own_start > DEEP_IN_BOTH else LOW_CONTAINMENT)


def _quoted_in_pieces(m: Measures) -> bool:
    """What one man said, in three or four pieces, in two reports that have figures of their own and name no origin."""
    if m.runs > PIECES or m.exchanged < OWN_FIGURES or m.long.credit:
        return False
    return m.containment < QUOTED_CONTAINMENT and m.begins < QUOTED_BEGINS and m.first_sentence < QUOTED_SENTENCE


def later_version(m: Measures) -> Verdict | None:
    """A newsroom's next version of its own report: both begin alike or figures were brought up to date, and words differ."""
    if m.short.source_id != m.long.source_id or m.own_start >= OWN_START:
        return None
    if not _edited(m, SOON_BY_FIGURES if m.soon else VERSION_BY_FIGURES):
        return None
    if m.containment < DAILY_CONTAINMENT and m.longer < DAILY_LONGER and m.exchanged <= DAILY_FIGURES:
        return None
    if not m.begins and not (m.exchanged and m.runs >= VERSION_RUNS and m.containment >= GROWN_CONTAINMENT):
        return None
    grown = m.longer >= GROWN and m.containment >= GROWN_CONTAINMENT
    enough = m.containment >= VERSION_CONTAINMENT and (m.runs >= VERSION_RUNS or (m.soon and m.begins > 0))
    if not grown and not enough:
        return None
    return opinion(m, True, "later_version", "one newsroom's, they begin alike, and hardly figures differ")


def same_headline(m: Measures) -> Verdict | None:
    """Under one headline within a day and a half, with words of their own in common: another take, whatever was rewritten."""
    if len(words(m.short.title)) < HEADLINE_WORDS or letters(m.short.title) != letters(m.long.title):
        return None
    if not _edited(m, BY_FIGURES) or (m.runs == 1 and max(m.own_start, m.lead_in) > HEADLINE_BLOCK):
        return None
    return opinion(m, True, "same_headline", "one headline within a day and a half, and more than figures differs")


def _edited(m: Measures, by_figures: float) -> bool:
    """Within a day and a half, and unlike a form: of what differs figures explain less than so much."""
    return m.near and (m.by_figures is None or m.by_figures < by_figures) and holds_several(m.short) == holds_several(m.long)
