"""`extract`: what intake would make of one page, saved or fetched, with what the archive knows of its site where there is one."""

from dataclasses import replace
from pathlib import Path

import click

from crawler.extraction import extract
from crawler.extraction.refusal import PASSING
from crawler.ports import NO_MEMORY, EntryFailed, EntryRead, PageSettled
from crawler.run import crawl
from iraqwire.commands.call import Call, everywhere, print_json
from iraqwire.config import Config
from iraqwire.files import context_of, source_at
from news.errors import ArchiveError, CrawlError, ImportFailed, NotAnArticle
from news.model import Article, Listing, Source
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


def read(config: Config, file: Path, url: str) -> Article:
    """The Article of a saved page. Raises ImportFailed where there is no such file, NotAnArticle where it holds none."""
    try:
        body = file.read_bytes()
    except OSError as error:
        raise ImportFailed(f"{file}: cannot be read ({error.strerror or error})", "give a saved page or a web address") from error
    source = source_at(url, config.sources)
    context = replace(context_of(source), furniture=_furniture(config, source.id) if source else frozenset())
    return extract(body, url or file.resolve().as_uri(), context)


def _furniture(config: Config, source_id: str) -> frozenset[int]:
    """The lines that the source's pages repeat, as far as an archive has seen them."""
    if not config.archive.is_file():
        return frozenset()
    try:
        with Archive(config.archive, readonly=True) as archive:
            return archive.furniture.of(source_id)
    except ArchiveError:  # one that cannot be read, or is older: the page alone is read
        return frozenset()


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
    source = replace(source_at(url, config.sources) or Source(id=host(url), name=host(url), home=url), entry=())
    sink = OnePage()
    listing = Listing(source.id, url)
    known = _furniture(config, source.id)
    memory = replace(NO_MEMORY, unsettled=lambda source_id: (listing,), furniture=lambda source_id: known)
    crawl([source], memory, sink, config.crawl)
    settled = sink.settled
    if settled is None:
        raise CrawlError(f"{url}: was not fetched", "try again with --debug")
    if settled.article is not None:
        return settled.article
    if settled.status == 200 and (not settled.again or settled.reason in PASSING):
        raise NotAnArticle(settled.reason, settled.url, settled.mentions)
    raise CrawlError(f"{url}: not fetched ({settled.reason}{f': {settled.error}' if settled.error else ''})", "check the address")
