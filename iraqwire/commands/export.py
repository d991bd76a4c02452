"""`export`: the archive's articles out again, one JSON record a line."""

import json
from datetime import datetime

import click

from iraqwire.commands.call import Call, everywhere
from iraqwire.commands.filters import Day, check_topic
from storage import Archive


@click.command("export")
@click.option("--format", "form", type=click.Choice(["jsonl"]), default="jsonl", show_default=True)
@click.option("--topic", help="Only articles of this topic.")
@click.option("--since", type=Day(), help="Published on this day or later; an undated one counts by when it was first seen.")
@click.option("--until", type=Day(end=True), help="Published on this day or earlier.")
@everywhere
def export_command(call: Call, form: str, topic: str | None, since: datetime | None, until: datetime | None) -> None:
    """Write the archive's articles to standard output, one JSON record a line; `import` takes them again."""
    config = call.config()
    check_topic(config, topic)
    with Archive(config.archive, readonly=True) as archive:
        for record in archive.export(topic=topic, since=since, until=until):
            click.echo(json.dumps(record, ensure_ascii=False))
