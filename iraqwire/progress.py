"""What a person sees on a terminal: bars while something runs, a summary after. Nothing of it reaches a pipe."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Column, Table

from iraqwire.summary import Tally

NAMED = 5
"""Sources with one and the same reason of trouble that are named one by one."""

# What people call the outcomes that are no new text; the keys are those of --json and of the archive.
_SAID = {
    "unchanged": "unchanged pages",
    "revised": "changed pages",
    "off_beat": "not about Iraq",
}


def _columns(figures: ProgressColumn) -> tuple[ProgressColumn, ...]:
    """The note takes what room the figures leave, and is cut where that is little."""
    note = TextColumn("[dim]{task.fields[note]}", table_column=Column(ratio=1, no_wrap=True, overflow="ellipsis"))
    name = TextColumn("{task.description}", table_column=Column(no_wrap=True))
    return name, BarColumn(bar_width=16), figures, TimeElapsedColumn(), note


class CrawlProgress:
    """A Watcher with two bars: entry points and pages."""

    def __init__(self, console: Console, entries: int) -> None:
        self._progress = Progress(
            *_columns(MofNCompleteColumn()),
            console=console,
            transient=True,
            expand=True,
        )
        self._entries = self._progress.add_task("entry points", total=entries, note="")
        self._pages = self._progress.add_task("pages", total=0, note="")
        self._expected = 0

    def __enter__(self) -> "CrawlProgress":
        self._progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._progress.stop()

    def listed(self, pages: int) -> None:
        self._expected += pages
        self._progress.update(self._pages, total=self._expected)

    def entry_done(self) -> None:
        self._progress.advance(self._entries)

    def page_done(self, title: str) -> None:
        self._progress.update(self._pages, advance=1, note=escape(title[:48]))


@contextmanager
def counting(console: Console, what: str, total: int) -> Iterator[Callable[[], None]]:
    """A bar that moves on by one at each call."""
    progress = Progress(*_columns(MofNCompleteColumn()), console=console, transient=True, expand=True)
    with progress:
        task = progress.add_task(what, total=total, note="")
        yield lambda: progress.advance(task)


@contextmanager
def import_progress(console: Console, total: int) -> Iterator["ImportProgress"]:
    """A bar over the bytes of the files."""
    progress = Progress(
        *_columns(TaskProgressColumn()),
        console=console,
        transient=True,
        expand=True,
    )
    with progress:
        yield ImportProgress(progress, total)


@contextmanager
def indexing_progress(console: Console) -> Iterator[Callable[[int, int], None]]:
    """A bar over the articles whose fingerprints are made; to be told how many are done, and of how many."""
    with Progress(*_columns(MofNCompleteColumn()), console=console, transient=True, expand=True) as progress:
        task = progress.add_task("index", total=None, note="")
        yield lambda done, total: progress.update(task, completed=done, total=total)


class ImportProgress:
    def __init__(self, progress: Progress, total: int) -> None:
        self._progress = progress
        self._task = progress.add_task("importing", total=total, note="")
        self._articles = 0

    def read(self, size: int) -> None:
        self._articles += 1
        self._progress.update(self._task, advance=size, note=f"{self._articles:,} articles" if self._articles % 20 == 0 else None)


def print_tally(console: Console, tally: Tally, seconds: float, entries_written: int | None = None) -> None:
    """The summary of a crawl or an import: what came, what it was, what was refused and why, which sources failed."""
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(justify="right", style="bold")
    table.add_column()
    if tally.entries or tally.entries_failed:
        unchanged = f" ({tally.entries_unchanged} unchanged)" if tally.entries_unchanged else ""
        table.add_row(str(tally.entries), f"entry points read{unchanged}")
    table.add_row(str(tally.pages), "pages")
    table.add_row(str(tally.kept), "articles")
    table.add_row(str(tally.stories), "new stories; the other articles are copies, excerpts and updates of these or of known ones")
    for outcome, said in _SAID.items():
        if number := tally.outcomes[outcome]:
            table.add_row(str(number), said)
    for reason, number in tally.refused.most_common():
        table.add_row(str(number), f"no article: {reason}")
    for reason, number in tally.failed.most_common():
        table.add_row(str(number), f"[yellow]failed: {reason}")
    if tally.mentions:
        table.add_row(str(tally.mentions), "headlines kept as mentions")
    if tally.words:
        table.add_row(str(tally.words), "of a reader's words of split and join")
    if entries_written is not None:
        table.add_row(str(entries_written), "feed entries written")
    if tally.gaps:
        table.add_row(str(tally.gaps), "[yellow]entry points may have dropped stories since they were read last: iraqwire sources")
    console.print(table)
    _print_troubles(console, tally)
    console.print(f"[dim]{seconds:.1f} s", highlight=False)


def _print_troubles(console: Console, tally: Tally) -> None:
    """A line a source; one line where many share a reason, as when there is no network."""
    silent = tally.silent
    sharing: dict[str, list[str]] = {}
    for source, trouble in sorted(tally.troubles.items()):
        sharing.setdefault(trouble.partition(":")[0], []).append(source)
    for reason, sources in sharing.items():
        for source in sources[: 1 if len(sources) > NAMED else NAMED]:
            colour = "red" if source in silent else "yellow"
            console.print(f"[{colour}]{source}[/]: {escape(tally.troubles[source])}", highlight=False, soft_wrap=True)
        if len(sources) > NAMED:
            console.print(f"[yellow]{escape(reason)}[/]: {len(sources) - 1} more sources; --json names them all", highlight=False)
