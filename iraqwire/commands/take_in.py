"""`import`: articles in from files."""

import time
from collections.abc import Iterator
from pathlib import Path

import click
from rich.markup import escape

from feeds.publish import judge_new
from iraqwire.commands.call import Call, everywhere, print_json
from iraqwire.files import PAGES, Record, check_file, read_file
from iraqwire.importing import import_records
from iraqwire.intake import intake_for
from iraqwire.progress import import_progress, print_tally
from news.clock import system_clock
from news.errors import UsageError
from storage import Archive
from storage.locks import writer_lock

SHOWN = 5  # unreadable records and refused pages that the summary names one by one


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@click.option("--url", default="", help="The address of a single .html page that names no canonical link.")
@everywhere
def import_command(call: Call, files: tuple[Path, ...], url: str) -> int:
    """Take in .jsonl records (url, title, text, published_at, source, language), saved .html pages, and the pages of .warc files.

    Exits with 1 where nothing came of any of them.
    """
    started = time.monotonic()
    config = call.config()
    if url and (len(files) > 1 or files[0].suffix.lower() not in PAGES):
        raise UsageError("--url names the address of one .html page", "import that page by itself")
    for file in files:
        check_file(file)
    unreadable: list[Record] = []

    def records() -> Iterator[Record]:
        for file in files:
            yield from read_file(file, url, config.sources, config.crawl)

    def heard(record: Record) -> None:
        if record.reason == "unreadable" or (record.reason and record.error):  # a page's refusal names no file by itself
            unreadable.append(record)

    with Archive(config.archive) as archive, writer_lock(config.archive):
        intake = intake_for(archive, config.topics, call.teller)
        if call.on_terminal:
            with import_progress(call.console, sum(file.stat().st_size for file in files)) as progress:

                def told(record: Record) -> None:
                    heard(record)
                    progress.read(record.size)

                tally = import_records(archive, records(), config.sources, intake, system_clock, told)
        else:
            tally = import_records(archive, records(), config.sources, intake, system_clock, heard)
        judge_new(archive, config.topics, system_clock())  # so that search --topic finds them before anything is published
    if call.json:
        print_json({**tally.as_json(), "unreadable": [{"place": record.place, "reason": record.error} for record in unreadable]})
        return int(not (tally.outcomes or tally.words))
    print_tally(call.console, tally, time.monotonic() - started)
    for record in unreadable[:SHOWN]:
        call.console.print(f"[yellow]{escape(record.place)}[/]: {escape(record.error)}", highlight=False, soft_wrap=True)
    if len(unreadable) > SHOWN:
        call.console.print(f"… and {len(unreadable) - SHOWN} more; --json names them all", highlight=False)
    return int(not (tally.outcomes or tally.words))
