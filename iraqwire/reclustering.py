"""`recluster`: what today's rules and the reader's words make of the whole archive, held against what is there, and applied at once.

Where each article belongs is `placing`'s to say. Nothing is written before all of that is known, and then in one transaction.
"""

import json
import tempfile
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import IO

from dedupe import FINGERPRINT_VERSION, fingerprint
from dedupe.word import settle
from iraqwire.placing import BATCH, ROLES, ROUNDS, Placing, Told
from iraqwire.words import read_words
from news.errors import ArchiveBusy
from news.model import Placement, StoredArticle, Verdict
from storage import Archive
from storage.stories import Cluster

INDEX_SETTING = "fingerprint_version"
ATTEMPTS = 3  # a reader's word that comes while it works means to begin again


@dataclass(frozen=True, slots=True)
class Reclustered:
    """What came of it, or with a dry run would come of it. `moved`: articles that go to another story; `founded`: stories that are new,
    `revived`: that were merged and are not any more, `merged`: that are now; `leads`: stories that another article leads from now on;
    `roles`: articles that are something else to their story; `verdicts`: decisions on pairs that come out otherwise than last time.
    """

    articles: int = 0
    stories_before: int = 0
    stories: int = 0
    moved: int = 0
    founded: int = 0
    revived: int = 0
    merged: int = 0
    leads: int = 0
    roles: int = 0
    verdicts: int = 0


def steps(archive: Archive) -> int:
    """How often `recluster` will tell of an article."""
    return archive.articles.extent()[0] * ROUNDS


def recluster(archive: Archive, now: datetime, told: Told = lambda: None, *, dry_run: bool = False) -> Reclustered:
    """The archive as if today's rules had been there from the start, under the reader's words; story ids stay where they can.

    For the holder of the writer lock. Raises ArchiveBusy where reader's words come faster than it works.
    """
    if not dry_run:
        remake_index(archive)
    for _ in range(ATTEMPTS):
        stamp = _stamp(archive)
        placing = Placing(archive, settle(read_words(archive)))
        with tempfile.TemporaryFile("w+", encoding="utf-8") as spool:
            decided = _Decisions(archive, spool)
            placing.place_all(told, decided.note)
            if dry_run:
                with archive.snapshot():
                    return _Comparison(archive, placing).report(decided.count)
            with archive.transaction():
                if _stamp(archive) != stamp:
                    continue
                comparison = _Comparison(archive, placing)
                report = comparison.report(decided.count)
                archive.stories.arrange(comparison.clusters(), now)
                decided.record(now)
                return report
    raise ArchiveBusy(f"{archive.path} is being overruled faster than it can be gone through", "try again when nobody splits or joins")


def remake_index(archive: Archive) -> None:
    """Every fingerprint by today's recipe, where that is another than the index was made by. A kill half-way: it begins again."""
    if archive.setting(INDEX_SETTING) == str(FINGERPRINT_VERSION):
        return
    last = 0
    while batch := archive.articles.after(last, BATCH):
        with archive.transaction():
            for stored in batch:
                archive.candidates.keep(stored.id, fingerprint(stored.article.text, stored.article.title))
        last = batch[-1].id
    archive.keep_setting(INDEX_SETTING, str(FINGERPRINT_VERSION))


def _stamp(archive: Archive) -> tuple[int, int, int]:
    """Changes with whatever a short write in between may change of what the plan is made from."""
    count, last = archive.articles.extent()
    return count, last, len(read_words(archive))


class _Decisions:
    """The verdicts that differ from the last ones on the same pairs, in a file of its own: there may be more than memory holds."""

    def __init__(self, archive: Archive, spool: IO[str]) -> None:
        self._archive = archive
        self._spool = spool
        self.count = 0

    def note(self, stored: StoredArticle, placement: Placement) -> None:
        if not placement.verdicts:
            return
        last = self._archive.verdicts.latest_of(stored.id)
        for other_id, verdict in placement.verdicts:
            if other_id not in last or _said(last[other_id]) != _said(verdict):
                self._spool.write(json.dumps([stored.id, other_id, asdict(verdict)]) + "\n")
                self.count += 1

    def record(self, now: datetime) -> None:
        self._spool.seek(0)
        for line in self._spool:
            article_id, other_id, verdict = json.loads(line)
            self._archive.verdicts.append(article_id, [(other_id, Verdict(**verdict))], now)


def _said(verdict: Verdict) -> tuple[object, ...]:
    return verdict.same, verdict.role, verdict.rule, verdict.version


class _Comparison:
    """The plan beside what is there. Stories of the archive go by number, planned ones by founder; what both have alike is left alone."""

    def __init__(self, archive: Archive, placing: Placing) -> None:
        self._archive = archive
        self._placing = placing
        self._articles = 0
        self._roles = 0
        self._leads: dict[int, int] = {}  # by number, of stories that live
        self._merged: list[tuple[int, int]] = []  # number and lead
        for number, lead_id, merged in archive.stories.numbers():
            if merged:
                self._merged.append((number, lead_id))
            else:
                self._leads[number] = lead_id
        self._now_in = array("q", bytes(8 * len(placing.roles)))  # by article: the number of its story
        self._touched: set[int] = set()  # founders
        self._planned: set[int] = set()
        self._compare()
        self._members = self._members_of_touched()
        self._kept = self._ids()

    def report(self, verdicts: int) -> Reclustered:
        moved = sum(self._now_in[member] != self._kept.get(founder) for founder, members in self._members.items() for member in members)
        used = set(self._kept.values())
        leads = sum(
            number in self._leads and self._leads[number] != self._placing.lead_of(founder) for founder, number in self._kept.items()
        )
        gone = {self._now_in[member] for members in self._members.values() for member in members} - used
        return Reclustered(
            articles=self._articles,
            stories_before=len(self._leads),
            stories=len(self._planned),
            moved=moved,
            founded=len(self._members) - len(self._kept),
            revived=len(used - self._leads.keys()),
            merged=len(gone),
            leads=leads,
            roles=self._roles,
            verdicts=verdicts,
        )

    def clusters(self) -> Iterator[Cluster]:
        """The planned stories that differ from those there, in the order of their founders."""
        for founder, members in sorted(self._members.items()):
            number = self._kept.get(founder)
            yield Cluster(
                None if number is None else self._archive.stories.numbered(number),
                self._placing.lead_of(founder),
                {member: ROLES[self._placing.roles[member]] for member in members},
                self._archive.articles.load(members[:1])[0].first_seen_at,
            )

    def _compare(self) -> None:
        planned_of: dict[int, int] = {}  # by number: the one founder of its articles
        there_of: dict[int, int] = {}  # by founder: the one number of its articles
        mixed: set[int] = set()  # numbers of stories that are not one in the plan
        for article_id, number, role in self._archive.articles.places():
            founder = self._placing.story_of(article_id)
            self._articles += 1
            self._planned.add(founder)
            self._now_in[article_id] = number
            if planned_of.setdefault(number, founder) != founder:
                mixed.add(number)
            if there_of.setdefault(founder, number) != number:
                self._touched.add(founder)
            if ROLES[self._placing.roles[article_id]] != role:
                self._roles += 1
                self._touched.add(founder)
        for founder, number in there_of.items():
            if self._leads.get(number) != self._placing.lead_of(founder):
                self._touched.add(founder)
        for article_id, number in enumerate(self._now_in):
            if number in mixed:
                self._touched.add(self._placing.story_of(article_id))

    def _members_of_touched(self) -> dict[int, list[int]]:
        members: defaultdict[int, list[int]] = defaultdict(list)
        if self._touched:
            for article_id, number in enumerate(self._now_in):
                if number and (founder := self._placing.story_of(article_id)) in self._touched:
                    members[founder].append(article_id)
        return dict(members)

    def _ids(self) -> dict[int, int]:
        """Which story's id a planned one keeps, each once: that of the story whose lead is in it, of several that of most of its
        articles; else of the story that most of its articles come from and nobody claims; else one that was merged and was
        led by one of them.
        """
        there = {founder: Counter(self._now_in[member] for member in members) for founder, members in self._members.items()}
        kept: dict[int, int] = {}
        taken: set[int] = set()

        def claim(founder: int, numbers: list[int]) -> None:
            if founder not in kept and numbers:
                kept[founder] = max(numbers, key=lambda number: there[founder][number])  # the first of those with as many
                taken.add(kept[founder])

        for founder, members in sorted(self._members.items()):
            inside = set(members)
            claim(founder, [number for number in there[founder] if self._leads.get(number) in inside])
        for founder in sorted(self._members):
            claim(founder, [number for number in there[founder] if number not in taken])
        if len(kept) < len(self._members):
            home = {member: founder for founder, members in self._members.items() if founder not in kept for member in members}
            for number, lead_id in self._merged:
                if lead_id in home and home[lead_id] not in kept:
                    kept[home[lead_id]] = number
        return kept
