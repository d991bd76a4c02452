"""Article links found on listing pages: the golden pages of tests/crawler/listings, and the listing of every host of tools/replay.py."""

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from benchmarks.beside import SHARED, tool
from crawler.addresses import read_address
from crawler.headlines import sift

GOLDEN = Path(__file__).parents[1] / "tests" / "crawler" / "listings"


@dataclass(slots=True)
class Count:
    """Article links that there are, those found of them, and those found that are none."""

    true: int = 0
    found: int = 0
    false: int = 0

    def add(self, markup: str, url: str, hosts: list[str], articles: list[str]) -> tuple[set[str], set[str]]:
        """Counts one page. The keys of what it missed, and of what it took for an article."""
        there = {read_address(one, url).key for one in articles}
        got = {read_address(link.url, url).key for link in sift(markup, url, hosts) if not link.reason}
        self.true += len(there)
        self.found += len(there & got)
        self.false += len(got - there)
        return there - got, got - there

    def scores(self) -> dict[str, float]:
        return {
            "links": self.true,
            "recall": round(self.found / max(1, self.true), 4),
            "precision": round(self.found / max(1, self.found + self.false), 4),
        }


def run() -> dict[str, Any]:
    """Of the first and the second half of the golden pages, and of the replay listings: links, recall, precision; ms of CPU a page."""
    figures: dict[str, Any] = {}
    for half in sorted(path.name for path in GOLDEN.iterdir()):
        figures[half] = measure_golden(half)
    if (SHARED / "tools" / "replay.py").is_file():
        figures["replay"] = measure_replay()
    return figures


def measure_golden(half: str) -> dict[str, Any]:
    count, cpu = Count(), 0.0
    folders = sorted(path for path in (GOLDEN / half).iterdir())
    for folder in folders:
        expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
        markup = (folder / "page.html").read_text(encoding="utf-8")
        begun = time.process_time()
        count.add(markup, expected["url"], expected["hosts"], expected["articles"])
        cpu += time.process_time() - begun
    return {"pages": len(folders)} | count.scores() | {"ms_a_page": round(1000 * cpu / len(folders), 1)}


def measure_replay() -> dict[str, Any]:
    """Every saved page that a host's listing links is expected, and nothing else."""
    replay = tool("replay")
    sites = replay.load(sorted((SHARED / "data" / "extraction").iterdir()))
    count = Count()
    for one in sites.values():
        url = one.url(replay.ENTRY["listing"])
        count.add(one.listing().decode(), url, [], [urljoin(url, path) for path in one.pages])
    return {"pages": len(sites)} | count.scores()
