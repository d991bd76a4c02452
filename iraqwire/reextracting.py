"""`reextract`: today's extractor over the pages that were kept, held against what the archive has, and written where it differs.

Where the pages lie is storage's to know. Each page is a transaction of its own: stopped at any instant, what was done is done.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from crawler.extraction.context import PageContext
from crawler.extraction.refusal import OTHER_PAGE
from crawler.job import Pool
from crawler.listed import TextBook
from iraqwire.extracting import extract_each
from iraqwire.intake import Intake
from iraqwire.summary import KEPT
from news.clock import Clock
from news.errors import NotAnArticle, RawPageLost
from news.model import Article, Page, Source
from news.urls import address_key
from storage import Archive
from storage.kept_pages import KeptPage
from storage.warc import read_page

SHOWN = 20  # changes, and refusals, that the report names one by one
BATCH = 100  # rows of `fetches` in memory


@dataclass(frozen=True, slots=True)
class Example:
    """One page that comes out otherwise. `article_id` is None where it had no article; `what` says how, in words."""

    url: str
    article_id: int | None
    title: str
    what: str


@dataclass(slots=True)
class Reextracted:
    """What came of it, or with a dry run would come of it. `pages`: read; `changed`: articles that say something else, `columns` of how
    many; `admitted`: articles made of pages that held none; `refused`: articles whose page holds none by today's rules, by reason, which
    stay as they are; `unreadable`: pages that could not be read again, by what was wrong with their file.
    """

    pages: int = 0
    changed: int = 0
    columns: Counter[str] = field(default_factory=Counter)
    admitted: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    unreadable: Counter[str] = field(default_factory=Counter)
    changes: list[Example] = field(default_factory=list)
    refusals: list[Example] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Flat figures for the run's record."""
        return {
            "pages": self.pages,
            "changed": self.changed,
            "admitted": self.admitted,
            "refused": self.refused.total(),
            "unreadable": self.unreadable.total(),
        }

    def as_json(self) -> dict[str, Any]:
        examples = {
            name: [{"url": one.url, "article_id": one.article_id, "title": one.title, "what": one.what} for one in shown]
            for name, shown in (("changes", self.changes), ("refusals", self.refusals))
        }
        by = {"columns": self.columns, "refused_by": self.refused, "unreadable_by": self.unreadable}
        return {**self.counts(), **{name: dict(counter.most_common()) for name, counter in by.items()}, **examples}


def reextract(
    archive: Archive,
    raw: Path,
    row_ids: Sequence[int],
    intake: Intake,
    sources: Sequence[Source],
    pool: Pool,
    clock: Clock,
    told: Callable[[], None] = lambda: None,
    *,
    dry_run: bool = False,
) -> Reextracted:
    """The pages of these rows (storage.kept_pages), which lie in `raw`, by today's extractor; `told` hears of each. `sources` are those
    of the configuration; one that is not there any more is taken as the archive knows it.

    For the holder of the writer lock, unless it is a dry run. Raises ArchiveError where the archive fails on the way.
    """
    known = {source.id: source for source in [*archive.sources.all(), *sources]}
    run_id = 0 if dry_run else archive.ledger.start_run("reextract")
    desk = _Desk(archive, raw, intake, known, run_id, clock, told)
    try:
        for kept, page, outcome in extract_each(desk.pages(row_ids), pool):
            desk.take(kept, page, outcome)
    finally:
        if not dry_run:
            archive.ledger.finish_run(run_id, desk.report.counts())
    return desk.report


class _Desk:
    """Reads pages and takes what becomes of them, in the order in which they were fetched. Without a `run_id` it only looks."""

    def __init__(
        self, archive: Archive, raw: Path, intake: Intake, sources: dict[str, Source], run_id: int, clock: Clock, told: Callable[[], None]
    ) -> None:
        self.report = Reextracted()
        self._archive = archive
        self._raw = raw
        self._intake = intake
        self._sources = sources
        self._run_id = run_id
        self._clock = clock
        self._told = told
        self._lost: dict[str, str] = {}  # by file: what was wrong first
        self._furniture: dict[str, frozenset[int]] = {}  # by source, as it was when its first page was read
        self._texts = TextBook()
        self._texts_of = 0  # the run whose texts these are: a crawl knows its own alone

    def pages(self, row_ids: Sequence[int]) -> Iterator[tuple[KeptPage, Page, PageContext]]:
        for start in range(0, len(row_ids), BATCH):
            for kept in self._archive.kept_pages.load(row_ids[start : start + BATCH]):
                if kept.article_id is None and self._archive.articles.by_url(kept.url) is not None:
                    self._told()  # it became an article later, by a page of its own
                    continue
                try:
                    page = read_page(self._raw, kept.place)
                    if address_key(page.url) != address_key(kept.url):
                        raise RawPageLost(f"{self._raw / kept.place.file}: holds other pages than the archive says")
                except RawPageLost as lost:
                    # A file that is gone is one trouble, however many pages lay in it.
                    self.report.unreadable[self._lost.setdefault(kept.place.file, lost.message)] += 1
                    self._told()
                    continue
                source_id = kept.source_id
                if source_id not in self._furniture:
                    self._furniture[source_id] = self._archive.furniture.of(source_id)
                yield kept, page, PageContext.of_page(self._sources[source_id], page, self._furniture[source_id])

    def take(self, kept: KeptPage, page: Page, outcome: Article | NotAnArticle) -> None:
        self.report.pages += 1
        if kept.run_id != self._texts_of:
            self._texts, self._texts_of = TextBook(), kept.run_id
        if isinstance(outcome, Article) and self._texts.is_other(page.listing, outcome):
            outcome = NotAnArticle(OTHER_PAGE, page.url, outcome.mentions, "it is not what was listed")
        match kept.article_id, outcome:
            case int(article_id), Article():
                self._take_reading(kept, article_id, outcome)
            case int(article_id), NotAnArticle():
                self._take_refusal(kept, article_id, outcome)
            case None, Article():
                self._take_new(kept, page, outcome)
        self._told()

    def _take_reading(self, kept: KeptPage, article_id: int, article: Article) -> None:
        before = self._archive.articles.get(article_id)
        if before is None or not (columns := self._archive.articles.differences(before, article)):
            return
        if self._run_id:
            self._intake.reread(before, article, self._clock())
        self.report.changed += 1
        self.report.columns.update(columns)
        was, now = len(before.article.text), len(article.text)
        said = [f"text ({was:,} letters before, {now:,} now)" if column == "text" and was != now else column for column in columns]
        _show(self.report.changes, Example(kept.url, article_id, article.title, ", ".join(said)))

    def _take_refusal(self, kept: KeptPage, article_id: int, refusal: NotAnArticle) -> None:
        before = self._archive.articles.get(article_id)
        if before is None or kept.error:  # a page that was refused then too, whose article is the feed's own text
            return
        self.report.refused[refusal.reason] += 1
        _show(self.report.refusals, Example(kept.url, article_id, before.article.title, refusal.reason))

    def _take_new(self, kept: KeptPage, page: Page, article: Article) -> None:
        source = self._sources[kept.source_id]
        if not self._intake.is_ours(article, source):
            return
        article_id = self._admit(kept, page, article, source) if self._run_id else None
        if article_id is None and self._run_id:
            return
        self.report.admitted += 1
        _show(self.report.changes, Example(kept.url, article_id, article.title, f"an article, and was none ({kept.outcome})"))

    def _admit(self, kept: KeptPage, page: Page, article: Article, source: Source) -> int | None:
        """The id of the new article; None where the archive had it under another address."""
        with self._archive.transaction():
            receipt = self._intake.receive(article, source, self._clock())
            if not article.mentions:  # those of the refused page are no longer its
                self._archive.ledger.mentions(kept.url, receipt.article_id, ())
            self._archive.ledger.page_settled(
                self._run_id,
                replace(page.listing, source_id=kept.source_id),
                url=kept.url,
                status=kept.status,
                size=kept.size,
                outcome=receipt.outcome,
                error="",
                article_id=receipt.article_id,
                again=False,
                fetched_at=kept.fetched_at,
                place=kept.place,
            )
        return receipt.article_id if receipt.outcome in KEPT else None


def _show(examples: list[Example], one: Example) -> None:
    if len(examples) < SHOWN:
        examples.append(one)
