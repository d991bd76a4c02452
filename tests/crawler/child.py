"""Runs one crawl and prints what it told its sink: started by the tests, with its task as JSON on standard input."""

import dataclasses
import json
import socket
import sys
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler.catalogue import parse_sources
from crawler.ports import EntryFailed, EntryRead, Memory, PageSettled, Validators
from crawler.settings import CrawlOptions
from news.errors import ArchiveError, NotAnArticle
from news.model import Article, Credit, Listing, Mention

LOOKED_UP: list[str] = []
ADDRESSES: dict[str, str] = {}
CREDIT = Credit("Another Outlet", "source_line", "Source: Another Outlet", "Its own title", "http://another.example/1")


class Pool:
    """Makes every page an article but for those that say otherwise."""

    def __init__(self) -> None:
        self.contexts: list[Any] = []
        self.futures: list[Future[Article]] = []

    def submit(self, body: bytes, url: str, context: Any) -> "Future[Article]":
        future: Future[Article] = Future()
        self.contexts.append(context)
        self.futures.append(future)
        if b"INDEX" in body:
            future.set_exception(NotAnArticle("index", url, (Mention("a headline"),)))
        elif b"KILLED" in body:
            future.set_exception(NotAnArticle("worker_died", url))
        elif b"CRASH" in body:
            future.set_exception(RuntimeError("extraction broke"))
        elif b"STUCK" not in body:
            article = Article(url=url, source_id=context.source_id, title=context.title or "t", text=body.decode("utf-8", "replace"))
            future.set_result(dataclasses.replace(article, credit=CREDIT, clipped=True) if b"CREDITED" in body else article)
        return future

    def close(self, *, wait: bool = False) -> None:
        pass


class Sink:
    def __init__(self, breaks: bool) -> None:
        self.events: list[dict[str, Any]] = []
        self.breaks = breaks

    def hear(self, event: EntryRead | EntryFailed | PageSettled) -> None:
        name = {"EntryRead": "entry_read", "EntryFailed": "entry_failed", "PageSettled": "page_settled"}[type(event).__name__]
        if self.breaks and name == "page_settled":
            raise ArchiveError("the disk is full", "make room")
        more = {}
        if isinstance(event, PageSettled):
            more = {"raw": [event.raw.url, event.raw.body.decode("latin-1")] if event.raw and len(event.raw.body) < 1000 else None}
            event = dataclasses.replace(event, raw=None)
        self.events.append({"event": name, **dataclasses.asdict(event), **more})

    entry_read = entry_failed = page_settled = hear


def resolve(name: str) -> str:
    LOOKED_UP.append(name)
    if name in ADDRESSES:
        return ADDRESSES[name]
    if name.endswith(".example"):
        raise socket.gaierror(-2, "Name or service not known")
    return REAL(name)


REAL = socket.gethostbyname
socket.gethostbyname = resolve


def peak_mb() -> int:
    """The most memory that this process has held; 0 where the system does not say. (getrusage tells the parent's before exec.)"""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM:")), 0)


def main() -> None:
    from crawler.run import crawl

    task = json.load(sys.stdin)
    ADDRESSES.update(task.get("addresses", {}))
    known = set(task.get("known", ()))
    unsettled = {key: [Listing(key, url) for url in urls] for key, urls in task.get("unsettled", {}).items()}
    validators = {url: Validators(*pair) for url, pair in task.get("validators", {}).items()}

    def knows(url: str) -> bool:
        if url in task.get("memory_breaks", ()):
            raise ArchiveError("the archive is gone", "restore it")
        return url in known

    memory = Memory(knows, lambda url: validators.get(url, Validators()), lambda key: unsettled.get(key, ()))
    options = CrawlOptions(
        **{"delay": 0.0, "backoff": 0.05, "timeout": 20.0, "max_bytes": 1 << 20, "patience": 1.0, "grace": 1.0, **task.get("options", {})}
    )
    sink, pool = Sink(task.get("sink_breaks", False)), Pool()
    raised = ""
    ended = None
    try:
        ended = crawl(parse_sources(task["sources"], "test"), memory, sink, options, pool=pool)
    except ArchiveError as error:
        raised = str(error)
    json.dump(
        {
            "ended": ended,
            "raised": raised,
            "looked_up": LOOKED_UP,
            "events": sink.events,
            "peak_mb": peak_mb(),
            "contexts": [dataclasses.asdict(context) for context in pool.contexts],
        },
        sys.stdout,
        default=lambda value: value.isoformat() if isinstance(value, datetime) else str(value),
    )


if __name__ == "__main__":
    main()
