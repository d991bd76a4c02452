"""The reader's word against the machine's: recorded, and done at once. What the rules would say is not asked.

Short writes, each one transaction: they go in between those of a crawl, and wait for the archive no longer than any does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from dedupe.candidates import Popular, popular_in
from dedupe.compare import judge
from dedupe.leading import first_of, leading_role, role_under
from dedupe.story import Contender, leads_over
from dedupe.word import Words, joining, leaving, nearness, settle
from iraqwire.intake import as_contender
from iraqwire.words import read_words
from news.errors import UsageError
from news.model import Role, StoredArticle, Verdict
from storage import Archive
from storage.stories import Cluster

Effect = Literal["done", "recorded", "already"]


@dataclass(frozen=True, slots=True)
class Overruled:
    """What a word did. `done`: stories changed; `recorded`: they were so before, and stay so from now on; `already`: the word
    was given before. `stories`: those that the two articles are in now; `moved`: (article, story it was in, story it is in).
    """

    same: bool
    effect: Effect
    first: StoredArticle
    second: StoredArticle
    moved: tuple[tuple[int, str, str], ...] = ()

    @property
    def stories(self) -> tuple[str, str]:
        return self.first.story_id, self.second.story_id


def split(archive: Archive, out: StoredArticle, stays: StoredArticle, because: str, now: datetime) -> Overruled:
    """`out`, with the articles nearer to it than to `stays`, is a story apart; the part with the lead keeps the id.

    Raises UsageError for one article with itself.
    """
    return _overrule(archive, out, stays, False, because, now)


def join(archive: Archive, a: StoredArticle, b: StoredArticle, because: str, now: datetime) -> Overruled:
    """The stories of `a` and `b` are one. Raises UsageError for one article with itself."""
    return _overrule(archive, a, b, True, because, now)


def _overrule(archive: Archive, a: StoredArticle, b: StoredArticle, same: bool, because: str, now: datetime) -> Overruled:
    if a.id == b.id:
        raise UsageError(f"both are article {a.id}", "name two articles")
    with archive.transaction():
        a, b = archive.articles.load((a.id, b.id))  # a crawl may have moved them since they were looked up
        is_so = (a.story_id == b.story_id) == same
        said = [decision for decision in archive.verdicts.decisions(a.id, b.id) if decision.verdict.by == "reader"]
        if is_so and said and said[-1].verdict.same == same and not because:
            return Overruled(same, "already", a, b)
        _record(archive, a, b, same, because, now)
        if is_so:
            return Overruled(same, "recorded", a, b)
        words = settle(read_words(archive))
        clusters = _joined(archive, a, b, words) if same else _parted(archive, a, b, words, now)
        before = archive.articles.places_of(article_id for cluster in clusters for article_id in cluster.roles)
        archive.stories.arrange(clusters, now)
        after = archive.articles.places_of(before)
        a, b = archive.articles.load((a.id, b.id))
        moved = tuple(
            (article_id, before[article_id], after[article_id]) for article_id in before if before[article_id] != after[article_id]
        )
    return Overruled(same, "done", a, b, moved)


def _record(archive: Archive, a: StoredArticle, b: StoredArticle, same: bool, because: str, now: datetime) -> None:
    measured = judge(a, b, popular_in(archive.candidates))
    role: Role | None = (measured.role or "copy") if same else None
    verdict = Verdict(same, "reader", role, measured.containment, measured.jaccard, "reader", measured.version, because)
    archive.verdicts.append(a.id, [(b.id, verdict)], now)


def _parted(archive: Archive, out: StoredArticle, stays: StoredArticle, words: Words, now: datetime) -> list[Cluster]:
    story = archive.stories.get(stays.story_id)
    assert story is not None
    members = sorted((story.lead, *story.others), key=lambda stored: stored.id)
    popular = popular_in(archive.candidates)
    received = {stored.id: stored for stored in members}

    def nearer(member: int) -> bool:
        return nearness(received[member], out, popular) > nearness(received[member], stays, popular)

    left = leaving([stored.id for stored in members], out.id, stays.id, words, nearer)
    going = [stored for stored in members if stored.id in left]
    staying = [stored for stored in members if stored.id not in left]
    # The id goes with the lead: the feeds have shown its text under it.
    known, new = (going, staying) if story.lead.id in left else (staying, going)
    leads = {stored.id for stored in new}
    lives_again = next((old for old, lead_id in archive.stories.merged_into(story.id) if lead_id in leads), None)
    return [_cluster(story.id, known, story.lead.id, now, popular), _cluster(lives_again, new, story.lead.id, now, popular)]


def _joined(archive: Archive, a: StoredArticle, b: StoredArticle, words: Words) -> list[Cluster]:
    stories = [story for story in (archive.stories.get(a.story_id), archive.stories.get(b.story_id)) if story is not None]
    popular = popular_in(archive.candidates)
    # The survivor is the story whose lead is the origin of the two, the first seen where nothing tells.
    stories.sort(key=lambda story: (story.first_seen_at, story.lead.id))
    if leads_over(as_contender(stories[1].lead), as_contender(stories[0].lead)):
        stories.reverse()
    members = {stored.id: stored for story in stories for stored in (story.lead, *story.others)}
    one = joining(_in_order(members, (a.id, b.id)), a.id, words)
    survivor, absorbed = stories
    clusters = [
        _cluster(
            survivor.id, [stored for stored in members.values() if stored.id in one], survivor.lead.id, survivor.first_seen_at, popular
        )
    ]
    for story, story_id in ((survivor, None), (absorbed, absorbed.id)):
        if rest := [stored for stored in (story.lead, *story.others) if stored.id not in one]:
            clusters.append(_cluster(story_id, rest, story.lead.id, story.first_seen_at, popular))
    return clusters


def _in_order(members: Iterable[int], first: tuple[int, ...]) -> list[int]:
    return [*first, *(member for member in members if member not in first)]


def _cluster(story_id: str | None, members: Sequence[StoredArticle], former_lead: int, admitted_at: datetime, popular: Popular) -> Cluster:
    """A story of these articles. Who leads and is among them goes on leading; roles are judged anew only where the lead is another."""
    contenders: list[Contender] = [as_contender(stored) for stored in members]
    lead = next((contender for contender in contenders if contender.id == former_lead), None) or first_of(contenders)
    roles: dict[int, Role] = {}
    for stored, contender in zip(members, contenders, strict=True):
        if contender is lead:
            roles[stored.id] = stored.role if lead.id == former_lead else leading_role(stored.article)
        elif lead.id == former_lead and lead.story_id == stored.story_id and stored.role != "original":
            roles[stored.id] = stored.role
        else:
            roles[stored.id] = role_under(lead, contender, popular)
    return Cluster(story_id, lead.id, roles, admitted_at)
