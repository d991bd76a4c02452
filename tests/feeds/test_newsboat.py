"""The feeds in a real reader, newsboat, without a screen."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from feeds.publish import PublishOptions
from feeds.server import build_app

pytestmark = pytest.mark.skipif(shutil.which("newsboat") is None, reason="needs newsboat, which .ci/run installs")


class Reader:
    """newsboat with a folder of its own."""

    def __init__(self, folder: Path, address: str) -> None:
        folder.mkdir()
        self.folder = folder
        (folder / "urls").write_text(address + "\n")

    def unread(self) -> str:
        """What newsboat says after it has asked for the feed again."""
        command = ["newsboat", "-u", "urls", "-c", "cache.db", "-C", os.devnull, "-x", "reload", "print-unread"]
        done = subprocess.run(command, cwd=self.folder, env={**os.environ, "HOME": str(self.folder)}, capture_output=True, timeout=60)
        return done.stdout.decode().strip()

    def titles(self) -> set[str]:
        with closing(sqlite3.connect(self.folder / "cache.db")) as cache:
            return {title for (title,) in cache.execute("SELECT title FROM rss_item")}


def test_newsboat_shows_entries_and_takes_in_every_change(desk: Any, path: Path, tmp_path: Path, browse: Any) -> None:
    first = desk.admit("Basra oil exports rise")
    desk.admit("صادرات النفط العراقي ترتفع", "قالت وزارة النفط.", language="ar")
    desk.publish()
    same_second = desk.now
    with browse(build_app(PublishOptions(desk.directory), path, desk.topics)) as client:
        reader = Reader(tmp_path / "newsboat", f"{client.base_url}/feeds/oil.atom")
        assert reader.unread() == "2 unread articles"
        assert reader.titles() == {"Basra oil exports rise", "صادرات النفط العراقي ترتفع"}
        assert reader.unread() == "2 unread articles"
        # Published within the same second: a Last-Modified that stood still would hide it.
        desk.admit("Kirkuk oil exports fall")
        desk.publish(now=same_second)
        assert reader.unread() == "3 unread articles"
        # The same story in other words is no new article.
        article = desk.archive.articles.get(first).article
        desk.revise(first, replace(article, title="Basra oil exports rise again"), desk.now + timedelta(minutes=5))
        desk.publish(now=same_second)
        assert reader.unread() == "3 unread articles"
        assert "Basra oil exports rise again" in reader.titles()
