"""Today's extractor over the pages that were kept: what was read wrongly is mended, what was right stays to the letter."""

import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from shell import Demo, iraqwire

from crawler.extraction.context import PageContext
from crawler.extraction.pool import ExtractionPool
from crawler.ports import PageSettled
from iraqwire.crawling import ArchiveSink
from iraqwire.intake import Intake
from iraqwire.reextracting import Reextracted, reextract
from news.errors import NotAnArticle
from news.model import Article, Listing, Mention, Page, Source
from storage import Archive
from storage.warc import WarcWriter

SPOILED = "Share this on every network. Subscribe to our newsletter."
MENDED = ("title", "text", "html", "authors", "section", "image_url", "published_at", "language", "found_in")

# ---------------------------------------------------------------- a real crawl, and the command


@pytest.fixture
def room(demo: Demo, tmp_path: Path) -> Demo:
    """A copy of what the crawl of the replica newsroom left."""
    shutil.copytree(demo.folder, tmp_path / "room", ignore=shutil.ignore_patterns("*-shm", "*-wal"))
    return Demo(tmp_path / "room", demo.report)


def asked(room: Demo, *arguments: str) -> dict[str, Any]:
    done = iraqwire("reextract", "--json", *arguments, cwd=room.folder)
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def rows(room: Demo, sql: str, *values: object) -> list[tuple[Any, ...]]:
    with sqlite3.connect(room.archive) as db:
        return db.execute(sql, values).fetchall()


def everything(room: Demo) -> list[str]:
    with sqlite3.connect(room.archive) as db:
        return list(db.iterdump())


def spoil(room: Demo) -> list[int]:
    """Articles of three languages as an extractor that was led astray would have left them; their ids."""
    with sqlite3.connect(room.archive) as db:
        ids = [
            row[0]
            for language in ("en", "ar", "ckb")
            for row in db.execute("SELECT min(id) FROM articles WHERE language = ? AND role = 'original'", (language,))
        ]
        db.executemany(
            "UPDATE articles SET title = 'Menu', text = ?, html = '', authors = '[\"Share\"]', section = 'Menu', image_url = NULL,"
            " published_at = '2001-01-01T00:00:00Z', found_in = '{}' WHERE id = ?",
            [(SPOILED, article_id) for article_id in ids],
        )
    return ids


def test_each_page_that_was_read_is_kept_and_no_entry_point(demo: Demo) -> None:
    outcomes = rows(demo, "SELECT outcome, count(*), count(warc_file) FROM fetches WHERE status = 200 GROUP BY 1")
    assert {outcome: kept for outcome, _, kept in outcomes} == {
        outcome: 0 if outcome == "read" else count for outcome, count, _ in outcomes
    }
    assert {"original", "copy", "index", "off_beat"} <= {outcome for outcome, _, _ in outcomes}
    assert rows(demo, "SELECT count(*) FROM fetches WHERE status <> 200 AND warc_file IS NOT NULL") == [(0,)]


def test_by_the_extractor_of_the_crawl_nothing_changes(room: Demo) -> None:
    revisions = rows(room, "SELECT count(*) FROM revisions")
    before = rows(room, "SELECT * FROM articles")
    report = asked(room)
    assert report["pages"] > 100
    assert {report[name] for name in ("changed", "admitted", "refused", "unreadable")} == {0}
    assert rows(room, "SELECT * FROM articles") == before
    assert rows(room, "SELECT count(*) FROM revisions") == revisions
    ((kind, finished, counts),) = rows(room, "SELECT kind, finished_at, counts FROM runs ORDER BY id DESC LIMIT 1")
    assert (kind, json.loads(counts)["pages"]) == ("reextract", report["pages"])
    assert finished


def test_what_was_read_wrongly_is_mended_and_kept_as_a_revision(room: Demo) -> None:
    whole = rows(room, f"SELECT id, {', '.join(MENDED)} FROM articles ORDER BY id")
    topics = rows(room, "SELECT article_id, topic_id FROM article_topics ORDER BY 1, 2")
    earlier = rows(room, "SELECT max(rowid) FROM revisions")[0][0] or 0
    ids = spoil(room)
    report = asked(room)
    assert report["changed"] == len(ids) == 3
    assert report["columns"]["text"] == 3
    assert rows(room, f"SELECT id, {', '.join(MENDED)} FROM articles ORDER BY id") == whole
    revisions = rows(room, "SELECT article_id, title, text FROM revisions WHERE rowid > ? ORDER BY 1", earlier)
    assert revisions == [(one, "Menu", SPOILED) for one in sorted(ids)]
    assert rows(room, "SELECT article_id, topic_id FROM article_topics ORDER BY 1, 2") == topics
    ((title,),) = rows(room, "SELECT title FROM articles WHERE id = ?", ids[0])
    found = iraqwire("search", " AND ".join(re.findall(r"[A-Za-z]{4,}", title)), "--json", cwd=room.folder)
    assert ids[0] in [one["id"] for one in json.loads(found.stdout)]
    assert iraqwire("doctor", cwd=room.folder).returncode == 0


def test_a_dry_run_says_what_would_change_and_writes_nothing(room: Demo) -> None:
    ids = spoil(room)
    before = everything(room)
    said = iraqwire("reextract", "--dry-run", cwd=room.folder)
    assert everything(room) == before
    assert "3 articles would change" in said.stderr
    assert all(f" {article_id}: " in said.stderr + said.stdout for article_id in ids)
    assert f"text ({len(SPOILED)} letters before" in said.stderr


def test_only_the_pages_that_were_asked_for_are_read(room: Demo) -> None:
    ids = spoil(room)
    ((source_id,),) = rows(room, "SELECT source_id FROM articles WHERE id = ?", ids[1])
    report = asked(room, "--source", source_id)
    assert [one["article_id"] for one in report["changes"]] == [ids[1]]
    assert asked(room, "--since", "2300-01-01")["pages"] == 0
    unknown = iraqwire("reextract", "--source", "nobody", cwd=room.folder)
    assert (unknown.returncode, "no source has the id 'nobody'" in unknown.stderr) == (2, True)


def test_a_file_that_is_gone_is_named_and_none_of_it_read_is_a_failure(room: Demo) -> None:
    (file,) = (room.folder / "raw").glob("*.warc.gz")
    file.unlink()
    done = iraqwire("reextract", cwd=room.folder)
    assert done.returncode == 1
    assert "pages cannot be read again" in done.stderr
    assert f"{file.name}: there is no such file" in "".join(done.stderr.split("\n"))


def test_where_no_pages_are_kept_none_is_written_and_none_can_be_read(demo: Demo, tmp_path: Path) -> None:
    (tmp_path / "iraqwire.toml").write_text('[archive]\nraw = ""\n', encoding="utf-8")
    shutil.copy(demo.archive, tmp_path / "iraqwire.db")
    done = iraqwire("reextract", cwd=tmp_path)
    assert (done.returncode, "archive.raw is empty" in done.stderr) == (2, True)


def test_the_pages_of_a_crawl_come_into_another_archive_as_they_came_into_the_first(room: Demo) -> None:
    (file,) = (room.folder / "raw").glob("*.warc.gz")
    done = iraqwire("--archive", "other.db", "import", "--json", str(file), cwd=room.folder)
    assert done.returncode == 0, done.stderr
    columns = "url, source_id, title, text, html, published_at, published_from, authors, section, image_url, language, credit"
    chosen = f"SELECT {columns} FROM articles ORDER BY url"
    one = rows(room, chosen)
    with sqlite3.connect(room.folder / "other.db") as db:
        other = db.execute(chosen).fetchall()
    assert other == one


# ---------------------------------------------------------------- what only an older extractor would have left

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
GAZETTE = Source("gazette", "The Gazette", "http://gazette.example/", ("en",))
PARAGRAPHS = [
    "The ferry across the Tigris at Amara was out of service for a ninth day on Thursday, and children rowed to school instead.",
    "Its engine had come from Basra in the spring and never fitted, the ferryman said, pointing at a widening puddle of oil.",
    "The council has asked for another one, and until it comes two fishermen share the work and the fares between them.",
    "Shopkeepers on the far bank said that flour was running short, and that the price of a sack had doubled since Sunday.",
    "A bridge was promised eleven years ago, they said, and its first two pillars still stand in the river without a road.",
]


def body(title: str = "No ferry at Amara", paragraphs: list[str] = PARAGRAPHS) -> bytes:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<html><title>{title}</title><body><article><h1>{title}</h1>{text}</article></body></html>".encode()


@pytest.fixture(scope="module")
def pool() -> Iterator[ExtractionPool]:
    with ExtractionPool(1, 20.0) as pool:
        yield pool


@dataclass
class Desk:
    """An archive that a crawl settles pages into; what each was is the test's to say."""

    archive: Archive
    raw: Path
    pool: ExtractionPool
    intake: Intake = field(init=False)

    def __post_init__(self) -> None:
        self.intake = Intake(self.archive, lambda folded: True)
        self.archive.sources.register([GAZETTE])

    def crawl(self, *settled: PageSettled) -> None:
        run_id = self.archive.ledger.start_run("crawl")
        with WarcWriter(self.raw, run_id, clock=lambda: NOW) as writer:
            sink = ArchiveSink(self.archive, self.intake, [GAZETTE], run_id, None, raw=writer)
            for event in settled:
                sink.page_settled(event)

    def reextract(self, *, dry_run: bool = False) -> Reextracted:
        row_ids = self.archive.kept_pages.newest()
        later = NOW + timedelta(days=30)
        return reextract(self.archive, self.raw, row_ids, self.intake, [GAZETTE], self.pool, lambda: later, dry_run=dry_run)

    def text(self, url: str) -> str:
        stored = self.archive.articles.by_url(url)
        return stored.article.text if stored else ""


@pytest.fixture
def desk(tmp_path: Path, pool: ExtractionPool) -> Iterator[Desk]:
    with Archive(tmp_path / "iraqwire.db", clock=lambda: NOW) as archive:
        yield Desk(archive, tmp_path / "raw", pool)


def settled(number: int, html: bytes, article: Article | None = None, reason: str = "", title: str = "", **more: Any) -> PageSettled:
    listing = Listing("gazette", f"http://gazette.example/news/{number}", title)
    at = NOW + timedelta(minutes=number)
    raw = Page(listing, listing.url, html, at, "text/html; charset=utf-8")
    return PageSettled(listing, listing.url, 200, len(html), at, article, reason, raw=raw, **more)


def article(number: int, text: str = "\n".join(PARAGRAPHS), title: str = "No ferry at Amara") -> Article:
    return Article(f"http://gazette.example/news/{number}", "gazette", title, text, language="en")


def test_a_page_that_held_no_article_and_does_now_comes_in(desk: Desk) -> None:
    desk.crawl(settled(1, body(), reason="too_short", mentions=(Mention("A headline of the list", "Somebody"),)))
    assert desk.archive.ledger.knows("http://gazette.example/news/1")
    looked = desk.reextract(dry_run=True)
    assert (looked.admitted, desk.text("http://gazette.example/news/1")) == (1, "")
    report = desk.reextract()
    assert (report.pages, report.admitted, report.changed) == (1, 1, 0)
    assert desk.text("http://gazette.example/news/1") == "\n".join(PARAGRAPHS)
    stored = desk.archive.articles.by_url("http://gazette.example/news/1")
    assert stored is not None
    assert stored.first_seen_at == NOW + timedelta(days=30), "a late find is seen in the feeds"
    assert stored.article.mentions == ()
    assert desk.archive._connection.rows("SELECT * FROM mentions") == []
    again = desk.reextract()
    assert (again.pages, again.admitted, again.changed) == (1, 0, 0), "its page is the article's from now on"


def test_an_article_whose_page_holds_none_any_more_stays_and_is_reported(desk: Desk) -> None:
    desk.crawl(settled(1, b"<html><title>Menu</title><p>Home</p><p>News</p></html>", article(1)))
    report = desk.reextract()
    assert (report.pages, report.changed, report.refused.total()) == (1, 0, 1)
    (refusal,) = report.refusals
    assert (refusal.url, refusal.title, refusal.what) == ("http://gazette.example/news/1", "No ferry at Amara", *report.refused)
    assert desk.text("http://gazette.example/news/1") == "\n".join(PARAGRAPHS)


def test_the_feeds_own_text_in_place_of_a_refused_page_is_no_refusal_of_today(desk: Desk) -> None:
    wall = b"<html><title>Subscribe</title><p>Subscribe to read on.</p></html>"
    desk.crawl(settled(1, wall, article(1), error="the feed's own text: the page was refused (too_short)"))
    report = desk.reextract()
    assert (report.pages, report.refused.total(), report.changed) == (1, 0, 0)


def test_a_page_that_was_not_what_was_listed_is_none_today_either(desk: Desk) -> None:
    crawled = [settled(1, body(), article(1), title="No ferry at Amara"), settled(2, body(), reason="other_page", title="Dates of Basra")]
    desk.crawl(*crawled)
    report = desk.reextract()
    assert (report.pages, report.admitted) == (2, 0)


def test_of_an_article_that_was_fetched_again_the_last_page_counts(desk: Desk) -> None:
    longer = [*PARAGRAPHS, "The council said on Friday that the engine would be sent back to Basra, and that nobody knew who would pay."]
    desk.crawl(settled(1, body(), article(1)))
    desk.crawl(settled(1, body(paragraphs=longer), article(1, "\n".join(longer))))
    report = desk.reextract()
    assert (report.pages, report.columns["text"]) == (1, 0)
    assert desk.text("http://gazette.example/news/1") == "\n".join(longer)


def test_a_page_elsewhere_that_named_the_article_as_itself_is_not_what_it_is_read_from(desk: Desk) -> None:
    desk.crawl(settled(1, body(), article(1, SPOILED)))
    at_home = "http://gazette.example/news/1"
    desk.crawl(settled(2, body("Another title"), replace(article(2, SPOILED), canonical_url=at_home)))
    assert desk.archive.articles.extent()[0] == 1
    report = desk.reextract()
    assert (report.pages, report.changed) == (1, 1)
    stored = desk.archive.articles.by_url(at_home)
    assert stored is not None
    assert (stored.article.title, stored.article.text) == ("No ferry at Amara", "\n".join(PARAGRAPHS))


def test_a_torn_record_is_counted_and_the_rest_goes_on(desk: Desk) -> None:
    desk.crawl(settled(1, body(), article(1, SPOILED)), settled(2, body("Two"), article(2, "Spoiled too.", "Two")))
    (file,) = desk.raw.iterdir()
    file.write_bytes(file.read_bytes()[:-9])
    report = desk.reextract()
    assert (report.pages, report.changed, report.unreadable.total()) == (1, 1, 1)
    assert next(iter(report.unreadable)).startswith(f"{file}: no whole record at byte ")
    assert desk.text("http://gazette.example/news/1") == "\n".join(PARAGRAPHS)
    assert desk.text("http://gazette.example/news/2") == "Spoiled too."


def test_a_file_of_another_archive_under_the_same_name_is_not_believed(desk: Desk) -> None:
    desk.crawl(settled(1, body(), article(1, SPOILED)))
    (file,) = desk.raw.iterdir()
    whole = file.read_bytes()
    file.unlink()
    other = Listing("gazette", "http://gazette.example/news/9")
    with WarcWriter(desk.raw, 1, clock=lambda: NOW) as writer:
        writer.keep(Page(other, other.url, body("Nine"), NOW, "text/html"))
    assert len(file.read_bytes()) != len(whole)
    report = desk.reextract()
    assert (report.pages, report.unreadable.total()) == (0, 1)
    assert desk.text("http://gazette.example/news/1") == SPOILED


def test_the_context_is_the_one_that_the_crawl_gave(desk: Desk) -> None:
    seen: list[PageContext] = []

    class Listening:
        def submit(self, body: bytes, url: str, context: PageContext) -> Any:
            seen.append(context)
            return desk.pool.submit(body, url, context)

        def close(self, *, wait: bool = False) -> None: ...

    source = Source("gazette", "The Gazette", "http://gazette.example/", ("en", "ar"), timezone="Asia/Tehran", domains=("g.example",))
    listing = Listing("gazette", "http://gazette.example/news/1", "No ferry\tat Amara", NOW - timedelta(hours=2), "feed", "ar")
    page = Page(listing, listing.url, body(), NOW, "text/html; charset=windows-1256")
    desk.crawl(PageSettled(listing, page.url, 200, len(page.body), NOW, article(1), raw=page))
    row_ids = desk.archive.kept_pages.newest()
    reextract(desk.archive, desk.raw, row_ids, desk.intake, [source], Listening(), lambda: NOW, dry_run=True)
    assert seen == [PageContext.of_page(source, page)]
    assert seen[0].languages == ("ar", "en")


def test_a_page_that_breaks_extraction_costs_itself_alone(desk: Desk) -> None:
    class Breaking:
        def submit(self, body: bytes, url: str, context: PageContext) -> Any:
            if not url.endswith("/1"):
                return desk.pool.submit(body, url, context)
            broken: Future[Article] = Future()
            broken.set_exception(NotAnArticle("worker_died", url))
            return broken

        def close(self, *, wait: bool = False) -> None: ...

    desk.crawl(settled(1, body(), article(1, SPOILED)), settled(2, body("Two"), article(2, "Spoiled too.", "Two")))
    report = reextract(
        desk.archive, desk.raw, desk.archive.kept_pages.newest(), desk.intake, [GAZETTE], Breaking(), lambda: NOW + timedelta(days=1)
    )
    assert (dict(report.refused), report.changed) == ({"worker_died": 1}, 1)
