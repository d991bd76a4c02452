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
        for name in ("killed.db", "whole.db"):
            done = iraqwire("--config", str(config), "--archive", str(tmp_path / name), "crawl", cwd=tmp_path)
            assert done.returncode == 0, done.stderr
    whole, killed = articles(tmp_path / "whole.db"), articles(tmp_path / "killed.db")
    assert len(before) < len(whole)
    assert killed == whole
