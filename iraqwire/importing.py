"""Records into the archive, by the same intake as the crawl; a source that is not known yet is registered as it comes.

A record that cannot be used is counted with its reason; it never stops the others.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from iraqwire.files import Record, SpokenWord
from iraqwire.intake import Intake
from iraqwire.overruling import join, split
from iraqwire.summary import Tally
from news.errors import IraqwireError
from news.model import Article, Source
from news.sources import SourceIndex
from news.urls import host
from storage import Archive

# Articles a transaction: enough that the commit does not count, few enough that short writes get in between.
BATCH = 100

_NOT_IN_IDS = re.compile(r"[^a-z0-9]+")


def source_for(article: Article, known: Iterable[Source]) -> Source:
    """The source of an imported article: by its id, else by its host, else a new one of scope "beat"."""
    if article.source_id:
        found = next((source for source in known if source.id == article.source_id), None)
    else:
        found = SourceIndex(known).at(article.url)
    return found or _new_source(article)


def _new_source(article: Article) -> Source:
    name = host(article.url)
    parts = urlsplit(article.url)
    return Source(
        id=article.source_id or _id_of(name),
        name=article.source_id or name,
        home=f"{parts.scheme}://{parts.netloc}/" if parts.netloc else "",
        languages=(article.language,) if article.language else (),
    )


def _id_of(name: str) -> str:
    with suppress(UnicodeError):
        name = name.encode("idna").decode("ascii")
    return _NOT_IN_IDS.sub("-", name).strip("-") or "imported"


def import_records(
    archive: Archive,
    records: Iterable[Record],
    known: Sequence[Source],
    intake: Intake,
    now: Callable[[], datetime],
    told: Callable[[Record], None] = lambda record: None,
) -> Tally:
    """All records through the intake, a hundred a transaction. `told` hears of each once it was taken or refused.

    Where reading fails on the way (ImportFailed), what was read before is kept.
    """
    desk = _Desk(archive, known, intake, now)
    run_id = archive.ledger.start_run("import")
    stories = archive.stories.counts()["stories"]
    batch: list[Record] = []

    def flush() -> None:
        with archive.transaction():
            for record in batch:
                desk.take(record)
        for record in batch:
            told(record)
        batch.clear()

    failure: IraqwireError | None = None
    try:
        try:
            for record in records:
                batch.append(record)
                if len(batch) >= BATCH:
                    flush()
        except IraqwireError as error:
            failure = error
        flush()
    finally:
        desk.tally.stories = archive.stories.counts()["stories"] - stories
        archive.ledger.finish_run(run_id, desk.tally.counts())
    if failure is not None:
        raise failure
    return desk.tally


class _Desk:
    """Takes records one by one, and remembers which sources there are."""

    def __init__(self, archive: Archive, known: Sequence[Source], intake: Intake, now: Callable[[], datetime]) -> None:
        self.archive = archive
        self.intake = intake
        self.now = now
        self.tally = Tally()
        registered = archive.sources.all()
        self.sources = {source.id: source for source in [*registered, *known]}
        self.index = SourceIndex(self.sources.values())
        self.registered = {source.id for source in registered}

    def take(self, record: Record) -> None:
        if record.word is not None:
            self.heed(record.word)
            return
        self.tally.pages += 1
        if record.article is None:
            self.tally.refused[record.reason] += 1
            if record.mentions:
                self.intake.tracing.index_page(record.url, record.mentions)
                self.tally.mentions += len(record.mentions)
            return
        source = self.source_of(record.article)
        receipt = self.intake.receive(replace(record.article, source_id=source.id), source, self.now())
        self.tally.outcomes[receipt.outcome] += 1
        if receipt.outcome not in ("unchanged", "off_beat"):
            self.tally.mentions += len(record.article.mentions)

    def heed(self, word: SpokenWord) -> None:
        a, b = (self.archive.articles.find(url) for url in (word.article_url, word.other_url))
        if a is None or b is None or a.id == b.id:
            self.tally.refused["word_on_unknown"] += 1
            return
        said = [d.verdict for d in self.archive.verdicts.decisions(a.id, b.id) if d.verdict.by == "reader"]
        if not said or (said[-1].same, said[-1].evidence) != (word.same, word.because):  # the same file again says nothing new
            (join if word.same else split)(self.archive, a, b, word.because, self.now())
        self.tally.words += 1

    def source_of(self, article: Article) -> Source:
        found = self.sources.get(article.source_id) if article.source_id else self.index.at(article.url)
        source = found or _new_source(article)
        if source.id not in self.registered:
            self.archive.sources.register([source])
            self.registered.add(source.id)
            self.sources[source.id] = source
            self.index.add(source)
        return source
