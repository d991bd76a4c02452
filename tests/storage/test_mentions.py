"""A mention leads to the article that its address leads to, whichever came first."""

from datetime import UTC, datetime

import pytest

from news.model import Listing, Mention
from news.query import fold_article
from storage import Archive

AT = datetime(2026, 11, 21, tzinfo=UTC)
PAGE = "http://farm.example/list"


def matched(archive: Archive) -> list[int | None]:
    return [article_id for (article_id,) in archive._connection.rows("SELECT matched_id FROM mentions ORDER BY page_url, rowid")]


def settle(archive: Archive, listed: str, fetched: str, article_id: int | None) -> None:
    run = archive.ledger.start_run("crawl")
    archive.ledger.page_settled(
        run, Listing("a", listed), url=fetched, status=200, size=1, outcome="", error="", article_id=article_id, again=False, fetched_at=AT
    )


def test_a_mention_of_an_archived_article_leads_to_it(archive: Archive, desk) -> None:
    made = desk.admit(url="http://a.example/x?id=1")
    urls = ("http://A.example/x?id=1&utm_source=farm#top", "http://a.example/x?id=2", "", "/", "http://[")
    archive.ledger.mentions(PAGE, None, [Mention("M", url=url) for url in urls])
    assert matched(archive) == [made, None, None, None, None]
    assert archive._connection.rows("SELECT url FROM mentions") == [(url,) for url in urls]


def test_a_mention_leads_to_an_article_that_comes_later(archive: Archive, desk) -> None:
    farm = desk.admit(mentions=(Mention("M", url="http://b.example/1?utm_medium=x"), Mention("N", url="http://b.example/2"), Mention("O")))
    archive.ledger.mentions(PAGE, None, [Mention("M", url="http://b.example/1#a")])
    assert matched(archive) == [None] * 4
    first = desk.admit(url="http://b.example/1", source_id="b")
    second = desk.admit(url="http://b.example/2?fbclid=x", source_id="b")
    assert matched(archive) == [first, second, None, first]
    stored = archive.articles.get(farm)
    assert stored is not None
    assert stored.article.mentions[0] == Mention("M", url="http://b.example/1?utm_medium=x")


@pytest.mark.parametrize("mentioned", ["http://a.example/listed", "http://a.example/fetched", "http://a.example/stored"])
@pytest.mark.parametrize("later", [False, True])
def test_any_address_of_an_article_will_do(archive: Archive, desk, mentioned: str, later: bool) -> None:
    mentions = [Mention("M", url=mentioned)]
    if not later:
        archive.ledger.mentions(PAGE, None, mentions)
    made = desk.admit(url="http://a.example/stored")
    settle(archive, "http://a.example/listed", "http://a.example/fetched", made)
    if later:
        archive.ledger.mentions(PAGE, None, mentions)
    assert matched(archive) == [made]


def test_a_mention_stays_with_the_article_that_had_its_address_first(archive: Archive, desk) -> None:
    first, second = desk.admit(), desk.admit()
    settle(archive, "http://a.example/old", "http://a.example/old", first)
    archive.ledger.mentions(PAGE, None, [Mention("M", url="http://a.example/old"), Mention("N", url="http://a.example/new")])
    settle(archive, "http://a.example/old", "http://a.example/new", second)
    assert matched(archive) == [first, second]


def test_an_address_refused_for_good_is_no_article_until_it_is_one(archive: Archive, desk) -> None:
    settle(archive, "http://a.example/gone", "http://a.example/gone", None)
    archive.ledger.mentions(PAGE, None, [Mention("M", url="http://a.example/gone")])
    assert matched(archive) == [None]
    made = desk.admit(url="http://a.example/gone")
    assert matched(archive) == [made]


def test_mentions_of_a_revised_page_are_matched_anew(archive: Archive, desk) -> None:
    made = desk.admit(url="http://a.example/1")
    farm = desk.admit(url=PAGE, mentions=(Mention("M", url="http://a.example/0"),))
    changed = desk.article(mentions=(Mention("N", url="http://a.example/1"),))
    archive.articles.revise(farm, changed, desk.prints("x"), fold_article(changed.title, changed.text), seen_at=AT)
    assert matched(archive) == [made]


def test_mentions_that_wait_are_found_by_an_index(archive: Archive) -> None:
    plan = archive._connection.rows(
        "EXPLAIN QUERY PLAN UPDATE mentions SET matched_id = 1 WHERE _address = ? AND matched_id IS NULL", ("x",)
    )
    assert "_mentions_unmatched" in str(plan)
