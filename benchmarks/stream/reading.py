"""A stream taken in by the real intake into a real archive, and read again and again as a feed's subscriber would."""

import tempfile
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path

from benchmarks.stream.newsroom import FIRST_DAY, Printed
from benchmarks.stream.outlets import outlets
from benchmarks.stream.press import Stream
from benchmarks.stream.truth import Reading
from iraqwire.files import prepare
from iraqwire.intake import Intake
from news.model import Article
from storage import Archive

ROUND = timedelta(hours=6)  # between two looks at the feed
WINDOW = timedelta(days=3)
ALL = 1_000_000


def read(stream: Stream) -> Reading:
    """What a reader saw who looked every six hours, and how the archive stood in the end."""
    reading = Reading()
    with tempfile.TemporaryDirectory() as folder, Archive(Path(folder) / "stream.db") as archive:
        archive.sources.register([outlet.source for outlet in outlets()])
        sources = {outlet.id: outlet.source for outlet in outlets()}
        intake = Intake(archive, lambda _: True)
        seen: set[str] = set()
        for number, pages in groupby(stream.pages, lambda page: (page.at - FIRST_DAY) // ROUND):
            with archive.transaction():
                for page in pages:
                    record = prepare(page.url, 0, _article(page))
                    if record.article is None:
                        reading.refused[page.url] = record.reason
                        continue
                    intake.receive(record.article, sources[page.outlet.id], page.at)
            _look(archive, FIRST_DAY + ROUND * (number + 1), seen, reading)
        _settle(archive, stream, reading)
    return reading


def _article(page: Printed) -> Article:
    return Article(
        url=page.url,
        source_id=page.outlet.id,
        title=page.title,
        text="\n".join(page.lines),
        published_at=page.published,
        published_from="meta",
    )


def _look(archive: Archive, now: datetime, seen: set[str], reading: Reading) -> None:
    stories = archive.stories.admitted(since=now - WINDOW, at_least=0, at_most=ALL)
    for story in reversed(stories):
        if story.id not in seen:
            seen.add(story.id)
            reading.entries.append(story.lead.article.url)


def _settle(archive: Archive, stream: Stream, reading: Reading) -> None:
    for page in stream.pages:
        if (stored := archive.articles.by_url(page.url)) is not None:
            reading.made[page.url] = archive.stories.survivor(stored.story_id)
    for story in archive.stories.admitted(since=FIRST_DAY, at_least=0, at_most=ALL):
        reading.leads[story.id] = story.lead.article.url
