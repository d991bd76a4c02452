"""Sites whose stories, feeds and looks change between two nights: each story stays the one it was, and what is wrong is said."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from internet import Answer, Internet, Reply, serving
from shell import iraqwire
from stories import item_of, page_of, paragraphs_of, title_of
from two_nights import Nights, Outlets, crawl_twice

from iraqwire.intake import Intake
from news.model import Article, EntryPoint, Listing, Source
from news.trace import Trace
from storage import Archive

NOW = datetime.now(UTC)
LAST_WEEK = NOW - timedelta(days=12)
ATOM = "{http://www.w3.org/2005/Atom}"


def address(source_id: str, number: int) -> str:
    return f"http://{source_id}.example/news/{number}-{title_of(number).lower().replace(' ', '-')}"


def published(number: int) -> datetime:
    return NOW.replace(microsecond=0) - timedelta(hours=20 + number % 50)


def outlet(outlets: Outlets, source_id: str, numbers: range, more: str = "") -> str:
    """An outlet whose feed leads to these stories; the feed's address. `more` stands in every item."""
    world = outlets.world
    for number in numbers:
        world.put(address(source_id, number), page_of(number, published(number)))
    feed = world.feed(f"http://{source_id}.example/feed", *(item_of(address(source_id, n), n, published(n), more) for n in numbers))
    outlets.add(source_id, ("feed", feed))
    return feed


def entry(url: str, number: int, title: str, at: datetime, changed: datetime) -> str:
    return (
        f"<entry><id>urn:{number}</id><title>{title}</title><link href='{url}'/>"
        f"<published>{at.isoformat()}</published><updated>{changed.isoformat()}</updated></entry>"
    )


def atom(world: Internet, url: str, *entries: str) -> str:
    body = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>t</title><id>urn:t</id>{''.join(entries)}</feed>"
    return world.put(url, body, type="application/atom+xml")


def redated(outlets: Outlets) -> None:
    """Fault 37: on the second night every item is dated now, in RSS and in Atom."""
    world, numbers = outlets.world, range(2000, 2005)
    feed = outlet(outlets, "redated", numbers)
    outlet(outlets, "touched", range(2010, 2015))
    other = atom(
        world,
        "http://touched.example/feed",
        *(entry(address("touched", n), n, title_of(n), published(n), published(n)) for n in range(2010, 2015)),
    )

    def later() -> None:
        now = datetime.now(UTC)
        world.feed(feed, *(item_of(address("redated", n), n, now) for n in numbers))
        atom(world, other, *(entry(address("touched", n), n, title_of(n), now, now) for n in range(2010, 2015)))

    outlets.later(later)


NEW_TITLE = "Zakho ferry found again after two nights, and its captain with it"
LIVE = "At noon the water stood a metre lower, and the first of the boats went back to their moorings below the old bridge."


def edited(outlets: Outlets) -> None:
    """Fault 38: another headline and text at the same address; and a report that grows under its headline."""
    world, numbers = outlets.world, range(2020, 2024)
    feed = outlet(outlets, "edited", numbers)
    outlet(outlets, "live", range(2030, 2034))
    other = atom(
        world,
        "http://live.example/feed",
        *(entry(address("live", n), n, title_of(n), published(n), published(n)) for n in range(2030, 2034)),
    )

    def later() -> None:
        titles = {2020: NEW_TITLE}
        world.feed(feed, *(item_of(address("edited", n), n, published(n), title=titles.get(n, "")) for n in numbers))
        body = page_of(2020, published(2020), title=NEW_TITLE).replace("</h1>", f"</h1><p>{LIVE}</p>")
        world.put(address("edited", 2020), body)
        changed = {2030: datetime.now(UTC)}
        atom(
            world,
            other,
            *(entry(address("live", n), n, title_of(n), published(n), changed.get(n, published(n))) for n in range(2030, 2034)),
        )
        world.put(address("live", 2030), page_of(2030, published(2030)).replace("</h1>", f"</h1><p>{LIVE}</p>"))

    outlets.later(later)


def guided(outlets: Outlets) -> None:
    """Fault 61: no guid, one guid for every article, and articles that move to another address under their guid."""
    world = outlets.world
    guid = "<guid isPermaLink='false'>post-1</guid>"
    outlet(outlets, "unguided", range(2040, 2043))
    outlet(outlets, "reused", range(2050, 2053), guid)
    outlet(outlets, "moved", range(2060, 2064))

    def moved(number: int, path: str) -> str:
        url = address("moved", number).replace("/news/", path)
        world.put(url, page_of(number, published(number)))
        return item_of(url, number, published(number), f"<guid isPermaLink='false'>{number}</guid>")

    world.feed("http://moved.example/feed", *(moved(number, "/news/") for number in range(2060, 2064)))

    def later() -> None:
        for source_id, number, more in (("unguided", 2043, ""), ("reused", 2053, guid)):
            world.put(address(source_id, number), page_of(number, published(number)))
            world.feed(
                f"http://{source_id}.example/feed",
                *(item_of(address(source_id, n), n, published(n), more) for n in range(number, number - 3, -1)),
            )
        world.feed("http://moved.example/feed", *(moved(n, "/articles/" if n < 2062 else "/news/") for n in range(2060, 2064)))

    outlets.later(later)


def unmoved(whole: Answer) -> Reply:
    """The answer of a server that says "not modified" to whoever has anything."""
    tagged = Answer(whole.body, type=whole.type, headers={"ETag": '"for-ever"'})
    return lambda headers: Answer("", 304) if headers.keys() & {"if-none-match", "if-modified-since"} else tagged


def lying(outlets: Outlets) -> None:
    """Fault 63: 304 for ever, asked last a few hours and two days ago."""
    world = outlets.world
    for source_id, numbers in (("liar", range(2070, 2073)), ("recent", range(2080, 2083))):
        feed = outlet(outlets, source_id, numbers)
        whole = world.answers[feed]
        assert isinstance(whole, Answer)
        world.answers[feed] = unmoved(whole)


def remade(outlets: Outlets) -> None:
    """Fault 36: a site whose pages are navigation now, and one whose texts have shrunk to their first lines."""
    world = outlets.world
    outlet(outlets, "remade", range(2100, 2116))
    for number in range(2100, 2116):
        links = "".join(f"<li><a href='/section/{n}'>{title_of(n)}</a></li>" for n in range(5000, 5030))
        world.put(
            address("remade", number), f"<html><head><title>Remade</title></head><body><div id='app'><ul>{links}</ul></div></body></html>"
        )
    outlet(outlets, "shrunk", range(2130, 2151))
    for number in range(2130, 2151):
        world.put(address("shrunk", number), page_of(number, published(number), paragraphs=1))
    outlet(outlets, "kept", range(2160, 2181))


def remember(path: Path) -> None:
    """What the archive holds of earlier weeks: articles of the outlets that are remade, and when entry points were read."""
    with Archive(path, clock=lambda: LAST_WEEK) as archive:
        sources = {
            one: Source(one, one, f"http://{one}.example/", entry=(EntryPoint("feed", f"http://{one}.example/feed"),))
            for one in ("remade", "shrunk", "kept", "liar", "recent")
        }
        archive.sources.register(sources.values())
        intake = Intake(archive, lambda folded: True)
        run = archive.ledger.start_run("crawl")
        for place, source_id in enumerate(("remade", "shrunk", "kept")):
            for number in range(3000 + 100 * place, 3022 + 100 * place):
                listing = Listing(source_id, address(source_id, number), title_of(number))
                article = Article(listing.url, source_id, listing.title, "\n".join(paragraphs_of(number)), language="en")
                receipt = intake.receive(article, sources[source_id], LAST_WEEK)
                archive.ledger.page_settled(
                    run, listing, url=listing.url, status=200, size=1, outcome=receipt.outcome, error="",
                    article_id=receipt.article_id, again=False, fetched_at=LAST_WEEK,
                )  # fmt: skip
        for source_id, number, hours in (("liar", 3300, 48), ("recent", 3310, 10)):
            known = [Listing(source_id, address(source_id, number), title_of(number))]
            archive.ledger.entry_read(
                run, source_id, f"http://{source_id}.example/feed", known, status=200, etag='"for-ever"', last_modified="", size=1,
                fetched_at=NOW - timedelta(hours=hours), trace=Trace().after(known),
            )  # fmt: skip
        archive.ledger.finish_run(run, {})


@dataclass
class Snapshot:
    """What was published, and the articles with their rows, after a night."""

    entries: dict[str, tuple[str, str, str]]
    articles: dict[str, dict[str, Any]]


def snapshot(folder: Path) -> Snapshot:
    feed = ElementTree.parse(next((folder / "public").rglob("all.atom"))).getroot()
    entries = {}
    for one in feed.iter(f"{ATOM}entry"):
        link = next(link for link in one.iter(f"{ATOM}link") if link.get("rel", "alternate") == "alternate")
        said = (one.findtext(f"{ATOM}id", ""), one.findtext(f"{ATOM}published", ""), one.findtext(f"{ATOM}updated", ""))
        entries[link.get("href", "")] = said
    with closing(sqlite3.connect(folder / "iraqwire.db")) as database:
        database.row_factory = sqlite3.Row
        articles = {row["url"]: dict(row) for row in database.execute("SELECT * FROM articles")}
    return Snapshot(entries, articles)


@dataclass
class Changed:
    nights: Nights
    before: Snapshot
    after: Snapshot


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Changed]:
    folder = tmp_path_factory.mktemp("changed")
    remember(folder / "iraqwire.db")
    before: list[Snapshot] = []
    with serving() as world:
        outlets = Outlets(world)
        outlets.later(lambda: before.append(snapshot(folder)))
        builds: tuple[Callable[[Outlets], None], ...] = (redated, edited, guided, lying, remade)
        for build in builds:
            build(outlets)
        nights = crawl_twice(outlets, folder)
        yield Changed(nights, before[0], snapshot(folder))


@pytest.fixture(scope="module")
def alarms(changed: Changed) -> dict[str, list[str]]:
    said = iraqwire("sources", "--json", cwd=changed.nights.folder)
    assert said.returncode == 0, said.stderr
    return {one["id"]: [alarm["key"] for alarm in one["alarms"]] for one in json.loads(said.stdout)}


def pages(changed: Changed, night: int, source_id: str) -> list[str]:
    return [url for url in changed.nights.of(night, f"{source_id}.example") if not url.endswith("/feed")]


def stored(changed: Changed, source_id: str) -> list[dict[str, Any]]:
    return [row for url, row in changed.after.articles.items() if row["source_id"] == source_id]


@pytest.mark.parametrize(("source_id", "first"), [("redated", 2000), ("touched", 2010)])
def test_old_items_that_are_dated_now_stay_what_and_when_they_were(changed: Changed, source_id: str, first: int) -> None:
    urls = [address(source_id, number) for number in range(first, first + 5)]
    assert (sorted(pages(changed, 0, source_id)), pages(changed, 1, source_id)) == (urls, [])
    for url in urls:
        assert changed.after.articles[url] == changed.before.articles[url]
        assert changed.after.entries[url] == changed.before.entries[url]


@pytest.mark.parametrize(("source_id", "number"), [("edited", 2020), ("live", 2030)])
def test_an_edited_article_keeps_its_identity_and_what_it_said(changed: Changed, source_id: str, number: int) -> None:
    url = address(source_id, number)
    assert pages(changed, 1, source_id) == [url]
    was, now = changed.before.articles[url], changed.after.articles[url]
    assert [now[key] for key in ("id", "story_id", "first_seen_at", "published_at")] == [
        was[key] for key in ("id", "story_id", "first_seen_at", "published_at")
    ]
    assert LIVE in now["text"]
    assert now["title"] == (NEW_TITLE if source_id == "edited" else was["title"])
    with closing(sqlite3.connect(changed.nights.archive)) as database:
        revisions = database.execute("SELECT title, text FROM revisions WHERE article_id = ?", (now["id"],)).fetchall()
    assert revisions == [(was["title"], was["text"])]
    (was_id, was_published, was_updated), (now_id, now_published, now_updated) = changed.before.entries[url], changed.after.entries[url]
    assert (now_id, now_published) == (was_id, was_published)
    assert now_updated > was_updated


@pytest.mark.parametrize(("source_id", "first"), [("unguided", 2040), ("reused", 2050)])
def test_an_item_is_known_by_its_address_whatever_its_guid(changed: Changed, source_id: str, first: int) -> None:
    assert len(pages(changed, 0, source_id)) == 3
    assert pages(changed, 1, source_id) == [address(source_id, first + 3)]
    assert {row["url"] for row in stored(changed, source_id)} == {address(source_id, number) for number in range(first, first + 4)}


def test_an_article_that_moved_is_published_no_second_time(changed: Changed) -> None:
    rows = stored(changed, "moved")
    assert len({row["story_id"] for row in rows}) == 4
    assert {url for url in changed.after.entries if "//moved." in url} == {address("moved", number) for number in range(2060, 2064)}


def test_an_entry_point_that_is_never_modified_is_asked_in_full_after_two_nights(changed: Changed) -> None:
    assert sorted(pages(changed, 0, "liar")) == [address("liar", number) for number in (2070, 2071, 2072)] + [address("liar", 3300)]
    assert pages(changed, 1, "liar") == [], "asked with its tag on the night after"
    assert address("recent", 2080) not in changed.nights.asked[0], "within two nights it is believed"


def test_a_site_made_anew_raises_an_alarm(changed: Changed, alarms: dict[str, list[str]]) -> None:
    assert "redesign" in alarms["remade"]
    assert "redesign" in alarms["shrunk"]
    assert alarms["kept"] == alarms["redated"] == alarms["edited"] == []
