"""`recluster`: today's rules over the whole archive."""

import time
from dataclasses import asdict

import click

from dedupe import FINGERPRINT_VERSION
from iraqwire.commands.call import Call, everywhere, print_json
from iraqwire.indexing import ready_index
from iraqwire.progress import counting
from iraqwire.reclustering import Reclustered, recluster, steps
from news.clock import system_clock
from storage import Archive
from storage.locks import writer_lock


@click.command("recluster")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@everywhere
def recluster_command(call: Call, dry_run: bool) -> None:
    """Run today's rules over the whole archive again, under your words of `split` and `join`.

    Story ids, and with them the feeds' entries, stay where they can. Stopped at any instant it has changed nothing.
    """
    started = time.monotonic()
    config = call.config()
    with Archive(config.archive, readonly=True) as archive:  # so that a mistyped path makes no archive
        trouble = archive.candidates.trouble(FINGERPRINT_VERSION)
    if dry_run:
        if trouble:  # an index is needed to say anything, and is none of what the archive says
            with Archive(config.archive) as archive, writer_lock(config.archive):
                ready_index(archive, call.teller)
        with Archive(config.archive, readonly=True) as archive:
            report = _run(call, archive, dry_run=True)
    else:
        with Archive(config.archive) as archive, writer_lock(config.archive):
            ready_index(archive, call.teller)
            report = _run(call, archive, dry_run=False)
    seconds = time.monotonic() - started
    if call.json:
        print_json({"dry_run": dry_run, **asdict(report), "seconds": round(seconds, 2)})
        return
    print_report(call, report, seconds, dry_run=dry_run)


def _run(call: Call, archive: Archive, *, dry_run: bool) -> Reclustered:
    if not call.on_terminal:
        return recluster(archive, system_clock(), dry_run=dry_run)
    with counting(call.console, "placing articles", steps(archive)) as told:
        return recluster(archive, system_clock(), told, dry_run=dry_run)


def print_report(call: Call, report: Reclustered, seconds: float, *, dry_run: bool) -> None:
    say = call.console.print
    would = "would go" if dry_run else "went"
    stories = (
        f"{report.stories_before:,} stories"
        if report.stories == report.stories_before
        else (f"{report.stories_before:,} stories before, {report.stories:,} {'then' if dry_run else 'now'}")
    )
    say(f"{report.articles:,} articles, {stories}; {report.moved:,} {would} to another story", highlight=False)
    for count, what in (
        (report.founded, "new stories"),
        (report.revived, "merged stories that are stories again"),
        (report.merged, "stories that lead on to another"),
        (report.leads, "stories with another lead"),
        (report.roles, "articles with another role"),
        (report.verdicts, "verdicts that differ from the last ones on the same pair"),
    ):
        if count:
            say(f"   {what}: {count:,}", highlight=False)
    say(f"[dim]{seconds:.1f} s", highlight=False)
    if report.moved + report.leads and not dry_run:
        say("[dim]The feeds will show it after the next crawl, or at once by: iraqwire publish", soft_wrap=True, highlight=False)
