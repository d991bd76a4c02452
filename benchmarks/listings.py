"""Article links found on listing pages: the golden pages of tests/crawler/listings, and the listing of every host of tools/replay.py."""

import json
import re
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
    """Of each set of golden pages, as they are and bare of names, and of the replay listings: links, recall, precision; ms of CPU a page.

    The first set was there when the rules were made; the others were written before the rules had seen them.
    """
    figures: dict[str, Any] = {}
    for name in sorted(path.name for path in GOLDEN.iterdir()):
        figures[name] = measure_golden(name)
        figures[f"{name}, bare"] = measure_golden(name, bare=True)
    if (SHARED / "tools" / "replay.py").is_file():
        figures["replay"] = measure_replay()
    return figures


def measure_golden(name: str, *, bare: bool = False) -> dict[str, Any]:
    count, cpu = Count(), 0.0
    folders = sorted(path for path in (GOLDEN / name).iterdir())
    for folder in folders:
        expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
        markup = (folder / "page.html").read_text(encoding="utf-8")
        markup = without_names(markup) if bare else markup
        begun = time.process_time()
        count.add(markup, expected["url"], expected["hosts"], expected["articles"])
        cpu += time.process_time() - begun
    return {"pages": len(folders)} | count.scores() | {"ms_a_page": round(1000 * cpu / len(folders), 1)}


def without_names(markup: str) -> str:
    """The page without classes, ids and roles, its navigation, articles and headings plain boxes: all that is left is what it holds."""
    markup = re.sub(r"""\s(?:class|id|role)=("[^"]*"|'[^']*')""", "", markup)
    return re.sub(r"<(/?)(?:nav|header|footer|main|article|aside|section|figure|h[2-6])\b", r"<\1div", markup)


def measure_replay() -> dict[str, Any]:
    """Every saved page that a host's listing links is expected, and nothing else."""
    replay = tool("replay")
    sites = replay.load(sorted((SHARED / "data" / "extraction").iterdir()))
    count = Count()
    for one in sites.values():
        url = one.url(replay.ENTRY["listing"])
        count.add(one.listing().decode(), url, [], [urljoin(url, path) for path in one.pages])
    return {"pages": len(sites)} | count.scores()
