"""What goes out can come in again."""

import json
from datetime import UTC, date, datetime

import pytest

from news.model import Credit, Mention, Placement
from news.record import from_record
from storage import Archive


def test_an_exported_article_can_be_read_again(archive: Archive, desk) -> None:
    made = desk.admit(
        "عنوان",
        "نص.\nTwo.",
        source_id="b",
        language="ar",
        published_at=datetime(2026, 11, 19, tzinfo=UTC),
        published_from="meta",
        credit=Credit("Agency", "dateline", "x", "y", "http://c.example/"),
        mentions=(Mention("M", "O", date(2026, 1, 2), "http://d.example/"),),
    )
    archive.topics.record("1", [(made, ["oil"])], desk.now)
    [record] = archive.export()
    stored = archive.articles.get(made)
    assert stored is not None
    assert from_record(json.loads(json.dumps(record))) == stored.article
    assert {key: record[key] for key in ("id", "url", "title", "text", "published_at", "source", "language")} == {
        "id": made,
        "url": "http://a.example/1",
        "title": "عنوان",
        "text": "نص.\nTwo.",
        "published_at": "2026-11-19T00:00:00Z",
        "source": "b",
        "language": "ar",
    }
    assert (record["story_id"], record["role"], record["topics"]) == (desk.story_of(made), "original", ["oil"])


def test_an_export_goes_through_all_articles_in_batches(archive: Archive, desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.export.BATCH", 2)
    made = [desk.admit() for _ in range(5)]
    assert [record["id"] for record in archive.export()] == made


def test_an_export_can_be_limited(archive: Archive, desk) -> None:
    a = desk.admit(language="ar", published_at=datetime(2017, 1, 1, tzinfo=UTC))
    b = desk.admit(source_id="b", placement=Placement(desk.story_of(a), "copy", leads=False))
    archive.topics.record("1", [(b, ["oil"])], desk.now)
    year = datetime(2018, 1, 1, tzinfo=UTC)
    for limits, expected in (
        ({"topic": "oil"}, [b]),
        ({"source": "a"}, [a]),
        ({"language": "ar"}, [a]),
        ({"since": year}, [b]),
        ({"until": year}, [a]),
        ({"since": year, "source": "a"}, []),
    ):
        assert [record["id"] for record in archive.export(**limits)] == expected
