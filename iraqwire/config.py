"""The configuration: `iraqwire.toml` read, checked to the last key, and completed with the built-in defaults.

A wrong or unknown key is a ConfigError that names it and what was probably meant.
"""

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from crawler.catalogue import load_catalogue, parse_source
from crawler.settings import CrawlOptions
from feeds.publish import PublishOptions
from feeds.topics import Topics, load_topics
from news.errors import ConfigError, UnknownName
from news.model import Source, Topic

DEFAULT_FILE = "iraqwire.toml"
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
_DEFAULTS = CrawlOptions()


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class ArchiveTable(_Table):
    path: str = "iraqwire.db"
    raw: str = "raw"


class CrawlTable(_Table):
    catalogue: bool = True
    user_agent: str = Field(default=_DEFAULTS.user_agent, min_length=1)
    concurrency: int = Field(default=_DEFAULTS.concurrency, ge=1, le=256)
    workers: int = Field(default=_DEFAULTS.workers, ge=1, le=64)
    delay: float = Field(default=_DEFAULTS.delay, ge=0, le=3600)
    timeout: float = Field(default=_DEFAULTS.timeout, gt=0, le=600)
    max_bytes: int = Field(default=_DEFAULTS.max_bytes, ge=1024)
    pages: int = Field(default=_DEFAULTS.pages, ge=0)
    max_age: int = Field(default=30, ge=0)
    proxy: str = ""
    allow_private: list[str] = Field(default_factory=list)

    @field_validator("user_agent")
    @classmethod
    def _agent_is_a_header(cls, value: str) -> str:
        if not value.isprintable() or not value.isascii():
            raise ValueError("give one line of plain characters")
        return value

    @field_validator("allow_private")
    @classmethod
    def _allowed_are_hosts(cls, value: list[str]) -> list[str]:
        for name in value:
            try:
                ip_network(name, strict=False)
            except ValueError:
                if not _HOST.fullmatch(name):
                    raise ValueError(f'{name!r} is no host and no network; give "intranet.example" or "10.0.0.0/8"') from None
        return value

    @field_validator("proxy")
    @classmethod
    def _proxy_is_an_address(cls, value: str) -> str:
        if value and not _is_address(value, ("http",)):
            raise ValueError('give it as "http://host:port"')
        return value


class PublishTable(_Table):
    directory: str = "public"
    base_url: str = "http://127.0.0.1:8080"
    content: Literal["full", "excerpt", "link"] | None = None

    @field_validator("base_url")
    @classmethod
    def _base_is_an_address(cls, value: str) -> str:
        if not _is_address(value, ("http", "https")):
            raise ValueError('give it as "https://news.example.org"')
        return value.rstrip("/")


class ServeTable(_Table):
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=1, le=65535)


class ScheduleTable(_Table):
    nightly: str = "0 2 * * *"
    poll: str = "auto"
    timezone: str = "Asia/Baghdad"

    @field_validator("timezone")
    @classmethod
    def _zone_is_known(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise ValueError('no such time zone; give it as "Asia/Baghdad"') from None
        return value

    @field_validator("nightly")
    @classmethod
    def _nightly_is_cron(cls, value: str) -> str:
        return _cron_line(value)

    @field_validator("poll")
    @classmethod
    def _poll_is_cron(cls, value: str) -> str:
        return value if value in ("", "auto") else _cron_line(value, ', "auto", or "" for never')


class BeatTable(_Table):
    query: str = ""


class TopicTable(_Table):
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    title: str = Field(min_length=1)
    query: str = Field(min_length=1)


class _File(_Table):
    archive: ArchiveTable = ArchiveTable()
    crawl: CrawlTable = CrawlTable()
    publish: PublishTable = PublishTable()
    serve: ServeTable = ServeTable()
    schedule: ScheduleTable = ScheduleTable()
    beat: BeatTable = BeatTable()
    source: list[dict[str, Any]] = Field(default_factory=list)
    topic: list[TopicTable] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Config:
    """All that a run needs to know. Paths are absolute; `file` is None where the defaults alone apply, `raw` where no pages are kept."""

    file: Path | None
    archive: Path
    raw: Path | None
    sources: tuple[Source, ...]
    topics: Topics
    crawl: CrawlOptions
    publish: PublishOptions
    serve: ServeTable
    schedule: ScheduleTable

    def source(self, source_id: str) -> Source:
        """Raises UnknownName, with the nearest ids, where no source goes by this id."""
        for source in self.sources:
            if source.id == source_id:
                return source
        near = difflib.get_close_matches(source_id, [source.id for source in self.sources], n=3)
        mend = f"did you mean {' or '.join(near)}?" if near else "the ids are those of the catalogue and of [[source]]"
        raise UnknownName(f"no source has the id {source_id!r}", mend)


def load_config(file: Path | None = None, archive: Path | None = None) -> Config:
    """The configuration of `file`, else of ./iraqwire.toml where there is one, else the defaults.

    Raises ConfigError for a file that cannot be read or says something that is not understood.
    """
    if file is None and Path(DEFAULT_FILE).exists():
        file = Path(DEFAULT_FILE)
    if file is None:
        return build_config({}, None, Path.cwd(), archive)
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError(f"{file}: there is no such file", "write one, or leave --config out for the defaults") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: cannot be read ({error})", "check the file and its permissions") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file}: no valid TOML ({error})", "correct that line") from error
    return build_config(tables, file.resolve(), file.resolve().parent, archive)


def build_config(tables: Mapping[str, Any], file: Path | None, folder: Path, archive: Path | None = None) -> Config:
    """The Config of parsed tables; `folder` is what relative paths are relative to, `archive` overrides `[archive] path`."""
    name = file.name if file else "configuration"
    try:
        settings = _File.model_validate(tables)
    except ValidationError as error:
        raise _first_error(error, name) from None
    return Config(
        file=file,
        archive=(archive or folder / Path(settings.archive.path).expanduser()).resolve(),
        raw=(folder / Path(settings.archive.raw).expanduser()).resolve() if settings.archive.raw else None,
        sources=_sources(settings, name),
        topics=load_topics([Topic(topic.id, topic.title, topic.query) for topic in settings.topic], settings.beat.query),
        crawl=_crawl_options(settings.crawl),
        publish=_publish_options(settings, folder, name),
        serve=settings.serve,
        schedule=settings.schedule,
    )


def _sources(settings: _File, name: str) -> tuple[Source, ...]:
    sources = {source.id: source for source in load_catalogue()} if settings.crawl.catalogue else {}
    own: set[str] = set()
    for number, table in enumerate(settings.source, 1):
        source = parse_source(table, f"{name}: [[source]] {table.get('id', number)}")
        if source.id in own:
            raise ConfigError(f"{name}: two [[source]] tables have the id {source.id!r}", "give each its own")
        own.add(source.id)
        sources[source.id] = source
    return tuple(sources.values())


def _crawl_options(table: CrawlTable) -> CrawlOptions:
    return CrawlOptions(
        user_agent=table.user_agent,
        concurrency=table.concurrency,
        workers=table.workers,
        delay=table.delay,
        timeout=table.timeout,
        max_bytes=table.max_bytes,
        pages=table.pages,
        proxy=table.proxy,
        allow_private=tuple(table.allow_private),
    )


def _publish_options(settings: _File, folder: Path, name: str) -> PublishOptions:
    publish = settings.publish
    content = publish.content
    if content is None:
        if not is_loopback(urlsplit(publish.base_url).hostname or ""):
            raise ConfigError(
                f"{name}: publish.content is not set, and {publish.base_url} is open to others",
                'choose content = "full", "excerpt" or "link": whole texts of other outlets need their leave',
            )
        content = "full"
    return PublishOptions(
        directory=folder / Path(publish.directory).expanduser(),
        base_url=publish.base_url,
        content=content,
        max_age_days=settings.crawl.max_age,
    )


def _cron_line(value: str, others: str = "") -> str:
    from apscheduler.triggers.cron import CronTrigger  # for the few who set it

    try:
        fires = CronTrigger.from_crontab(value, timezone=UTC).get_next_fire_time(None, datetime.now(UTC))
    except ValueError as error:
        raise ValueError(f'no cron line ({error}); give five fields, "0 2 * * *" for two in the morning{others}') from None
    if fires is None:
        raise ValueError(f'there is no such day; give five fields, "0 2 * * *" for two in the morning{others}')
    return value


def _is_address(value: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _first_error(error: ValidationError, name: str) -> ConfigError:
    """The error a person would mend first: a key misspelt is often why another one is missing."""
    found = sorted(error.errors(), key=lambda one: one["type"] != "extra_forbidden")[0]
    place = [str(part) for part in found["loc"]]
    where = ".".join(place)
    if found["type"] == "extra_forbidden":
        known = _keys(place[:-1])
        near = difflib.get_close_matches(place[-1], known, n=1)
        mend = f"did you mean {'.'.join([*place[:-1], near[0]])}?" if near else f"known here: {', '.join(known)}"
        return ConfigError(f"{name}: {where} is no setting", mend)
    if found["type"] == "missing":
        return ConfigError(f"{name}: {where} is missing", "give it")
    message = found["msg"].removeprefix("Value error, ")
    return ConfigError(f"{name}: {where} cannot be {found['input']!r}", message[:1].lower() + message[1:])


def _keys(place: list[str]) -> list[str]:
    if not place:
        return list(_File.model_fields)
    annotation = TopicTable if place[0] == "topic" else _File.model_fields[place[0]].annotation
    return list(annotation.model_fields) if isinstance(annotation, type) and issubclass(annotation, BaseModel) else []
