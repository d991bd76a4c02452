"""Two nights of one small internet: what is unchanged costs one request, and what passed between the nights is found."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from internet import Answer, Internet, Reply, serving
from shell import iraqwire
from stories import card_of, item_of, page_of, title_of
from two_nights import Nights, Outlets, crawl_twice

from storage import Archive

NOW = datetime.now(UTC)


def address(source_id: str, number: int) -> str:
    return f"http://{source_id}.example/news/{number}-{title_of(number).lower().replace(' ', '-')}"


def pages(world: Internet, source_id: str, numbers: range) -> list[str]:
    for number in numbers:
        world.put(address(source_id, number), page_of(number, NOW - timedelta(hours=200 - number % 150)))
    return [item_of(address(source_id, number), number) for number in reversed(numbers)]


def tagged(answer: Answer) -> Reply:
    """The answer of a server that minds If-None-Match."""
    tag = f'"{hashlib.sha1(answer.bytes()).hexdigest()}"'
    whole = Answer(answer.body, answer.status, answer.type, {**answer.headers, "ETag": tag})
    return lambda headers: Answer("", 304, headers={"ETag": tag}) if headers.get("if-none-match") == tag else whole


def front(source_id: str, numbers: range, more: str = "") -> str:
    cards = "".join(card_of(address(source_id, number), number) for number in reversed(numbers))
    return f"<!doctype html><html><body><nav><a href='/about'>About us</a></nav><main>{cards}</main>{more}</body></html>"


def paging(source_id: str, page: int, pages: int) -> str:
    links = "".join(f"<a href='/page/{one}/'>{one}</a>" for one in range(1, pages + 1) if one != page)
    after = f"<a class='next' rel='next' href='/page/{page + 1}/'>Older posts</a>" if page < pages else ""
    return f"<div class='pagination'><span class='current'>{page}</span>{links}{after}</div>"


def urlset(*places: tuple[str, datetime]) -> str:
    rows = "".join(f"<url><loc>{url}</loc><lastmod>{at.isoformat()}</lastmod></url>" for url, at in places)
    return f"<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{rows}</urlset>"


def steady(outlets: Outlets) -> None:
    """Unchanged between the nights: by its tag, without any, a front page with older pages, an index of sitemaps."""
    world = outlets.world
    for source_id, numbers in (("tagged", range(100, 106)), ("plain", range(110, 116))):
        feed = world.feed(f"http://{source_id}.example/feed", *pages(world, source_id, numbers))
        outlets.add(source_id, ("feed", feed))
    whole = world.answers["http://tagged.example/feed"]
    assert isinstance(whole, Answer)
    world.answers["http://tagged.example/feed"] = tagged(whole)
    pages(world, "front", range(120, 132))
    world.put("http://front.example/", front("front", range(126, 132), paging("front", 1, 2)))
    world.put("http://front.example/page/2/", front("front", range(120, 126), paging("front", 2, 2)))
    outlets.add("front", ("listing", "http://front.example/"))
    pages(world, "index", range(140, 146))
    for part, numbers in (("a", range(140, 143)), ("b", range(143, 146))):
        world.put(f"http://index.example/{part}.xml", urlset(*((address("index", n), NOW) for n in numbers)), type="application/xml")
    parts = "".join(
        f"<sitemap><loc>http://index.example/{part}.xml</loc><lastmod>2026-11-2{number}</lastmod></sitemap>"
        for number, part in enumerate("ab")
    )
    outlets.add(
        "index", ("sitemap", world.put("http://index.example/sitemap.xml", f"<sitemapindex>{parts}</sitemapindex>", type="application/xml"))
    )


def paged(outlets: Outlets) -> None:
    """More than a page has come: the older pages link up."""
    world = outlets.world
    pages(world, "paged", range(200, 240))
    world.put("http://paged.example/", front("paged", range(200, 206)))
    outlets.add("paged", ("listing", "http://paged.example/"))

    def later() -> None:
        for page in range(1, 7):
            first = 240 - 6 * page
            world.put(
                "http://paged.example/" if page == 1 else f"http://paged.example/page/{page}/",
                front("paged", range(first, first + 6), paging("paged", page, 9)),
            )

    outlets.later(later)


def archived_feed(outlets: Outlets) -> None:
    """A feed that names its older part (RFC 5005)."""
    world, site = outlets.world, "http://parts.example"
    outlets.add("parts", ("feed", world.feed(f"{site}/feed", *pages(world, "parts", range(300, 305)))))

    def later() -> None:
        older = f"<atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='prev-archive' href='{site}/feed-1'/>"
        world.feed(f"{site}/feed", older, *pages(world, "parts", range(310, 315)))
        world.feed(f"{site}/feed-1", *pages(world, "parts", range(303, 310)))

    outlets.later(later)


def mapped(outlets: Outlets) -> None:
    """A feed alone cannot link up; the sitemap that robots.txt names does."""
    world, site = outlets.world, "http://mapped.example"
    world.put(f"{site}/robots.txt", f"User-agent: *\nAllow: /\nSitemap: {site}/news.xml\n", type="text/plain")
    outlets.add("mapped", ("feed", world.feed(f"{site}/feed", *pages(world, "mapped", range(400, 405)))))

    def later() -> None:
        world.feed(f"{site}/feed", *pages(world, "mapped", range(420, 425)))
        pages(world, "mapped", range(405, 420))
        places = [(address("mapped", number), NOW) for number in reversed(range(400, 425))]
        pages(world, "mapped", range(380, 390))
        old = [(address("mapped", number), NOW - timedelta(days=400)) for number in range(380, 390)]
        world.put(f"{site}/news.xml", urlset(*places, *old), type="application/xml")

    outlets.later(later)


def daily(outlets: Outlets) -> None:
    """A front page without older pages, that links to an archive page of each day."""
    world, site = outlets.world, "http://daily.example"
    pages(world, "daily", range(500, 520))
    world.put(f"{site}/", front("daily", range(500, 505)))
    outlets.add("daily", ("listing", f"{site}/"))

    def later() -> None:
        today = datetime.now(UTC).date()  # of the crawl: midnight may have passed since NOW
        before = today - timedelta(days=1)
        days = "".join(f"<li><a href='/archive/{day}'>{day:%d %B %Y}</a></li>" for day in (today, before, today - timedelta(days=300)))
        world.put(f"{site}/", front("daily", range(515, 520), f"<ul class='archive'>{days}</ul>"))
        world.put(f"{site}/archive/{today}", front("daily", range(510, 520)))
        world.put(f"{site}/archive/{before}", front("daily", range(500, 510)))

    outlets.later(later)


def lost(outlets: Outlets) -> None:
    """Nothing links up; and an outlet whose section reaches back over the gap, which proves nothing of the rest."""
    world = outlets.world
    outlets.add("lost", ("feed", world.feed("http://lost.example/feed", *pages(world, "lost", range(600, 605)))))
    outlets.later(lambda: (world.feed("http://lost.example/feed", *pages(world, "lost", range(650, 655))), None)[1])
    section = pages(world, "sections", range(660, 668))
    outlets.add(
        "sections",
        ("feed", world.feed("http://sections.example/all", *pages(world, "sections", range(660, 665)))),
        ("feed", world.feed("http://sections.example/sport", section[3])),
    )

    def later() -> None:
        world.feed("http://sections.example/all", *pages(world, "sections", range(690, 695)))
        world.feed("http://sections.example/sport", item_of(address("sections", 694), 694), section[3])

    outlets.later(later)


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    with serving() as world:
        outlets = Outlets(world)
        for build in (steady, paged, archived_feed, mapped, daily, lost):
            build(outlets)
        yield crawl_twice(outlets, tmp_path_factory.mktemp("nights"))


def archived(nights: Nights, source_id: str) -> set[int]:
    with Archive(nights.archive, readonly=True) as archive:
        urls = [record["url"] for record in archive.export(source=source_id)]
    return {int(url.rpartition("/news/")[2].partition("-")[0]) for url in urls}


def open_gaps(nights: Nights) -> set[str]:
    with Archive(nights.archive, readonly=True) as archive:
        return {gap.source_id for gap in archive.gaps.all(open_only=True)}


@pytest.mark.parametrize("source_id", ["tagged", "plain", "front", "index"])
def test_what_is_unchanged_costs_one_request(nights: Nights, source_id: str) -> None:
    assert len(nights.of(1, f"{source_id}.example")) == 1


def test_a_listing_read_for_the_first_time_is_followed_while_it_brings_news(nights: Nights) -> None:
    assert archived(nights, "front") == set(range(120, 132))


def test_older_pages_are_read_until_they_link_up_and_no_further(nights: Nights) -> None:
    assert archived(nights, "paged") == set(range(200, 240))
    assert [url for url in nights.of(1, "paged.example") if "/page/" in url] == [f"http://paged.example/page/{n}/" for n in range(2, 7)]


def test_the_older_part_of_a_feed_is_read(nights: Nights) -> None:
    assert archived(nights, "parts") == set(range(300, 315))


def test_a_sitemap_that_robots_txt_names_closes_a_gap_and_brings_nothing_old(nights: Nights) -> None:
    assert archived(nights, "mapped") == set(range(400, 425))
    assert not [url for url in nights.of(0, "mapped.example") if url.endswith("news.xml")], "it is asked where it is needed"


def test_archive_pages_of_the_days_between_close_a_gap(nights: Nights) -> None:
    assert archived(nights, "daily") == set(range(500, 520))
    assert len([url for url in nights.of(1, "daily.example") if "/archive/" in url]) == 2, "and not that of 300 days ago"


def test_a_gap_that_nothing_closes_is_on_record_and_said(nights: Nights) -> None:
    assert open_gaps(nights) == {"lost", "sections"}
    said = iraqwire("sources", "--json", cwd=nights.folder)
    assert said.returncode == 0, said.stderr
    standing = {one["id"]: one for one in json.loads(said.stdout)}
    assert [alarm["key"] for alarm in standing["lost"]["alarms"]] == ["gap"]
    assert standing["lost"]["gaps"][0]["entry_url"] == "http://lost.example/feed"
    assert standing["paged"]["alarms"] == []
    assert next(iter(standing)) in ("lost", "sections"), "those with troubles come first"


def test_the_sources_are_shown_to_a_person(nights: Nights) -> None:
    said = iraqwire("sources", cwd=nights.folder)
    assert said.returncode == 0, said.stderr
    assert "something may have been missed" in said.stdout
    assert "10 sources, 8 without trouble" in said.stdout


def test_one_source_is_tried_without_storing_anything(nights: Nights) -> None:
    before = nights.archive.read_bytes()
    said = iraqwire("sources", "try", "front", "--json", cwd=nights.folder)
    assert said.returncode == 0, said.stderr
    trial = json.loads(said.stdout)
    assert [(one["kind"], one["status"], one["error"]) for one in trial["entry_points"]] == [("listing", 200, "")]
    assert len(trial["articles"]) == 5
    assert "http://front.example/about" in {link["url"] for links in trial["left_out"].values() for link in links}
    assert nights.archive.read_bytes() == before


def test_a_source_that_brings_nothing_says_so(nights: Nights) -> None:
    config = nights.folder / "gone.toml"
    config.write_text(
        (nights.folder / "iraqwire.toml").read_text("utf-8").replace("http://lost.example/feed", "http://lost.example/gone"), "utf-8"
    )
    said = iraqwire("--config", str(config), "sources", "try", "lost", cwd=nights.folder)
    assert said.returncode == 1
    assert "http_404" in said.stdout
    assert "no article came of it" in said.stdout
