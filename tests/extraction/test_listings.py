"""Pages that list stories and tell none: refused, their headlines kept as mentions."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
import replicas

from crawler.extraction import PageContext, extract
from dedupe import tidy
from news.errors import NotAnArticle
from news.model import Mention

URL = "http://post.example/category/water"
CONTEXT = PageContext(source_name="Kesra Post", fetched_at=datetime(2026, 11, 21, 9, tzinfo=UTC))
HEADLINES = tuple(title for title, *_ in replicas.OTHERS[:6])
MENU = "<nav><ul><li><a href='/p'>Politics</a></li><li><a href='/w'>Water and farms</a></li></ul></nav>"


def listing(cards: Sequence[str], name: str = "Water") -> bytes:
    return replicas.document(f"{MENU}<main><h1>{name}</h1>{''.join(cards)}</main><div>1 <a href='?2'>2</a></div>", f"{name} | Kesra Post")


def card(number: int, teaser: str, *, date_first: bool = False) -> str:
    head, day = f"<h3><a href='/s/{number}'>{HEADLINES[number]}</a></h3>", f"<p>November {number + 10}, 2026 10:15</p>"
    return f"<div class='c'>{day + head if date_first else head + day}<p>{teaser}</p></div>"


def refusal(body: bytes) -> NotAnArticle:
    with pytest.raises(NotAnArticle) as refused:
        extract(body, URL, CONTEXT)
    return refused.value


def said(number: int) -> str:
    return f"{replicas.STORY[number % 5][:90]} […]"


@pytest.mark.parametrize("date_first", [False, True])
@pytest.mark.parametrize("breaks_off", [True, False])
def test_headlines_with_a_date_and_a_teaser_each_are_a_listing(date_first: bool, breaks_off: bool) -> None:
    teasers = [said(number) if breaks_off else replicas.STORY[number % 5] for number in range(6)]
    found = refusal(listing([card(number, teaser, date_first=date_first) for number, teaser in enumerate(teasers)]))
    assert found.reason in ("index", "section")
    expected = {
        Mention(headline, "", date(2026, 11, number + 10), f"http://post.example/s/{number}") for number, headline in enumerate(HEADLINES)
    }
    assert expected <= set(found.mentions)


def test_a_listing_with_one_headline_is_no_article() -> None:
    found = refusal(listing([f"<h2><a href='/s/1'>{HEADLINES[1]}</a></h2><span class='date'>20 November 2026 - 08:59</span>"]))
    assert found.reason in ("index", "section")
    assert [(mention.title, mention.url) for mention in found.mentions] == [(HEADLINES[1], "http://post.example/s/1")]


def test_an_article_among_cards_stays_one() -> None:
    cards = "".join(card(number, said(number)) for number in range(4))
    found = extract(replicas.article(after=f"<div>{cards}</div>"), URL, CONTEXT)
    assert found.text.split("\n") == list(replicas.STORY)


def test_a_page_without_any_markup_is_read_without_its_menu() -> None:
    menu = "<div><a href='/p'>Politics and power</a> <a href='/w'>Water and farms here</a></div>"
    found = extract(replicas.document(f"{menu}<div>{replicas.STORY[0]}</div>"), URL, CONTEXT)
    assert found.text == replicas.STORY[0]


def test_two_headlines_and_a_label_are_a_listing_and_a_flash_with_one_is_not() -> None:
    also = f"Read also: {HEADLINES[0]}"
    assert tidy("", [also, f"Read also: {HEADLINES[1]}", "All the water news"]).is_index
    assert not tidy("", [replicas.STORY[0], also]).is_index
