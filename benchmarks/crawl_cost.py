"""A whole `iraqwire crawl` of 216 real pages against the least that they can cost, both in the same run through the same proxy."""

import contextlib
import json
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import trafilatura

from benchmarks.beside import SHARED, PageSet, page_set, scores, tool
from benchmarks.cpu import Measured, measured

SETS = ("aeb", "fundus")
WORKERS = 2


def run() -> dict[str, Any]:
    """Seconds of CPU of both and their ratio, articles archived, and scores of the archive and of bare_extraction, each set."""
    sets = [found for name in SETS if (found := page_set(name))]
    if len(sets) < len(SETS):
        return {}
    with tempfile.TemporaryDirectory() as folder, _replayed(sets, Path(folder)) as (proxy, config):
        archive = Path(folder) / "iraqwire.db"
        crawl = [sys.executable, "-m", "iraqwire", "--config", str(config), "--archive", str(archive), "crawl", "--json"]
        ours = measured(crawl)
        bare = _bare(proxy, sets, Path(folder))
        if ours.code:
            raise RuntimeError(f"{' '.join(crawl)} ended with {ours.code}")
        return {
            "crawl_s": ours.seconds,
            "bare_s": bare.seconds,
            "ratio": round(ours.seconds / bare.seconds, 3),
            "pages": sum(len(pages.pages) for pages in sets),
            "bare_texts": int(bare.output),
            "crawl": json.loads(ours.output),
            **{pages.name: _scores(pages, archive) for pages in sets},
        }


@contextlib.contextmanager
def _replayed(sets: list[PageSet], folder: Path) -> Iterator[tuple[str, Path]]:
    """The proxy that serves the saved pages, and a configuration that crawls them all with two workers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    config = folder / "iraqwire.toml"
    command = [sys.executable, str(SHARED / "tools" / "replay.py"), *(str(pages.folder) for pages in sets)]
    with subprocess.Popen([*command, "--port", str(port), "--config", str(config)], stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            server.stdout.readline()  # it is listening
            config.write_text(config.read_text(encoding="utf-8").replace("[crawl]\n", f"[crawl]\nworkers = {WORKERS}\n"), encoding="utf-8")
            yield f"http://127.0.0.1:{port}", config
        finally:
            server.terminate()


def _bare(proxy: str, sets: list[PageSet], folder: Path) -> Measured:
    sites = tool("replay").load([pages.folder for pages in sets])
    urls = [site.url(path) for site in sites.values() for path in site.pages]
    listed = folder / "urls.json"
    listed.write_text(json.dumps(urls), encoding="utf-8")
    return measured([sys.executable, "-m", "benchmarks.bare_fetch", proxy, str(listed)])


def _scores(pages: PageSet, archive: Path) -> dict[str, Any]:
    found = tool("score_extraction").archive(archive, pages.truth)
    bare: dict[str, Any] = {}
    for key, body in pages.pages.items():
        document: Any = trafilatura.bare_extraction(body, include_comments=False)
        bare[key] = {"articleBody": document.text if document else ""}
    return {"articles": len(found), "archive": scores(pages.truth, found), "bare": scores(pages.truth, bare)}
