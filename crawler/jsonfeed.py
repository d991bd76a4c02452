"""JSON Feed (versions 1 and 1.1, jsonfeed.org) as the values that `syndication` makes Listings of."""

import html
import json
from collections.abc import Iterator
from typing import Any

from crawler.feeditems import FeedItem, RawFeed
from crawler.markup import Unreadable


def read_json(text: str) -> RawFeed:
    """What a JSON Feed tells. Raises Unreadable for any other JSON."""
    try:
        told = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        raise Unreadable("not_a_feed", "is no JSON") from error
    if not isinstance(told, dict) or not isinstance(told.get("items"), list):
        raise Unreadable("not_a_feed", "is JSON, but no JSON Feed")
    return RawFeed(tuple(_items(told)), site=_text(told, "home_page_url"), language=_text(told, "language"), older=_text(told, "next_url"))


def _items(told: dict[str, Any]) -> Iterator[FeedItem]:
    for item in told["items"]:
        if not isinstance(item, dict):
            continue
        plain = _text(item, "content_text")
        yield FeedItem(
            links=(_text(item, "url"),),
            guid=_text(item, "id"),
            title=html.escape(_text(item, "title")),
            published=(_text(item, "date_published"),),
            changed=(_text(item, "date_modified"),),
            language=_text(item, "language"),
            texts=(_text(item, "content_html"), "".join(f"<p>{html.escape(line)}</p>" for line in plain.splitlines() if line.strip())),
        )


def _text(told: dict[str, Any], key: str) -> str:
    value = told.get(key)
    return value if isinstance(value, str) else str(value) if isinstance(value, int) and key == "id" else ""
