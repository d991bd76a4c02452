"""One article under each way of writing its address, in new archives and in those from before addresses had keys."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from news.errors import ArchiveError
from news.model import Listing, Mention
from storage import Archive
from storage.schema import migrations

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
FORMS = (
    "https://a.example/x",
    "http://www.a.example/x/",
    "http://m.a.example/x?utm_source=feed",
    "http://a.example/x/amp",
    "http://a.example/x;jsessionid=1A?print=1",
)


@pytest.mark.parametrize("form", FORMS)
def test_an_article_is_known_however_its_address_is_written(archive: Archive, desk, form: str) -> None:
    made = desk.admit(url="http://a.example/x")
    assert archive.ledger.knows(form)
    assert archive.articles.by_url(form) == archive.articles.find(form) == archive.articles.get(made)
    with pytest.raises(ArchiveError, match="in the archive already"):
        desk.admit(url=form)


def test_the_published_address_stays_as_it_was_fetched(archive: Archive, desk) -> None:
    made = desk.admit(url="http://www.a.example/x/?b=2&a=1&fbclid=3", mentions=(Mention("One", url="http://b.example/1/"),))
    stored = archive.articles.get(made)
    assert stored is not None
    assert stored.article.url == "http://www.a.example/x/?b=2&a=1"
    assert archive._connection.rows("SELECT page_url, _address FROM mentions") == [(stored.article.url, "//b.example/1")]


def test_a_mention_leads_to_the_article_however_it_writes_the_address(archive: Archive, desk) -> None:
    archive.ledger.mentions("http://b.example/list", None, [Mention("X", url=form) for form in FORMS])
    made = desk.admit(url="http://a.example/x")
    assert archive._connection.rows("SELECT DISTINCT matched_id FROM mentions") == [(made,)]


def settle(archive: Archive, url: str) -> None:
    run = archive.ledger.start_run("crawl")
    archive.ledger.page_settled(
        run, Listing("a", url), url=url, status=200, size=1, outcome="empty", error="", article_id=None, again=False, fetched_at=AT
    )


def test_a_page_refused_is_refused_in_every_form(archive: Archive) -> None:
    settle(archive, "http://a.example/x")
    assert all(archive.ledger.knows(form) for form in FORMS)


def test_a_form_refused_leaves_the_page_itself_to_be_fetched(archive: Archive) -> None:
    settle(archive, "http://www.a.example/x/print?utm_source=feed")
    assert archive.ledger.knows("http://www.a.example/x/print")
    assert not archive.ledger.knows("http://a.example/x")
    assert not archive.ledger.knows("http://a.example/x/amp")


# ---------------------------------------------------------------- archives from before


@pytest.fixture
def older(path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An archive as the first migration alone made it, with addresses and listings under their former keys."""
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "_migrations", migrations._migrations[:1])
        Archive(path).close()
    db = sqlite3.connect(path)
    db.executescript("""
        INSERT INTO sources (id, name, home, languages, kind, scope, enabled, _timezone, _entry, _labels)
            VALUES ('a', 'Outlet A', 'http://a.example/', '[]', 'news_site', 'beat', 1, 'UTC', '[]', '[]');
        BEGIN;
        INSERT INTO stories (id, lead_id, first_seen_at, updated_at) VALUES ('s', 1, '2026-11-19T00:00:00Z', '2026-11-19T00:00:00Z');
        INSERT INTO articles (id, source_id, url, canonical_url, title, text, html, authors, first_seen_at, story_id, role) VALUES
            (1, 'a', 'http://a.example/x', NULL, 'X', 'x', '', '[]', '2026-11-19T00:00:00Z', 's', 'original'),
            (2, 'a', 'https://www.a.example/x/?ocid=1&ref=rss', 'http://a.example/x/', 'X', 'x', '', '[]', '2026-11-19T00:00:00Z', 's', 'copy'),
            (3, 'a', 'http://a.example/y?view=reader', 'http://a.example/y', 'Y', 'y', '', '[]', '2026-11-19T00:00:00Z', 's', 'copy');
        COMMIT;
        INSERT INTO _addresses (url, article_id) VALUES
            ('http://a.example/x', 1), ('https://www.a.example/x/?ref=rss', 2), ('http://a.example/y?view=reader', 3),
            ('http://a.example/x/index.html', NULL), ('http://a.example/gone', NULL), ('http://a.example/kept/print', NULL),
            ('no address', NULL);
        INSERT INTO _listings (key, source_id, url, title, published_at, found_on, tries) VALUES
            ('http://a.example/new', 'a', 'http://a.example/new', 'First', NULL, 'f', 2),
            ('https://a.example/new/', 'a', 'https://a.example/new/', 'Second', NULL, 'f', 0),
            ('http://a.example/x/amp', 'a', 'http://a.example/x/amp', 'Known by now', NULL, 'f', 0),
            ('http://a.example/z', 'a', 'http://a.example/z', 'Third', NULL, 'f', 0);
        INSERT INTO mentions (page_url, article_id, title, outlet, url, matched_id, _address) VALUES
            ('http://b.example/list?PHPSESSID=1', NULL, 'X', 'A', 'http://a.example/x/', NULL, 'http://a.example/x/'),
            ('http://b.example/list?PHPSESSID=1', NULL, 'None', 'A', '', NULL, NULL),
            ('http://b.example/list?PHPSESSID=1', NULL, 'To come', 'A', 'https://www.a.example/z', NULL, 'https://www.a.example/z');
    """)
    db.close()
    return path


def test_an_older_archive_s_addresses_get_keys(older: Path) -> None:
    with Archive(older) as archive:
        addresses = archive._connection.rows("SELECT url, article_id FROM _addresses ORDER BY url")
        assert addresses == [
            ("//a.example/gone", None),
            ("//a.example/x", 1),  # which leads to an article, and to the first
            ("//a.example/y?view=reader", 3),
            ("http://a.example/kept/print", None),
            ("no address", None),
        ]
        assert not archive.ledger.knows("http://a.example/kept")
        for ref, article_id in (("http://a.example/x", 1), ("a.example/x/amp", 1), ("https://www.a.example/x/", 1), ("2", 2)):
            stored = archive.articles.find(ref)
            assert stored is not None
            assert stored.id == article_id, ref
        assert archive._connection.rows("PRAGMA foreign_key_check") == []


def test_an_older_archive_s_listings_merge_and_none_is_lost(older: Path) -> None:
    with Archive(older) as archive:
        assert [listing.title for listing in archive.ledger.unsettled("a")] == ["First", "Third"]
        assert archive._connection.rows("SELECT key, tries FROM _listings ORDER BY rowid") == [("//a.example/new", 2), ("//a.example/z", 0)]


def test_an_older_archive_s_mentions_lead_to_articles_and_go_on_waiting(older: Path) -> None:
    with Archive(older) as archive:
        assert archive._connection.rows("SELECT page_url, _address, matched_id FROM mentions ORDER BY rowid") == [
            ("http://b.example/list", "//a.example/x", 1),
            ("http://b.example/list", None, None),
            ("http://b.example/list", "//a.example/z", None),
        ]


def test_an_older_archive_s_articles_can_be_asked_for_by_what_they_call_themselves(older: Path) -> None:
    with Archive(older) as archive:
        assert [stored.id for stored in archive.articles.claiming("https://www.a.example/y/", "a", 9)] == [3]
        assert archive.articles.claiming("http://a.example/x", "a", 9) == []  # its own address, written otherwise, is no claim
        assert archive.articles.claiming("http://a.example/y", "b", 9) == []


def test_two_articles_of_an_older_archive_that_share_a_key_are_each_found_by_their_own_address(older: Path) -> None:
    with Archive(older) as archive:
        refs = ("http://a.example/x", "https://www.a.example/x/?ocid=1&ref=rss", "a.example/x")
        found = [archive.articles.find(ref) for ref in refs]
        assert [stored.id for stored in found if stored is not None] == [1, 2, 1]
