"""`recluster`: today's rules over the whole archive, under the reader's words."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from iraqwire.files import Record
from iraqwire.importing import import_records
from iraqwire.intake import Intake
from iraqwire.reclustering import recluster
from news.model import Article
from storage import Archive

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
FERRY = (
    "The ferry across the Tigris at Amara was out of service for a ninth day on Thursday, and children rowed to school.\n"
    "Its engine had come from Basra in the spring and never fitted, the ferryman said, pointing at a puddle of oil.\n"
    "The council has asked for another one. Until it comes, two fishermen share the work and the fares between them."
)
WELLS = (
    "Nine wells in the villages east of Rutba have run dry since June, and families buy water from lorries at the roadside.\n"
    "A teacher there counts her pupils by the canisters they bring; the clinic has closed its laundry for want of water.\n"
    "Engineers from Ramadi promised a pipeline after the elections. The trench for it is dug and half of it has fallen in."
)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "iraqwire.db") as archive:
        articles = [
            Article(f"http://{name}.example/{n}", name, title, text, language="en", published_at=NOW)
            for n, (name, title, text) in enumerate(
                [("a", "No ferry", FERRY), ("b", "Dry wells", WELLS), ("c", "Ferry out", FERRY), ("d", "Wells run dry", WELLS)]
            )
        ]
        intake = Intake(archive, lambda folded: True)
        import_records(archive, [Record("x", article.url, 1, article) for article in articles], [], intake, lambda: NOW)
        yield archive


def stories(archive: Archive) -> dict[str, str]:
    return {record["url"]: record["story_id"] for record in archive.export()}


def test_an_archive_of_today_s_rules_is_left_as_it_is(archive: Archive) -> None:
    before = stories(archive)
    report = recluster(archive, NOW)
    assert (report.articles, report.stories, report.moved, report.leads) == (4, 2, 0, 0)
    assert stories(archive) == before


def test_what_other_rules_put_wrong_is_put_right_once_and_ids_stay(archive: Archive) -> None:
    before = stories(archive)
    (wrong,) = (stored for stored in map(archive.articles.get, (2,)) if stored)
    ferry = before["http://a.example/0"]
    with archive.transaction():
        archive.stories.absorb(ferry, wrong.story_id, "copy")
    assert set(stories(archive).values()) == {ferry}
    dry = recluster(archive, NOW, dry_run=True)
    assert dry.moved == 2
    assert set(stories(archive).values()) == {ferry}
    assert recluster(archive, NOW).moved == 2
    assert stories(archive) == before
    assert recluster(archive, NOW).moved == 0
