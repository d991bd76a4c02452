"""`crawl` and `publish`: the archive filled, the feeds written."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import click

from feeds.publish import PublishReport, publish
from iraqwire.commands.call import Call, everywhere, print_json
from iraqwire.commands.filters import Day
from iraqwire.config import Config
from iraqwire.crawling import RunKind, run_crawl
from iraqwire.due import asked_by_night, asked_when_due, with_entries
from iraqwire.intake import intake_for
from iraqwire.progress import CrawlProgress, print_tally
from iraqwire.summary import Tally
from news.clock import system_clock
from news.errors import ConfigError, CrawlError
from news.model import EntryPoint, Source
from storage import Archive
from storage.locks import writer_lock

INTERRUPTED = 130  # as a shell has it for a program that Ctrl-C ended


@click.command("crawl")
@click.option("--source", "source_ids", multiple=True, metavar="ID", help="Only this source; may be given again.")
@click.option(
    "--due-by", type=Day(), help="Only entry points that will have filled up by this instant, as the daemon asks between two nights."
)
@everywhere
def crawl_command(call: Call, source_ids: tuple[str, ...], due_by: datetime | None) -> int:
    """One crawl, then publish."""
    started = time.monotonic()
    config = call.config()
    sources = chosen_sources(config, source_ids)
    with Archive(config.archive) as archive, writer_lock(config.archive):
        plan = plan_crawl(archive, sources, chosen=bool(source_ids), due_by=due_by, now=system_clock())
        if not plan.sources:
            call.console.print("no entry point is due", highlight=False)
            return 0
        tally = crawl_sources(call, config, archive, plan)
        report = publish(archive, config.topics, config.publish, system_clock())
    seconds = time.monotonic() - started
    if call.json:
        print_json(crawl_summary(tally, report, seconds))
    else:
        print_tally(call.console, tally, seconds, report.entries)
        warn_left_out(call, report)
    if tally.interrupted:
        call.console.print("stopped before its end; what was left is fetched by the next crawl", style="yellow")
        return INTERRUPTED
    if tally.unanswered:
        first = min(tally.troubles.values())
        kinds = {trouble.partition(":")[0] for trouble in tally.troubles.values()}
        others = f", and {len(kinds) - 1} other kinds of failure" if len(kinds) > 1 else ""
        raise CrawlError(f"no source answered ({first}{others})", "check the network, and [crawl] proxy")
    return 0


@click.command("publish")
@everywhere
def publish_command(call: Call) -> None:
    """Write the feeds again from the archive."""
    config = call.config()
    with Archive(config.archive) as archive:
        report = publish(archive, config.topics, config.publish, system_clock())
    if call.json:
        print_json(report_summary(report))
    else:
        call.console.print(
            f"{len(report.written)} files written, {len(report.unchanged)} unchanged, {report.entries} entries", highlight=False
        )
        warn_left_out(call, report)


def chosen_sources(config: Config, source_ids: Sequence[str]) -> tuple[Source, ...]:
    """The sources asked for by id, else all that are enabled.

    Raises UnknownName for an id that no source has, ConfigError for one that is off for a reason, and where there is none at all.
    """
    if source_ids:
        return tuple(usable(config.source(source_id)) for source_id in dict.fromkeys(source_ids))
    enabled = tuple(source for source in config.sources if source.enabled)
    if not enabled:
        raise ConfigError("there is no source to crawl", "add a [[source]], or set crawl.catalogue = true")
    return enabled


def usable(source: Source) -> Source:
    """Raises ConfigError where the catalogue says why a source is not to be crawled."""
    if not source.enabled and source.reason:
        raise ConfigError(f"source {source.id!r} is off: {source.reason}", "to read it all the same, write a [[source]] with this id")
    return source


@dataclass(frozen=True, slots=True)
class Plan:
    """What one crawl asks. `whole`: all that is enabled."""

    sources: tuple[Source, ...]
    asks: Callable[[EntryPoint], bool]
    kind: RunKind = "crawl"
    whole: bool = True


def plan_crawl(archive: Archive, sources: tuple[Source, ...], *, chosen: bool, due_by: datetime | None, now: datetime) -> Plan:
    """All entry points of sources that a person chose; else those that are due; else all but the retired ones."""
    if due_by is not None:
        due = asked_when_due(archive.entry_points.histories(), now, due_by)
        return Plan(with_entries(sources, due), due, "poll", whole=False)
    if chosen:
        return Plan(sources, lambda entry: True, whole=False)
    return Plan(sources, asked_by_night(archive.entry_points.histories(), now))


def crawl_sources(call: Call, config: Config, archive: Archive, plan: Plan) -> Tally:
    intake = intake_for(archive, config.topics, call.teller)

    def run(watcher: CrawlProgress | None = None) -> Tally:
        return run_crawl(
            archive,
            plan.sources,
            config.crawl,
            intake,
            watcher,
            kind=plan.kind,
            whole=plan.whole,
            catalogue=config.sources,
            asks=plan.asks,
            raw=config.raw,
        )

    if not call.on_terminal:
        return run()
    with CrawlProgress(call.console, sum(map(plan.asks, (entry for source in plan.sources for entry in source.entry)))) as progress:
        return run(progress)


def crawl_summary(tally: Tally, report: PublishReport, seconds: float) -> dict[str, Any]:
    return {**tally.as_json(), "published": report_summary(report), "seconds": round(seconds, 2)}


def report_summary(report: PublishReport) -> dict[str, Any]:
    return {
        "written": len(report.written),
        "unchanged": len(report.unchanged),
        "entries": report.entries,
        "left_out": [{"story": story, "reason": reason} for story, reason in report.left_out],
    }


def warn_left_out(call: Call, report: PublishReport) -> None:
    for story, reason in report.left_out:
        call.console.print(f"left out of the feeds: story {story}: {reason}", style="yellow", markup=False, highlight=False, soft_wrap=True)
