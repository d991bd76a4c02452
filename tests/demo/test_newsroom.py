"""The replica as a whole: the counts it promises, every trouble it is to hold, the same at each run."""

import tomllib
from collections import Counter
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from iraqwire.demo.newsroom import Newsroom, Resource
from iraqwire.demo.outlets import outlets
from iraqwire.demo.pages import LIST_LINES
from iraqwire.demo.press import tell
from iraqwire.demo.stories import stories
from iraqwire.demo.truth import PageTruth, copies, story_ids, true_pair_count
from news.model import AGGREGATORS
from news.text import letters

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
NEWSROOM = Newsroom(NOW)
ARTICLES = tuple(page for page in NEWSROOM.truth.values() if page.kind == "article")
BY_STORY = {page.story: page for page in ARTICLES if page.derived == "original"}
PASSAGE = 40


def resource(url: str) -> Resource:
    parts = urlsplit(url)
    found = NEWSROOM.answer(parts.hostname or "", parts.path + (f"?{parts.query}" if parts.query else ""))
    assert found is not None
    return found


def html(url: str) -> str:
    found = resource(url)
    outlet = outlets()[NEWSROOM.truth[url].outlet]
    return found.body.decode(outlet.encoding)


def text_of(page: PageTruth) -> str:
    return letters("\n".join(page.paragraphs))


def containment(part: PageTruth, whole: PageTruth) -> float:
    short, long = text_of(part), text_of(whole)
    cut = {short[at : at + PASSAGE] for at in range(len(short) - PASSAGE + 1)}
    return sum(passage in long for passage in cut) / len(cut)


def test_the_same_instant_makes_the_same_newsroom() -> None:
    again = Newsroom(NOW)
    assert again.resources == NEWSROOM.resources
    assert again.truth == NEWSROOM.truth


def test_another_day_moves_the_dates_and_keeps_the_stories() -> None:
    later = Newsroom(NOW + timedelta(days=40))
    written = set(stories())
    assert story_ids(later.truth) & written == story_ids(NEWSROOM.truth) & written


def test_it_holds_what_it_promises() -> None:
    kinds = Counter(page.kind for page in NEWSROOM.truth.values())
    assert len(outlets()) >= 14
    assert all(outlet.host.endswith(".example") for outlet in outlets().values())
    assert len(story_ids(NEWSROOM.truth)) >= 44
    assert kinds["index"] >= 10
    assert kinds["forbidden"] == 1
    assert kinds["gone"] == 1
    assert copies(NEWSROOM.truth) >= 40
    assert true_pair_count(NEWSROOM.truth) >= 60


def test_all_kinds_of_entry_point_and_of_copy_are_there() -> None:
    entry = {(row.kind, row.form) for outlet in outlets().values() for row in outlet.entry}
    assert {kind for kind, _ in entry} == {"feed", "sitemap", "listing"}
    assert {form for _, form in entry} >= {"rss", "atom", "news", "plain", "index"}
    assert {page.derived for page in ARTICLES} == {"original", "whole", "excerpt", "edited", "update", "damaged", "roundup"}
    assert len({outlet.layout for outlet in outlets().values()}) >= 7


def test_every_page_served_is_html_and_holds_the_words_it_is_to_tell() -> None:
    for page in ARTICLES:
        found = resource(page.url)
        assert found.status == 200
        assert found.content_type.startswith("text/html")
        plain = letters(html(page.url).replace("&#39;", "'").replace("&#34;", '"'))
        for paragraph in page.paragraphs:
            assert letters(paragraph) in plain, (page.url, paragraph[:60])


def test_a_whole_copy_and_a_damaged_one_fold_to_their_origin() -> None:
    faithful = [page for page in ARTICLES if page.derived in ("whole", "damaged") and page.story in BY_STORY]
    assert len(faithful) >= 12
    for page in faithful:
        assert text_of(page) == text_of(BY_STORY[page.story]), page.url
    damaged = [page for page in faithful if page.derived == "damaged"]
    assert any(page.paragraphs != BY_STORY[page.story].paragraphs for page in damaged)


def test_an_excerpt_begins_where_its_origin_begins_and_is_shorter() -> None:
    excerpts = [page for page in ARTICLES if page.derived == "excerpt"]
    assert len(excerpts) >= 6
    for page in excerpts:
        cut, whole = text_of(page), text_of(BY_STORY[page.story])
        assert whole.startswith(cut)
        assert 0.1 < len(cut) / len(whole) < 0.9


def test_edited_copies_share_most_of_what_they_keep_and_have_other_headlines() -> None:
    edited = [page for page in ARTICLES if page.derived == "edited"]
    assert len(edited) >= 8
    for page in edited:
        origin = BY_STORY[page.story]
        assert 0.5 < containment(page, origin) < 1, page.url
        assert page.title != origin.title
        assert len(page.paragraphs) < len(origin.paragraphs)


def test_an_update_is_by_the_same_outlet_at_another_address_with_more_in_it() -> None:
    updates = [page for page in ARTICLES if page.derived == "update"]
    assert len(updates) >= 4
    for page in updates:
        origin = BY_STORY[page.story]
        assert page.outlet == origin.outlet
        assert page.url != origin.url
        assert len(page.paragraphs) == len(origin.paragraphs) + 1
        assert 0.6 < containment(origin, page) < 1, page.url


def test_five_outlets_carry_the_agency_under_its_dateline() -> None:
    carriers = [page for page in ARTICLES if page.story == "hamrin-ambush" and page.outlet != "twin-rivers"]
    assert len({page.outlet for page in carriers}) >= 5
    assert all("(TRNA) - " in page.paragraphs[0] for page in carriers)


def test_link_farms_append_sixty_dated_headlines_below_a_phrase_of_credit() -> None:
    farms = {outlet.id for outlet in outlets().values() if outlet.kind == "link_farm"}
    assert len(farms) == 2
    assert "link_farm" in AGGREGATORS
    reposts = [page for page in ARTICLES if page.outlet in farms]
    assert {page.outlet for page in reposts} == farms
    for page in reposts:
        assert html(page.url).count("2026]") + html(page.url).count("2025]") == LIST_LINES, page.url
        assert any(
            phrase in html(page.url)
            for phrase in ("Excerpt from:", "Read the original here:", "See original here:", "Continue reading here:")
        )


@pytest.mark.parametrize(("story", "crawled"), [("west-mosul-walk", True), ("fallujah-library", False)])
def test_a_link_farm_dates_today_what_was_written_years_ago(story: str, crawled: bool) -> None:
    assert stories()[story].hours > 24 * 365 * 5
    assert (story in BY_STORY) is crawled
    assert any(f"{NOW.year}-{NOW.month:02}-{NOW.day:02}T" in html(page.url) for page in ARTICLES if page.story == story)


def test_old_bytes_are_arabic_and_one_page_says_they_are_utf8() -> None:
    old = [page for page in ARTICLES if page.outlet == "aldiwan"]
    declared = Counter(resource(page.url).content_type.partition("charset=")[2] for page in old)
    assert declared["windows-1256"] >= 2
    assert declared["utf-8"] >= 1
    for page in old:
        with pytest.raises(UnicodeDecodeError):
            resource(page.url).body.decode("utf-8")


def test_the_ngo_page_is_full_of_banners() -> None:
    page = html(BY_STORY["emergency-flood"].url)
    assert page.count("Donate Now") >= 3
    assert page.count("Read More") >= 2


def test_a_live_blog_holds_the_brief_and_a_roundup_the_beginnings_of_stories() -> None:
    brief, live = BY_STORY["depot-brief"], BY_STORY["live-session"]
    assert letters("\n".join(brief.paragraphs[1:])) in text_of(live)
    roundup = next(page for page in ARTICLES if page.derived == "roundup")
    assert len(roundup.holds) >= 3
    assert all(letters(BY_STORY[story].paragraphs[0]) in text_of(roundup) for story in roundup.holds)


def test_index_pages_are_listed_among_the_articles() -> None:
    listed = [
        page
        for page in NEWSROOM.truth.values()
        if page.kind == "index"
        and any(page.url.encode() in found.body for (host, _), found in NEWSROOM.resources.items() if host in page.url)
    ]
    assert len(listed) >= 6


def test_the_config_is_toml_that_names_every_source() -> None:
    config = tomllib.loads(NEWSROOM.config("http://127.0.0.1:4321"))
    assert config["crawl"] == {"catalogue": False, "proxy": "http://127.0.0.1:4321", "delay": 0.0, "timeout": 4}
    assert [table["id"] for table in config["source"]] == [source.id for source in NEWSROOM.sources()]
    assert all(point["url"].startswith(table["home"]) for table in config["source"] for point in table["entry"])


def test_the_origin_of_a_copy_is_told() -> None:
    for page in ARTICLES:
        if page.origin:
            assert NEWSROOM.truth[page.origin].story == page.story
            assert NEWSROOM.truth[page.origin].derived == "original"


def test_a_copy_is_dated_after_its_origin() -> None:
    told = tell(NOW)
    origins = {page.story.id: page for page in told if page.derived == "original"}
    for page in told:
        if page.story.id in origins and page.derived not in ("original", "roundup"):
            assert page.published > origins[page.story.id].published, page.url


def test_some_index_pages_print_the_beginnings_of_their_stories() -> None:
    teased = [page for page in NEWSROOM.truth.values() if page.kind == "index" and html(page.url).count("[…]") >= 4]
    assert teased
