"""The topics that can be subscribed to and the beat they select within: the shipped file joined with the configuration's own.

Judging a text by them is `feeds.selection`'s.
"""

import hashlib
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

from feeds.addresses import ALL, is_topic_id
from news import query
from news.errors import ConfigError, QueryError
from news.model import Topic
from news.query import Node


@dataclass(frozen=True, slots=True, eq=False)
class Topics:
    """The topics in the order they are shown, with the parsed query of each, and the beat.

    `version` changes whenever a text could be judged otherwise: with a query, an id or the weights of `news.query`.
    """

    beat: Node
    beat_query: str
    topics: tuple[Topic, ...]
    nodes: tuple[Node, ...]
    version: str

    def get(self, topic_id: str) -> Topic | None:
        return next((topic for topic in self.topics if topic.id == topic_id), None)


def load_topics(extra: Sequence[Topic] = (), beat: str = "") -> Topics:
    """The shipped topics, each replaced by the one of `extra` that bears its id, then the rest of `extra`; `beat` replaces
    the shipped beat.

    Raises ConfigError, naming the topic and the place in its query, for what cannot be used.
    """
    shipped = tomllib.loads(resources.files("feeds").joinpath("topics.toml").read_text(encoding="utf-8"))
    topics = {table["id"]: Topic(table["id"], table["title"], table["query"]) for table in shipped["topic"]}
    seen: set[str] = set()
    for topic in extra:
        _check_id(topic.id, seen)
        topics[topic.id] = topic if topic.title.strip() else Topic(topic.id, topic.id.replace("_", " ").capitalize(), topic.query)
    beat_query = beat.strip() or shipped["beat"]["query"]
    return Topics(
        beat=_parsed(beat_query, "[beat]"),
        beat_query=beat_query,
        topics=tuple(topics.values()),
        nodes=tuple(_parsed(topic.query, f"topic {topic.id!r}") for topic in topics.values()),
        version=_version(beat_query, tuple(topics.values())),
    )


def _check_id(topic_id: str, seen: set[str]) -> None:
    if not is_topic_id(topic_id):
        raise ConfigError(f"topic {topic_id!r}: an id is small letters, digits, - and _", "it names the feed's file: choose another")
    if topic_id == ALL:
        raise ConfigError("topic 'all': this id is taken by the feed of every story", "choose another")
    if topic_id in seen:
        raise ConfigError(f"topic {topic_id!r} is given twice", "take one [[topic]] away")
    seen.add(topic_id)


def _parsed(text: str, where: str) -> Node:
    try:
        return query.parse(text)
    except QueryError as error:
        raise ConfigError(f"{where}: {error.message}", error.mend) from error


def _version(beat_query: str, topics: tuple[Topic, ...]) -> str:
    rules = (query.WEIGHTS, query.WEAK_WEIGHTS, query.REST_LIMIT, query.ABOUT_THRESHOLD, query.OPENING_WORDS)
    said = repr((rules, beat_query.split(), [(topic.id, topic.query.split()) for topic in topics]))
    return hashlib.sha256(said.encode()).hexdigest()[:16]
