"""Rules that know a statement or quotation which several reports carry, word for word and each with text of its own."""

from dedupe.claims import credits, names_one_origin, says_cut_from
from dedupe.measures import Measures
from dedupe.opinion import opinion
from dedupe.versions import OWN_START
from news.model import Verdict

# A statement or quotation carried in two reports of their own: one unbroken run. A rewritten lead leaves
# .8 and more of the passages. Of the labelled copies one English and one Arabic are lost to it, both of the half `tune`.
ONE_RUN, CARRIED = 0.9, 0.75
HARDLY_BEGINS, LITTLE = 0.12, 0.45  # a dateline and a name more or less are the same in both
# A statement that one outlet prints whole and another reports at length: one block that begins the one and stands deep in the other.
ONE_BLOCK, REPORTED_RUNS, DEEP = 0.86, 2, 100  # the last in letters
REPORTED_CONTAINMENT, REPORTED_LENGTH, OTHER_BEGINNING = (0.4, 0.77), 3, 0.5
# Where the report begins wholly in its own words the block may be broken once, and the statement may have a line of its own above it.
OWN_BEGINNING, BROKEN_BLOCK, BROKEN_CONTAINMENT = 0.05, 0.6, 0.7
# A report that comes after the statement it quotes, and is longer. On six made months (benchmarks/stream, seeds A to F) it keeps seven
# wrong pairs apart and one true one; of the labelled pairs none.
QUOTED_RUNS, QUOTED_CONTAINMENT = 3, 0.8
BEGINS_OTHERWISE, FIRST_SENTENCE_OTHERWISE, WORDS_BEFORE = 0.09, 0.55, 50  # the last in letters
# Beyond, of the labelled Arabic pairs most are excerpts and abridgements.
LONG_REPORT, BROKEN_RUNS = 2.3, 5
# Parts of the longer text, and letters before what is shared. On ten made months (A to J) these keep 28 wrong pairs apart and 24 true ones.
A_THIRD, TWO_FIFTHS, FIRST_WORDS = 0.35, 0.42, 60
DEEP_UNBROKEN, OTHER_FIRST_LETTERS = 0.8, 0.1
WHOLE_BLOCK, HALF_BEGINS = 0.95, 0.4
TWICE, FURTHER_DOWN = 2, 80  # the latter in letters


def carried_in_both(m: Measures) -> Verdict | None:
    """One statement or quotation, word for word, in two reports that each begin in their own words."""
    little = m.begins < HARDLY_BEGINS and m.containment < LITTLE
    if not (m.own_start >= OWN_START or little) or m.containment >= CARRIED or m.unbroken < ONE_RUN or says_cut_from(m.short, m.long):
        return None
    return opinion(m, False, "carried_in_both", "all that they share is one run of words inside both")


def reported_later(m: Measures) -> Verdict | None:
    """Another outlet's longer and later text that holds the shorter in one block and begins in its own words."""
    if m.short.source_id == m.long.source_id or not m.long_is_later or says_cut_from(m.short, m.long) or credits(m.long, m.short):
        return None
    if m.unbroken < ONE_RUN or m.runs > QUOTED_RUNS:
        return None
    own_words = m.own_start >= WORDS_BEFORE and m.first_sentence < FIRST_SENTENCE_OTHERWISE and m.containment < QUOTED_CONTAINMENT
    inside = m.longer > TWICE and m.lead_in > FURTHER_DOWN and m.first_sentence < OWN_BEGINNING
    if not (m.begins < BEGINS_OTHERWISE or own_words or inside):
        return None
    return opinion(m, False, "reported_later", "a longer text that came later, begins in its own words and holds one block of the other")


def block_inside(m: Measures) -> Verdict | None:
    """Two outlets' texts that share what lies together in a part of the longer, and name no one origin: a statement, or an answer, in a
    report. Either one of the two has words of its own before it, or it is hardly broken and they begin otherwise.
    """
    if m.short.source_id == m.long.source_id or m.containment >= CARRIED or m.longer >= LONG_REPORT or m.runs > BROKEN_RUNS:
        return None
    if names_one_origin(m.short, m.long):
        return None
    further_down = m.first_sentence < OTHER_BEGINNING and max(m.own_start, m.lead_in) > FIRST_WORDS
    unbroken = (m.unbroken >= DEEP_UNBROKEN and m.begins < HARDLY_BEGINS) or (
        m.unbroken >= WHOLE_BLOCK and m.begins < HALF_BEGINS and m.first_sentence < OTHER_BEGINNING
    )
    beside = m.runs == 1 and m.first_letters < OTHER_FIRST_LETTERS
    if not ((m.span < A_THIRD and further_down) or (m.span < TWO_FIFTHS and (unbroken or beside))):
        return None
    return opinion(m, False, "block_inside", f"what they share lies together in {m.span:.0%} of the longer text, and one begins otherwise")


def reported_statement(m: Measures) -> Verdict | None:
    """A statement that one outlet prints whole and another reports at length: the one begins with all that they share, the other
    holds it further down.
    """
    least, most = REPORTED_CONTAINMENT
    if m.runs > REPORTED_RUNS or not least <= m.containment <= most:
        return None
    broken = m.first_sentence < OWN_BEGINNING and m.unbroken >= BROKEN_BLOCK and m.containment <= BROKEN_CONTAINMENT
    if not broken and (m.unbroken < ONE_BLOCK or m.own_start > OWN_START):
        return None
    if (m.begins and m.lead_in <= DEEP) or m.first_sentence >= OTHER_BEGINNING or m.longer >= REPORTED_LENGTH:
        return None
    if says_cut_from(m.short, m.long):
        return None
    return opinion(m, False, "reported_statement", "the one begins with all that they share, the other holds it further down")
