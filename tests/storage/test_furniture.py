"""The lines that a source's pages repeat."""

from pathlib import Path

import pytest

from news.model import Source
from storage import Archive
from storage.furniture import FEWEST, FEWEST_OF_PROSE, PAGES

BANNER, PLEDGE = -7, 9


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    archive = Archive(tmp_path / "iraqwire.db")
    archive.sources.register([Source("agency", "Agency", "http://agency.example/"), Source("other", "Other", "http://other.example/")])
    return archive


def learn(archive: Archive, numbers: range, source_id: str = "agency", banner: int = BANNER, pledge: int = PLEDGE) -> None:
    for number in numbers:
        archive.furniture.learn(source_id, f"story{number}", 1000 + number, {banner, 2000 + number}, {pledge, 1000 + number})


def test_a_line_on_four_pages_is_furniture_and_a_paragraph_on_six(archive: Archive) -> None:
    learn(archive, range(FEWEST - 1))
    assert archive.furniture.of("agency") == frozenset()
    learn(archive, range(FEWEST - 1, FEWEST))
    assert archive.furniture.of("agency") == {BANNER}
    learn(archive, range(FEWEST, FEWEST_OF_PROSE))
    assert archive.furniture.of("agency") == {BANNER, PLEDGE}


def test_a_paragraph_that_some_reports_end_with_is_theirs(archive: Archive) -> None:
    learn(archive, range(8))
    learn(archive, range(8, 30), pledge=10)
    assert archive.furniture.of("agency") == {BANNER, 10}


def test_what_one_source_repeats_is_nothing_of_another(archive: Archive) -> None:
    learn(archive, range(10))
    assert archive.furniture.of("other") == frozenset()


def test_a_story_and_its_updates_are_one_witness(archive: Archive) -> None:
    for number in range(20):
        archive.furniture.learn("agency", "one story", 1000 + number, {BANNER}, {PLEDGE})
        archive.furniture.learn("agency", f"story{number}", 1000, {BANNER}, {PLEDGE})
    assert archive.furniture.of("agency") == frozenset()


def test_what_a_redesign_took_off_is_forgotten_and_the_memory_stays_small(archive: Archive) -> None:
    learn(archive, range(PAGES))
    assert BANNER in archive.furniture.of("agency")
    learn(archive, range(PAGES, 2 * PAGES), banner=-8, pledge=10)
    assert archive.furniture.of("agency") == {-8, 10}
    assert len(archive.furniture._connection.rows("SELECT id FROM _page_lines")) == PAGES
