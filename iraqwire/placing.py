"""Every article of an archive placed again, from nothing, in the order in which they came, those that a reader spoke of first:
which are one story by today's rules and his words. What is kept of an article is a few numbers; nothing is written.
"""

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import get_args

from dedupe import fingerprint
from dedupe.candidates import POPULAR_STORIES, Popular, asking_once
from dedupe.story import Contender
from dedupe.word import Words, place_by_word
from iraqwire.intake import MAX_CANDIDATES, MAX_MEMBERS, as_contender
from iraqwire.words import Standing
from news.model import Placement, Role, StoredArticle
from storage import Archive

ROLES: tuple[Role, ...] = get_args(Role)
BATCH = 100  # articles whose texts are in memory at a time
LOOKED_AT = 256  # of the articles near to one; those that are not placed yet are left out
ROUNDS = 2
"""In the first round only those that came before an article tell how common its passages are, as at intake. In the second all do, so
that the first carriers of a boilerplate are not welded by it."""

Told = Callable[[], None]
Judged = Callable[[StoredArticle, Placement], None]


class Placing:
    """Where articles are placed, by id. A story goes by the id of the article that founded it."""

    def __init__(self, archive: Archive, words: Words) -> None:
        self._archive = archive
        self._words = words
        _, last = archive.articles.extent()
        self.roles = bytearray(last + 1)
        self._founder = array("q", bytes(8 * (last + 1)))  # of the story that an article joined; 0: not placed yet
        self._survivor = array("q", bytes(8 * (last + 1)))  # by founder: the story that took this one in; 0: none did
        self._lead = array("q", bytes(8 * (last + 1)))  # by founder
        self._before = self._founder  # the stories of the round before
        self._groups: dict[int, set[int]] = {}  # by founder: the reader's groups in it
        self._bound: dict[int, int] = {}  # by group: one of its articles that is placed
        self._standing = Standing(words, lambda story_id: self._groups.get(int(story_id), set()))

    def place_all(self, told: Told, judged: Judged) -> None:
        """Two rounds over the archive. `judged` hears of each article's Placement in the last, `told` of each step."""
        for round_number in range(ROUNDS):
            last = round_number == ROUNDS - 1
            for stored in self._each():
                placement = self._place(stored)
                self._put(stored.id, placement)
                if last:
                    judged(stored, placement)
                told()
            if not last:
                self._begin_again()

    def story_of(self, article_id: int) -> int:
        """The story that an article is in; 0 where it is not placed."""
        founder = self._founder[article_id]
        while founder and self._survivor[founder]:
            founder = self._survivor[founder]
        return founder

    def lead_of(self, founder: int) -> int:
        return self._lead[founder]

    def _begin_again(self) -> None:
        size = len(self._founder)
        self._before = array("q", map(self.story_of, range(size)))
        self._founder, self._survivor, self._lead = (array("q", bytes(8 * size)) for _ in range(3))
        self._groups.clear()
        self._bound.clear()

    def _each(self) -> Iterator[StoredArticle]:
        """Those that the reader's words are about come first, so that the others find the stories he parted and go to the nearer."""
        spoken_of = sorted(self._words.groups)
        yield from self._archive.articles.load(spoken_of)
        last = 0
        while batch := self._archive.articles.after(last, BATCH):
            yield from (stored for stored in batch if stored.id not in self._words.groups)
            last = batch[-1].id

    def _place(self, stored: StoredArticle) -> Placement:
        near = [
            article_id
            for article_id in self._archive.candidates.near(fingerprint(stored.article.text, stored.article.title), LOOKED_AT)
            if self._founder[article_id]
        ][:MAX_CANDIDATES]
        leads = list(dict.fromkeys(self._lead[self.story_of(article_id)] for article_id in near))
        leading = set(leads)
        members = [article_id for article_id in near if article_id not in leading][:MAX_MEMBERS]
        bound = self._bound.get(self._words.groups.get(stored.id, 0))
        bound = bound and self._lead[self.story_of(bound)]
        if bound and bound not in leading:
            leads.append(bound)
        known = {contender.id: contender for contender in self._contenders([*leads, *members])}
        new = replace(as_contender(stored), id=0, story_id="")
        candidates = self._standing.ordered(known[article_id] for article_id in leads)
        if not bound and (group := self._words.groups.get(stored.id)) is not None:
            candidates = [lead for lead in candidates if not self._words.apart((group,), self._groups.get(int(lead.story_id), ()))]
        stories = {lead.story_id for lead in candidates}
        return place_by_word(
            new,
            candidates,
            self._popular_beside(stored.id),
            [known[article_id] for article_id in members if known[article_id].story_id in stories],
            self._standing.apart,
            known[bound] if bound else None,
        )

    def _contenders(self, article_ids: Sequence[int]) -> Iterator[Contender]:
        for stored in self._archive.articles.load(article_ids):
            yield replace(as_contender(stored), story_id=str(self.story_of(stored.id)))

    def _put(self, article_id: int, placement: Placement) -> None:
        founder = int(placement.story_id) if placement.story_id else article_id
        self._founder[article_id] = founder
        self.roles[article_id] = ROLES.index(placement.role)
        if placement.story_id is None:
            self._lead[founder] = article_id
        elif placement.leads:
            self.roles[self._lead[founder]] = ROLES.index(placement.former_lead_role)
            self._lead[founder] = article_id
        for other in map(int, placement.absorbed):
            lead = self._lead[other]
            if ROLES[self.roles[lead]] == "original":
                self.roles[lead] = ROLES.index(placement.former_lead_role)
            self._survivor[other] = founder
            self._groups.setdefault(founder, set()).update(self._groups.pop(other, ()))
        if (group := self._words.groups.get(article_id)) is not None:
            self._groups.setdefault(founder, set()).add(group)
            self._bound.setdefault(group, article_id)

    def _popular_beside(self, article_id: int) -> Popular:
        """Whether a passage is held by many stories beside the article's own."""

        def ask(passages: Sequence[int]) -> Sequence[bool]:
            return [is_popular(holders) for holders in self._archive.candidates.holders(passages)]

        def is_popular(holders: Sequence[int]) -> bool:
            others = (holder for holder in holders if holder != article_id)
            stories = {(self._founder[other] and self.story_of(other)) or self._before[other] for other in others}
            return len(stories - {0}) >= POPULAR_STORIES

        return asking_once(ask)
