"""`reextract`: today's extractor over the pages that were kept."""

import time
from contextlib import nullcontext
from datetime import datetime

import click
from rich.markup import escape

from crawler.pipelines import LatePool
from feeds.publish import judge_new
from feeds.selection import in_beat
from iraqwire.commands.call import Call, everywhere, print_json
from iraqwire.commands.filters import Day
from iraqwire.config import Config
from iraqwire.intake import Intake, intake_for
from iraqwire.progress import counting
from iraqwire.reextracting import Example, Reextracted, reextract
from news.clock import system_clock
from news.errors import ConfigError
from storage import Archive
from storage.locks import writer_lock

JUDGED_BY = ("title", "text", "published_at", "credit")
"""What decides of which story an article is, and which leads."""


@click.command("reextract")
@click.option("--source", "source_ids", multiple=True, metavar="ID", help="Only pages of this source; may be given again.")
@click.option("--since", type=Day(), help="Only pages fetched on that day or later.")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@everywhere
def reextract_command(call: Call, source_ids: tuple[str, ...], since: datetime | None, dry_run: bool) -> int:
    """Read the kept pages again with today's extractor, and mend the articles that come out otherwise.

    What an article said before is kept as a revision. One whose page holds no article any more is reported and stays; a page that
    held none and does now comes in. Stopped at any instant, what was done is done. Exits with 1 where no page could be read.
    """
    started = time.monotonic()
    config = call.config()
    if config.raw is None:
        raise ConfigError("archive.raw is empty: no pages are kept", "name the folder in which they lie")
    with Archive(config.archive, readonly=True) as archive:  # so that a mistyped path makes no archive
        for source_id in source_ids:
            if archive.sources.get(source_id) is None:
                config.source(source_id)
        if dry_run:
            report = _run(call, config, archive, source_ids, since, dry_run=True)
    if not dry_run:
        with Archive(config.archive) as archive, writer_lock(config.archive):
            report = _run(call, config, archive, source_ids, since, dry_run=False)
            judge_new(archive, config.topics, system_clock())
    if call.json:
        print_json({"dry_run": dry_run, **report.as_json(), "seconds": round(time.monotonic() - started, 2)})
    else:
        print_report(call, report, time.monotonic() - started, dry_run=dry_run)
    return int(bool(report.unreadable) and not report.pages)


def _run(
    call: Call, config: Config, archive: Archive, source_ids: tuple[str, ...], since: datetime | None, *, dry_run: bool
) -> Reextracted:
    assert config.raw is not None
    row_ids = archive.kept_pages.newest(source_ids, since)
    if dry_run:  # which asks no index, and makes none
        intake = Intake(archive, lambda folded: in_beat(config.topics, folded))
    else:
        intake = intake_for(archive, config.topics, call.teller)
    watching = counting(call.console, "reading pages", len(row_ids)) if call.on_terminal else nullcontext(lambda: None)
    pool = LatePool(config.crawl)
    try:
        with watching as told:
            return reextract(archive, config.raw, row_ids, intake, config.sources, pool, system_clock, told, dry_run=dry_run)
    finally:
        pool.close()


def print_report(call: Call, report: Reextracted, seconds: float, *, dry_run: bool) -> None:
    def say(line: str) -> None:
        call.console.print(line, highlight=False, soft_wrap=True)

    def show(examples: list[Example], total: int) -> None:
        for one in examples:
            say(f"   {one.article_id or 'new'}: {escape(one.what)}: {escape(one.title)} [dim]{escape(one.url)}[/]")
        if total > len(examples):
            say(f"   … and {total - len(examples):,} more")

    if dry_run:
        show(report.changes, report.changed + report.admitted)
    if report.refusals:
        say("[yellow]pages that hold no article by today's rules; their articles stay:[/]")
        show(report.refusals, report.refused.total())
    for trouble, count in report.unreadable.most_common():
        say(f"[red]{count:,} pages cannot be read again[/]: {escape(trouble)}")
    columns = ", ".join(f"{column} {count:,}" for column, count in report.columns.most_common())
    would = "would change" if dry_run else "changed"
    figures = [
        f"{report.pages:,} pages",
        f"{report.changed:,} articles {would}{f' ({columns})' if columns else ''}",
        *([f"{report.admitted:,} pages {'would become' if dry_run else 'became'} articles"] if report.admitted else []),
        f"{report.refused.total():,} refused now",
        f"{report.unreadable.total():,} unreadable",
    ]
    say(f"{'; '.join(figures)} [dim]({seconds:.1f} s)")
    if dry_run:
        return
    if any(report.columns[column] for column in JUDGED_BY):
        say("[dim]Whether a changed article is still one story with others is judged again by: iraqwire recluster")
    if report.changed + report.admitted:
        say("[dim]The feeds will show it after the next crawl, or at once by: iraqwire publish")
