"""The stories: one per text, led by the article that is shown; merged ones lead on to the story that took them in."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from news.clock import from_text, to_text
from news.errors import ArchiveError
from news.model import ROUNDUP_OF_KNOWN, Role, StoredArticle, Story
from storage import records
from storage.connection import Connection, Row

_SURVIVOR = """WITH RECURSIVE chain (id, merged_into) AS (
        SELECT id, merged_into FROM stories WHERE id = ?
        UNION SELECT s.id, s.merged_into FROM chain JOIN stories s ON s.id = chain.merged_into
    ) SELECT id FROM chain WHERE merged_into IS NULL"""

# In the order of admission; every condition is on the lead but the age, which any article of the story may meet.
_ADMITTED = f"""SELECT s.id, s.lead_id, s.first_seen_at, s.updated_at FROM stories s
    WHERE s.merged_into IS NULL
    AND NOT EXISTS (
        SELECT 1 FROM verdicts v WHERE v.article_id = s.lead_id AND v.rule = '{ROUNDUP_OF_KNOWN}'
        AND (SELECT l.role FROM articles l WHERE l.id = s.lead_id) = 'roundup'
        AND NOT EXISTS (SELECT 1 FROM verdicts w WHERE w.article_id = v.article_id AND w.other_id = v.other_id AND w.rowid > v.rowid))
    AND (:topic IS NULL OR EXISTS (SELECT 1 FROM article_topics t WHERE t.topic_id = :topic AND t.article_id = s.lead_id))
    AND (:language IS NULL OR :language = (SELECT l.language FROM articles l INDEXED BY _articles_brief WHERE l.id = s.lead_id))
    AND (:days = 0 OR EXISTS (
        SELECT 1 FROM articles a WHERE a.story_id = s.id
        AND (a.published_at IS NULL OR julianday(a.first_seen_at) - julianday(a.published_at) <= :days)))
    ORDER BY s.first_seen_at DESC, s.rowid DESC LIMIT :at_most"""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Articles that are one story from now on, by what each is to it. `story_id`: that of a story there is, merged or not; None
    for one that there is not, which is admitted at `admitted_at`.
    """

    story_id: str | None
    lead_id: int
    roles: Mapping[int, Role]
    admitted_at: datetime


@dataclass(frozen=True, slots=True)
class Size:
    """How many articles a story has, and in which roles."""

    story_id: str
    lead_id: int
    articles: int
    roles: Mapping[str, int]


# Stories without articles, and those merged before, lead on to where the article that led them is.
_LEAD_ON = """UPDATE stories SET merged_into = (SELECT a.story_id FROM articles a WHERE a.id = stories.lead_id)
    WHERE (merged_into IS NOT NULL OR NOT EXISTS (SELECT 1 FROM articles a WHERE a.story_id = stories.id))
    AND merged_into IS NOT (SELECT a.story_id FROM articles a WHERE a.id = stories.lead_id)"""


class Stories:
    """The table `stories`: their leads, members and mergers. Raises ArchiveError where SQLite fails."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, story_id: str) -> Story | None:
        """The story of this id, or the one that it was merged into."""
        rows = self._connection.rows(f"SELECT id, lead_id, first_seen_at, updated_at FROM stories WHERE id = ({_SURVIVOR})", (story_id,))
        return next(iter(self._stories(rows)), None)

    def leads_of(self, article_ids: Sequence[int]) -> list[StoredArticle]:
        """The leads of these articles' stories, each once, in the order in which the articles first name them."""
        rows = self._connection.rows(
            "SELECT s.lead_id FROM json_each(?) wanted CROSS JOIN articles a INDEXED BY _articles_brief ON a.id = wanted.value"
            " CROSS JOIN stories s ON s.id = a.story_id ORDER BY wanted.key",
            (json.dumps(list(article_ids)),),
        )
        return records.load(self._connection, dict.fromkeys(lead_id for (lead_id,) in rows))

    def followers_of(self, article_ids: Sequence[int], limit: int) -> list[StoredArticle]:
        """Those of these articles that do not lead their story: the first `limit` of them, order kept."""
        rows = self._connection.rows(
            "SELECT a.id FROM json_each(?) wanted CROSS JOIN articles a INDEXED BY _articles_brief ON a.id = wanted.value"
            " CROSS JOIN stories s ON s.id = a.story_id WHERE s.lead_id <> a.id ORDER BY wanted.key LIMIT ?",
            (json.dumps(list(article_ids)), limit),
        )
        return records.load(self._connection, [article_id for (article_id,) in rows])

    def admitted(
        self,
        *,
        since: datetime,
        at_least: int,
        at_most: int,
        topic: str | None = None,
        language: str | None = None,
        max_age_days: int = 0,
    ) -> list[Story]:
        """The stories first seen since then, newest first: at most `at_most`, and older ones until there are `at_least`.

        A round-up in which nothing is new is left out. Topic and language are those of the lead. With `max_age_days`, only
        stories with an article dated no more than so many days before it was first seen, or undated.
        """
        named = {"topic": topic, "language": language, "days": max_age_days, "at_most": at_most}
        start = to_text(since)
        taken: list[Row] = []
        with self._connection.snapshot():
            for row in self._connection.stream(_ADMITTED, named):
                if row[2] < start and len(taken) >= at_least:
                    break
                taken.append(row)
            return self._stories(taken)

    def languages(self) -> list[str]:
        """The languages of leads, those of most stories first."""
        rows = self._connection.rows(
            "SELECT a.language FROM stories s CROSS JOIN articles a INDEXED BY _articles_brief ON a.id = s.lead_id"
            " WHERE s.merged_into IS NULL AND a.language IS NOT NULL GROUP BY a.language ORDER BY count(*) DESC, a.language"
        )
        return [language for (language,) in rows]

    def counts(self) -> dict[str, int]:
        """How many `articles` and `stories` there are, stories `merged` into others, and articles by role."""
        row = self._connection.row(
            "SELECT (SELECT count(*) FROM articles INDEXED BY _articles_story), (SELECT count(*) FROM stories WHERE merged_into IS NULL),"
            " (SELECT count(*) FROM stories WHERE merged_into IS NOT NULL)"
        )
        articles, stories, merged = row or (0, 0, 0)
        roles = dict.fromkeys(("original", "copy", "excerpt", "update", "roundup"), 0)
        roles.update((role, count) for role, count in self._connection.rows("SELECT role, count(*) FROM articles GROUP BY role"))
        return {"articles": articles, "stories": stories, "merged": merged, **roles}

    def survivor(self, story_id: str) -> str:
        """The id under which this story lives on. Raises ArchiveError where there is none."""
        row = self._connection.row(_SURVIVOR, (story_id,))
        if row is None:
            raise ArchiveError(f"{self._connection.path} holds no story {story_id}", "look it up through one of its articles")
        return str(row[0])

    def new_id(self, url: str) -> str:
        """An id that no story has, made from the address of its first article: the same in every archive that begins with it."""
        for attempt in range(1, 1_000):
            digest = hashlib.sha256(f"{url}#{attempt}".encode() if attempt > 1 else url.encode()).hexdigest()[:12]
            if not self._connection.row("SELECT 1 FROM stories WHERE id = ?", (digest,)):
                return digest
        raise ArchiveError(f"no story id is left for {url}", "check the archive: sqlite3 FILE 'PRAGMA integrity_check'")

    def found(self, story_id: str, lead_id: int, at: datetime) -> None:
        when = to_text(at)
        self._connection.run(
            "INSERT INTO stories (id, lead_id, first_seen_at, updated_at) VALUES (?, ?, ?, ?)", (story_id, lead_id, when, when)
        )

    def lead(self, story_id: str, lead_id: int, former_lead_role: Role, at: datetime) -> None:
        """The article leads the story from now on; the lead before it takes the role given."""
        self._connection.run(
            "UPDATE articles SET role = ? WHERE id = (SELECT lead_id FROM stories WHERE id = ?)", (former_lead_role, story_id)
        )
        self._connection.run("UPDATE stories SET lead_id = ?, updated_at = ? WHERE id = ?", (lead_id, to_text(at), story_id))

    def absorb(self, story_id: str, other: str, lead_role: Role) -> None:
        """Merges the other story into this one: its articles carry this id, its lead, where an original, becomes `lead_role`."""
        other = self.survivor(other)
        if other == story_id:
            return
        self._connection.run(
            "UPDATE articles SET role = ? WHERE role = 'original' AND id = (SELECT lead_id FROM stories WHERE id = ?)", (lead_role, other)
        )
        self._connection.run("UPDATE articles SET story_id = ? WHERE story_id = ?", (story_id, other))
        self._connection.run("UPDATE stories SET merged_into = ? WHERE id = ?", (story_id, other))

    def merged_into(self, story_id: str) -> list[tuple[str, int]]:
        """The stories that lead on to this one, over however many steps, with the article that led each; the first admitted first."""
        return [
            (other, lead_id)
            for other, lead_id in self._connection.rows(
                "WITH RECURSIVE inside (id) AS (VALUES (?) UNION SELECT s.id FROM inside JOIN stories s ON s.merged_into = inside.id)"
                " SELECT s.id, s.lead_id FROM inside JOIN stories s ON s.id = inside.id WHERE s.merged_into IS NOT NULL"
                " ORDER BY s.first_seen_at, s.rowid",
                (story_id,),
            )
        ]

    def numbers(self) -> Iterator[tuple[int, int, bool]]:
        """Of every story, the first admitted first: a number that stands for its id while this transaction lasts, the article that
        leads it or led it, and whether it was merged into another.
        """
        for number, lead_id, merged in self._connection.stream(
            "SELECT rowid, lead_id, merged_into IS NOT NULL FROM stories ORDER BY first_seen_at, rowid"
        ):
            yield number, lead_id, bool(merged)

    def numbered(self, number: int) -> str:
        """The id of the story that `numbers` gave this number."""
        row = self._connection.row("SELECT id FROM stories WHERE rowid = ?", (number,))
        assert row is not None
        return str(row[0])

    def largest(self, limit: int) -> list[Size]:
        rows = self._connection.rows(
            "SELECT s.id, s.lead_id, (SELECT json_group_object(role, n) FROM"
            " (SELECT role, count(*) AS n FROM articles WHERE story_id = s.id GROUP BY role ORDER BY n DESC)), big.n"
            " FROM (SELECT story_id, count(*) AS n FROM articles INDEXED BY _articles_story GROUP BY story_id HAVING n > 1"
            " ORDER BY n DESC, story_id LIMIT ?) big JOIN stories s ON s.id = big.story_id ORDER BY big.n DESC, s.id",
            (limit,),
        )
        return [Size(story_id, lead_id, count, json.loads(roles)) for story_id, lead_id, roles, count in rows]

    def arrange(self, clusters: Iterable[Cluster], at: datetime) -> list[str]:
        """Makes each of the clusters a story, in one transaction; their ids, in the order given.

        A story that has no article left leads on to the one that its lead is in now; so does one that was merged before. A
        cluster under the id of a merged story gives that its life back. An id that a cluster needs is taken from nobody else:
        all articles of a story that a cluster names, or takes articles from, have to be in some cluster or stay in that story.
        """
        ids: list[str] = []
        with self._connection.transaction():
            for cluster in clusters:
                story_id = cluster.story_id or self._found_for(cluster)
                self._connection.run_many(
                    "UPDATE articles SET story_id = :story, role = :role WHERE id = :id AND (story_id <> :story OR role <> :role)",
                    [{"id": article_id, "story": story_id, "role": role} for article_id, role in cluster.roles.items()],  # type: ignore[misc]
                )
                self._connection.run(
                    "UPDATE stories SET lead_id = :lead, merged_into = NULL, updated_at = :at"
                    " WHERE id = :story AND (lead_id <> :lead OR merged_into IS NOT NULL)",
                    {"story": story_id, "lead": cluster.lead_id, "at": to_text(at)},
                )
                ids.append(story_id)
            self._connection.run(_LEAD_ON)
        return ids

    def _found_for(self, cluster: Cluster) -> str:
        row = self._connection.row("SELECT url FROM articles WHERE id = ?", (min(cluster.roles),))
        assert row is not None
        story_id = self.new_id(row[0])
        self.found(story_id, cluster.lead_id, cluster.admitted_at)
        return story_id

    def touch_where_it_leads(self, article_id: int, at: datetime) -> None:
        self._connection.run("UPDATE stories SET updated_at = ? WHERE lead_id = ?", (to_text(at), article_id))

    def _stories(self, rows: Sequence[Row]) -> list[Story]:
        members = self._connection.rows(
            "SELECT story_id, id FROM articles WHERE story_id IN (SELECT value FROM json_each(?)) ORDER BY id",
            (json.dumps([row[0] for row in rows]),),
        )
        stored = {article.id: article for article in records.load(self._connection, [article_id for _, article_id in members])}
        by_story: dict[str, list[StoredArticle]] = {}
        for story_id, article_id in members:
            by_story.setdefault(story_id, []).append(stored[article_id])
        return [
            Story(
                story_id,
                stored[lead_id],
                from_text(first_seen_at),
                from_text(updated_at),
                tuple(article for article in by_story[story_id] if article.id != lead_id),
            )
            for story_id, lead_id, first_seen_at, updated_at in rows
        ]
