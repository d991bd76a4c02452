"""Sites that misbehave, on two nights: what they ask for is kept, what is no article stays out, and nothing of theirs is lost."""

import json
import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import count, pairwise
from typing import Any

import pytest
from internet import Answer, Internet, Reply, serving
from shell import iraqwire
from stories import card_of, item_of, page_of, paragraphs_of, title_of
from two_nights import Nights, Outlets, crawl_twice

from storage import Archive

NOW = datetime.now(UTC)
DELAY = 0.3
PACED: list[float] = []


def address(source_id: str, number: int) -> str:
    return f"http://{source_id}.example/news/{number}-{title_of(number).lower().replace(' ', '-')}"


def stories(world: Internet, source_id: str, numbers: range, head: str = "") -> list[str]:
    """The pages of these stories, and the feed's items that lead to them."""
    for number in numbers:
        world.put(address(source_id, number), page_of(number, NOW - timedelta(hours=number % 90), head=head))
    return [item_of(address(source_id, number), number) for number in reversed(numbers)]


def outlet(outlets: Outlets, source_id: str, numbers: range, head: str = "") -> list[str]:
    """An outlet whose feed, on a host of its own, leads to these stories."""
    items = stories(outlets.world, source_id, numbers, head)
    outlets.add(source_id, ("feed", outlets.world.feed(f"http://feeds.example/{source_id}", *items)))
    return items


def at_night(outlets: Outlets, source_id: str, numbers: range, first: Reply, second: Reply | None = None) -> None:
    """The outlet's pages answer so on the first night, and on the second as told, or well."""
    world = outlets.world
    well = {address(source_id, number): world.answers[address(source_id, number)] for number in numbers}
    world.answers |= dict.fromkeys(well, first)
    outlets.later(lambda: world.answers.update(well if second is None else dict.fromkeys(well, second)))


def robots(world: Internet, source_id: str, *args: Any, **kwargs: Any) -> None:
    world.put(f"http://{source_id}.example/robots.txt", *args, **kwargs)


def busy(outlets: Outlets) -> None:
    """Fault 26: too many requests, with an hour of rest in seconds, until a date, and with a second of it."""
    for source_id, status, numbers, rest in (
        ("seconds", 429, range(1000, 1006), "7200"),
        ("dated", 503, range(1010, 1016), format_datetime(NOW + timedelta(hours=2), usegmt=True)),
    ):
        outlet(outlets, source_id, numbers)
        at_night(outlets, source_id, numbers, Answer("", status, headers={"Retry-After": rest}))
    outlet(outlets, "brief", range(1020, 1022))
    well, asked = outlets.world.answers[address("brief", 1020)], count()
    tired = Answer("", 429, headers={"Retry-After": "1"})
    outlets.world.answers[address("brief", 1020)] = lambda headers: well if next(asked) else tired  # type: ignore[return-value]


def ruled(outlets: Outlets) -> None:
    """Faults 27 to 29: what robots.txt answers, and what it asks for."""
    world = outlets.world
    for source_id, number in (("broken", 1100), ("mute", 1110)):
        outlet(outlets, source_id, range(number, number + 3))
        robots(world, source_id, "", 503) if source_id == "broken" else robots(world, source_id, manner="silent")
        outlets.later(lambda source_id=source_id: robots(world, source_id, "User-agent: *\nAllow: /", type="text/plain"))  # type: ignore[misc]
    for source_id, number in (("absent", 1120), ("shut", 1130), ("page", 1140), ("huge", 1150)):
        outlet(outlets, source_id, range(number, number + 3))
    robots(world, "shut", "Forbidden", 403)
    robots(world, "page", "<!doctype html><html><body><h1>The front page</h1><p>User-agent: news of all kinds</p>" + "<p>words\n" * 900)
    kept_out = f"Disallow: {address('huge', 1150).removeprefix('http://huge.example')}\n"
    too_late = "\n# a line of no use" * 600_000 + "\nDisallow: /news/\n"
    robots(world, "huge", f"User-agent: *\n{kept_out}{too_late}", type="text/plain")
    outlet(outlets, "paced", range(1160, 1165))
    robots(world, "paced", f"User-agent: *\nCrawl-delay: {DELAY}\n", type="text/plain")
    world.seen = lambda url: PACED.append(time.monotonic()) if "//paced.example/news/" in url else None


def addressed(outlets: Outlets) -> None:
    """Faults 31 to 33: addresses that multiply, and pages that give another's as their own."""
    world = outlets.world
    visits = random.Random(31)

    def visited(numbers: range) -> list[str]:
        items = []
        for number in numbers:
            visit = f"{visits.getrandbits(128):032x}"
            for form in (f"?PHPSESSID={visit}&utm_source=rss", f";jsessionid={visit.upper()}", f"?sid={visit}"):
                items.append(item_of(address("sessions", number) + form, number))
        return items

    world.sites["sessions.example"] = lambda url: (
        Answer("", 404) if url.endswith("robots.txt") else Answer(page_of(int(url.partition("/news/")[2].partition("-")[0])))
    )
    outlets.add("sessions", ("feed", world.feed("http://feeds.example/sessions", *visited(range(1200, 1204)))))
    outlets.later(lambda: (world.feed("http://feeds.example/sessions", *visited(range(1200, 1206))), None)[1])

    outlet(outlets, "loop", range(1210, 1212))
    for number, other in ((1210, 1211), (1211, 1210)):
        world.put(address("loop", number), page_of(number, head=f"<link rel='canonical' href='{address('loop', other)}'>"))
    outlet(outlets, "homing", range(1220, 1226), "<link rel='canonical' href='http://homing.example/'>")
    outlet(outlets, "onepage", range(1230, 1236), f"<link rel='canonical' href='{address('onepage', 1230)}'>")


LOST_WORDS = (
    "<html><head><title>Page not found</title></head><body><h1>404</h1><p>Sorry, the page you asked for does not exist.</p></body></html>"
)
LATEST = "".join(card_of(address("elsewhere", number), number) for number in range(8))
ABOUT = [
    "Our paper is written by nine people and printed twice a week, and whoever finds a mistake in it is asked to write to the desk.",
    "It has been sold in the same four streets since the spring of 1998, and those who read it abroad have done so here since 2007.",
    "Letters are answered in the order in which they come. Advertisements are taken until noon on the day before.",
    "The pictures belong to those who took them. Whoever wants one for a book or a wall may ask, and mostly may have it for nothing.",
    "We owe no party anything, and the owners, who are eleven, sit down once a year to hear how little was earned.",
    "What is said under the name of a guest is the guest's own view, and whoever sees it otherwise may say so at the same length.",
    "Children who draw for the last page get three copies, one for each grandmother and one for the drawer.",
    "Whoever moves house tells us the old street and the new one, and the paper comes along.",
]
AT_WORK = "<html><head><title>Under maintenance</title></head><body><h1>We will be back soon</h1><p>The site is down for scheduled maintenance. Please check back later.</p></body></html>"


def bare(lines: list[str]) -> str:
    """A page of these lines with none of the words that lost pages say."""
    return f"<html><head><title>Our paper</title></head><body><main><p>{'</p><p>'.join(lines)}</p></main></body></html>"


def emptied(outlets: Outlets) -> None:
    """Fault 34: pages that are gone, and a site that is being worked on, all answering 200."""
    for source_id, first, body in (
        ("lostwords", 1300, LOST_WORDS),
        ("lostlist", 1310, LOST_WORDS.replace("</body>", f"{LATEST}</body>")),
        ("template", 1320, bare(ABOUT[:2])),
        ("longtemplate", 1330, bare(ABOUT)),
    ):
        numbers = range(first, first + 4)
        outlet(outlets, source_id, numbers)
        at_night(outlets, source_id, numbers, Answer(body), Answer(body))
    for source_id, first, body in (("atwork", 1340, AT_WORK), ("wordless", 1350, bare(ABOUT[3:4]))):
        numbers = range(first, first + 4)
        outlet(outlets, source_id, numbers)
        at_night(outlets, source_id, numbers, Answer(body))


WALLS = {
    "paywall": "<html><head><title>Subscribe to continue reading</title></head><body><h1>Subscribe to continue reading</h1><p>This article is for subscribers only. Subscribe now to read the full story.</p><a href='/login'>Already a subscriber? Log in</a></body></html>",
    "cookies": "<html><head><title>Before you continue</title></head><body><div class='consent'><h1>We value your privacy</h1><p>We and our partners use cookies to store and access information on your device. By clicking accept you consent to the use of cookies.</p><button>Accept all</button><button>Reject all</button></div></body></html>",
    "script": "<html><head><title>One moment</title><script src='/app.js'></script></head><body><noscript>Please enable JavaScript to continue. You need to enable JavaScript to run this app.</noscript><div id='root'></div></body></html>",
    "challenge": "<html><head><title>Just a moment...</title></head><body><h1>Checking your browser before accessing the site</h1><p>Please enable cookies and JavaScript to continue.</p><p>Ray ID: 8a1b2c</p><script src='/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1'></script></body></html>",
}  # fmt: skip
FOR_SALE = "<html><head><title>walled.example</title></head><body><h1>This domain is for sale</h1><p>The domain sold.example is for sale. Buy this domain now.</p></body></html>"


def walled(outlets: Outlets) -> None:
    """Faults 35 and 14: a wall before every page, one whose text the feed gives, and a domain that was given up."""
    world = outlets.world
    outlet(outlets, "walled", range(1400, 1408))
    for number, body in zip(range(1400, 1408), list(WALLS.values()) * 2, strict=True):
        world.put(address("walled", number), body)
    told = []
    for number, body in zip(range(1420, 1424), WALLS.values(), strict=True):
        text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs_of(number))
        told.append(
            item_of(
                address("told", number),
                number,
                more=f"<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'><![CDATA[{text}]]></content:encoded>",
            )
        )
        world.put(address("told", number), body)
    outlets.add("told", ("feed", world.feed("http://feeds.example/told", *told)))
    outlet(outlets, "sold", range(1430, 1436))
    at_night(outlets, "sold", range(1430, 1436), Answer(FOR_SALE), Answer(FOR_SALE))


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    with serving() as world:
        outlets = Outlets(world)
        for build in (busy, ruled, addressed, emptied, walled):
            build(outlets)
        yield crawl_twice(outlets, tmp_path_factory.mktemp("nights"))


@pytest.fixture(scope="module")
def standing(nights: Nights) -> dict[str, Any]:
    said = iraqwire("sources", "--json", cwd=nights.folder)
    assert said.returncode == 0, said.stderr
    return {one["id"]: one for one in json.loads(said.stdout)}


def archived(nights: Nights, source_id: str) -> list[int]:
    with Archive(nights.archive, readonly=True) as archive:
        urls = [record["url"] for record in archive.export(source=source_id)]
    return sorted(int(url.rpartition("/news/")[2].partition("-")[0]) for url in urls)


@pytest.mark.parametrize(("source_id", "first"), [("seconds", 1000), ("dated", 1010)])
def test_a_host_that_asks_for_hours_is_left_alone_and_its_pages_come_the_next_night(nights: Nights, source_id: str, first: int) -> None:
    assert len(nights.of(0, f"{source_id}.example")) <= 3, "two may be under way before it asks"
    assert archived(nights, source_id) == list(range(first, first + 6))
    assert len(nights.of(1, f"{source_id}.example")) == 6


def test_a_host_that_asks_for_a_second_is_asked_again_after_it(nights: Nights) -> None:
    assert nights.of(0, "brief.example").count(address("brief", 1020)) == 2
    assert archived(nights, "brief") == [1020, 1021]
    assert not nights.of(1, "brief.example")


@pytest.mark.parametrize(("source_id", "first"), [("broken", 1100), ("mute", 1110)])
def test_a_host_whose_robots_txt_does_not_come_is_asked_for_nothing_until_it_does(nights: Nights, source_id: str, first: int) -> None:
    assert not nights.of(0, f"{source_id}.example")
    assert archived(nights, source_id) == list(range(first, first + 3))


def test_a_robots_txt_that_answers_5xx_is_no_answer_about_a_page_and_costs_none_of_its_tries(nights: Nights) -> None:
    with closing(sqlite3.connect(nights.archive)) as database:
        rows = database.execute("SELECT status, count(*) FROM fetches WHERE outcome = 'robots_unreachable' GROUP BY 1").fetchall()
    assert rows == [(0, 6)]


@pytest.mark.parametrize(("source_id", "first"), [("absent", 1120), ("shut", 1130), ("page", 1140)])
def test_a_robots_txt_that_is_none_forbids_nothing(nights: Nights, source_id: str, first: int) -> None:
    assert archived(nights, source_id) == list(range(first, first + 3))


def test_of_a_robots_txt_without_end_the_first_half_megabyte_counts(nights: Nights) -> None:
    assert archived(nights, "huge") == [1151, 1152]
    assert not [url for url in nights.of(1, "huge.example") if "/1150-" in url]


def test_a_crawl_delay_is_kept(nights: Nights) -> None:
    assert archived(nights, "paced") == list(range(1160, 1165))
    gaps = [after - before for before, after in pairwise(PACED)]
    assert len(gaps) == 4
    # A request that this machine holds up comes late, and so close before the next.
    assert sum(gap < 0.9 * DELAY for gap in gaps) <= 1, gaps
    assert sum(gaps) > 0.9 * DELAY * len(gaps), gaps


def test_an_article_is_fetched_once_whatever_visit_its_address_carries(nights: Nights) -> None:
    assert archived(nights, "sessions") == list(range(1200, 1206))
    assert (len(nights.of(0, "sessions.example")), len(nights.of(1, "sessions.example"))) == (4, 2)


def test_pages_that_name_each_other_as_their_own_address_are_both_kept(nights: Nights) -> None:
    assert archived(nights, "loop") == [1210, 1211]


@pytest.mark.parametrize(("source_id", "first"), [("homing", 1220), ("onepage", 1230)])
def test_one_address_that_every_page_names_loses_none_of_them(nights: Nights, source_id: str, first: int) -> None:
    assert archived(nights, source_id) == list(range(first, first + 6))
    assert not nights.of(1, f"{source_id}.example")


@pytest.mark.parametrize("source_id", ["lostwords", "lostlist", "template"])
def test_a_lost_page_that_answers_200_is_no_article(nights: Nights, source_id: str) -> None:
    assert archived(nights, source_id) == []


def test_one_long_text_in_place_of_all_lost_pages_is_no_more_than_one_story(nights: Nights) -> None:
    with Archive(nights.archive, readonly=True) as archive:
        found = list(archive.export(source="longtemplate"))
    assert len({record["story_id"] for record in found}) <= 1


@pytest.mark.parametrize(("source_id", "first"), [("atwork", 1340), ("wordless", 1350)])
def test_the_stories_come_when_a_site_under_maintenance_is_back(nights: Nights, source_id: str, first: int) -> None:
    assert archived(nights, source_id) == list(range(first, first + 4))
    with Archive(nights.archive, readonly=True) as archive:
        assert sorted(record["title"] for record in archive.export(source=source_id)) == sorted(
            title_of(number) for number in range(first, first + 4)
        )


def test_a_wall_is_no_article_and_the_source_is_said_to_be_blocked(nights: Nights, standing: dict[str, Any]) -> None:
    assert archived(nights, "walled") == []
    assert standing["walled"]["pages_7_days"] == {"blocked": 12, "paywall": 4}, "each of eight pages on either night"
    assert [alarm["key"] for alarm in standing["walled"]["alarms"]] == ["blocked"]


def test_what_the_feed_tells_is_kept_where_the_page_is_a_wall(nights: Nights, standing: dict[str, Any]) -> None:
    assert archived(nights, "told") == list(range(1420, 1424))
    with Archive(nights.archive, readonly=True) as archive:
        for record in archive.export(source="told"):
            number = int(record["url"].rpartition("/news/")[2].partition("-")[0])
            assert record["text"].splitlines()[-5:] == paragraphs_of(number)
    assert standing["told"]["alarms"] == []


def test_read_again_by_the_extractor_of_the_crawl_every_page_is_what_it_was(nights: Nights) -> None:
    done = iraqwire("reextract", "--dry-run", "--json", cwd=nights.folder)
    report = json.loads(done.stdout)
    assert report["pages"] > 50
    assert (report["changes"], report["refusals"], report["unreadable"]) == ([], [], 0)


def test_a_domain_that_is_for_sale_raises_an_alarm(nights: Nights, standing: dict[str, Any]) -> None:
    assert archived(nights, "sold") == []
    assert [alarm["key"] for alarm in standing["sold"]["alarms"]] == ["other_owner"]
