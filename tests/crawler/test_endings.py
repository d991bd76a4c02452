"""How a crawl ends when it is told to, when its sink breaks, and when Scrapy alone runs it."""

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from news.model import Credit
from news.record import from_record

ROOT = Path(__file__).parents[2]


def item(link: str) -> str:
    return f"<item><title>A title of some words</title><link>{link}</link></item>"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_crawl_told_to_stop_leaves_what_it_has_not_finished_unsettled(
    internet: Any, start_crawl: Any, finish_crawl: Any, source: Any, number: signal.Signals
) -> None:
    waiting = {"http://slow.example/3", "http://stuck.example/1"}
    all_wait = threading.Event()

    def seen(url: str) -> None:
        waiting.discard(url)
        if not waiting:
            all_wait.set()

    internet.seen = seen
    slow = internet.feed("http://slow.example/feed", *(item(f"http://slow.example/{page}") for page in range(40)))
    for page in range(3):
        internet.page(f"http://slow.example/{page}")
    for page in range(3, 40):
        internet.put(f"http://slow.example/{page}", manner="silent")
    stuck = internet.feed("http://stuck.example/feed", item("http://stuck.example/1"))
    internet.page("http://stuck.example/1", "STUCK")
    crawl = start_crawl(
        {
            "sources": [source("slow", ("feed", slow)), source("stuck", ("feed", stuck))],
            "options": {"proxy": internet.proxy, "timeout": 60, "grace": 0.5},
        }
    )
    assert all_wait.wait(30)
    crawl.send_signal(number)
    crawled = finish_crawl(crawl)
    assert crawled.code == 0, crawled.stderr
    assert crawled.out["ended"] is False
    assert set(crawled.read()) == {slow, stuck}
    assert set(crawled.reasons()) <= {f"http://slow.example/{page}" for page in range(3)}
    assert crawled.failed() == {}
    assert crawled.stderr == ""


def test_a_sink_that_breaks_ends_the_crawl_and_is_heard_of(internet: Any, crawl: Any, source: Any) -> None:
    feed = internet.feed("http://one.example/feed", *(item(f"http://one.example/{page}") for page in range(60)))
    for page in range(60):
        internet.page(f"http://one.example/{page}")
    crawled = crawl({"sources": [source("one", ("feed", feed))], "options": {"proxy": internet.proxy}, "sink_breaks": True})
    assert crawled.out["raised"] == "the disk is full; make room"
    assert len(internet.asked) < 40


def test_a_memory_that_breaks_ends_the_crawl_and_is_heard_of(internet: Any, crawl: Any, source: Any) -> None:
    feed = internet.feed("http://one.example/feed", item("http://one.example/1"))
    crawled = crawl(
        {"sources": [source("one", ("feed", feed))], "options": {"proxy": internet.proxy}, "memory_breaks": ["http://one.example/1"]}
    )
    assert crawled.out["raised"] == "the archive is gone; restore it"
    assert "http://one.example/1" not in internet.asked


def test_scrapy_lists_the_three_spiders() -> None:
    listed = subprocess.run([sys.executable, "-m", "scrapy", "list"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert listed.stdout.split() == ["feed", "listing", "sitemap"]


SCRAPY = """
import sys
sys.path.insert(0, sys.argv.pop(1))
import child, crawler.pipelines, crawler.standalone
from crawler.catalogue import parse_sources
crawler.pipelines.open_pool = lambda options: child.Pool()
crawler.standalone.load_catalogue = lambda: parse_sources([{"id": "one", "name": "One", "entry": [
    {"kind": "feed", "url": "http://one.example/feed"}]}], "test")
from scrapy.cmdline import execute
execute(["scrapy", *sys.argv[1:]])
"""


def scrapy(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", SCRAPY, str(Path(__file__).parent), *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_scrapy_alone_writes_articles_as_json_lines(internet: Any, tmp_path: Path) -> None:
    internet.feed("http://one.example/feed", item("http://one.example/1"), item("http://one.example/2"))
    internet.page("http://one.example/1", "نص")
    internet.page("http://one.example/2", "INDEX")
    out = tmp_path / "out.jsonl"
    done = scrapy("crawl", "feed", "-a", "source=one", "-O", str(out), "-s", f"CRAWL_PROXY={internet.proxy}", "-s", "DOWNLOAD_DELAY=0")
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [row["url"] for row in rows] == ["http://one.example/1"]
    assert {"url", "title", "text", "published_at", "source", "language", "authors", "mentions"} <= rows[0].keys()
    assert rows[0]["source"] == "one"
    assert "نص" in out.read_text(encoding="utf-8")
    assert "body" not in rows[0]


def test_what_scrapy_alone_writes_is_read_back_whole(internet: Any, tmp_path: Path) -> None:
    internet.feed("http://one.example/feed", item("http://one.example/1"))
    internet.page("http://one.example/1", "CREDITED")
    out = tmp_path / "out.jsonl"
    done = scrapy("crawl", "feed", "-a", "source=one", "-O", str(out), "-s", f"CRAWL_PROXY={internet.proxy}", "-s", "DOWNLOAD_DELAY=0")
    assert done.returncode == 0, done.stderr
    article = from_record(json.loads(out.read_text(encoding="utf-8")))
    assert article.source_id == "one"
    assert article.clipped
    assert article.credit == Credit("Another Outlet", "source_line", "Source: Another Outlet", "Its own title", "http://another.example/1")


@pytest.mark.parametrize(
    ("argument", "said"), [("source=one,tow", "'tow' is not in the catalogue"), ("sauce=one", "unknown argument 'sauce'; use -a source=ID")]
)
def test_an_unknown_source_is_named_and_nothing_is_fetched_or_written(internet: Any, tmp_path: Path, argument: str, said: str) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("from before")
    done = scrapy("crawl", "feed", "-a", argument, "-O", str(out), "-s", f"CRAWL_PROXY={internet.proxy}")
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert internet.asked == []
    assert out.read_text() == "from before"
