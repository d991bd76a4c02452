"""One small internet, crawled on two nights by the commands an operator runs: what each night asked for, and the archive after."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from internet import Internet
from shell import iraqwire


@dataclass
class Outlets:
    """The outlets of the configuration; `second` makes the changes of the day between the nights."""

    world: Internet
    tables: list[str] = field(default_factory=list)
    second: list[Callable[[], None]] = field(default_factory=list)

    def add(self, source_id: str, *entry: tuple[str, str], **more: Any) -> None:
        """An outlet on SOURCE_ID.example with these entry points."""
        points = ", ".join(f"{{ kind = {json.dumps(kind)}, url = {json.dumps(url)} }}" for kind, url in entry)
        keys = {"id": source_id, "name": source_id.title(), "home": f"http://{source_id}.example/", "languages": ["en"], **more}
        self.tables.append(
            "\n".join(["[[source]]", *(f"{key} = {json.dumps(value)}" for key, value in keys.items()), f"entry = [{points}]"])
        )

    def later(self, change: Callable[[], None]) -> None:
        self.second.append(change)

    def configuration(self) -> str:
        crawl = f'[crawl]\ncatalogue = false\ndelay = 0.0\nproxy = "{self.world.proxy}"\ntimeout = 5.0\nmax_age = 0'
        return "\n\n".join([crawl, *self.tables]) + "\n"


@dataclass
class Nights:
    """`asked`: the addresses asked for on the first and the second night, in order; `said`: the JSON summaries of the crawls."""

    folder: Path
    asked: tuple[list[str], list[str]]
    said: tuple[dict[str, Any], dict[str, Any]]

    @property
    def archive(self) -> Path:
        return self.folder / "iraqwire.db"

    def of(self, night: int, host: str) -> list[str]:
        """What was asked of a host, robots.txt apart."""
        return [url for url in self.asked[night] if f"//{host}/" in url and not url.endswith("/robots.txt")]


def crawl_twice(outlets: Outlets, folder: Path) -> Nights:
    """Crawl, let the day pass, crawl again."""
    (folder / "iraqwire.toml").write_text(outlets.configuration(), encoding="utf-8")
    asked, said = [], []
    for night in range(2):
        if night:
            for change in outlets.second:
                change()
        before = len(outlets.world.asked)
        done = iraqwire("crawl", "--json", cwd=folder)
        assert done.returncode == 0, done.stderr
        said.append(json.loads(done.stdout))
        asked.append(outlets.world.asked[before:])
    return Nights(folder, (asked[0], asked[1]), (said[0], said[1]))
