"""Writes the feeds from the archive: articles not judged yet are judged, then one file a topic and language is brought up to date.

A file whose bytes are the same is not touched. What an entry says is `feeds.entries`', how it is written `feeds.atom`'s.
"""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

from feeds.addresses import ALL, BEAT_LANGUAGES, FOLDER, feed_name, feed_url, file_name, is_language, language_name, page_url
from feeds.atom import Head, measure, write
from feeds.content import Content
from feeds.entries import Entry, NotPublishable, entry_of
from feeds.files import FeedFiles
from feeds.selection import judge
from feeds.topics import Topics
from news.model import Story
from storage import Archive

NIGHTS = 3
AT_LEAST, AT_MOST = 50, 500
MOST_BYTES = 3_000_000
_BATCH = 500  # articles judged between two writes


@dataclass(frozen=True, slots=True)
class PublishOptions:
    """`content`: how much of a text goes into a feed. `max_age_days`: 0 publishes stories of any age."""

    directory: Path
    base_url: str = "http://127.0.0.1:8080"
    content: Content = "full"
    max_age_days: int = 0


@dataclass(frozen=True, slots=True)
class PublishReport:
    """Files by name under `feeds/`; `entries`: the stories that some feed holds; `left_out`: (story id, reason); `shortened`:
    (file, how many of its oldest entries its size left no room for); `judged`: articles whose topics were decided.
    """

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    entries: int
    left_out: tuple[tuple[str, str], ...]
    shortened: tuple[tuple[str, int], ...]
    judged: int


def publish(archive: Archive, topics: Topics, options: PublishOptions, now: datetime) -> PublishReport:
    """Brings every feed file up to date with the archive. Nothing in a file depends on `now` but which stories its window holds.

    Raises IraqwireError where the folder cannot be written.
    """
    judged = judge_new(archive, topics, now)
    press = _Press(archive, topics, options, now)
    files = FeedFiles(options.directory / FOLDER)
    written: list[str] = []
    unchanged: list[str] = []
    # A crawl may write meanwhile: what it admits or merges shows in all feeds, the next time, and not in some of them now.
    with archive.snapshot():
        languages = [language for language in archive.stories.languages() if is_language(language)]
        for topic_id, title in ((ALL, "All stories"), *((topic.id, topic.title) for topic in topics.topics)):
            for language in ("", *languages):
                entries = press.entries(topic_id, language)
                if language and not entries and language not in BEAT_LANGUAGES:
                    continue
                name = file_name(topic_id, language)
                document = press.document(topic_id, title, language, entries)
                (written if files.put(name, document, now) else unchanged).append(name)
    removed = files.keep_only([*written, *unchanged])
    if written or removed:
        files.settle()
    left_out = tuple((story_id, entry) for story_id, entry in press.made.items() if isinstance(entry, str))
    return PublishReport(
        written=tuple(written),
        unchanged=tuple(unchanged),
        removed=removed,
        entries=len(press.made) - len(left_out),
        left_out=left_out,
        shortened=tuple(press.shortened),
        judged=judged,
    )


def judge_new(archive: Archive, topics: Topics, now: datetime) -> int:
    """Decides the topics of all articles that this version of the topics has not judged; how many those were."""
    count = 0
    waiting = archive.topics.unjudged(topics.version)
    while batch := list(islice(waiting, _BATCH)):
        archive.topics.record(topics.version, [(article_id, judge(topics, folded)) for article_id, folded in batch], now)
        count += len(batch)
    return count


class _Press:
    """Makes each story's entry once, however many feeds hold it."""

    def __init__(self, archive: Archive, topics: Topics, options: PublishOptions, now: datetime) -> None:
        self.made: dict[str, tuple[Entry, int] | str] = {}  # by story: its entry and size in bytes, or why it is left out
        self.shortened: list[tuple[str, int]] = []
        self._archive = archive
        self._titles = {topic.id: topic.title for topic in topics.topics}
        self._options = options
        # From midnight, so that the window moves once a day and not with every publishing.
        self._since = datetime.combine((now.astimezone(UTC) - timedelta(days=NIGHTS)).date(), datetime.min.time(), UTC)
        self._authority = feed_authority(archive, options.base_url, now)

    def entries(self, topic_id: str, language: str) -> list[Entry]:
        """The entries of one feed's window, the last admitted first."""
        stories = self._archive.stories.admitted(
            since=self._since,
            at_least=AT_LEAST,
            at_most=AT_MOST,
            topic=None if topic_id == ALL else topic_id,
            language=language or None,
            max_age_days=self._options.max_age_days,
        )
        room = MOST_BYTES - 4096
        entries: list[Entry] = []
        for story in stories:
            made = self._entry(story)
            if isinstance(made, str):
                continue
            entry, size = made
            if size > room:
                self.shortened.append((file_name(topic_id, language), len(stories) - stories.index(story)))
                break
            room -= size
            entries.append(entry)
        return entries

    def document(self, topic_id: str, title: str, language: str, entries: list[Entry]) -> bytes:
        base = self._options.base_url
        in_language = f" ({language_name(language)})" if language else ""
        head = Head(
            name=feed_name(topic_id, language),
            title=f"iraqwire: {title}{in_language}",
            subtitle=f"{title}{in_language}: each story once, from its origin",
            language=language or "en",
            self_url=feed_url(base, topic_id, language),
            page_url=page_url(base, topic_id),
            authority=self._authority,
            updated=max((entry.updated for entry in entries), default=_founded(self._authority)),
        )
        return write(head, entries)

    def _entry(self, story: Story) -> tuple[Entry, int] | str:
        if story.id not in self.made:
            try:
                ids = self._archive.topics.of(story.lead.id)
                entry = entry_of(
                    story, [(topic_id, self._titles[topic_id]) for topic_id in ids if topic_id in self._titles], self._options.content
                )
                self.made[story.id] = entry, measure(entry, self._authority)
            except NotPublishable as reason:
                self.made[story.id] = str(reason)
        return self.made[story.id]


def feed_authority(archive: Archive, base_url: str, now: datetime) -> str:
    """The authority of the feeds' tag: URIs, `host,date`: made at the first publishing and kept in the archive, so that ids
    outlive every change of address.
    """
    kept = archive.setting("feed_authority")
    if kept is None:
        with archive.transaction():
            # Asked again: another first publishing may have been quicker, and readers may hold its ids.
            kept = archive.setting("feed_authority")
            if kept is None:
                kept = _new_authority(base_url, now)
                archive.keep_setting("feed_authority", kept)
    return kept


def _new_authority(base_url: str, now: datetime) -> str:
    host = (urlsplit(base_url).hostname or "").lower()
    # Many archives are served from loopback, and the ids of none may be another's.
    name = host if host and not _is_local(host) else f"{uuid.uuid4().hex[:12]}.iraqwire.invalid"
    return f"{name},{now.astimezone(UTC):%Y-%m-%d}"


def _founded(authority: str) -> datetime:
    """When the authority was made: the date of a feed that holds nothing yet."""
    return datetime.fromisoformat(authority.rpartition(",")[2]).replace(tzinfo=UTC)


def _is_local(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith((".localhost", ".local", ".internal"))
