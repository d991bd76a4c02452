"""The files under public/feeds: what is in them, when they change, what becomes of old ones."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from feeds import publish as publishing
from feeds.files import FeedFiles
from feeds.topics import load_topics
from news.errors import IraqwireError
from news.model import Article, Placement, Topic
from storage import Archive


def titles(feed: Any) -> list[str]:
    return [entry.title for entry in feed.entries]


def test_a_story_is_in_all_in_its_topics_and_in_its_languages(desk: Any) -> None:
    desk.admit("Basra oil exports rise")
    desk.admit("صادرات النفط العراقي ترتفع", "قالت وزارة النفط إن صادرات العراق ارتفعت.", language="ar")
    report = desk.publish()
    assert titles(desk.feed("all.atom")) == ["صادرات النفط العراقي ترتفع", "Basra oil exports rise"]
    assert titles(desk.feed("oil.atom")) == ["صادرات النفط العراقي ترتفع", "Basra oil exports rise"]
    assert titles(desk.feed("oil.ar.atom")) == ["صادرات النفط العراقي ترتفع"]
    assert titles(desk.feed("oil.en.atom")) == ["Basra oil exports rise"]
    assert titles(desk.feed("sports.atom")) == []
    assert report.entries == 2
    assert len(report.written) == 14 * 3


def test_what_is_no_news_of_the_beat_is_in_all_alone(desk: Any) -> None:
    desk.admit("Oil prices fall in London", "Brent crude fell on Monday.")
    desk.publish()
    assert len(desk.feed("all.atom").entries) == 1
    assert desk.feed("oil.atom").entries == []


def test_the_same_archive_gives_the_same_bytes_and_files_stay_untouched(desk: Any) -> None:
    desk.admit("Basra oil exports rise")
    desk.publish()
    before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in (desk.directory / "feeds").iterdir()}
    report = desk.publish(now=desk.now + timedelta(hours=5))
    assert report.written == ()
    assert {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in (desk.directory / "feeds").iterdir()} == before


def test_every_change_moves_the_file_date_by_a_whole_second(desk: Any) -> None:
    desk.admit("Basra oil exports rise")
    desk.publish()
    path: Path = desk.directory / "feeds" / "oil.atom"
    dates = [path.stat().st_mtime]
    for number in range(3):
        desk.admit(f"Basra oil exports rise again {number}")
        desk.publish(now=desk.now - timedelta(minutes=desk.made))  # the same second each time
        dates.append(path.stat().st_mtime)
    assert dates == [dates[0] + step for step in range(4)]


def test_a_killed_publishing_leaves_the_old_feed_whole(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.admit("Basra oil exports rise")
    desk.publish()
    old = desk.bytes_of("oil.atom")
    desk.admit("Kirkuk oil exports fall")

    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        desk.publish()
    monkeypatch.undo()
    assert desk.bytes_of("oil.atom") == old
    desk.publish()
    assert len(desk.feed("oil.atom").entries) == 2


def test_the_window_is_three_nights_but_never_under_fifty(desk: Any) -> None:
    for number in range(60):
        desk.admit(f"Basra oil exports rise, {number}")
    desk.publish()
    assert len(desk.feed("oil.atom").entries) == 60
    desk.publish(now=desk.now + timedelta(days=9))
    feed = desk.feed("oil.atom")
    assert len(feed.entries) == 50
    assert feed.entries[0].title == "Basra oil exports rise, 59"


def test_a_feed_holds_five_hundred_entries_at_most(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "AT_MOST", 55)
    with desk.archive.transaction():
        for number in range(60):
            desk.admit(f"Basra oil exports rise, {number}")
    desk.publish()
    assert len(desk.feed("oil.atom").entries) == 55


def test_a_feed_too_large_loses_its_oldest_and_the_report_says_so(desk: Any) -> None:
    long = "\n".join([OIL_LINE * 10] * 40)
    with desk.archive.transaction():
        for number in range(25):
            desk.admit(f"Basra oil exports rise, {number}", f"{long} {number}")
    report = desk.publish()
    feed = desk.feed("oil.atom")
    size = len(desk.bytes_of("oil.atom"))
    assert 2_700_000 < size < 3_000_000
    assert feed.entries[0].title.endswith("24")
    assert ("oil.atom", 25 - len(feed.entries)) in report.shortened


OIL_LINE = (
    "The oil ministry of Iraq said that exports through the terminals of Basra had risen again in the last month of the year, as before. "
    * 3
)


def test_an_article_too_large_for_a_feed_is_shown_as_an_excerpt(desk: Any) -> None:
    desk.admit("Basra oil exports rise", OIL_LINE * 3000)
    desk.admit("Kirkuk oil exports rise")
    desk.publish()
    feed = desk.feed("oil.atom")
    assert len(feed.entries) == 2
    assert len(feed.entries[1].content[0].value) < 1000


def test_old_stories_are_archived_only(desk: Any) -> None:
    desk.admit("Basra oil exports rose in 2019", published_at=desk.now - timedelta(days=2000))
    desk.admit("Basra oil exports rise", published_at=desk.now - timedelta(days=2))
    desk.publish(max_age_days=30)
    assert titles(desk.feed("oil.atom")) == ["Basra oil exports rise"]
    desk.publish(max_age_days=0)
    assert len(desk.feed("oil.atom").entries) == 2


def test_feeds_of_topics_that_are_gone_are_removed_and_nothing_else(desk: Any) -> None:
    marshes = load_topics([Topic("marshes", "Marshes", "marshes")])
    desk.publish(topics=marshes)
    folder: Path = desk.directory / "feeds"
    (folder / "mine.atom").write_text("<feed/>")
    (folder / "note.txt").write_text("hello")
    assert (folder / "marshes.atom").exists()
    report = desk.publish()
    assert report.removed == ("marshes.atom",)
    assert not (folder / "marshes.atom").exists()
    assert (folder / "mine.atom").exists()
    assert (folder / "note.txt").exists()


def test_a_changed_query_judges_all_articles_again(desk: Any) -> None:
    desk.admit("Basra oil exports rise")
    assert desk.publish().judged == 1
    assert desk.publish().judged == 0
    ferries = load_topics([Topic("oil", "Oil", "ferry"), Topic("exports", "Exports", "exports")])
    assert desk.publish(topics=ferries).judged == 1
    assert desk.feed("oil.atom").entries == []
    assert len(desk.feed("exports.atom").entries) == 1


def test_a_revised_article_is_judged_again_and_updates_its_entry(desk: Any) -> None:
    article_id = desk.admit("Basra oil exports rise")
    desk.publish()
    before = desk.feed("oil.atom").entries[0]
    article = desk.archive.articles.get(article_id).article
    later = desk.now + timedelta(hours=2)
    desk.revise(
        article_id,
        Article(article.url, article.source_id, "Football: Iraq draw with Jordan", "Iraq's national team.", language="en"),
        later,
    )
    desk.publish(now=later)
    assert desk.feed("oil.atom").entries == []
    after = desk.feed("sports.atom").entries[0]
    assert after.id == before.id
    assert after.updated > before.updated
    assert after.published == before.published


def test_a_new_language_brings_its_feeds(desk: Any) -> None:
    desk.admit("Basra oil exports rise")
    desk.publish()
    assert not (desk.directory / "feeds" / "oil.ckb.atom").exists()
    desk.admit("نەوتی عێراق", "هەناردەکردنی نەوت لە هەولێر", language="ckb")
    desk.admit("Iraks Öl", "Der Irak und Bagdad.", language="de")
    desk.publish()
    names = {path.name for path in (desk.directory / "feeds").iterdir()}
    assert {"oil.ckb.atom", "sports.ckb.atom", "all.de.atom"} <= names
    assert "sports.de.atom" not in names


def test_a_folder_that_cannot_be_written_is_named(desk: Any, tmp_path: Path) -> None:
    (tmp_path / "public").write_text("a file where the folder should be")
    with pytest.raises(IraqwireError, match=r"public/feeds: the feeds cannot be written.*check publish\.directory"):
        desk.publish()


def test_a_merged_story_is_published_once(desk: Any) -> None:
    first = desk.admit("Basra oil exports rise")
    second = desk.admit("Oil exports of Basra rise", source_id="agency")
    desk.admit("Both", placement=Placement(desk.story_of(first), leads=False, role="copy", absorbed=(desk.story_of(second),)))
    desk.publish()
    assert len(desk.feed("all.atom").entries) == 1


def test_two_first_publishings_at_once_agree_on_their_authority(path: Path) -> None:
    both_have_read = Barrier(2)

    class Hurried(Archive):
        """Reads that there is no authority yet at the very moment when another does."""

        first = True

        def setting(self, name: str) -> str | None:
            found = super().setting(name)
            if self.first:
                self.first = False
                both_have_read.wait(10)
            return found

    def first_publishing() -> str:
        with Hurried(path) as archive:
            return publishing.feed_authority(archive, "http://127.0.0.1:8080", datetime(2026, 11, 20, tzinfo=UTC))

    Archive(path).close()
    with ThreadPoolExecutor(2) as pool:
        one, other = (pool.submit(first_publishing) for _ in range(2))
        assert one.result() == other.result()
    with Archive(path, readonly=True) as archive:
        assert archive.setting("feed_authority") == one.result()


def test_all_feeds_of_one_publishing_are_of_one_moment(desk: Any, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.admit("Basra oil exports rise")
    written = publishing.write

    def while_a_crawl_writes(*told: Any) -> bytes:
        with Archive(path) as crawl:
            type(desk)(crawl, desk.topics, desk.directory, desk.now, made=desk.made).admit("Kirkuk oil exports fall")
        monkeypatch.setattr(publishing, "write", written)
        return written(*told)

    monkeypatch.setattr(publishing, "write", while_a_crawl_writes)
    desk.publish()
    assert {name: titles(desk.feed(name)) for name in ("all.atom", "all.en.atom", "oil.en.atom")} == {
        "all.atom": ["Basra oil exports rise"],
        "all.en.atom": ["Basra oil exports rise"],
        "oil.en.atom": ["Basra oil exports rise"],
    }
    desk.publish()
    assert len(desk.feed("oil.en.atom").entries) == 2


def test_a_folder_named_as_a_feed_is_nobody_s_feed(desk: Any) -> None:
    (desk.directory / "feeds" / "old.atom").mkdir(parents=True)
    assert desk.publish().removed == ()
    assert (desk.directory / "feeds" / "old.atom").is_dir()


def test_a_folder_where_a_feed_should_be_is_named(desk: Any) -> None:
    (desk.directory / "feeds" / "oil.atom").mkdir(parents=True)
    with pytest.raises(IraqwireError, match=r"public/feeds/oil\.atom cannot be written \(Is a directory\).*check publish\.directory"):
        desk.publish()


@pytest.mark.parametrize(("call", "named"), [("iterdir", "public/feeds: "), ("open", "marshes.atom "), ("unlink", "marshes.atom ")])
def test_a_feed_that_cannot_be_removed_is_named(desk: Any, monkeypatch: pytest.MonkeyPatch, call: str, named: str) -> None:
    desk.publish(topics=load_topics([Topic("marshes", "Marshes", "marshes")]))
    kept = [path.name for path in (desk.directory / "feeds").iterdir() if path.name != "marshes.atom"]

    def refused(path: Path, *_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    with monkeypatch.context() as patched:
        patched.setattr(Path, call, refused)
        with pytest.raises(IraqwireError, match=rf"{named}.*\(Permission denied\).*check publish\.directory"):
            FeedFiles(desk.directory / "feeds").keep_only(kept)


def test_renamings_that_cannot_be_made_sure_of_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any) -> None:
        raise OSError(5, "Input/output error")

    files = FeedFiles(tmp_path)
    for call in ("open", "fsync"):
        with monkeypatch.context() as patched:
            patched.setattr(os, call, refused)
            with pytest.raises(IraqwireError, match=r"Input/output error.*check publish\.directory"):
                files.settle()
