"""Rules that tell two fillings of one form apart, however much of the form they share: prices, bulletins, notices, results."""

from dedupe.measures import Measures
from dedupe.opinion import opinion
from dedupe.roles import EXCERPT_LENGTH, WHOLE
from news.model import Article, Verdict
from news.text import words

SHORT_WORDS = 150  # below, a template fills the text: there wording must agree more, and the figures too
FIGURES_AGREE = 0.8  # of the fewer figures, in a short text. Iraqi price and weather templates: median .17, highest .67
NEARLY_WHOLE, FIGURES_AGREE_NEARLY_WHOLE = 0.7, 0.5  # a corrected figure in a text otherwise the same; templates keep .55 of their passages
TABLE_WORDS, TABLE_AGREES, TABLE_CONTAINMENT = 25, 0.6, 0.5  # a figure in so many words makes a table of prices or results
# Short texts that each name a figure the other lacks: of twelve labelled pairs that the other rules let through ten are forms;
# two are copies and come within a day and a half, where a figure is brought up to date; a table has more of them than a correction.
EXCHANGED, NEAR_EXCHANGED = 1, 2
# Where figures explain so much of what differs and more of it than one corrected figure differs, it is a form within a day and a half
# too. Not one true pair of the labelled or made ones is lost to it.
FILLED_IN = 0.25
# What comes back the next day: on the made months A to R these keep 30 wrong pairs apart, and 27 true ones, all of two outlets.
AS_LONG, HARDLY_HALF, FIGURE_OR_TWO, BEGUN_ALIKE = 1.5, 0.5, 2, 0.6
FEW_RUNS, FEW_LETTERS = 4, 600
# The second in letters, the last a containment; of the made months these keep 4 wrong pairs apart and 3 true ones.
MOST_OF_IT, SOME_LINES, CORRECTED = 0.4, 310, 0.75
OTHER_NAMES_WORDING = 0.95  # none of 76 labelled copies of short texts is told apart by its title's words, 4 of 195 Arabic ones
MUCH_LONGER = 1.6


def template(m: Measures) -> Verdict | None:
    """A form filled in anew: prices, weather, results. A form comes back about as long as it was: what a longer text holds
    nearly whole was cut from it, and a figure that differs was brought up to date.
    """
    if m.agreement is None or (m.containment >= NEARLY_WHOLE and m.longer * EXCERPT_LENGTH >= 1):
        return None
    needed = FIGURES_AGREE if m.containment < NEARLY_WHOLE else FIGURES_AGREE_NEARLY_WHOLE
    short = m.short_folded.words < SHORT_WORDS and m.agreement < needed
    table = _is_table(m) and m.agreement < TABLE_AGREES and m.containment < TABLE_CONTAINMENT
    return opinion(m, False, "template", "the figures differ") if short or table else None


def next_issue(m: Measures) -> Verdict | None:
    """What is printed every day, the next day, by one newsroom or by others that take it over: as long as the last, begun alike, hardly
    half of it the same, a figure or two in the place of others. A report brought up to date has grown, or more of its figures changed.
    """
    if m.soon or not m.near or m.longer >= AS_LONG or m.containment >= HARDLY_HALF:
        return None
    if m.exchanged > FIGURE_OR_TWO or m.first_sentence < BEGUN_ALIKE:
        return None
    if m.short.source_id != m.long.source_id and (m.runs > FEW_RUNS or m.long_folded.letters >= FEW_LETTERS):
        return None
    return opinion(m, False, "next_issue", "printed the next day, as long as the last, and hardly half is the same")


def filled_in(m: Measures) -> Verdict | None:
    """Some lines of which figures explain most of what differs: a rate, a temperature, whatever of the words was varied."""
    if m.by_figures is None or m.by_figures < MOST_OF_IT or m.long_folded.letters >= SOME_LINES or m.containment >= CORRECTED:
        return None
    return opinion(m, False, "filled_in", "a few lines, and figures are most of what differs")


def figures_exchanged(m: Measures) -> Verdict | None:
    """A form in which one figure stands where another stood, however much of it stays: rates, bulletins, notices."""
    if m.short_folded.words >= SHORT_WORDS or m.wording >= WHOLE:
        return None
    needed = EXCHANGED
    if m.near:
        is_form = m.by_figures is not None and m.by_figures >= FILLED_IN
        if m.containment >= NEARLY_WHOLE or not (is_form or _is_table(m)):
            return None
        needed = EXCHANGED if is_form else NEAR_EXCHANGED
    if m.exchanged < needed:
        return None
    return opinion(m, False, "figures_exchanged", f"each names {m.exchanged} or more figures that the other lacks")


def _is_table(m: Measures) -> bool:
    return all(len(side.numbers) * TABLE_WORDS >= side.words for side in (m.short_folded, m.long_folded))


def other_names(m: Measures) -> Verdict | None:
    """A form without figures, filled in with other names: each title has a word of its own text that the other article lacks."""
    if m.short_folded.words >= SHORT_WORDS or m.wording >= OTHER_NAMES_WORDING or m.longer >= MUCH_LONGER:
        return None
    here, there = _own_words(m.short, m.long), _own_words(m.long, m.short)
    if not here or not there:
        return None
    return opinion(m, False, "other_names", f"{', '.join(sorted(here)[:3])} here, {', '.join(sorted(there)[:3])} there")


def _own_words(article: Article, other: Article) -> set[str]:
    """Words of the title that the article's text repeats and the other article has in no form."""
    strange = set(words(f"{other.title} {other.text}"))
    own = set(words(article.title)) & set(words(article.text))
    return {word for word in own if len(word) >= 3 and not any(word in known or word[2:] in known for known in strange)}
