"""`import`: records and saved pages by the same intake, and nothing dropped in silence."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from iraqwire.files import Record, read_file
from iraqwire.importing import import_records, source_for
from iraqwire.indexing import ready_index
from iraqwire.intake import Intake
from news.errors import ImportFailed
from news.model import Article, Listing, Page, Source
from storage import Archive
from storage.warc import WarcWriter

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
TEXT = (
    "The ferry across the Tigris at Amara was out of service for a ninth day on Thursday, and children rowed to school.\n"
    "Its engine had come from Basra in the spring and never fitted, the ferryman said, pointing at a puddle of oil.\n"
    "The council has asked for another one. Until it comes, two fishermen share the work and the fares between them."
)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "iraqwire.db") as archive:
        yield archive


def take(archive: Archive, path: Path, url: str = "") -> dict[str, object]:
    intake = Intake(archive, lambda folded: True)
    return import_records(archive, read_file(path, url), [], intake, lambda: NOW).as_json()


def test_records_come_in_and_the_bad_ones_are_counted_with_their_place(tmp_path: Path, archive: Archive) -> None:
    file = tmp_path / "in.jsonl"
    good = {"url": "http://a.example/1", "title": "No ferry", "text": TEXT, "source": "amara-post", "published_at": "2026-11-19T08:00:00Z"}
    lines = [
        json.dumps(good),
        "{not json",
        json.dumps({**good, "url": "ftp://a.example/"}),
        json.dumps({"url": "http://a.example/2"}),
        "",
        "[]",
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    done = take(archive, file)
    assert done["outcomes"] == {"original": 1}
    assert done["refused"] == {"unreadable": 4}
    stored = archive.articles.find("http://a.example/1")
    assert stored is not None
    assert stored.article.language == "en"
    source = archive.sources.get("amara-post")
    assert source is not None
    assert source.scope == "beat"
    assert [record.place for record in read_file(file) if record.reason] == [f"{file}:{n}" for n in (2, 3, 4, 6)]


def test_importing_again_adds_nothing(tmp_path: Path, archive: Archive) -> None:
    file = tmp_path / "in.jsonl"
    file.write_text(json.dumps({"url": "http://a.example/1", "title": "No ferry", "text": TEXT, "source": "amara-post"}), encoding="utf-8")
    take(archive, file)
    assert take(archive, file)["outcomes"] == {"unchanged": 1}


def test_lists_are_taken_out_of_imported_texts(tmp_path: Path, archive: Archive) -> None:
    listed = "\n".join(
        f"- Headline number {n} of some outlet - Outlet {n} - September {n}th, 2025 [September {n}th, 2025]" for n in range(4, 20)
    )
    file = tmp_path / "in.jsonl"
    file.write_text(
        json.dumps({"url": "http://a.example/1", "title": "No ferry", "text": f"{TEXT}\n{listed}", "source": "farm"}), encoding="utf-8"
    )
    assert take(archive, file)["mentions"] == 16
    stored = archive.articles.find("http://a.example/1")
    assert stored is not None
    assert stored.article.text == TEXT


def test_a_list_alone_is_an_index_and_its_mentions_are_kept(tmp_path: Path, archive: Archive) -> None:
    listed = "\n".join(
        f"- Headline number {n} of some outlet - Outlet {n} - September {n}th, 2025 [September {n}th, 2025]" for n in range(4, 30)
    )
    file = tmp_path / "in.jsonl"
    file.write_text(json.dumps({"url": "http://a.example/1", "title": "Latest", "text": listed, "source": "farm"}), encoding="utf-8")
    done = take(archive, file)
    assert done["refused"] == {"index": 1}
    assert done["mentions"] == 26


def test_a_saved_page_comes_in_under_its_canonical_link_or_the_address_given(tmp_path: Path, archive: Archive) -> None:
    body = "".join(f"<p>{line}</p>" for line in TEXT.splitlines())
    file = tmp_path / "page.html"
    file.write_text(f"<html lang=en><title>No ferry</title><article><h1>No ferry</h1>{body}</article></html>", encoding="utf-8")
    assert take(archive, file)["refused"] == {"unreadable": 1}
    assert take(archive, file, "http://a.example/ferry?utm_source=x")["outcomes"] == {"original": 1}
    assert archive.articles.find("http://a.example/ferry") is not None
    head = "<title>No ferry</title><link rel=canonical href='https://www.amara-post.example/2026/ferry'>"
    file.write_text(f"<html lang=en>{head}<article><h1>No ferry</h1>{body}</article></html>", encoding="utf-8")
    assert sum(take(archive, file)["outcomes"].values()) == 1  # type: ignore[attr-defined]
    assert archive.articles.find("https://www.amara-post.example/2026/ferry") is not None


def test_a_file_of_another_kind_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "notes.pdf").write_bytes(b"%PDF-")
    with pytest.raises(ImportFailed, match=r"notes\.pdf: files ending in \.pdf"):
        list(read_file(tmp_path / "notes.pdf"))


def test_a_source_is_known_by_its_host() -> None:
    known = Source("post", "The Post", "https://www.post.example/")
    assert source_for(Article("https://post.example/1", "", "T", "x"), [known]) is known
    assert source_for(Article("https://www.new-site.example/1", "", "T", "x"), [known]).id == "new-site-example"


def test_what_was_read_before_a_file_failed_is_kept(tmp_path: Path, archive: Archive) -> None:
    file = tmp_path / "in.jsonl"
    file.write_text(json.dumps({"url": "http://a.example/1", "title": "No ferry", "text": TEXT, "source": "post"}), encoding="utf-8")

    def records() -> Iterator[Record]:
        yield from read_file(file)
        raise ImportFailed("the disk went away", "put it back")

    with pytest.raises(ImportFailed, match="the disk went away"):
        import_records(archive, records(), [], Intake(archive, lambda folded: True), lambda: NOW)
    assert archive.articles.find("http://a.example/1") is not None


def test_index_pages_without_an_address_keep_their_mentions_apart(tmp_path: Path, archive: Archive) -> None:
    for name in ("one", "two"):
        rows = "".join(
            f"<li><a href='http://a.example/{name}/{n}'>Headline {n} of page {name} in full - Outlet</a> - September {n}th, 2025 [September {n}th, 2025]</li>"
            for n in range(4, 24)
        )
        (tmp_path / f"{name}.html").write_text(
            f"<html><title>{name}</title><body><h1>Latest</h1><ul>{rows}</ul></body></html>", encoding="utf-8"
        )
        assert take(archive, tmp_path / f"{name}.html")["refused"] == {"index": 1}
    assert len(archive._connection.rows("SELECT 1 FROM mentions")) == 40


def test_a_saved_page_is_read_by_the_zone_of_its_source(tmp_path: Path, archive: Archive) -> None:
    body = "".join(f"<p>{line}</p>" for line in TEXT.splitlines())
    page = tmp_path / "page.html"
    page.write_text(
        f"<html lang=en><title>No ferry</title><link rel=canonical href='http://post.example/ferry'>"
        f"<meta property='article:published_time' content='2026-11-01T09:00:00'><article><h1>No ferry</h1>{body}</article></html>",
        encoding="utf-8",
    )
    post = Source("post", "The Post", "http://post.example/", timezone="America/New_York")
    import_records(archive, read_file(page, known=[post]), [post], Intake(archive, lambda folded: True), lambda: NOW)
    stored = archive.articles.find("http://post.example/ferry")
    assert stored is not None
    assert (stored.article.source_id, stored.article.published_at) == ("post", datetime(2026, 11, 1, 14, tzinfo=UTC))


def test_importing_again_with_a_better_date_mends_it(tmp_path: Path, archive: Archive) -> None:
    file = tmp_path / "in.jsonl"
    record = {"url": "http://a.example/1", "title": "No ferry", "text": TEXT, "source": "post"}
    outcomes = []
    for more in ({}, {"published_at": "2026-11-01T09:00:00Z"}, {}, {"published_at": "2026-11-01T09:00:00.5Z"}):
        file.write_text(json.dumps({**record, **more}), encoding="utf-8")
        outcomes.append(take(archive, file)["outcomes"])
    assert outcomes == [{"original": 1}, {"revised": 1}, {"unchanged": 1}, {"unchanged": 1}]
    stored = archive.articles.find("http://a.example/1")
    assert stored is not None
    assert stored.article.published_at == datetime(2026, 11, 1, 9, tzinfo=UTC)


def test_new_stories_are_counted(tmp_path: Path, archive: Archive) -> None:
    file = tmp_path / "in.jsonl"
    rows = [{"url": f"http://{name}.example/1", "title": "No ferry", "text": TEXT} for name in ("a", "b")]
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    done = take(archive, file)
    assert (done["articles"], done["stories"]) == (2, 1)


def test_a_host_in_another_script_is_a_source_of_its_own() -> None:
    arabic = source_for(Article("https://مثال.إختبار/1", "", "T", "x"), [])
    assert arabic.id
    assert source_for(Article("https://good.example/1", "", "T", "x"), [arabic]).id == "good-example"


def test_an_archive_that_came_without_its_index_finds_copies_all_the_same(tmp_path: Path) -> None:
    file = tmp_path / "in.jsonl"
    file.write_text(json.dumps({"url": "http://a.example/1", "title": "No ferry", "text": TEXT, "source": "amara-post"}) + "\n", "utf-8")
    with Archive(tmp_path / "iraqwire.db") as archive:
        take(archive, file)
        archive._connection.run("DELETE FROM _settings WHERE name = 'index'")  # as after a migration from before the index
        archive._connection.run("DELETE FROM _tail")
    file.write_text(json.dumps({"url": "http://b.example/1", "title": "No ferry", "text": TEXT, "source": "b-post"}) + "\n", "utf-8")
    with Archive(tmp_path / "iraqwire.db") as archive:
        assert ready_index(archive)
        take(archive, file)
        assert archive.stories.counts()["copy"] == 1
        assert not ready_index(archive)


def test_a_warc_file_that_breaks_off_gives_the_pages_before_it(tmp_path: Path, archive: Archive) -> None:
    text = "".join(f"<p>{line}</p>" for line in TEXT.splitlines())
    pages = [
        Page(
            Listing("", f"http://a.example/{n}"), f"http://a.example/{n}", f"<title>{title}</title><article>{text}</article>".encode(), NOW
        )
        for n, title in enumerate(("No ferry", "No ferry either"))
    ]
    with WarcWriter(tmp_path, 1, clock=lambda: NOW) as writer:
        place, last = (writer.keep(replace(page, content_type="text/html")) for page in pages)
    file = tmp_path / place.file
    file.write_bytes(file.read_bytes()[: last.offset + 100])
    done = take(archive, file)
    assert (done["outcomes"], done["refused"]) == ({"original": 1}, {"unreadable": 1})
    stored = archive.articles.find("http://a.example/0")
    assert stored is not None
    assert (stored.article.text, stored.article.source_id) == (TEXT, "a-example")
    assert [(record.place, record.error[:27]) for record in read_file(file) if record.reason] == [
        (str(file), "broken off or damaged after")
    ]
