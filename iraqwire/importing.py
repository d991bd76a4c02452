"""Files of articles into the archive, by the same intake as the crawl: `.jsonl` records and saved `.html` pages.

A record that cannot be used is counted with its reason and its line; it never stops the others.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from crawler.extraction import PageContext, extract
from dedupe import tidy
from iraqwire.intake import Intake
from iraqwire.summary import Tally
from news.errors import ImportFailed, NotAnArticle
from news.language import detect
from news.model import Article, Mention, Source
from news.record import from_record
from news.text import clean
from news.urls import host, web_url, without_tracking
from storage import Archive

# Articles a transaction: enough that the commit does not count, few enough that short writes get in between.
BATCH = 100
PAGES = (".html", ".htm")

_NOT_IN_IDS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Record:
    """One thing read from a file: an Article, or why there is none. `place` names file and line, `size` is in bytes."""

    place: str
    size: int
    article: Article | None = None
    url: str = ""
    reason: str = ""
    mentions: tuple[Mention, ...] = ()


def read_file(path: Path, url: str = "", source: Source | None = None) -> Iterator[Record]:
    """The records of one file, by its suffix.

    Raises ImportFailed for a file that cannot be read or is of no kind known here.
    """
    suffix = path.suffix.lower()
    try:
        if suffix == ".jsonl":
            yield from _read_jsonl(path)
        elif suffix in PAGES:
            yield _read_html(path, url, source)
        else:
            raise ImportFailed(f"{path}: files ending in {suffix or 'nothing'} cannot be imported", "give .jsonl or .html")
    except OSError as error:
        raise ImportFailed(f"{path}: cannot be read ({error.strerror or error})", "check the file and its permissions") from error


def _read_jsonl(path: Path) -> Iterator[Record]:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            place = f"{path}:{number}"
            if not line.strip():
                continue
            try:
                record = json.loads(line)
                if not isinstance(record, dict):
                    raise ValueError("no JSON object")
                article = from_record(record)
                if not web_url(article.url):
                    raise ValueError(f"'url' is no web address: {article.url[:80]!r}")
                yield prepare(place, len(line), article)
            except (ValueError, RecursionError) as error:
                yield Record(place, len(line), reason="unreadable", url=str(error))


def prepare(place: str, size: int, article: Article) -> Record:
    """A record's article as intake takes it: clean, its lists taken out, its language known.

    What the record says of credit and mentions is kept beside what its text shows.
    """
    lines = [line.strip() for line in clean(article.text).splitlines() if line.strip()]
    tidied = tidy(clean(article.title).strip(), lines)
    mentions = tuple(dict.fromkeys((*article.mentions, *tidied.mentions)))
    kept = [lines[index] for index in tidied.kept]
    if tidied.is_index or not kept:
        return Record(place, size, url=article.url, reason="index" if tidied.is_index else "empty", mentions=mentions)
    text = "\n".join(kept)
    return Record(
        place,
        size,
        replace(
            article,
            url=without_tracking(article.url),
            title=tidied.title or kept[0][:120],
            text=text,
            html=article.html if len(kept) == len(lines) else "",
            language=article.language or detect(f"{tidied.title}\n{text}"),
            credit=article.credit or tidied.credit,
            clipped=article.clipped or tidied.clipped,
            mentions=mentions,
        ),
        url=article.url,
    )


def _read_html(path: Path, url: str, source: Source | None) -> Record:
    body = path.read_bytes()
    place = str(path)
    context = PageContext(
        source_id=source.id if source else "",
        source_name=source.name if source else "",
        timezone=source.timezone if source else PageContext().timezone,
        languages=source.languages if source else (),
    )
    try:
        article = extract(body, url or path.resolve().as_uri(), context)
    except NotAnArticle as refusal:
        return Record(place, len(body), url=url, reason=refusal.reason, mentions=refusal.mentions)
    if not url:
        if not web_url(article.canonical_url):
            return Record(place, len(body), reason="unreadable", url="the page names no canonical link: give its address with --url")
        article = replace(article, url=without_tracking(article.canonical_url))
    return Record(place, len(body), article, url=article.url)


def source_for(article: Article, known: Iterable[Source]) -> Source:
    """The source of an imported article: by its id, else by its host, else a new one of scope "beat"."""
    known = list(known)
    if article.source_id:
        for source in known:
            if source.id == article.source_id:
                return source
    name = host(article.url) or "imported"
    if not article.source_id:
        for source in known:
            if host(source.home) == name:
                return source
    parts = urlsplit(article.url)
    home = f"{parts.scheme}://{parts.netloc}/" if parts.netloc else ""
    source_id = article.source_id or _NOT_IN_IDS.sub("-", name).strip("-")
    return Source(id=source_id, name=article.source_id or name, home=home, languages=(article.language,) if article.language else ())


def import_records(
    archive: Archive,
    records: Iterable[Record],
    known: Sequence[Source],
    intake: Intake,
    now: Callable[[], datetime],
    told: Callable[[Record], None] = lambda record: None,
) -> Tally:
    """All records through the intake, a hundred a transaction. `told` hears of each once it was taken or refused."""
    tally = Tally()
    sources = {source.id: source for source in [*known, *archive.sources.all()]}
    run_id = archive.ledger.start_run("import")
    registered: set[str] = {source.id for source in archive.sources.all()}
    batch: list[Record] = []

    def flush() -> None:
        with archive.transaction():
            for record in batch:
                _take(archive, record, sources, registered, intake, now(), tally)
        for record in batch:
            told(record)
        batch.clear()

    try:
        for record in records:
            batch.append(record)
            if len(batch) >= BATCH:
                flush()
        flush()
    finally:
        archive.ledger.finish_run(run_id, tally.counts())
    return tally


def _take(
    archive: Archive,
    record: Record,
    sources: dict[str, Source],
    registered: set[str],
    intake: Intake,
    now: datetime,
    tally: Tally,
) -> None:
    tally.pages += 1
    if record.article is None:
        tally.refused[record.reason] += 1
        if record.mentions:
            archive.ledger.mentions(record.url, None, record.mentions)
            tally.mentions += len(record.mentions)
        return
    source = sources.get(record.article.source_id) or source_for(record.article, sources.values())
    if source.id not in registered:
        archive.sources.register([source])
        registered.add(source.id)
        sources[source.id] = source
    receipt = intake.receive(replace(record.article, source_id=source.id), source, now)
    tally.outcomes[receipt.outcome] += 1
    if receipt.outcome not in ("unchanged", "off_beat"):
        tally.mentions += len(record.article.mentions)
