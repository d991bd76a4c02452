"""Whose text it is: by which names an outlet is credited, which article a headline line names, where a page says it comes from."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedupe.origin import Outlets, claimed, goes_by, named_by, same_headline
from dedupe.story import Contender, leads_over
from news.headlines import FEWEST_LETTERS, headline_key
from news.model import Article, Credit, Headline, Mention, Source
from news.sources import names_of
from news.text import letters

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
COURIER = Source("courier", "Lagash Courier", "https://www.lagashcourier.example/en", labels=("LG Courier", "بريد لكش", "أ ف ب"))


def contender(source: Source, credit: Credit | None = None) -> Contender:
    article = Article(
        f"https://{source.id}-cdn.example/1", "", f"Title by {source.id}", "One text. " * 30, published_at=NOON, credit=credit
    )
    return Contender(article, NOON + timedelta(days=1), source.kind, source.name, source_names=names_of(source))


@pytest.mark.parametrize(
    "credited", ["Lagash Courier", "LG Courier", "The LG Courier", "بريد لكش", "بَريد لكش", "lagashcourier.example", "Agence France-Presse"]
)
def test_an_outlet_is_credited_by_any_of_its_names(credited: str) -> None:
    origin = contender(COURIER)
    copy = contender(Source("farm", "Farm", "http://farm.example/"), Credit(credited, "footer", f"Source: {credited}"))
    assert leads_over(origin, copy)
    assert not leads_over(copy, origin)
    signed = contender(COURIER, Credit(credited, "footer", f"Source: {credited}"))
    assert not leads_over(contender(Source("farm", "Farm", "http://farm.example/")), signed)


def test_names_of_an_outlet_are_its_own_and_its_hosts_once_each() -> None:
    source = Source("x", "x.example", "http://www.x.example/", labels=("X", "x.example"), domains=("x-news.example",))
    assert names_of(source) == ("x.example", "X", "x-news.example")


# ---------------------------------------------------------------- which article a line names

HEADLINE = "Ferry at Amara stands idle for a ninth day"


def held(number: int = 1, source: Source = COURIER, title: str = HEADLINE, dated: datetime | None = NOON, story: str = "") -> Headline:
    seen = NOON + timedelta(days=1, minutes=number)
    return Headline(number, title, f"{source.home}/{number}", story or f"s{number}", source.id, source.kind, names_of(source), dated, seen)


@pytest.mark.parametrize(
    ("line", "archived"),
    [
        (HEADLINE, HEADLINE),
        (HEADLINE, f"{HEADLINE} - Lagash Courier"),
        (f"{HEADLINE} | LG Courier", HEADLINE),
        ("Ferry at Amara stands idle for aninth day", HEADLINE),
        ("عَبّارة العمارة متوقفة لليوم التاسع", "عبارة العمارة متوقفه لليوم التاسع"),
        ("گەمیەکەی عەمارە بۆ نۆیەم ڕۆژ وەستاوە", "گەميەكەی عەمارە بۆ نۆیەم رۆژ وەستاوە"),
    ],
)
def test_a_line_names_the_article_of_its_headline_and_outlet(line: str, archived: str) -> None:
    named = named_by(Mention(line, "Lagash Courier", NOON.date()), [held(title=archived)])
    assert named is not None
    assert named[0].article_id == 1
    assert "same day" in named[1]


@pytest.mark.parametrize(
    "line",
    [
        Mention("Ferry at Amara stands idle", "Lagash Courier", NOON.date()),
        Mention(HEADLINE, "Another Courier", NOON.date()),
        Mention(HEADLINE, "", NOON.date()),
        Mention(HEADLINE, "Lagash Courier", NOON.date() - timedelta(days=8)),
    ],
)
def test_another_headline_outlet_or_week_is_another_article(line: Mention) -> None:
    assert named_by(line, [held()]) is None


def test_a_short_headline_without_a_date_names_nothing() -> None:
    assert named_by(Mention("Oil prices fall", "Lagash Courier"), [held(title="Oil prices fall")]) is None
    assert named_by(Mention("Oil prices fall", "Lagash Courier", NOON.date()), [held(title="Oil prices fall")]) is not None
    assert named_by(Mention(HEADLINE, "Lagash Courier"), [held(dated=None)]) is not None


def test_of_several_that_fit_the_one_of_that_day_is_meant_or_none() -> None:
    older, newer = held(1, dated=NOON - timedelta(days=1)), held(2)
    line = Mention(HEADLINE, "Lagash Courier", NOON.date())
    named = named_by(line, [older, newer])
    assert named is not None
    assert named[0] is newer
    assert named_by(line, [held(1), held(2)]) is None
    of_one_story = named_by(line, [held(2, story="s"), held(1, story="s")])
    assert of_one_story is not None
    assert of_one_story[0].article_id == 1


def test_an_outlet_goes_by_its_names_and_their_hosts() -> None:
    names = ("Kesra Post", "kesrapost.example", "أ ف ب")
    assert all(goes_by(name, names) for name in ("The Kesra Post", "en.kesrapost.example", "www.kesrapost.example", "AFP", "kesra-post"))
    assert not any(goes_by(name, names) for name in ("", "The", "Kesra", "notkesrapost.example", "Post"))


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=40))
def test_no_headline_or_outlet_is_too_odd(one: str, other: str, outlet: str) -> None:
    assert (headline_key(one) is None) == (len(letters(one)) < FEWEST_LETTERS)
    named_by(Mention(one, outlet), [held(title=other)])
    assert same_headline(one, one, (outlet,)) or len(letters(one)) < FEWEST_LETTERS


# ---------------------------------------------------------------- where a page says it comes from


def page(credit: Credit | None = None, canonical: str = "", title: str = HEADLINE) -> Article:
    return Article("https://farm.example/x", "farm", title, "Text.", canonical_url=canonical, credit=credit)


@pytest.mark.parametrize(
    ("credit", "canonical", "how", "outlet", "url"),
    [
        (Credit("Lagash Courier", "footer", "Source: Lagash Courier"), "", "credit", "Lagash Courier", ""),
        (Credit("Lagash Courier", "repost_phrase", "Excerpt from: …", HEADLINE), "", "credit", "Lagash Courier", ""),
        (Credit("Reuters", "dateline", "ERBIL (Reuters) -"), "", "dateline", "Reuters", ""),
        (Credit("Lagash Courier", "footer", "x", "", "https://c.test/1"), "", "link", "Lagash Courier", "https://c.test/1"),
        (Credit("Lagash Courier", "footer", "x", "", "https://c.test/"), "", "credit", "Lagash Courier", ""),
        (Credit("Lagash Courier", "footer", "x", "", "/more"), "", "credit", "Lagash Courier", ""),
        (None, "https://c.test/1", "link", "c.test", "https://c.test/1"),
    ],
)
def test_a_page_says_where_it_comes_from(credit: Credit | None, canonical: str, how: str, outlet: str, url: str) -> None:
    claim = claimed(page(credit, canonical), ("Farm", "farm.example"), "link_farm")
    assert claim is not None
    assert (claim.how, claim.outlet, claim.url) == (how, outlet, url)
    assert claim.evidence


@pytest.mark.parametrize(
    ("credit", "canonical"),
    [
        (None, ""),
        (None, "https://farm.example/x?p=1"),
        (None, "https://m.farm.example/y"),
        (None, "https://c.test/"),
        (Credit("The Farm", "footer", "Source: The Farm"), ""),
        (Credit("Analysis", "title_suffix", "Ferry idle - Analysis"), ""),
    ],
)
def test_a_page_that_names_itself_or_nobody_has_no_origin(credit: Credit | None, canonical: str) -> None:
    assert claimed(page(credit, canonical), ("Farm", "farm.example"), "news_site") is None


# ---------------------------------------------------------------- the outlets of the catalogue


def test_a_name_that_two_sources_share_is_nobodys() -> None:
    outlets = Outlets([COURIER, Source("other", "The LG Courier", "http://other.example/")])
    assert outlets.named("LG Courier") is None
    assert outlets.named("بريد لكش") is COURIER
    assert outlets.at("http://m.lagashcourier.example/en/1") is COURIER
