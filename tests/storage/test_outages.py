"""What an outage must not cost: pages that were listed before it."""

import pytest

from news.model import Listing
from storage import Archive

LISTING = Listing("a", "http://a.example/1", "A title")


def settle(archive: Archive, desk, status: int) -> None:
    run = archive.ledger.start_run("crawl")
    archive.ledger.page_settled(
        run, LISTING, url=LISTING.url, status=status, size=0, outcome="x", error="", article_id=None, again=True, fetched_at=desk.now
    )


@pytest.mark.parametrize(("status", "waiting"), [(0, True), (503, False)])
def test_a_host_that_does_not_answer_costs_no_try_and_one_that_refuses_does(archive: Archive, desk, status: int, waiting: bool) -> None:
    run = archive.ledger.start_run("crawl")
    archive.ledger.entry_read(
        run, "a", "http://a.example/rss", [LISTING], status=200, etag="x", last_modified="", size=1, fetched_at=desk.now
    )
    for _ in range(9):
        settle(archive, desk, status)
    assert bool(archive.ledger.unsettled("a")) is waiting
    assert archive.ledger.knows(LISTING.url) is not waiting


def test_only_a_run_that_came_to_its_end_and_was_answered_is_complete(archive: Archive) -> None:
    assert archive.ledger.last_run("crawl", complete=True) is None
    for counts in (None, {"entries": 0}, {"entries": 3, "interrupted": 1}, {"entries": 3, "whole": 0}):
        run = archive.ledger.start_run("crawl")
        if counts is not None:
            archive.ledger.finish_run(run, counts)
        assert archive.ledger.last_run("crawl", complete=True) is None
    archive.ledger.finish_run(archive.ledger.start_run("crawl"), {"entries": 3, "interrupted": 0})
    assert archive.ledger.last_run("crawl", complete=True) is not None
