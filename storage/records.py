"""Articles as rows of the archive and back: the one place that knows in which column what is kept."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from news.clock import from_text, to_text
from news.model import Article, Credit, Mention, Origin, Source, StoredArticle, Translation
from news.sources import names_of
from news.text import clean
from storage.addresses import key_of, public_form
from storage.connection import Connection, Row
from storage.mentions import Mentions
from storage.origins import Origins
from storage.translations import Translations

# What an Article says of itself; what the archive adds is first_seen_at, story_id and role.
OWN = (
    "source_id", "url", "canonical_url", "title", "text", "html", "language", "authors",
    "published_at", "published_from", "modified_at", "section", "image_url", "image_alt", "direction", "found_in", "credit",
    "_credit", "_clipped",
)  # fmt: skip

_SELECT = f"""SELECT a.id, a.first_seen_at, a.story_id, a.role, s.kind, s.name, s.home, s._labels, s._domains,
    {", ".join(f"a.{column}" for column in OWN)} FROM articles a JOIN sources s ON s.id = a.source_id"""


def own_values(article: Article) -> tuple[Any, ...]:
    """The values of the columns OWN. What no feed could publish (control characters, lone surrogates) is taken off."""
    credit = article.credit
    return (
        clean(article.source_id),
        public_form(article.url),
        clean(article.canonical_url) or None,
        clean(article.title),
        clean(article.text),
        clean(article.html),
        clean(article.language) or None,
        _dump(article.authors),
        to_text(article.published_at) if article.published_at else None,
        clean(article.published_from) if article.published_from else None,
        to_text(article.modified_at) if article.modified_at else None,
        clean(article.section) or None,
        clean(article.image_url) or None,
        clean(article.image_alt) or None,
        article.direction,
        _dump(dict(article.found_in)),
        clean(credit.outlet) if credit else None,
        _dump({"rule": credit.rule, "evidence": credit.evidence, "title": credit.title, "url": credit.url}) if credit else None,
        int(article.clipped),
    )


def claim_of(article: Article, url: str) -> str | None:
    """The key of what the page at `url` calls its address; None where it names none, or none but its own."""
    claim = key_of(article.canonical_url) if article.canonical_url else ""
    return claim if claim and claim != key_of(url) else None


def load(connection: Connection, article_ids: Iterable[int]) -> list[StoredArticle]:
    """These articles in this order; an id that is none is left out."""
    wanted = list(article_ids)
    if not wanted:
        return []
    rows = connection.rows(f"{_SELECT} WHERE a.id IN (SELECT value FROM json_each(?))", (json.dumps(wanted),))
    stored = {article.id: article for article in stored_articles(connection, rows)}
    return [stored[article_id] for article_id in wanted if article_id in stored]


def stored_articles(connection: Connection, rows: Sequence[Row]) -> list[StoredArticle]:
    ids = [row[0] for row in rows]
    mentions, translations = Mentions(connection).of_articles(ids), Translations(connection).of_articles(ids)
    origins = Origins(connection).of_articles(ids)
    return [_stored(row, mentions.get(row[0], ()), translations.get(row[0], ()), origins.get(row[0])) for row in rows]


def _stored(row: Row, mentions: tuple[Mention, ...], translations: tuple[Translation, ...], origin: Origin | None) -> StoredArticle:
    article_id, first_seen_at, story_id, role, source_kind, source_name, home, labels, domains, *own = row
    (
        source_id,
        url,
        canonical_url,
        title,
        text,
        html,
        language,
        authors,
        published_at,
        published_from,
        modified_at,
        section,
        image_url,
        image_alt,
        _,
        found_in,
        outlet,
        credited,
        clipped,
    ) = own
    article = Article(
        url=url,
        source_id=source_id,
        title=title,
        text=text,
        html=html,
        canonical_url=canonical_url or "",
        language=language or "",
        authors=tuple(json.loads(authors)),
        published_at=_instant(published_at),
        published_from=published_from,
        modified_at=_instant(modified_at),
        section=section or "",
        image_url=image_url or "",
        image_alt=image_alt or "",
        credit=Credit(outlet, **json.loads(credited)) if outlet is not None and credited else None,
        clipped=bool(clipped),
        mentions=mentions,
        translations=translations,
        found_in=json.loads(found_in),
    )
    names = names_of(Source(source_id, source_name, home, labels=tuple(json.loads(labels)), domains=tuple(json.loads(domains))))
    return StoredArticle(article_id, article, story_id, role, from_text(first_seen_at), source_kind, source_name, names, origin)


def _instant(text: str | None) -> datetime | None:
    return from_text(text) if text else None


def _dump(value: object) -> str:
    return clean(json.dumps(value, ensure_ascii=False))
