"""The options that narrow `search` and `export`, read and checked."""

from datetime import UTC, datetime, time
from typing import Any

import click

from iraqwire.config import Config
from news.errors import UnknownName


class Day(click.ParamType[datetime]):
    """A day, or an instant, in ISO 8601; a day stands for its first instant in UTC, or its last with `end`."""

    name = "date"

    def __init__(self, *, end: bool = False) -> None:
        self.end = end

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            instant = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no date; give it as 2026-11-21", param, ctx)
        if self.end and "T" not in value and " " not in value:
            instant = datetime.combine(instant, time.max)
        return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def check_topic(config: Config, topic: str | None) -> None:
    """Raises UnknownName where a topic is asked for that there is none of."""
    if topic is not None and config.topics.get(topic) is None:
        raise UnknownName(f"no topic has the id {topic!r}", f"known: {', '.join(known.id for known in config.topics.topics)}")
