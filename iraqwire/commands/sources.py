"""`sources`: how the sources are, and what is wrong with which; `sources try ID`: what one would bring now."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from iraqwire.alarms import Alarm, alarms
from iraqwire.commands.call import Call, everywhere, print_json
from iraqwire.commands.gather import usable
from iraqwire.due import is_retired
from iraqwire.intake import OUTCOMES
from iraqwire.trying import SHOWN, Trial, try_source
from news.clock import system_clock, to_text
from news.model import EntryHistory, Source
from storage import Archive
from storage.gaps import Gap
from storage.health import SourceHealth

GAPS_SHOWN = timedelta(days=30)
"""What was missed longer ago has left the feeds; the archive keeps it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A source, how it has fared, and what is wrong with it."""

    source: Source
    health: SourceHealth
    entries: tuple[EntryHistory, ...]
    retired: frozenset[str]
    gaps: tuple[Gap, ...]
    alarms: tuple[Alarm, ...]


@click.group("sources", invoke_without_command=True)
@click.option("--all", "every", is_flag=True, help="Those that are off as well, with the reason.")
@everywhere
@click.pass_context
def sources(context: click.Context, call: Call, every: bool) -> None:
    """Show the sources: what they yield, how fresh they are, gaps and failures; those with troubles first."""
    if context.invoked_subcommand:
        return
    config = call.config()
    chosen = [source for source in config.sources if source.enabled or every]
    now = system_clock()
    with Archive(config.archive, readonly=True) as archive:
        standings = read_standings(archive, chosen, now)
    if call.json:
        print_json([_as_json(standing) for standing in standings])
    else:
        print_standings(standings, now)


@sources.command("try")
@click.argument("source_id", metavar="ID")
@everywhere
def try_command(call: Call, source_id: str) -> int:
    """Read one source now without storing anything: five of its articles, and what was left out and why."""
    config = call.config()
    trial = try_source(config, usable(config.source(source_id)))
    if call.json:
        print_json(trial.as_json())
    else:
        print_trial(trial)
    return 0 if trial.articles else 1


def read_standings(archive: Archive, chosen: Sequence[Source], now: datetime) -> list[Standing]:
    """How these sources stand, those with alarms first."""
    health, histories = archive.health(now), archive.entry_points.histories()
    gaps: dict[str, list[Gap]] = {}
    for gap in archive.gaps.all(open_only=True, since=now - GAPS_SHOWN):
        gaps.setdefault(gap.source_id, []).append(gap)
    standings = []
    for source in chosen:
        fared = health.get(source.id, SourceHealth(source.id))
        entries = tuple(histories.get(entry.url, EntryHistory(entry.url, source.id)) for entry in source.entry)
        retired = frozenset(entry.url for entry in source.entry if is_retired(entry, histories.get(entry.url), now))
        missed = tuple(gaps.get(source.id, ()))
        standings.append(Standing(source, fared, entries, retired, missed, alarms(source, fared, missed, now) if source.enabled else ()))
    return sorted(standings, key=lambda standing: (not standing.alarms, not standing.source.enabled))


COLUMNS = ("source", "answered", "brought", "week", "in all", "refused", "gaps", "entries")


def print_standings(standings: Sequence[Standing], now: datetime) -> None:
    """A table on a terminal, lines of tab-separated fields elsewhere; then each alarm in a line, and why the others are off."""
    on = [standing for standing in standings if standing.source.enabled]
    console = Console(highlight=False, soft_wrap=True)
    if console.is_terminal:
        table = Table(box=None, header_style="dim", padding=(0, 2, 0, 0))
        for name in COLUMNS:
            table.add_column(name, justify="left" if name in ("source", "entries") else "right", no_wrap=True)
        for standing in on:
            table.add_row(*map(escape, _fields(standing, now)), style="red" if standing.alarms else "")
        console.print(table)
    else:
        for fields in (COLUMNS, *(_fields(standing, now) for standing in on)):
            click.echo("\t".join(fields))
    for standing in on:
        for alarm in standing.alarms:
            console.print(f"[red]{escape(standing.source.id)}[/]: {escape(alarm.said)}")
    for standing in standings:
        if not standing.source.enabled:
            console.print(f"[dim]{escape(standing.source.id)} is off[/]: {escape(standing.source.reason or 'enabled = false')}")
    quiet = sum(not standing.alarms for standing in on)
    console.print(f"[dim]{len(on)} sources, {quiet} without trouble; gaps and failures in full with --json")


def _fields(standing: Standing, now: datetime) -> tuple[str, ...]:
    health = standing.health
    figures = (health.articles_recent, health.articles, _refused(health), len(standing.gaps))
    ages = (_ago(health.last_success_at, now), _ago(health.brought_at, now))
    return (standing.source.id, *ages, *(str(figure or "") for figure in figures), _entries_said(standing))


def _entries_said(standing: Standing) -> str:
    asked = [entry for entry in standing.entries if entry.first_asked_at]
    if not asked:
        return f"{len(standing.entries)}, never asked"
    failing = sum(entry.failures > 0 for entry in asked)
    said = [f"{len(standing.entries)}"]
    said += [f"{failing} failing"] if failing else []
    said += [f"{len(standing.retired)} retired"] if standing.retired else []
    return ", ".join(said)


def _refused(health: SourceHealth) -> int:
    return sum(count for outcome, count in health.fetched.items() if outcome not in OUTCOMES)


def _ago(instant: datetime | None, now: datetime) -> str:
    if instant is None:
        return "never"
    minutes = max(0, int((now - instant).total_seconds() // 60))
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} d"


def _as_json(standing: Standing) -> dict[str, Any]:
    source, health = standing.source, standing.health
    return {
        "id": source.id,
        "name": source.name,
        "enabled": source.enabled,
        "reason": source.reason,
        "articles": health.articles,
        "articles_7_days": health.articles_recent,
        "pages_7_days": dict(health.fetched),
        "last_success_at": _text(health.last_success_at),
        "last_failure_at": _text(health.last_failure_at),
        "last_error": health.last_error,
        "failures": health.failures,
        "last_article_at": _text(health.brought_at),
        "newest_published_at": _text(health.newest_at),
        "entry_points": [_entry_json(entry, standing.retired) for entry in standing.entries],
        "gaps": [{"entry_url": gap.entry_url, "since": to_text(gap.since), "until": to_text(gap.until)} for gap in standing.gaps],
        "alarms": [asdict(alarm) for alarm in standing.alarms],
    }


def _entry_json(entry: EntryHistory, retired: frozenset[str]) -> dict[str, Any]:
    return {
        "url": entry.url,
        "read_at": _text(entry.read_at),
        "changed_at": _text(entry.changed_at),
        "yielded_at": _text(entry.yielded_at),
        "articles": entry.articles,
        "failures": entry.failures,
        "last_error": entry.last_error if entry.failures else "",
        "due_at": _text(entry.due_at),
        "retired": entry.url in retired,
    }


def _text(instant: datetime | None) -> str | None:
    return to_text(instant) if instant else None


def print_trial(trial: Trial) -> None:
    """On standard output, because it is the result."""
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"[bold]{escape(trial.source.name)}[/]")
    for entry in trial.entries:
        console.print(f"{entry.kind} {escape(entry.url)}\n   {escape(entry.said)}")
    for article in trial.articles[:SHOWN]:
        day = f"{article.published_at:%Y-%m-%d %H:%M}" if article.published_at else "undated"
        console.print(f"\n[bold]{escape(article.title)}[/]\n   {day}, {article.language or '?'}, {len(article.text.split())} words")
        console.print(f"   [dim]{escape(article.url)}[/]\n   {escape(article.text.partition(chr(10))[0][:200])}")
    if not trial.articles:
        console.print("\n[red]no article came of it")
    if trial.refused:
        console.print("\n[bold]pages that held no article")
    for url, reason in trial.refused:
        console.print(f"   {escape(reason)}: {escape(url)}")
    if trial.left_out:
        console.print("\n[bold]links that were not taken for articles")
    for reason, links in trial.left_out_by_reason().items():
        console.print(f"   {len(links)} {escape(reason)}: " + escape("; ".join(link.title or link.url for link in links[:3])))
