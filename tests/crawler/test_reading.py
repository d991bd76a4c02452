"""What one reading of an entry point brings, and what it asks next so that nothing is missed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from crawler.answers import Answer
from crawler.outcomes import Outcome
from crawler.reading import FIRST_PARTS, MAX_DAYS, MAX_PARTS, MAX_SITEMAPS, Ask, Reading
from crawler.sitemaps import Place
from news.model import EntryKind, EntryPoint, Listing, Source
from news.trace import Trace

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SITE = "http://a.example"
SOURCE = Source("a", "A", f"{SITE}/", ("en", "ar"))


def listings(*numbers: int, **more: Any) -> tuple[Listing, ...]:
    return tuple(Listing("a", f"{SITE}/{number}", f"Story {number}", **more) for number in numbers)


def reading(kind: EntryKind, *before: int, language: str = "", **more: Any) -> Reading:
    trace = Trace().after(listings(*before)) if before else Trace()
    entry = EntryPoint(kind, f"{SITE}/{kind}", language=language)
    return Reading(SOURCE, entry, trace, read_before=NOW - timedelta(hours=8) if before else None, visited={entry.url}, **more)


def nothing_known(url: str) -> bool:
    return False


def none_named() -> list[str]:
    return []


def place(name: str, changed_at: datetime | None = None) -> Place:
    return Place(Listing("a", f"{SITE}/{name}"), changed_at)


def test_what_a_section_names_is_in_its_language_whatever_the_feed_says_of_itself() -> None:
    section = reading("feed", language="ar")
    section.take(Answer(listings(1, language="en")), "feed", nothing_known)
    mixed = reading("feed")
    mixed.take(Answer(listings(2, language="en")), "feed", nothing_known)
    assert [one.listings[0].language for one in (section, mixed)] == ["ar", "en"]
    assert section.listings[0].found_on == f"{SITE}/feed"


def test_a_reading_that_links_up_asks_nothing_more() -> None:
    linked = reading("listing", 1, 2)
    linked.take(Answer(listings(4, 3, 2), older=f"{SITE}/page/2"), "listing", nothing_known)
    assert linked.more(none_named) == []
    assert linked.event((), NOW).linked


def test_older_parts_are_asked_while_they_bring_news_then_days_then_sitemaps_once() -> None:
    open_ended = reading("listing", 1)
    days = {date(2026, 11, day): f"{SITE}/archive/2026-11-{day}" for day in range(8, 22)}
    asked = []
    number = 1000
    open_ended.take(Answer(listings(number), older=f"{SITE}/page/2", days=days), "listing", nothing_known)
    while asks := open_ended.more(lambda: [f"{SITE}/news.xml"]):
        asked.append(asks)
        for ask in asks:
            number += 1
            page = int(ask.url.rpartition("/")[2]) if "/page/" in ask.url else 0
            open_ended.take(Answer(listings(number), older=f"{SITE}/page/{page + 1}" if page else ""), ask.kind, nothing_known)
    pages = [asks for asks in asked if "/page/" in asks[0].url]
    assert len(pages) == MAX_PARTS - 1
    assert asked[len(pages)] == [Ask(f"{SITE}/archive/2026-11-{day}", "listing") for day in (21, 20)], "of the time since the last reading"
    assert asked[len(pages) + 1 :] == [[Ask(f"{SITE}/news.xml", "sitemap")]]
    assert not open_ended.event((), NOW).linked
    assert MAX_DAYS >= 2


def test_paging_that_brings_nothing_new_ends() -> None:
    endless = reading("listing", 1)
    endless.take(Answer(listings(7, 8), older=f"{SITE}/page/2"), "listing", nothing_known)
    assert endless.more(none_named) == [Ask(f"{SITE}/page/2", "listing")]
    endless.take(Answer(listings(7, 8), older=f"{SITE}/page/3"), "listing", nothing_known)
    assert endless.more(none_named) == []


def test_a_listing_read_for_the_first_time_goes_a_few_pages_back_and_a_feed_none() -> None:
    first, feed = reading("listing"), reading("feed")
    feed.take(Answer(listings(1), older=f"{SITE}/feed?paged=2"), "feed", nothing_known)
    assert feed.more(none_named) == []
    first.take(Answer(listings(1), older=f"{SITE}/page/2"), "listing", nothing_known)
    count = 1
    while asks := first.more(none_named):
        count += 1
        first.take(Answer(listings(count), older=f"{SITE}/page/{count + 1}"), asks[0].kind, nothing_known)
    assert count == FIRST_PARTS


def test_older_parts_do_not_make_a_list_longer_than_it_shows() -> None:
    gap = reading("feed", 1)
    gap.take(Answer(listings(9, 8), older=f"{SITE}/feed-2"), "feed", nothing_known)
    gap.take(Answer(listings(7, 6, 5, 1)), "feed", nothing_known)
    event = gap.event(tuple(gap.listings), NOW)
    assert (event.length, len(event.trace.marks)) == (2, 6)  # type: ignore[union-attr]


def test_of_an_index_the_sitemaps_that_changed_are_read() -> None:
    index = reading("sitemap", 1, parts_before={f"{SITE}/old.xml": "2026-11-01T00:00:00Z", f"{SITE}/new.xml": "2026-11-01T00:00:00Z"})
    parts = (place("new.xml", NOW), place("old.xml", datetime(2026, 11, 1, tzinfo=UTC)), place("undated.xml"))
    asks = index.take(Answer(sitemaps=parts), "sitemap", nothing_known)
    assert [ask.url.rpartition("/")[2] for ask in asks] == ["new.xml", "undated.xml"]
    index.take(Answer(listings(5)), "sitemap", nothing_known)
    index.lost(f"{SITE}/undated.xml", Outcome("http_503", "answered 503", again=True, status=503))
    event = index.event(tuple(index.listings), NOW)
    assert event.linked, "an index names all there is"
    assert set(event.parts or {}) == {f"{SITE}/new.xml", f"{SITE}/old.xml"}, "what did not come is asked again"
    assert event.validators.etag == ""


def test_an_index_costs_so_many_requests_however_many_sitemaps_it_names() -> None:
    index = reading("sitemap")
    asks = index.take(Answer(sitemaps=tuple(place(f"{number}.xml") for number in range(5000))), "sitemap", nothing_known)
    assert len(asks) == MAX_SITEMAPS


def test_a_sitemap_that_is_to_close_a_gap_brings_nothing_old() -> None:
    gap = reading("feed", 1)
    gap.take(Answer(listings(9)), "feed", nothing_known)
    recent, old = listings(8, 7)[0], replace(listings(3)[0], changed_at=NOW - timedelta(days=90))
    gap.take(Answer((recent, old, *listings(1))), "sitemap", nothing_known)
    assert [one.url.rpartition("/")[2] for one in gap.listings] == ["9", "8", "1"]
    assert gap.event((), NOW).linked
