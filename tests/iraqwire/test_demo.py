"""The whole job on the replica newsroom, held to its truth."""

import json
import re
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import pytest
from shell import Demo, iraqwire

from iraqwire.demo.run import clear, own
from news.errors import UsageError

LIST_LINE = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2}(?:st|nd|rd|th), \d{4} \["
)


def test_the_demo_says_how_to_ask_and_serve_what_it_made(tmp_path: Path) -> None:
    done = iraqwire("demo", "--once", "--workspace", str(tmp_path / "room"), cwd=tmp_path)
    (asked, serving) = (line for line in done.stdout.splitlines() if "iraqwire --config" in line)
    assert serving.endswith(" serve")
    found = iraqwire(*asked.partition(": iraqwire ")[2].split(), cwd=tmp_path)
    assert (found.returncode, " have trouble" in found.stdout) == (0, True), found.stdout


def feeds_of(demo: Demo) -> dict[str, feedparser.FeedParserDict]:
    return {path.name: feedparser.parse(path.read_bytes()) for path in (demo.folder / "public/feeds").glob("*.atom")}


def test_sameness_agrees_with_the_truth(demo: Demo) -> None:
    assert demo.report["precision"] >= 0.98, demo.report["welded"]
    assert demo.report["recall"] >= 0.98, demo.report["missed"]
    assert demo.report["wrongly_hidden"] == []


def test_the_report_adds_up(demo: Demo) -> None:
    report = demo.report
    assert report["articles"] - report["stories"] == report["copies_removed"] > 20
    assert report["stories"] >= 40
    assert report["index_pages_removed"] > 0
    assert report["strays"] == [], "no page that is no article is archived"
    assert report["mentions"] >= 120
    assert len(report["sources_failed"]) == 2, "one source answers 503 and one never answers"
    assert report["failed"].get("robots"), "the page that robots.txt forbids is counted"


def test_every_feed_is_sound_and_holds_each_story_once(demo: Demo) -> None:
    feeds = feeds_of(demo)
    assert {"all.atom", "displacement.atom", "all.ar.atom", "all.ckb.atom"} <= set(feeds)
    for name, feed in feeds.items():
        assert not feed.bozo, (name, feed.get("bozo_exception"))
        ids = [entry.id for entry in feed.entries]
        assert len(ids) == len(set(ids))
    assert len(feeds["all.atom"].entries) == demo.report["entries"]


def test_no_list_line_is_published(demo: Demo) -> None:
    for name, feed in feeds_of(demo).items():
        for entry in feed.entries:
            text = " ".join(content.value for content in entry.get("content", [])) + entry.get("summary", "")
            assert not LIST_LINE.search(text), (name, entry.title)


def test_copies_are_related_links_of_their_origins_entry(demo: Demo) -> None:
    entries = feeds_of(demo)["all.atom"].entries
    related = [link for entry in entries for link in entry.links if link.rel == "related"]
    assert len(related) >= 20
    assert all(sum(link.rel == "alternate" for link in entry.links) == 1 for entry in entries)
    assert all(entry.get("source", {}).get("title") for entry in entries)


def test_the_archive_is_sound(demo: Demo) -> None:
    with sqlite3.connect(demo.archive) as db:
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)
        assert db.execute("pragma foreign_key_check").fetchall() == []
        db.execute("insert into articles_fts (articles_fts) values ('integrity-check')")
        assert db.execute("select count(*) from articles").fetchone() == db.execute("select count(*) from articles_fts").fetchone()
        assert db.execute(
            "select count(*) from stories s where not exists (select 1 from articles a where a.id = s.lead_id)"
        ).fetchone() == (0,)


@pytest.mark.parametrize("query", ["Mosul", "نفط", "عێراق", "UNESCO", "title:water OR ماء", '"Basra" -oil'])
def test_search_finds_in_three_languages(demo: Demo, query: str) -> None:
    done = iraqwire("search", query, "--archive", str(demo.archive), "--json", cwd=demo.folder)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)


def test_why_names_rule_measures_and_shared_passages(demo: Demo) -> None:
    with sqlite3.connect(demo.archive) as db:
        article, other = db.execute("select article_id, other_id from verdicts where same = 1 limit 1").fetchone()
    done = iraqwire("why", str(article), str(other), "--archive", str(demo.archive), cwd=demo.folder)
    assert done.returncode == 0, done.stderr
    assert "one story" in done.stdout
    assert "containment" in done.stdout
    assert "words in both" in done.stdout


def test_why_tells_how_two_articles_that_were_never_compared_came_into_one_story(demo: Demo) -> None:
    with sqlite3.connect(demo.archive) as db:
        first, second = db.execute(
            "select a.id, b.id from articles a join articles b on b.story_id = a.story_id and b.id > a.id"
            " where not exists (select 1 from verdicts v where v.article_id = b.id and v.other_id = a.id) limit 1"
        ).fetchone()
    reasons = json.loads(iraqwire("why", str(first), str(second), "--json", "--archive", str(demo.archive), cwd=demo.folder).stdout)
    assert reasons["same_story"]
    assert reasons["decided"] == []
    assert {first, second} <= {decision[end] for decision in reasons["decided_through"] for end in ("article_id", "other_id")}


def test_what_is_exported_can_be_imported_and_gives_the_same_stories(demo: Demo, tmp_path: Path) -> None:
    exported = iraqwire("export", "--archive", str(demo.archive), cwd=demo.folder)
    (tmp_path / "all.jsonl").write_text(exported.stdout, encoding="utf-8")
    done = iraqwire("import", "all.jsonl", "--json", "--config", str(demo.folder / "iraqwire.toml"), "--archive", "again.db", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["refused"] == {}

    def groups(path: Path) -> set[frozenset[str]]:
        with sqlite3.connect(path) as db:
            rows = db.execute("select group_concat(url, ' ') from articles group by story_id").fetchall()
        return {frozenset(urls.split()) for (urls,) in rows}

    assert groups(tmp_path / "again.db") == groups(demo.archive)


def test_publishing_again_changes_no_byte(demo: Demo) -> None:
    done = iraqwire("publish", "--config", str(demo.folder / "iraqwire.toml"), "--json", cwd=demo.folder)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["written"] == 0


@pytest.mark.parametrize("config", [None, b"", b"# replica newsroom, says who?", "# الموصل".encode("cp1256")])
def test_a_folder_that_no_demo_made_is_left_alone(tmp_path: Path, config: bytes | None) -> None:
    (tmp_path / "iraqwire.db").write_bytes(b"somebody's archive")
    if config is not None:
        (tmp_path / "iraqwire.toml").write_bytes(config)
    with pytest.raises(UsageError, match="holds no demo"):
        own(tmp_path)
    assert (tmp_path / "iraqwire.db").read_bytes() == b"somebody's archive"


def test_a_demo_takes_away_its_own_files_and_no_others(tmp_path: Path) -> None:
    own(tmp_path)
    (tmp_path / "public/feeds").mkdir(parents=True)
    ours = [tmp_path / "iraqwire.db", tmp_path / "iraqwire.toml", tmp_path / "public/feeds/all.atom"]
    theirs = [tmp_path / "thesis.txt", tmp_path / "public/index.html"]
    for file in (*ours, *theirs):
        file.write_text("x")
    own(tmp_path)
    clear(tmp_path)
    assert not any(file.exists() for file in ours)
    assert all(file.exists() for file in theirs)


def test_the_same_instant_makes_the_same_newsroom() -> None:
    from iraqwire.demo.newsroom import Newsroom

    now = datetime(2026, 11, 20, 6, tzinfo=UTC)
    assert Newsroom(now).resources == Newsroom(now).resources
