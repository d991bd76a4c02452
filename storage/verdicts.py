"""Why two articles are, or are not, one story: every decision ever made, in order. Nothing here is rewritten."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from news.clock import from_text, to_text
from news.model import Verdict
from news.text import clean
from storage.connection import Connection, Row

_COLUMNS = "article_id, other_id, same, role, containment, jaccard, rule, by, version, decided_at, evidence"


@dataclass(frozen=True, slots=True)
class Decision:
    """A Verdict on two articles; its role says what `article_id` is to `other_id`."""

    article_id: int
    other_id: int
    verdict: Verdict
    decided_at: datetime


class Verdicts:
    """The table `verdicts`, which only grows. Raises ArchiveError where SQLite fails."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def append(self, article_id: int, verdicts: Iterable[tuple[int, Verdict]], at: datetime) -> None:
        when = to_text(at)
        self._connection.run_many(
            f"INSERT INTO verdicts ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (article_id, other_id, int(v.same), v.role, v.containment, v.jaccard, v.rule, v.by, v.version, when, clean(v.evidence))
                for other_id, v in verdicts
            ],
        )

    def decisions(self, a_id: int, b_id: int) -> list[Decision]:
        """What was decided on two articles, whichever came first, oldest first."""
        rows = self._connection.rows(
            f"SELECT {_COLUMNS} FROM verdicts WHERE article_id = :a AND other_id = :b OR article_id = :b AND other_id = :a ORDER BY rowid",
            {"a": a_id, "b": b_id},
        )
        return list(map(_from_row, rows))

    def by_reader(self) -> list[Decision]:
        """The reader's words, oldest first."""
        return list(map(_from_row, self._connection.rows(f"SELECT {_COLUMNS} FROM verdicts WHERE by = 'reader' ORDER BY rowid")))

    def latest_of(self, article_id: int) -> dict[int, Verdict]:
        """What the rules decided last on an article and those it was held against, by their ids."""
        rows = self._connection.rows(f"SELECT {_COLUMNS} FROM verdicts WHERE article_id = ? AND by = 'rule' ORDER BY rowid", (article_id,))
        return {decision.other_id: decision.verdict for decision in map(_from_row, rows)}

    def least_contained(self, limit: int) -> list[Decision]:
        """Of what the rules decided last to be the same and still is one story, the pairs that share least."""
        rows = self._connection.rows(
            f"SELECT {_COLUMNS} FROM verdicts v WHERE same AND by = 'rule' AND jaccard < 1"
            " AND (SELECT story_id FROM articles WHERE id = v.article_id) = (SELECT story_id FROM articles WHERE id = v.other_id)"
            " AND NOT EXISTS (SELECT 1 FROM verdicts w WHERE w.article_id = v.article_id AND w.other_id = v.other_id AND w.rowid > v.rowid)"
            " ORDER BY containment, jaccard, rowid LIMIT ?",
            (limit,),
        )
        return list(map(_from_row, rows))

    def of(self, article_id: int) -> list[Decision]:
        """What was decided on an article and any other, oldest first."""
        rows = self._connection.rows(f"SELECT {_COLUMNS} FROM verdicts WHERE ? IN (article_id, other_id) ORDER BY rowid", (article_id,))
        return list(map(_from_row, rows))


def _from_row(row: Row) -> Decision:
    article_id, other_id, same, role, containment, jaccard, rule, by, version, decided_at, evidence = row
    return Decision(
        article_id, other_id, Verdict(bool(same), rule, role, containment, jaccard, by, version, evidence), from_text(decided_at)
    )
