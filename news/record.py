"""An Article as a flat record for JSON, and back: one shape for `extract`, `export`, `import` and `scrapy crawl -O`."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from news.clock import from_text, to_text
from news.model import Article, Credit, Mention, Translation


def to_record(article: Article) -> dict[str, Any]:
    """Keys as the columns of `articles`, plus `credited` (the evidence for `credit`), `mentions` and `translations`."""
    credit = article.credit
    return {
        "source_id": article.source_id,
        "url": article.url,
        "canonical_url": article.canonical_url or None,
        "title": article.title,
        "text": article.text,
        "html": article.html,
        "language": article.language or None,
        "authors": list(article.authors),
        "published_at": to_text(article.published_at) if article.published_at else None,
        "published_from": article.published_from,
        "modified_at": to_text(article.modified_at) if article.modified_at else None,
        "section": article.section or None,
        "image_url": article.image_url or None,
        "image_alt": article.image_alt or None,
        "direction": article.direction,
        "found_in": dict(article.found_in),
        "credit": credit.outlet if credit else None,
        "credited": {"rule": credit.rule, "evidence": credit.evidence, "title": credit.title, "url": credit.url} if credit else None,
        "clipped": article.clipped,
        "mentions": [mention_record(mention) for mention in article.mentions],
        "translations": [{"language": one.language, "url": one.url} for one in article.translations],
    }


def mention_record(mention: Mention) -> dict[str, Any]:
    return {
        "title": mention.title,
        "outlet": mention.outlet or None,
        "published_on": mention.published_on.isoformat() if mention.published_on else None,
        "url": mention.url or None,
    }


def from_record(record: Mapping[str, Any]) -> Article:
    """The Article of a record; `source` stands for `source_id` too.

    Raises ValueError naming the key that is missing or cannot be read.
    """
    return Article(
        url=_text(record, "url", needed=True),
        source_id=_text(record, "source_id") or _text(record, "source"),
        title=_text(record, "title"),
        text=_text(record, "text", needed=True),
        html=_text(record, "html"),
        canonical_url=_text(record, "canonical_url"),
        language=_text(record, "language"),
        authors=tuple(_list(record, "authors")),
        published_at=_instant(record, "published_at"),
        published_from=_text(record, "published_from") or ("import" if record.get("published_at") else None),
        modified_at=_instant(record, "modified_at"),
        section=_text(record, "section"),
        image_url=_text(record, "image_url"),
        image_alt=_text(record, "image_alt"),
        credit=_credit(record),
        clipped=bool(record.get("clipped")),
        mentions=_mentions(record),
        translations=_translations(record),
        found_in=_places(record),
    )


def _text(record: Mapping[str, Any], key: str, *, needed: bool = False) -> str:
    value = record.get(key)
    if value is None and not needed:
        return ""
    if not isinstance(value, str) or (needed and not value.strip()):
        raise ValueError(f"{key!r} is {'missing' if value is None else 'no text' if not isinstance(value, str) else 'empty'}")
    return value


def _list(record: Mapping[str, Any], key: str) -> list[str]:
    value = record.get(key) or []
    if isinstance(value, str):
        return [value]
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueError(f"{key!r} is no list of texts")
    return value


def _places(record: Mapping[str, Any]) -> dict[str, str]:
    value = record.get("found_in") or {}
    if not isinstance(value, Mapping) or not all(isinstance(one, str) for one in value.values()):
        raise ValueError("'found_in' is no object of texts")
    return dict(value)


def _instant(record: Mapping[str, Any], key: str) -> Any:
    value = record.get(key)
    if not value:
        return None
    try:
        return from_text(value)
    except (TypeError, ValueError):
        raise ValueError(f"{key!r} is no ISO 8601 date: {value!r}") from None


def _credit(record: Mapping[str, Any]) -> Credit | None:
    if not (outlet := _text(record, "credit")):
        return None
    how = record.get("credited") or {}
    if not isinstance(how, Mapping):
        raise ValueError("'credited' is no record")
    rule, evidence = _text(how, "rule") or "import", _text(how, "evidence") or outlet
    return Credit(outlet, rule, evidence, _text(how, "title"), _text(how, "url"))


def _mentions(record: Mapping[str, Any]) -> tuple[Mention, ...]:
    rows = _rows(record, "mentions")
    return tuple(Mention(_text(row, "title"), _text(row, "outlet"), _day(row, "published_on"), _text(row, "url")) for row in rows)


def _translations(record: Mapping[str, Any]) -> tuple[Translation, ...]:
    rows = _rows(record, "translations")
    return tuple(Translation(_text(row, "language", needed=True), _text(row, "url", needed=True)) for row in rows)


def _rows(record: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    rows = record.get(key) or []
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise ValueError(f"{key!r} is no list of records")
    return rows


def _day(record: Mapping[str, Any], key: str) -> date | None:
    value = _text(record, key)
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise ValueError(f"{key!r} is no ISO 8601 day: {value!r}") from None
