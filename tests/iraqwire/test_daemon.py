"""The daemon: crawls in a child, serves meanwhile, ends when told to, and makes up for a missed night once."""

import asyncio
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import psutil
from rich.console import Console
from shell import iraqwire

from iraqwire.config import Config, load_config
from iraqwire.daemon import Daemon
from iraqwire.demo import proxy
from iraqwire.demo.newsroom import Newsroom
from storage import Archive


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def started(folder: Path) -> Iterator[subprocess.Popen[str]]:
    daemon = subprocess.Popen([sys.executable, "-m", "iraqwire", "daemon"], cwd=folder, stderr=subprocess.PIPE, text=True)
    try:
        yield daemon
    finally:
        if daemon.poll() is None:
            daemon.kill()
        daemon.wait()
        assert daemon.stderr is not None
        daemon.stderr.close()


def said(daemon: subprocess.Popen[str], words: str) -> str:
    """The first line that holds these words; the test's own limit bounds the wait."""
    assert daemon.stderr is not None
    heard = []
    for line in daemon.stderr:
        heard.append(line)
        if words in line:
            return line
    raise AssertionError(f"never said {words!r}: {''.join(heard)}")


def test_it_crawls_in_a_child_serves_the_feeds_and_ends_at_sigterm(tmp_path: Path) -> None:
    port = free_port()
    newsroom = Newsroom(datetime.now(UTC))
    with proxy.serve(newsroom) as address:
        config = newsroom.config(address)
        (tmp_path / "iraqwire.toml").write_text(
            f'{config}\n[publish]\nbase_url = "http://127.0.0.1:{port}"\n[serve]\nport = {port}\n', encoding="utf-8"
        )
        with started(tmp_path) as daemon:
            assert "next crawl now" in said(daemon, "serving")
            while not (children := psutil.Process(daemon.pid).children(recursive=True)):
                os.sched_yield()
            assert httpx.get(f"http://127.0.0.1:{port}/").status_code == 200
            said(daemon, "feed entries")
            feed = httpx.get(f"http://127.0.0.1:{port}/feeds/all.atom")
            assert feed.status_code == 200
            assert feed.text.count("<entry") > 30
            second = iraqwire("daemon", cwd=tmp_path)
            assert second.returncode == 1
            assert str(daemon.pid) in second.stderr
            daemon.send_signal(signal.SIGTERM)
            assert daemon.wait(30) == 0
    assert not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in children)


def test_sigterm_in_the_middle_of_a_crawl_ends_both(tmp_path: Path) -> None:
    port = free_port()
    newsroom = Newsroom(datetime.now(UTC))
    with proxy.serve(newsroom) as address:
        (tmp_path / "iraqwire.toml").write_text(f"{newsroom.config(address)}\n[serve]\nport = {port}\n", encoding="utf-8")
        with started(tmp_path) as daemon:
            said(daemon, "serving")
            while not (children := psutil.Process(daemon.pid).children()):
                os.sched_yield()
            daemon.send_signal(signal.SIGTERM)
            assert daemon.wait(40) == 0
        psutil.wait_procs(children, 5)
        assert not any(child.is_running() for child in children)
    with sqlite3.connect(tmp_path / "iraqwire.db") as db:
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)


def test_a_night_that_was_missed_is_made_up_for_and_one_that_was_not_is_not(tmp_path: Path) -> None:
    (tmp_path / "iraqwire.toml").write_text('[crawl]\ncatalogue = false\n[schedule]\nnightly = "0 2 * * *"\n', encoding="utf-8")
    config = load_config(tmp_path / "iraqwire.toml")
    now = datetime(2026, 11, 20, 6, tzinfo=UTC)
    daemon = Daemon(config, config.file, Console(quiet=True), clock=lambda: now)

    def crawled(ago: timedelta, **counts: int) -> datetime:
        with Archive(config.archive, clock=lambda: now - ago) as archive:
            run = archive.ledger.start_run("crawl")
            if counts:
                archive.ledger.finish_run(run, counts)
            return daemon.next_due(archive)

    two_in_the_morning = datetime(2026, 11, 20, 23, tzinfo=UTC)  # in Baghdad
    with Archive(config.archive) as archive:
        assert daemon.next_due(archive) == now, "never crawled"
    assert crawled(timedelta(days=3), entries=9) == now, "nights were missed"
    assert crawled(timedelta(hours=2), entries=9) == two_in_the_morning
    assert crawled(timedelta(hours=1)) == now, "killed"
    assert crawled(timedelta(minutes=1)) == now + timedelta(minutes=9), "killed a minute ago"
    assert crawled(timedelta(minutes=50), entries=9, interrupted=1) == now
    assert crawled(timedelta(minutes=40), entries=0) == now, "nobody answered"
    assert crawled(timedelta(minutes=30), entries=9) == two_in_the_morning


def test_a_new_topic_is_shown_after_the_next_crawl_and_a_broken_file_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "iraqwire.toml"
    file.write_text("[crawl]\ncatalogue = false\n", encoding="utf-8")
    config = load_config(file)
    with Archive(config.archive):
        pass
    daemon = Daemon(config, file, Console(quiet=True))

    def status(path: str) -> int:
        async def ask() -> int:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(daemon.answer), base_url="http://127.0.0.1") as client:
                return (await client.get(path)).status_code

        return asyncio.run(ask())

    assert status("/topic/marshes") == 404
    file.write_text('[crawl]\ncatalogue = false\n[[topic]]\nid = "marshes"\ntitle = "The marshes"\nquery = "marsh"\n', encoding="utf-8")
    daemon.reload()
    assert status("/topic/marshes") == 200
    file.write_text("[crawl\n", encoding="utf-8")
    daemon.reload()
    assert status("/topic/marshes") == 200


def test_a_crawl_that_still_runs_is_not_joined_by_another(tmp_path: Path) -> None:
    daemon = Daemon(load_config_of(tmp_path), None, Console(quiet=True))
    started, go_on, asked = threading.Event(), threading.Event(), []

    def child(command: str) -> int:
        asked.append(command)
        started.set()
        assert go_on.wait(30)
        return 0

    daemon.child = child  # type: ignore[method-assign]
    first = threading.Thread(target=daemon.crawl)
    first.start()
    assert started.wait(30)
    daemon.crawl()
    go_on.set()
    first.join()
    assert asked == ["crawl"]


def load_config_of(folder: Path) -> Config:
    (folder / "iraqwire.toml").write_text("[crawl]\ncatalogue = false\n", encoding="utf-8")
    return load_config(folder / "iraqwire.toml")


def test_between_two_nights_it_asks_the_entry_points_that_are_due(tmp_path: Path) -> None:
    feed = "http://a.example/feed"
    file = tmp_path / "iraqwire.toml"
    entry = f'[[source]]\nid = "a"\nhome = "http://a.example/"\nentry = [{{ kind = "feed", url = "{feed}" }}]'
    file.write_text(f"[crawl]\ncatalogue = false\n{entry}\n", encoding="utf-8")
    config = load_config(file)
    now = datetime(2026, 11, 20, 6, tzinfo=UTC)
    asked: list[tuple[str, ...]] = []

    class Watched(Daemon):
        def child(self, *command: str) -> int | None:
            asked.append(command)
            return 0

    with Archive(config.archive, clock=lambda: now) as archive:
        archive.sources.register(config.sources)
        run = archive.ledger.start_run("crawl")
        archive.ledger.entry_failed(run, "a", feed, status=503, reason="http_503", error="", fetched_at=now)
    Watched(config, file, Console(quiet=True), clock=lambda: now + timedelta(minutes=20)).poll()
    assert asked == [], "what failed is asked after half an hour"
    daemon = Watched(config, file, Console(quiet=True), clock=lambda: now + timedelta(minutes=31))
    daemon.poll()
    assert [command[:2] for command in asked] == [("crawl", "--due-by")]
    with daemon._crawling:
        daemon.poll()
    assert len(asked) == 1, "a crawl that runs or waits asks them all"


def test_when_it_looks_for_what_is_due_is_what_the_configuration_says(tmp_path: Path) -> None:
    def trigger(poll: str) -> object:
        (tmp_path / "iraqwire.toml").write_text(f'[crawl]\ncatalogue = false\n[schedule]\npoll = "{poll}"\n', encoding="utf-8")
        config = load_config(tmp_path / "iraqwire.toml")
        return Daemon(config, config.file, Console(quiet=True)).poll_trigger()

    assert trigger("") is None
    assert "0:03:00" in str(trigger("auto"))
    assert "minute='15'" in str(trigger("15 * * * *"))
