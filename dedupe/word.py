"""A reader's word on which articles are one story: which words stand, and where articles belong under them.

The words themselves are kept by storage; machine's judgement of pairs is `compare`'s, of stories `story`'s.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dedupe.candidates import Popular
from dedupe.compare import judge
from dedupe.leading import first_of, role_under
from dedupe.measures import Received
from dedupe.story import Contender, place
from news.model import Placement, Verdict


@dataclass(frozen=True, slots=True)
class Word:
    """A reader's word on two articles, by id. Of a split, `article_id` is the one that was taken out of the other's story."""

    article_id: int
    other_id: int
    same: bool


@dataclass(frozen=True, slots=True)
class Words:
    """The words that stand together. Articles that a reader joined are one group; `groups` gives the group of each article that
    any word is about, `parted` the pairs of groups that are two stories, `taken_out` the groups that a split made leave.
    """

    groups: Mapping[int, int] = field(default_factory=dict)
    parted: frozenset[tuple[int, int]] = frozenset()
    taken_out: frozenset[int] = frozenset()

    def among(self, article_ids: Iterable[int]) -> set[int]:
        """The groups that these articles belong to; those without a word are in none."""
        return {self.groups[article_id] for article_id in article_ids if article_id in self.groups}

    def apart(self, some: Collection[int], others: Collection[int]) -> bool:
        """Whether a reader parted a group of the one collection from one of the other."""
        return bool(self.parted) and any((one, other) in self.parted for one in some for other in others)


def settle(words: Sequence[Word]) -> Words:
    """The words, oldest first, that stand: the latest wins, and an earlier one that contradicts what later ones say together falls."""
    parent: dict[int, int] = {}

    def find(article_id: int) -> int:
        parent.setdefault(article_id, article_id)
        while parent[article_id] != article_id:
            article_id = parent[article_id]
        return article_id

    apart: list[tuple[int, int]] = []
    for word in reversed(words):
        one, other = find(word.article_id), find(word.other_id)
        if not word.same and one != other:
            apart.append((word.article_id, word.other_id))
        elif word.same and one != other and not any({find(a), find(b)} == {one, other} for a, b in apart):
            parent[max(one, other)] = min(one, other)
    pairs = {(find(one), find(other)) for one, other in apart}
    return Words(
        {article_id: find(article_id) for article_id in list(parent)},
        frozenset(pairs | {(other, one) for one, other in pairs}),
        frozenset(find(one) for one, _ in apart),
    )


def leaving(members: Sequence[int], out: int, stays: int, words: Words, nearer: Callable[[int], bool]) -> set[int]:
    """Which articles of one story leave it with `out` when a reader parts it from `stays`.

    Those that a reader's other words bind decide for their group; of the rest those that are `nearer` to `out`.
    """
    mine, theirs = words.groups[out], words.groups[stays]
    decided = {mine: True, theirs: False}
    left = set()
    for member in members:
        group = words.groups.get(member)
        if group is None:
            goes = nearer(member)
        else:
            if group not in decided:
                goes_out = words.apart((group,), (theirs,)) or (not words.apart((group,), (mine,)) and nearer(member))
                decided[group] = goes_out
            goes = decided[group]
        if goes:
            left.add(member)
    return left


def joining(members: Sequence[int], a: int, words: Words) -> set[int]:
    """Which of these articles, of two stories that a reader joined by `a`, are one story now: all but those that his standing
    words part from `a`'s group or from those before them.
    """
    taken = {words.groups[a]}
    one = set()
    for member in members:
        group = words.groups.get(member)
        if group is None or not words.apart((group,), taken):
            one.add(member)
            if group is not None:
                taken.add(group)
    return one


def nearness(one: Received, to: Received, popular: Popular) -> tuple[bool, float, float]:
    """How near an article is to another, to be compared with how near it is to a third: one story, text shared, likeness."""
    verdict = judge(one, to, popular)
    return verdict.same, verdict.containment * min(len(one.article.text), len(to.article.text)), verdict.jaccard


Apart = Callable[[str, str], bool]
"""Whether a reader parted two stories, by id."""


def place_by_word(
    new: Contender,
    leads: Sequence[Contender],
    popular: Popular,
    members: Sequence[Contender],
    apart: Apart,
    bound: Contender | None = None,
) -> Placement:
    """As `story.place`, under the reader's word: stories that he parted are not made one, and `new` joins the story that `bound`
    leads where he said so.
    """
    if bound is not None:
        leads = [lead for lead in leads if lead.story_id == bound.story_id or not apart(lead.story_id, bound.story_id)]
        kept = {lead.story_id for lead in leads}
        members = [member for member in members if member.story_id in kept]
    placement = _without_welding(new, leads, popular, members, apart)
    if bound is None or bound.story_id in (placement.story_id, *placement.absorbed):
        return placement
    mine = new if placement.leads else next(lead for lead in leads if lead.story_id == placement.story_id)
    others = (placement.story_id, *placement.absorbed) if placement.story_id else ()
    if first_of([mine, bound]) is bound:
        role = role_under(bound, new, popular)
        return Placement(bound.story_id, role, False, "copy", others, placement.verdicts)
    if mine is new and not others:
        return Placement(bound.story_id, placement.role, True, role_under(new, bound, popular), (), placement.verdicts)
    return replace(placement, absorbed=(*placement.absorbed, bound.story_id))


def _without_welding(new: Contender, leads: Sequence[Contender], popular: Popular, members: Sequence[Contender], apart: Apart) -> Placement:
    """`new` joins the nearest of two stories that a reader parted, and the other is told to be another."""
    refused: list[tuple[int, Verdict]] = []
    while True:
        placement = place(new, leads, popular, members)
        made_one = [lead for lead in leads if lead.story_id in (placement.story_id, *placement.absorbed)]
        if len(made_one) < 2 or not any(apart(one.story_id, other.story_id) for one in made_one for other in made_one):
            return replace(placement, verdicts=(*placement.verdicts, *refused))
        verdicts = dict(placement.verdicts)
        nearest = sorted(made_one, key=lambda lead: _shared(new, lead, verdicts[lead.id]), reverse=True)
        kept: list[Contender] = []
        for lead in nearest:
            if any(apart(lead.story_id, other.story_id) for other in kept):
                refused.append((lead.id, replace(verdicts[lead.id], same=False, role=None, rule="parted")))
                leads = [other for other in leads if other is not lead]
                members = [member for member in members if member.story_id != lead.story_id]
            else:
                kept.append(lead)


def _shared(new: Contender, lead: Contender, verdict: Verdict) -> tuple[float, float]:
    return verdict.containment * min(len(new.article.text), len(lead.article.text)), verdict.jaccard
