"""`search`: articles of the archive by the query language, as a table, JSON or CSV."""

import csv
import sys
from datetime import datetime
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.style import Style
from rich.table import Table
from rich.text import Text

from iraqwire.commands.call import Call, everywhere, print_json
from iraqwire.commands.filters import Day, check_topic
from news.clock import to_text
from news.model import StoredArticle
from news.query import parse
from storage import Archive


@click.command()
@click.argument("query")
@click.option("--topic", help="Only articles of this topic.")
@click.option("--source", help="Only this source.")
@click.option("--since", type=Day(), help="Published on this day or later; an undated one counts by when it was first seen.")
@click.option("--until", type=Day(end=True), help="Published on this day or earlier.")
@click.option("--language", help="Only this language (en, ar, ckb, kmr).")
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True)
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default=None, help="Default: table.")
@everywhere
def search(
    call: Call,
    query: str,
    topic: str | None,
    source: str | None,
    since: datetime | None,
    until: datetime | None,
    language: str | None,
    limit: int,
    form: str | None,
) -> None:
    """Search the archive; words, "phrases", OR, NOT, title:word."""
    config = call.config()
    tree = parse(query)
    check_topic(config, topic)
    with Archive(config.archive, readonly=True) as archive:
        if source is not None and archive.sources.get(source) is None:
            config.source(source)
        found = archive.search(tree, topic=topic, source=source, since=since, until=until, language=language, limit=limit)
    form = form or ("json" if call.json else "table")
    if form == "json":
        print_json([row(stored) for stored in found])
    elif form == "csv":
        writer = csv.DictWriter(sys.stdout, list(_COLUMNS))
        writer.writeheader()
        writer.writerows(row(stored) for stored in found)
    else:
        print_table(found)


_COLUMNS = ("id", "published_at", "source", "language", "role", "story_id", "title", "url")


def row(stored: StoredArticle) -> dict[str, Any]:
    article = stored.article
    return {
        "id": stored.id,
        "published_at": to_text(article.published_at) if article.published_at else None,
        "source": article.source_id,
        "language": article.language or None,
        "role": stored.role,
        "story_id": stored.story_id,
        "title": article.title,
        "url": article.url,
    }


def print_table(found: list[StoredArticle]) -> None:
    if not sys.stdout.isatty():
        for stored in found:
            values = row(stored)
            click.echo("\t".join(str(values[name] or "") for name in ("id", "published_at", "source", "role", "title", "url")))
        return
    table = Table(box=None, header_style="dim")
    for name, options in (("id", {"justify": "right"}), ("date", {"no_wrap": True}), ("source", {}), ("role", {}), ("title", {"ratio": 1})):
        table.add_column(name, **options)
    for stored in found:
        day = f"{stored.article.published_at:%Y-%m-%d}" if stored.article.published_at else "undated"
        table.add_row(
            str(stored.id),
            day,
            escape(stored.article.source_id),
            stored.role,
            Text(stored.article.title, style=Style(link=stored.article.url)),
        )
    Console().print(table if found else "nothing found")
