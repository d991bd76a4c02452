"""The pages that people read: what can be subscribed to, and a topic's latest stories. Rendered from the archive with Jinja2,
everything escaped; whose request it is and what else is served is `feeds.server`'s.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined

from feeds.addresses import ALL, BEAT_LANGUAGES, feed_url, own_name
from feeds.content import SUMMARY, excerpt
from feeds.entries import Entry, NotPublishable, entry_of
from feeds.publish import NIGHTS, PublishOptions
from feeds.topics import Topics
from news.clock import Clock
from news.language import direction_of
from news.model import Story, Topic
from storage import Archive

STYLE = resources.files("feeds").joinpath("templates", "style.css").read_text(encoding="utf-8")

HEADLINES = 20  # on the first page
STORIES = 50  # on a topic's
_FRESH = timedelta(seconds=15)  # a page is made anew no more often, however often it is asked for
_ZONE = ZoneInfo("Asia/Baghdad")


@dataclass(frozen=True, slots=True)
class Feed:
    url: str
    label: str
    language: str


@dataclass(frozen=True, slots=True)
class Subscription:
    """A topic as the first page shows it. `stories`: how many were admitted in the last nights."""

    topic_id: str
    title: str
    stories: int
    feed: Feed
    languages: tuple[Feed, ...]


@dataclass(frozen=True, slots=True)
class Headline:
    """A story as a page shows it: its entry, which way its text runs (ltr, rtl or auto), and its date as Baghdad reads it."""

    entry: Entry
    direction: str
    date: str
    summary: str
    copies: tuple[tuple[str, str], ...]  # address and outlet of each


class Pages:
    """The pages of one archive, each kept for some seconds once made; for any thread. Methods that read the archive raise ArchiveError."""

    def __init__(self, archive_path: Path, topics: Topics, options: PublishOptions, clock: Clock) -> None:
        self._archive_path = archive_path
        self._topics = topics
        self._options = options
        self._clock = clock
        self._made: dict[str, tuple[datetime, str]] = {}
        self._making = threading.Lock()
        self._templates = Environment(
            loader=PackageLoader("feeds"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        self._templates.globals["base"] = urlsplit(options.base_url).path.rstrip("/")

    def home(self) -> str:
        """What can be subscribed to, and the newest headlines. Raises ArchiveError where the archive cannot be read."""
        return self._kept("", self._home)

    def topic(self, topic: Topic) -> str:
        """A topic's latest stories. Raises ArchiveError where the archive cannot be read."""
        return self._kept(topic.id, lambda: self._topic(topic))

    def missing(self) -> str:
        return self._render("missing.html", title="Nothing here")

    def unavailable(self) -> str:
        return self._render("unavailable.html", title="No archive")

    def _home(self) -> str:
        since = self._clock() - timedelta(days=NIGHTS)
        with Archive(self._archive_path, readonly=True) as archive:
            languages = self._languages(archive)
            counts = archive.topics.led_since(since)
            newest = self._headlines(archive, HEADLINES)
            stories = archive.stories.counts()["stories"]
        subscriptions = [
            Subscription(topic.id, topic.title, counts.get(topic.id, 0), *self._feeds(topic.id, languages)) for topic in self._topics.topics
        ]
        feed, in_languages = self._feeds(ALL, languages)
        return self._render(
            "home.html", title="iraqwire", subscriptions=subscriptions, feed=feed, languages=in_languages, newest=newest, stories=stories
        )

    def _topic(self, topic: Topic) -> str:
        with Archive(self._archive_path, readonly=True) as archive:
            languages = self._languages(archive)
            newest = self._headlines(archive, STORIES, topic.id)
        feed, in_languages = self._feeds(topic.id, languages)
        return self._render("topic.html", title=topic.title, feed=feed, languages=in_languages, newest=newest)

    def _headlines(self, archive: Archive, count: int, topic_id: str | None = None) -> list[Headline]:
        now = self._clock()
        stories = archive.stories.admitted(
            since=now, at_least=count, at_most=count, topic=topic_id, max_age_days=self._options.max_age_days
        )
        return [headline for headline in map(_headline, stories) if headline]

    def _languages(self, archive: Archive) -> list[str]:
        present = archive.stories.languages()
        return [language for language in BEAT_LANGUAGES if language in present]

    def _feeds(self, topic_id: str, languages: Sequence[str]) -> tuple[Feed, tuple[Feed, ...]]:
        base = self._options.base_url
        return Feed(feed_url(base, topic_id), "All languages", "en"), tuple(
            Feed(feed_url(base, topic_id, language), own_name(language), language) for language in languages
        )

    def _kept(self, name: str, make: Callable[[], str]) -> str:
        with self._making:
            now = self._clock()
            made = self._made.get(name)
            if made is None or not timedelta() <= now - made[0] < _FRESH:
                made = self._made[name] = now, make()
            return made[1]

    def _render(self, template: str, **values: object) -> str:
        return self._templates.get_template(template).render(**values)


def _headline(story: Story) -> Headline | None:
    try:
        entry = entry_of(story, (), "link")
    except NotPublishable:
        return None
    return Headline(
        entry=entry,
        direction=direction_of(entry.language),
        date=f"{entry.published.astimezone(_ZONE):%-d %b %Y, %H:%M}",
        summary=excerpt(story.lead.article.text, SUMMARY),
        copies=tuple((link.href, link.title) for link in entry.links if link.rel == "related"),
    )
