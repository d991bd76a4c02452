"""docs/archive.md: its SQL runs and finds what it says on a small archive, its tables are the archive's own."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from news.model import Credit, Listing, Mention, Origin, Page, Placement, Source, Translation, Verdict
from news.text import fold
from storage import Archive
from storage.warc import WarcWriter

TEXT = (Path(__file__).parents[2] / "docs/archive.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```sql\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)

# The public contract: names and order. Only a migration may change them.
CONTRACT = {
    "sources": "id name home languages kind scope enabled last_success_at last_failure_at last_error failures articles",
    "entry_points": "url source_id kind probation first_asked_at read_at changed_at yielded_at failed_at articles failures last_error due_at",
    "gaps": "id source_id entry_url since until found_at closed_at closed_by",
    "articles": "id source_id url canonical_url title text html language authors published_at published_from modified_at"
    " first_seen_at story_id role credit section image_url image_alt direction found_in",
    "stories": "id lead_id first_seen_at updated_at merged_into",
    "verdicts": "article_id other_id same role containment jaccard rule by version decided_at evidence",
    "mentions": "page_url article_id title outlet published_on url matched_id matched_by",
    "origins": "article_id outlet source_id title url how evidence origin_id found_at",
    "translations": "article_id language url other_id",
    "revisions": "article_id seen_at title text",
    "fetches": "run_id source_id url status outcome article_id fetched_at bytes error warc_file warc_offset",
    "runs": "id kind started_at finished_at counts",
    "article_topics": "article_id topic_id matched_at",
    "articles_fts": "title opening rest acronyms",
}


@pytest.fixture
def small(archive: Archive, desk) -> Archive:
    at = datetime(2026, 11, 21, 2, tzinfo=UTC)
    archive.sources.register([Source("herald", "Marsh Herald", "http://herald.example/")])
    run = archive.ledger.start_run("crawl")
    lead = desk.admit(
        "Marshes: water falls", "The WHO and others warn that water in the marshes falls.", source_id="herald", published_at=at
    )
    desk.admit(
        "Marshes",
        "Water in the marshes falls, says a paper.",
        Placement(desk.story_of(lead), "copy", leads=False, verdicts=((lead, Verdict(True, "contained", "copy", 0.98)),)),
        credit=Credit("Marsh Herald", "phrase", "as the Marsh Herald reports"),
        mentions=(Mention("Another headline", "Basra Post"), Mention("Water falls", url="http://a.example/1?utm_source=list")),
    )
    archive.origins.keep(2, Origin("Marsh Herald", "credit", "as the Marsh Herald reports", source_id="herald", article_id=lead), "", at)
    archive.origins.keep(lead, Origin("Delta Wire", "dateline", "MARSHES (Delta Wire) -"), "", at)
    named = (Translation("en", archive.articles.get(lead).article.url),)  # type: ignore[union-attr]
    desk.admit("الأهوار", "مياه الأهوار تنخفض، وتبقى الأهْوار بلا ماء.", source_id="b", translations=named)
    for numbers in ((1, 2), (8, 9)):
        listings = [Listing("herald", f"http://herald.example/{number}") for number in numbers]
        trace, _, _ = archive.entry_points.last_reading("http://herald.example/feed")
        archive.ledger.entry_read(
            run,
            "herald",
            "http://herald.example/feed",
            listings,
            status=200,
            etag="",
            last_modified="",
            size=9,
            fetched_at=at,
            trace=trace.after(listings),
            linked=trace.links_up(listings),
        )
    archive.verdicts.append(lead, [(desk.made[-1], Verdict(False, "reader", by="reader", evidence="a translation"))], at)
    archive.topics.record("1", [(lead, ["water"])], at)
    archive.ledger.page_settled(
        run,
        Listing("herald", "http://herald.example/1"),
        url="http://herald.example/1",
        status=200,
        size=1,
        outcome="original",
        error="",
        article_id=lead,
        again=False,
        fetched_at=at,
    )
    archive.ledger.entry_failed(run, "b", "http://b.example/feed", status=503, reason="status", error="answered 503", fetched_at=at)
    archive.ledger.finish_run(run, {"pages": 1})
    return archive


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 12


@pytest.mark.parametrize("sql", EXAMPLES, ids=lambda sql: " ".join(sql.split()[:12]))
def test_an_example_finds_something(small: Archive, sql: str) -> None:
    values = {"story": small.articles.get(1).story_id} if ":story" in sql else {}  # type: ignore[union-attr]
    assert small._connection.rows(sql, values)


def test_the_program_that_reads_a_page_does(
    tmp_path: Path, small: Archive, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    at = datetime(2026, 11, 21, 3, tzinfo=UTC)
    listing = Listing("herald", "http://herald.example/1")
    with WarcWriter(tmp_path / "raw", 1) as writer:
        place = writer.keep(Page(listing, listing.url, b"<html>Marshes</html>", at, "text/html"))
    small.ledger.page_settled(
        1, listing, url=listing.url, status=200, size=1, outcome="original", error="", article_id=1, again=False, fetched_at=at, place=place
    )
    monkeypatch.chdir(tmp_path)
    (program,) = re.findall(r"^```python\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    exec(program, {})
    assert capsys.readouterr().out == "http://herald.example/1 b'<html>Marshes</html>'\n"


def test_the_archive_has_the_tables_of_the_contract(archive: Archive) -> None:
    public = {
        name
        for (name,) in archive._connection.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
        if not name.startswith(("_", "sqlite_", "articles_fts_"))
    }
    assert public == set(CONTRACT)
    for table, names in CONTRACT.items():
        columns = [name for (name,) in archive._connection.rows(f"SELECT name FROM pragma_table_info('{table}') ORDER BY cid")]
        assert [name for name in columns if not name.startswith("_")] == names.split(), table


def test_every_foreign_key_names_its_column(archive: Archive) -> None:
    """Datasette asks `PRAGMA foreign_key_list`, which says nothing of a column that REFERENCES leaves out."""
    tables = [name for (name,) in archive._connection.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    keys = [
        (table, *key)
        for table in tables
        for key in archive._connection.rows(f'SELECT "table", "to" FROM pragma_foreign_key_list({table!r})')
    ]
    assert len(keys) >= 18
    assert [key for key in keys if key[2] != "id"] == []


def test_the_document_has_every_table_and_column_in_order() -> None:
    sections = dict(re.findall(r"^### (\w+)\n(.*?)(?=^###? |\Z)", TEXT, re.MULTILINE | re.DOTALL))
    named = {
        table: [name for cells in re.findall(r"^\| (`[^|]+) \|", body, re.MULTILINE) for name in re.findall(r"`(\w+)`", cells)]
        for table, body in sections.items()
    }
    assert named == {table: names.split() for table, names in CONTRACT.items()}


def test_the_letters_of_the_document_are_those_of_the_folding() -> None:
    said = re.findall(r"((?:[^\x00-\x7f] )+)(?:are|is) (\S)[;\n]", TEXT)
    assert len(said) >= 6
    for variants, letter in said:
        assert {fold(variant) for variant in variants.split()} == {fold(letter)} == {letter}
