"""`demo`: the whole job on the bundled replica newsroom, offline, with the figures at the end."""

import shlex
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from feeds.server import build_app, serve
from iraqwire.commands.call import Call, everywhere, print_json
from iraqwire.commands.gather import INTERRUPTED
from iraqwire.config import Config
from iraqwire.demo.run import DemoReport, run
from iraqwire.progress import CrawlProgress
from news.clock import system_clock

DEFAULT_PORT = 8080


@click.command()
@click.option("--once", is_flag=True, help="Crawl, publish, print what happened, and leave.")
@click.option("--port", type=click.IntRange(1, 65535), help=f"Where to serve (default {DEFAULT_PORT}, or a free one where that is taken).")
@click.option(
    "--workspace",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(".iraqwire-demo"),
    help="Folder for its archive and feeds.",
)
@everywhere
def demo(call: Call, once: bool, port: int | None, workspace: Path) -> int:
    """Run the whole job on the replica newsroom, a small internet on loopback, and serve the feeds."""

    @contextmanager
    def watch(config: Config) -> Iterator[CrawlProgress | None]:
        if not call.on_terminal:
            yield None
            return
        with CrawlProgress(call.console, sum(len(source.entry) for source in config.sources)) as progress:
            yield progress

    report = run(workspace.resolve(), port or free_port(DEFAULT_PORT), system_clock(), watch)
    if call.json:
        print_json(report.as_json())
    else:
        print_report(report, once=once)
    if report.tally.interrupted:
        return INTERRUPTED
    if once:
        return 0
    config = report.config

    def ready() -> None:
        call.console.print(f"\nserving {config.publish.base_url}/ until you press Ctrl-C", highlight=False, soft_wrap=True)

    serve(build_app(config.publish, config.archive, config.topics), config.serve.host, config.serve.port, ready)
    return 0


def free_port(wanted: int) -> int:
    """The wanted port of 127.0.0.1, or any that is free where it is taken."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            found: int = probe.getsockname()[1]
            return found
    return wanted


def print_report(report: DemoReport, *, once: bool) -> None:
    """On standard output, because it is the result."""
    console = Console(highlight=False, soft_wrap=True)
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(justify="right", style="bold")
    table.add_column()
    rows = [
        (report.tally.pages, "pages fetched"),
        (report.articles, "articles"),
        (report.stories, "stories"),
        (report.articles - report.stories, "copies removed"),
        (report.index_pages, "index pages removed"),
        (report.tally.mentions, "headlines kept as mentions"),
        (f"{report.score.precision:.3f}", "precision of sameness against the truth"),
        (f"{report.score.recall:.3f}", "recall"),
        (len(report.score.hidden), "stories wrongly hidden"),
        (len(report.score.strays), "pages wrongly taken for articles"),
        (f"{report.seconds:.1f}", "seconds"),
    ]
    for figure, said in rows:
        table.add_row(str(figure), said)
    console.print(table)
    for title, counter in (("no article", report.tally.refused), ("failed", report.tally.failed)):
        if counter:
            console.print(f"{title}: " + ", ".join(f"{number} {escape(reason)}" for reason, number in counter.most_common()))
    for source, trouble in sorted(report.tally.silent.items()):
        console.print(f"source without an answer: {source} ({escape(trouble)})")
    console.print(f"archive: {report.config.archive}\nfeeds:")
    for feed in report.feeds:
        console.print(f"  {feed}")
    asked = f"iraqwire --config {shlex.quote(str(report.config.file))}"  # whose sources are the newsroom's, not the live ones
    console.print(f"ask it, for one: {asked} doctor")
    if once:
        console.print(f"nothing serves the feeds now; that does: {asked} serve")
