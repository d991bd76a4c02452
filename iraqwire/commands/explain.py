"""`extract` and `why`: what intake would make of a page, and why two articles are, or are not, one story."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape

from crawler.extraction import PageContext, extract
from crawler.ports import NO_MEMORY, EntryFailed, EntryRead, Memory, PageSettled
from crawler.run import crawl
from dedupe import compare
from dedupe.story import popular_in
from iraqwire.commands.call import Call, everywhere, print_json
from iraqwire.config import Config
from news.errors import CrawlError, ImportFailed, NotAnArticle, UnknownName
from news.model import Article, Listing, Source, StoredArticle, Verdict
from news.record import mention_record, to_record
from news.urls import host, web_url
from storage import Archive


@click.command("extract")
@click.argument("page", metavar="FILE|URL")
@click.option("--url", default="", help="The address of a page given as a file.")
@everywhere
def extract_command(call: Call, page: str, url: str) -> int:
    """Print one page as JSON, exactly what intake would store."""
    config = call.config()
    try:
        article = fetch(config, page) if web_url(page) else read(config, Path(page), url)
    except NotAnArticle as refusal:
        print_json({"url": refusal.url, "refused": refusal.reason, "mentions": [mention_record(one) for one in refusal.mentions]})
        return 1
    print_json(to_record(article))
    return 0


def source_of(config: Config, url: str) -> Source | None:
    """The configured source whose home is on the host of this address."""
    return next((source for source in config.sources if host(url) and host(source.home) == host(url)), None)


def read(config: Config, file: Path, url: str) -> Article:
    """The Article of a saved page. Raises ImportFailed where there is no such file, NotAnArticle where it holds none."""
    try:
        body = file.read_bytes()
    except OSError as error:
        raise ImportFailed(f"{file}: cannot be read ({error.strerror or error})", "give a saved page or a web address") from error
    source = source_of(config, url)
    context = PageContext()
    if source:
        context = PageContext(source_id=source.id, source_name=source.name, timezone=source.timezone, languages=source.languages)
    return extract(body, url or file.resolve().as_uri(), context)


class OnePage:
    """A Sink for a crawl of one address."""

    def __init__(self) -> None:
        self.settled: PageSettled | None = None

    def entry_read(self, event: EntryRead) -> None: ...

    def entry_failed(self, event: EntryFailed) -> None: ...

    def page_settled(self, event: PageSettled) -> None:
        self.settled = event


def fetch(config: Config, url: str) -> Article:
    """The Article at an address, fetched as a crawl would fetch it: robots.txt, limits and the guard included.

    Raises CrawlError where the page does not come, NotAnArticle where it holds no article.
    """
    source = replace(source_of(config, url) or Source(id=host(url), name=host(url), home=url), entry=())
    sink = OnePage()
    listing = Listing(source.id, url)
    memory = Memory(NO_MEMORY.known, NO_MEMORY.validators, lambda source_id: (listing,))
    crawl([source], memory, sink, config.crawl)
    settled = sink.settled
    if settled is None:
        raise CrawlError(f"{url}: was not fetched", "try again with --debug")
    if settled.article is not None:
        return settled.article
    if settled.status == 200 and not settled.again:
        raise NotAnArticle(settled.reason, settled.url, settled.mentions)
    raise CrawlError(f"{url}: not fetched ({settled.reason}{f': {settled.error}' if settled.error else ''})", "check the address")


@click.command()
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@everywhere
def why(call: Call, first: str, second: str) -> None:
    """Say why two articles (id or address) are, or are not, one story."""
    config = call.config()
    with Archive(config.archive, readonly=True) as archive:
        a, b = find(archive, first), find(archive, second)
        verdict = compare(a.article, b.article, popular_in(archive.candidates))
        decided = archive.verdicts.between(a.id, b.id)
    if call.json:
        print_json(
            {
                "same_story": a.story_id == b.story_id,
                "articles": [told(a), told(b)],
                "compared_now": asdict(verdict),
                "decided": [asdict(one) for one in decided],
            }
        )
    else:
        print_reasons(a, b, verdict, decided)


def find(archive: Archive, reference: str) -> StoredArticle:
    """Raises UnknownName where no article has this id or address."""
    stored = archive.articles.find(reference)
    if stored is None:
        raise UnknownName(f"no article has the id or address {reference!r}", "find it with: iraqwire search")
    return stored


def told(stored: StoredArticle) -> dict[str, Any]:
    return {"id": stored.id, "url": stored.article.url, "title": stored.article.title, "role": stored.role, "story_id": stored.story_id}


def print_reasons(a: StoredArticle, b: StoredArticle, now: Verdict, decided: Sequence[Verdict]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for stored in (a, b):
        console.print(f"[bold]{stored.id}[/] {stored.role} in story {stored.story_id}: {escape(stored.article.title)}")
        console.print(f"   [dim]{escape(stored.article.url)}")
    console.print("[bold green]one story[/]" if a.story_id == b.story_id else "[bold]two stories[/]")
    for label, verdicts in (("decided", decided), ("compared now", [now])):
        for verdict in verdicts:
            said = f"same, {verdict.role}" if verdict.same else "different"
            console.print(
                f"{label}: {said} by {verdict.by}, {verdict.rule}; containment {verdict.containment:.2f}, Jaccard {verdict.jaccard:.2f}"
                f"{f'; {escape(verdict.evidence)}' if verdict.evidence else ''}"
            )
    if a.story_id == b.story_id and not decided:
        console.print("Neither was compared with the other: each was found to be one story with that story's lead.")
