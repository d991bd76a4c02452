"""The replica's pages in many orders of arrival, for a crawl's is another at each run: the stories must come out the same."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler.extraction import PageContext, extract
from dedupe import tidy
from iraqwire.demo.newsroom import Newsroom
from iraqwire.demo.press import tell
from iraqwire.demo.truth import Score, score
from iraqwire.intake import Intake
from news.model import Article, Source
from storage import Archive

NOW = datetime(2026, 11, 21, 10, 30, tzinfo=UTC)
ORDERS = [*(("told", seed) for seed in range(8)), *(("extracted", seed) for seed in range(12))]

Delivery = tuple[Article, Source]


@pytest.fixture(scope="module")
def newsroom() -> Newsroom:
    return Newsroom(NOW)


@pytest.fixture(scope="module")
def told(newsroom: Newsroom) -> list[Delivery]:
    """The articles as their outlets told them, with the lines of credit and without furniture."""
    deliveries = []
    for page in tell(NOW):
        truth = newsroom.truth.get(page.url)
        if truth is None or truth.kind != "article":
            continue
        credit = [line for line in (page.phrase, page.credit) if line]
        lines = [*truth.paragraphs, *credit]
        tidied = tidy(page.version.title, lines)
        article = Article(
            url=page.url,
            source_id=page.outlet.id,
            title=tidied.title,
            text="\n".join(lines[index] for index in tidied.kept),
            language=page.language,
            published_at=page.published,
            credit=tidied.credit,
            clipped=tidied.clipped,
        )
        deliveries.append((article, page.outlet.source()))
    return deliveries


@pytest.fixture(scope="module")
def extracted(newsroom: Newsroom) -> list[Delivery]:
    """The articles as they are read from the replica's pages."""
    sources = {source.id: source for source in newsroom.sources()}
    deliveries = []
    for url, page in newsroom.truth.items():
        if page.kind == "article":
            parts, source = urlsplit(url), sources[page.outlet]
            resource = newsroom.resources[parts.netloc, parts.path + (f"?{parts.query}" if parts.query else "")]
            context = PageContext(resource.content_type, source.id, source.name, source.timezone, source.languages, fetched_at=NOW)
            deliveries.append((extract(resource.body, url, context), source))
    return deliveries


def received(newsroom: Newsroom, deliveries: Sequence[Delivery], seed: int, path: Path) -> Score:
    order = list(deliveries)
    random.Random(seed).shuffle(order)
    with Archive(path) as archive, archive.transaction():
        archive.sources.register(newsroom.sources())
        intake = Intake(archive, lambda folded: True)
        for number, (article, source) in enumerate(order):
            intake.receive(article, source, NOW + timedelta(seconds=number))
        story_of = {record["url"]: record["story_id"] for record in archive.export()}
        stories = {story_id: archive.stories.get(story_id) for story_id in set(story_of.values())}
        leads = {story_id: story.lead.article.url for story_id, story in stories.items() if story}
    return score(newsroom.truth, story_of, leads)


@pytest.mark.parametrize(("deliveries", "seed"), ORDERS)
def test_stories_do_not_hang_on_the_order_of_arrival(
    newsroom: Newsroom, deliveries: str, seed: int, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    found = received(newsroom, request.getfixturevalue(deliveries), seed, tmp_path / "orders.db")
    assert found.precision >= 0.98, found.welded
    assert found.recall >= 0.98, found.missed
    assert not found.hidden
    assert not found.refused
