"""The origin that arrives after its copies takes the lead, and the story keeps its id."""

import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from iraqwire.intake import Intake
from news.model import Article, Credit, Source, StoredArticle, Story
from storage import Archive

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
CASES = Path(__file__).parents[1] / "dedupe" / "cases"
FARM = Source("farm", "Farm", "http://farm.example/", kind="link_farm")
POST = Source("post", "Kesra Post", "http://kesrapost.example/", labels=("KP", "بريد الكسرة", "پۆستی کەسرە"))
HERALD = Source("herald", "The Herald", "http://herald.example/")
MAIL = Source("mail", "Anbar Mail", "http://mail.example/")
SOURCES = {source.id: source for source in (FARM, POST, HERALD, MAIL)}

TEXTS = {
    language: tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["paragraphs"]
    for language, name in (("en", "english"), ("ar", "arabic"), ("ckb", "sorani"))
}
STORIES = {language: [list(texts.values())[index] for index in range(4)] for language, texts in TEXTS.items()}


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "iraqwire.db") as archive:
        archive.sources.register(SOURCES.values())
        yield archive


class Night:
    """Takes articles in, an hour apart."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.intake = Intake(archive, lambda folded: True)
        self.at = NOW

    def take(self, source: str, paragraphs: list[str], language: str = "en", title: str = "", **more: object) -> int:
        self.at += timedelta(hours=1)
        title = title or paragraphs[0][:60]
        article = Article(
            f"{SOURCES[source].home}{self.at:%H}",
            source,
            title,
            "\n".join(paragraphs),
            language=language,
            **more,  # type: ignore[arg-type]
        )
        receipt = self.intake.receive(article, SOURCES[source], self.at)
        assert receipt.article_id is not None
        return receipt.article_id

    def stored(self, article_id: int) -> StoredArticle:
        found = self.archive.articles.get(article_id)
        assert found is not None
        return found

    def story(self, article_id: int) -> Story:
        found = self.archive.stories.get(self.stored(article_id).story_id)
        assert found is not None
        return found


@pytest.fixture
def night(archive: Archive) -> Night:
    return Night(archive)


@pytest.mark.parametrize("language", STORIES)
def test_an_undated_page_of_a_link_farm_gives_way(night: Night, language: str) -> None:
    copy = night.take("farm", STORIES[language], language)
    story_id = night.stored(copy).story_id
    origin = night.take("post", STORIES[language], language, published_at=NOW - timedelta(days=2000))
    story = night.story(copy)
    assert (story.id, story.lead.id) == (story_id, origin)
    assert night.stored(copy).role == "copy"


@pytest.mark.parametrize("language", STORIES)
def test_an_excerpt_gives_way_to_what_it_was_cut_from(night: Night, language: str) -> None:
    excerpt = night.take("herald", STORIES[language][:2], language, clipped=True)
    story_id = night.stored(excerpt).story_id
    origin = night.take("post", STORIES[language], language, published_at=NOW - timedelta(hours=9))
    story = night.story(excerpt)
    assert (story.id, story.lead.id) == (story_id, origin)
    assert night.stored(excerpt).role == "excerpt"


@pytest.mark.parametrize(
    ("language", "outlet", "line"),
    [
        ("en", "KP", "Source: KP"),
        ("ar", "بريد الكسرة", "المصدر: بريد الكسرة"),
        ("ckb", "پۆستی کەسرە", "سەرچاوە: پۆستی کەسرە"),
        ("en", "kesrapost.example", "Originally published at https://www.kesrapost.example/"),
    ],
)
def test_the_outlet_credited_by_any_of_its_names_takes_the_lead_whatever_the_dates(
    night: Night, language: str, outlet: str, line: str
) -> None:
    copy = night.take("herald", STORIES[language], language, published_at=NOW - timedelta(days=9), credit=Credit(outlet, "footer", line))
    story_id = night.stored(copy).story_id
    origin = night.take("post", STORIES[language], language, published_at=NOW - timedelta(days=1))
    story = night.story(copy)
    assert (story.id, story.lead.id) == (story_id, origin)
    found = night.stored(copy).origin
    assert found is not None
    assert (found.article_id, found.source_id, found.how) == (origin, "post", "credit")


@pytest.mark.parametrize("language", STORIES)
def test_an_origin_that_holds_two_stories_cut_from_it_makes_them_one(night: Night, language: str) -> None:
    first = night.take("herald", STORIES[language][:2], language, title="One", clipped=True, published_at=NOW)
    second = night.take("mail", STORIES[language][2:4], language, title="Two", clipped=True, published_at=NOW)
    assert night.stored(first).story_id != night.stored(second).story_id
    survivor = night.stored(first).story_id
    origin = night.take("post", STORIES[language], language, title="Three", published_at=NOW - timedelta(hours=9))
    story = night.story(origin)
    assert (story.id, story.lead.id) == (survivor, origin)
    assert {other.id for other in story.others} == {first, second}
    assert night.story(second).id == survivor
