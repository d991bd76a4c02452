"""What `doctor` looks at: archive, configuration, disk, clock and sources, each examined by itself, with what to do about it."""

import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from dedupe import FINGERPRINT_VERSION
from iraqwire.commands.sources import Standing, read_standings
from iraqwire.config import Config
from news.clock import to_text
from news.errors import ArchiveError
from news.model import StoredArticle
from storage import Archive
from storage.stories import Size
from storage.verdicts import Decision

State = Literal["ok", "look", "broken"]

LITTLE_ROOM, NO_ROOM = 2 * 10**9, 2 * 10**8  # bytes: some months of a hundred sources; less than SQLite's log and one night may want
AHEAD = timedelta(hours=1)
SHOWN = 5
GIANT = 40
"""Articles of one story. Agency texts have a dozen carriers; what has many more is worth a look."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`state`: nothing to do, worth a look, or something that does not work. `mend`: what to do."""

    about: str
    state: State
    said: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Weld:
    """Two articles in one story that share less than others do."""

    decision: Decision
    first: StoredArticle
    second: StoredArticle


@dataclass(frozen=True, slots=True)
class Examination:
    """`largest`: the stories with most articles, each with its lead; `weakest`: the joined pairs that share least."""

    findings: tuple[Finding, ...]
    largest: tuple[tuple[Size, StoredArticle], ...] = ()
    weakest: tuple[Weld, ...] = ()

    @property
    def broken(self) -> bool:
        return any(finding.state == "broken" for finding in self.findings)


def examine(config: Config, now: datetime) -> Examination:
    """Everything, changing nothing."""
    findings = [_configured(config), *_disk(config)]
    if not config.archive.exists():
        findings.append(Finding("archive", "look", f"there is none at {config.archive} yet", "make one: iraqwire crawl"))
        return Examination(tuple(findings))
    try:
        with Archive(config.archive, readonly=True) as archive:
            findings += [*_archive(archive), *_clock(archive, now), *_sources(read_standings(archive, config.sources, now))]
            largest = archive.stories.largest(SHOWN)
            leads = {stored.id: stored for stored in archive.articles.load(size.lead_id for size in largest)}
            findings += _giants(largest)
            weakest = []
            for decision in archive.verdicts.least_contained(SHOWN):
                first, second = archive.articles.load((decision.article_id, decision.other_id))
                weakest.append(Weld(decision, first, second))
    except ArchiveError as error:
        return Examination((*findings, Finding("archive", "broken", error.message, error.mend)))
    return Examination(tuple(findings), tuple((size, leads[size.lead_id]) for size in largest), tuple(weakest))


def _configured(config: Config) -> Finding:
    enabled = sum(source.enabled for source in config.sources)
    if not enabled:
        return Finding("configuration", "broken", "no source is enabled", "add a [[source]], or set crawl.catalogue = true")
    return Finding(
        "configuration", "ok", f"{config.file or 'the built-in defaults'}: {enabled} sources, {len(config.topics.topics)} topics"
    )


def _disk(config: Config) -> Iterator[Finding]:
    for about, folder in (("archive", config.archive.parent), ("feeds", config.publish.directory)):
        there = _nearest(folder)
        if not os.access(there, os.W_OK | os.X_OK):
            yield Finding("disk", "broken", f"{there}, for the {about}, may not be written", "check who may write it")
            continue
        free = shutil.disk_usage(there).free
        state: State = "broken" if free < NO_ROOM else "look" if free < LITTLE_ROOM else "ok"
        yield Finding("disk", state, f"{free / 10**9:.1f} GB free for the {about} in {folder}", "" if state == "ok" else "make room")


def _nearest(folder: Path) -> Path:
    folder = folder.absolute()
    return next(path for path in (folder, *folder.parents) if path.exists())


def _archive(archive: Archive) -> Iterator[Finding]:
    if damage := archive.damage():
        yield Finding(
            "archive", "broken", "; ".join(damage), f"restore a backup, or save what is left with: sqlite3 {archive.path} .recover"
        )
        return
    counts = archive.stories.counts()
    beside = archive.path.parent.glob(f"{archive.path.name}*")  # its log, and the folder of its index
    size = sum(file.stat().st_size for path in beside for file in (path, *path.glob("*")) if file.is_file())
    yield Finding(
        "archive", "ok", f"{archive.path}: sound, {counts['articles']:,} articles, {counts['stories']:,} stories, {size / 10**6:,.0f} MB"
    )
    if trouble := archive.candidates.trouble(FINGERPRINT_VERSION):
        yield Finding(
            "index", "look", trouble, "the next crawl or import makes it again; at once, placing every article anew: iraqwire recluster"
        )
    elif changed := archive.candidates.damage():
        yield Finding(
            "index", "broken", f"not as it was written: {changed}", "delete the file; the next crawl or import makes the index again"
        )


def _clock(archive: Archive, now: datetime) -> Iterator[Finding]:
    seen = [health.brought_at for health in archive.health(now).values() if health.brought_at]
    if seen and max(seen) > now + AHEAD:
        said = f"it says {to_text(now)}, and the archive holds an article of {to_text(max(seen))}"
        yield Finding("clock", "broken", said, "set the machine's clock")
    else:
        yield Finding("clock", "ok", to_text(now))


def _sources(standings: Sequence[Standing]) -> Iterator[Finding]:
    enabled = [standing for standing in standings if standing.source.enabled]
    asked = [standing for standing in enabled if standing.health.last_success_at or standing.health.last_failure_at]
    if not asked:
        yield Finding("sources", "look", "none was ever asked", "iraqwire crawl")
        return
    troubled = [standing for standing in asked if standing.alarms]
    silent = [standing for standing in asked if any(alarm.key == "silent" for alarm in standing.alarms)]
    if len(silent) == len(asked):
        yield Finding("sources", "broken", "none answers", "check the network, and [crawl] proxy")
    elif troubled:
        names = ", ".join(f"{standing.source.id} ({standing.alarms[0].key})" for standing in troubled[:SHOWN])
        see = f"see why: iraqwire sources; ask one alone: iraqwire sources try {troubled[0].source.id}"
        more = f" and {len(troubled) - SHOWN} more" if len(troubled) > SHOWN else ""
        yield Finding("sources", "look", f"{len(troubled)} of {len(asked)} have trouble: {names}{more}", see)
    else:
        yield Finding("sources", "ok", f"{len(asked)} were asked, without trouble")


def _giants(largest: Sequence[Size]) -> Iterator[Finding]:
    for size in largest:
        if size.articles >= GIANT:
            said = f"story {size.story_id} has {size.articles} articles"
            yield Finding("stories", "look", said, "if that is too many: iraqwire why and iraqwire split")
