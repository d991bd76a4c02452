"""Where a new article belongs: which story it joins, what it is there, who leads from now on.

Judges pairs by `compare`; keeps nothing and applies nothing, that is storage's.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from dedupe.candidates import Popular
from dedupe.claims import credits, holds_several, is_roundup, says_cut_from
from dedupe.compare import judge
from dedupe.credit import canonical_outlet
from dedupe.folded import folded
from dedupe.passages import places_in
from news.dates import credible_date
from news.model import AGGREGATORS, ROUNDUP_OF_KNOWN, Article, Placement, Role, Verdict

CONTAINED = 0.8  # of a lead's new passages: it stands whole in the new article, but for edits
# Of a member's, that may speak for its story: a copy edited at two desks is nearer to the other than to the lead. At so much the made
# months show 3 to 5 copies in a thousand less than at .8, and weld nothing.
LIKE_A_MEMBER = 0.4
WHOLE_COPY = 0.9
ROUNDUP_COVERED = 0.5  # of a page's passages, by what it holds of other stories
NOTHING_NEW = 0.9  # of them: what is left are the seams, 40 letters to each side of which no passage is known, and its title
FULLER = 1.1


@dataclass(frozen=True, slots=True)
class Contender:
    """An article that may lead a story, with what is known of it beside its text. `source_names`: what its outlet is credited by."""

    article: Article
    first_seen_at: datetime
    source_kind: str = ""
    source_name: str = ""
    id: int = 0
    story_id: str = ""
    source_names: tuple[str, ...] = ()


def place(new: Contender, leads: Sequence[Contender], popular: Popular, members: Sequence[Contender] = ()) -> Placement:
    """Where `new` belongs among the leads of the stories that may be its own (each story once).

    Comparing with leads alone keeps a chain of near-misses from growing one giant; two stories become one only where
    `new` holds the leads of both. `members`: other articles of the same stories, near to `new`, that speak for their story
    only where `new` stands in them (a lead may be another version that it no longer resembles).
    """
    judged = [(lead, judge(new, lead, popular)) for lead in leads]
    if not _stands_elsewhere(new, judged) and _is_roundup(new, judged):
        return _as_roundup(new, [(lead, replace(verdict, same=False, role=None, rule="roundup")) for lead, verdict in judged])
    same = [(lead, verdict) for lead, verdict in judged if verdict.same]
    merged = _merged(new, same) if same else []
    told = _recorded(judged, {lead.story_id for lead, _ in merged})
    if not merged or merged[0][1].containment < WHOLE_COPY:
        member, verdict = _standing_in(new, members, popular, whole=bool(merged)) or (None, None)
        if member and verdict and not any(lead.story_id == member.story_id for lead, _ in merged):
            lead = next((lead for lead in leads if lead.story_id == member.story_id), member)
            kept = (*_recorded(judged, set()), (member.id, verdict))
            if verdict.role == "excerpt":  # of another version than the lead: it takes no lead over what it does not resemble
                return Placement(lead.story_id, "excerpt", False, "copy", (), kept)
            return _joining(new, lead, verdict.role, (), kept, popular)
    if not merged:
        if is_roundup(new.article):
            return _as_roundup(new, judged)
        return Placement(verdicts=told)
    (lead, verdict), *others = merged
    return _joining(new, lead, verdict.role, tuple(other.story_id for other, _ in others), told, popular)


def _as_roundup(new: Contender, judged: Sequence[tuple[Contender, Verdict]]) -> Placement:
    """A story of its own, that a reader need not be shown where other stories hold all but a few words of it."""
    page = folded(new.article.title, new.article.text).passages
    known = np.zeros(len(page), dtype=np.bool_)
    for lead, _ in judged:
        known |= places_in(page, folded(lead.article.title, lead.article.text).passages) >= 0
    if len(page) and float(known.mean()) >= NOTHING_NEW:
        judged = [(lead, replace(verdict, rule=ROUNDUP_OF_KNOWN)) for lead, verdict in judged]
    return Placement(role="roundup", verdicts=tuple((lead.id, verdict) for lead, verdict in judged))


def _joining(
    new: Contender,
    lead: Contender,
    role: Role | None,
    absorbed: tuple[str, ...],
    verdicts: tuple[tuple[int, Verdict], ...],
    popular: Popular,
) -> Placement:
    if leads_over(new, lead):
        former = judge(lead, new, popular).role
        return Placement(
            lead.story_id, "roundup" if is_roundup(new.article) else "original", True, _as_follower(former), absorbed, verdicts
        )
    return Placement(lead.story_id, _as_follower(role), False, "copy", absorbed, verdicts)


def _standing_in(new: Contender, members: Sequence[Contender], popular: Popular, *, whole: bool) -> tuple[Contender, Verdict] | None:
    """The first of these articles that is one text with `new`, edited or cut; or, with `whole`, to within damage."""
    for member in members:
        if _shorter(member, new) or (whole and _shorter(new, member)):
            continue
        verdict = judge(new, member, popular)
        if verdict.same and verdict.containment >= (WHOLE_COPY if whole else LIKE_A_MEMBER):
            return member, verdict
    return None


def _recorded(judged: Sequence[tuple[Contender, Verdict]], joined: set[str]) -> tuple[tuple[int, Verdict], ...]:
    """The verdicts as they are kept: a story that matched, but less than the one joined, is not said to be the same."""
    return tuple(
        (lead.id, verdict if not verdict.same or lead.story_id in joined else replace(verdict, same=False, role=None, rule="nearer_story"))
        for lead, verdict in judged
    )


def leads_over(one: Contender, other: Contender) -> bool:
    """Whether `one` rather than `other` is the origin of the text that both carry; False where nothing tells them apart.

    The one that the other credits; else not an aggregator; else the earliest credible date; else the fullest text.
    """
    credited = credits(other.article, one.article, _names(one), _names(other))
    if credited != credits(one.article, other.article, _names(other), _names(one)):
        return credited
    # Before the dates, because a link farm may have been seen first: the model's word is that it never leads over an outlet.
    if (one.source_kind in AGGREGATORS) != (other.source_kind in AGGREGATORS):
        return other.source_kind in AGGREGATORS
    if one.article.clipped != other.article.clipped:
        return other.article.clipped
    mine, theirs = _dated(one), _dated(other)
    a_day = (_only_a_day(one) or _only_a_day(other)) and abs(mine - theirs) < timedelta(days=1)
    one_zone = bool(one.article.source_id) and one.article.source_id == other.article.source_id
    if mine != theirs and not a_day and (one_zone or not _zone_shifted(mine, theirs)):
        return mine < theirs
    return len(one.article.text) > FULLER * len(other.article.text)


def _merged(new: Contender, same: Sequence[tuple[Contender, Verdict]]) -> list[tuple[Contender, Verdict]]:
    """The story that `new` joins, first, and those that it shows to be the same one: their leads all stand in it whole."""
    best = max(same, key=lambda pair: (_shared(new, pair), pair[1].jaccard))
    whole = [pair for pair in same if pair is best or _stands_in(pair[0].article, new.article, pair[1])]
    if len(whole) == 1 or not _stands_in(best[0].article, new.article, best[1]):
        return [best]
    # The survivor is the story whose lead is the origin among them, the first seen where nothing tells.
    first = min(whole, key=lambda pair: pair[0].first_seen_at)
    for pair in whole:
        if pair is not first and leads_over(pair[0], first[0]):
            first = pair
    return [first, *(pair for pair in whole if pair is not first)]


def _shared(new: Contender, pair: tuple[Contender, Verdict]) -> float:
    """How much text the two share, in characters: a long copy is nearer than a short one that is contained more wholly."""
    lead, verdict = pair
    return verdict.containment * min(len(new.article.text), len(lead.article.text))


def _stands_in(lead: Article, new: Article, verdict: Verdict) -> bool:
    return verdict.containment >= CONTAINED and len(lead.text) <= FULLER * len(new.text)


def _is_roundup(new: Contender, judged: Sequence[tuple[Contender, Verdict]]) -> bool:
    """Whether `new` is made of two or more stories: leads that stand in it whole, in different places, fill it, and not all
    were cut from it; or it says that it is a round-up and holds one.
    """
    inside = [(lead, verdict) for lead, verdict in judged if _stands_in(lead.article, new.article, verdict) and _shorter(lead, new)]
    if not inside:
        return False
    if holds_several(new.article) and any(verdict.rule == "inside_several" for _, verdict in inside):
        return True
    own = [lead for lead, _ in inside if not says_cut_from(lead.article, new.article, _names(new))]
    if len(own) < 2 or (not holds_several(new.article) and _before_all(new, own)):
        return False
    page = folded(new.article.title, new.article.text).passages
    if not len(page):
        return False
    covered = np.zeros(len(page), dtype=np.bool_)
    stories = 0
    for lead in own:
        places = places_in(page, folded(lead.article.title, lead.article.text).passages) >= 0
        stories += bool((places & ~covered).sum() * 2 > places.sum())
        covered |= places
    return stories >= 2 and float(covered.mean()) >= ROUNDUP_COVERED


def _before_all(new: Contender, leads: Sequence[Contender]) -> bool:
    """Whether `new` was published before all of these: they were cut from it."""
    mine = _published(new)
    return mine is not None and all((theirs := _published(lead)) is not None and mine < theirs for lead in leads)


def _stands_elsewhere(new: Contender, judged: Sequence[tuple[Contender, Verdict]]) -> bool:
    """Whether a lead is this same page, whole: a round-up carried by two outlets is one."""
    return any(
        verdict.same and verdict.containment >= WHOLE_COPY and not _shorter(lead, new) and not _shorter(new, lead)
        for lead, verdict in judged
    )


def _shorter(lead: Contender, new: Contender) -> bool:
    return len(lead.article.text) * FULLER < len(new.article.text)


def _names(contender: Contender) -> tuple[str, ...]:
    """What an outlet is credited by; a credit may have been read as the name that an agency goes by (canonical_outlet)."""
    names = [name for name in (contender.source_name, *contender.source_names) if name]
    return tuple(dict.fromkeys([*names, *map(canonical_outlet, names)]))


def _dated(contender: Contender) -> datetime:
    """The date to go by: the published one where it can be believed, else when the article was first seen."""
    return _published(contender) or contender.first_seen_at


def _published(contender: Contender) -> datetime | None:
    return credible_date(contender.article.published_at, contender.first_seen_at, contender.source_kind)


def _only_a_day(contender: Contender) -> bool:
    """Whether the date names a day and no time: midnight in UTC or in Baghdad."""
    published = _published(contender)
    return published is not None and published.strftime("%H:%M:%S") in ("00:00:00", "21:00:00")


def _zone_shifted(one: datetime, other: datetime) -> bool:
    """Whether two dates look like one instant read in two zones: whole half hours apart, at a minute that nobody rounds to."""
    apart = abs(one - other)
    odd = bool(one.minute % 5 or one.second)
    return odd and apart <= timedelta(hours=14) and apart % timedelta(minutes=30) == timedelta(0)


def _as_follower(role: Role | None) -> Role:
    """What an article that does not lead is: never the original."""
    return "copy" if role in (None, "original") else role
