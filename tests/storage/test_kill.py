"""A kill at any instant leaves each article wholly in the archive or not at all."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from storage import Archive
from storage.segments import ids_of

WRITER = """
import random, sys, pathlib
from datetime import datetime, UTC
from news.model import Article, Fingerprint, Listing, Mention, Placement, Source, Verdict
from news.query import fold_article
from storage import Archive, candidates

candidates.TAIL = 500  # a segment every seven articles
start = int(sys.argv[2])
hashes = random.Random(start)
at = datetime(2026, 11, 21, tzinfo=UTC)
with Archive(pathlib.Path(sys.argv[1])) as archive:
    archive.sources.register([Source("a", "A", "http://a.example/")])
    run = archive.ledger.start_run("crawl")
    lead = None
    for n in range(start, start + 100_000):
        url = f"http://a.example/{n}"
        article = Article(url, "a", f"Title {n}", f"Words number {n} about the marshes.\\n" * 40, mentions=(Mention("M"),))
        prints = Fingerprint(b"x" * 384, tuple(hashes.getrandbits(64) for _ in range(24)), tuple(hashes.getrandbits(64) for _ in range(50)), 9, 1)
        story = archive.articles.get(lead).story_id if lead and n % 3 else None
        placement = Placement(story, "copy", n % 2 == 0, verdicts=((lead, Verdict(True, "r", "copy")),)) if story else Placement()
        listing = Listing("a", url)
        with archive.transaction():
            made = archive.articles.admit(article, prints, fold_article(article.title, article.text), placement, first_seen_at=at)
            archive.ledger.page_settled(
                run, listing, url=url, status=200, size=9, outcome="original", error="", article_id=made, again=False, fetched_at=at
            )
        lead = made
        print(made, flush=True)
"""


@pytest.mark.parametrize("after", [1, 4, 9, 17, 40])
def test_a_killed_writer_leaves_no_half_of_an_article(path: Path, after: int) -> None:
    told = 0
    for start in (0, 1_000_000):  # killed, gone on with, killed again
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), str(start)], cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            for _, line in zip(range(after), writer.stdout, strict=False):
                told = int(line)
            writer.kill()
            told = max([told, *(int(line) for line in writer.stdout.read().split("\n")[:-1])])
        assert writer.returncode == -9
        with Archive(path, readonly=True) as reader:  # before any writer has mended the log
            assert reader.stories.counts()["articles"] >= told
        with Archive(path) as archive:
            assert_sound(archive, told)


def indexed(archive: Archive) -> Counter[int]:
    """How many postings of each article the index holds; that it is whole, and that nothing lies beside it."""
    rows = archive._connection.rows
    directory = archive.path.with_name(f"{archive.path.name}-index")
    named = dict(rows("SELECT name, count FROM _segments"))
    assert {path.name for path in directory.glob("*")} >= set(named)
    postings = b"".join((directory / name).read_bytes()[: 8 * count] for name, count in named.items()) + b"".join(
        blob for (blob,) in rows("SELECT postings FROM _tail")
    )
    assert not archive.candidates.trouble(1)
    return Counter(ids_of(np.frombuffer(postings, dtype="<u8").astype(np.uint64)).tolist())


def assert_sound(archive: Archive, told: int) -> None:
    rows, row = archive._connection.rows, archive._connection.row
    assert rows("PRAGMA integrity_check") == [("ok",)]
    assert rows("PRAGMA foreign_key_check") == []
    archive._connection.run("INSERT INTO articles_fts (articles_fts) VALUES ('integrity-check')")
    articles = [article_id for (article_id,) in rows("SELECT id FROM articles ORDER BY id")]
    assert articles == list(range(1, len(articles) + 1))
    assert told <= len(articles) <= told + 1  # what was told was there to stay
    for table, column in (
        ("articles_fts", "rowid"),
        ("mentions", "article_id"),
        ("fetches", "article_id"),
        ("_addresses", "article_id"),
    ):
        assert [found for (found,) in rows(f"SELECT {column} FROM {table} ORDER BY {column}")] == articles, table
    assert indexed(archive) == Counter(dict.fromkeys(articles, 74))
    assert row(
        "SELECT count(*) FROM stories s WHERE NOT EXISTS (SELECT 1 FROM articles a WHERE a.id = s.lead_id AND a.story_id = s.id)"
    ) == (0,)
    assert row("SELECT count(DISTINCT story_id) FROM articles") == row("SELECT count(*) FROM stories")
    assert row("SELECT articles FROM sources") == (len(articles),)
