"""What an article is to another that tells the same story: its copy, an excerpt, an update, or the text that the other took.

Whether they are one story is `compare`'s to say, which of a story's articles leads `story`'s.
"""

from dedupe.claims import same_outlet
from dedupe.measures import Measures
from news.model import Article, Role

EXCERPT_LENGTH = 0.75
ABRIDGED_LENGTH, TO_THE_END = 0.5, 0.8  # a shorter text that holds so much, from all over the longer, was edited and not cut off
GROWN = 1.05
WHOLE = 0.98  # of the wording: what is shared so far is cut, not rewritten


def role_of_first(m: Measures) -> Role:
    """What the first article is to the second."""
    first, second = (m.short, m.long) if m.a_is_short else (m.long, m.short)
    abridged = m.span >= TO_THE_END and m.short_folded.letters >= ABRIDGED_LENGTH * m.long_folded.letters
    part = m.short_folded.letters < EXCERPT_LENGTH * m.long_folded.letters and not abridged
    if _one_of_two_versions(m, first, second, part) and first.published_at and second.published_at:
        if first.published_at < second.published_at:
            return "original"
        cut = part and m.a_is_short and m.wording >= WHOLE
        if first.published_at > second.published_at and not cut:
            return "update"
    if part:
        return "excerpt" if m.a_is_short else "original"
    return "copy"


def _one_of_two_versions(m: Measures, first: Article, second: Article, part: bool) -> bool:
    """Whether one newsroom wrote both and they differ. Outlets that carry an agency's text also edit it: there the later version is
    known by other figures or by more text.
    """
    if m.wording >= WHOLE and m.longer <= 1 / WHOLE:
        return False
    if first.source_id and first.source_id == second.source_id:
        return True
    if part or not same_outlet(first, second):
        return False
    return (m.long_is_later and m.longer >= GROWN) or (m.agreement is not None and m.agreement < 1)
