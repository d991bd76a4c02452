"""Files of articles read: `.jsonl` records, saved `.html` pages and WARC files, each made what intake takes or refused with its reason.

Taking them in is `importing`'s.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from crawler.extraction import PageContext, extract
from crawler.listed import TextBook
from crawler.settings import CrawlOptions
from dedupe import tidy
from iraqwire.extracting import extract_each
from news.errors import ImportFailed, NotAnArticle
from news.language import detect
from news.model import Article, Mention, Page, Source
from news.record import from_record
from news.sources import SourceIndex
from news.text import clean
from news.urls import web_url, without_tracking
from storage.warc import read_pages

PAGES = (".html", ".htm")
WARCS = (".warc", ".warc.gz")
KINDS = (".jsonl", *PAGES, *WARCS)
_OPTIONS = CrawlOptions()


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A reader's word as `export --what words` has it: of two articles by their addresses."""

    article_url: str
    other_url: str
    same: bool
    because: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One thing read from a file: an Article, a reader's `word`, or the `reason` and the `error` why there is none.

    `place` names file and line, `size` is in bytes, `url` is the address it goes by, of the file itself where it has no other.
    """

    place: str
    size: int
    url: str
    article: Article | None = None
    reason: str = ""
    error: str = ""
    mentions: tuple[Mention, ...] = ()
    word: SpokenWord | None = None


def check_file(path: Path) -> None:
    """Raises ImportFailed for what is no file, or of no kind that can be read, before anything is taken from others."""
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "is no file" if path.exists() else "there is no such file"
        raise ImportFailed(f"{path}: {what}", "name a .jsonl, .html or .warc file")
    if not path.name.lower().endswith(KINDS):
        raise ImportFailed(
            f"{path}: files ending in {path.suffix or 'nothing'} cannot be imported", "give .jsonl, .html, .warc or .warc.gz"
        )


def read_file(path: Path, url: str = "", known: Iterable[Source] = (), options: CrawlOptions = _OPTIONS) -> Iterator[Record]:
    """The records of one file, by its suffix. `url` is the address of a page; `known` are the sources a page may be of; `options`
    say how large a page of a WARC file may be, and how many at once are extracted.

    Raises ImportFailed for a file that cannot be read or is of no kind known here.
    """
    check_file(path)
    try:
        if path.name.lower().endswith(WARCS):
            yield from _read_warc(path, tuple(known), options)
        elif path.suffix.lower() in PAGES:
            yield _read_page(path, url, tuple(known))
        else:
            yield from _read_lines(path)
    except OSError as error:
        raise ImportFailed(f"{path}: cannot be read ({error.strerror or error})", "check the file and its permissions") from error


def source_at(url: str, sources: Iterable[Source]) -> Source | None:
    """The source that this address is of (news.sources); many addresses are better asked of one SourceIndex."""
    return SourceIndex(sources).at(url)


def context_of(source: Source | None) -> PageContext:
    """What is known beside a saved page's bytes."""
    return PageContext() if source is None else PageContext.of(source)


def _read_lines(path: Path) -> Iterator[Record]:
    empty = True
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                empty = False
                yield _read_line(f"{path}:{number}", line)
    if empty:
        yield Record(str(path), 0, "", reason="unreadable", error="there is nothing in it")


def _read_line(place: str, line: bytes) -> Record:
    try:
        record = json.loads(line)
        if not isinstance(record, dict):
            raise ValueError("no JSON object; each line is to be one")
        if "other_url" in record:
            return Record(place, len(line), "", word=_word_of(record))
        article = from_record(record)
        if not web_url(article.url):
            raise ValueError(f"'url' is no web address: {article.url[:80]!r}")
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        what = "no JSON" if isinstance(error, json.JSONDecodeError) else "no text in UTF-8"
        said = f"{what}; each line is to be one JSON object ({error.msg if isinstance(error, json.JSONDecodeError) else error.reason})"
        return Record(place, len(line), "", reason="unreadable", error=said)
    except (ValueError, RecursionError) as error:
        return Record(place, len(line), "", reason="unreadable", error=str(error))
    return prepare(place, len(line), article)


def _word_of(record: Mapping[str, object]) -> SpokenWord:
    """Raises ValueError for what is no reader's word: what rules decided elsewhere, the rules here decide for themselves."""
    if record.get("by") != "reader":
        raise ValueError("a verdict of the rules, no reader's word")
    article_url, other_url, same, because = (record.get(key) for key in ("article_url", "other_url", "same", "evidence"))
    if not (isinstance(article_url, str) and isinstance(other_url, str) and isinstance(same, bool)):
        raise ValueError("a reader's word has 'article_url', 'other_url' and 'same', which is true or false")
    return SpokenWord(article_url, other_url, same, because if isinstance(because, str) else "")


def prepare(place: str, size: int, article: Article) -> Record:
    """A record's article as intake takes it: clean, its lists taken out, its language known.

    What the record says of credit and mentions is kept beside what its text shows.
    """
    lines = [line.strip() for line in clean(article.text).splitlines() if line.strip()]
    tidied = tidy(clean(article.title).strip(), lines)
    mentions = tuple(dict.fromkeys((*article.mentions, *tidied.mentions)))
    kept = [lines[index] for index in tidied.kept]
    url = without_tracking(article.url)
    if tidied.is_index or not kept:
        return Record(place, size, url, reason="index" if tidied.is_index else "empty", mentions=mentions)
    text = "\n".join(kept)
    article = replace(
        article,
        url=url,
        source_id=clean(article.source_id),
        title=tidied.title or kept[0][:120],
        text=text,
        html=article.html if len(kept) == len(lines) else "",
        language=clean(article.language) or detect(f"{tidied.title}\n{text}"),
        credit=article.credit or tidied.credit,
        clipped=article.clipped or tidied.clipped,
        mentions=mentions,
    )
    return Record(place, size, url, article)


def _read_page(path: Path, url: str, known: tuple[Source, ...]) -> Record:
    body = path.read_bytes()
    place, own_address = str(path), path.resolve().as_uri()
    try:
        article = extract(body, url or own_address, context_of(source_at(url, known)))
        if not url:
            url = without_tracking(article.canonical_url) if web_url(article.canonical_url) else ""
            if (source := source_at(url, known)) is not None:  # whose zone and languages the page is to be read by
                article = extract(body, url, context_of(source))
    except NotAnArticle as refusal:
        return Record(
            place, len(body), url or own_address, reason=refusal.reason, error=f"no article ({refusal.reason})", mentions=refusal.mentions
        )
    if not url:
        error = "the page names no canonical link: give its address with --url"
        return Record(place, len(body), own_address, reason="unreadable", error=error)
    return Record(place, len(body), url, replace(article, url=without_tracking(url)))


def _read_warc(path: Path, known: tuple[Source, ...], options: CrawlOptions) -> Iterator[Record]:
    """Its pages, as many as can be read: a crawl that was killed leaves a file whose last record is torn."""
    # These bring Scrapy and lxml, which other files need not load.
    from crawler.extraction.refusal import OTHER_PAGE
    from crawler.pipelines import LatePool

    index, by_id = SourceIndex(known), {source.id: source for source in known}
    broken: list[Record] = []
    read = 0

    def pages() -> Iterator[tuple[str, Page, PageContext]]:
        nonlocal read
        try:
            for number, page in read_pages(path, options.max_bytes):
                source = by_id.get(page.listing.source_id) or index.at(page.url)
                read += 1
                yield f"{path}:{number}", page, _context_in_warc(source, page)
        except ImportFailed as failure:
            broken.append(Record(str(path), 0, "", reason="unreadable", error=failure.message.removeprefix(f"{path}: ")))

    pool, texts = LatePool(options), TextBook()
    try:
        for place, page, outcome in extract_each(pages(), pool):
            if isinstance(outcome, Article) and texts.is_other(page.listing, outcome):
                outcome = NotAnArticle(OTHER_PAGE, page.url, outcome.mentions)
            if isinstance(outcome, Article):
                yield Record(place, len(page.body), outcome.url, outcome)
            else:
                yield Record(place, len(page.body), page.url, reason=outcome.reason, mentions=outcome.mentions)
    finally:
        pool.close()
    yield from broken
    if not read and not broken:
        yield Record(str(path), 0, "", reason="unreadable", error="there is no web page in it")


def _context_in_warc(source: Source | None, page: Page) -> PageContext:
    """What its record says of a page, and its source where it is of one."""
    if source is None:
        return PageContext(content_type=page.content_type, fetched_at=page.fetched_at)
    return PageContext.of_page(source, page)
