"""What the archive remembers of entry points, and which gaps it records and closes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from news.model import EntryPoint, Listing, Source
from storage import Archive
from storage.entry_points import WHOLE_EVERY

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)  # the clock of the archive that the tests share
OUTLET = Source("a", "Outlet A", "http://a.example/", ("en",))
FEED, OTHER = "http://a.example/feed", "http://a.example/sitemap.xml"


def read(archive: Archive, *numbers: int, url: str = FEED, status: int = 200, etag: str = '"x"', later: timedelta = timedelta(0)) -> None:
    listings = [Listing("a", f"http://a.example/{number}", f"Story {number}", found_on=url) for number in numbers]
    trace, _, _ = archive.entry_points.last_reading(url)
    archive.ledger.entry_read(
        1,
        "a",
        url,
        listings,
        status=status,
        etag=etag,
        last_modified="",
        size=9,
        fetched_at=NOON + later,
        trace=trace.after(listings) if listings else None,
        linked=not listings or trace.links_up(listings),
    )


def gaps(archive: Archive) -> list[tuple[str, str]]:
    return [(gap.entry_url, gap.closed_by) for gap in archive.gaps.all()]


def start(archive: Archive) -> Archive:
    archive.ledger.start_run("crawl")
    return archive


def test_a_reading_that_links_up_leaves_no_gap_and_one_that_does_not_leaves_one(archive: Archive) -> None:
    start(archive)
    read(archive, 1, 2, 3)
    read(archive, 3, 4, 5)
    assert gaps(archive) == []
    read(archive, status=304)
    read(archive, 9, 10, 11, later=timedelta(hours=9))
    assert gaps(archive) == [(FEED, "")]
    gap = archive.gaps.all()[0]
    assert (gap.since, gap.until) == (NOON, NOON + timedelta(hours=9))


def test_an_answer_that_reaches_from_before_to_after_closes_a_gap(archive: Archive) -> None:
    start(archive)
    read(archive, 1, 2, 3)
    read(archive, 9, 10, 11)
    read(archive, 3, 11, url="http://a.example/sport")
    assert gaps(archive) == [(FEED, "")], "a section names few of what came after"
    read(archive, *range(2, 11), url=OTHER)
    assert gaps(archive) == [(FEED, OTHER)]


def test_another_source_closes_nothing(archive: Archive) -> None:
    start(archive)
    read(archive, 1, 2, 3)
    read(archive, 9, 10, 11)
    listings = [Listing("b", f"http://a.example/{number}") for number in range(1, 12)]
    trace, _, _ = archive.entry_points.last_reading("http://b.example/feed")
    archive.ledger.entry_read(
        1,
        "b",
        "http://b.example/feed",
        listings,
        status=200,
        etag="",
        last_modified="",
        size=9,
        fetched_at=NOON,
        trace=trace.after(listings),
    )
    assert gaps(archive) == [(FEED, "")]


def test_an_entry_point_that_answers_304_for_ever_is_asked_in_full_in_time(path: Path) -> None:
    now = NOON
    with Archive(path, clock=lambda: now) as archive:
        archive.sources.register([OUTLET])
        start(archive)
        read(archive, 1, 2, 3)
        now = NOON + WHOLE_EVERY / 2
        read(archive, status=304, later=WHOLE_EVERY / 2)
        assert archive.ledger.validators(FEED) == ('"x"', "")
        now = NOON + WHOLE_EVERY + timedelta(seconds=1)
        assert archive.ledger.validators(FEED) == ("", ""), "a 304 is no whole answer"
        read(archive, 1, 2, 3, later=WHOLE_EVERY)
        assert archive.ledger.validators(FEED) == ('"x"', "")


def test_what_an_entry_point_brought_is_counted_and_stays_when_the_catalogue_changes(archive: Archive, desk) -> None:
    start(archive)
    probation = replace(OUTLET, entry=(EntryPoint("feed", FEED, probation=True),))
    archive.sources.register([probation])
    read(archive, 1)
    article = desk.admit(url="http://a.example/1")
    archive.ledger.page_settled(
        1,
        Listing("a", "http://a.example/1", found_on=FEED),
        url="http://a.example/1",
        status=200,
        size=1,
        outcome="original",
        error="",
        article_id=article,
        again=False,
        fetched_at=NOON,
    )
    archive.sources.register([replace(probation, entry=(EntryPoint("feed", FEED),))])
    history = archive.entry_points.histories()[FEED]
    assert (history.articles, history.yielded_at, history.read_at, history.failures) == (1, NOON, NOON, 0)


def test_failures_in_a_row_are_counted_and_put_the_next_reading_off(archive: Archive) -> None:
    start(archive)
    read(archive, 1)
    dues = []
    for _ in range(3):
        archive.ledger.entry_failed(1, "a", FEED, status=503, reason="http_503", error="answered 503", fetched_at=NOON)
        dues.append(archive.entry_points.histories()[FEED].due_at)
    assert archive.entry_points.histories()[FEED].failures == 3
    assert dues[0] < dues[1] < dues[2]  # type: ignore[operator]
    assert archive.ledger.validators(FEED) == ('"x"', ""), "a failure takes nothing from what was known"
    read(archive, 1)
    assert archive.entry_points.histories()[FEED].failures == 0


def test_what_failed_lately_is_left_alone_by_a_poll_and_what_never_settles_is_forgotten(archive: Archive) -> None:
    start(archive)
    read(archive, 1, 2)
    archive.ledger.page_settled(
        1,
        Listing("a", "http://a.example/1"),
        url="",
        status=0,
        size=0,
        outcome="timeout",
        error="",
        article_id=None,
        again=True,
        fetched_at=NOON,
    )
    assert [one.url for one in archive.ledger.unsettled("a")] == ["http://a.example/1", "http://a.example/2"]
    assert [one.url for one in archive.ledger.unsettled("a", untried_since=NOON - timedelta(hours=1))] == ["http://a.example/2"]
    assert archive.ledger.expire(NOON) == 0
    assert archive.ledger.expire(NOON + timedelta(seconds=1)) == 2
    assert archive.ledger.unsettled("a") == []
