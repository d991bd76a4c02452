"""Whether two articles are one story: an ordered tuple of pure rules over their measures, the first with an opinion deciding.

A new rule is a function from Measures to a Verdict or None, put in RULES where it belongs. What the one
is to the other then is `roles`' to say, which story an article joins and which leads `story`'s.
"""

from dedupe.candidates import Popular, nothing_popular
from dedupe.claims import holds_several, says_cut_from, says_cut_from_another
from dedupe.forms import MUCH_LONGER, SHORT_WORDS, figures_exchanged, filled_in, next_issue, other_names, template
from dedupe.measures import SHORT_LETTERS, Measures, Received, measure, measure_received
from dedupe.opinion import RULES_VERSION, Rule, opinion
from dedupe.statements import ONE_BLOCK, block_inside, carried_in_both, reported_later, reported_statement
from dedupe.versions import edited_opening, edited_throughout, later_version, same_headline, same_opening, same_origin
from news.model import Article, Verdict
from news.text import letters, words

# Thresholds were set on the half `tune` of the labelled pairs (shared/data/dedupe, shared/data/arabic). On the half `report`,
# end to end (benchmarks/sameness): derived copies F1 .997, natural pairs .997 (those read by hand .97), Arabic .90 at
# precision 1. EXCHANGED and CARRIED came of reading the errors of both halves, and SEVERAL_RUNS of counting them, which flatters
# these figures. What tells edited copies, captions and reported statements, by hours, origins and where the shared text lies, was set on
# made months (benchmarks/stream, seeds A to V), with the labelled pairs to show that nothing was lost. Four months that chose nothing
# (W to Z) show 1.2 to 1.6 copies in a hundred entries and hide 0.4 to 0.9 stories in a thousand.
SAME_WORDING = 0.45  # of the shorter text's 13-letter phrases; consecutive reports that share background reach .35, rarely .44
SHORT_SAME_WORDING, SHORT_WITHOUT_FIGURES = 0.65, 0.6
# First takes, corrections and re-issues come within a day and a half; templates come back the next day or week.
NEAR_SAME_WORDING, NEAR_WITHOUT_FIGURES = 0.45, 0.5
FAR_SAME_WORDING = 0.75
FEWEST_PASSAGES = 30  # new ones, that both share: 70 letters in a row or more
SHORT_JACCARD = 0.7
SHORT_TEXT_WORDING = 0.4  # of its text alone: one wrong letter costs a text of 50 letters a third of its phrases
NOTICE_WORDS, NOTICE_TITLES = 60, 0.5  # the latter: of the shorter title's words, from which two titles are one reworded
A_TRANSLATION = 0.5  # of the passages: at most so much is names and quotations; beyond, the language was taken wrongly
BACKGROUND, BACKGROUND_WORDING = 0.5, 0.7
BEGINS = 0.04  # of them, that both texts begin with: 55 letters in a row, as an edited first sentence leaves
ALL_OVER = 0.5  # of the longer text, between the first and the last twentieth of what is shared: an abridgement, no block
LEAD_IN = 30  # letters before it: a dateline
# A caption: 14 to 46 words in the made month. Briefs of that length are cut from the top, where LEAD_IN lets them pass.
CAPTION_WORDS, LONGER_THAN_A_CAPTION = 60, 8
SAME_PAGE = 0.9  # of the passages, by which a round-up under another title is known


def compare(a: Article, b: Article, popular: Popular = nothing_popular) -> Verdict:
    """Whether `a` and `b` are one story, and what `a` is to `b` then. `popular` says whether many stories share a sampled passage.

    Symmetric but for the role; any two articles can be compared.
    """
    return decide(measure(a, b, popular))


def judge(one: Received, other: Received, popular: Popular = nothing_popular) -> Verdict:
    """What `one` is to `other`, by `compare`, with what their coming tells of a missing date."""
    return decide(measure_received(one, other, popular))


def decide(measures: Measures) -> Verdict:
    """The verdict of the first rule with an opinion. Pure: measures `replaced` by others tell what would have changed it."""
    for rule in RULES:
        verdict = rule(measures)
        if verdict is not None:
            return verdict
    return opinion(measures, False, "own_words", "too little of the wording agrees")


def identical(m: Measures) -> Verdict | None:
    """Letter for letter the same text; of a very short one the title must be the same too."""
    if not m.short_folded.letters or not m.same_letters:
        return None
    if m.short_folded.letters < SHORT_LETTERS and letters(m.short.title) != letters(m.long.title):
        return None
    return opinion(m, True, "identical", "the same letters throughout")


def notice(m: Measures) -> Verdict | None:
    """What an outlet shows where the text should be ("for subscribers"), under the titles of two stories."""
    if not m.same_letters or m.short.source_id != m.long.source_id or m.short_folded.words >= NOTICE_WORDS:
        return None
    one, other = set(words(m.short.title)), set(words(m.long.title))
    if not one or not other or len(one & other) >= NOTICE_TITLES * min(len(one), len(other)):
        return None
    return opinion(m, False, "notice", "one outlet's few words under two titles")


def other_language(m: Measures) -> Verdict | None:
    """A translation is a text of its own."""
    mine, theirs = (article.language.partition("-")[0] for article in (m.short, m.long))
    if not mine or not theirs or mine == theirs or m.containment >= A_TRANSLATION:
        return None
    return opinion(m, False, "other_language", f"{mine} and {theirs}")


def short_text(m: Measures) -> Verdict | None:
    """Texts shorter than a few passages: title and text as wholes."""
    if m.short_folded.letters >= SHORT_LETTERS:
        return None
    alike = m.wording >= SHORT_TEXT_WORDING or not m.long_folded.letters
    same = alike and m.jaccard >= SHORT_JACCARD and m.short_folded.numbers == m.long_folded.numbers
    return opinion(m, same, "short_text", f"{m.jaccard:.0%} of all shingles of title and text shared")


def nothing_shared(m: Measures) -> Verdict | None:
    """Too few passages that are not in many other stories as well."""
    because = "hardly a passage of its own is shared"
    if m.found < FEWEST_PASSAGES:  # whichever of them are common: most pairs end here, and no more is measured of them
        evidence = f"{because}; {m.found} of {m.of_short} passages"
        return Verdict(
            False, "nothing_shared", None, round(m.found / max(1, m.of_short), 3), round(m.jaccard, 3), "rule", RULES_VERSION, evidence
        )
    return opinion(m, False, "nothing_shared", because) if m.shared < FEWEST_PASSAGES else None


def one_holds_several(m: Measures) -> Verdict | None:
    """A page that says it holds several stories is none of them, whichever is longer; the same page under another title is."""
    if (m.containment >= SAME_PAGE and m.longer < MUCH_LONGER) or holds_several(m.short) == holds_several(m.long):
        return None
    return opinion(m, False, "inside_several", "one of them is a live page or a round-up")


def caption(m: Measures) -> Verdict | None:
    """The line under a picture, word for word in a report that begins otherwise."""
    if m.short_folded.words >= CAPTION_WORDS or m.longer < LONGER_THAN_A_CAPTION or m.lead_in <= LEAD_IN or m.unbroken < ONE_BLOCK:
        return None
    if says_cut_from(m.short, m.long):
        return None
    return opinion(m, False, "caption", f"some words inside a text {m.longer:.0f} times as long that begins otherwise")


def inside_longer(m: Measures) -> Verdict | None:
    """A much longer text takes in only what was cut from it, and what names another origin only where both begin alike."""
    if m.longer < MUCH_LONGER:
        return None
    begins = m.begins >= BEGINS and (m.lead_in <= LEAD_IN or not says_cut_from_another(m.short, m.long))
    if begins or m.span >= ALL_OVER or says_cut_from(m.short, m.long):
        return None
    return opinion(m, False, "inside_longer", f"one block inside a text {m.longer:.1f} times as long that begins otherwise")


def shared_background(m: Measures) -> Verdict | None:
    """Two reports of one running story: the same paragraphs further down, each with a beginning of its own."""
    if m.begins >= BEGINS or m.containment >= BACKGROUND or m.wording >= BACKGROUND_WORDING:
        return None
    return opinion(m, False, "shared_background", "they begin otherwise and share less than half")


def same_wording(m: Measures) -> Verdict | None:
    """Enough of the wording is the same: whole, cut, edited or brought up to date."""
    needed = SAME_WORDING
    if m.short_folded.words < SHORT_WORDS:
        if m.agreement is None:
            needed = NEAR_WITHOUT_FIGURES if m.near else SHORT_WITHOUT_FIGURES
        else:
            needed = NEAR_SAME_WORDING if m.near else FAR_SAME_WORDING if m.far else SHORT_SAME_WORDING
    return opinion(m, True, "same_wording", f"at least {needed:.0%} of the wording asked for") if m.wording >= needed else None


RULES: tuple[Rule, ...] = (
    notice,
    identical,
    other_language,
    short_text,
    nothing_shared,
    next_issue,
    same_opening,
    other_names,
    one_holds_several,
    same_origin,
    reported_later,
    block_inside,
    edited_throughout,
    later_version,
    edited_opening,
    same_headline,
    template,
    figures_exchanged,
    filled_in,
    caption,
    inside_longer,
    shared_background,
    reported_statement,
    carried_in_both,
    same_wording,
)
