"""A crawl killed at any instant: the next one ends where an uninterrupted one does."""

import signal
import sqlite3
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from shell import iraqwire

from iraqwire.demo import proxy
from iraqwire.demo.newsroom import Newsroom
from storage.kept_pages import RawPlace
from storage.warc import read_page


class Tripwire(proxy.RequestLog):
    """Sets `tripped` once so many pages were answered."""

    def __init__(self, pages: int) -> None:
        super().__init__()
        self.pages = pages
        self.tripped = threading.Event()

    def note(self, url: str, status: int) -> None:
        super().note(url, status)
        self.pages -= 1
        if self.pages == 0:
            self.tripped.set()


def articles(path: Path) -> dict[str, str]:
    with sqlite3.connect(path) as db:
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)
        db.execute("insert into articles_fts (articles_fts) values ('integrity-check')")
        assert db.execute("select count(*) from articles").fetchone() == db.execute("select count(*) from articles_fts").fetchone()
        assert db.execute("select count(*) from articles where story_id not in (select id from stories)").fetchone() == (0,)
        rows = db.execute("select url, text from articles").fetchall()
    assert len(rows) == len({url for url, _ in rows})
    return dict(rows)


def kept(path: Path, raw: Path) -> int:
    """How many pages the archive names; that each can be read, and is the one that was fetched."""
    with sqlite3.connect(path) as db:
        assert db.execute("select count(*) from fetches where article_id is not null and warc_file is null").fetchone() == (0,)
        rows = db.execute("select url, bytes, warc_file, warc_offset from fetches where warc_file is not null").fetchall()
    for url, size, file, offset in rows:
        page = read_page(raw, RawPlace(file, offset))
        assert (page.url, len(page.body)) == (url, size)
    return len(rows)


@pytest.mark.parametrize("answers", [60, 110])
def test_a_crawl_killed_and_crawled_again_loses_and_doubles_nothing(tmp_path: Path, answers: int) -> None:
    newsroom = Newsroom(datetime.now(UTC))
    log = Tripwire(answers)
    with proxy.serve(newsroom, log) as address:
        config = tmp_path / "iraqwire.toml"
        config.write_text(newsroom.config(address), encoding="utf-8")
        command = [sys.executable, "-m", "iraqwire", "--config", str(config), "--archive", str(tmp_path / "killed.db"), "crawl"]
        with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as crawl:
            assert log.tripped.wait(60)
            crawl.send_signal(signal.SIGKILL)
        before = articles(tmp_path / "killed.db")
        assert kept(tmp_path / "killed.db", tmp_path / "raw") >= len(before)
        for name in ("killed.db", "whole.db"):
            done = iraqwire("--config", str(config), "--archive", str(tmp_path / name), "crawl", cwd=tmp_path)
            assert done.returncode == 0, done.stderr
    whole, killed = articles(tmp_path / "whole.db"), articles(tmp_path / "killed.db")
    assert len(before) < len(whole)
    assert killed == whole
    for name in ("killed.db", "whole.db"):  # which share a folder
        assert kept(tmp_path / name, tmp_path / "raw") >= len(whole)
