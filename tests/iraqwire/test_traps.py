"""A site made of traps: calendars without end, facets, endless paging, session ids, links that grow. Its articles are fetched, and
hardly anything else.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from internet import Answer, Internet, serving
from stories import page_of, title_of
from two_nights import Nights, Outlets, crawl_twice

from storage import Archive

SITE = "http://traps.example"
PER_PAGE = 20
NOW = datetime.now(UTC)


@dataclass
class TrapSite:
    """Every address answers 200, and every answer names addresses that nobody asked for yet."""

    articles: int
    chance: random.Random = field(default_factory=lambda: random.Random(7))

    def answer(self, url: str) -> Answer:
        parts = urlsplit(url)
        query = dict(parse_qsl(parts.query))
        if parts.path.startswith("/story/"):
            number = int(parts.path.split("/")[2].split("-")[0])
            head = f"<link rel='amphtml' href='{parts.path}/amp'>"
            return Answer(page_of(number, NOW - timedelta(hours=number % 90), head=head).replace("</body>", f"{self.around()}</body>"))
        if parts.path in ("/", "/news"):
            return Answer(self.front(int(query.get("page", "1"))))
        return Answer(f"<html><body><h1>Nothing in particular</h1>{self.around()}</body></html>")

    def front(self, page: int) -> str:
        last = self.articles - PER_PAGE * (min(page, -(-self.articles // PER_PAGE)) - 1)
        cards = "".join(self.card(number) for number in range(last, max(0, last - PER_PAGE), -1))
        more = f"<div class='pager'><a rel='next' href='/news?page={page + 1}'>Older stories</a></div>"  # for ever
        return f"<html><body>{self.around()}<main class='list'>{cards}</main>{more}</body></html>"

    def card(self, number: int) -> str:
        slug = title_of(number).lower().replace(" ", "-")
        session = f"sid={self.chance.getrandbits(128):032x}"
        return (
            f"<div class='card'><h3><a href='/story/{number}-{slug}?{session}'>{title_of(number)}</a></h3>"
            f"<a href='/story/{number}-{slug}/print'>Print this story about the {title_of(number).split()[1]}</a>"
            f"<a href='/login?return=/story/{number}-{slug}'>Log in to comment on this story</a></div>"
        )

    def around(self) -> str:
        """What stands beside everything: each link leads to a page that has as many more."""
        chance = self.chance
        year, month = chance.randint(1990, 2060), chance.randint(1, 12)
        days = "".join(
            f"<td><a href='/calendar/{year}/{month:02}/{day:02}' title='All events on {day}.{month}.{year}'>{day}</a></td>"
            for day in range(1, 29)
        )
        months = f"<a href='/calendar/{year}/{month:02}'>Events of the month before this one</a>"
        facets = "".join(
            f"<li><a href='/search?topic={topic}&amp;sort={sort}&amp;from={chance.randint(1, 999)}'>{topic.title()} stories by {sort} ({chance.randint(2, 99)})</a></li>"
            for topic in ("oil", "water", "courts")
            for sort in ("date", "views")
        )
        tags = "".join(
            f"<a href='/tag/{word}-and-all-about-it-{chance.randint(1, 9999)}'>Everything about the {word} of the region</a>"
            for word in ("budget", "election", "harvest", "pilgrimage")
        )
        deeper = "<a href='more/more/and-more/'>More of the same from this desk</a>"
        archive = "".join(
            f"<li><a href='/archive/{year}/{one:02}'>All the stories of month {one} of {year}</a></li>" for one in range(1, 13)
        )
        authors = "<a href='/author/one-of-our-writers'>All that our writer has written for us</a>"
        return (
            f"<aside><table class='calendar'><tr>{days}</tr></table>{months}<ul class='filters'>{facets}</ul><div class='tagcloud'>{tags}</div>"
            f"{deeper}<ul class='archives'>{archive}</ul>{authors}</aside>"
        )


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    with serving() as world:
        yield crawl_twice(trapped(world), tmp_path_factory.mktemp("traps"))


def trapped(world: Internet) -> Outlets:
    site = TrapSite(articles=50)
    world.sites["traps.example"] = site.answer
    outlets = Outlets(world)
    outlets.add("traps", ("listing", f"{SITE}/"))
    outlets.later(lambda: setattr(site, "articles", 100))
    return outlets


def test_every_article_is_fetched_once_whatever_session_its_link_carries(nights: Nights) -> None:
    with Archive(nights.archive, readonly=True) as archive:
        urls = [record["url"] for record in archive.export()]
    assert sorted(int(url.rpartition("/")[2].partition("-")[0]) for url in urls) == list(range(1, 101))
    assert not [url for url in urls if "sid=" in url]
    stories = [url.partition("?")[0] for url in (*nights.asked[0], *nights.asked[1]) if "/story/" in url]
    assert len(stories) == len(set(stories)) == 100


def test_hardly_a_page_beyond_its_articles_is_asked_for(nights: Nights) -> None:
    asked = [*nights.of(0, "traps.example"), *nights.of(1, "traps.example")]
    lists = [url for url in asked if urlsplit(url).path in ("/", "/news")]
    beyond = [url for url in asked if "/story/" not in url and url not in lists]
    assert len(beyond) <= 0.01 * 100, beyond
    assert len(lists) <= 3 + 5, "three pages at first, and as many as reach back over fifty new stories"


def test_paging_without_end_ends_where_it_brings_nothing_new(nights: Nights) -> None:
    pages = [url for url in nights.asked[0] if "page=" in url]
    assert pages == [f"{SITE}/news?page={page}" for page in (2, 3)]
