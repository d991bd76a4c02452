"""`export`: the archive's articles, or its verdicts, out again, one JSON record a line."""

import json
from datetime import datetime

import click

from iraqwire.commands.call import Call, everywhere
from iraqwire.commands.filters import Day, check_topic
from news.errors import UsageError
from storage import Archive


@click.command("export")
@click.option("--format", "form", type=click.Choice(["jsonl"]), default="jsonl", show_default=True)
@click.option(
    "--what",
    type=click.Choice(["articles", "words", "verdicts"]),
    default="articles",
    show_default=True,
    help="Articles, your words of `split` and `join`, or every verdict on two articles.",
)
@click.option("--topic", help="Only articles of this topic.")
@click.option("--since", type=Day(), help="Published on this day or later; an undated one counts by when it was first seen.")
@click.option("--until", type=Day(end=True), help="Published on this day or earlier.")
@everywhere
def export_command(call: Call, form: str, what: str, topic: str | None, since: datetime | None, until: datetime | None) -> None:
    """Write the archive's articles to standard output, one JSON record a line; `import` takes them again.

    It takes `--what words` too, and has another archive split and join what it has of them.
    """
    config = call.config()
    check_topic(config, topic)
    if what != "articles":
        if topic or since or until:
            raise UsageError(f"--what {what} is of the whole archive", "leave out --topic, --since and --until")
        with Archive(config.archive, readonly=True) as archive:
            for record in archive.export_verdicts("reader" if what == "words" else ""):
                click.echo(json.dumps(record, ensure_ascii=False))
        return
    with Archive(config.archive, readonly=True) as archive:
        for record in archive.export(topic=topic, since=since, until=until):
            click.echo(json.dumps(record, ensure_ascii=False))
