"""The crawl's book: nothing listed is lost, nothing archived is fetched twice, and every fetch is on record."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from news.clock import to_text
from news.errors import ArchiveError
from news.model import EntryPoint, Listing, Mention, Source
from storage import Archive
from storage.ledger import MAX_TRIES

FEED = "http://a.example/feed"
AT = datetime(2026, 11, 21, 2, tzinfo=UTC)
ONE = Listing("a", "http://a.example/1?utm_source=feed", "One", datetime(2026, 11, 20, 8, tzinfo=UTC), FEED)
TWO = Listing("a", "http://a.example/2", found_on=FEED)


def read(archive: Archive, *listings: Listing, run: int = 1, status: int = 200, etag: str = '"x"', modified: str = "") -> int:
    return archive.ledger.entry_read(run, "a", FEED, listings, status=status, etag=etag, last_modified=modified, size=1234, fetched_at=AT)


def settle(
    archive: Archive,
    listing: Listing,
    *,
    url: str = "",
    article_id: int | None = None,
    again: bool = False,
    status: int = 200,
    run: int = 1,
) -> None:
    archive.ledger.page_settled(
        run,
        listing,
        url=url or listing.url,
        status=status,
        size=99,
        outcome="original" if article_id else "index_page",
        error="",
        article_id=article_id,
        again=again,
        fetched_at=AT,
    )


@pytest.fixture(autouse=True)
def run(archive: Archive) -> int:
    return archive.ledger.start_run("crawl")


def test_what_a_kill_left_unfetched_is_still_to_be_fetched(archive: Archive) -> None:
    assert read(archive, ONE, TWO) == 2
    assert archive.ledger.unsettled("a") == [ONE, TWO]
    assert archive.ledger.validators(FEED) == ('"x"', "")
    assert read(archive, status=304, etag="") == 0
    assert archive.ledger.unsettled("a") == [ONE, TWO]
    assert archive.ledger.unsettled("b") == []


def test_listings_and_validators_are_remembered_together_or_not_at_all(archive: Archive) -> None:
    with pytest.raises(ArchiveError):
        read(archive, ONE, replace(TWO, source_id="nobody"))
    assert archive.ledger.unsettled("a") == []
    assert archive.ledger.validators(FEED) == ("", "")


def test_a_listing_named_twice_is_one(archive: Archive) -> None:
    assert read(archive, ONE, replace(ONE, url="http://a.example/1?utm_medium=y"), replace(ONE, url="http://A.example/1#c")) == 1
    assert archive.ledger.unsettled("a") == [ONE]


def test_validators_follow_the_last_answer_and_a_304_keeps_them(archive: Archive) -> None:
    read(archive, etag='"1"', modified="Mon")
    read(archive, status=304, etag="", modified="")
    assert archive.ledger.validators(FEED) == ('"1"', "Mon")
    read(archive, status=304, etag='"2"', modified="")
    assert archive.ledger.validators(FEED) == ('"2"', "Mon")
    read(archive, etag="", modified="Tue")
    assert archive.ledger.validators(FEED) == ("", "Tue")


def test_an_archived_page_is_known_as_listed_and_as_fetched(archive: Archive, desk) -> None:
    made = desk.admit(url="http://a.example/story/1")
    read(archive, ONE)
    settle(archive, ONE, url="http://a.example/story/1?fbclid=z", article_id=made)
    for url in (ONE.url, "http://a.example/1", "http://a.example/story/1", "http://a.example/1?gclid=9"):
        assert archive.ledger.knows(url)
    assert not archive.ledger.knows("http://a.example/1?id=9")
    assert archive.ledger.unsettled("a") == []
    assert read(archive, ONE) == 0
    stored = archive.articles.by_url("http://a.example/1")
    assert stored is not None
    assert stored.id == made


def test_a_refused_page_is_not_asked_for_again(archive: Archive) -> None:
    read(archive, ONE)
    settle(archive, ONE)
    assert archive.ledger.knows("http://a.example/1")
    assert archive.articles.by_url("http://a.example/1") is None
    assert archive.ledger.unsettled("a") == []


def test_a_refused_address_can_come_to_hold_an_article_but_not_the_other_way(archive: Archive, desk) -> None:
    settle(archive, ONE)
    made = desk.admit(url=ONE.url)
    settle(archive, ONE)
    stored = archive.articles.by_url(ONE.url)
    assert stored is not None
    assert stored.id == made


def test_a_page_whose_host_failed_is_tried_again_but_not_for_ever(archive: Archive) -> None:
    read(archive, ONE, TWO)
    for _ in range(MAX_TRIES - 1):
        settle(archive, ONE, status=503, again=True, url="http://a.example/maintenance")
        assert archive.ledger.unsettled("a") == [ONE, TWO]
        assert not archive.ledger.knows(ONE.url)
    settle(archive, ONE, status=503, again=True, url="http://a.example/maintenance")
    assert archive.ledger.unsettled("a") == [TWO]
    assert archive.ledger.knows(ONE.url)
    assert not archive.ledger.knows("http://a.example/maintenance")


def test_a_page_never_listed_can_be_tried_again_too(archive: Archive) -> None:
    settle(archive, ONE, again=True)
    assert archive.ledger.unsettled("a") == [ONE]


def test_every_fetch_is_on_record(archive: Archive, desk) -> None:
    made = desk.admit(url=ONE.url)
    read(archive, ONE, TWO)
    read(archive, status=304)
    archive.ledger.entry_failed(1, "b", "http://b.example/feed", status=0, reason="timeout", error="no answer in 30 s", fetched_at=AT)
    settle(archive, ONE, article_id=made)
    settle(archive, TWO)
    rows = archive._connection.rows(
        "SELECT source_id, url, status, outcome, article_id, bytes, error, fetched_at FROM fetches ORDER BY rowid"
    )
    when = "2026-11-21T02:00:00Z"
    assert rows == [
        ("a", FEED, 200, "read", None, 1234, "", when),
        ("a", FEED, 304, "unchanged", None, 1234, "", when),
        ("b", "http://b.example/feed", 0, "timeout", None, 0, "no answer in 30 s", when),
        ("a", ONE.url, 200, "original", made, 99, "", when),
        ("a", TWO.url, 200, "index_page", None, 99, "", when),
    ]


def test_a_source_s_health_is_that_of_its_entry_points(archive: Archive, desk) -> None:
    def health() -> list[tuple[object, ...]]:
        return archive._connection.rows(
            "SELECT last_success_at, last_failure_at, last_error, failures, articles FROM sources WHERE id = 'a'"
        )

    desk.admit()
    assert health() == [(None, None, None, 0, 1)]
    for minutes in (0, 1):
        at = AT + timedelta(minutes=minutes)
        archive.ledger.entry_failed(1, "a", FEED, status=503, reason="status", error="answered 503", fetched_at=at)
    assert health() == [(None, to_text(at), f"{FEED}: answered 503", 2, 1)]
    read(archive)
    assert health() == [(to_text(AT), to_text(at), f"{FEED}: answered 503", 0, 1)]


def test_a_run_has_its_counts_and_its_times(archive: Archive) -> None:
    assert archive.ledger.last_run("import") is None
    run_id = archive.ledger.start_run("import")
    archive.ledger.finish_run(run_id, {"pages": 3, "ارشيف": 1})
    assert archive._connection.rows("SELECT kind, started_at, finished_at, counts FROM runs WHERE id = ?", (run_id,)) == [
        ("import", "2026-11-20T12:00:00Z", "2026-11-20T12:00:00Z", '{"pages": 3, "ارشيف": 1}')
    ]
    assert archive.ledger.last_run("import") == datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_a_page_s_mentions_take_the_place_of_those_before(archive: Archive) -> None:
    archive.ledger.mentions("http://a.example/index?utm_source=x", None, [Mention("One"), Mention("Two", "Outlet")])
    archive.ledger.mentions("http://a.example/index", None, [Mention("Three")])
    assert archive._connection.rows("SELECT page_url, article_id, title, matched_id FROM mentions") == [
        ("http://a.example/index", None, "Three", None)
    ]


def test_a_source_comes_back_as_registered_and_keeps_its_health(archive: Archive, desk) -> None:
    full = Source(
        "a",
        "نوع",
        "http://a.example/new",
        ("ar", "en"),
        "agency",
        "Asia/Amman",
        "world",
        False,
        (EntryPoint("feed", FEED), EntryPoint("listing", "http://a.example/", r"/\d+$", "ckb", probation=True)),
        ("AP", "أ ب"),
    )
    desk.admit()
    archive.sources.register([full])
    assert archive.sources.get("a") == full
    assert archive.sources.get("b") in archive.sources.all()
    assert archive.sources.get("c") is None
    assert archive._connection.rows("SELECT articles FROM sources WHERE id = 'a'") == [(1,)]


def test_no_byte_of_a_page_or_address_stops_the_book(archive: Archive) -> None:
    listing = Listing("a", "http://a.example/\udce9\x00", "T\ud800", found_on=FEED + "\ud800")
    assert read(archive, listing) == 1
    [kept] = archive.ledger.unsettled("a")
    assert (kept.url, kept.title) == ("http://a.example/\ufffd", "T\ufffd")
    archive.ledger.mentions(listing.url, None, [Mention("M\ud800", "O\ud800", None, "http://b.example/\ud800")])
    archive.ledger.page_settled(
        1, listing, url=listing.url, status=200, size=1, outcome="error", error="\ud800", article_id=None, again=False, fetched_at=AT
    )
    assert archive.ledger.knows(listing.url)
    assert archive.articles.find("http://a.example/\ud800") is None
    with pytest.raises(ArchiveError, match="no Unicode text"):
        archive.sources.get("\udce9")
