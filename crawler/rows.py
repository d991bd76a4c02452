"""Articles as flat JSON objects: what `scrapy crawl NAME -O FILE.jsonl` writes and `iraqwire import` reads."""

from collections.abc import Mapping
from typing import Any

from news.clock import to_text
from news.model import Article, Mention


def as_row(article: Article) -> dict[str, Any]:
    """An article as one JSON object: keys as the columns of `articles`, plus mentions; `source` is the source's id for `import`."""
    return {
        "url": article.url,
        "source": article.source_id,
        "source_id": article.source_id,
        "canonical_url": article.canonical_url,
        "title": article.title,
        "text": article.text,
        "html": article.html,
        "language": article.language,
        "authors": list(article.authors),
        "published_at": to_text(article.published_at) if article.published_at else None,
        "published_from": article.published_from,
        "modified_at": to_text(article.modified_at) if article.modified_at else None,
        "credit": article.credit.outlet if article.credit else None,
        "mentions": [_mention(mention) for mention in article.mentions],
    }


def _mention(mention: Mention) -> Mapping[str, Any]:
    return {
        "title": mention.title,
        "outlet": mention.outlet,
        "published_on": mention.published_on.isoformat() if mention.published_on else None,
        "url": mention.url,
    }
