"""What one page cannot tell, a site can: a banner in the middle of every report leaves the bodies once four reports have shown it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from internet import serving
from shell import iraqwire
from stories import item_of, page_of, paragraphs_of, title_of
from two_nights import Nights, Outlets, crawl_twice

from storage import Archive

NOW = datetime.now(UTC)
BANNER = "Every gift reaches the families who need it, and we publish each year where it went."


def bannered(outlets: Outlets, numbers: range) -> None:
    items = []
    for number in numbers:
        url = f"http://agency.example/news/{number}-{title_of(number).lower().replace(' ', '-')}"
        last = f"<p>{paragraphs_of(number)[-1]}</p>"
        page = page_of(number, NOW - timedelta(hours=100 - number))
        assert last in page
        outlets.world.put(url, page.replace(last, f"<p>{BANNER}</p>{last}"))
        items.append(item_of(url, number))
    outlets.world.feed("http://agency.example/feed", *items)


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    with serving() as world:
        outlets = Outlets(world)
        bannered(outlets, range(10, 18))
        outlets.add("agency", ("feed", "http://agency.example/feed"))
        outlets.later(lambda: bannered(outlets, range(20, 26)))
        yield crawl_twice(outlets, tmp_path_factory.mktemp("nights"))


def test_the_second_night_leaves_the_banner_out_and_keeps_every_paragraph(nights: Nights) -> None:
    with Archive(nights.archive, readonly=True) as archive:
        texts = {int(record["url"].rpartition("/news/")[2].partition("-")[0]): record for record in archive.export(source="agency")}
    assert set(texts) == {*range(10, 18), *range(20, 26)}
    assert any(BANNER in texts[number]["text"] for number in range(10, 18)), "nobody could know it yet"
    for number in range(20, 26):
        assert BANNER not in texts[number]["text"]
        assert BANNER not in texts[number]["html"]
        assert all(paragraph in texts[number]["text"] for paragraph in paragraphs_of(number))


def test_extract_prints_what_intake_would_store_with_what_the_archive_knows(nights: Nights) -> None:
    page = nights.folder / "page.html"
    last = f"<p>{paragraphs_of(30)[-1]}</p>"
    page.write_text(page_of(30, NOW).replace(last, f"<p>{BANNER}</p>{last}"), encoding="utf-8")
    known = iraqwire("extract", str(page), "--url", "http://agency.example/news/30-new", cwd=nights.folder)
    assert BANNER not in json.loads(known.stdout)["text"]


def test_reextract_takes_the_banner_out_of_what_came_before_it_was_known(nights: Nights) -> None:
    done = iraqwire("reextract", "--json", cwd=nights.folder)
    report = json.loads(done.stdout)
    assert report["changed"] > 0
    assert set(report["columns"]) <= {"text", "html"}
    with Archive(nights.archive, readonly=True) as archive:
        texts = [record["text"] for record in archive.export(source="agency")]
    assert len(texts) == 14
    assert not any(BANNER in text for text in texts)
