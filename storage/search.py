"""Full-text search: a query's tree becomes an FTS5 expression that finds too much rather than too little, and
`news.query.matches` decides on each text found. What a query means is said there, once.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from news.clock import to_text
from news.model import StoredArticle
from news.query import (
    ABOUT_THRESHOLD,
    OPENING,
    REST,
    REST_LIMIT,
    TITLE,
    About,
    And,
    FoldedText,
    Node,
    Not,
    Or,
    Term,
    Text,
    Within,
    matches,
)
from storage import records
from storage.connection import Connection

ZONES = {TITLE: "title", OPENING: "opening", REST: "rest"}
# Deeper parts of a tree are left to `matches`: FTS5's parser has a stack of 100 and needs three places a level.
MAX_DEPTH = 12
# Words joined with AND beyond these narrow a search no further worth their look-up.
MAX_JOINED = 16


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search or export is limited to. An article's date is its published_at, first_seen_at where it has none;
    `since` is included, `until` too.
    """

    topic: str | None = None
    source: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    language: str | None = None

    def conditions(self) -> tuple[list[str], list[Any]]:
        """SQL conditions on `articles a`, and their values."""
        day = "coalesce(a.published_at, a.first_seen_at)"
        given = (
            ("EXISTS (SELECT 1 FROM article_topics t WHERE t.topic_id = ? AND t.article_id = a.id)", self.topic),
            ("a.source_id = ?", self.source),
            (f"{day} >= ?", to_text(self.since) if self.since else None),
            (f"{day} <= ?", to_text(self.until) if self.until else None),
            ("a.language = ?", self.language),
        )
        kept = [(condition, value) for condition, value in given if value is not None]
        return [condition for condition, _ in kept], [value for _, value in kept]


class SearchIndex:
    """The rows of articles_fts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, article_id: int, folded: FoldedText) -> None:
        self._connection.run(
            "INSERT INTO articles_fts (rowid, title, opening, rest, acronyms) VALUES (?, ?, ?, ?, ?)",
            (article_id, folded.title, folded.opening, folded.rest, folded.acronyms),
        )

    def replace(self, article_id: int, folded: FoldedText) -> None:
        self._connection.run(
            "UPDATE articles_fts SET title = ?, opening = ?, rest = ?, acronyms = ? WHERE rowid = ?",
            (folded.title, folded.opening, folded.rest, folded.acronyms, article_id),
        )

    def find(self, query: Node, filters: Filters, limit: int) -> list[StoredArticle]:
        """The articles that meet the query, the last admitted first."""
        conditions, values = filters.conditions()
        sql = "SELECT f.rowid, f.title, f.opening, f.rest, f.acronyms FROM articles_fts f"
        if conditions:
            sql += " CROSS JOIN articles a INDEXED BY _articles_brief ON a.id = f.rowid"
        if (expression := superset(query)) is not None:
            conditions.insert(0, "f.articles_fts MATCH ?")
            values.insert(0, expression)
        if conditions:
            sql += f" WHERE {' AND '.join(conditions)}"
        sql += " ORDER BY f.rowid DESC"
        found: list[int] = []
        with self._connection.snapshot():
            if limit > 0:
                for article_id, *zones in self._connection.stream(sql, values):
                    if matches(query, Text(FoldedText(*zones))):
                        found.append(article_id)
                        if len(found) == limit:
                            break
            return records.load(self._connection, found)


def superset(node: Node, zones: Sequence[int] = tuple(ZONES), depth: int = 0) -> str | None:
    """An FTS5 expression that every text which meets the query meets too; None where any text may."""
    match node:
        case Term():
            return _term(node, zones)
        case And(parts):
            if depth >= MAX_DEPTH:
                return None
            kept = [part for part in (superset(part, zones, depth + 1) for part in parts) if part is not None]
            return _joined(" AND ", kept[:MAX_JOINED])
        case Or(parts):
            if depth >= MAX_DEPTH:
                return None
            every = [superset(part, zones, depth + 1) for part in parts]
            return None if None in every else _joined(" OR ", [part for part in every if part is not None])
        case Not(Not(part)):
            return superset(part, zones, depth)
        case Not():
            return None
        case Within(zone, part):
            return superset(part, (TITLE,) if zone == "title" else (TITLE, OPENING), depth)
        case About(terms):
            if REST_LIMIT < ABOUT_THRESHOLD:  # then a term must stand in the title or the opening
                zones = [zone for zone in zones if zone != REST]
            return superset(Or(terms), zones, depth)


def _term(term: Term, zones: Sequence[int]) -> str | None:
    if not all(map(_has_token, term.forms)):
        return None
    columns = " ".join(ZONES[zone] for zone in zones)
    star = " *" if term.prefix else ""
    spelt = _joined(" OR ", [f'"{form}"{star}' for form in term.forms])
    found = f"{{{columns}}} : {spelt}"
    return f'({found} AND acronyms : "{term.acronym}")' if term.acronym else found


def _has_token(form: str) -> bool:
    """Whether unicode61 sees a word in it. It knows no letters younger than itself, and nothing matches a phrase without words;
    those of Unicode 3.2 it knows for certain.
    """
    return form.isascii() or any(unicodedata.ucd_3_2_0.category(letter)[0] in "LN" for letter in form)


def _joined(operator: str, parts: Iterable[str]) -> str | None:
    several = list(parts)
    if len(several) < 2:
        return several[0] if several else None
    return f"({operator.join(several)})"
