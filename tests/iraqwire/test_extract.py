"""`extract`: one page, from a file or from its address, as intake would store it."""

import json
import sqlite3
from pathlib import Path

from shell import Demo, iraqwire

from iraqwire.demo import proxy


def test_a_page_by_its_address_is_what_the_crawl_stored(demo: Demo, tmp_path: Path) -> None:
    newsroom = demo.newsroom()
    url = next(page.url for page in newsroom.truth.values() if page.kind == "article" and page.derived == "whole")
    forbidden = next(page.url for page in newsroom.truth.values() if page.kind == "forbidden")
    with proxy.serve(newsroom) as address:
        (tmp_path / "iraqwire.toml").write_text(newsroom.config(address), encoding="utf-8")
        done = iraqwire("extract", url, cwd=tmp_path)
        refused = iraqwire("extract", forbidden, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    record = json.loads(done.stdout)
    with sqlite3.connect(demo.archive) as db:
        assert db.execute("select title, text, credit from articles where url = ?", (record["url"],)).fetchone() == (
            record["title"],
            record["text"],
            record["credit"],
        )
    assert refused.returncode == 1
    assert "robots" in refused.stderr
    assert not (tmp_path / "iraqwire.db").exists()


def test_a_saved_page_takes_the_zone_of_the_source_it_is_of(tmp_path: Path) -> None:
    (tmp_path / "iraqwire.toml").write_text(
        '[[source]]\nid = "a"\nname = "A"\nhome = "http://a.example/"\ntimezone = "America/New_York"\n'
        'entry = [{ kind = "feed", url = "http://a.example/rss" }]\n',
        encoding="utf-8",
    )
    text = "".join(
        f"<p>Paragraph {n} of a story about the marshes, the water that left them, and the people who stayed on.</p>" for n in range(6)
    )
    page = f'<html><title>Marshes</title><meta property="article:published_time" content="2026-11-01T09:00:00"><article>{text}</article>'
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    done = iraqwire("extract", "page.html", "--url", "http://a.example/marshes", cwd=tmp_path)
    record = json.loads(done.stdout)
    assert record["source_id"] == "a"
    assert record["published_at"] == "2026-11-01T14:00:00Z"
